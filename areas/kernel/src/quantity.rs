//! Exact quantities with a unit, and how a target compares with them.

use rust_decimal::Decimal;

/// A number with the unit it was printed in. 万 and 亿 are multiplied out; a percentage keeps `%` as its unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Quantity {
    /// The exact number.
    pub value: Decimal,
    /// The classifier or unit as printed: 所, 人次, 平方米, 元, %.
    pub unit: String,
}

/// How a measured value is held against a target's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// Exactly the number; more is also a kept promise for counts, and the target's rule says so.
    Eq,
    /// At least (不少于, 不低于, 以上).
    Ge,
    /// At most (不超过, 以内).
    Le,
    /// About (约, 左右); the tolerance must be declared.
    Approx,
    /// From one number to another (4-5家).
    Range,
}

impl Comparator {
    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ge => "ge",
            Self::Le => "le",
            Self::Approx => "approx",
            Self::Range => "range",
        }
    }

    /// The comparator of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Eq, Self::Ge, Self::Le, Self::Approx, Self::Range]
            .into_iter()
            .find(|c| c.code() == code)
    }
}

/// A decimal as people write it: no trailing zeros, no exponent, thousands separated by commas.
#[must_use]
pub fn decimal_text(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_read_as_people_write_them() {
        for (input, text) in [
            ("0", "0"),
            ("1000", "1,000"),
            ("236000000", "236,000,000"),
            ("6.20", "6.2"),
            ("-1234.50", "-1,234.5"),
            ("999", "999"),
            ("-100", "-100"),
        ] {
            assert_eq!(decimal_text(input.parse().unwrap()), text);
        }
    }

    #[test]
    fn comparator_codes_go_both_ways() {
        for comparator in [
            Comparator::Eq,
            Comparator::Ge,
            Comparator::Le,
            Comparator::Approx,
            Comparator::Range,
        ] {
            assert_eq!(Comparator::from_code(comparator.code()), Some(comparator));
        }
        assert_eq!(Comparator::from_code("more"), None);
    }
}
