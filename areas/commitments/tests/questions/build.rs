//! Short words for facts.

use shishi_commitments::question::arithmetic::Reported;
use shishi_commitments::question::{Flag, Period, Subject};
use shishi_commitments::series::Point;
use shishi_kernel::{CommitmentId, Date, Decimal, MeasureId, SiteId, Timestamp, UnitId};

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn subject(unit: i64, site: Option<i64>) -> Subject {
    Subject {
        unit: UnitId(unit),
        commitment: CommitmentId(1),
        measure: Some(MeasureId(1)),
        site: site.map(SiteId),
    }
}

pub fn month(number: i8) -> Period {
    Period::month_of(Date::constant(2020, number, 1))
}

pub fn year() -> Period {
    Period {
        from: date("2020-01-01"),
        to: date("2020-12-31"),
    }
}

/// `2020-03-31 30`, with ` noted` behind it when a correction speaks for it.
pub fn reported(text: &str) -> Reported {
    let mut words = text.split(' ');
    let on = date(words.next().unwrap());
    Reported {
        point: Point {
            on,
            value: number(words.next().unwrap()),
        },
        period: Period::month_of(on),
        noted: words.next().is_some(),
    }
}

/// Flags as text: pattern and data.
pub fn text(flags: &[Flag]) -> String {
    let one = |flag: &Flag| {
        let data: Vec<_> = flag
            .data
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{} {}", flag.pattern.code(), data.join(" "))
    };
    flags.iter().map(one).collect::<Vec<_>>().join("; ")
}
