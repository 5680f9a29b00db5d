//! The text form of a tariff.
//!
//! ```text
//! shishi-tariff 1
//! name: 某停车场
//! zone: Asia/Shanghai
//! season summer: 05-01..09-30
//!
//! [always]
//! window day: 07:30-20:00 in summer
//! window night: otherwise
//! free: 30 min, lapses, each stay
//! rate day: to 1 h, 3 yuan
//! rate day: then 1.50 yuan per 30 min
//! rate night: free
//! cap 24h: 30 yuan
//! after 24h: restart
//!
//! [class large]
//! times: 2
//!
//! [from 2026-07-01]
//! like: always
//! cap 24h: 40 yuan
//! ```
//!
//! `#` begins a comment at the start of a line or after a space. `[always]` or `[from DATE[ TIME]]` opens a version,
//! `[class NAME]` the lines that differ for a class in it; `like` copies an earlier version, and the first `rate` line of a
//! window in a section replaces the ladder that was copied. What each key takes is in `keys.rs`.

use super::keys::{Place, set_rule, set_window};
use super::{FILE_BYTES_MAX, LINE_CHARS_MAX, Moment, NAMES_MAX, Rules, Season, Seconds, Tariff, VERSIONS_MAX};
use super::{Version, Window, Zone, units};
use crate::price::timeline::first_open_minute;
use crate::refusal::{Fault, TariffRefusal};

/// Most faults that are told of one file.
const FAULTS_MAX: usize = 50;
/// Keys that stand before the first version.
const HEAD_KEYS: &str = "name, zone, seconds, version by, season NAME, holidays";

impl Tariff {
    /// Reads a tariff file.
    ///
    /// # Errors
    /// Every fault with its line, in order, at most 50; never none.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<Fault>> {
        let whole = |refusal| {
            let key = String::new();
            vec![Fault { line: 0, key, refusal }]
        };
        if bytes.len() > FILE_BYTES_MAX {
            return Err(whole(TariffRefusal::FileLong { max: FILE_BYTES_MAX }));
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(whole(TariffRefusal::NotText {}));
        };
        let mut reader = Reader::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            reader.line(index + 1, line);
        }
        reader.finish()
    }
}

/// Where the reader stands.
struct Reader {
    tariff: Tariff,
    faults: Vec<Fault>,
    headed: bool,
    /// What was set in the open section, so that nothing stands there twice.
    place: Place,
    in_class: bool,
    /// The line on which the open section began.
    opened: usize,
    /// The section head could not be read: its lines are left out rather than given to another.
    lost: bool,
}

impl Reader {
    fn new() -> Self {
        Self {
            tariff: Tariff {
                name: String::new(),
                zone: Zone::china(),
                seconds: Seconds::Up,
                version_by: Moment::Entry,
                seasons: Vec::new(),
                holidays: Vec::new(),
                versions: Vec::new(),
            },
            faults: Vec::new(),
            headed: false,
            place: Place::default(),
            in_class: false,
            opened: 0,
            lost: false,
        }
    }

    fn fault(&mut self, line: usize, key: &str, refusal: TariffRefusal) {
        if self.faults.len() < FAULTS_MAX {
            let key = key.chars().take(super::NAME_CHARS_MAX).collect();
            self.faults.push(Fault { line, key, refusal });
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        if line.chars().count() > LINE_CHARS_MAX {
            return self.fault(number, "", TariffRefusal::LineLong { max: LINE_CHARS_MAX });
        }
        let line = without_comment(line).trim();
        if line.is_empty() {
            return;
        }
        if !self.headed {
            self.headed = true;
            if line != "shishi-tariff 1" {
                self.fault(number, "", TariffRefusal::NoHead {});
            } else {
                return;
            }
        }
        if line.starts_with('[') {
            return self.section(number, line);
        }
        // A full-width colon is what a Chinese keyboard gives.
        let Some((key, value)) = line.split_once([':', '：']) else {
            let line = line.to_owned();
            return self.fault(number, "", TariffRefusal::LineUnread { line });
        };
        if self.lost {
            return;
        }
        let (key, value) = (key.trim(), value.trim());
        if let Err(refusal) = self.set(key, value) {
            self.fault(number, key, refusal);
        }
    }

    fn section(&mut self, number: usize, head: &str) {
        self.close();
        self.opened = number;
        self.lost = true;
        self.place = Place::default();
        let Some(inside) = head.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            let head = head.to_owned();
            return self.fault(number, "", TariffRefusal::SectionUnread { head });
        };
        let opened = match inside.trim().split_once(char::is_whitespace) {
            None if inside.trim() == "always" => self.open_version(None),
            Some(("from", moment)) => units::moment(moment).and_then(|from| self.open_version(Some(from))),
            Some(("class", name)) => units::name(name).and_then(|name| self.open_class(name)),
            _ => Err(TariffRefusal::SectionUnread { head: head.to_owned() }),
        };
        match opened {
            Ok(()) => self.lost = false,
            Err(refusal) => self.fault(number, inside.trim(), refusal),
        }
    }

    fn open_version(&mut self, from: Option<jiff::civil::DateTime>) -> Result<(), TariffRefusal> {
        let versions = &mut self.tariff.versions;
        if versions.len() >= VERSIONS_MAX {
            let what = "versions".to_owned();
            return Err(TariffRefusal::TooMany {
                what,
                max: VERSIONS_MAX,
            });
        }
        if versions.last().is_some_and(|last| last.from >= from) {
            let from = from.map_or_else(|| "always".to_owned(), |from| from.to_string());
            return Err(TariffRefusal::VersionOrder { from });
        }
        versions.push(Version {
            from,
            windows: Vec::new(),
            rules: Rules::new(),
            classes: Vec::new(),
        });
        self.in_class = false;
        Ok(())
    }

    fn open_class(&mut self, name: String) -> Result<(), TariffRefusal> {
        let Some(version) = self.tariff.versions.last_mut() else {
            return Err(TariffRefusal::NoVersion {});
        };
        self.in_class = true;
        // A class that was copied with `like` is changed, not made again.
        if let Some(at) = version.classes.iter().position(|(known, _)| *known == name) {
            if !version.rules.copied_classes.contains(&name) {
                return Err(TariffRefusal::NameTwice { name });
            }
            version.rules.copied_classes.retain(|known| *known != name);
            let class = version.classes.remove(at);
            version.classes.push(class);
            return Ok(());
        }
        if version.classes.len() >= NAMES_MAX {
            let what = "classes".to_owned();
            return Err(TariffRefusal::TooMany { what, max: NAMES_MAX });
        }
        let rules = version.rules.clone();
        version.classes.push((name, rules));
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), TariffRefusal> {
        if self.tariff.versions.is_empty() {
            return self.set_head(key, value);
        }
        let head_key =
            matches!(key, "name" | "zone" | "seconds" | "version by" | "holidays") || key.starts_with("season ");
        if head_key {
            return Err(TariffRefusal::KeyMisplaced {
                key: key.to_owned(),
                place: "before the first version".to_owned(),
            });
        }
        if key == "like" {
            return self.copy(value);
        }
        let Some(version) = self.tariff.versions.last_mut() else {
            return Err(TariffRefusal::NoVersion {});
        };
        if let Some(name) = key.strip_prefix("window ") {
            if self.in_class || !version.rules.rates.is_empty() {
                return Err(TariffRefusal::KeyMisplaced {
                    key: key.to_owned(),
                    place: "before the rates of a version".to_owned(),
                });
            }
            return set_window(&mut version.windows, &self.tariff.seasons, name, value);
        }
        if version.windows.is_empty() {
            version.windows.push(Window {
                name: "all".to_owned(),
                ranges: Vec::new(),
            });
        }
        let rules = match version.classes.last_mut() {
            Some((_, rules)) if self.in_class => rules,
            _ => &mut version.rules,
        };
        set_rule(rules, &version.windows, &mut self.place, key, value)
    }

    fn set_head(&mut self, key: &str, value: &str) -> Result<(), TariffRefusal> {
        let tariff = &mut self.tariff;
        if !key.starts_with("season ") {
            self.place.once(key)?;
        }
        match key {
            "name" => tariff.name = value.to_owned(),
            "zone" => {
                let zone = value.to_owned();
                tariff.zone = Zone::of(value).ok_or(TariffRefusal::ZoneUnknown { zone })?;
            }
            "seconds" => {
                let choices = [("up", Seconds::Up), ("down", Seconds::Down), ("drop", Seconds::Drop)];
                tariff.seconds = super::keys::choice(value, &choices)?;
            }
            "version by" => {
                tariff.version_by = super::keys::choice(value, &[("entry", Moment::Entry), ("exit", Moment::Exit)])?;
            }
            "holidays" => {
                for part in value.split(',') {
                    let (first, last) = part.split_once("..").unwrap_or((part, part));
                    let (first, last) = (units::date(first)?, units::date(last)?);
                    if last < first {
                        let value = part.trim().to_owned();
                        return Err(TariffRefusal::TimeBad { value });
                    }
                    tariff.holidays.push((first, last));
                }
            }
            _ => {
                let Some(name) = key.strip_prefix("season ") else {
                    return Err(TariffRefusal::KeyUnknown {
                        key: key.to_owned(),
                        known: HEAD_KEYS.to_owned(),
                    });
                };
                let name = units::name(name)?;
                let bad = || TariffRefusal::TimeBad {
                    value: value.to_owned(),
                };
                let (first, last) = value.split_once("..").ok_or_else(bad)?;
                let (first, last) = (units::month_day(first)?, units::month_day(last)?);
                if tariff.seasons.iter().any(|season| season.name == name) {
                    return Err(TariffRefusal::NameTwice { name });
                }
                if tariff.seasons.len() >= NAMES_MAX {
                    let what = "seasons".to_owned();
                    return Err(TariffRefusal::TooMany { what, max: NAMES_MAX });
                }
                tariff.seasons.push(Season { name, first, last });
            }
        }
        Ok(())
    }

    /// Takes over an earlier version.
    fn copy(&mut self, value: &str) -> Result<(), TariffRefusal> {
        let from = if value == "always" {
            None
        } else {
            Some(units::moment(value)?)
        };
        let Some((version, earlier)) = self.tariff.versions.split_last_mut() else {
            return Err(TariffRefusal::NoVersion {});
        };
        if self.in_class || !version.windows.is_empty() {
            return Err(TariffRefusal::KeyMisplaced {
                key: "like".to_owned(),
                place: "first in a version".to_owned(),
            });
        }
        let Some(model) = earlier.iter().find(|earlier| earlier.from == from) else {
            let name = value.to_owned();
            return Err(TariffRefusal::NameUnknown { name });
        };
        let from = version.from;
        *version = model.clone();
        version.from = from;
        version.rules.copied_classes = version.classes.iter().map(|(name, _)| name.clone()).collect();
        Ok(())
    }

    /// Checks the section that ends.
    fn close(&mut self) {
        let Some(version) = self.tariff.versions.last() else {
            return;
        };
        if self.lost {
            return;
        }
        let shown = version
            .from
            .map_or_else(|| "always".to_owned(), |from| from.to_string());
        let rules = match version.classes.last() {
            Some((_, rules)) if self.in_class => rules,
            _ => &version.rules,
        };
        let mut found = Vec::new();
        for (index, window) in version.windows.iter().enumerate() {
            match rules.rates.get(index) {
                Some(rate) if rates_are_open(rate) => found.push(TariffRefusal::RateOpen {
                    window: window.name.clone(),
                }),
                Some(rate) if rate.given => {}
                _ => found.push(TariffRefusal::RateMissing {
                    version: shown.clone(),
                    window: window.name.clone(),
                }),
            }
        }
        if version.windows.is_empty() {
            let window = "all".to_owned();
            let version = shown.clone();
            found.push(TariffRefusal::RateMissing { version, window });
        }
        if !self.in_class
            && let Some(minute) = first_open_minute(&self.tariff, version)
        {
            let minute = format!("{} {:02}:{:02}", minute.0, minute.1 / 60, minute.1 % 60);
            found.push(TariffRefusal::DayOpen { version: shown, minute });
        }
        for refusal in found {
            self.fault(self.opened, "", refusal);
        }
    }

    fn finish(mut self) -> Result<Tariff, Vec<Fault>> {
        self.close();
        if !self.headed {
            self.fault(0, "", TariffRefusal::NoHead {});
        } else if self.tariff.versions.is_empty() && self.faults.is_empty() {
            self.fault(0, "", TariffRefusal::NoVersion {});
        }
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        for version in &mut self.tariff.versions {
            version.rules.copied_classes.clear();
            for (_, rules) in &mut version.classes {
                rules.copied_classes.clear();
            }
        }
        Ok(self.tariff)
    }
}

/// Whether a ladder has steps and none of them is the last.
fn rates_are_open(rate: &super::Rate) -> bool {
    rate.steps.last().is_some_and(|last| last.until != u32::MAX)
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.find(" #").map_or(line, |at| &line[..at])
}
