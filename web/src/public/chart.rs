//! The course of a measure through the year as a picture: what the plan expects, what was reported, what was verified, and
//! where the record so far leads. Plain SVG, with everything it shows in a table beside it.

use shishi_kernel::{Date, Decimal, decimal_text};
use shishi_service::MeasureStatus;
use shishi_service::commitments::series::Point;

/// The picture's size in its own units.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 230.0;
const TOP: f64 = 20.0;
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 28.0;
/// Width of a character of a label.
const CHARACTER: f64 = 7.6;
/// A forecast is drawn up to so many times what is known or promised.
const HEADROOM: f64 = 1.25;

/// What is drawn; by `public/chart.html`.
pub(crate) struct Chart {
    pub size: String,
    pub left: String,
    pub right: String,
    pub bottom: String,
    /// Lines of the scale: where, and its figure.
    pub ticks: Vec<(String, String)>,
    /// Months: where, and its number.
    pub months: Vec<(String, u32)>,
    pub target: String,
    pub expected: String,
    pub reported: String,
    pub reported_dots: Vec<(String, String)>,
    pub verified: String,
    /// Upper left corners of squares.
    pub verified_dots: Vec<(String, String)>,
    pub band: String,
    pub lead: String,
    /// Where today is; empty outside of the year.
    pub today: String,
}

struct Scale {
    left: f64,
    top_value: f64,
    first: Date,
    days: f64,
}

impl Scale {
    fn x(&self, on: Date) -> f64 {
        let day = (on - self.first).get_days();
        let share = (f64::from(day) / self.days).clamp(0.0, 1.0);
        self.left + share * (WIDTH - RIGHT - self.left)
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value / self.top_value).clamp(0.0, 1.0);
        HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
    }

    fn at(&self, point: &Point) -> (f64, f64) {
        (self.x(point.on), self.y(number(point.value)))
    }
}

fn number(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or(0.0)
}

fn put(value: f64) -> String {
    format!("{value:.1}")
}

/// The picture of a measure in a year; nothing where there is no figure or nothing to draw.
pub(crate) fn chart(measure: &MeasureStatus, year: i16, today: Date) -> Option<Chart> {
    let target = measure.target.as_ref()?;
    let plan = measure.plan.points();
    if plan.is_empty() && measure.reported.is_empty() && measure.verified.is_empty() {
        return None;
    }
    let promised = number(target.value_max.unwrap_or(target.value));
    let known = [plan, &measure.reported, &measure.verified];
    let known = known.into_iter().flatten().map(|point| number(point.value));
    let most = known.fold(promised, f64::max).max(f64::MIN_POSITIVE);
    let led = measure.forecast.as_ref().map_or(0.0, |forecast| number(forecast.high));
    let (step, top_value) = steps(most.max(led.min(most * HEADROOM)));
    let ticks: Vec<(f64, String)> = figures(step, top_value);
    let widest = ticks.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(1);
    let first = Date::new(year, 1, 1).ok()?;
    let scale = Scale {
        left: 10.0 + CHARACTER * f64::from(u32::try_from(widest).unwrap_or(1)),
        top_value,
        first,
        days: f64::from((Date::new(year, 12, 31).ok()? - first).get_days()),
    };
    let points = |series: &[Point]| -> Vec<(f64, f64)> { series.iter().map(|point| scale.at(point)).collect() };
    let (reported, verified) = (points(&measure.reported), points(&measure.verified));
    let months = (1..=12_i8).filter_map(|month| {
        let first = Date::new(year, month, 1).ok()?;
        let middle = (scale.x(first) + scale.x(first.last_of_month())) / 2.0;
        Some((put(middle), u32::try_from(month).ok()?))
    });
    let (band, lead) = forecast(measure, &scale);
    Some(Chart {
        size: format!("0 0 {WIDTH} {HEIGHT}"),
        left: put(scale.left),
        right: put(WIDTH - RIGHT),
        bottom: put(HEIGHT - BOTTOM),
        ticks: ticks
            .into_iter()
            .map(|(value, words)| (put(scale.y(value)), words))
            .collect(),
        months: months.collect(),
        target: put(scale.y(number(target.value))),
        expected: staircase(plan, measure.cut_off, &scale),
        reported: line(&reported),
        reported_dots: reported.iter().map(|(x, y)| (put(*x), put(*y))).collect(),
        verified: line(&verified),
        verified_dots: verified.iter().map(|(x, y)| (put(x - 4.0), put(y - 4.0))).collect(),
        band,
        lead,
        today: if today.year() == year {
            put(scale.x(today))
        } else {
            String::new()
        },
    })
}

/// A step that people count in, and the end of the scale.
fn steps(most: f64) -> (f64, f64) {
    let rough = most / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|one| one * power)
        .find(|step| *step >= rough);
    let step = step.unwrap_or(power * 10.0);
    (step, (most / step).ceil() * step)
}

fn figures(step: f64, top: f64) -> Vec<(f64, String)> {
    // A step never makes more than a handful of lines; the bound is for figures that no measure has.
    let mut ticks = Vec::new();
    for number in 0..=10_u32 {
        let value = step * f64::from(number);
        if value > top * 1.001 {
            break;
        }
        let decimals = if step >= 1.0 && step.fract() == 0.0 { 0 } else { 2 };
        let words = format!("{value:.decimals$}");
        let words = words
            .parse::<Decimal>()
            .map(|value| decimal_text(value.normalize()))
            .unwrap_or(words);
        ticks.push((value, words));
    }
    ticks
}

fn line(points: &[(f64, f64)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

/// What is expected holds until the next point: a staircase.
fn staircase(plan: &[Point], until: Option<Date>, scale: &Scale) -> String {
    let Some(first) = plan.first() else {
        return String::new();
    };
    let bottom = HEIGHT - BOTTOM;
    let mut path = format!("M{:.1},{bottom:.1}", scale.x(first.on));
    for point in plan {
        let (x, y) = scale.at(point);
        path += &format!("H{x:.1}V{y:.1}");
    }
    if let Some(until) = until {
        path += &format!("H{:.1}", scale.x(until));
    }
    path
}

/// The band from the last report to the last day, and the middle of it.
fn forecast(measure: &MeasureStatus, scale: &Scale) -> (String, String) {
    let (Some(led), Some(last)) = (&measure.forecast, measure.reported.last()) else {
        return (String::new(), String::new());
    };
    let (x, y) = scale.at(last);
    let end = scale.x(led.on);
    let [low, middle, high] = [led.low, led.value, led.high].map(|value| scale.y(number(value)));
    (
        format!("{x:.1},{y:.1} {end:.1},{high:.1} {end:.1},{low:.1}"),
        format!("{x:.1},{y:.1} {end:.1},{middle:.1}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_figures_that_people_count_in() {
        for (most, wanted) in [
            (11.0, "0 5 10 15"),
            (35.0, "0 10 20 30 40"),
            (100.0, "0 25 50 75 100"),
            (10_000.0, "0 2,500 5,000 7,500 10,000"),
            (0.8, "0 0.2 0.4 0.6 0.8"),
            (1.0, "0 0.25 0.5 0.75 1"),
        ] {
            let (step, top) = steps(most);
            let words: Vec<String> = figures(step, top).into_iter().map(|(_, words)| words).collect();
            assert_eq!(words.join(" "), wanted, "{most}");
        }
    }

    #[test]
    fn what_is_expected_is_drawn_as_a_staircase() {
        let point = |on: &str, value: i64| Point {
            on: on.parse().unwrap(),
            value: value.into(),
        };
        let scale = Scale {
            left: 0.0,
            top_value: 10.0,
            first: "2020-01-01".parse().unwrap(),
            days: 365.0,
        };
        let plan = [point("2020-01-01", 5), point("2020-12-31", 10)];
        assert_eq!(
            staircase(&plan, None, &scale),
            "M0.0,202.0H0.0V111.0H466.0V20.0",
            "level from point to point"
        );
        assert_eq!(staircase(&[], None, &scale), "");
    }
}
