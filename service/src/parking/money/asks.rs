//! What providers are asked, after the commit that made it necessary, by jobs.
//!
//! A job that was done twice asks twice under one number, which both providers take for the same order. A provider that does not answer is
//! no failure of the job: the payment stays open and another job asks later. What is never answered stays open for a person.

use jiff::{SignedDuration, Timestamp};
use shishi_gateways::payment::{
    self as gateway, Agreement, Amount, Charge, Close, Command, Done, Enter, Exit, Moment, Nonce, OrderNo, PlateStatus,
    Provider, ProviderNo, Query, Refund, RefundQuery, Speaks, StayNo, Text, Trade, TradeState, Way,
};
use shishi_gateways::{Decline, GatewayError};
use shishi_kernel::{Fen, Refusal};
use shishi_parking::accounts::payment::{RefundStanding, Standing};
use shishi_parking::accounts::{Payment, Said, Word};
use shishi_store::jobs;
use shishi_store::parking::messages::{self, Said as Message};
use shishi_store::parking::money as bills;
use shishi_store::parking::money::payments::{self, AgreementRow, PaymentRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles;

use super::PaymentsSetup;
use super::book::BY_AGREEMENT;
use super::words::{payment_of, wallet_of, wallet_word};
use crate::parking::stored::colour;
use crate::{Service, ServiceError, payments as between};

/// The kind of these jobs; the payload says what is to be done, and with what.
pub(crate) const JOB: &str = "parking.pay";
/// The first question about an open payment comes after so many seconds, each further one after twice the time before.
const AGAIN_SECONDS: i64 = 15;
/// But after no more than so many.
const AGAIN_SECONDS_MAX: i64 = 1_800;
/// A provider that was not reached is told of an exit again after so many seconds, then twice as many.
pub(super) const EXIT_AGAIN_SECONDS: i64 = 60;
/// But no more than so often: of what was an hour ago a provider has no use.
pub(super) const EXIT_TRIES_MAX: u32 = 5;
/// A provider is asked about one payment so often at most: for about a day.
pub(super) const ASKED_MAX: u32 = 60;

/// Tell providers of a stay that began.
pub(super) fn enter(stay: i64) -> String {
    format!("enter {stay}")
}

/// Tell providers of a stay that ended, for the so-manieth time.
pub(super) fn exit(stay: i64, tried: u32) -> String {
    format!("exit {stay} {tried}")
}

/// Ask for a payment, or about it and its refunds.
pub(super) fn attend(payment: i64) -> String {
    format!("attend {payment}")
}

/// What came of asking about a payment.
#[derive(Default)]
pub(super) struct Findings {
    words: Vec<Word>,
    provider_no: Option<String>,
    trouble: Option<String>,
}

impl Findings {
    fn say(&mut self, payment: &Payment, said: Said) {
        self.words.push(Word {
            wallet: payment.wallet,
            trade: payment.trade.clone(),
            said,
        });
    }

    fn trade(&mut self, wallet: gateway::Wallet, trade: &Trade, now: Timestamp) {
        self.provider_no = self.provider_no.take().or_else(|| trade.provider_no.clone());
        match between::word(wallet, trade, now) {
            Ok(word) => self.words.extend(word),
            Err(error) => self.failed(&error),
        }
    }

    fn failed(&mut self, error: &GatewayError) {
        self.trouble = Some(error.code().to_owned());
    }
}

/// What a call about a payment needs.
struct Call<'a> {
    setup: &'a PaymentsSetup,
    provider: &'a Provider,
    row: &'a PaymentRow,
    payment: &'a Payment,
}

impl Service {
    /// Does a job of this kind. An answer that does not come is no error here.
    pub(crate) fn ask_provider(&self, payload: &str) -> Result<(), String> {
        let words = |error: ServiceError| error.to_string();
        let mut parts = payload.split(' ');
        let what = parts.next().unwrap_or_default();
        let number = parts.next().and_then(|number| number.parse::<i64>().ok());
        let number = number.ok_or_else(|| format!("no number in {payload:?}"))?;
        let tried = parts.next().and_then(|tried| tried.parse().ok()).unwrap_or_default();
        match what {
            "enter" => self.tell_entry(number).map_err(words),
            "exit" => self.tell_exit(number, tried).map_err(words),
            "seek" => self.seek_agreement(number, tried).map_err(words),
            "attend" => self.attend_payment(number).map_err(words),
            _ => Err(format!("nothing is known to be done for {payload:?}")),
        }
    }

    /// Asks a provider, unless it is away.
    pub(super) fn ask<C: Command>(
        &self,
        setup: &PaymentsSetup,
        provider: &Provider,
        command: &C,
    ) -> Result<C::Answer, GatewayError>
    where
        Provider: Speaks<C>,
    {
        let (money, wallet, now) = (&self.inner.parking.money, provider.wallet(), self.now());
        let mut nonce = [0_u8; 16];
        (self.inner.entropy)(&mut nonce);
        let nonce = Nonce::from_bytes(nonce);
        let request = provider.request(command, &Moment { now, nonce })?;
        if !money.with_health(wallet, |health| health.may_ask(now)) {
            return Err(GatewayError::Unavailable { status: 0 });
        }
        let response = (setup.carry)(request);
        let answered = response.as_ref().is_some_and(|response| response.status < 500);
        money.with_health(wallet, |health| health.note(answered));
        let response = response.ok_or(GatewayError::Unavailable { status: 0 })?;
        provider.read(command, &response, self.now())
    }

    fn tell_entry(&self, stay: i64) -> Result<(), ServiceError> {
        let (Some(setup), j) = (self.payments(), self.jurisdiction()) else {
            return Ok(());
        };
        let known = self.store().read(|r| Ok::<_, ServiceError>(stays::one(r, j, stay)?))?;
        let Some(stay) = known.filter(|stay| stay.exit.is_none() && !stay.withdrawn) else {
            return Ok(());
        };
        let Some(plate) = self.plate_of(&stay)? else {
            return Ok(());
        };
        for provider in &setup.providers {
            let command = match self.entry_of(&setup, &stay, plate.clone()) {
                Ok(command) => command,
                Err(error) => return Err(ServiceError::internal(error)),
            };
            // Asked twice at most: where nobody signed nothing is lost, and else the stay is a debt that a link pays.
            let entered = (0..2).find_map(|_| self.ask(&setup, provider, &command).ok());
            let Some(entered) = entered else { continue };
            let row = AgreementRow {
                stay: stay.id,
                wallet: wallet_word(provider.wallet()).to_owned(),
                provider_no: Some(entered.parking.as_str().to_owned()),
                usable: Some(entered.agreement == Agreement::Usable),
            };
            let at = self.now();
            self.store()
                .write(move |w| Ok::<_, ServiceError>(payments::put_agreement(w, j, &row, at)?))?;
        }
        Ok(())
    }

    /// Tells of the exit whoever knows of the entry and wants to be told. A provider that does not answer is told later, for as long as that is of use; how much was
    /// paid is what is known then.
    fn tell_exit(&self, stay: i64, tried: u32) -> Result<(), ServiceError> {
        let (Some(setup), j, now) = (self.payments(), self.jurisdiction(), self.now()) else {
            return Ok(());
        };
        let known = self.store().read(|r| {
            let Some(stay) = stays::one(r, j, stay)? else {
                return Ok(None);
            };
            let paid = match bills::bills(r, j, &[stay.id])?.pop() {
                Some(bill) => self.paid_sums(r, &bill)?.paid,
                None => Fen(0),
            };
            Ok::<_, ServiceError>(Some((payments::agreements(r, j, stay.id)?, stay, paid)))
        })?;
        let Some((agreements, stay, paid)) = known.filter(|(_, stay, _)| !stay.withdrawn) else {
            return Ok(());
        };
        let (Some((_, until)), Some(plate)) = (stay.exit, self.plate_of(&stay)?) else {
            return Ok(());
        };
        let mut missed = false;
        for provider in &setup.providers {
            let word = wallet_word(provider.wallet());
            let agreement = agreements.iter().find(|agreement| agreement.wallet == word);
            let Some(parking) = agreement.and_then(|agreement| agreement.provider_no.clone()) else {
                continue;
            };
            let command = self.exit_of(&setup, &stay, until, plate.clone(), parking, paid);
            let command = command.map_err(ServiceError::internal)?;
            match self.ask(&setup, provider, &command) {
                Ok(Done) | Err(GatewayError::NotOffered) => {}
                Err(error) if error.leaves_open() => missed = true,
                // What is declined would be declined again.
                Err(error) => tracing::warn!(
                    stay = stay.id,
                    provider = word,
                    code = error.code(),
                    "an exit was not taken"
                ),
            }
        }
        if missed && tried < EXIT_TRIES_MAX {
            let later = now
                .checked_add(SignedDuration::from_secs(EXIT_AGAIN_SECONDS << tried))
                .unwrap_or(now);
            let payload = exit(stay.id, tried + 1);
            self.store()
                .write(move |w| jobs::add(w, j, JOB, &payload, later).map(drop))?;
        }
        Ok(())
    }

    fn exit_of(
        &self,
        setup: &PaymentsSetup,
        stay: &StayRow,
        until: i64,
        plate: gateway::Plate,
        parking: String,
        paid: Fen,
    ) -> Result<Exit, GatewayError> {
        Ok(Exit {
            stay: StayNo::new(format!("S{}", stay.id))?,
            parking: ProviderNo::new(parking)?,
            plate,
            lot: self.lot_of(setup, stay.lot)?,
            until: Timestamp::from_second(until).unwrap_or_default(),
            due: stay.fee.unwrap_or_default(),
            paid,
        })
    }

    fn entry_of(&self, setup: &PaymentsSetup, stay: &StayRow, plate: gateway::Plate) -> Result<Enter, GatewayError> {
        Ok(Enter {
            stay: StayNo::new(format!("S{}", stay.id))?,
            plate,
            lot: self.lot_of(setup, stay.lot)?,
            since: Timestamp::from_second(stay.entry_second).unwrap_or_default(),
            free_minutes: 0,
        })
    }

    pub(super) fn lot_of(&self, setup: &PaymentsSetup, lot: i64) -> Result<gateway::Lot, GatewayError> {
        let unknown = GatewayError::CommandBad { what: "lot" };
        let catalogue = self.parking().map_err(|_| unknown.clone())?;
        let row = &catalogue.lots.get(&lot).ok_or(unknown)?.row;
        let number = setup.lots.get(&row.slug).unwrap_or(&row.slug);
        Ok(gateway::Lot {
            name: Text::new(row.name.chars().take(gateway::values::TEXT_MAX).collect::<String>())?,
            number: ProviderNo::new(number.as_str())?,
        })
    }

    /// The plate of a stay as providers must have it; none where it was forgotten, or its colour was not read.
    pub(super) fn plate_of(&self, stay: &StayRow) -> Result<Option<gateway::Plate>, ServiceError> {
        let (j, entry, vehicle) = (self.jurisdiction(), stay.entry, stay.vehicle);
        let (message, kept) = self.store().read(|r| {
            let message = messages::by_keys(r, j, &[entry])?.pop();
            Ok::<_, ServiceError>((message, vehicles::kept(r, j, &[vehicle])?.remove(&vehicle)))
        })?;
        let Some(Message::Passage { colour: read, .. }) = message.map(|message| message.said) else {
            return Ok(None);
        };
        let plate = kept.and_then(|kept| self.inner.parking.plates.open_sealed(&kept.sealed, &kept.key));
        let colour = between::plate_colour(colour(read));
        Ok(plate
            .zip(colour)
            .and_then(|(plate, colour)| gateway::Plate::new(plate.number(), colour).ok()))
    }

    /// Asks for a payment or about it, and hears what comes back; asks again later while anything is open.
    pub(super) fn attend_payment(&self, id: i64) -> Result<(), ServiceError> {
        let j = self.jurisdiction();
        let known = self.store().read(|r| match payments::one(r, j, id)? {
            Some(row) => Ok::<_, ServiceError>(Some((payments::refunds_of(r, j, id)?, row))),
            None => Ok(None),
        })?;
        let (Some((refunds, row)), Some(setup)) = (known, self.payments()) else {
            return Ok(());
        };
        let payment = payment_of(&row, &refunds)?;
        let provider = wallet_of(&row.wallet).and_then(|wallet| setup.provider(wallet));
        let Some(provider) = provider.filter(|_| payment.is_open()) else {
            return Ok(());
        };
        let call = Call {
            setup: &setup,
            provider,
            row: &row,
            payment: &payment,
        };
        let findings = match self.find_out(&call) {
            Ok(findings) => findings,
            Err(GatewayAway::Service(error)) => return Err(error),
            // What cannot be asked at all is over; a person sees why.
            Err(GatewayAway::Gateway(error)) => {
                let mut findings = Findings::default();
                findings.failed(&error);
                findings.say(&payment, Said::Failed);
                findings
            }
        };
        self.keep_findings(&row, findings)
    }

    fn find_out(&self, call: &Call<'_>) -> Result<Findings, GatewayAway> {
        let mut findings = Findings::default();
        let order = OrderNo::new(call.row.trade.as_str())?;
        let amount = Amount::new(call.row.fen)?;
        if matches!(call.payment.standing, Standing::Created | Standing::Accepted) {
            if call.row.way == BY_AGREEMENT {
                self.find_out_charge(call, &order, amount, &mut findings)?;
            } else {
                self.find_out_link(call, &order, amount, &mut findings);
            }
        }
        let open = |standing| matches!(standing, RefundStanding::Asked | RefundStanding::Accepted);
        for (number, refund) in call.payment.refunds.iter().filter(|(_, refund)| open(refund.standing)) {
            let refund_no = OrderNo::new(number.as_str())?;
            self.find_out_refund(call, &order, refund_no, refund.amount, &mut findings)?;
        }
        Ok(findings)
    }

    fn find_out_charge(
        &self,
        call: &Call<'_>,
        order: &OrderNo,
        amount: Amount,
        findings: &mut Findings,
    ) -> Result<(), GatewayAway> {
        let (wallet, now) = (call.provider.wallet(), self.now());
        if call.row.asked > 0 {
            let query = Query {
                order: order.clone(),
                way: Way::Agreement,
                amount,
            };
            match self.ask(call.setup, call.provider, &query) {
                Ok(trade) => {
                    findings.trade(wallet, &trade, now);
                    return Ok(());
                }
                // It never arrived: the same is asked again under the same number.
                Err(error) if is_declined(&error, &[Decline::OrderUnknown]) => {}
                Err(error) => {
                    findings.failed(&error);
                    return Ok(());
                }
            }
        }
        let charge = self.charge_of(call, order, amount)?;
        // What Alipay said of the plate at the entry is good for then only. Without an answer now the charge itself tells.
        if wallet == gateway::Wallet::Alipay {
            let status = PlateStatus {
                plate: charge.plate.clone(),
                lot: charge.lot.clone(),
                user: None,
            };
            if let Ok(Agreement::Blocked(_)) = self.ask(call.setup, call.provider, &status) {
                findings.failed(&GatewayError::Declined {
                    reason: Decline::NoAgreement,
                    code: "NO_AGREEMENT_SCENE".to_owned(),
                });
                findings.say(call.payment, Said::Failed);
                return Ok(());
            }
        }
        match self.ask(call.setup, call.provider, &charge) {
            Ok(trade) => findings.trade(wallet, &trade, now),
            Err(error) => {
                findings.failed(&error);
                // Paid or known already: the next question tells. Anything else that is declined is over, and the fee a debt.
                let known = [Decline::OrderPaid, Decline::OrderReused, Decline::TooOften];
                if !error.leaves_open() && !is_declined(&error, &known) {
                    findings.say(call.payment, Said::Failed);
                }
            }
        }
        Ok(())
    }

    fn charge_of(&self, call: &Call<'_>, order: &OrderNo, amount: Amount) -> Result<Charge, GatewayAway> {
        let (j, row) = (self.jurisdiction(), call.row);
        let (stay, agreements) = self.store().read(|r| {
            let stay = stays::one(r, j, row.stay)?.ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>((stay, payments::agreements(r, j, row.stay)?))
        })?;
        let agreement = agreements.into_iter().find(|agreement| agreement.wallet == row.wallet);
        let parking = agreement.and_then(|agreement| agreement.provider_no);
        let parking = parking.ok_or(GatewayError::CommandBad { what: "parking" })?;
        let plate = self
            .plate_of(&stay)?
            .ok_or(GatewayError::CommandBad { what: "plate" })?;
        let until = stay.exit.map_or(stay.entry_second, |(_, second)| second);
        let minutes = (until - stay.entry_second).div_euclid(60).max(1);
        Ok(Charge {
            order: order.clone(),
            amount,
            subject: Text::new("停车费")?,
            parking: ProviderNo::new(parking)?,
            plate,
            lot: self.lot_of(call.setup, stay.lot)?,
            since: Timestamp::from_second(stay.entry_second).unwrap_or_default(),
            until: Timestamp::from_second(until).unwrap_or_default(),
            minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
            left: call.row.asked > 0,
            advance: false,
        })
    }

    fn find_out_link(&self, call: &Call<'_>, order: &OrderNo, amount: Amount, findings: &mut Findings) {
        let query = Query {
            order: order.clone(),
            way: Way::Link,
            amount,
        };
        let over = call
            .row
            .expires_second
            .is_some_and(|until| until <= self.now().as_second());
        let waiting = match self.ask(call.setup, call.provider, &query) {
            Ok(trade) => {
                findings.trade(call.provider.wallet(), &trade, self.now());
                trade.state == TradeState::Waiting
            }
            // Alipay knows a link only when somebody scanned it.
            Err(error) if is_declined(&error, &[Decline::OrderUnknown]) => true,
            Err(error) => {
                findings.failed(&error);
                false
            }
        };
        if !(waiting && over) {
            return;
        }
        let close = Close { order: order.clone() };
        match self.ask(call.setup, call.provider, &close) {
            Ok(Done) => findings.say(call.payment, Said::Closed),
            Err(error) if is_declined(&error, &[Decline::OrderUnknown, Decline::OrderClosed]) => {
                findings.say(call.payment, Said::Closed);
            }
            // Somebody may have paid just now; the next question tells.
            Err(error) => findings.failed(&error),
        }
    }

    fn find_out_refund(
        &self,
        call: &Call<'_>,
        order: &OrderNo,
        refund: OrderNo,
        fen: Fen,
        findings: &mut Findings,
    ) -> Result<(), GatewayAway> {
        let amount = Amount::new(fen)?;
        let query = RefundQuery {
            order: order.clone(),
            refund: refund.clone(),
            amount,
        };
        let asked = match self.ask(call.setup, call.provider, &query) {
            Err(error) if is_declined(&error, &[Decline::OrderUnknown]) => {
                let command = Refund {
                    order: order.clone(),
                    refund,
                    amount,
                    total: Amount::new(call.row.fen)?,
                    reason: Text::new("停车费退款")?,
                };
                self.ask(call.setup, call.provider, &command)
            }
            other => other,
        };
        match asked {
            Ok(result) => findings
                .words
                .push(between::refund_word(call.provider.wallet(), &result, self.now())?),
            Err(error) => findings.failed(&error),
        }
        Ok(())
    }

    /// Hears what was found out and asks again later while anything is open.
    fn keep_findings(&self, row: &PaymentRow, findings: Findings) -> Result<(), ServiceError> {
        let (service, j, now) = (self.clone(), self.jurisdiction(), self.now());
        let (id, lot) = (row.id, row.lot);
        self.commit(move |w| {
            w.hold(j, &format!("parking-lot:{lot}"))?;
            let mut heard = service.hear_words(w, j, id, &findings.words)?;
            heard.row.asked += 1;
            heard.row.provider_no = heard.row.provider_no.take().or(findings.provider_no);
            heard.row.trouble = heard.misfit.take().map(str::to_owned).or(findings.trouble);
            if heard.payment.is_open() && heard.row.asked < ASKED_MAX {
                jobs::add(w, j, JOB, &attend(id), next(&heard.row, now))?;
            }
            Ok(payments::put(w, j, &heard.row)?)
        })
    }
}

/// When to ask about a payment again: later and later, but right after a link has expired.
fn next(row: &PaymentRow, now: Timestamp) -> Timestamp {
    let pause = (AGAIN_SECONDS << row.asked.saturating_sub(1).min(20)).min(AGAIN_SECONDS_MAX);
    let at = now.checked_add(SignedDuration::from_secs(pause)).unwrap_or(now);
    let expiry = row.expires_second.and_then(|until| Timestamp::from_second(until).ok());
    expiry.filter(|until| *until > now).map_or(at, |until| at.min(until))
}

fn is_declined(error: &GatewayError, reasons: &[Decline]) -> bool {
    matches!(error, GatewayError::Declined { reason, .. } if reasons.contains(reason))
}

/// Why a payment could not be asked about.
enum GatewayAway {
    Gateway(GatewayError),
    Service(ServiceError),
}

impl From<GatewayError> for GatewayAway {
    fn from(error: GatewayError) -> Self {
        Self::Gateway(error)
    }
}

impl From<ServiceError> for GatewayAway {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}
