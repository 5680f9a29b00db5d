//! The journal told again from its leaves alone, and held against the tables.
//!
//! Leaves carry no personal data and no words that are not public; what they do carry must be what the tables hold. The
//! rules are not asked: a state is the last thing that was told of its subject.

mod ledger;
mod office;
mod work;

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use shishi_service::views::HistoryRow;

use crate::seen::Seen;

/// What does not hold, in words.
pub(crate) type Held<T = ()> = Result<T, String>;

/// A leaf, read.
pub(crate) struct Leaf {
    pub kind: String,
    pub subject: String,
    pub data: Value,
}

impl Leaf {
    /// Reads a leaf; its subject and kind are told twice and must agree.
    fn read(row: &HistoryRow) -> Held<Self> {
        let body: Value = serde_json::from_str(&row.body).map_err(|error| format!("leaf {}: {error}", row.leaf))?;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let instant: Option<jiff::Timestamp> = text("at").parse().ok();
        if text("kind") != row.kind || instant != Some(row.at) {
            return Err(format!("leaf {} says other things than its row", row.leaf));
        }
        Ok(Self {
            kind: text("kind"),
            subject: text("subject"),
            data: body["data"].clone(),
        })
    }

    pub(crate) fn number(&self, name: &str) -> i64 {
        self.data[name].as_i64().unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.data[name].as_str().unwrap_or_default().to_owned()
    }

    /// What comes after the colon of its subject, when it is of this kind of subject.
    pub(crate) fn of(&self, kind: &str) -> Option<&str> {
        self.subject.strip_prefix(kind)?.strip_prefix(':')
    }
}

/// Holds the whole journal against the tables.
pub(crate) fn look(seen: &Seen, rows: &[HistoryRow]) -> Held {
    let leaves: Vec<Leaf> = rows.iter().map(Leaf::read).collect::<Held<_>>()?;
    work::look(seen, &leaves)?;
    ledger::look(seen, &leaves)?;
    office::look(seen, &leaves)
}

/// Refuses when two tellings of the same things differ, with the first difference.
pub(crate) fn same<K, V>(what: &str, told: &BTreeMap<K, V>, held: &BTreeMap<K, V>) -> Held
where
    K: Ord + std::fmt::Debug,
    V: PartialEq + std::fmt::Debug,
{
    let all = told.keys().chain(held.keys());
    for key in all {
        let (told, held) = (told.get(key), held.get(key));
        if told != held {
            return Err(format!(
                "{what} {key:?}: the journal tells {told:?}, the tables hold {held:?}"
            ));
        }
    }
    Ok(())
}

/// SHA-256 in hex, as leaves carry public words.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
