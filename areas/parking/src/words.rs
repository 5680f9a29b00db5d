//! Sentences in Chinese and English: of the lines of a price, and of what is refused.
//!
//! The rules never look at them; they stand here so that a command, a page and a paper say the same.

mod accounts;
mod bookings;
mod charging;
mod lines;
mod passages;
mod places;
mod refusals;

pub use accounts::stage;
pub use bookings::rejection;
pub use charging::charging_finding;
pub use lines::line;
pub use passages::work;
pub use places::places_fault;
pub use refusals::{fault, refusal, sentence};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

/// Yuan as they are said.
#[must_use]
pub fn yuan(fen: i64, language: Language) -> String {
    let number = if fen % 100 == 0 {
        (fen / 100).to_string()
    } else {
        shishi_kernel::Fen(fen).to_string()
    };
    match language {
        Language::Chinese => format!("{number}元"),
        Language::English => format!("{number} yuan"),
    }
}

/// Minutes as they are said: `1小时30分钟`, `1 h 30 min`.
#[must_use]
pub fn minutes(minutes: i64, language: Language) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (language, hours, rest) {
        (Language::Chinese, 0, m) => format!("{m}分钟"),
        (Language::Chinese, h, 0) => format!("{h}小时"),
        (Language::Chinese, h, m) => format!("{h}小时{m}分钟"),
        (Language::English, 0, m) => format!("{m} min"),
        (Language::English, h, 0) => format!("{h} h"),
        (Language::English, h, m) => format!("{h} h {m} min"),
    }
}
