//! Why a message is not taken.

use shishi_kernel::Refusal;

/// Why a message is not taken; each names its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Db4401Refusal {
    /// Longer than any message.
    #[error("the message has more than {max} bytes")]
    TooLong {
        /// The most.
        max: usize,
    },
    /// No JSON object.
    #[error("the message is no JSON object")]
    NotJson,
    /// A field that must be there.
    #[error("the field {field} is missing")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field of another kind: a text for a number, a list for a text.
    #[error("the field {field} should be {kind}")]
    Kind {
        /// Its name.
        field: &'static str,
        /// What it should be.
        kind: &'static str,
    },
    /// A value that cannot be.
    #[error("the field {field} is {value}, and should be {expected}")]
    Value {
        /// Its name.
        field: &'static str,
        /// As it was said, cut short.
        value: String,
        /// What it could be.
        expected: &'static str,
    },
}

/// Every code, in order.
pub const CODES: &[&str] = &[
    "db4401.too_long",
    "db4401.not_json",
    "db4401.field_missing",
    "db4401.field_kind",
    "db4401.field_value",
];

/// Sentences by code; `{name}` stands for an argument.
const SENTENCES: [(&str, &str, &str); 5] = [
    (
        "db4401.too_long",
        "报文超过{max}字节",
        "the message has more than {max} bytes",
    ),
    ("db4401.not_json", "报文不是JSON对象", "the message is no JSON object"),
    (
        "db4401.field_missing",
        "缺少字段{field}",
        "the field {field} is missing",
    ),
    (
        "db4401.field_kind",
        "字段{field}的类型应为{kind}",
        "the field {field} should be {kind}",
    ),
    (
        "db4401.field_value",
        "字段{field}的值“{value}”不可用，应为{expected}",
        "the field {field} cannot be “{value}”; it should be {expected}",
    ),
];

impl Refusal for Db4401Refusal {
    fn code(&self) -> &'static str {
        CODES[match self {
            Self::TooLong { .. } => 0,
            Self::NotJson => 1,
            Self::Missing { .. } => 2,
            Self::Kind { .. } => 3,
            Self::Value { .. } => 4,
        }]
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max } => vec![("max", max.to_string())],
            Self::NotJson => Vec::new(),
            Self::Missing { field } => vec![("field", (*field).to_owned())],
            Self::Kind { field, kind } => vec![("field", (*field).to_owned()), ("kind", (*kind).to_owned())],
            Self::Value { field, value, expected } => vec![
                ("field", (*field).to_owned()),
                ("value", value.clone()),
                ("expected", (*expected).to_owned()),
            ],
        }
    }
}

/// A refusal as a sentence, in Chinese or in English.
#[must_use]
pub fn sentence(refusal: &Db4401Refusal, chinese: bool) -> String {
    let code = refusal.code();
    let Some((_, zh, en)) = SENTENCES.iter().find(|(known, ..)| *known == code) else {
        return code.to_owned();
    };
    let words = if chinese { zh } else { en };
    let filled = refusal.arguments().into_iter();
    filled.fold((*words).to_owned(), |sentence, (name, value)| {
        sentence.replace(&format!("{{{name}}}"), &value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_sentences() {
        let known: Vec<&str> = SENTENCES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(known, CODES);
    }
}
