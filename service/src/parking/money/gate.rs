//! The barrier: what a lane's device says is heard durably, and whether the barrier opens is decided from what is known here. No provider
//! is asked and none is waited for; a provider that is away can only open a barrier, never keep one closed.

use shishi_kernel::Fen;
use shishi_parking::accounts::leave::Terms;
use shishi_parking::accounts::{Barrier, Leaving, Owed, debt, leave};
use shishi_parking::booking::VehicleId;
use shishi_parking::passages::{Second, Way};
use shishi_parking::plate::Plate;
use shishi_store::parking::lots::DeviceRow;
use shishi_store::parking::messages;
use shishi_store::parking::money::payments;
use shishi_store::parking::money::{self as rows, BillRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles;

use super::words::stay_no;
use crate::once::refused;
use crate::parking::catalogue::invalid;
use crate::parking::hear::{Heard, HeardWhat};
use crate::parking::passages::{CONTRADICTED, UNSURE};
use crate::{Service, ServiceError};

/// Stays of a vehicle that are looked through for the one that a passage ended.
const STAYS_MAX: u32 = 16;
/// Where no provider is set up, nobody is asked to pay before leaving.
const NOBODY_WAITS: Terms = Terms {
    owing_max: Fen(i64::MAX),
};

/// What a lane is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateView {
    /// Whether the barrier opens.
    pub open: bool,
    /// Why: `entered`, `settled`, `charge`, `owing`, `pay_first`, `no_entry`, `unsure` or `contradicted`.
    pub why: &'static str,
    /// What the stay costs; none where it is not known.
    pub fee: Option<Fen>,
    /// What is open: of this stay, and with `pay_first` of earlier ones too.
    pub owed: Fen,
    /// What opens the stay's page at `/parking/pay/…`; none where there is nothing to pay.
    pub code: Option<String>,
}

impl GateView {
    fn plain(open: bool, why: &'static str) -> Self {
        Self {
            open,
            why,
            fee: None,
            owed: Fen(0),
            code: None,
        }
    }
}

/// What is known of a vehicle that leaves.
struct Known {
    stay: Option<StayRow>,
    bills: Vec<BillRow>,
    bill: Option<BillRow>,
    agreement: bool,
    work: Option<u8>,
}

impl Service {
    /// Hears a vehicle at a lane, and says whether the barrier opens. The same message again is no new passage and has the answer of now:
    /// a lane asks again to learn that somebody paid.
    ///
    /// # Errors
    /// As [`Service::hear`]; [`ServiceError::Invalid`] for a message that is no passage.
    pub fn pass_lane(&self, device: &DeviceRow, message: Heard) -> Result<GateView, ServiceError> {
        let HeardWhat::Passage { way, plate, .. } = &message.what else {
            return Err(invalid("kind", "form.passage"));
        };
        let (way, plate) = (*way, Plate::read(plate).map_err(refused)?);
        let key = (device.id, message.sequence);
        self.hear(device, vec![message])?.pop().ok_or(ServiceError::Unknown)??;
        match way {
            Way::Entry => Ok(GateView::plain(true, "entered")),
            Way::Exit => self.decide_leaving(key, &plate),
        }
    }

    fn decide_leaving(&self, key: messages::Key, plate: &Plate) -> Result<GateView, ServiceError> {
        let known = self.known_of_leaving(key, plate)?;
        let Some(stay) = known.stay else {
            // A passage that does not count ended no stay: whoever sits at the desk opens. An exit without an entry is our gap.
            return Ok(match known.work {
                Some(UNSURE) => GateView::plain(false, "unsure"),
                Some(CONTRADICTED) => GateView::plain(false, "contradicted"),
                _ => GateView::plain(true, "no_entry"),
            });
        };
        let plate = VehicleId(stay.vehicle.unsigned_abs());
        let due = known.bill.as_ref().map(|bill| bill.owed).unwrap_or_default();
        let earlier = known.bills.iter().filter(|bill| bill.stay != stay.id);
        let owed: Vec<Owed> = earlier
            .map(|bill| Owed {
                stay: stay_no(bill.stay),
                plate,
                since: Second(bill.left_second),
                fen: bill.owed,
            })
            .collect();
        let setup = self.payments();
        let terms = setup.as_ref().map_or(NOBODY_WAITS, |setup| Terms {
            owing_max: setup.owing_max,
        });
        let barrier = leave(
            terms,
            Leaving {
                due,
                debt: debt(plate, &owed).total,
                agreement: setup.is_some() && known.agreement,
                reachable: self.inner.parking.money.is_any_reachable(),
            },
        );
        let (why, owed) = match barrier {
            Barrier::Settled => ("settled", Fen(0)),
            Barrier::Charge { fen } => ("charge", fen),
            Barrier::Owing { fen } => ("owing", fen),
            Barrier::PayFirst { fen } => ("pay_first", fen),
        };
        Ok(GateView {
            open: barrier.opens(),
            why,
            fee: stay.fee,
            owed,
            code: known.bill.map(|bill| bill.code),
        })
    }

    fn known_of_leaving(&self, key: messages::Key, plate: &Plate) -> Result<Known, ServiceError> {
        let (j, found_by) = (self.jurisdiction(), self.inner.parking.plates.key(plate));
        self.store().read(|r| {
            let read = vehicles::known(r, j, &[found_by])?.get(&found_by).map(|(id, _)| *id);
            let message = messages::by_keys(r, j, &[key])?.pop();
            // Where the desk corrected the plate already, the passage counts for another vehicle than was read.
            let counted = message
                .as_ref()
                .and_then(|message| message.counts)
                .map(|counts| counts.vehicle);
            let mut known = Known {
                stay: None,
                bills: Vec::new(),
                bill: None,
                agreement: false,
                work: message.and_then(|message| message.work),
            };
            let Some(vehicle) = counted.or(read) else {
                return Ok(known);
            };
            let of_vehicle = stays::of_vehicle(r, j, vehicle, STAYS_MAX)?;
            let ended = |stay: &StayRow| stay.exit.is_some_and(|(exit, _)| exit == key);
            known.stay = of_vehicle.into_iter().find(ended);
            if let Some(stay) = &known.stay {
                known.bill = rows::bills(r, j, &[stay.id])?.pop();
                known.bills = rows::open_of_vehicle(r, j, vehicle)?;
                known.agreement = payments::agreements(r, j, stay.id)?
                    .iter()
                    .any(|agreement| agreement.usable == Some(true));
            }
            Ok::<_, ServiceError>(known)
        })
    }
}
