//! A day of parking with both providers at their worst: whatever is delayed, doubled, forged or lost, no fen is, and nobody waits at a barrier.

use shishi_gateways::payment::{
    self as gateway, Agreement, Amount, Charge, Close, Command, Done, Enter, Link, Lot, Moment, Nonce, OrderNo, Plate,
    PlateColour, Provider, ProviderNo, Query, Refund, RefundQuery, Speaks, StayNo as OutStayNo, Text, Trade, Way,
};
use shishi_gateways::simulator::{Down, Kind as Line, Pair, Trouble, pair};
use shishi_gateways::{Decline, GatewayError};
use shishi_kernel::{Fen, Timestamp};
use shishi_parking::accounts::payment::Standing;
use shishi_parking::accounts::{
    Account, AccountsRefusal, Book, Charged, Item, Kind, Payment, RefundNo, Said, StayNo, TradeNo, Word, postings,
    reconcile,
};
use shishi_parking::passages::Second;
use shishi_service::payments;
use std::collections::BTreeMap;

const START: i64 = 1_780_000_000;
const STAYS: u64 = 60;
/// Seconds after which an operator asks about what it has heard nothing of.
const ASK_SECONDS: i64 = 1_800;
/// Seconds for which a link can be paid.
const LINK_SECONDS: i64 = 7_200;

/// What an operator keeps of a payment beside the payment itself.
struct Kept {
    payment: Payment,
    way: Way,
    parking: Option<ProviderNo>,
    /// Until what second a link stands.
    until: i64,
}

/// An operator: what is durable of it, and what it has seen.
struct Operator {
    pair: Pair,
    book: Book,
    payments: BTreeMap<String, Kept>,
    nonce: u64,
    forged: u64,
    differing: usize,
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

fn plate(stay: u64) -> Plate {
    Plate::new(format!("鲁H{:05}", stay % 40), PlateColour::Blue).unwrap()
}

fn lot() -> Lot {
    Lot {
        name: Text::new("鸿雁湖停车场").unwrap(),
        number: ProviderNo::new("PI1505780000000002").unwrap(),
    }
}

fn price(stay: u64) -> Fen {
    Fen(i64::try_from(stay % 9 + 1).unwrap() * 150)
}

impl Operator {
    fn new(wallet: gateway::Wallet, seed: u64, trouble: Trouble) -> Self {
        let mut pair = pair(
            wallet,
            "https://provider.example",
            "https://parking.example/paid",
            seed,
            trouble,
        )
        .unwrap();
        // A third of the plates has no agreement.
        for number in (0..40).filter(|number| number % 3 != 0) {
            pair.simulator.set_agreement(&plate(number), Agreement::Usable, at(0));
        }
        Self {
            pair,
            book: Book::default(),
            payments: BTreeMap::new(),
            nonce: 0,
            forged: 0,
            differing: 0,
        }
    }

    fn ask<C: Command>(&mut self, command: &C, seconds: i64) -> Result<C::Answer, GatewayError>
    where
        Provider: Speaks<C>,
    {
        self.nonce += 1;
        let moment = Moment {
            now: at(seconds),
            nonce: Nonce::from_bytes(u128::from(self.nonce).to_be_bytes()),
        };
        let request = self.pair.provider.request(command, &moment)?;
        let response = self.pair.simulator.handle(&request, at(seconds));
        let response = response.ok_or(GatewayError::Unavailable { status: 0 })?;
        self.pair.provider.read(command, &response, at(seconds))
    }

    /// Hears a word: what changes is kept, what moves is posted, what does not fit is left for a person.
    fn hear(&mut self, word: &Word) {
        let Some(kept) = self.payments.get_mut(word.trade.as_str()) else {
            panic!("{word:?} is about nothing of ours");
        };
        match kept.payment.hear(word, self.book.owed(kept.payment.stay)) {
            Ok(heard) => {
                if let Some(posting) = heard.and_then(|heard| heard.posting) {
                    assert_eq!(self.book.post(posting), Ok(true), "posted twice");
                }
            }
            Err(AccountsRefusal::AmountDiffers { .. }) => self.differing += 1,
            Err(refusal) => panic!("{word:?}: {refusal}"),
        }
    }

    fn hear_trade(&mut self, trade: &Trade, seconds: i64) {
        let word = payments::word(self.pair.simulator.wallet(), trade, at(seconds)).unwrap();
        if let Some(word) = word {
            self.hear(&word);
        }
    }

    fn keep(&mut self, number: &str, stay: u64, amount: Fen, way: Way, parking: Option<ProviderNo>) {
        let wallet = payments::wallet(self.pair.simulator.wallet());
        let payment = Payment::new(TradeNo::new(number).unwrap(), wallet, StayNo(stay), amount);
        let kept = Kept {
            payment,
            way,
            parking,
            until: 0,
        };
        self.payments.insert(number.to_owned(), kept);
    }

    fn charge(&mut self, number: &str, seconds: i64) {
        let kept = &self.payments[number];
        let (stay, amount, parking) = (kept.payment.stay.0, kept.payment.amount, kept.parking.clone().unwrap());
        let command = Charge {
            order: OrderNo::new(number).unwrap(),
            amount: Amount::new(amount).unwrap(),
            subject: Text::new("停车费").unwrap(),
            parking,
            plate: plate(stay),
            lot: lot(),
            since: at(seconds - 3_600),
            until: at(seconds),
            minutes: 60,
            left: false,
            advance: false,
        };
        if let Ok(trade) = self.ask(&command, seconds) {
            self.hear_trade(&trade, seconds);
        }
    }

    /// A vehicle comes and goes. The charge is posted and the barrier opens before anybody is asked for money.
    fn stay(&mut self, stay: u64, seconds: i64) {
        let command = Enter {
            stay: OutStayNo::new(format!("STAY-{stay}")).unwrap(),
            plate: plate(stay),
            lot: lot(),
            since: at(seconds - 3_600),
            free_minutes: 30,
        };
        let entered = (0..2).find_map(|_| self.ask(&command, seconds).ok());
        let charged = Charged {
            gross: price(stay),
            discount: Fen(0),
        };
        let posting = postings::charge(StayNo(stay), &charged, Second(START + seconds))
            .unwrap()
            .unwrap();
        self.book.post(posting).unwrap();
        if let Some(entered) = entered.filter(|entered| entered.agreement == Agreement::Usable) {
            let number = format!("C{stay}");
            self.keep(&number, stay, price(stay), Way::Agreement, Some(entered.parking));
            self.charge(&number, seconds);
        }
    }

    /// Takes what callbacks are due, and answers each.
    fn callbacks(&mut self, seconds: i64) {
        for callback in self.pair.simulator.due(at(seconds)) {
            match self.pair.provider.parse_notification(&callback.request, at(seconds)) {
                Ok(notification) => {
                    assert!(callback.genuine, "a forged callback was believed");
                    let from = self.pair.simulator.wallet();
                    if let Some(word) = payments::heard(from, &notification.news, at(seconds)).unwrap() {
                        self.hear(&word);
                    }
                    let answer = self.pair.provider.acknowledgement(true);
                    self.pair.simulator.answered(callback.id, Some(&answer), at(seconds));
                }
                Err(error) => {
                    assert!(!callback.genuine, "{error}");
                    self.forged += 1;
                }
            }
        }
    }

    /// Asks about everything that is open; what never arrived is asked for again under its own number.
    fn follow_up(&mut self, seconds: i64) {
        let open = self.payments.iter().filter(|(_, kept)| kept.payment.is_open());
        let open: Vec<(String, Way)> = open.map(|(number, kept)| (number.clone(), kept.way)).collect();
        for (number, way) in open {
            let order = OrderNo::new(number.as_str()).unwrap();
            let amount = Amount::new(self.payments[&number].payment.amount).unwrap();
            match self.ask(
                &Query {
                    order: order.clone(),
                    way,
                    amount,
                },
                seconds,
            ) {
                Ok(trade) => self.hear_trade(&trade, seconds),
                Err(GatewayError::Declined {
                    reason: Decline::OrderUnknown,
                    ..
                }) if way == Way::Agreement => {
                    self.charge(&number, seconds);
                }
                Err(_) => {}
            }
            if way == Way::Link && self.payments[&number].payment.is_open() && seconds >= self.payments[&number].until {
                self.close(&number, seconds);
            }
            let refunds = self.payments[&number].payment.refunds.clone();
            for (refund, known) in refunds {
                self.refund_again(&order, amount, &refund, known.amount, seconds);
            }
        }
    }

    /// Nobody shall pay an old link any more. Where somebody just did, the provider refuses, and the next query tells.
    fn close(&mut self, number: &str, seconds: i64) {
        let order = OrderNo::new(number).unwrap();
        if self.ask(&Close { order }, seconds) == Ok(Done) {
            let payment = &self.payments[number].payment;
            let word = Word {
                wallet: payment.wallet,
                trade: payment.trade.clone(),
                said: Said::Closed,
            };
            self.hear(&word);
        }
    }

    fn refund_again(&mut self, order: &OrderNo, total: Amount, refund: &RefundNo, amount: Fen, seconds: i64) {
        let (refund, amount) = (OrderNo::new(refund.as_str()).unwrap(), Amount::new(amount).unwrap());
        let query = RefundQuery {
            order: order.clone(),
            refund: refund.clone(),
            amount,
        };
        let asked = Refund {
            order: order.clone(),
            refund,
            amount,
            total,
            reason: Text::new("计费更正").unwrap(),
        };
        let result = match self.ask(&query, seconds) {
            Err(GatewayError::Declined {
                reason: Decline::OrderUnknown,
                ..
            }) => self.ask(&asked, seconds),
            result => result,
        };
        if let Ok(result) = result {
            let word = payments::refund_word(self.pair.simulator.wallet(), &result, at(seconds)).unwrap();
            self.hear(&word);
        }
    }

    /// Whoever still owes and can be charged no more gets a link, and most of them pay it.
    fn send_links(&mut self, seconds: i64) {
        for stay in 0..STAYS {
            let trying = |kept: &Kept| kept.payment.stay == StayNo(stay) && kept.payment.is_open();
            let owed = self.book.owed(StayNo(stay));
            if owed <= Fen(0) || self.payments.values().any(trying) {
                continue;
            }
            let number = format!("L{stay}_{seconds}");
            self.keep(&number, stay, owed, Way::Link, None);
            self.payments.get_mut(&number).unwrap().until = seconds + LINK_SECONDS;
            let link = Link {
                order: OrderNo::new(number.as_str()).unwrap(),
                amount: Amount::new(owed).unwrap(),
                subject: Text::new("停车费补缴").unwrap(),
                expires: at(seconds + LINK_SECONDS),
            };
            match self.ask(&link, seconds) {
                Ok(code) => {
                    if stay % 10 != 9 {
                        self.pair.simulator.pay(&code.0, at(seconds + 60));
                    }
                }
                // Nobody was shown the code, so nobody can pay it.
                Err(_) => drop(self.payments.remove(&number)),
            }
        }
    }

    /// Every sixth stay was charged too much and is corrected.
    fn correct(&mut self, seconds: i64) {
        for stay in (0..STAYS).step_by(6) {
            let charged = |fen| Charged {
                gross: fen,
                discount: Fen(0),
            };
            let (old, new) = (charged(price(stay)), charged(Fen(price(stay).0 - 50)));
            for posting in postings::correct(StayNo(stay), 1, &old, &new, Second(START + seconds)).unwrap() {
                self.book.post(posting).unwrap();
            }
            let paid = |kept: &&mut Kept| {
                kept.payment.stay == StayNo(stay) && matches!(kept.payment.standing, Standing::Paid { .. })
            };
            if let Some(kept) = self.payments.values_mut().find(paid) {
                let refund = RefundNo::new(&format!("R{stay}")).unwrap();
                let change = kept.payment.ask_refund(&refund, Fen(50)).unwrap().unwrap();
                kept.payment.apply(&change);
            }
        }
    }

    fn reconciled(&self) -> shishi_parking::accounts::Reconciliation {
        let mut ours = Vec::new();
        for (number, kept) in &self.payments {
            let item = |kind, number: &str, amount| Item {
                kind,
                number: number.to_owned(),
                amount,
            };
            if matches!(kept.payment.standing, Standing::Paid { .. }) {
                ours.push(item(Kind::Payment, number, kept.payment.amount));
            }
            for (number, refund) in &kept.payment.refunds {
                if matches!(
                    refund.standing,
                    shishi_parking::accounts::payment::RefundStanding::Done { .. }
                ) {
                    ours.push(item(Kind::Refund, number.as_str(), refund.amount));
                }
            }
        }
        let theirs: Vec<Item> = self
            .pair
            .simulator
            .statement(at(-1), at(10_000_000))
            .into_iter()
            .map(|line| Item {
                kind: if line.kind == Line::Payment {
                    Kind::Payment
                } else {
                    Kind::Refund
                },
                number: line.number,
                amount: line.amount,
            })
            .collect();
        reconcile(&ours, &theirs).unwrap()
    }

    /// Lets time pass until nothing is open.
    fn settle(&mut self, mut seconds: i64) -> i64 {
        for _ in 0..200 {
            seconds += ASK_SECONDS;
            self.callbacks(seconds);
            self.follow_up(seconds);
            let open = self.payments.values().any(|kept| kept.payment.is_open());
            if !open && self.pair.simulator.next_due().is_none() {
                return seconds;
            }
        }
        panic!("something stays open for ever");
    }
}

#[test]
fn a_day_with_everything_going_wrong_ends_with_difference_nothing() {
    for wallet in [gateway::Wallet::WeChat, gateway::Wallet::Alipay] {
        for seed in 0..2 {
            let mut operator = Operator::new(wallet, seed, Trouble::wild());
            for stay in 0..STAYS {
                let seconds = i64::try_from(stay).unwrap() * 240;
                operator.stay(stay, seconds);
                operator.callbacks(seconds + 120);
            }
            let evening = operator.settle(14_400);
            operator.send_links(evening);
            let night = operator.settle(evening);
            operator.correct(night);
            operator.settle(night);
            let found = operator.reconciled();
            let name = format!("{wallet:?}, seed {seed}");
            assert_eq!(
                (found.difference(), found.agrees()),
                (Fen(0), true),
                "{name}: {found:?}"
            );
            assert!(found.matched > 30, "{name}: {found:?}");
            let clearing = Account::Clearing(payments::wallet(wallet));
            assert_eq!(operator.book.balance(clearing), found.there, "{name}");
            assert_eq!(operator.book.difference(), Fen(0), "{name}");
            let owed: i64 = (0..STAYS).map(|stay| operator.book.owed(StayNo(stay)).0).sum();
            let charged = -operator.book.balance(Account::Revenue).0;
            let refunds = operator.book.balance(Account::Refunds).0;
            assert_eq!(
                charged - owed + refunds,
                found.there.0,
                "{name}: what was charged is paid, owed or given back"
            );
            let tally = operator.pair.simulator.tally();
            assert_eq!(operator.forged, tally.forged, "{name}: every forgery was seen");
            assert!(operator.forged > 0 && tally.lost > 0, "{name}: {tally:?}");
            assert!(tally.misquoted == 0 || operator.differing > 0, "{name}: {tally:?}");
        }
    }
}

#[test]
fn nobody_waits_for_a_provider_that_is_down() {
    for wallet in [gateway::Wallet::WeChat, gateway::Wallet::Alipay] {
        for down in [Down::Silent, Down::Busy] {
            let mut operator = Operator::new(wallet, 1, Trouble::none());
            let stay = 1;
            operator.stay(stay, 0);
            operator.pair.simulator.set_down(Some(down));
            let number = "C100".to_owned();
            let parking = operator.payments["C1"].parking.clone();
            operator.keep(&number, 100, Fen(500), Way::Agreement, parking);
            let charged = Charged {
                gross: Fen(500),
                discount: Fen(0),
            };
            let posting = postings::charge(StayNo(100), &charged, Second(START)).unwrap().unwrap();
            operator.book.post(posting).unwrap();
            operator.charge(&number, 10);
            assert_eq!(
                operator.book.owed(StayNo(100)),
                Fen(500),
                "{wallet:?}, {down:?}: it left with a debt"
            );
            operator.follow_up(20);
            assert!(
                operator.payments[&number].payment.is_open(),
                "nothing that was said is believed"
            );
            operator.pair.simulator.set_down(None);
            operator.follow_up(30);
            operator.callbacks(30);
            assert_eq!(
                operator.book.owed(StayNo(100)),
                Fen(0),
                "{wallet:?}, {down:?}: paid later, under the same number"
            );
            assert!(operator.reconciled().agrees());
        }
    }
}
