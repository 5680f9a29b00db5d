//! What is known of each measure beside what was reported: the verified value, its course through the year, and what was
//! reached place by place, and what residents said of the commitment, which stays blank until somebody asks them.

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use shishi_kernel::{Date, Decimal};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{MeasureStatus, Service};

use super::chart::{Chart, chart};
use super::status::{Light, light};
use super::{surveys, target};
use crate::shell::{Failure, Frame};

/// What a measure's card shows beside its target and what was reported.
#[derive(Default)]
pub(super) struct Known {
    /// The verified value with its day.
    pub verified: Option<(String, String)>,
    /// What residents said of the commitment when they were asked last, and when.
    pub experienced: Option<(String, String)>,
    /// Against the plan this month.
    pub light: Option<Light>,
    /// The course and the places, as finished HTML; may be empty.
    pub more: String,
}

struct Line {
    day: String,
    expected: String,
    reported: String,
    verified: String,
}

struct Place {
    name: String,
    promised: String,
    reported: String,
    verified: String,
}

#[derive(Template)]
#[template(path = "public/course-of-measure.html")]
struct More<'f> {
    frame: &'f Frame,
    position: u32,
    chart: Option<Chart>,
    words: String,
    forecast: String,
    lines: Vec<Line>,
    places: Vec<Place>,
}

/// What is known of the measures of a commitment, by their places.
pub(super) fn known(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<HashMap<u32, Known>, Failure> {
    let Some(board) = service.programme_status(Some(&page.programme.slug))? else {
        return Ok(HashMap::new());
    };
    let Some(status) = board.of(&page.row.slug) else {
        return Ok(HashMap::new());
    };
    let surveys = service.surveys_of(page.row.id)?;
    let experienced = surveys
        .first()
        .map(|row| (surveys::result(frame, row), surveys::when(frame, row)));
    let mut found = HashMap::new();
    for row in &page.measures {
        let Some(measure) = status.measures.iter().find(|one| one.measure == row.id) else {
            continue;
        };
        let verified = measure.last_verified(board.today);
        let known = Known {
            verified: verified.map(|point| (target::value(frame.lang, row, point.value), frame.lang.date(point.on))),
            experienced: experienced.clone(),
            light: (measure.testable && !measure.plan.points().is_empty())
                .then(|| light(frame.lang, measure.colour, false)),
            more: more(frame, row, measure, board.programme.year, board.today)?,
        };
        found.insert(row.position, known);
    }
    Ok(found)
}

fn more(frame: &Frame, row: &MeasureRow, measure: &MeasureStatus, year: i16, today: Date) -> Result<String, Failure> {
    let lang = frame.lang;
    let say = |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| target::value(lang, row, value));
    let places: Vec<Place> = measure
        .places
        .iter()
        .map(|place| Place {
            name: place
                .name
                .clone()
                .unwrap_or_else(|| frame.t("values-elsewhere").to_owned()),
            promised: say(place.promised),
            reported: say(place.reported),
            verified: say(place.verified),
        })
        .collect();
    let chart = chart(measure, year, today);
    if chart.is_none() && places.is_empty() {
        return Ok(String::new());
    }
    let forecast = measure.forecast.as_ref().map(|led| {
        // More digits would look like more knowledge.
        let round = |value: Decimal| say(Some(value.round_dp(u32::from(value < Decimal::TEN))));
        let values = [
            ("date", lang.date(led.on).into()),
            ("value", round(led.value).into()),
            ("low", round(led.low).into()),
            ("high", round(led.high).into()),
        ];
        lang.say("values-forecast", &values)
    });
    let values = [
        ("date", lang.date(today).into()),
        ("expected", say(measure.expected(today)).into()),
        (
            "reported",
            say(measure.last_reported(today).map(|point| point.value)).into(),
        ),
        (
            "verified",
            say(measure.last_verified(today).map(|point| point.value)).into(),
        ),
    ];
    let part = More {
        frame,
        position: measure.position,
        words: lang.say("values-words", &values),
        forecast: forecast.unwrap_or_default(),
        lines: if chart.is_some() {
            lines(frame, row, measure)
        } else {
            Vec::new()
        },
        chart,
        places,
    };
    Ok(part.render()?)
}

/// Everything that the picture shows, day by day.
fn lines(frame: &Frame, row: &MeasureRow, measure: &MeasureStatus) -> Vec<Line> {
    let series = [measure.plan.points(), &measure.reported, &measure.verified];
    let days: BTreeSet<Date> = series.into_iter().flatten().map(|point| point.on).collect();
    let say = |points: &[shishi_service::commitments::series::Point], on: Date| {
        let of_day = points.iter().find(|point| point.on == on);
        of_day
            .map(|point| target::value(frame.lang, row, point.value))
            .unwrap_or_default()
    };
    let line = |on: Date| Line {
        day: frame.lang.date(on),
        expected: say(measure.plan.points(), on),
        reported: say(&measure.reported, on),
        verified: say(&measure.verified, on),
    };
    days.into_iter().map(line).collect()
}
