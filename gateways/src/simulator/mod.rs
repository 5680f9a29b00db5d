//! The other side: a provider that keeps state, verifies our signatures, signs what it says with its own key, and makes trouble by a seed.
//!
//! It is sans-I/O like the rest. Whoever hosts it passes on what arrives ([`Simulator::handle`]), sends what is due ([`Simulator::due`]), and
//! says how each callback was answered ([`Simulator::answered`]), so that it can repeat it. The same seed and the same calls give the same
//! trouble. Time is whatever the caller says that it is.
//!
//! [`pair`](pair::pair) gives a merchant and a simulator with keys that fit. The keys lie in the repository: they are for the demonstration and for tests.
//!
//! It follows the documented behaviour as far as our commands reach, and is stricter than the originals where it can be: a field that is
//! missing or an order asked twice with another amount is refused. It cannot show what only the originals know, above all their limits.

mod alipay;
mod chance;
mod house;
pub mod pair;
mod wechat;

pub use house::{Kind, StatementLine};
pub use pair::{Pair, pair, pair_by_certificates};

use crate::payment::{Agreement, Plate, Wallet};
use crate::{HttpRequest, HttpResponse};
use chance::Chance;
use house::{House, Told};
use jiff::{SignedDuration, Timestamp};
use shishi_kernel::Fen;
use std::collections::BTreeMap;

/// Seconds after which a callback that was not acknowledged comes again.
pub const AGAIN_SECONDS: [i64; 8] = [15, 15, 30, 180, 600, 1_200, 1_800, 3_600];

/// Of a thousand fen that are handed over so many are kept as the fee.
const FEE_PER_MILLE: i64 = 6;

/// How often a thing goes wrong, in thousandths, and how long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Seconds until a charge is decided, from and to.
    pub decide_seconds: (u32, u32),
    /// Seconds that a callback is on its way, from and to; a wide range brings them out of order.
    pub callback_seconds: (u32, u32),
    /// Charges that fail in the end.
    pub declined: u16,
    /// Requests that never arrive.
    pub request_lost: u16,
    /// Requests that are carried out and whose answer never arrives.
    pub answer_lost: u16,
    /// Requests that are answered with an unsigned server error and not carried out.
    pub busy: u16,
    /// Callbacks that never arrive, however often they should.
    pub callback_lost: u16,
    /// Callbacks that arrive twice.
    pub callback_twice: u16,
    /// Callbacks beside which somebody else sends a forged one.
    pub callback_forged: u16,
    /// Callbacks that are signed and name another amount.
    pub misquoted: u16,
}

impl Trouble {
    /// None at all: everything at once and right.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            decide_seconds: (0, 0),
            callback_seconds: (0, 0),
            declined: 0,
            request_lost: 0,
            answer_lost: 0,
            busy: 0,
            callback_lost: 0,
            callback_twice: 0,
            callback_forged: 0,
            misquoted: 0,
        }
    }

    /// An ordinary day: seconds of delay, a few declined, now and then something lost or doubled.
    #[must_use]
    pub const fn ordinary() -> Self {
        Self {
            decide_seconds: (1, 6),
            callback_seconds: (0, 20),
            declined: 15,
            request_lost: 2,
            answer_lost: 3,
            busy: 5,
            callback_lost: 10,
            callback_twice: 60,
            callback_forged: 5,
            misquoted: 0,
        }
    }

    /// Everything at once.
    #[must_use]
    pub const fn wild() -> Self {
        Self {
            decide_seconds: (0, 120),
            callback_seconds: (0, 900),
            declined: 150,
            request_lost: 100,
            answer_lost: 100,
            busy: 100,
            callback_lost: 250,
            callback_twice: 400,
            callback_forged: 400,
            misquoted: 60,
        }
    }
}

/// How a provider is out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Down {
    /// Nothing comes back.
    Silent,
    /// A server error comes back.
    Busy,
}

/// A callback to be sent.
#[derive(Clone, Debug)]
pub struct Callback {
    /// To say how it was answered.
    pub id: u64,
    /// What to send.
    pub request: HttpRequest,
    /// Whether the provider sends it; else somebody else does, and it must not be believed.
    pub genuine: bool,
}

/// What happened to callbacks so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Genuine ones that were handed out, repetitions included.
    pub sent: u64,
    /// That will never arrive.
    pub lost: u64,
    /// Forged ones that were handed out.
    pub forged: u64,
    /// Genuine ones with another amount.
    pub misquoted: u64,
}

struct Outgoing {
    id: String,
    told: Told,
    genuine: bool,
    attempt: usize,
}

/// A provider, as far as we can see of it.
pub struct Simulator {
    face: Face,
    house: House,
    trouble: Trouble,
    chance: Chance,
    down: Option<Down>,
    /// On their way, by when they arrive.
    outgoing: BTreeMap<(Timestamp, u64), Outgoing>,
    /// Handed out and not answered yet.
    open: BTreeMap<u64, Outgoing>,
    next: u64,
    tally: Tally,
}

enum Face {
    WeChat(wechat::Face),
    Alipay(alipay::Face),
}

impl Simulator {
    fn new(face: Face, seed: u64, trouble: Trouble) -> Self {
        Self {
            face,
            house: House::default(),
            trouble,
            chance: Chance::new(seed),
            down: None,
            outgoing: BTreeMap::new(),
            open: BTreeMap::new(),
            next: 1,
            tally: Tally::default(),
        }
    }

    /// Which provider it plays.
    #[must_use]
    pub fn wallet(&self) -> Wallet {
        match self.face {
            Face::WeChat(_) => Wallet::WeChat,
            Face::Alipay(_) => Wallet::Alipay,
        }
    }

    /// Answers a request; none where nothing comes back and the caller waits until it has waited enough.
    pub fn handle(&mut self, request: &HttpRequest, now: Timestamp) -> Option<HttpResponse> {
        self.advance(now);
        let busy = || HttpResponse::text(503, "text/plain", "busy");
        match self.down {
            Some(Down::Silent) => return None,
            Some(Down::Busy) => return Some(busy()),
            None => {}
        }
        if self.chance.per_mille(self.trouble.request_lost) {
            return None;
        }
        if self.chance.per_mille(self.trouble.busy) {
            return Some(busy());
        }
        let fate = house::Fate {
            decided: later(now, self.chance.between(self.trouble.decide_seconds)),
            declined: self.chance.per_mille(self.trouble.declined),
        };
        let nonce = self.chance.nonce();
        let answer = match &self.face {
            Face::WeChat(face) => face.answer(&mut self.house, request, fate, &nonce, now),
            Face::Alipay(face) => face.answer(&mut self.house, request, fate, now),
        };
        self.advance(now);
        if self.chance.per_mille(self.trouble.answer_lost) {
            return None;
        }
        Some(answer)
    }

    /// The callbacks that are to be sent by now, genuine and forged, in the order in which they arrive.
    pub fn due(&mut self, now: Timestamp) -> Vec<Callback> {
        self.advance(now);
        let mut callbacks = Vec::new();
        while let Some(first) = self.outgoing.first_entry().filter(|first| first.key().0 <= now) {
            let ((_, id), outgoing) = first.remove_entry();
            // Alipay tells of nothing but money that moved.
            let Some(request) = self.write(&outgoing, now) else {
                continue;
            };
            let genuine = outgoing.genuine;
            callbacks.push(Callback { id, request, genuine });
            if genuine {
                self.tally.sent += 1;
                self.open.insert(id, outgoing);
            } else {
                self.tally.forged += 1;
            }
        }
        callbacks
    }

    /// When the next callback or decision is due, if any is.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let callback = self.outgoing.first_key_value().map(|((at, _), _)| *at);
        callback.into_iter().chain(self.house.next_decision()).min()
    }

    /// How a callback was answered; what was not acknowledged comes again, later and later.
    pub fn answered(&mut self, id: u64, response: Option<&HttpResponse>, now: Timestamp) {
        let Some(mut outgoing) = self.open.remove(&id) else {
            return;
        };
        let taken = response.is_some_and(|response| match self.face {
            Face::WeChat(_) => (200..300).contains(&response.status),
            Face::Alipay(_) => response.status == 200 && response.body == b"success",
        });
        if let (false, Some(seconds)) = (taken, AGAIN_SECONDS.get(outgoing.attempt)) {
            outgoing.attempt += 1;
            let at = now.saturating_add(SignedDuration::from_secs(*seconds)).unwrap_or(now);
            self.outgoing.insert((at, id), outgoing);
        }
    }

    /// Somebody signs for a plate, pauses or ends it; vehicles of that plate that are inside have a callback sent.
    pub fn set_agreement(&mut self, plate: &Plate, agreement: Agreement, now: Timestamp) {
        self.house.set_agreement(plate, agreement, now);
        self.advance(now);
    }

    /// Of the plates about which nothing else is said, so many in a thousand are signed for, by their numbers.
    pub fn set_signed(&mut self, per_mille: u16) {
        self.house.set_signed(per_mille);
    }

    /// Somebody scans a code and pays. False where no such code can be paid.
    pub fn pay(&mut self, code: &str, now: Timestamp) -> bool {
        self.advance(now);
        let paid = self.house.pay(code, now);
        self.advance(now);
        paid
    }

    /// How many vehicles are inside, by the entries and exits that it was told of.
    #[must_use]
    pub fn inside(&self) -> usize {
        self.house.inside()
    }

    /// Has Alipay take requests from then on that name these certificates, and name its own.
    pub(crate) fn ask_for_certificates(&mut self, names: crate::alipay::certificates::Certificates) {
        if let Face::Alipay(face) = &mut self.face {
            face.certificates = Some(names);
        }
    }

    /// Takes it out of order, or puts it back.
    pub fn set_down(&mut self, down: Option<Down>) {
        self.down = down;
    }

    /// Makes other trouble from now on.
    pub fn set_trouble(&mut self, trouble: Trouble) {
        self.trouble = trouble;
    }

    /// What was paid and given back from one time until before another, as on the bill that the provider offers for a day.
    #[must_use]
    pub fn statement(&self, from: Timestamp, until: Timestamp) -> Vec<StatementLine> {
        self.house.statement(from, until)
    }

    /// The same as a file: a CSV with the columns `kind`, `number` and `amount` in yuan, one line a payment or refund, and after them what is
    /// handed over of it and the fee that is kept, where anything is left to hand over.
    #[must_use]
    pub fn statement_file(&self, from: Timestamp, until: Timestamp) -> String {
        let mut file = "kind,number,amount\n".to_owned();
        let mut left = 0;
        for line in self.statement(from, until) {
            let (word, sign) = match line.kind {
                Kind::Payment => ("payment", 1),
                Kind::Refund => ("refund", -1),
            };
            left += sign * line.amount.0;
            file.push_str(&format!("{word},{},{}\n", line.number, line.amount));
        }
        if left > 0 {
            let fee = (left * FEE_PER_MILLE + 500) / 1_000;
            let number = from.as_second();
            file.push_str(&format!("settlement,B{number},{}\n", Fen(left - fee)));
            file.push_str(&format!("fee,,{}\n", Fen(fee)));
        }
        file
    }

    /// Forgets orders from before a time, so that a long demonstration does not grow. A statement over that time is empty afterwards.
    pub fn forget(&mut self, before: Timestamp) {
        self.house.forget(before);
    }

    /// What happened to callbacks so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Lets decisions fall that are due, and puts what is to be told of them on its way.
    fn advance(&mut self, now: Timestamp) {
        for (at, told) in self.house.decide(now) {
            self.tell(at, told);
        }
    }

    fn tell(&mut self, at: Timestamp, mut told: Told) {
        let id = format!("{:016x}{:016x}", self.chance.next(), self.chance.next());
        if self.chance.per_mille(self.trouble.callback_forged) {
            self.send(at, id.clone(), told.clone(), false);
        }
        if self.chance.per_mille(self.trouble.callback_lost) {
            self.tally.lost += 1;
            return;
        }
        if self.chance.per_mille(self.trouble.misquoted) && told.misquote() {
            self.tally.misquoted += 1;
        }
        if self.chance.per_mille(self.trouble.callback_twice) {
            self.send(at, id.clone(), told.clone(), true);
        }
        self.send(at, id, told, true);
    }

    fn send(&mut self, at: Timestamp, id: String, told: Told, genuine: bool) {
        let at = later(at, self.chance.between(self.trouble.callback_seconds));
        let outgoing = Outgoing {
            id,
            told,
            genuine,
            attempt: 0,
        };
        self.outgoing.insert((at, self.next), outgoing);
        self.next += 1;
    }

    fn write(&mut self, outgoing: &Outgoing, now: Timestamp) -> Option<HttpRequest> {
        let spoil = (!outgoing.genuine).then(|| self.chance.next());
        let nonce = self.chance.nonce();
        match &self.face {
            Face::WeChat(face) => face.callback(&outgoing.id, &outgoing.told, spoil, &nonce, now),
            Face::Alipay(face) => face.callback(&outgoing.id, &outgoing.told, spoil, now),
        }
    }
}

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(i64::from(seconds)))
        .unwrap_or(at)
}
