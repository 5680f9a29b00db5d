//! When vehicles come and how long they stay: a small table that was measured on real stays.
//!
//! The table is `fixtures/parking/load-shape.csv`, where its source and licence stand. A test measures it again wherever the stays lie beside the
//! checkout, and compares.

use anyhow::{Context, Result, ensure};

use super::super::chance::Chance;

/// The table.
const TABLE: &str = include_str!("../../../../fixtures/parking/load-shape.csv");
/// Hours of a week, from Monday midnight.
pub const HOURS: usize = 168;
/// Parts of the day by the hour of the entry, six hours each.
const BANDS: usize = 4;
/// At these thousandths of all stays of a part of the day their minutes are written down.
const MARKS: [i64; 25] = [
    0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900, 930, 950, 970, 980,
    990, 1000,
];
/// Longest stay that the table knows, in minutes: three days.
pub const MINUTES_MAX: i64 = 4320;

/// Whose stays they are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Short errands, as at markets.
    Errand,
    /// Shopping and visits.
    Visit,
    /// Work and nights.
    Long,
}

impl Habit {
    /// Every one, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Errand, Self::Visit, Self::Long];

    const fn word(self) -> &'static str {
        match self {
            Self::Errand => "errand",
            Self::Visit => "visit",
            Self::Long => "long",
        }
    }
}

/// The table as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Of a million arrivals of a week, how many come in each hour.
    arrivals: [[i64; HOURS]; 3],
    /// Minutes of a stay at each mark, by part of the day.
    minutes: [[[i64; MARKS.len()]; BANDS]; 3],
}

impl Shape {
    /// The table that comes along.
    pub fn shipped() -> Result<Self> {
        Self::read(TABLE)
    }

    fn read(text: &str) -> Result<Self> {
        let mut shape = Self {
            arrivals: [[0; HOURS]; 3],
            minutes: [[[0; MARKS.len()]; BANDS]; 3],
        };
        let mut lines = 0;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(',');
            let mut word = || fields.next().context("a line of the load shape ends early");
            let (habit, what, at) = (word()?, word()?, word()?);
            let habit = Habit::ALL.iter().position(|known| known.word() == habit);
            let habit = habit.with_context(|| format!("no habit: {line}"))?;
            let at: usize = at.parse()?;
            let numbers: Vec<i64> = fields.map(str::parse).collect::<Result<_, _>>()?;
            let place = match what {
                "arrivals" => shape.arrivals[habit].get_mut(at * 24..(at + 1) * 24),
                _ => shape.minutes[habit].get_mut(at).map(|minutes| &mut minutes[..]),
            };
            let place = place.with_context(|| format!("no place: {line}"))?;
            ensure!(
                place.len() == numbers.len(),
                "not as many numbers as are needed: {line}"
            );
            place.copy_from_slice(&numbers);
            lines += 1;
        }
        ensure!(lines == 3 * (7 + BANDS), "the load shape has {lines} lines");
        Ok(shape)
    }

    /// Of a million arrivals of a week, how many come in an hour of it.
    pub fn arrivals(&self, habit: Habit, hour: usize) -> i64 {
        self.arrivals[habit as usize][hour % HOURS]
    }

    /// How many minutes somebody stays who comes in an hour of the week.
    pub fn minutes(&self, habit: Habit, hour: usize, chance: &mut Chance) -> i64 {
        let marks = &self.minutes[habit as usize][hour % 24 / (24 / BANDS)];
        let drawn = chance.between(0, 999_999);
        let next = MARKS.partition_point(|mark| mark * 1000 <= drawn).min(MARKS.len() - 1);
        let (low, high) = (MARKS[next - 1] * 1000, MARKS[next] * 1000);
        marks[next - 1] + (marks[next] - marks[next - 1]) * (drawn - low) / (high - low)
    }
}

/// The hour of the week, of China's civil time, in which a second of the epoch lies.
pub fn hour_of_week(second: i64) -> usize {
    // The epoch began at eight on a Thursday.
    let hours = (second + 8 * 3600).div_euclid(3600) + 3 * 24;
    usize::try_from(hours.rem_euclid(168)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shishi_parking::replay::rows::{Row, Rows};
    use shishi_parking::tariff::Zone;
    use std::fmt::Write as _;
    use std::path::Path;

    /// Shortest stay that is measured; who turns round in less does not park.
    const MINUTES_MIN: i64 = 5;
    /// The lots whose stays a habit is measured on.
    const LOTS: [(Habit, [&str; 2]); 3] = [
        (Habit::Errand, ["P6", "P7"]),
        (Habit::Visit, ["P3", "P9"]),
        (Habit::Long, ["P1", "P5"]),
    ];

    /// The lines of the table for stays as entry second and minutes.
    fn measured(habit: Habit, stays: &[(i64, i64)]) -> String {
        let mut arrivals = [0_i64; HOURS];
        let mut minutes: [Vec<i64>; BANDS] = Default::default();
        for (entry, stayed) in stays {
            let hour = hour_of_week(*entry);
            arrivals[hour] += 1;
            minutes[hour % 24 / 6].push(*stayed);
        }
        let all = i64::try_from(stays.len()).unwrap();
        let mut text = String::new();
        let mut line = |what: &str, at: usize, numbers: &mut dyn Iterator<Item = i64>| {
            let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
            writeln!(text, "{},{what},{at},{}", habit.word(), numbers.join(",")).unwrap();
        };
        for (day, hours) in arrivals.chunks(24).enumerate() {
            line("arrivals", day, &mut hours.iter().map(|count| count * 1_000_000 / all));
        }
        for (band, minutes) in minutes.iter_mut().enumerate() {
            minutes.sort_unstable();
            let last = minutes.len() - 1;
            let at = |mark: i64| minutes[last * usize::try_from(mark).unwrap() / 1000];
            line("minutes", band, &mut MARKS.iter().map(|mark| at(*mark)));
        }
        text
    }

    /// The table is what the stays give, where they lie beside the checkout.
    #[test]
    fn the_table_is_what_the_stays_beside_the_checkout_give() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/parking/pewlstm");
        let mut text = String::new();
        for (habit, lots) in LOTS {
            let mut stays = Vec::new();
            for lot in lots {
                let Ok(bytes) = std::fs::read(folder.join(format!("{lot}.csv"))) else {
                    return;
                };
                let mut rows = Rows::new(Zone::china());
                for line in bytes.split(|byte| *byte == b'\n') {
                    if let Row::Stay(stay) = rows.read(line) {
                        let minutes = (stay.exit - stay.entry) / 60;
                        if (MINUTES_MIN..=MINUTES_MAX).contains(&minutes) {
                            stays.push((stay.entry, minutes));
                        }
                    }
                }
            }
            text.push_str(&measured(habit, &stays));
        }
        let shipped: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(text.lines().collect::<Vec<_>>(), shipped, "measured:\n{text}");
    }

    #[test]
    fn what_is_drawn_follows_the_table() {
        let shape = Shape::shipped().unwrap();
        for habit in Habit::ALL {
            let sum: i64 = (0..HOURS).map(|hour| shape.arrivals(habit, hour)).sum();
            assert!((999_000..=1_000_000).contains(&sum), "{habit:?}: {sum}");
            for hour in [3, 9, 15, 21] {
                let mut chance = Chance::new(1, habit.word());
                let mut drawn: Vec<i64> = (0..20_000).map(|_| shape.minutes(habit, hour, &mut chance)).collect();
                drawn.sort_unstable();
                let marks = &shape.minutes[habit as usize][hour / 6];
                assert!(drawn[0] >= marks[0] && drawn[19_999] <= marks[24]);
                for (at, mark) in MARKS.iter().enumerate().skip(1).take(20) {
                    // Of twenty thousand, two hundred more or less lie below a mark.
                    let below = drawn.partition_point(|minutes| *minutes < marks[at]);
                    let before = drawn.partition_point(|minutes| *minutes < marks[at - 1]);
                    let expected = usize::try_from(*mark).unwrap() * 20;
                    assert!(
                        before <= expected + 200 && below <= expected + 200,
                        "{habit:?} {hour} {mark}: {below}"
                    );
                }
            }
        }
    }

    #[test]
    fn hours_of_the_week() {
        for (civil, expected) in [
            ("2026-03-02T00:00:00+08:00", 0),
            ("2026-03-02T23:59:59+08:00", 23),
            ("2026-03-08T23:30:00+08:00", 167),
            ("1970-01-01T00:30:00+08:00", 72),
        ] {
            let at: jiff::Timestamp = civil.parse().unwrap();
            assert_eq!(hour_of_week(at.as_second()), expected, "{civil}");
        }
    }

    #[test]
    fn a_table_with_faults_is_not_taken() {
        let cut = |lines: usize| TABLE.lines().take(lines).collect::<Vec<_>>().join("\n");
        for text in [
            String::new(),
            cut(30),
            TABLE.replace("errand", "erand"),
            TABLE.replacen("arrivals,0", "arrivals,7", 1),
            TABLE.replacen("minutes,0,", "minutes,0,1,", 1),
            TABLE.replacen("minutes,0,", "minutes,0,x,", 1),
        ] {
            assert!(Shape::read(&text).is_err());
        }
    }
}
