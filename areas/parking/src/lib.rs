//! Parking: what a stay costs and why, whether a tariff explains the fees that were charged, how full a lot will be.
//!
//! [`tariff`] is what a city publishes, as data in a text form; [`price`](mod@price) the arithmetic from a stay to fen, with
//! a line for everything; [`replay`] says how many of the fees that were really charged a tariff explains; [`fit`](mod@fit) finds one that does.
//!
//! [`booking`] promises places and never one twice; [`passages`] makes stays of what was read at entries and exits, in whatever order it comes.
//!
//! [`charging`] says what connectors do, which minutes of a stay were charging, and where a bay for charging is blocked.
//!
//! [`places`] is where one can park: lots, zones and bays; [`find`](mod@find) the nearest of them that are free;
//! [`views`] both as ParkAPI and the Curb Data Specification have them.
//!
//! [`accounts`] keeps what stays owe and what was paid, by double entry, and makes one state of whatever a provider says how often.
//!
//! It deliberately knows no plate but in [`plate`] (rules know a number that stands for one), no person, no camera and no provider's protocol, reads no file and no clock. Money is whole fen,
//! time whole minutes, half-open. Sentences are made from the lines in [`words`], which no rule uses.

pub mod accounts;
pub mod booking;
pub mod charging;
pub mod find;
pub mod fit;
pub mod forecast;
pub mod passages;
pub mod places;
pub mod plate;
pub mod price;
pub mod refusal;
pub mod replay;
pub mod tariff;
pub mod views;
pub mod words;

pub use price::{Price, Stay, price, total};
pub use refusal::{Fault, PRICE_CODES, PriceRefusal, TariffRefusal};
pub use tariff::Tariff;
