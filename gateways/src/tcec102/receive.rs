//! Taking what an operator pushes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::TOKEN_SECONDS;
use super::envelope::{Ret, open, reply, sender_of, unsigned};
use super::messages::{Call, ChargeOrderTaken, NotifyChargeOrder, NotifyStationStatus, QueryToken, Taken, TokenGiven};
use super::seal::Keys;
use super::stamp::Stamp;
use crate::error::{Decline, Forgery, GatewayError};
use crate::http::{HttpRequest, HttpResponse};

/// What an operator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A connector does something else now.
    Status(NotifyStationStatus),
    /// A charge is over.
    Order(NotifyChargeOrder),
    /// It asks for a token; [`Receiver::answer`] gives it, and nothing else is to be done.
    Token,
}

/// Why something that came is not taken, with the reply to send.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Why.
    pub error: GatewayError,
    /// What the operator is told.
    pub response: HttpResponse,
}

/// Our side towards one operator.
///
/// The tokens that it gives are not kept: a token says until when it holds, and is signed with a key that only we have.
#[derive(Clone)]
pub struct Receiver {
    keys: Keys,
    tokens: [u8; 32],
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver")
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

impl Receiver {
    /// Towards the operator of these keys; `tokens` is 32 bytes by chance that only we know.
    #[must_use]
    pub fn new(keys: Keys, tokens: [u8; 32]) -> Self {
        Self { keys, tokens }
    }

    /// What a request says. Nothing of it may be used before this answers. Ask [`Seen`](super::Seen) for the stamp, act, and send [`Receiver::answer`].
    ///
    /// # Errors
    /// With the reply to send.
    pub fn read(&self, request: &HttpRequest, now: Timestamp) -> Result<(Stamp, Incoming), Refused> {
        self.opened(request, now).map_err(|error| {
            let response = self.refuse(&error);
            Refused { error, response }
        })
    }

    /// The reply to what was taken, or was taken before.
    #[must_use]
    pub fn answer(&self, incoming: &Incoming, now: Timestamp) -> HttpResponse {
        match incoming {
            Incoming::Status(_) => reply(&self.keys, Ret::Done, "", &Taken { status: 0 }),
            Incoming::Order(order) => {
                let taken = ChargeOrderTaken {
                    start_charge_seq: order.start_charge_seq.clone(),
                    connector: order.connector.clone(),
                    confirm_result: 0,
                };
                reply(&self.keys, Ret::Done, "", &taken)
            }
            Incoming::Token => reply(&self.keys, Ret::Done, "", &self.token(now)),
        }
    }

    /// The reply to what was read and cannot be, by the field that is wrong.
    #[must_use]
    pub fn refuse(&self, error: &GatewayError) -> HttpResponse {
        reply(&self.keys, Ret::of(error), named(error), &())
    }

    /// The reply when we could not keep what came: the operator sends it again.
    #[must_use]
    pub fn failed(&self) -> HttpResponse {
        reply(&self.keys, Ret::Failed, "", &())
    }

    fn opened(&self, request: &HttpRequest, now: Timestamp) -> Result<(Stamp, Incoming), GatewayError> {
        let opened = open(&self.keys, request, now)?;
        let name = request.path().rsplit('/').next().unwrap_or_default();
        if name == QueryToken::NAME {
            let call: QueryToken = content(&opened.content)?;
            // The envelope is signed already, so this secret only tells a wrong configuration.
            if call.operator != self.keys.operator || call.secret != self.keys.secret {
                return Err(GatewayError::Forged(Forgery::KeyUnknown));
            }
            return Ok((opened.stamp, Incoming::Token));
        }
        self.check_token(request, now)?;
        let incoming = match name {
            NotifyStationStatus::NAME => Incoming::Status(content(&opened.content)?),
            NotifyChargeOrder::NAME => Incoming::Order(content(&opened.content)?),
            _ => return Err(GatewayError::Malformed { what: "call" }),
        };
        Ok((opened.stamp, incoming))
    }

    fn token(&self, now: Timestamp) -> TokenGiven {
        let until = now.as_second() + TOKEN_SECONDS;
        let mac = self.token_mac(until).map(|mac| mac.finalize().into_bytes());
        let signature = mac.map(hex::encode).unwrap_or_default();
        TokenGiven {
            operator: self.keys.operator.clone(),
            succ_stat: 0,
            access_token: format!("{until}.{signature}"),
            token_available_time: TOKEN_SECONDS,
            fail_reason: 0,
        }
    }

    /// None of it depends on the length of the key, which HMAC takes as it is.
    fn token_mac(&self, until: i64) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.tokens).ok()?;
        mac.update(self.keys.operator.as_bytes());
        mac.update(&until.to_be_bytes());
        Some(mac)
    }

    fn check_token(&self, request: &HttpRequest, now: Timestamp) -> Result<(), GatewayError> {
        let refused = GatewayError::Declined {
            reason: Decline::NotAllowed,
            code: Ret::Token.code().to_string(),
        };
        let bearer = request
            .header("Authorization")
            .and_then(|header| header.strip_prefix("Bearer "));
        let parts = bearer.and_then(|token| token.split_once('.'));
        let (until, signature) = parts.ok_or(refused.clone())?;
        let until: i64 = until.parse().map_err(|_| refused.clone())?;
        let signature = hex::decode(signature).map_err(|_| refused.clone())?;
        let ours = self
            .token_mac(until)
            .is_some_and(|mac| mac.verify_slice(&signature).is_ok());
        match ours && now.as_second() < until {
            true => Ok(()),
            false => Err(refused),
        }
    }
}

/// Who says that they sent a request, which is believed of nobody before their signature fits; none where it is no envelope.
#[must_use]
pub fn sender(request: &HttpRequest) -> Option<String> {
    sender_of(request)
}

/// The reply to somebody whom we share no keys with, and so cannot sign for.
#[must_use]
pub fn stranger() -> HttpResponse {
    unsigned(Ret::Envelope, "OperatorID")
}

/// What of a request was wrong, by its field. Of a signature nothing is said.
fn named(error: &GatewayError) -> &'static str {
    match error {
        GatewayError::Malformed { what } | GatewayError::Mismatch { what, .. } => what,
        GatewayError::Stale { .. } => "TimeStamp",
        GatewayError::Declined { .. } => "Authorization",
        _ => "",
    }
}

fn content<C: Call>(bytes: &[u8]) -> Result<C, GatewayError> {
    let call: C = serde_json::from_slice(bytes).map_err(|_| GatewayError::Malformed { what: C::NAME })?;
    call.check()?;
    Ok(call)
}
