//! What the desk sees of money, and what it decides.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};
use serde_json::json;
use shishi_gateways::payment::Wallet;
use shishi_kernel::{Actor, Date, Fen, JurisdictionId, civil_date};
use shishi_parking::accounts::payment::Standing;
use shishi_parking::accounts::{AccountsRefusal, Invoice, InvoiceState, Paid, RefundNo, Stage, postings};
use shishi_parking::passages::Second;
use shishi_store::parking::money::desk::{self, DecisionRow, InvoiceRow, ObjectionRow, ReconciliationRow};
use shishi_store::parking::money::payments::{self, PaymentRow};
use shishi_store::parking::money::{self as rows, BillRow};
use shishi_store::{Writer, jobs};

use super::page::paid_of;
use super::words::{SETTLEMENT, payment_of, post, refund_rows, stay_no};
use super::{JOB, asks, reconcile};
use crate::journal::leaf::Kind;
use crate::once::{Context, refused};
use crate::parking::catalogue::invalid;
use crate::parking::may;
use crate::{Service, ServiceError};

/// Days of revenue that are shown.
const DAYS: i64 = 14;
/// Rows of a list that is shown whole.
const LIST_MAX: u32 = 50;
/// Stays that are not settled, of which one page is shown at once.
pub const OPEN_SHOWN: u32 = 20;
/// A reason, in characters.
const REASON_CHARS_MAX: usize = 200;

/// What moved on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub day: Date,
    /// Fees that were charged, less what was taken back of them.
    pub charged: Fen,
    /// What came through WeChat Pay, less what went back.
    pub wechat: Fen,
    /// Likewise through Alipay.
    pub alipay: Fen,
    /// What was paid at the till.
    pub cash: Fen,
    /// What was waived or written off.
    pub given_up: Fen,
    /// What was given back of fees that were right; it is taken off what came through its provider.
    pub given_back: Fen,
}

/// A stay that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtLine {
    /// What is charged and open.
    pub bill: BillRow,
    /// The lot's name.
    pub lot: String,
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
    /// What was paid for it and is still with us; nothing is said of a stay that paid nothing too much.
    pub paid: Paid,
}

/// A payment that a person may want to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    /// The payment.
    pub payment: PaymentRow,
    /// What people are told of it.
    pub stage: Stage,
    /// What opens the stay's page.
    pub code: String,
    /// Whether it is asked about no more.
    pub given_up: bool,
}

/// An objection that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionLine {
    /// The objection.
    pub objection: ObjectionRow,
    /// The stay's bill.
    pub bill: BillRow,
    /// The lot's name.
    pub lot: String,
}

/// Money of parking as the desk sees it.
#[derive(Clone, Debug, Default)]
pub struct MoneyView {
    /// The last days, the newest first.
    pub days: Vec<DayLine>,
    /// How many stays owe, and how much.
    pub debts: (u64, Fen),
    /// How many stays paid too much, and how much.
    pub credits: (u64, Fen),
    /// Payments that failed or need a look.
    pub payments: Vec<PaymentLine>,
    /// Objections that wait.
    pub objections: Vec<ObjectionLine>,
    /// Days that were held against statements.
    pub reconciliations: Vec<ReconciliationRow>,
    /// Callbacks that were refused in the last days: day, provider, code, how many.
    pub refused: Vec<(Date, String, String, u32)>,
    /// Signed callbacks that fit nothing that was asked for: when, provider, why.
    pub misfits: Vec<(Timestamp, String, String)>,
    /// Invoices of the last days, the oldest first.
    pub invoices: Vec<InvoiceRow>,
    /// Whom people can pay through.
    pub wallets: Vec<Wallet>,
}

/// What the desk decides about the money of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyDecision {
    /// It was paid at the till.
    Cash,
    /// Less is asked for.
    Waive,
    /// It will not come any more.
    WriteOff,
    /// It is given back through the provider it came by.
    Refund,
    /// What was paid too much is given back at the till that took it.
    CashRefund,
    /// The fee was too high by so much: it is waived, and what was paid of it goes back, for one reason. What providers took goes by itself, what the
    /// till took waits there for whoever paid.
    Less,
}

impl MoneyDecision {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Cash,
        Self::Waive,
        Self::WriteOff,
        Self::Refund,
        Self::CashRefund,
        Self::Less,
    ];

    /// Its word in forms and rows.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Waive => "waiver",
            Self::WriteOff => "write_off",
            Self::Refund => "refund",
            Self::CashRefund => "cash_refund",
            Self::Less => "less",
        }
    }

    /// The decision by that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

impl Service {
    /// Money of parking: days, debts, payments that need a look, objections, reconciliations.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn parking_money(&self, actor: &Actor) -> Result<MoneyView, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, today) = (self.jurisdiction(), civil_date(self.now()));
        let catalogue = self.parking()?;
        let name = |lot: i64| {
            catalogue
                .lots
                .get(&lot)
                .map(|lot| lot.row.name.clone())
                .unwrap_or_default()
        };
        let since = today.checked_sub(DAYS.days()).map_err(ServiceError::internal)?;
        let mut view = self.store().read(|r| {
            let mut view = MoneyView::default();
            for back in 0..DAYS {
                let day = today.checked_sub(back.days()).map_err(ServiceError::internal)?;
                let (from, until) = reconcile::bounds(day)?;
                // What a provider hands over only goes to the bank; it makes the day on which it comes no poorer.
                let moved = rows::moved(r, j, from.as_second(), until.as_second(), SETTLEMENT)?;
                view.days.push(day_line(day, &moved));
            }
            [view.debts, view.credits] = rows::open_sums(r, j)?;
            for payment in payments::troubled(r, j, LIST_MAX)? {
                let stage = payment_of(&payment, &payments::refunds_of(r, j, payment.id)?)?.stage();
                let bill = rows::bills(r, j, &[payment.stay])?.pop();
                view.payments.push(PaymentLine {
                    stage,
                    code: bill.map(|bill| bill.code).unwrap_or_default(),
                    given_up: payment.standing < 2 && payment.asked >= asks::ASKED_MAX,
                    payment,
                });
            }
            for objection in desk::open_objections(r, j, LIST_MAX)? {
                if let Some(bill) = rows::bills(r, j, &[objection.stay])?.pop() {
                    let lot = name(bill.lot);
                    view.objections.push(ObjectionLine { objection, bill, lot });
                }
            }
            view.reconciliations = desk::reconciliations(r, j, 2 * u32::try_from(DAYS).unwrap_or(u32::MAX))?;
            view.refused = payments::refused_since(r, j, since)?;
            view.misfits = payments::misfits(r, j, LIST_MAX)?;
            let (from, _) = reconcile::bounds(since)?;
            view.invoices = desk::invoices_since(r, j, from.as_second(), LIST_MAX)?;
            Ok::<_, ServiceError>(view)
        })?;
        view.wallets = self.wallets();
        Ok(view)
    }

    /// Stays that are not settled, the oldest first, [`OPEN_SHOWN`] at once; with `after` those behind that second of leaving and that stay.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn open_bills(&self, actor: &Actor, after: Option<(i64, i64)>) -> Result<Vec<DebtLine>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let (open, mut paid) = self.store().read(|r| {
            let open = rows::open(r, j, after, OPEN_SHOWN)?;
            let mut paid = HashMap::new();
            for bill in open.iter().filter(|bill| bill.owed < Fen(0)) {
                paid.insert(bill.stay, paid_of(r, j, bill.stay)?);
            }
            Ok::<_, ServiceError>((open, paid))
        })?;
        let vehicles: Vec<i64> = open.iter().map(|bill| bill.vehicle).collect();
        let plates = self.masked_plates(&vehicles)?;
        let line = |bill: BillRow| DebtLine {
            lot: catalogue
                .lots
                .get(&bill.lot)
                .map(|lot| lot.row.name.clone())
                .unwrap_or_default(),
            plate: plates.get(&bill.vehicle).cloned(),
            paid: paid.remove(&bill.stay).unwrap_or_default(),
            bill,
        };
        Ok(open.into_iter().map(line).collect())
    }

    /// Decides about the money of a stay, named by its code.
    ///
    /// # Errors
    /// Unless the actor runs the desk (and heads it, to write off); [`ServiceError::NotFound`] for an unknown code; a refusal of the rules.
    pub fn decide_money(
        &self,
        actor: &Actor,
        code: &str,
        what: MoneyDecision,
        fen: Fen,
        reason: &str,
        key: Option<&str>,
    ) -> Result<i64, ServiceError> {
        match what {
            MoneyDecision::WriteOff => may::WRITE_OFF.check(actor)?,
            _ => may::RUN_PARKING.check(actor)?,
        }
        let reason = checked_reason(reason)?;
        let j = self.jurisdiction();
        let known = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::bill_by_code(r, j, code)?))?;
        let bill = known.ok_or(ServiceError::NotFound)?;
        let request = (bill.stay, what, fen, reason.clone());
        let service = self.clone();
        self.once_unseen("parking-money", actor, key, &request, move |w, context| {
            w.hold(j, &format!("parking-lot:{}", bill.lot))?;
            service.decide_held(w, context, bill.stay, what, fen, &reason)
        })
    }

    /// Answers an objection. With an amount the fee is less by so much, as by [`MoneyDecision::Less`].
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::Conflict`] where it was answered before; a refusal of the rules.
    pub fn answer_objection(
        &self,
        actor: &Actor,
        id: i64,
        less: Option<Fen>,
        words: &str,
    ) -> Result<i64, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let words = checked_reason(words)?;
        let j = self.jurisdiction();
        let known = self.store().read(|r| match desk::one_objection(r, j, id)? {
            Some(objection) => Ok::<_, ServiceError>(rows::bills(r, j, &[objection.stay])?.pop()),
            None => Ok(None),
        })?;
        let bill = known.ok_or(ServiceError::NotFound)?;
        let service = self.clone();
        self.once_unseen("parking-money", actor, None, &id, move |w, context| {
            w.hold(j, &format!("parking-lot:{}", bill.lot))?;
            let state = if less.is_some() { "waived" } else { "upheld" };
            if !desk::answer(w, j, id, state, &words, context.at)? {
                return Err(ServiceError::Conflict);
            }
            if let Some(fen) = less {
                service.decide_held(w, context, bill.stay, MoneyDecision::Less, fen, &words)?;
            }
            let data = json!({ "less_fen": less.map(|fen| fen.0), "state": state });
            let subject = format!("parking-objection:{id}");
            context.leaf(w, Kind::ParkingObjectionAnswered, subject, data)?;
            Ok(id)
        })
    }

    /// Says that an invoice was issued under a number, or with none that it is void.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`]; a refusal of the rules.
    pub fn settle_invoice(&self, actor: &Actor, id: i64, number: Option<&str>) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let (j, now, number) = (self.jurisdiction(), self.now(), number.map(str::to_owned));
        self.commit(move |w| {
            w.hold(j, &format!("parking-invoice:{id}"))?;
            let mut row = desk::one_invoice(w, j, id)?.ok_or(ServiceError::NotFound)?;
            let (invoice, at) = (invoice_of(&row), Second(now.as_second()));
            let settled = match &number {
                Some(number) => invoice.issue(number.trim(), at),
                None => invoice.void(shishi_parking::accounts::invoice::Void::BuyerWrong, at),
            };
            match settled.map_err(refused)?.state {
                InvoiceState::Asked => return Err(ServiceError::Conflict),
                InvoiceState::Issued { number, at } => {
                    row.state = "issued".to_owned();
                    (row.number, row.state_second) = (Some(number), Some(at.0));
                }
                InvoiceState::Voided { number, at, .. } => {
                    row.state = "voided".to_owned();
                    (row.number, row.state_second) = (number, Some(at.0));
                    row.why = Some("buyer_wrong".to_owned());
                }
            }
            Ok(desk::put_invoice(w, j, &row)?)
        })
    }

    /// Decides while the lot is held: keeps the decision, posts, and for a refund asks the provider by a job.
    fn decide_held(
        &self,
        w: &mut Writer<'_>,
        context: &Context,
        stay: i64,
        what: MoneyDecision,
        fen: Fen,
        reason: &str,
    ) -> Result<i64, ServiceError> {
        let j = context.j;
        let bill = rows::bills(w, j, &[stay])?.pop().ok_or(ServiceError::NotFound)?;
        if what == MoneyDecision::Less {
            return self.ask_for_less(w, context, &bill, fen, reason);
        }
        // Before the decision is kept, which is not yet paid.
        let paid = paid_of(w, j, stay)?;
        let number = keep_decision(w, context, stay, what, fen, reason)?;
        let (no, at) = (number.unsigned_abs(), Second(context.at.as_second()));
        let posting = match what {
            MoneyDecision::Cash if fen > bill.owed => {
                let owed = bill.owed.0.max(0);
                return Err(refused(AccountsRefusal::AboveOwed { owed }));
            }
            MoneyDecision::Cash => postings::paid_cash(no, stay_no(stay), fen, at),
            MoneyDecision::Waive => postings::waived(no, stay_no(stay), fen, bill.owed, at),
            MoneyDecision::WriteOff => postings::written_off(no, stay_no(stay), fen, bill.owed, at),
            MoneyDecision::CashRefund => {
                let left = paid.back_in_cash(bill.owed);
                postings::refunded_cash(no, stay_no(stay), fen, left, at)
            }
            MoneyDecision::Refund | MoneyDecision::Less => {
                // Of a stay that paid too much that goes back, once; of a fee that was right whatever the desk decides.
                let left = paid.back_by_wallets(bill.owed).0;
                if bill.owed < Fen(0) && fen.0 > left {
                    return Err(refused(AccountsRefusal::RefundAbove { left }));
                }
                self.give_back(w, j, &bill, fen, context.at)?;
                return Ok(number);
            }
        };
        post(w, j, &posting.map_err(refused)?)?;
        Ok(number)
    }

    /// Takes back so much of a fee: waives it, and asks providers for what was paid of it through them. What the till took is a credit that waits there.
    fn ask_for_less(
        &self,
        w: &mut Writer<'_>,
        context: &Context,
        bill: &BillRow,
        fen: Fen,
        reason: &str,
    ) -> Result<i64, ServiceError> {
        let paid = paid_of(w, context.j, bill.stay)?;
        let less = paid.less(bill.charged, bill.owed, fen).map_err(refused)?;
        let number = keep_decision(w, context, bill.stay, MoneyDecision::Waive, less.waived, reason)?;
        let (no, at) = (number.unsigned_abs(), Second(context.at.as_second()));
        let posting = postings::lessened(no, stay_no(bill.stay), &less, at);
        post(w, context.j, &posting.map_err(refused)?)?;
        if less.wallets == Fen(0) {
            return Ok(number);
        }
        let number = keep_decision(w, context, bill.stay, MoneyDecision::Refund, less.wallets, reason)?;
        self.give_back(w, context.j, bill, less.wallets, context.at)?;
        Ok(number)
    }

    /// Asks for refunds of a stay's payments until an amount is reached, the latest payment first.
    fn give_back(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        bill: &BillRow,
        fen: Fen,
        at: Timestamp,
    ) -> Result<(), ServiceError> {
        let mut left = fen;
        for row in payments::of_stay(w, j, bill.stay)?.into_iter().rev() {
            let mut payment = payment_of(&row, &payments::refunds_of(w, j, row.id)?)?;
            let free = Fen(payment.amount.0 - payment.refunded_or_asked().0);
            let part = left.min(free);
            if !matches!(payment.standing, Standing::Paid { .. }) || part <= Fen(0) {
                continue;
            }
            let number = format!("R{}", self.random_hex::<12>());
            let number = RefundNo::new(&number).ok_or_else(|| ServiceError::internal("a number of a refund"))?;
            if let Some(change) = payment.ask_refund(&number, part).map_err(refused)? {
                payment.apply(&change);
            }
            for refund in refund_rows(row.id, &payment) {
                payments::put_refund(w, j, &refund, at)?;
            }
            // Asked about anew, however often the payment itself was.
            payments::put(
                w,
                j,
                &PaymentRow {
                    asked: 1,
                    ..row.clone()
                },
            )?;
            jobs::add(w, j, JOB, &asks::attend(row.id), at)?;
            left = Fen(left.0 - part.0);
        }
        if left > Fen(0) {
            return Err(refused(AccountsRefusal::RefundAbove { left: fen.0 - left.0 }));
        }
        Ok(())
    }
}

fn keep_decision(
    w: &mut Writer<'_>,
    context: &Context,
    stay: i64,
    what: MoneyDecision,
    fen: Fen,
    reason: &str,
) -> Result<i64, ServiceError> {
    let data = json!({ "fen": fen.0, "what": what.word() });
    let leaf = context.leaf(w, Kind::ParkingMoneyDecided, format!("parking-stay:{stay}"), data)?;
    let decision = DecisionRow {
        id: 0,
        stay,
        kind: what.word().to_owned(),
        fen,
        reason: reason.to_owned(),
        at: context.at,
    };
    Ok(desk::decide(w, context.j, &decision, leaf)?)
}

fn invoice_of(row: &InvoiceRow) -> Invoice {
    use shishi_parking::accounts::Buyer;
    use shishi_parking::accounts::invoice::Void;
    let at = Second(row.state_second.unwrap_or(row.asked_second));
    Invoice {
        buyer: Buyer::Person {
            title: row.title.clone().unwrap_or_default(),
        },
        item: row.item.clone(),
        amount: row.fen,
        rate: row.rate,
        asked_at: Second(row.asked_second),
        state: match (row.state.as_str(), &row.number) {
            ("asked", _) => InvoiceState::Asked,
            ("issued", Some(number)) => InvoiceState::Issued {
                number: number.clone(),
                at,
            },
            _ => InvoiceState::Voided {
                number: row.number.clone(),
                at,
                why: Void::BuyerWrong,
            },
        },
    }
}

fn checked_reason(reason: &str) -> Result<String, ServiceError> {
    let reason = reason.trim();
    if !(2..=REASON_CHARS_MAX).contains(&reason.chars().count()) {
        return Err(invalid("reason", "form.reason_length"));
    }
    Ok(reason.to_owned())
}

fn day_line(day: Date, moved: &[(String, Fen)]) -> DayLine {
    let on = |account: &str| {
        moved
            .iter()
            .find(|(known, _)| known == account)
            .map_or(0, |(_, fen)| fen.0)
    };
    DayLine {
        day,
        charged: Fen(-on("revenue")),
        wechat: Fen(on("clearing:wechat")),
        alipay: Fen(on("clearing:alipay")),
        cash: Fen(on("cash")),
        given_up: Fen(on("waivers") + on("write_offs")),
        given_back: Fen(on("refunds")),
    }
}
