//! The burden meter (负担计): how much units have to fill in.
//!
//! It counts what is asked, never what a person did: no log-ins, no times, no words.

use shishi_kernel::Decimal;

/// A form in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Stable code: `report`, `value`, `slip`.
    pub code: &'static str,
    /// Fields that a person fills in each time; what is taken from other records does not count.
    pub fields: u32,
    /// How often in a year a unit fills it in.
    pub per_year: u32,
    /// By how many units.
    pub units: u32,
}

impl Form {
    /// Fields a month for all units, exact.
    #[must_use]
    pub fn fields_per_month(&self) -> Decimal {
        let year = Decimal::from(self.fields) * Decimal::from(self.per_year) * Decimal::from(self.units);
        (year / Decimal::from(12)).round_dp(2).normalize()
    }
}

/// What all forms together ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burden {
    /// Fields a month for all units.
    pub before: Decimal,
    /// The same with the form that is about to be added.
    pub after: Decimal,
}

/// What the forms in force ask, and what they would with another.
#[must_use]
pub fn burden(forms: &[Form], added: Option<&Form>) -> Burden {
    let before: Decimal = forms.iter().map(Form::fields_per_month).sum();
    let more = added.map(Form::fields_per_month).unwrap_or_default();
    Burden {
        before: before.normalize(),
        after: (before + more).normalize(),
    }
}
