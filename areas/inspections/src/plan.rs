//! What may be inspected, and how often: the register, the plan, its quota.

use jiff::ToSpan;
use shishi_kernel::{Date, UnitId};

use crate::checklist::{ObjectKind, words};
use crate::refusal::InspectionRefusal;

/// Characters of a name, a place or a title.
pub const NAME_CHARS_MAX: usize = 200;
/// Objects that are put on the register at once.
pub const OBJECTS_AT_ONCE_MAX: usize = 500;
/// Units that one plan names.
pub const UNITS_MAX: usize = 50;

/// Whether a visit is announced (督查方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Announced (明察).
    Open,
    /// Not announced (暗访).
    Unannounced,
}

impl Mode {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Unannounced];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unannounced => "unannounced",
        }
    }

    /// The mode of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// How often may be inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Approved plans a year that may name the same unit.
    pub per_unit: u32,
    /// Days between two visits of the same object. A re-check is no visit.
    pub days_between: u32,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            per_unit: 4,
            days_between: 30,
        }
    }
}

impl Quota {
    /// The largest of either figure.
    pub const MAX: u32 = 366;

    /// Looks whether the figures make sense.
    ///
    /// # Errors
    /// None a year, or more than days in it.
    pub fn check(self) -> Result<Self, InspectionRefusal> {
        let fits = (1..=Self::MAX).contains(&self.per_unit) && self.days_between <= Self::MAX;
        fits.then_some(self)
            .ok_or(InspectionRefusal::QuotaUnfit { max: Self::MAX })
    }

    /// Whether an object may be visited again.
    ///
    /// # Errors
    /// When its last visit is not long enough ago.
    pub fn check_rest(self, last: Option<Date>, on: Date) -> Result<(), InspectionRefusal> {
        match last {
            Some(last) if on < last.saturating_add(i64::from(self.days_between).days()) => {
                Err(InspectionRefusal::TooSoon {
                    last,
                    days: self.days_between,
                })
            }
            _ => Ok(()),
        }
    }
}

/// A name, place or title without white space round it.
///
/// # Errors
/// Empty or too long.
pub fn name(text: &str) -> Result<String, InspectionRefusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX {
        return Err(InspectionRefusal::NameUnfit { max: NAME_CHARS_MAX });
    }
    Ok(text.to_owned())
}

/// Looks at an entry of the register.
///
/// # Errors
/// An unfit name; a finished site without the day of its acceptance.
pub fn check_object(kind: ObjectKind, accepted: Option<Date>) -> Result<(), InspectionRefusal> {
    if kind == ObjectKind::Site && accepted.is_none() {
        return Err(InspectionRefusal::AcceptedMissing {});
    }
    Ok(())
}

/// Looks at a plan's days and units.
///
/// # Errors
/// An end before the beginning; no unit, or too many.
pub fn check_plan(from: Date, to: Date, units: &[UnitId]) -> Result<(), InspectionRefusal> {
    if to < from {
        return Err(InspectionRefusal::WindowUnfit { from, to });
    }
    if units.is_empty() {
        return Err(InspectionRefusal::UnitsMissing {});
    }
    if units.len() > UNITS_MAX {
        return Err(InspectionRefusal::TooMany { max: UNITS_MAX });
    }
    Ok(())
}

/// Approves a plan; `counts` are its units with the plans of that year that were approved for each. Gives the words of
/// the decision.
///
/// # Errors
/// Approved before, without a decision, or when a unit's quota is spent.
pub fn approve(
    approved: bool,
    year: i16,
    counts: &[(UnitId, u32)],
    quota: Quota,
    decision: &str,
) -> Result<String, InspectionRefusal> {
    if approved {
        return Err(InspectionRefusal::ApprovedAlready {});
    }
    let decision = words(decision)?;
    match counts.iter().find(|(_, count)| *count >= quota.per_unit) {
        Some((unit, _)) => Err(InspectionRefusal::QuotaSpent {
            unit: *unit,
            quota: quota.per_unit,
            year,
        }),
        None => Ok(decision),
    }
}
