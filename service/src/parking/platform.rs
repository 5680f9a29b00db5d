//! Car parks that upload in the words of DB4401/T 133, and how a platform above us is answered in them.
//!
//! The platform's number of a lot is ours ([`LotRow::id`](shishi_store::parking::lots::LotRow)). An upload says no more than a device
//! may: it signs in as one, for its own lot, and a passage names it. A vacancy counts the vehicles; it and a bay have no number of
//! their own, so that their second is it.

use sha2::{Digest, Sha256};
use shishi_gateways::db4401::{
    Colour as TheirColour, Db4401Refusal, Message, PassageReport, Vacancy, Way as TheirWay, fields, read,
};
pub use shishi_gateways::db4401::{Kind, MESSAGE_BYTES_MAX, answer};
use shishi_parking::passages::{Colour, Second, Way};
use shishi_store::parking::lots::DeviceRow;
use shishi_store::parking::stays;

use super::{Heard, HeardWhat, Taken};
use crate::{Service, ServiceError};

/// Bays are free or taken in the words of the platform; see [`HeardWhat::Bay`].
const FREE: u8 = 1;
const TAKEN: u8 = 2;

impl Service {
    /// Takes an upload; durable when it returns. The inner refusal is what is wrong with the message by the specification.
    ///
    /// # Errors
    /// As [`Service::hear`], with what is refused there; [`ServiceError::Conflict`] where the number was used for something else.
    pub fn hear_upload(
        &self,
        device: &DeviceRow,
        kind: Kind,
        bytes: &[u8],
    ) -> Result<Result<(), Db4401Refusal>, ServiceError> {
        let heard = match read(kind, bytes).and_then(|message| heard(device, message)) {
            Ok(heard) => heard,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match self.hear(device, vec![heard])?.pop() {
            Some(Ok(Taken::New | Taken::Before)) => Ok(Ok(())),
            Some(Ok(Taken::Contradicts)) => Err(ServiceError::Conflict),
            Some(Err(error)) => Err(error),
            None => Err(ServiceError::Unknown),
        }
    }

    /// How many bays of a lot are free, as a platform above us takes it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown lot; when the store is away.
    pub fn vacancy_upload(&self, lot: &str) -> Result<Vec<u8>, ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        let (j, id) = (self.jurisdiction(), lot.row.id);
        let inside = self
            .store()
            .read(|r| Ok::<_, ServiceError>(stays::inside_counts(r, j)?))?;
        let inside = inside
            .into_iter()
            .find(|(lot, _)| *lot == id)
            .map_or(0, |(_, count)| count);
        let total = u64::from(lot.capacity());
        // What residents find, where single bays are known; more may be inside than there are bays for a while.
        let seen = (lot.row.counting == "bays").then(|| self.live()).transpose()?;
        let seen = seen.and_then(|live| live.all_bays(&lot.row.slug, Second(self.now().as_second())).1);
        let vacancy = Vacancy {
            lot: u64::try_from(id).map_err(ServiceError::internal)?,
            at: self.now(),
            total,
            free: seen.map_or_else(|| total.saturating_sub(u64::from(inside)), u64::from),
            reservable: None,
            reservable_free: None,
        };
        Message::Vacancy(vacancy).write().map_err(ServiceError::internal)
    }
}

/// A message in our words.
fn heard(device: &DeviceRow, message: Message) -> Result<Heard, Db4401Refusal> {
    let own_lot = |lot: u64| match i64::try_from(lot) == Ok(device.lot) {
        true => Ok(()),
        false => Err(other(
            fields::PARK_ID,
            &lot.to_string(),
            "本设备所属停车场的编号 the number of the device's own lot",
        )),
    };
    match message {
        Message::Passage(report) => {
            own_lot(report.lot)?;
            passage(device, report)
        }
        Message::Vacancy(vacancy) => {
            own_lot(vacancy.lot)?;
            let vehicles = vacancy.total.saturating_sub(vacancy.free);
            Ok(Heard {
                sequence: second(vacancy.at),
                what: HeardWhat::Count {
                    at: vacancy.at,
                    vehicles: u32::try_from(vehicles).unwrap_or(u32::MAX),
                },
            })
        }
        Message::Bay(bay) => {
            own_lot(bay.lot)?;
            Ok(Heard {
                sequence: second(bay.at),
                what: HeardWhat::Bay {
                    at: bay.at,
                    bay: bay.bay,
                    state: if bay.taken { TAKEN } else { FREE },
                },
            })
        }
        // What a lot is, the office says.
        Message::Lot(lot) => Err(other(
            fields::NAME,
            &lot.name,
            "入场、出场、空位或泊位报文 an entry, an exit, a vacancy or a bay",
        )),
    }
}

fn passage(device: &DeviceRow, report: PassageReport) -> Result<Heard, Db4401Refusal> {
    if report.device != device.code {
        let expected = "上报设备的编号 the code of the device that signs in";
        return Err(other(fields::DEVICE, &report.device, expected));
    }
    let Some(plate) = report.plate else {
        return Err(other(
            fields::PLATE,
            "",
            "车牌号；无牌车由岗亭登记 a plate; one without is for the desk",
        ));
    };
    Ok(Heard {
        sequence: report.sequence,
        what: HeardWhat::Passage {
            at: report.at,
            way: match report.way {
                TheirWay::Entry => Way::Entry,
                TheirWay::Exit => Way::Exit,
            },
            plate,
            colour: colour(report.colour),
            // A platform that says nothing stands for the reading.
            confidence: report.confidence.unwrap_or(100),
            lane: report.lane,
            image: report
                .image
                .map(|reference| Sha256::digest(reference.as_bytes()).into()),
        },
    })
}

fn colour(theirs: TheirColour) -> Colour {
    match theirs {
        TheirColour::Blue => Colour::Blue,
        TheirColour::Yellow => Colour::Yellow,
        TheirColour::White => Colour::White,
        TheirColour::Black => Colour::Black,
        TheirColour::Green => Colour::Green,
        TheirColour::YellowGreen => Colour::YellowGreen,
        TheirColour::Unread => Colour::Unread,
    }
}

fn second(at: jiff::Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

fn other(field: fields::Field, value: &str, expected: &'static str) -> Db4401Refusal {
    Db4401Refusal::Value {
        field: field.name,
        value: value.to_owned(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn device() -> DeviceRow {
        DeviceRow {
            id: 3,
            lot: 7,
            code: "gate-1".into(),
            kind: "lane".into(),
            token_hash: None,
            disabled_at: None,
        }
    }

    fn entry(change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut entry = json!({
            "ParkID": 7, "DeviceID": "gate-1", "Seq": 12, "Time": "2026-05-11 08:00:00", "LaneNo": 1, "PlateNo": "鲁HIO001",
            "PlateColor": 0, "ImageRef": "a/b.jpg",
        });
        change(&mut entry);
        entry.to_string().into_bytes()
    }

    #[test]
    fn an_upload_becomes_what_a_device_says() {
        let said = |kind, bytes: &[u8]| read(kind, bytes).and_then(|message| heard(&device(), message)).unwrap();
        let at = "2026-05-11T00:00:00Z".parse().unwrap();
        let image = Sha256::digest(b"a/b.jpg").into();
        for (kind, way) in [(Kind::Entry, Way::Entry), (Kind::Exit, Way::Exit)] {
            let what = HeardWhat::Passage {
                at,
                way,
                plate: "鲁HIO001".into(),
                colour: Colour::Blue,
                confidence: 100,
                lane: 1,
                image: Some(image),
            };
            assert_eq!(said(kind, &entry(|_| ())), Heard { sequence: 12, what });
        }
        let vacancy = br#"{"ParkID":7,"Time":"2026-05-11 08:00:00","TSpace":50,"FSpace":18}"#;
        let what = HeardWhat::Count { at, vehicles: 32 };
        let sequence = second(at);
        assert_eq!(said(Kind::Vacancy, vacancy), Heard { sequence, what });
        let bay = br#"{"ParkID":7,"Time":"2026-05-11 08:00:00","BerthNo":"A017","BerthStatus":1}"#;
        let what = HeardWhat::Bay {
            at,
            bay: "A017".into(),
            state: TAKEN,
        };
        assert_eq!(said(Kind::Bay, bay), Heard { sequence, what });
    }

    #[test]
    fn an_upload_for_another_is_refused_by_its_field() {
        for (name, bytes, field) in [
            ("another lot", entry(|entry| entry["ParkID"] = json!(8)), "ParkID"),
            (
                "another device",
                entry(|entry| entry["DeviceID"] = json!("gate-2")),
                "DeviceID",
            ),
            ("no plate", entry(|entry| entry["PlateNo"] = json!("")), "PlateNo"),
        ] {
            let refusal = read(Kind::Entry, &bytes)
                .and_then(|message| heard(&device(), message))
                .unwrap_err();
            assert!(
                matches!(refusal, Db4401Refusal::Value { field: named, .. } if named == field),
                "{name}: {refusal}"
            );
        }
    }
}
