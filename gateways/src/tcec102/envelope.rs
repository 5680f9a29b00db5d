//! The envelope of a request and of a reply.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::seal::Keys;
use super::stamp::Stamp;
use super::{BODY_BYTES_MAX, TEXT_CHARS_MAX};
use crate::error::{Decline, Forgery, GatewayError};
use crate::http::{HttpRequest, HttpResponse, Method};

/// A request as it stands on the wire.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    #[serde(rename = "OperatorID")]
    operator: String,
    data: String,
    time_stamp: String,
    seq: String,
    #[serde(default)]
    sig: String,
}

/// A reply as it stands on the wire.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replied {
    ret: i32,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    data: String,
    #[serde(default)]
    sig: String,
}

/// What a reply says of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// It was taken.
    Done,
    /// Later.
    Busy,
    /// The signature does not fit.
    Signature,
    /// The token does not hold.
    Token,
    /// A field of the envelope is missing or wrong.
    Envelope,
    /// The content is wrong.
    Content,
    /// We failed.
    Failed,
}

impl Ret {
    /// The code of the standard.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Done => 0,
            Self::Busy => -1,
            Self::Signature => 4001,
            Self::Token => 4002,
            Self::Envelope => 4003,
            Self::Content => 4004,
            Self::Failed => 500,
        }
    }

    /// What an error of ours is told as. What is wrong with a signature is not told.
    #[must_use]
    pub fn of(error: &GatewayError) -> Self {
        match error {
            GatewayError::Forged(_) => Self::Signature,
            GatewayError::Stale { .. } => Self::Envelope,
            GatewayError::Malformed {
                what: "TimeStamp" | "Seq" | "envelope",
            } => Self::Envelope,
            GatewayError::Malformed { .. } | GatewayError::Mismatch { .. } => Self::Content,
            GatewayError::Declined { .. } => Self::Token,
            _ => Self::Failed,
        }
    }
}

/// The error of a code that is not success.
fn declined(ret: i32) -> GatewayError {
    let reason = match ret {
        -1 => Decline::TooOften,
        4001 | 4003 | 4004 => Decline::RequestWrong,
        4002 => Decline::NotAllowed,
        500..=599 => {
            return GatewayError::Unavailable {
                status: u16::try_from(ret).unwrap_or(500),
            };
        }
        _ => Decline::Other,
    };
    GatewayError::Declined {
        reason,
        code: ret.to_string(),
    }
}

/// A request that was signed by who it says, with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Time and number.
    pub stamp: Stamp,
    /// The content: JSON.
    pub content: Vec<u8>,
}

/// A signed request to an address.
///
/// # Errors
/// [`GatewayError::CommandBad`] when the content cannot be written.
pub fn request(
    keys: &Keys,
    url: String,
    token: Option<&str>,
    stamp: Stamp,
    content: &impl Serialize,
) -> Result<HttpRequest, GatewayError> {
    let bad = |_| GatewayError::CommandBad { what: "content" };
    let data = keys.seal(&serde_json::to_vec(content).map_err(bad)?);
    let (time_stamp, seq) = (stamp.time(), stamp.sequence());
    let sig = keys.sign(&[&keys.operator, &data, &time_stamp, &seq]);
    let asked = Asked {
        operator: keys.operator.clone(),
        data,
        time_stamp,
        seq,
        sig,
    };
    let kind = "application/json; charset=utf-8".to_owned();
    let mut headers = vec![("Content-Type".to_owned(), kind)];
    headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
    Ok(HttpRequest {
        method: Method::Post,
        url,
        headers,
        body: serde_json::to_vec(&asked).map_err(bad)?,
    })
}

/// Opens a request: who it is from, whether they signed it, whether it is of now. Whether it was seen before is asked of [`Seen`](super::Seen).
///
/// # Errors
/// [`GatewayError::Malformed`], [`GatewayError::Forged`] or [`GatewayError::Stale`]; nothing of it may be used then.
pub fn open(keys: &Keys, request: &HttpRequest, now: Timestamp) -> Result<Opened, GatewayError> {
    let malformed = GatewayError::Malformed { what: "envelope" };
    if request.method != Method::Post || request.body.len() > BODY_BYTES_MAX {
        return Err(malformed);
    }
    let asked: Asked = serde_json::from_slice(&request.body).map_err(|_| malformed)?;
    if asked.operator != keys.operator {
        return Err(GatewayError::Forged(Forgery::KeyUnknown));
    }
    keys.verify(
        &[&asked.operator, &asked.data, &asked.time_stamp, &asked.seq],
        &asked.sig,
    )?;
    let stamp = Stamp::read(&asked.time_stamp, &asked.seq)?;
    stamp.fresh(now)?;
    let content = keys.open(&asked.data)?;
    Ok(Opened { stamp, content })
}

/// A signed reply. `keys` are those of the one who asked, as both sides sign with them.
#[must_use]
pub fn reply(keys: &Keys, ret: Ret, message: &str, content: &impl Serialize) -> HttpResponse {
    let code = ret.code();
    let message: String = message.chars().take(TEXT_CHARS_MAX).collect();
    let data = match serde_json::to_vec(content) {
        Ok(content) if ret == Ret::Done => keys.seal(&content),
        _ => String::new(),
    };
    let sig = keys.sign(&[&code.to_string(), &message, &data]);
    let replied = Replied {
        ret: code,
        msg: message,
        data,
        sig,
    };
    let body = serde_json::to_vec(&replied).unwrap_or_default();
    HttpResponse::text(200, "application/json; charset=utf-8", body)
}

/// Who an envelope says that it is from.
pub(super) fn sender_of(request: &HttpRequest) -> Option<String> {
    if request.body.len() > BODY_BYTES_MAX {
        return None;
    }
    let asked: Asked = serde_json::from_slice(&request.body).ok()?;
    Some(asked.operator)
}

/// A no that nobody signed.
pub(super) fn unsigned(ret: Ret, message: &str) -> HttpResponse {
    let replied = Replied {
        ret: ret.code(),
        msg: message.to_owned(),
        data: String::new(),
        sig: String::new(),
    };
    let body = serde_json::to_vec(&replied).unwrap_or_default();
    HttpResponse::text(200, "application/json; charset=utf-8", body)
}

/// The content of a reply.
///
/// # Errors
/// [`GatewayError::Unavailable`] without a reply, [`GatewayError::Declined`] when it is a no, [`GatewayError::Malformed`] or
/// [`GatewayError::Forged`] when it cannot be believed.
pub(super) fn read_reply(keys: &Keys, response: &HttpResponse) -> Result<Vec<u8>, GatewayError> {
    if response.status != 200 {
        return Err(GatewayError::Unavailable {
            status: response.status,
        });
    }
    let malformed = GatewayError::Malformed { what: "envelope" };
    if response.body.len() > BODY_BYTES_MAX {
        return Err(malformed);
    }
    let replied: Replied = serde_json::from_slice(&response.body).map_err(|_| malformed)?;
    // Operators do not sign a no, and nothing is done because of one but to ask again.
    if replied.ret != 0 && replied.sig.is_empty() {
        return Err(declined(replied.ret));
    }
    keys.verify(&[&replied.ret.to_string(), &replied.msg, &replied.data], &replied.sig)?;
    match replied.ret {
        0 => keys.open(&replied.data),
        ret => Err(declined(ret)),
    }
}
