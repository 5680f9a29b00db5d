//! First-responsible persons (第一责任人): who heads a unit, from when to when.
//!
//! A unit has one head at a time. The name is public while it is needed to say who answered for what; it is erased
//! [`KEPT_YEARS`] years after the last day in office, and the journal never held more of it than a salted digest.

use shishi_kernel::{Date, PersonId, Refusal, UnitId};

/// Characters of a name at most.
pub const NAME_CHARS_MAX: usize = 40;
/// Terms of office of one unit at most.
pub const TERMS_MAX: usize = 500;
/// Years for which a name is kept after the last day in office: as long as a year's appraisal and a case about it can
/// still be opened again.
pub const KEPT_YEARS: i16 = 5;

/// Why something about a head is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum PersonRefusal {
    #[error("the name is missing")]
    NameMissing,
    #[error("the name has more than {max} characters")]
    NameLong { max: usize },
    #[error("the name holds characters that no name has")]
    NameCharacters,
    #[error("a group of units has no head of its own")]
    OfGroup,
    #[error("the last day {to} is before the first, {from}")]
    EndBeforeStart { from: Date, to: Date },
    #[error("somebody else is head from {from}")]
    Overlap { from: Date },
    #[error("the unit has {max} terms of office already")]
    TooMany { max: usize },
    #[error("the term has ended on {to}")]
    AlreadyEnded { to: Date },
    #[error("the person is still in office")]
    InOffice,
    #[error("the name is kept until {on}")]
    EraseEarly { on: Date },
    #[error("the name was erased already")]
    AlreadyErased,
}

/// Every code of [`PersonRefusal`].
pub const CODES: &[&str] = &[
    "person.name_missing",
    "person.name_long",
    "person.name_characters",
    "person.of_group",
    "person.end_before_start",
    "person.overlap",
    "person.too_many",
    "person.already_ended",
    "person.in_office",
    "person.erase_early",
    "person.already_erased",
];

impl Refusal for PersonRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NameMissing => "person.name_missing",
            Self::NameLong { .. } => "person.name_long",
            Self::NameCharacters => "person.name_characters",
            Self::OfGroup => "person.of_group",
            Self::EndBeforeStart { .. } => "person.end_before_start",
            Self::Overlap { .. } => "person.overlap",
            Self::TooMany { .. } => "person.too_many",
            Self::AlreadyEnded { .. } => "person.already_ended",
            Self::InOffice => "person.in_office",
            Self::EraseEarly { .. } => "person.erase_early",
            Self::AlreadyErased => "person.already_erased",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NameLong { max } | Self::TooMany { max } => vec![("max", max.to_string())],
            Self::EndBeforeStart { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            Self::Overlap { from } => vec![("from", from.to_string())],
            Self::AlreadyEnded { to } => vec![("to", to.to_string())],
            Self::EraseEarly { on } => vec![("on", on.to_string())],
            Self::NameMissing | Self::NameCharacters | Self::OfGroup | Self::InOffice | Self::AlreadyErased => {
                Vec::new()
            }
        }
    }
}

/// One person's time as head of a unit, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The person.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
    /// Whether the name was erased.
    pub erased: bool,
}

/// What is known of a unit before somebody becomes its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The unit.
    pub unit: UnitId,
    /// Whether it stands for several units (各街道).
    pub group: bool,
    /// Every term of office so far.
    pub terms: Vec<Term>,
}

/// Somebody becomes head of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appoint {
    /// The name as the government publishes it.
    pub name: String,
    /// First day in office.
    pub from: Date,
    /// Last day, when it is known already.
    pub to: Option<Date>,
}

/// Somebody became head of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointed {
    /// The unit.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// First day in office.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
    /// The day from which the name may be erased.
    pub erase_on: Option<Date>,
}

impl Office {
    /// Decides on a new head.
    ///
    /// # Errors
    /// When the name is no name, the unit is a group, the days are in the wrong order, or somebody else is head then.
    pub fn appoint(&self, command: Appoint) -> Result<Appointed, PersonRefusal> {
        let name = command.name.trim().to_owned();
        if name.is_empty() {
            return Err(PersonRefusal::NameMissing);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(PersonRefusal::NameLong { max: NAME_CHARS_MAX });
        }
        if name.chars().any(|c| c.is_control() || c.is_ascii_digit()) {
            return Err(PersonRefusal::NameCharacters);
        }
        if self.group {
            return Err(PersonRefusal::OfGroup);
        }
        let (from, to) = (command.from, command.to);
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(PersonRefusal::EndBeforeStart { from, to });
        }
        if let Some(other) = self.terms.iter().find(|term| term.overlaps(from, to)) {
            return Err(PersonRefusal::Overlap { from: other.from });
        }
        if self.terms.len() >= TERMS_MAX {
            return Err(PersonRefusal::TooMany { max: TERMS_MAX });
        }
        Ok(Appointed {
            unit: self.unit,
            name,
            from,
            to,
            erase_on: to.map(erase_on),
        })
    }

    /// The head on a day.
    #[must_use]
    pub fn head_on(&self, day: Date) -> Option<PersonId> {
        self.terms
            .iter()
            .find(|term| term.overlaps(day, Some(day)))
            .map(|term| term.person)
    }
}

impl Term {
    /// Ends the term; returns the day from which the name may be erased.
    ///
    /// # Errors
    /// When it has ended, or would end before it began.
    pub fn end(&self, to: Date) -> Result<Date, PersonRefusal> {
        if let Some(to) = self.to {
            return Err(PersonRefusal::AlreadyEnded { to });
        }
        if to < self.from {
            return Err(PersonRefusal::EndBeforeStart { from: self.from, to });
        }
        Ok(erase_on(to))
    }

    /// Decides whether the name may be erased.
    ///
    /// # Errors
    /// While the person is in office or the name is still needed, and when it was erased.
    pub fn erase(&self, today: Date) -> Result<(), PersonRefusal> {
        if self.erased {
            return Err(PersonRefusal::AlreadyErased);
        }
        let on = erase_on(self.to.ok_or(PersonRefusal::InOffice)?);
        if today < on {
            return Err(PersonRefusal::EraseEarly { on });
        }
        Ok(())
    }

    fn overlaps(&self, from: Date, to: Option<Date>) -> bool {
        self.to.is_none_or(|end| from <= end) && to.is_none_or(|to| self.from <= to)
    }
}

/// The day from which the name of somebody who left on `to` may be erased.
#[must_use]
pub fn erase_on(to: Date) -> Date {
    to.saturating_add(jiff::Span::new().years(KEPT_YEARS))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn office(group: bool, terms: &[(&str, Option<&str>)]) -> Office {
        let terms = terms.iter().enumerate().map(|(index, (from, to))| Term {
            person: PersonId(index as i64 + 1),
            from: day(from),
            to: to.map(day),
            erased: false,
        });
        Office {
            unit: UnitId(1),
            group,
            terms: terms.collect(),
        }
    }

    const MANY: &str = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一";

    fn appointing() -> Vec<&'static str> {
        let past = [("2018-01-01", Some("2019-12-31"))];
        let open = [("2020-01-01", None)];
        let full: Vec<_> = (0..TERMS_MAX).map(|_| ("2001-01-01", Some("2001-01-02"))).collect();
        let mut seen = Vec::new();
        for (office, name, from, to, expected) in [
            (office(false, &past), " ", "2020-01-01", None, "person.name_missing"),
            (office(false, &past), MANY, "2020-01-01", None, "person.name_long"),
            (
                office(false, &past),
                "张\u{7}三",
                "2020-01-01",
                None,
                "person.name_characters",
            ),
            (
                office(false, &past),
                "张三13800000000",
                "2020-01-01",
                None,
                "person.name_characters",
            ),
            (office(true, &[]), "张守信", "2020-01-01", None, "person.of_group"),
            (
                office(false, &past),
                "张守信",
                "2020-01-02",
                Some("2020-01-01"),
                "person.end_before_start",
            ),
            (office(false, &past), "张守信", "2019-12-31", None, "person.overlap"),
            (
                office(false, &past),
                "张守信",
                "2017-01-01",
                Some("2018-01-01"),
                "person.overlap",
            ),
            (office(false, &open), "张守信", "2021-01-01", None, "person.overlap"),
            (office(false, &open), "张守信", "2019-01-01", Some("2019-12-31"), "ok"),
            (office(false, &past), "张守信", "2020-01-01", None, "ok"),
            (
                office(false, &past),
                "阿依古丽·买买提",
                "2017-01-01",
                Some("2017-12-31"),
                "ok",
            ),
            (office(false, &full), "张守信", "2020-01-01", None, "person.too_many"),
        ] {
            let command = Appoint {
                name: name.into(),
                from: day(from),
                to: to.map(day),
            };
            let found = office.appoint(command).err().map_or("ok", |refusal| refusal.code());
            assert_eq!(found, expected, "{name} {from} {to:?}");
            seen.push(found);
        }
        seen
    }

    fn leaving() -> Vec<&'static str> {
        let mut seen = Vec::new();
        for (to, erased, end, today, expected) in [
            (None, false, Some("2019-12-31"), "2020-01-01", "person.end_before_start"),
            (
                Some("2020-06-30"),
                false,
                Some("2020-07-01"),
                "2020-01-01",
                "person.already_ended",
            ),
            (None, false, Some("2020-06-30"), "2020-01-01", "ok"),
            (None, false, None, "2020-01-01", "person.in_office"),
            (Some("2020-06-30"), false, None, "2025-06-29", "person.erase_early"),
            (Some("2020-06-30"), false, None, "2025-06-30", "ok"),
            (Some("2020-02-29"), false, None, "2025-02-28", "ok"),
            (Some("2020-06-30"), true, None, "2025-06-30", "person.already_erased"),
        ] {
            let term = Term {
                person: PersonId(1),
                from: day("2020-01-01"),
                to: to.map(day),
                erased,
            };
            let outcome = match end {
                Some(end) => term.end(day(end)).map(|_| ()),
                None => term.erase(day(today)),
            };
            let found = outcome.err().map_or("ok", |refusal| refusal.code());
            assert_eq!(found, expected, "{to:?} {end:?} {today}");
            seen.push(found);
        }
        seen
    }

    #[test]
    fn every_code_is_produced() {
        let produced: BTreeSet<_> = appointing()
            .into_iter()
            .chain(leaving())
            .filter(|code| *code != "ok")
            .collect();
        assert_eq!(produced, CODES.iter().copied().collect());
    }

    #[test]
    fn a_unit_has_at_most_one_head_on_a_day() {
        let mut office = office(false, &[]);
        // Each pair is offered in turn; those that were taken never share a day.
        for (index, (from, to)) in [
            ("2020-01-01", Some("2020-03-31")),
            ("2020-03-31", Some("2020-05-01")),
            ("2020-04-01", None),
            ("2019-01-01", Some("2020-01-01")),
            ("2019-01-01", Some("2019-12-31")),
        ]
        .into_iter()
        .enumerate()
        {
            let command = Appoint {
                name: "李守信".into(),
                from: day(from),
                to: to.map(day),
            };
            if let Ok(appointed) = office.appoint(command) {
                office.terms.push(Term {
                    person: PersonId(index as i64),
                    from: appointed.from,
                    to: appointed.to,
                    erased: false,
                });
            }
        }
        assert_eq!(office.terms.len(), 3);
        for (on, head) in [
            ("2018-12-31", None),
            ("2019-12-31", Some(4)),
            ("2020-03-31", Some(0)),
            ("2020-04-01", Some(2)),
            ("2030-01-01", Some(2)),
        ] {
            let holding = office
                .terms
                .iter()
                .filter(|term| term.overlaps(day(on), Some(day(on))))
                .count();
            assert!(holding <= 1, "{on}");
            assert_eq!(office.head_on(day(on)), head.map(PersonId), "{on}");
        }
    }
}
