//! Asking an operator.

use jiff::Timestamp;

use super::envelope::{read_reply, request};
use super::messages::{Call, QueryToken, TokenGiven};
use super::seal::Keys;
use super::stamp::Stamp;
use crate::error::{Decline, GatewayError};
use crate::http::{HttpRequest, HttpResponse};

/// Seconds before its end from which a token is not used any more, so that it holds when the call arrives.
const EARLY_SECONDS: i64 = 60;

/// A token of an operator.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    until: i64,
}

impl Token {
    /// Whether it can be used now; ask for another one where it cannot.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        now.as_second() < self.until - EARLY_SECONDS
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(secret, until {})", self.until)
    }
}

/// One operator as we ask it: with what we sign, and where it is, `https://operator.example/evcs/v1`.
#[derive(Clone, Debug)]
pub struct Client {
    keys: Keys,
    address: String,
}

impl Client {
    /// An operator at an address.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when the address is none, or has a query.
    pub fn new(keys: Keys, address: &str) -> Result<Self, GatewayError> {
        let address = address.trim_end_matches('/');
        let known = address.starts_with("https://") || address.starts_with("http://");
        match known && !address.contains(['?', '#', ' ']) {
            true => Ok(Self {
                keys,
                address: address.to_owned(),
            }),
            false => Err(GatewayError::CommandBad { what: "address" }),
        }
    }

    /// The request for a token.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`].
    pub fn ask_token(&self, stamp: Stamp) -> Result<HttpRequest, GatewayError> {
        self.made(&self.token_call(), None, stamp)
    }

    /// The token of a reply that came at `now`.
    ///
    /// # Errors
    /// [`GatewayError::Declined`] when the operator gives us none, and whatever a reply can fail by.
    pub fn read_token(&self, response: &HttpResponse, now: Timestamp) -> Result<Token, GatewayError> {
        let given: TokenGiven = self.read(&self.token_call(), response)?;
        if given.succ_stat != 0 {
            return Err(GatewayError::Declined {
                reason: Decline::NotAllowed,
                code: given.fail_reason.to_string(),
            });
        }
        Ok(Token {
            text: given.access_token,
            until: now.as_second() + given.token_available_time,
        })
    }

    /// The request for a call.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when it cannot be asked as it is.
    pub fn ask<C: Call>(&self, call: &C, token: &Token, stamp: Stamp) -> Result<HttpRequest, GatewayError> {
        self.made(call, Some(&token.text), stamp)
    }

    /// The answer to a call. One that says [`Decline::NotAllowed`] means another token.
    ///
    /// # Errors
    /// Every [`GatewayError`] of a reply.
    pub fn read<C: Call>(&self, call: &C, response: &HttpResponse) -> Result<C::Answer, GatewayError> {
        let content = read_reply(&self.keys, response)?;
        let answer = serde_json::from_slice(&content).map_err(|_| GatewayError::Malformed { what: C::NAME })?;
        call.check_answer(&answer)?;
        Ok(answer)
    }

    fn token_call(&self) -> QueryToken {
        QueryToken {
            operator: self.keys.operator.clone(),
            secret: self.keys.secret.clone(),
        }
    }

    fn made<C: Call>(&self, call: &C, token: Option<&str>, stamp: Stamp) -> Result<HttpRequest, GatewayError> {
        // What is malformed when it comes is a mistake of ours when it goes.
        call.check().map_err(|error| match error {
            GatewayError::Malformed { what } => GatewayError::CommandBad { what },
            other => other,
        })?;
        request(&self.keys, format!("{}/{}", self.address, C::NAME), token, stamp, call)
    }
}
