//! Parking: lots and bays, devices and what they said, stays, bookings.
//!
//! A place is millionths of a degree in WGS 84. A vehicle is a number; its plate is in [`vehicles`], sealed, and that of a card's holder in
//! [`grants`]; nowhere else.

pub mod batches;
pub mod bookings;
pub mod charges;
pub mod closures;
pub mod desk;
pub mod feed;
pub mod grants;
pub mod lots;
pub mod messages;
pub mod money;
pub mod occupancy;
pub mod operators;
pub mod passes;
pub mod stays;
pub mod vehicles;

use crate::StoreError;

/// A number that a narrower type should hold.
fn narrow<T: TryFrom<i64>>(table: &'static str, column: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Corrupt {
        table,
        column,
        id: value,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use shishi_kernel::JurisdictionId;

    use super::messages::{self, Counts, MessageRow, Said};
    use super::stays;
    use crate::session::{Value, asked};
    use crate::{Store, StoreError, Target};

    /// SQLite without statistics believes that a jurisdiction has few rows, and of two indexes may take the one that leads over all of
    /// them. Then each message costs as much as all before it.
    #[test]
    fn what_a_delivery_asks_is_found_by_its_keys() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Target::Sqlite(folder.path().join("test.sqlite"))).unwrap();
        let plans = store.write(|w| {
            let j = JurisdictionId(1);
            asked::take();
            let keys: Vec<(i64, u64)> = (1..=73).map(|sequence| (1, sequence)).collect();
            let vehicles: Vec<(i64, i64)> = (1..=73).map(|vehicle| (vehicle, 5)).collect();
            messages::by_keys(w, j, &keys)?;
            messages::amendments(w, j, &keys)?;
            messages::clocks(w, j, 1, 5, 9)?;
            messages::next_clock(w, j, 1, 5)?;
            messages::passages_between(w, j, 1, 5, None)?;
            messages::counted_since(w, j, 1, &vehicles)?;
            messages::work(w, j, None, 10)?;
            messages::work(w, j, Some(1), 10)?;
            messages::last_sequence(w, j, 1)?;
            let rework: Vec<_> = keys.iter().map(|key| (*key, None)).collect();
            messages::rework(w, j, &rework)?;
            let counts = Counts {
                vehicle: 1,
                way: 1,
                second: 5,
            };
            let message = |key: &(i64, u64)| MessageRow {
                key: *key,
                lot: 1,
                said: Said::Clock { seconds: 1 },
                contradicted: false,
                counts: Some(counts),
                work: None,
            };
            messages::recount(w, j, &keys.iter().map(message).collect::<Vec<_>>())?;
            stays::since(w, j, 1, &vehicles)?;
            let stretches: Vec<(i64, i64, i64)> =
                vehicles.iter().map(|(vehicle, since)| (*vehicle, *since, 9)).collect();
            stays::ended_around(w, j, 1, &stretches)?;
            stays::by_entries(w, j, &keys)?;
            stays::of_vehicle(w, j, 1, 10)?;
            stays::inside(w, j, 1, 1)?;
            let said = |bay| super::lots::BaySaid {
                bay,
                state: 1,
                at: Timestamp::UNIX_EPOCH,
                sequence: 1,
            };
            super::lots::bays_said(w, j, &(1..=73).map(said).collect::<Vec<_>>())?;
            let mut plans = Vec::new();
            for sql in asked::take() {
                let numbers = sql.split('$').skip(1).filter_map(|part| {
                    let end = part.find(|letter: char| !letter.is_ascii_digit());
                    part[..end.unwrap_or(part.len())].parse::<usize>().ok()
                });
                let values = vec![Value::Null; numbers.max().unwrap_or(0)];
                let explained = w.all(&format!("EXPLAIN QUERY PLAN {sql}"), &values, |row| row.text(3))?;
                plans.push((sql, explained));
            }
            Ok::<_, StoreError>(plans)
        });
        let plans = plans.unwrap();
        assert!(plans.len() >= 17, "{}", plans.len());
        for (sql, plan) in plans {
            let tables = plan
                .iter()
                .filter(|line| line.contains("parking_") || line.contains("SEARCH m"));
            for line in tables {
                let by_jurisdiction =
                    line.ends_with("(jurisdiction_id=?)") && !line.contains("parking_message_by_work");
                assert!(!(line.starts_with("SCAN") || by_jurisdiction), "{line}: {sql}");
            }
        }
    }
}
