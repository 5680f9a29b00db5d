//! What a driver sees and does without signing in, by the code of a stay: the fee line by line, paying by a link, an invoice, an objection.
//! The code cannot be guessed; what it opens names no person and masks the plate.

use jiff::{SignedDuration, Timestamp, ToSpan};
use shishi_gateways::payment::{Amount, Link, OrderNo, Text, Wallet};
use shishi_kernel::{Date, Fen, JurisdictionId, Refusal, civil_date};
use shishi_parking::accounts::payment::Standing;
use shishi_parking::accounts::{Buyer, Invoice, Paid, Stage, TaxNo};
use shishi_parking::passages::Second;
use shishi_parking::price::{Basis, Price};
use shishi_store::parking::batches;
use shishi_store::parking::money::desk::{self, DecisionRow, InvoiceRow, ObjectionRow};
use shishi_store::parking::money::payments::{self, PaymentRow};
use shishi_store::parking::money::{self as rows, BillRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::{Reader, jobs};

use super::book::{BY_AGREEMENT, BY_LINK};
use super::desk::MoneyDecision;
use super::words::{payment_of, wallet_word};
use super::{JOB, asks};
use crate::once::refused;
use crate::parking::batches::cash_number;
use crate::parking::catalogue::invalid;
use crate::parking::charging::Untold;
use crate::{Service, ServiceError};

/// A link can be paid for so many seconds.
const LINK_SECONDS: i64 = 30 * 60;
/// A link that can be paid for less than so many seconds is not shown again.
const LINK_LEFT_SECONDS: i64 = 120;
/// Tries to pay one stay.
const PAYMENTS_OF_STAY_MAX: usize = 40;
/// Objections to the fee of one stay.
const OBJECTIONS_MAX: usize = 5;
/// The words of an objection, in characters.
const OBJECTION_CHARS_MAX: usize = 500;
/// Titles of invoices and words of objections are erased after so many days.
const KEPT_DAYS: i64 = 180;
/// The tax rate of letting ground, under which the tax law puts parking: 9 per cent.
const INVOICE_RATE: u16 = 90;
/// What stands on an invoice.
const INVOICE_ITEM: &str = "停车服务费";

/// A stay's page.
#[derive(Clone, Debug)]
pub struct BillPage {
    /// What is charged and owed.
    pub bill: BillRow,
    /// The stay.
    pub stay: StayRow,
    /// The lot's name.
    pub lot: String,
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
    /// The price with its lines; none where the stay was taken back or nothing says what it costs.
    pub price: Option<Price>,
    /// What the price was worked out with beside the times.
    pub basis: Basis,
    /// Charging that its pile speaks of and its operator not yet; the price is by what the operator says.
    pub untold: Option<Untold>,
    /// Tries to pay, with what people are told of each.
    pub payments: Vec<(PaymentRow, Stage)>,
    /// What the desk took at the till, with the number of each on its receipt.
    pub cash: Vec<(String, Fen)>,
    /// What the till gave back of it.
    pub cash_back: Fen,
    /// What of the credit waits at the till for whoever paid there.
    pub at_till: Fen,
    /// Numbers of payments and cash whose receipts can be had, and whether that of the stay can.
    pub receipts: (Vec<String>, bool),
    /// What was paid and not given back, nor stands on an invoice.
    pub invoiceable: Fen,
    /// Invoices.
    pub invoices: Vec<InvoiceRow>,
    /// Objections.
    pub objections: Vec<ObjectionRow>,
    /// Earlier stays of the plate that are open, by day, with their codes. Shown only while this one is open too, so that an old slip
    /// does not tell where a vehicle was.
    pub earlier: Vec<(Date, Fen, String)>,
    /// The providers through which it can be paid.
    pub wallets: Vec<Wallet>,
}

/// Who gets an invoice, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceForm {
    /// The title.
    pub title: String,
    /// The tax number of a body; empty for a person.
    pub tax_no: String,
}

/// What was paid for a stay, neither given back nor waiting to be, and what stands on its invoices.
pub(super) struct PaidSums {
    pub paid: Fen,
    pub invoiced: Fen,
}

fn sum_of(decisions: &[DecisionRow], what: MoneyDecision) -> Fen {
    let of_kind = decisions.iter().filter(|decision| decision.kind == what.word());
    Fen(of_kind.map(|decision| decision.fen.0).sum())
}

/// What was paid for a stay and is still with us.
pub(super) fn paid_of(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Paid, ServiceError> {
    let mut paid = Paid::default();
    for row in payments::of_stay(r, j, stay)? {
        let payment = payment_of(&row, &payments::refunds_of(r, j, row.id)?)?;
        if matches!(payment.standing, Standing::Paid { .. }) {
            let (asked, done) = (payment.refunded_or_asked(), payment.refunded());
            paid.wallets.0 += payment.amount.0 - asked.0;
            paid.under_way.0 += asked.0 - done.0;
        }
    }
    let decisions = desk::decisions(r, j, stay)?;
    let (taken, back) = (MoneyDecision::Cash, MoneyDecision::CashRefund);
    paid.cash = Fen(sum_of(&decisions, taken).0 - sum_of(&decisions, back).0);
    Ok(paid)
}

fn known_bill(r: &mut Reader<'_>, j: JurisdictionId, code: &str) -> Result<BillRow, ServiceError> {
    let fits = code.len() == 24 && code.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bill = if fits { rows::bill_by_code(r, j, code)? } else { None };
    bill.ok_or(ServiceError::NotFound)
}

impl Service {
    /// The page that a code opens.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a code that opens nothing.
    pub fn bill_page(&self, code: &str) -> Result<BillPage, ServiceError> {
        let j = self.jurisdiction();
        let mut page = self.store().read(|r| {
            let bill = known_bill(r, j, code)?;
            let stay = stays::one(r, j, bill.stay)?.ok_or(ServiceError::NotFound)?;
            let mut tries = Vec::new();
            for row in payments::of_stay(r, j, bill.stay)? {
                let stage = payment_of(&row, &payments::refunds_of(r, j, row.id)?)?.stage();
                tries.push((row, stage));
            }
            let sums = self.paid_sums(r, &bill)?;
            let earlier = if bill.owed > Fen(0) {
                rows::open_of_vehicle(r, j, bill.vehicle)?
            } else {
                Vec::new()
            };
            let day = |second| civil_date(Timestamp::from_second(second).unwrap_or_default());
            let decisions = desk::decisions(r, j, bill.stay)?;
            let cash_back = sum_of(&decisions, MoneyDecision::CashRefund);
            let cash: Vec<_> = (decisions.into_iter())
                .filter(|decision| decision.kind == MoneyDecision::Cash.word())
                .collect();
            let mut numbers = Vec::new();
            for (row, _) in &tries {
                numbers.extend(batches::has_line(r, j, "payment", row.id)?.then(|| row.trade.clone()));
            }
            for decision in &cash {
                let has = batches::has_line(r, j, "cash", decision.id)?;
                numbers.extend(has.then(|| cash_number(decision.id)));
            }
            Ok::<_, ServiceError>(BillPage {
                lot: String::new(),
                plate: None,
                price: None,
                basis: Basis::default(),
                untold: None,
                payments: tries,
                cash: cash
                    .iter()
                    .map(|decision| (cash_number(decision.id), decision.fen))
                    .collect(),
                cash_back,
                at_till: paid_of(r, j, bill.stay)?.back_in_cash(bill.owed),
                receipts: (numbers, batches::has_line(r, j, "stay", bill.stay)?),
                invoiceable: Fen(sums.paid.0 - sums.invoiced.0),
                invoices: desk::invoices_of(r, j, bill.stay)?,
                objections: desk::objections_of(r, j, bill.stay)?,
                earlier: earlier
                    .into_iter()
                    .filter(|other| other.stay != bill.stay && other.owed > Fen(0))
                    .map(|other| (day(other.left_second), other.owed, other.code))
                    .collect(),
                wallets: Vec::new(),
                stay,
                bill,
            })
        })?;
        let catalogue = self.parking()?;
        page.lot = catalogue
            .lots
            .get(&page.bill.lot)
            .map(|lot| lot.row.name.clone())
            .unwrap_or_default();
        page.plate = self.masked_plates(&[page.bill.vehicle])?.remove(&page.bill.vehicle);
        if !page.stay.withdrawn && page.stay.exit.is_some() && page.stay.tariff.is_some() {
            page.price = self.price_of_stay(&page.stay)?;
            page.basis = self.basis_of_stay(&page.stay)?;
            page.untold = self.untold_charge(&page.stay)?;
        }
        page.wallets = self.wallets();
        Ok(page)
    }

    /// The bill of a stay; none where it was never charged.
    ///
    /// # Errors
    /// When the store is away.
    pub fn bill_of_stay(&self, stay: i64) -> Result<Option<BillRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(rows::bills(r, j, &[stay])?.pop()))
    }

    /// What was paid for a stay, less what was given back or is to be, and what of it stands on invoices.
    pub(super) fn paid_sums(&self, r: &mut Reader<'_>, bill: &BillRow) -> Result<PaidSums, ServiceError> {
        let j = self.jurisdiction();
        let paid = paid_of(r, j, bill.stay)?;
        let invoices = desk::invoices_of(r, j, bill.stay)?;
        let stands = invoices.iter().filter(|invoice| invoice.state != "voided");
        Ok(PaidSums {
            paid: Fen(paid.wallets.0 + paid.cash.0 - paid.credit(bill.owed).0),
            invoiced: Fen(stands.map(|invoice| invoice.fen.0).sum()),
        })
    }

    /// Asks a provider for a link over all that is open of a stay; one that can still be paid is given again. Links of other providers are
    /// closed, so that nobody pays twice. This waits for the provider; the barrier never comes here.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown code or a provider that is not set up; [`ServiceError::Invalid`] where nothing is open, a
    /// payment is under way, there were too many tries, or the provider does not answer.
    pub fn ask_link(&self, code: &str, wallet: Wallet) -> Result<PaymentRow, ServiceError> {
        let setup = self.payments().ok_or(ServiceError::NotFound)?;
        let provider = setup.provider(wallet).ok_or(ServiceError::NotFound)?;
        let (j, now, service) = (self.jurisdiction(), self.now(), self.clone());
        let bill = self.store().read(|r| known_bill(r, j, code))?;
        let row = self.commit(move |w| {
            w.hold(j, &format!("parking-lot:{}", bill.lot))?;
            let bill = rows::bills(w, j, &[bill.stay])?.pop().ok_or(ServiceError::NotFound)?;
            if bill.owed <= Fen(0) {
                return Err(invalid("code", "form.nothing_owed"));
            }
            let tries = payments::of_stay(w, j, bill.stay)?;
            if tries.iter().any(|row| row.way == BY_AGREEMENT && row.standing < 2) {
                return Err(invalid("code", "form.payment_under_way"));
            }
            let mut again = None;
            for mut row in tries
                .iter()
                .filter(|row| row.way == BY_LINK && row.standing < 2)
                .cloned()
            {
                let lasts = row.expires_second.unwrap_or_default() - now.as_second() > LINK_LEFT_SECONDS;
                if row.wallet == wallet_word(wallet) && row.fen == bill.owed && lasts && again.is_none() {
                    again = Some(row);
                } else if row.expires_second.is_some_and(|until| until > now.as_second()) {
                    row.expires_second = Some(now.as_second());
                    payments::put(w, j, &row)?;
                    jobs::add(w, j, JOB, &asks::attend(row.id), now)?;
                }
            }
            if let Some(row) = again {
                return Ok(row);
            }
            if tries.len() >= PAYMENTS_OF_STAY_MAX {
                return Err(invalid("code", "form.payments_many"));
            }
            let mut row = service.new_payment(&bill, wallet_word(wallet), BY_LINK, now);
            row.expires_second = Some(now.as_second() + LINK_SECONDS);
            row.id = payments::add(w, j, &row)?;
            let first = now.checked_add(SignedDuration::from_secs(20)).unwrap_or(now);
            jobs::add(w, j, JOB, &asks::attend(row.id), first)?;
            Ok(row)
        })?;
        if row.link.is_some() {
            return Ok(row);
        }
        let link = link_of(&row)
            .and_then(|link| match self.ask(&setup, provider, &link) {
                // One request that is lost is no reason to send a person away; under one number it is the same order.
                Err(error) if error.leaves_open() => self.ask(&setup, provider, &link),
                asked => asked,
            })
            .map_err(|error| error.code());
        self.commit(move |w| {
            let mut row = payments::one(w, j, row.id)?.ok_or(ServiceError::NotFound)?;
            match &link {
                Ok(link) => row.link = Some(link.0.clone()),
                Err(code) => row.trouble = Some((*code).to_owned()),
            }
            payments::put(w, j, &row)?;
            Ok(row)
        })
        .and_then(|row| match &row.link {
            Some(_) => Ok(row),
            None => Err(invalid("code", "form.provider_silent")),
        })
    }

    /// Asks for an invoice over all that was paid for a stay and stands on none. Gives its number.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown code; a refusal of the rules.
    pub fn ask_invoice(&self, code: &str, form: &InvoiceForm) -> Result<i64, ServiceError> {
        let title = form.title.trim().to_owned();
        let buyer = match form.tax_no.trim() {
            "" => Buyer::Person { title },
            tax_no => Buyer::Body {
                title,
                tax_no: TaxNo::new(tax_no).map_err(refused)?,
            },
        };
        let (j, now, service) = (self.jurisdiction(), self.now(), self.clone());
        let bill = self.store().read(|r| known_bill(r, j, code))?;
        let erase_on = kept_until(now)?;
        self.commit(move |w| {
            w.hold(j, &format!("parking-lot:{}", bill.lot))?;
            let sums = service.paid_sums(w, &bill)?;
            let left = Fen(sums.paid.0 - sums.invoiced.0);
            let at = Second(now.as_second());
            let invoice = Invoice::ask(buyer, INVOICE_ITEM, left, INVOICE_RATE, left, at).map_err(refused)?;
            let tax_no = match &invoice.buyer {
                Buyer::Body { tax_no, .. } => Some(tax_no.as_str().to_owned()),
                Buyer::Person { .. } => None,
            };
            let row = InvoiceRow {
                id: 0,
                stay: bill.stay,
                title: Some(invoice.buyer.title().to_owned()),
                tax_no,
                erase_on,
                item: invoice.item,
                fen: invoice.amount,
                rate: invoice.rate,
                asked_second: invoice.asked_at.0,
                state: "asked".to_owned(),
                number: None,
                state_second: None,
                why: None,
            };
            Ok(desk::add_invoice(w, j, &row)?)
        })
    }

    /// Objects to the fee of a stay. Gives the objection's number.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown code; [`ServiceError::Invalid`] for words that are too short or too long, or where an
    /// objection waits already.
    pub fn object_to_fee(&self, code: &str, words: &str) -> Result<i64, ServiceError> {
        let words = words.trim().to_owned();
        if !(4..=OBJECTION_CHARS_MAX).contains(&words.chars().count()) {
            return Err(invalid("words", "form.objection_length"));
        }
        let (j, now) = (self.jurisdiction(), self.now());
        let bill = self.store().read(|r| known_bill(r, j, code))?;
        let erase_on = kept_until(now)?;
        self.commit(move |w| {
            w.hold(j, &format!("parking-lot:{}", bill.lot))?;
            let known = desk::objections_of(w, j, bill.stay)?;
            if known.iter().any(|objection| objection.state == "open") {
                return Err(invalid("words", "form.objection_waits"));
            }
            if known.len() >= OBJECTIONS_MAX {
                return Err(invalid("words", "form.objections_many"));
            }
            let bill = rows::bills(w, j, &[bill.stay])?.pop().ok_or(ServiceError::NotFound)?;
            let row = ObjectionRow {
                id: 0,
                stay: bill.stay,
                words: Some(words),
                erase_on,
                charged: bill.charged,
                asked_at: now,
                state: "open".to_owned(),
                answer: None,
                answered_at: None,
            };
            Ok(desk::object(w, j, &row)?)
        })
    }

    /// Erases titles and words whose day has come. Gives how many rows.
    pub(crate) fn erase_money_due(&self, today: Date) -> Result<u32, ServiceError> {
        let j = self.jurisdiction();
        let erased = self
            .store()
            .write(move |w| Ok::<_, ServiceError>(desk::erase_due(w, j, today)?))?;
        Ok(u32::try_from(erased).unwrap_or(u32::MAX))
    }
}

fn kept_until(now: Timestamp) -> Result<Date, ServiceError> {
    civil_date(now)
        .checked_add(KEPT_DAYS.days())
        .map_err(ServiceError::internal)
}

fn link_of(row: &PaymentRow) -> Result<Link, shishi_gateways::GatewayError> {
    Ok(Link {
        order: OrderNo::new(row.trade.as_str())?,
        amount: Amount::new(row.fen)?,
        subject: Text::new("停车费")?,
        expires: Timestamp::from_second(row.expires_second.unwrap_or_default()).unwrap_or_default(),
    })
}
