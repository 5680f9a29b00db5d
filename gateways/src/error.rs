//! What can go wrong between us and a provider, each with a code and something to do about it.

use shishi_kernel::{Fen, Refusal};

/// Every code of [`GatewayError`], in order.
pub const GATEWAY_CODES: &[&str] = &[
    "gateway.forged",
    "gateway.stale",
    "gateway.malformed",
    "gateway.mismatch",
    "gateway.declined",
    "gateway.unavailable",
    "gateway.command_bad",
    "gateway.not_offered",
    "gateway.key_unusable",
];

/// Sentences by code, Chinese and English; `{name}` stands for an argument.
const SENTENCES: [(&str, &str, &str); 9] = [
    (
        "gateway.forged",
        "该消息不是支付机构发出的，已拒收",
        "this was not sent by the provider and was refused",
    ),
    (
        "gateway.stale",
        "该消息的签名时间与现在相差{seconds}秒，可能是重放，已拒收",
        "this was signed {seconds} seconds from now and may be a replay; it was refused",
    ),
    (
        "gateway.malformed",
        "支付机构的答复无法识读（{what}），请稍后查询结果",
        "the provider's answer cannot be read ({what}); query it later",
    ),
    (
        "gateway.mismatch",
        "支付机构所述与本单不符（{what}：应为{expected}，实为{said}），未作处理，请人工核对",
        "the provider speaks of something else ({what}: {said} instead of {expected}); nothing was changed, please look into it",
    ),
    (
        "gateway.declined",
        "支付机构未受理（{code}）",
        "the provider declined ({code})",
    ),
    (
        "gateway.unavailable",
        "支付机构暂时无法访问，车辆可先离场，费用稍后收取",
        "the provider cannot be reached; the vehicle may leave and pays later",
    ),
    (
        "gateway.command_bad",
        "请求内容不符合支付机构的要求（{what}）",
        "the provider would not take this request ({what})",
    ),
    (
        "gateway.not_offered",
        "该支付机构没有这项接口，无需调用",
        "this provider has no such call and needs none",
    ),
    (
        "gateway.key_unusable",
        "配置的密钥无法使用（{what}）",
        "a configured key cannot be used ({what})",
    ),
];

/// An error as a sentence, in Chinese or in English.
#[must_use]
pub fn sentence(error: &GatewayError, chinese: bool) -> String {
    let known = SENTENCES.iter().find(|(code, ..)| *code == error.code());
    let words = known.map_or(error.code(), |(_, zh, en)| if chinese { zh } else { en });
    let arguments = error.arguments().into_iter();
    arguments.fold(words.to_owned(), |sentence, (name, value)| {
        sentence.replace(&format!("{{{name}}}"), &value)
    })
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It does not come from the provider. Keep nothing of it; report it.
    #[error("not signed by the provider: {0:?}")]
    Forged(Forgery),
    /// It is signed, but by so many seconds too old or too far ahead to be more than a replay.
    #[error("signed {seconds} seconds from now, which may be a replay")]
    Stale {
        /// Negative where it is ahead of us.
        seconds: i64,
    },
    /// It is from the provider, and cannot be read. Ask again by query.
    #[error("{what} cannot be read")]
    Malformed {
        /// What could not be read.
        what: &'static str,
    },
    /// It is from the provider, and about another order, merchant or amount than it should be. Change nothing; report it.
    #[error("{what} is {said}, and should be {expected}")]
    Mismatch {
        /// What differs.
        what: &'static str,
        /// As we know it.
        expected: String,
        /// As it was said.
        said: String,
    },
    /// The provider says no.
    #[error("declined as {code}: {reason:?}")]
    Declined {
        /// Why, in our words.
        reason: Decline,
        /// Why, as the provider's code.
        code: String,
    },
    /// The provider gave no answer that can be believed; whether it did what was asked is not known. Query, or ask again with the same number.
    #[error("the provider cannot be reached or is out of order ({status})")]
    Unavailable {
        /// The status; 0 where nothing came back.
        status: u16,
    },
    /// The command cannot be asked as it is.
    #[error("{what} cannot be asked of the provider")]
    CommandBad {
        /// What is wrong with it.
        what: &'static str,
    },
    /// This provider has no such call, and needs none: go on without.
    #[error("the provider has no such call")]
    NotOffered,
    /// A key of the configuration cannot be used.
    #[error("{what} cannot be used as a key")]
    KeyUnusable {
        /// Which key.
        what: &'static str,
    },
}

/// What shows that something is not the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// No signature, or part of what belongs to one is missing or stands there twice.
    Unsigned,
    /// Signed by a key that is not known here.
    KeyUnknown,
    /// The signature does not fit.
    SignatureWrong,
    /// The sealed part was sealed by somebody else, or altered.
    SealWrong,
}

/// Why a provider says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decline {
    /// It knows no such order: a charge with this number never arrived.
    OrderUnknown,
    /// The number stands for another order already.
    OrderReused,
    /// The order is paid already.
    OrderPaid,
    /// The order is closed.
    OrderClosed,
    /// The account has not enough money.
    NoFunds,
    /// The plate has no agreement that can be used now.
    NoAgreement,
    /// The merchant may not do this.
    NotAllowed,
    /// Too many requests; later.
    TooOften,
    /// The request is wrong in the provider's eyes.
    RequestWrong,
    /// For a reason that has no name here.
    Other,
}

impl Refusal for GatewayError {
    fn code(&self) -> &'static str {
        let index = match self {
            Self::Forged(_) => 0,
            Self::Stale { .. } => 1,
            Self::Malformed { .. } => 2,
            Self::Mismatch { .. } => 3,
            Self::Declined { .. } => 4,
            Self::Unavailable { .. } => 5,
            Self::CommandBad { .. } => 6,
            Self::NotOffered => 7,
            Self::KeyUnusable { .. } => 8,
        };
        GATEWAY_CODES[index]
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Forged(_) | Self::NotOffered => Vec::new(),
            Self::Stale { seconds } => vec![("seconds", seconds.to_string())],
            Self::Malformed { what } | Self::CommandBad { what } | Self::KeyUnusable { what } => {
                vec![("what", (*what).to_owned())]
            }
            Self::Mismatch { what, expected, said } => vec![
                ("what", (*what).to_owned()),
                ("expected", expected.clone()),
                ("said", said.clone()),
            ],
            Self::Declined { code, .. } => vec![("code", code.clone())],
            Self::Unavailable { status } => vec![("status", status.to_string())],
        }
    }
}

impl GatewayError {
    /// Whether the command may have been carried out all the same, so that only a query can tell.
    #[must_use]
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Forged(_) | Self::Stale { .. } | Self::Malformed { .. } | Self::Mismatch { .. } => true,
            Self::Unavailable { .. } => true,
            Self::Declined { .. } | Self::CommandBad { .. } | Self::NotOffered | Self::KeyUnusable { .. } => false,
        }
    }
}

/// Refuses what is about another order, merchant or the like than the one that was asked about.
pub(crate) fn same(what: &'static str, expected: &str, said: &str) -> Result<(), GatewayError> {
    if expected == said {
        return Ok(());
    }
    Err(GatewayError::Mismatch {
        what,
        expected: expected.to_owned(),
        said: said.chars().take(64).collect(),
    })
}

/// Refuses an amount that is not the one that was asked for.
pub(crate) fn same_amount(expected: Fen, said: Fen) -> Result<(), GatewayError> {
    same("amount", &expected.to_string(), &said.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_sentences() {
        let all = [
            GatewayError::Forged(Forgery::Unsigned),
            GatewayError::Stale { seconds: 301 },
            GatewayError::Malformed { what: "answer" },
            GatewayError::Mismatch {
                what: "amount",
                expected: "6.50".to_owned(),
                said: "6.51".to_owned(),
            },
            GatewayError::Declined {
                reason: Decline::NoFunds,
                code: "NOT_ENOUGH".to_owned(),
            },
            GatewayError::Unavailable { status: 503 },
            GatewayError::CommandBad { what: "user" },
            GatewayError::NotOffered,
            GatewayError::KeyUnusable { what: "private key" },
        ];
        for (error, code) in all.iter().zip(GATEWAY_CODES) {
            assert_eq!(error.code(), *code);
            for chinese in [true, false] {
                let said = sentence(error, chinese);
                assert!(!said.contains('{') && said != *code, "{code}: {said}");
            }
        }
        assert_eq!(all.len(), GATEWAY_CODES.len());
    }
}
