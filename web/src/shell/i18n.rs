//! Two languages, Chinese first; every sentence lives in a Fluent file under `locales/`, one file an area.
//!
//! Sentences without values are formatted once at start and handed out as `&'static str`; only sentences with
//! values pass through Fluent again. A key that is missing shows itself, and a test fails on it.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use shishi_kernel::{Date, Decimal, decimal_text};

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, at `/…`.
    Zh,
    /// English, at `/en/…`.
    En,
}

/// The Fluent files: area, Chinese, English.
const FILES: &[(&str, &str, &str)] = &[
    (
        "papers",
        include_str!("../../locales/zh-CN/papers.ftl"),
        include_str!("../../locales/en/papers.ftl"),
    ),
    (
        "shell",
        include_str!("../../locales/zh-CN/shell.ftl"),
        include_str!("../../locales/en/shell.ftl"),
    ),
    (
        "public",
        include_str!("../../locales/zh-CN/public.ftl"),
        include_str!("../../locales/en/public.ftl"),
    ),
    (
        "people",
        include_str!("../../locales/zh-CN/people.ftl"),
        include_str!("../../locales/en/people.ftl"),
    ),
    (
        "office",
        include_str!("../../locales/zh-CN/office.ftl"),
        include_str!("../../locales/en/office.ftl"),
    ),
    (
        "course",
        include_str!("../../locales/zh-CN/course.ftl"),
        include_str!("../../locales/en/course.ftl"),
    ),
    (
        "appraisal",
        include_str!("../../locales/zh-CN/appraisal.ftl"),
        include_str!("../../locales/en/appraisal.ftl"),
    ),
    (
        "questions",
        include_str!("../../locales/zh-CN/questions.ftl"),
        include_str!("../../locales/en/questions.ftl"),
    ),
    (
        "inspections",
        include_str!("../../locales/zh-CN/inspections.ftl"),
        include_str!("../../locales/en/inspections.ftl"),
    ),
    (
        "records",
        include_str!("../../locales/zh-CN/records.ftl"),
        include_str!("../../locales/en/records.ftl"),
    ),
    (
        "api",
        include_str!("../../locales/zh-CN/api.ftl"),
        include_str!("../../locales/en/api.ftl"),
    ),
    (
        "plans",
        include_str!("../../locales/zh-CN/plans.ftl"),
        include_str!("../../locales/en/plans.ftl"),
    ),
    (
        "reports",
        include_str!("../../locales/zh-CN/reports.ftl"),
        include_str!("../../locales/en/reports.ftl"),
    ),
    (
        "rhythm",
        include_str!("../../locales/zh-CN/rhythm.ftl"),
        include_str!("../../locales/en/rhythm.ftl"),
    ),
    (
        "surveys",
        include_str!("../../locales/zh-CN/surveys.ftl"),
        include_str!("../../locales/en/surveys.ftl"),
    ),
    (
        "parking_edges",
        include_str!("../../locales/zh-CN/parking_edges.ftl"),
        include_str!("../../locales/en/parking_edges.ftl"),
    ),
    (
        "parking_grants",
        include_str!("../../locales/zh-CN/parking_grants.ftl"),
        include_str!("../../locales/en/parking_grants.ftl"),
    ),
    (
        "parking",
        include_str!("../../locales/zh-CN/parking.ftl"),
        include_str!("../../locales/en/parking.ftl"),
    ),
    (
        "parking_find",
        include_str!("../../locales/zh-CN/parking_find.ftl"),
        include_str!("../../locales/en/parking_find.ftl"),
    ),
    (
        "parking_desk",
        include_str!("../../locales/zh-CN/parking_desk.ftl"),
        include_str!("../../locales/en/parking_desk.ftl"),
    ),
    (
        "parking_charging",
        include_str!("../../locales/zh-CN/parking_charging.ftl"),
        include_str!("../../locales/en/parking_charging.ftl"),
    ),
    (
        "parking_pay",
        include_str!("../../locales/zh-CN/parking_pay.ftl"),
        include_str!("../../locales/en/parking_pay.ftl"),
    ),
    (
        "feeds",
        include_str!("../../locales/zh-CN/feeds.ftl"),
        include_str!("../../locales/en/feeds.ftl"),
    ),
    (
        "tasks",
        include_str!("../../locales/zh-CN/tasks.ftl"),
        include_str!("../../locales/en/tasks.ftl"),
    ),
    (
        "status",
        include_str!("../../locales/zh-CN/status.ftl"),
        include_str!("../../locales/en/status.ftl"),
    ),
];

impl Lang {
    /// Both, Chinese first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language that an address is in.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        match path.strip_prefix("/en") {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '?']) => Self::En,
            _ => Self::Zh,
        }
    }

    /// The tag for `lang` attributes.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// What stands before every path: nothing, or `/en`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Zh => "",
            Self::En => "/en",
        }
    }

    /// The address of a path (starting with `/`) in this language.
    #[must_use]
    pub fn href(self, path: &str) -> String {
        match (self, path) {
            (Self::Zh, _) => path.to_owned(),
            (Self::En, "/") => "/en".to_owned(),
            (Self::En, _) => match path.strip_prefix("/?") {
                Some(query) => format!("/en?{query}"),
                None => format!("/en{path}"),
            },
        }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// A sentence without values.
    #[must_use]
    pub fn t(self, key: &str) -> &'static str {
        let speech = self.speech();
        match speech.plain.get(key) {
            Some(text) => text,
            None => missing(key),
        }
    }

    /// Whether there is such a sentence.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.speech().bundle.has_message(key)
    }

    /// A sentence with values. Numbers are grouped by thousands and choose the plural.
    #[must_use]
    pub fn say(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let bundle = &self.speech().bundle;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return missing(key).to_owned();
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.0.clone());
        }
        bundle
            .format_pattern(pattern, Some(&args), &mut Vec::new())
            .into_owned()
    }

    /// A sentence with one value.
    #[must_use]
    pub fn with<'a>(self, key: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        self.say(key, &[(name, value.into())])
    }

    /// The sentence of a stable code of `service` or an area (`form.note_long`), or `None` when it has none.
    #[must_use]
    pub fn code(self, prefix: &str, code: &str, values: &[(String, String)]) -> Option<String> {
        let key = format!("{prefix}{}", code.replace(['.', '_'], "-"));
        if !self.has(&key) {
            // The rules of parking bring their own sentences, so that a command and a page say the same.
            let rules = shishi_service::parking_rules::words::sentence(code, values, self.of_rules());
            return rules.filter(|_| prefix == "error-");
        }
        let values: Vec<(&str, Value<'_>)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), Value::from(value.as_str())))
            .collect();
        Some(self.say(&key, &values))
    }

    /// The language as the rules of parking name it.
    #[must_use]
    pub fn of_rules(self) -> shishi_service::parking_rules::words::Language {
        use shishi_service::parking_rules::words::Language;
        match self {
            Self::Zh => Language::Chinese,
            Self::En => Language::English,
        }
    }

    /// A civil date in words: 2020年4月7日, 7 April 2020.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::Zh => format!("{year}年{month}月{day}日"),
            Self::En => format!(
                "{day} {} {year}",
                MONTHS[usize::from(month.unsigned_abs()).saturating_sub(1) % 12]
            ),
        }
    }

    /// A month in words: 2020年4月, April 2020; from `2020-04`.
    #[must_use]
    pub fn month(self, month: &str) -> String {
        let Some((year, number)) = month
            .split_once('-')
            .and_then(|(y, m)| Some((y, m.parse::<usize>().ok()?)))
        else {
            return month.to_owned();
        };
        match (self, (1..=12).contains(&number)) {
            (_, false) => month.to_owned(),
            (Self::Zh, true) => format!("{year}年{number}月"),
            (Self::En, true) => format!("{} {year}", MONTHS[number - 1]),
        }
    }

    /// An instant on the wall clock of China (UTC+8, no summer time), to the minute.
    #[must_use]
    pub fn moment(self, at: Timestamp) -> String {
        let zone = TimeZone::fixed(Offset::constant(8));
        let local = zone.to_datetime(at);
        format!("{} {:02}:{:02}", self.date(local.date()), local.hour(), local.minute())
    }

    /// The same without its year where that is the year of `now`, for narrow tables.
    #[must_use]
    pub fn moment_near(self, now: Timestamp, at: Timestamp) -> String {
        let zone = TimeZone::fixed(Offset::constant(8));
        let (today, local) = (zone.to_datetime(now), zone.to_datetime(at));
        if today.year() != local.year() {
            return self.moment(at);
        }
        let (month, day) = (local.month(), local.day());
        let date = match self {
            Self::Zh => format!("{month}月{day}日"),
            Self::En => format!(
                "{day} {}",
                MONTHS[usize::from(month.unsigned_abs()).saturating_sub(1) % 12]
            ),
        };
        format!("{date} {:02}:{:02}", local.hour(), local.minute())
    }

    fn speech(self) -> &'static Speech {
        static ZH: LazyLock<Speech> = LazyLock::new(|| Speech::load(Lang::Zh));
        static EN: LazyLock<Speech> = LazyLock::new(|| Speech::load(Lang::En));
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Something that can stand in a sentence.
pub struct Value<'a>(FluentValue<'a>);

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self(FluentValue::from(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self(FluentValue::from(text.as_str()))
    }
}

// Templates pass everything by reference, and what they loop over is a reference already.
impl<'a> From<&'a &str> for Value<'a> {
    fn from(text: &'a &str) -> Self {
        Self(FluentValue::from(*text))
    }
}

impl<'a> From<&'a &String> for Value<'a> {
    fn from(text: &'a &String) -> Self {
        Self(FluentValue::from(text.as_str()))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self(FluentValue::from(text))
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Self(FluentValue::from(number))
            }
        }
        impl From<&$kind> for Value<'_> {
            fn from(number: &$kind) -> Self {
                Self(FluentValue::from(*number))
            }
        }
        impl From<&&$kind> for Value<'_> {
            fn from(number: &&$kind) -> Self {
                Self(FluentValue::from(**number))
            }
        }
    )*};
}
numbers!(u32, u64, usize, i64, i16);

struct Speech {
    bundle: FluentBundle<FluentResource>,
    plain: HashMap<&'static str, String>,
}

impl Speech {
    fn load(lang: Lang) -> Self {
        let tag = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that isolate directions are for right-to-left text; here they would break copying.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        let mut plain = HashMap::new();
        for (_, zh, en) in FILES {
            let text = if lang == Lang::Zh { *zh } else { *en };
            // Files are compiled in and checked by a test, so a part that does not parse is left out, not fatal.
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        for key in FILES
            .iter()
            .flat_map(|(_, zh, en)| keys(if lang == Lang::Zh { zh } else { en }))
        {
            let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                plain.insert(key, text);
            }
        }
        Self { bundle, plain }
    }
}

/// Numbers as people write them: 10,021.
fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    number.as_string().parse::<Decimal>().ok().map(decimal_text)
}

/// The keys of a Fluent file, in order.
fn keys(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| {
            let (key, _) = line.split_once('=')?;
            Some(key.trim())
        })
}

/// The key itself, so that a gap is seen on the page and the page still stands.
fn missing(key: &str) -> &'static str {
    tracing::error!(key, "no sentence for this key");
    "⟨?⟩"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_in_each_file() {
        for (area, zh, en) in FILES {
            let mut zh: Vec<&str> = keys(zh).collect();
            let mut en: Vec<&str> = keys(en).collect();
            let ordered = zh.clone();
            zh.sort_unstable();
            en.sort_unstable();
            assert_eq!(zh, en, "{area}.ftl");
            zh.dedup();
            assert_eq!(zh.len(), ordered.len(), "{area}.ftl has a key twice");
        }
    }

    #[test]
    fn every_file_parses_whole() {
        for (area, zh, en) in FILES {
            for text in [zh, en] {
                if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                    panic!("{area}.ftl: {errors:?}");
                }
            }
        }
    }

    #[test]
    fn the_year_is_left_out_where_it_is_this_one() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (lang, when, words) in [
            (Lang::Zh, "2021-01-18T16:30:00Z", "1月19日 00:30"),
            (Lang::En, "2021-01-18T16:30:00Z", "19 January 00:30"),
            (Lang::Zh, "2020-12-31T15:59:00Z", "2020年12月31日 23:59"),
            (Lang::En, "2020-12-31T16:00:00Z", "1 January 00:00"),
        ] {
            assert_eq!(lang.moment_near(at("2021-01-20T00:00:00Z"), at(when)), words);
        }
    }

    #[test]
    fn addresses_and_dates() {
        for (path, lang) in [
            ("/", Lang::Zh),
            ("/en", Lang::En),
            ("/en/units", Lang::En),
            ("/en?x=1", Lang::En),
            ("/entry", Lang::Zh),
        ] {
            assert_eq!(Lang::of_path(path), lang, "{path}");
        }
        for (path, zh, en) in [
            ("/", "/", "/en"),
            ("/units", "/units", "/en/units"),
            ("/?year=2020", "/?year=2020", "/en?year=2020"),
        ] {
            assert_eq!(Lang::Zh.href(path), zh);
            assert_eq!(Lang::En.href(path), en);
        }
        let date: Date = "2020-04-07".parse().unwrap();
        assert_eq!(Lang::Zh.date(date), "2020年4月7日");
        assert_eq!(Lang::En.date(date), "7 April 2020");
        assert_eq!(Lang::Zh.month("2020-04"), "2020年4月");
        assert_eq!(Lang::En.month("2020-13"), "2020-13");
        let at: Timestamp = "2020-04-07T17:05:00Z".parse().unwrap();
        assert_eq!(Lang::Zh.moment(at), "2020年4月8日 01:05");
    }
}
