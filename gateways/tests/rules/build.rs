//! A merchant, a provider without trouble, and commands with invented plates.

use shishi_gateways::keys::PrivateKey;
use shishi_gateways::payment::{
    Agreement, Amount, Charge, Command, Enter, Link, Lot, Moment, Nonce, OrderNo, Plate, PlateColour, Provider,
    ProviderNo, Query, Refund, RefundQuery, Speaks, StayNo, Text, Wallet, Way,
};
use shishi_gateways::simulator::{Pair, Trouble, pair};
use shishi_gateways::{GatewayError, HttpResponse};
use shishi_kernel::{Fen, Timestamp};

/// Both providers.
pub const WALLETS: [Wallet; 2] = [Wallet::WeChat, Wallet::Alipay];

/// The second at which the tests begin.
pub const START: i64 = 1_780_000_000;

/// So many seconds after the beginning.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

/// A moment with a nonce of its own.
pub fn moment(seconds: i64) -> Moment {
    let mut bytes = [7; 16];
    bytes[8..].copy_from_slice(&seconds.to_be_bytes());
    Moment {
        now: at(seconds),
        nonce: Nonce::from_bytes(bytes),
    }
}

/// A pair whose provider makes this trouble.
pub fn troubled(wallet: Wallet, seed: u64, trouble: Trouble) -> Pair {
    pair(
        wallet,
        "https://provider.example",
        "https://parking.example/callbacks",
        seed,
        trouble,
    )
    .unwrap()
}

/// A pair without trouble, with an agreement for the plate.
pub fn calm(wallet: Wallet) -> Pair {
    let mut pair = troubled(wallet, 1, Trouble::none());
    pair.simulator.set_agreement(&plate(), Agreement::Usable, at(0));
    pair
}

/// A key that neither side knows.
pub fn stranger() -> PrivateKey {
    PrivateKey::read(include_str!("../../../fixtures/payments/stranger.pem")).unwrap()
}

pub fn plate() -> Plate {
    Plate::new("鲁H12345", PlateColour::Blue).unwrap()
}

pub fn order(text: &str) -> OrderNo {
    OrderNo::new(text).unwrap()
}

pub fn fen(fen: i64) -> Amount {
    Amount::new(Fen(fen)).unwrap()
}

pub fn lot() -> Lot {
    Lot {
        name: Text::new("洸府河停车场").unwrap(),
        number: ProviderNo::new("PI1505780000000001").unwrap(),
    }
}

pub fn enter(stay: &str) -> Enter {
    Enter {
        stay: StayNo::new(stay).unwrap(),
        plate: plate(),
        lot: lot(),
        since: at(-3_600),
        free_minutes: 30,
    }
}

pub fn charge(number: &str, amount: i64, parking: ProviderNo) -> Charge {
    Charge {
        order: order(number),
        amount: fen(amount),
        subject: Text::new("停车费").unwrap(),
        parking,
        plate: plate(),
        lot: lot(),
        since: at(-3_600),
        until: at(0),
        minutes: 60,
        left: false,
        advance: false,
    }
}

pub fn link(number: &str, amount: i64) -> Link {
    Link {
        order: order(number),
        amount: fen(amount),
        subject: Text::new("停车费补缴").unwrap(),
        expires: at(900),
    }
}

pub fn query(number: &str, amount: i64, way: Way) -> Query {
    Query {
        order: order(number),
        way,
        amount: fen(amount),
    }
}

pub fn refund(number: &str, refund: &str, amount: i64, total: i64) -> Refund {
    Refund {
        order: order(number),
        refund: order(refund),
        amount: fen(amount),
        total: fen(total),
        reason: Text::new("计费更正").unwrap(),
    }
}

pub fn refund_query(number: &str, refund: &str, amount: i64) -> RefundQuery {
    RefundQuery {
        order: order(number),
        refund: order(refund),
        amount: fen(amount),
    }
}

/// Asks the simulator and gives its response too.
pub fn asked<C: Command>(pair: &mut Pair, command: &C, seconds: i64) -> HttpResponse
where
    Provider: Speaks<C>,
{
    let request = pair.provider.request(command, &moment(seconds)).unwrap();
    pair.simulator.handle(&request, at(seconds)).unwrap()
}

/// Asks the simulator and reads what it says.
pub fn ask<C: Command>(pair: &mut Pair, command: &C, seconds: i64) -> Result<C::Answer, GatewayError>
where
    Provider: Speaks<C>,
{
    let request = pair.provider.request(command, &moment(seconds))?;
    let response = pair.simulator.handle(&request, at(seconds));
    let response = response.ok_or(GatewayError::Unavailable { status: 0 })?;
    pair.provider.read(command, &response, at(seconds))
}
