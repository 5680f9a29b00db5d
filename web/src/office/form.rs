//! Forms: their fields, and what was sent.

use serde::Deserialize;

use super::page::{Fault, Trouble};
use crate::shell::{Frame, Lang};

/// A field of a form, drawn by `office/input.html`.
#[derive(Clone, Default)]
pub(super) struct Input {
    pub name: String,
    /// What names it on its page: its name, or that with its form's where a page has several.
    pub id: String,
    pub label: String,
    /// `text`, `password`, `date`, `number`, `area`, `select`, `file`.
    pub kind: &'static str,
    pub value: String,
    pub hint: String,
    pub error: String,
    pub options: Vec<Choice>,
    pub optional: bool,
    /// For browsers that fill in names and passwords.
    pub autocomplete: &'static str,
    /// Most characters.
    pub length: u32,
    /// Lines of an area.
    pub rows: u32,
    /// The language of what is typed, when it is not the page's.
    pub lang: &'static str,
    /// The endings of files that are taken.
    pub accept: &'static str,
}

/// A choice of a select.
#[derive(Clone)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Input {
    /// A field with its sentence from the Fluent files.
    pub fn new(frame: &Frame, name: &str, key: &str, kind: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            id: name.to_owned(),
            label: frame.t(key).to_owned(),
            kind,
            autocomplete: "off",
            length: 200,
            rows: 4,
            ..Self::default()
        }
    }

    /// With what was typed.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With another identifier than its name, which has to be the only one on its page.
    pub fn at(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// With a word of help.
    pub fn hint(mut self, frame: &Frame, key: &str) -> Self {
        frame.t(key).clone_into(&mut self.hint);
        self
    }

    /// With what is wrong, when something is.
    pub fn wrong(mut self, trouble: Option<&Trouble>) -> Self {
        if let Some(trouble) = trouble {
            self.error = trouble.beside(&self.id);
        }
        self
    }

    /// That may be left empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With what a browser may fill in.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// With the most characters that fit.
    pub fn length(mut self, length: u32) -> Self {
        self.length = length;
        self
    }

    /// With so many lines of an area.
    pub fn rows(mut self, rows: u32) -> Self {
        self.rows = rows;
        self
    }

    /// With choices: value and label.
    pub fn options(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        self.options = options
            .into_iter()
            .map(|(value, label)| Choice {
                chosen: value == self.value,
                value,
                label,
            })
            .collect();
        self
    }

    /// With the endings of files that are taken.
    pub fn accept(mut self, endings: &'static str) -> Self {
        self.accept = endings;
        self
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// What describes it, for `aria-describedby`; empty when nothing does.
    pub fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.error.is_empty() {
            ids.push(format!("{}-error", self.id));
        }
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        ids.join(" ")
    }
}

/// What was sent, in the order of the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Posted(Vec<(String, String)>);

impl Posted {
    /// The first value of a field, line ends as we keep them; empty when it was not sent.
    pub fn text(&self, name: &str) -> String {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.replace("\r\n", "\n"))
            .unwrap_or_default()
    }

    /// The same without white space round it.
    pub fn trimmed(&self, name: &str) -> String {
        self.text(name).trim().to_owned()
    }

    /// Every value of a field that may be sent several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        let sent = self.0.iter().filter(|(field, _)| field == name);
        sent.map(|(_, value)| value.clone()).collect()
    }

    /// The same as a number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.trimmed(name).parse().ok()
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// The form's own idempotency key; none when what was sent is no key of ours.
    pub fn key(&self) -> Option<String> {
        let key = self.trimmed("key");
        let known =
            (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        known.then_some(key)
    }

    /// The key that was sent, or a new one: one for each showing of the form, since a person cannot show it twice in a
    /// microsecond.
    pub fn key_or(&self, what: &str, account: shishi_kernel::AccountId, now: shishi_kernel::Timestamp) -> String {
        self.key()
            .unwrap_or_else(|| format!("{what}-{account}-{}", now.as_microsecond()))
    }

    /// What was typed into a field, or what stands there before anything is sent.
    pub fn or(&self, name: &str, otherwise: impl Into<String>) -> String {
        if self.has(name) {
            self.text(name)
        } else {
            otherwise.into()
        }
    }

    /// A field that came with files beside it.
    pub fn push(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }

    /// A form as if it had been sent.
    #[cfg(test)]
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }
}

/// What one form of a page that has several sent: only that one is filled as it was typed, and only there stands what is wrong.
#[derive(Debug, Default)]
pub(super) struct Tried {
    form: String,
    pub typed: Posted,
}

impl Tried {
    /// What was sent by a form, named as its page names it.
    pub fn new(form: impl Into<String>, typed: Posted) -> Self {
        let form = form.into();
        Self { form, typed }
    }

    /// The identifier of one of its fields, at which a refusal is told.
    pub fn anchor(&self, field: &str) -> String {
        at_form(field, &self.form)
    }

    /// The fields of a form of the page, whether it was sent or not.
    pub fn fields<'a>(&'a self, frame: &'a Frame, form: &'a str, trouble: Option<&'a Trouble>) -> Fields<'a> {
        let typed = (self.form == form).then_some(&self.typed);
        Fields {
            frame,
            form,
            typed,
            trouble,
        }
    }

    /// Says with a refusal what was typed, where the page has the form no more, since what it was about was settled meanwhile: by the
    /// names of the fields and the keys of their labels.
    pub fn keep(&self, shown: bool, trouble: &mut Option<Trouble>, lang: Lang, fields: &[(&str, &str)]) {
        let Some(trouble) = trouble.as_mut().filter(|_| !shown) else {
            return;
        };
        for fault in &mut trouble.faults {
            fault.anchor.clear();
        }
        let kept = fields.iter().map(|(name, key)| (lang.t(key), self.typed.trimmed(name)));
        trouble.typed.extend(kept.filter(|(_, words)| !words.is_empty()));
    }
}

/// Makes the fields of one form of a page that has several.
pub(super) struct Fields<'a> {
    frame: &'a Frame,
    form: &'a str,
    typed: Option<&'a Posted>,
    trouble: Option<&'a Trouble>,
}

impl Fields<'_> {
    /// A field with what was typed, or with what stands there while nothing was.
    pub fn input(&self, name: &str, key: &str, kind: &'static str, stands: &str) -> Input {
        let value = self
            .typed
            .map_or_else(|| stands.to_owned(), |typed| typed.or(name, stands));
        Input::new(self.frame, name, key, kind)
            .value(value)
            .at(at_form(name, self.form))
            .wrong(self.trouble)
    }

    /// Whether this is the form that was sent; it is shown unfolded then.
    pub fn open(&self) -> bool {
        self.typed.is_some()
    }
}

fn at_form(field: &str, form: &str) -> String {
    if form.is_empty() {
        field.to_owned()
    } else {
        format!("{field}-{form}")
    }
}

/// Collects what is wrong with a form before the service is asked.
pub(super) struct Check {
    lang: Lang,
    pub faults: Vec<Fault>,
}

impl Check {
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            faults: Vec::new(),
        }
    }

    /// Notes a fault of a field.
    pub fn fault(&mut self, field: impl Into<String>, key: &str) {
        self.faults.push(Fault {
            anchor: field.into(),
            words: self.lang.t(key).to_owned(),
        });
    }

    /// A decimal as people type it: digits of both widths, thousands separators and spaces are taken out.
    pub fn decimal(&mut self, field: &str, typed: &str) -> Option<shishi_kernel::Decimal> {
        let parsed = parse_decimal(typed);
        if parsed.is_none() {
            self.fault(field, "fault-decimal");
        }
        parsed
    }

    /// The same, where nothing may be typed.
    pub fn decimal_or_none(&mut self, field: &str, typed: &str) -> Option<shishi_kernel::Decimal> {
        if typed.trim().is_empty() {
            return None;
        }
        self.decimal(field, typed)
    }

    /// A date as browsers send it.
    pub fn date(&mut self, field: &str, typed: &str) -> Option<shishi_kernel::Date> {
        let parsed = typed.trim().parse().ok();
        if parsed.is_none() {
            self.fault(field, "fault-date");
        }
        parsed
    }

    /// The same, where nothing may be typed.
    pub fn date_or_none(&mut self, field: &str, typed: &str) -> Option<shishi_kernel::Date> {
        if typed.trim().is_empty() {
            return None;
        }
        self.date(field, typed)
    }
}

pub(super) fn parse_decimal(typed: &str) -> Option<shishi_kernel::Decimal> {
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '，'))
        .map(|letter| match letter {
            '０'..='９' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            '．' | '。' => '.',
            '－' | '−' => '-',
            other => other,
        })
        .collect();
    let fits = (1..=40).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    fits.then(|| shishi_kernel::Decimal::from_str_exact(&plain).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, value) in [
            ("120", Some("120")),
            (" 3,240 ", Some("3240")),
            ("１２．５", Some("12.5")),
            ("－2", Some("-2")),
            ("12 000", Some("12000")),
            ("", None),
            ("约600", None),
            ("1e3", None),
            ("--1", None),
        ] {
            assert_eq!(
                parse_decimal(typed).map(|value| value.to_string()).as_deref(),
                value,
                "{typed}"
            );
        }
    }

    #[test]
    fn what_was_sent_is_found() {
        let posted = Posted::of(&[("a", " x\r\ny "), ("a", "z"), ("tick", "")]);
        assert_eq!(posted.text("a"), " x\ny ");
        assert_eq!(posted.trimmed("a"), "x\ny");
        assert_eq!(posted.text("b"), "");
        assert!(posted.has("tick") && !posted.has("b"));
        assert_eq!(posted.number::<u32>("a"), None);
    }
}
