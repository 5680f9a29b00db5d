//! What a stay's change does to its money, in the unit of work of the change.

use jiff::{SignedDuration, Timestamp};
use shishi_gateways::payment::Wallet;
use shishi_kernel::{Fen, JurisdictionId};
use shishi_parking::accounts::{Charged, postings};
use shishi_parking::passages::Second;
use shishi_store::Writer;
use shishi_store::jobs;
use shishi_store::parking::money::payments::{self, AgreementRow, PaymentRow};
use shishi_store::parking::money::{self as rows, BillRow};
use shishi_store::parking::stays::StayRow;

use super::words::{post, stay_no};
use super::{JOB, PaymentsSetup, asks, late};
use crate::parking::hear::StayChange;
use crate::{Service, ServiceError};

/// A stay that began longer ago than this, in seconds, is not told to providers: it was heard of too late.
const ENTER_SECONDS_MAX: i64 = 6 * 3_600;

/// The one provider that wants to be told of exits is told so many seconds later, when what was asked of it has mostly come.
const EXIT_SECONDS: i64 = 20;

/// Payment by the agreement that somebody signed for the plate.
pub(super) const BY_AGREEMENT: u8 = 1;
/// Payment by a link that somebody scans.
pub(super) const BY_LINK: u8 = 2;

fn charged(gross: Fen) -> Charged {
    Charged {
        gross,
        discount: Fen(0),
    }
}

/// What a stay costs as it stands: nothing while it lasts, where it was taken back, or where nothing says what it costs.
fn price_of(stay: &StayRow) -> Fen {
    let ended = stay.exit.filter(|_| !stay.withdrawn);
    ended.and(stay.fee).unwrap_or_default()
}

impl Service {
    /// Charges the stays that ended, corrects the charges of those that changed, and asks for what somebody signed for. The lots are
    /// held by the caller and the stays are kept.
    pub(in crate::parking) fn charge_stays(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        changes: &[StayChange],
    ) -> Result<(), ServiceError> {
        let setup = self.payments();
        let known: Vec<i64> = changes
            .iter()
            .filter(|change| change.before.is_some())
            .map(|change| change.after.id)
            .collect();
        let bills = rows::bills(w, j, &known)?;
        for StayChange { before, after: stay } in changes {
            let bill = bills.iter().find(|bill| bill.stay == stay.id);
            let first = bill.is_none();
            if let Some(bill) = self.charge(w, j, now, stay, bill)?
                && first
                && let Some(setup) = &setup
            {
                self.want_payment(w, j, now, setup, &bill)?;
            }
            let was_inside = before
                .as_ref()
                .is_some_and(|before| before.exit.is_none() && !before.withdrawn);
            if let (Some(setup), true, true) = (&setup, was_inside, stay.exit.is_some() && !stay.withdrawn)
                && setup.provider(Wallet::Alipay).is_some()
            {
                let at = now.checked_add(SignedDuration::from_secs(EXIT_SECONDS)).unwrap_or(now);
                jobs::add(w, j, JOB, &asks::exit(stay.id, 0), at)?;
            }
            let began = before.is_none() && stay.exit.is_none() && !stay.withdrawn;
            if began && setup.is_some() && now.as_second() - stay.entry_second < ENTER_SECONDS_MAX {
                jobs::add(w, j, JOB, &asks::enter(stay.id), now)?;
            }
        }
        Ok(())
    }

    /// Posts what the stay costs now in place of what it cost before. Gives the bill where its price is another one.
    fn charge(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        stay: &StayRow,
        known: Option<&BillRow>,
    ) -> Result<Option<BillRow>, ServiceError> {
        let price = price_of(stay);
        let left_second = stay.exit.map_or(stay.entry_second, |(_, second)| second);
        let at = Second(now.as_second());
        let (bill, moves) = match known {
            None if price <= Fen(0) => return Ok(None),
            None => {
                let bill = BillRow {
                    stay: stay.id,
                    code: self.random_hex::<12>(),
                    lot: stay.lot,
                    vehicle: stay.vehicle,
                    left_second,
                    charged: price,
                    revision: 0,
                    owed: price,
                };
                let moves = postings::charge(stay_no(stay.id), &charged(price), at);
                (bill, moves.map(|posting| posting.into_iter().collect()))
            }
            Some(known) => {
                let same = known.charged == price;
                let bill = BillRow {
                    vehicle: stay.vehicle,
                    left_second,
                    charged: price,
                    revision: known.revision + u32::from(!same),
                    owed: Fen(known.owed.0 - known.charged.0 + price.0),
                    ..known.clone()
                };
                if same {
                    if bill != *known {
                        rows::put_bill(w, j, &bill)?;
                    }
                    return Ok(None);
                }
                let (old, new) = (charged(known.charged), charged(price));
                let moves = postings::correct(stay_no(stay.id), bill.revision, &old, &new, at);
                (bill, moves)
            }
        };
        // A fee that no account takes must not keep a passage from being heard: the stay shows it, and a person looks.
        let moves = match moves {
            Ok(moves) => moves,
            Err(refusal) => {
                tracing::error!(stay = stay.id, %refusal, "a stay cannot be charged");
                return Ok(None);
            }
        };
        rows::put_bill(w, j, &bill)?;
        for posting in &moves {
            post(w, j, posting)?;
        }
        Ok(Some(bill))
    }

    /// Where somebody signed for the plate, keeps a payment and the job that asks for it; where nobody had when the vehicle came, the job that asks whether
    /// somebody has since.
    fn want_payment(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        setup: &PaymentsSetup,
        bill: &BillRow,
    ) -> Result<(), ServiceError> {
        let agreements = payments::agreements(w, j, bill.stay)?;
        let usable = |row: &&AgreementRow| {
            let known = super::wallet_of(&row.wallet).is_some_and(|wallet| setup.provider(wallet).is_some());
            known && row.usable == Some(true) && row.provider_no.is_some()
        };
        if let Some(agreement) = agreements.iter().find(usable) {
            let payment = self.new_payment(bill, &agreement.wallet, BY_AGREEMENT, now);
            let id = payments::add(w, j, &payment)?;
            jobs::add(w, j, JOB, &asks::attend(id), now)?;
        } else if setup.provider(Wallet::Alipay).is_some() && late::may_be_late(&agreements) {
            jobs::add(w, j, JOB, &late::seek(bill.stay, 0), now)?;
        }
        Ok(())
    }

    /// A payment of all that is open of a bill.
    pub(super) fn new_payment(&self, bill: &BillRow, wallet: &str, way: u8, now: Timestamp) -> PaymentRow {
        PaymentRow {
            id: 0,
            trade: format!("P{}", self.random_hex::<12>()),
            wallet: wallet.to_owned(),
            way,
            stay: bill.stay,
            lot: bill.lot,
            fen: bill.owed,
            standing: 0,
            paid_second: None,
            provider_no: None,
            link: None,
            expires_second: None,
            made_at: now,
            asked: 0,
            trouble: None,
        }
    }
}
