//! A JSON object read and written field by field, by the names of the table.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde_json::{Map, Value};

use super::fields::Field;
use super::refusal::Db4401Refusal;
use crate::tcec102::Decimal;

/// Civil time of China.
const CHINA: Offset = Offset::constant(8);
/// How times are written.
const TIME: &str = "%Y-%m-%d %H:%M:%S";
/// Most entries of a list.
const LIST_MAX: usize = 200;
/// Most characters of a value that a refusal repeats.
const SHOWN_CHARS: usize = 40;

/// An object that is read.
pub(super) struct Reader<'a>(&'a Map<String, Value>);

impl<'a> Reader<'a> {
    pub(super) fn new(value: &'a Value) -> Result<Self, Db4401Refusal> {
        value.as_object().map(Self).ok_or(Db4401Refusal::NotJson)
    }

    fn maybe(&self, field: Field) -> Option<&'a Value> {
        self.0.get(field.name).filter(|value| !value.is_null())
    }

    fn value(&self, field: Field) -> Result<&'a Value, Db4401Refusal> {
        self.maybe(field).ok_or(Db4401Refusal::Missing { field: field.name })
    }

    /// A whole number that is not negative, in a range.
    pub(super) fn number(&self, field: Field, most: u64, expected: &'static str) -> Result<u64, Db4401Refusal> {
        let value = self.value(field)?;
        // Platforms write numbers as numbers or as strings of digits.
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return Err(kind(field, "整数 a whole number")),
        };
        let number: Option<u64> = text.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| bad(field, &text, expected))
    }

    /// As [`Reader::number`]; none where the field is absent.
    pub(super) fn maybe_number(
        &self,
        field: Field,
        most: u64,
        expected: &'static str,
    ) -> Result<Option<u64>, Db4401Refusal> {
        match self.maybe(field) {
            None => Ok(None),
            Some(_) => self.number(field, most, expected).map(Some),
        }
    }

    /// A number with decimals.
    pub(super) fn decimal<const PLACES: u32>(&self, field: Field) -> Result<Decimal<PLACES>, Db4401Refusal> {
        let value = self.value(field)?;
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return Err(kind(field, "数 a number")),
        };
        Decimal::read(&text).ok_or_else(|| bad(field, &text, "小数位数有限的数 a number with so many decimals"))
    }

    /// Minutes, or -1 for no end.
    pub(super) fn until(&self, field: Field, most: u64) -> Result<Option<u64>, Db4401Refusal> {
        match self.value(field)? {
            Value::Number(number) if number.as_i64() == Some(-1) => Ok(None),
            Value::String(text) if text == "-1" => Ok(None),
            _ => self
                .number(field, most, "分钟数或-1 minutes, or -1 without end")
                .map(Some),
        }
    }

    /// A text of at most so many characters, without control characters.
    pub(super) fn text(&self, field: Field, most: usize) -> Result<String, Db4401Refusal> {
        let Value::String(text) = self.value(field)? else {
            return Err(kind(field, "字符串 a text"));
        };
        if text.chars().count() > most || text.chars().any(char::is_control) {
            return Err(bad(
                field,
                text,
                "更短且无控制字符的文字 a shorter text without control characters",
            ));
        }
        Ok(text.clone())
    }

    /// As [`Reader::text`], and not empty.
    pub(super) fn filled(&self, field: Field, most: usize) -> Result<String, Db4401Refusal> {
        let text = self.text(field, most)?;
        match text.trim().is_empty() {
            true => Err(bad(field, &text, "非空文字 a text that is not empty")),
            false => Ok(text),
        }
    }

    /// As [`Reader::filled`]; none where the field is absent or empty.
    pub(super) fn maybe_text(&self, field: Field, most: usize) -> Result<Option<String>, Db4401Refusal> {
        match self.maybe(field) {
            None => Ok(None),
            Some(_) => self
                .text(field, most)
                .map(|text| (!text.trim().is_empty()).then_some(text)),
        }
    }

    /// A moment.
    pub(super) fn time(&self, field: Field) -> Result<Timestamp, Db4401Refusal> {
        let text = self.text(field, 32)?;
        let civil = DateTime::strptime(TIME, &text).ok();
        // Written again it must be the same: `2026-3-2` is not the form.
        let civil = civil.filter(|civil| civil.strftime(TIME).to_string() == text);
        let moment = civil.and_then(|civil| CHINA.to_timestamp(civil).ok());
        moment.ok_or_else(|| bad(field, &text, "yyyy-MM-dd HH:mm:ss"))
    }

    /// A minute of the day, `07:30`; `24:00` is its end.
    pub(super) fn minute(&self, field: Field) -> Result<u32, Db4401Refusal> {
        let text = self.text(field, 8)?;
        let wrong = || bad(field, &text, "HH:mm");
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        if hour.len() != 2 || minute.len() != 2 {
            return Err(wrong());
        }
        let (hour, minute): (u32, u32) = hour.parse().ok().zip(minute.parse().ok()).ok_or_else(wrong)?;
        let at = hour * 60 + minute;
        match minute < 60 && at <= 1440 {
            true => Ok(at),
            false => Err(wrong()),
        }
    }

    /// A list of objects, each read; empty where the field is absent.
    pub(super) fn list<T>(
        &self,
        field: Field,
        read: impl Fn(&Reader<'a>) -> Result<T, Db4401Refusal>,
    ) -> Result<Vec<T>, Db4401Refusal> {
        let Some(value) = self.maybe(field) else {
            return Ok(Vec::new());
        };
        let list = value.as_array().ok_or(kind(field, "数组 a list"))?;
        if list.len() > LIST_MAX {
            return Err(bad(field, &list.len().to_string(), "至多200项 at most 200 entries"));
        }
        let object = |value: &'a Value| {
            value
                .as_object()
                .map(Reader)
                .ok_or(kind(field, "对象数组 a list of objects"))
        };
        list.iter().map(|value| read(&object(value)?)).collect()
    }
}

/// A refusal of a value.
pub(super) fn bad(field: Field, value: &str, expected: &'static str) -> Db4401Refusal {
    Db4401Refusal::Value {
        field: field.name,
        value: value.chars().take(SHOWN_CHARS).collect(),
        expected,
    }
}

fn kind(field: Field, kind: &'static str) -> Db4401Refusal {
    Db4401Refusal::Kind {
        field: field.name,
        kind,
    }
}

/// An object that is written.
#[derive(Default)]
pub(super) struct Writer(Map<String, Value>);

impl Writer {
    pub(super) fn number(&mut self, field: Field, number: u64) {
        self.0.insert(field.name.to_owned(), number.into());
    }

    pub(super) fn maybe_number(&mut self, field: Field, number: Option<u64>) {
        if let Some(number) = number {
            self.number(field, number);
        }
    }

    pub(super) fn until(&mut self, field: Field, minutes: Option<u64>) {
        match minutes {
            Some(minutes) => self.number(field, minutes),
            None => {
                self.0.insert(field.name.to_owned(), (-1).into());
            }
        }
    }

    pub(super) fn decimal<const PLACES: u32>(&mut self, field: Field, decimal: Decimal<PLACES>) {
        let value = serde_json::to_value(decimal).unwrap_or_default();
        self.0.insert(field.name.to_owned(), value);
    }

    pub(super) fn text(&mut self, field: Field, text: &str) {
        self.0.insert(field.name.to_owned(), text.into());
    }

    pub(super) fn maybe_text(&mut self, field: Field, text: Option<&str>) {
        if let Some(text) = text {
            self.text(field, text);
        }
    }

    pub(super) fn time(&mut self, field: Field, moment: Timestamp) {
        self.text(field, &CHINA.to_datetime(moment).strftime(TIME).to_string());
    }

    pub(super) fn minute(&mut self, field: Field, minute: u32) {
        self.text(field, &format!("{:02}:{:02}", minute / 60, minute % 60));
    }

    pub(super) fn list<T>(&mut self, field: Field, list: &[T], write: impl Fn(&T, &mut Self)) {
        let objects = list.iter().map(|entry| {
            let mut writer = Self::default();
            write(entry, &mut writer);
            Value::Object(writer.0)
        });
        let objects: Vec<Value> = objects.collect();
        self.0.insert(field.name.to_owned(), objects.into());
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        Value::Object(self.0).to_string().into_bytes()
    }
}
