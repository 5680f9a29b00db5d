//! Drivers who sign an agreement after they came in: what Alipay said at the entry is asked for again once the stay is charged, and where somebody has signed by
//! then, the stay is paid by agreement and no debt.
//!
//! The barrier has decided by then from what was known (`gate.rs`); where it stays closed until somebody pays, this opens it. WeChat tells of a plate by itself when
//! its state changes, and cannot be asked by a plate alone.

use jiff::SignedDuration;
use shishi_gateways::payment::{Agreement, PlateStatus, Wallet};
use shishi_kernel::{Fen, JurisdictionId};
use shishi_store::jobs;
use shishi_store::parking::money::payments::{self, AgreementRow};
use shishi_store::parking::money::{self as bills, BillRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::{Reader, Writer};

use super::asks::{EXIT_AGAIN_SECONDS, EXIT_TRIES_MAX};
use super::book::BY_AGREEMENT;
use super::words::wallet_word;
use super::{JOB, asks};
use crate::{Service, ServiceError};

/// Ask whether somebody signed meanwhile for the plate of a stay that is charged, for the so-manieth time.
pub(super) fn seek(stay: i64, tried: u32) -> String {
    format!("seek {stay} {tried}")
}

/// Whether Alipay knows of a stay's entry, and nobody had signed then.
pub(super) fn may_be_late(agreements: &[AgreementRow]) -> bool {
    let is_known = |row: &AgreementRow| row.wallet == wallet_word(Wallet::Alipay) && row.provider_no.is_some();
    agreements.iter().any(is_known) && agreements.iter().all(|row| row.usable != Some(true))
}

/// A stay that is charged and for which nothing is paid nor being paid.
struct Open {
    stay: StayRow,
    bill: BillRow,
    /// Whether somebody holds a link to pay it now.
    has_link: bool,
}

fn open_of(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Option<Open>, ServiceError> {
    let Some(stay) = stays::one(r, j, stay)?.filter(|stay| !stay.withdrawn) else {
        return Ok(None);
    };
    let Some(bill) = bills::bills(r, j, &[stay.id])?.pop().filter(|bill| bill.owed > Fen(0)) else {
        return Ok(None);
    };
    let tries = payments::of_stay(r, j, stay.id)?;
    if tries.iter().any(|row| row.way == BY_AGREEMENT) || !may_be_late(&payments::agreements(r, j, stay.id)?) {
        return Ok(None);
    }
    let has_link = tries.iter().any(|row| row.standing < 2);
    Ok(Some(Open { stay, bill, has_link }))
}

impl Service {
    /// Asks Alipay again about the plate of a stay that is owed, and charges by agreement where somebody has signed. A provider that does not answer is asked later, and so
    /// is one while somebody may be paying by a link: nobody must pay twice.
    pub(super) fn seek_agreement(&self, stay: i64, tried: u32) -> Result<(), ServiceError> {
        let (Some(setup), j, now) = (self.payments(), self.jurisdiction(), self.now()) else {
            return Ok(());
        };
        let Some(provider) = setup.provider(Wallet::Alipay) else {
            return Ok(());
        };
        let Some(open) = self.store().read(|r| open_of(r, j, stay))? else {
            return Ok(());
        };
        let mut again = open.has_link;
        if !again {
            let Some(plate) = self.plate_of(&open.stay)? else {
                return Ok(());
            };
            let lot = self.lot_of(&setup, open.stay.lot).map_err(ServiceError::internal)?;
            let status = PlateStatus { plate, lot, user: None };
            match self.ask(&setup, provider, &status) {
                Ok(Agreement::Usable) => {
                    let service = self.clone();
                    again = self.commit(move |w| service.charge_late(w, j, &open))?;
                }
                Ok(Agreement::Blocked(_)) => return Ok(()),
                Err(error) => again = error.leaves_open(),
            }
        }
        if again && tried < EXIT_TRIES_MAX {
            let pause = SignedDuration::from_secs(EXIT_AGAIN_SECONDS << tried);
            let later = now.checked_add(pause).unwrap_or(now);
            let payload = seek(stay, tried + 1);
            self.store()
                .write(move |w| jobs::add(w, j, JOB, &payload, later).map(drop))?;
        }
        Ok(())
    }

    /// Keeps that somebody signed, with a payment and the job that asks for it, unless the stay was paid or changed meanwhile. Gives whether to come again, since somebody
    /// holds a link by now.
    fn charge_late(&self, w: &mut Writer<'_>, j: JurisdictionId, seen: &Open) -> Result<bool, ServiceError> {
        let now = self.now();
        w.hold(j, &format!("parking-lot:{}", seen.bill.lot))?;
        let Some(open) = open_of(w, j, seen.stay.id)? else {
            return Ok(false);
        };
        if open.has_link {
            return Ok(true);
        }
        let wallet = wallet_word(Wallet::Alipay);
        let row = AgreementRow {
            stay: open.stay.id,
            wallet: wallet.to_owned(),
            provider_no: None,
            usable: Some(true),
        };
        payments::put_agreement(w, j, &row, now)?;
        let payment = self.new_payment(&open.bill, wallet, BY_AGREEMENT, now);
        let id = payments::add(w, j, &payment)?;
        jobs::add(w, j, JOB, &asks::attend(id), now)?;
        Ok(false)
    }
}
