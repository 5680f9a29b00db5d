//! Charging areas: stations with their connectors, what a connector is doing, what was charged, and what follows for a stay.
//!
//! [`Station`] is what stands in one lot; [`States`] is what its connectors say they do, and [`Orders`] what was charged there. As with
//! passages, what follows depends on which messages came and not on when: a report that comes twice or late makes no difference.
//!
//! Two things follow. [`charged`] says which seconds of a stay were charging, in the form in which the tariff's waiver and its
//! overstay take them ([`Charged::for_price`]). [`findings`] says what somebody should look at: a vehicle that stays plugged in after charging, a bay
//! for charging with a vehicle that does not charge, orders that cannot be. An order that fits two stays is never given to one of them.
//!
//! The codes of [`State`] are those of T/CEC 102; the protocols themselves stand outside. To add a finding: a variant here, its rule in
//! `look.rs`, its sentence in `words/charging.rs`.

mod look;
mod orders;
mod states;
mod station;
mod stays;

pub use look::{Finding, Ground, bays_out, findings};
pub use orders::{Order, Orders};
pub use states::{Report, Run, States};
pub use station::{Code, Connector, Counts, Current, Pile, Plug, State, Station};
pub use stays::{Charged, Given, Parked, Stand, charged, give};

use crate::refusal::refusals;
use shishi_kernel::Refusal;

/// Most characters of a code of a station, pile, connector or order.
pub const CODE_CHARS_MAX: usize = 32;
/// Most characters of a name.
pub const NAME_CHARS_MAX: usize = 50;
/// Most piles of a station.
pub const PILES_MAX: usize = 500;
/// Most connectors of a pile.
pub const CONNECTORS_MAX: usize = 16;
/// Most watts of a connector: 1 MW, what lorries will charge with.
pub const WATTS_MAX: u32 = 1_000_000;
/// Most reports that are remembered of one connector; [`States::forget`] makes room.
pub const REPORTS_MAX: usize = 20_000;
/// Most orders that one lot remembers; [`Orders::forget`] makes room.
pub const ORDERS_MAX: usize = 1_000_000;
/// Longest order, in seconds: three days, in which the largest battery is full from a household socket.
pub const ORDER_SECONDS_MAX: i64 = 3 * 86_400;
/// Largest amount of an order, in fen: 100,000 yuan.
pub const ORDER_FEN_MAX: i64 = 10_000_000;
/// Minutes after which the last word of a connector says nothing about now.
pub const STALE_MINUTES: i64 = 30;

refusals! {
    /// Why something about charging is not taken.
    ChargingRefusal, CHARGING_CODES {
        /// A code is empty, too long, or has other signs than letters, digits and `-_.`.
        CodeBad { code: String, max: usize } = "charging.code_bad", "not a code of at most {max} letters and digits: {code}";
        /// A name is empty or too long.
        NameBad { max: usize } = "charging.name_bad", "a name has between 1 and {max} characters";
        /// A station without piles, a pile without connectors, or too many of them.
        SizeBad { code: String, max: usize } = "charging.size_bad", "{code} has none of its parts, or more than {max}";
        /// Two things of a station have one code.
        CodeTwice { code: String } = "charging.code_twice", "{code} stands twice in the station";
        /// A power that no connector has.
        PowerBad { connector: String, max: u32 } = "charging.power_bad", "the power of {connector} is not between 1 and {max} watts";
        /// The station has no such connector.
        ConnectorUnknown { connector: String } = "charging.connector_unknown", "there is no connector {connector}";
        /// A status code that does not exist.
        StateUnknown { code: String } = "charging.state_unknown", "there is no status {code}";
        /// A time that lies out of all time.
        TimeBad {} = "charging.time_bad", "the time lies out of all time";
        /// Too many reports of one connector.
        ConnectorLong { max: usize } = "charging.connector_long", "{max} reports of the connector are remembered, and no more";
        /// An order that ends before it begins.
        OrderBackwards {} = "charging.order_backwards", "the order ends before it begins";
        /// An order that is too long.
        OrderLong { hours: i64 } = "charging.order_long", "the order is longer than {hours} hours";
        /// An amount that is negative, too large, or not the sum of its parts.
        AmountBad {} = "charging.amount_bad", "an amount of the order is negative, too large, or not the sum of its parts";
        /// Too many orders.
        OrdersMany { max: usize } = "charging.orders_many", "{max} orders are remembered, and no more";
    }
}

/// Whether a second can be spoken of.
fn known(second: crate::passages::Second) -> bool {
    second.0.unsigned_abs() / 60 <= crate::booking::MINUTE_MAX.unsigned_abs()
}
