//! The labels of a document, schema `gazette-gold/1`, as far as they are scored.

use serde::Deserialize;
use serde_json::Number;

/// The labels of one document.
#[derive(Debug, Default, Deserialize)]
pub struct Gold {
    #[serde(default)]
    pub categories: Vec<Heading>,
    #[serde(default)]
    pub items: Vec<Item>,
    #[serde(default)]
    pub requirements: Vec<Heading>,
    pub chronicle: Option<Chronicle>,
}

/// A numbered heading.
#[derive(Debug, Deserialize)]
pub struct Heading {
    pub no: u32,
    pub title: String,
}

/// A labelled item.
#[derive(Debug, Deserialize)]
pub struct Item {
    pub no: u32,
    pub text: Text,
    #[serde(default)]
    pub leads: Vec<String>,
    #[serde(default)]
    pub cos: Vec<String>,
    #[serde(default)]
    pub targets: Vec<Target>,
    #[serde(default)]
    pub deadlines: Vec<Deadline>,
    #[serde(default)]
    pub not_targets: Vec<Quote>,
}

/// A text in one place or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    One(String),
    Several(Vec<String>),
}

impl Text {
    /// All pieces joined.
    pub fn joined(&self) -> String {
        match self {
            Self::One(text) => text.clone(),
            Self::Several(pieces) => pieces.concat(),
        }
    }
}

/// A labelled target.
#[derive(Debug, Deserialize)]
pub struct Target {
    pub value: Number,
    pub max: Option<Number>,
    pub unit: String,
    pub comparator: String,
    #[serde(default)]
    pub role: String,
    pub from: Option<From>,
    #[serde(default)]
    pub optional: bool,
}

impl Target {
    /// Whether it counts neither way.
    pub fn is_optional(&self) -> bool {
        self.optional || self.role == "implicit"
    }
}

/// An old value.
#[derive(Debug, Deserialize)]
pub struct From {
    pub value: Number,
}

/// A labelled deadline.
#[derive(Debug, Deserialize)]
pub struct Deadline {
    pub date: Option<String>,
    pub name: Option<String>,
    pub quote: Option<String>,
}

impl Deadline {
    /// The date, else the name, else the words.
    pub fn key(&self) -> String {
        self.date
            .clone()
            .or_else(|| self.name.clone())
            .or_else(|| self.quote.clone())
            .unwrap_or_default()
    }
}

/// Words that must not come out as a target.
#[derive(Debug, Deserialize)]
pub struct Quote {
    pub quote: String,
}

/// A labelled chronicle.
#[derive(Debug, Deserialize)]
pub struct Chronicle {
    pub entries: Vec<Entry>,
}

/// A labelled entry.
#[derive(Debug, Deserialize)]
pub struct Entry {
    pub date: Option<String>,
    #[serde(default)]
    pub continuation: bool,
    pub text: String,
    #[serde(default)]
    pub people: Vec<Person>,
    pub kind: Option<String>,
}

/// A labelled mention of a person.
#[derive(Debug, Deserialize)]
pub struct Person {
    pub name: String,
    pub title: Option<String>,
}
