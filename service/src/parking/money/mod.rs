//! Money of stays: charged when they end, asked of a provider afterwards, corrected when messages say so, and owed until it is there.
//!
//! The order is always the same. What is owed, and that a provider is to be asked for it, is kept in the unit of work of the stay's change
//! (`book.rs`). A job asks afterwards (`asks.rs`), also for what was signed after the vehicle came (`late.rs`); what a provider says, as an answer or by a callback (`callbacks.rs`), is heard once. The
//! barrier never waits for any of that (`gate.rs`). Whoever changes money of a stay holds its lot, as whoever changes the stay does.
//!
//! Rules are `shishi_parking::accounts`, protocols `shishi_gateways`; nothing is sent here: [`PaymentsSetup::carry`] is given from outside.

mod asks;
mod book;
mod callbacks;
mod desk;
mod gate;
mod late;
mod page;
mod reconcile;
mod words;

pub use desk::{DayLine, DebtLine, MoneyDecision, MoneyView, OPEN_SHOWN, ObjectionLine, PaymentLine};
pub use gate::GateView;
pub use page::{BillPage, InvoiceForm};
pub use reconcile::{DayStatement, STATEMENT_BYTES_MAX, read_statement};
pub use words::{Statement, wallet_of, wallet_word};

pub(crate) use asks::JOB;
pub(in crate::parking) use reconcile::bounds;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, RwLock};
use shishi_gateways::payment::{Provider, Wallet};
use shishi_gateways::{HttpRequest, HttpResponse};
use shishi_kernel::Fen;

use crate::Service;

/// Sends a request and waits for its answer, for some seconds at most; none where nothing came back.
pub type Carry = Arc<dyn Fn(HttpRequest) -> Option<HttpResponse> + Send + Sync>;

/// Who is asked for money, and on what terms.
#[derive(Clone)]
pub struct PaymentsSetup {
    /// The merchant's accounts, at most one at each provider.
    pub providers: Vec<Provider>,
    /// What carries requests.
    pub carry: Carry,
    /// Who would owe more than so much pays before leaving, where that is possible.
    pub owing_max: Fen,
    /// The numbers by which providers know lots, by slug; a lot without one is known by its slug.
    pub lots: HashMap<String, String>,
    /// Statements of a day that can be had without a person.
    pub statement: Option<Statement>,
}

impl std::fmt::Debug for PaymentsSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaymentsSetup").finish_non_exhaustive()
    }
}

impl PaymentsSetup {
    fn provider(&self, wallet: Wallet) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.wallet() == wallet)
    }
}

/// After so many requests in a row that nothing came back for, a provider counts as away.
const SILENCES_MAX: u32 = 3;
/// A provider that is away is tried again after so many seconds.
const PROBE_SECONDS: i64 = 15;

/// Whether a provider has answered lately. One that is away is asked by one request at a time, now and then.
#[derive(Clone, Copy, Debug, Default)]
struct Health {
    answered: bool,
    silences: u32,
    probe_at: Option<Timestamp>,
}

impl Health {
    fn is_reachable(self) -> bool {
        self.answered && self.silences < SILENCES_MAX
    }

    fn may_ask(&mut self, now: Timestamp) -> bool {
        let waits = self.silences >= SILENCES_MAX && self.probe_at.is_some_and(|at| now < at);
        if !waits {
            self.probe_at = now.checked_add(SignedDuration::from_secs(PROBE_SECONDS)).ok();
        }
        !waits
    }

    fn note(&mut self, answered: bool) {
        self.answered |= answered;
        self.silences = if answered { 0 } else { self.silences.saturating_add(1) };
    }
}

/// What is kept in memory about money: whom to ask, and whether they answer.
#[derive(Default)]
pub(crate) struct Money {
    setup: RwLock<Option<Arc<PaymentsSetup>>>,
    health: Mutex<[Health; 2]>,
}

impl Money {
    fn with_health<T>(&self, wallet: Wallet, with: impl FnOnce(&mut Health) -> T) -> T {
        let mut health = self.health.lock();
        let [wechat, alipay] = &mut *health;
        with(match wallet {
            Wallet::WeChat => wechat,
            Wallet::Alipay => alipay,
        })
    }

    fn is_any_reachable(&self) -> bool {
        self.health.lock().iter().any(|health| health.is_reachable())
    }
}

impl Service {
    /// Says whom to ask for money from now on. Without it no provider is asked and what stays cost is paid at the desk.
    pub fn set_payments(&self, setup: PaymentsSetup) {
        *self.inner.parking.money.setup.write() = Some(Arc::new(setup));
    }

    /// The providers that people can pay through.
    #[must_use]
    pub fn wallets(&self) -> Vec<Wallet> {
        let setup = self.payments();
        setup.map_or_else(Vec::new, |setup| setup.providers.iter().map(Provider::wallet).collect())
    }

    fn payments(&self) -> Option<Arc<PaymentsSetup>> {
        self.inner.parking.money.setup.read().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_is_away_is_tried_now_and_then() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut health = Health::default();
        assert!(!health.is_reachable(), "nothing is known yet");
        health.note(true);
        let asked: Vec<bool> = (0..40)
            .map(|second| {
                let asked = health.may_ask(at(second));
                if asked {
                    health.note(false);
                }
                asked
            })
            .collect();
        let when: Vec<usize> = (0..40).filter(|second| asked[*second]).collect();
        assert_eq!(when, [0, 1, 2, 17, 32]);
        assert!(!health.is_reachable());
        health.note(true);
        assert!(health.is_reachable() && health.may_ask(at(41)) && health.may_ask(at(42)));
    }
}
