//! What outside systems are asked and what they answer: payment without stopping by WeChat Pay and Alipay, charging operators by T/CEC 102, apps for
//! chargers by OCPI, city platforms by DB4401/T 133.
//!
//! Everything here is a function of bytes. A command becomes an [`HttpRequest`], an [`HttpResponse`] becomes an answer or a
//! [`GatewayError`], a callback becomes a [`Notification`](payment::Notification): no socket, no clock, no chance. The caller sends the request
//! through whatever client it has, and passes in the time and, where one is needed, a nonce. So everything can be tested without waiting.
//!
//! ```no_run
//! # use shishi_gateways::{GatewayError, HttpRequest, HttpResponse, payment::{Command, Moment, Provider, Speaks}};
//! fn ask<C: Command>(
//!     provider: &Provider,
//!     command: &C,
//!     moment: &Moment,
//!     send: impl FnOnce(HttpRequest) -> Option<HttpResponse>,
//! ) -> Result<C::Answer, GatewayError>
//! where
//!     Provider: Speaks<C>,
//! {
//!     let response = send(provider.request(command, moment)?).ok_or(GatewayError::Unavailable { status: 0 })?;
//!     provider.read(command, &response, moment.now)
//! }
//! ```
//!
//! [`payment`] is what both providers have in common: commands and answers in our words. [`wechat`] and [`alipay`] are the two protocols with
//! their signatures, [`simulator`] the other side of both, for the demonstration and for tests, with every kind of trouble.
//!
//! [`tcec102`] is a charging operator's protocol with its own simulator, [`ocpi`] the view of stations that it makes possible, [`db4401`] what the platform of a city and
//! its car parks tell each other. They have nothing to do with payment but requests, responses and errors.
//!
//! What must hold: nothing is believed that is not signed by the provider's key; a charge that was accepted is not paid; an answer or
//! a callback about another order than the one asked about is a mismatch and never an answer. Secrets and plates do not show in `Debug`.
//!
//! To add a provider: a module beside `alipay` with its `Merchant`, an `impl Speaks<…>` for each command, a variant of
//! [`Provider`](payment::Provider), and its other side in the simulator. To add a command: a struct and its answer in `payment/commands.rs`,
//! an `impl` for each provider.

pub mod alipay;
pub mod db4401;
pub mod error;
pub mod http;
pub mod keys;
pub mod ocpi;
pub mod payment;
pub mod simulator;
pub mod tcec102;
pub mod wechat;
mod wire;

pub use error::{Decline, Forgery, GatewayError};
pub use http::{HttpRequest, HttpResponse, Method};
