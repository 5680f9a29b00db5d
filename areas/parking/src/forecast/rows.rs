//! Lines of occupancy: lot, capacity, occupied bays and time, in a table with commas, tabs or semicolons.
//!
//! The columns are found by their names; without names the order is lot, capacity, occupancy, time. `free` bays may stand in
//! the place of occupied ones. What cannot be used is counted by kind, never guessed; read strictly ([`Occupancy::read`]) it is named line by line.

use crate::replay::rows::{fields_of, moment};
use std::collections::{BTreeMap, HashMap};

/// Most lots of a file.
pub const LOTS_MAX: usize = 5_000;
/// Most bays of a lot.
pub const BAYS_MAX: f64 = 100_000.0;
/// Faults that are named of a file; behind the last of them it is not read on.
pub const FAULTS_MAX: usize = 100;
/// Names of columns that are known, in lower case: lot, capacity, occupancy, time, and free bays.
const NAMES: [&[&str]; 5] = [
    &[
        "systemcodenumber",
        "lot",
        "lot_id",
        "id",
        "name",
        "car_park",
        "carpark",
        "park",
        "停车场",
    ],
    &["capacity", "total", "spaces", "bays", "总泊位", "泊位数"],
    &["occupancy", "occupied", "used", "占用", "在停"],
    &[
        "lastupdated",
        "time",
        "timestamp",
        "datetime",
        "date",
        "updated",
        "时间",
    ],
    &["free", "available", "free_spaces", "空余", "空闲"],
];

/// Occupied bays at a minute of the civil clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Minutes of the civil clock since 1970.
    pub minute: i64,
    /// Occupied bays.
    pub occupied: f64,
}

/// A lot with its readings in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct LotReadings {
    /// Its name.
    pub name: String,
    /// Its bays: the number that was given most often.
    pub capacity: f64,
    /// The readings.
    pub readings: Vec<Reading>,
    capacities: HashMap<i64, u32>,
}

impl LotReadings {
    /// A lot without readings yet.
    #[must_use]
    pub fn new(name: String, capacity: f64) -> Self {
        Self {
            name,
            capacity,
            ..Self::default()
        }
    }
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Its number in the file, from one.
    pub line: u64,
    /// What is wrong, as in [`Occupancy::dirt`], or whatever the caller of [`Occupancy::read`] said.
    pub kind: &'static str,
}

/// A line that can be used.
struct Line<'a> {
    name: &'a str,
    capacity: f64,
    reading: Reading,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Occupancy {
    /// The lots, by first appearance.
    pub lots: Vec<LotReadings>,
    /// Lines that were read.
    pub lines: u64,
    /// What was left out or is odd, by kind.
    pub dirt: BTreeMap<&'static str, u64>,
    by_name: HashMap<String, usize>,
    columns: Option<[Option<usize>; 5]>,
}

impl Occupancy {
    /// Takes the next line of the file.
    pub fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        let text = String::from_utf8_lossy(line.get(..line.len().min(4096)).unwrap_or(line));
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return;
        }
        let fields = fields_of(text);
        let columns = match self.columns {
            Some(columns) => columns,
            None => {
                let named = columns_of(&fields);
                self.columns = Some(named.unwrap_or([Some(0), Some(1), Some(2), Some(3), None]));
                let number = fields.get(1).is_some_and(|field| field.parse::<f64>().is_ok());
                if named.is_some() || !number {
                    return;
                }
                [Some(0), Some(1), Some(2), Some(3), None]
            }
        };
        let taken = read(&fields, columns).and_then(|line| self.keep(&line));
        if let Err(kind) = taken {
            *self.dirt.entry(kind).or_default() += 1;
        }
    }

    /// Reads a whole file strictly: its columns have names, and every line can be used and passes `check`, which gets the lot's name and the
    /// minute of the civil clock. What is above the capacity is counted as dirt and taken.
    ///
    /// # Errors
    /// The faults in the order of the file, [`FAULTS_MAX`] at most.
    pub fn read(
        text: &str,
        mut check: impl FnMut(&str, i64) -> Result<(), &'static str>,
    ) -> Result<Self, Vec<LineFault>> {
        let (mut occupancy, mut faults) = (Self::default(), Vec::new());
        let text = text.trim_start_matches('\u{feff}');
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            occupancy.lines += 1;
            let fields = fields_of(text.trim());
            let Some(columns) = occupancy.columns else {
                occupancy.columns = columns_of(&fields);
                if occupancy.columns.is_none() {
                    let kind = "columns_unknown";
                    return Err(vec![LineFault { line, kind }]);
                }
                continue;
            };
            let taken = read(&fields, columns).and_then(|line| {
                check(line.name, line.reading.minute)?;
                occupancy.keep(&line)
            });
            faults.extend(taken.err().map(|kind| LineFault { line, kind }));
            if faults.len() >= FAULTS_MAX {
                break;
            }
        }
        if faults.is_empty() {
            occupancy.settle();
            Ok(occupancy)
        } else {
            Err(faults)
        }
    }

    fn keep(&mut self, line: &Line<'_>) -> Result<(), &'static str> {
        if line.reading.occupied > line.capacity {
            *self.dirt.entry("occupancy_above_capacity").or_default() += 1;
        }
        let lot = match self.by_name.get(line.name) {
            Some(lot) => *lot,
            None if self.lots.len() >= LOTS_MAX => return Err("lot_too_many"),
            None => {
                self.by_name.insert(line.name.to_owned(), self.lots.len());
                self.lots.push(LotReadings::new(line.name.to_owned(), 0.0));
                self.lots.len() - 1
            }
        };
        let Some(lot) = self.lots.get_mut(lot) else {
            return Err("line_broken");
        };
        #[allow(clippy::cast_possible_truncation, reason = "not above BAYS_MAX")]
        let count = lot.capacities.entry(line.capacity as i64).or_default();
        *count += 1;
        lot.readings.push(line.reading);
        Ok(())
    }

    /// Settles the capacities once all lines are read.
    pub fn settle(&mut self) {
        for lot in &mut self.lots {
            let most = lot.capacities.iter().max_by_key(|(bays, count)| (**count, **bays));
            #[allow(clippy::cast_precision_loss, reason = "not above BAYS_MAX")]
            let capacity = most.map_or(1.0, |(bays, _)| *bays as f64);
            lot.capacity = capacity;
        }
    }
}

fn read<'a>(fields: &[&'a str], columns: [Option<usize>; 5]) -> Result<Line<'a>, &'static str> {
    let field = |at: usize| columns[at].and_then(|at| fields.get(at)).copied().ok_or("line_broken");
    let name = field(0)?;
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let capacity = number(field(1)?)
        .filter(|bays| *bays >= 1.0 && *bays <= BAYS_MAX)
        .ok_or("capacity_bad")?;
    let (when, _) = moment(field(3)?).ok_or("time_bad")?;
    let occupied = match columns[2] {
        Some(_) => number(field(2)?).ok_or("occupancy_bad")?,
        None => capacity - number(field(4)?).ok_or("occupancy_bad")?,
    };
    if occupied < 0.0 {
        return Err("occupancy_negative");
    }
    if occupied > 3.0 * capacity + 10.0 {
        return Err("occupancy_impossible");
    }
    let day = crate::price::timeline::day_of(when.date());
    // To the nearest minute, since many feeds are some seconds early.
    let seconds = i64::from(when.hour()) * 3600 + i64::from(when.minute()) * 60 + i64::from(when.second());
    let reading = Reading {
        minute: day * 1440 + (seconds + 30).div_euclid(60),
        occupied,
    };
    Ok(Line {
        name,
        capacity,
        reading,
    })
}

fn columns_of(fields: &[&str]) -> Option<[Option<usize>; 5]> {
    let at = |names: &[&str]| {
        let named = |field: &&str| names.contains(&field.to_lowercase().as_str());
        fields.iter().position(named)
    };
    let found = [at(NAMES[0]), at(NAMES[1]), at(NAMES[2]), at(NAMES[3]), at(NAMES[4])];
    let enough =
        found[0].is_some() && found[1].is_some() && found[3].is_some() && (found[2].is_some() || found[4].is_some());
    enough.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_or_its_faults_are_named() {
        const HEAD: &str = "lot,capacity,occupied,time\n";
        let check = |lot: &str, _: i64| if lot == "west" { Err("lot_unknown") } else { Ok(()) };
        let rows: [(&str, &[(u64, &str)]); 12] = [
            ("east,50,12,2026-05-11 08:00\n", &[]),
            ("\neast,50,60,2026-05-11 08:00:40\n\n", &[]),
            ("east,50\n", &[(2, "line_broken")]),
            ("east,0,12,2026-05-11 08:00\n", &[(2, "capacity_bad")]),
            ("east,50,x,2026-05-11 08:00\n", &[(2, "occupancy_bad")]),
            ("east,50,-1,2026-05-11 08:00\n", &[(2, "occupancy_negative")]),
            ("east,50,161,2026-05-11 08:00\n", &[(2, "occupancy_impossible")]),
            ("east,50,12,8:00\n", &[(2, "time_bad")]),
            ("west,50,12,2026-05-11 08:00\n", &[(2, "lot_unknown")]),
            (
                "east,50,12,2026-05-11 08:00\n\nwest,1,1,2026-05-11 08:00\neast,,1,2026-05-11 08:00\n",
                &[(4, "lot_unknown"), (5, "capacity_bad")],
            ),
            ("", &[]),
            ("east,50,12,2026-05-11 08:00", &[]),
        ];
        for (text, expected) in rows {
            let read = Occupancy::read(&format!("\u{feff}{HEAD}{text}"), check);
            let faults = read.as_ref().err().cloned().unwrap_or_default();
            let faults: Vec<(u64, &str)> = faults.iter().map(|fault| (fault.line, fault.kind)).collect();
            assert_eq!(faults, expected, "{text:?}");
        }
        let unnamed = Occupancy::read("east,50,12,2026-05-11 08:00\n", check).unwrap_err();
        assert_eq!((unnamed[0].line, unnamed[0].kind), (1, "columns_unknown"));
        let many = format!("{HEAD}{}", "west,1,1,2026-05-11 08:00\n".repeat(300));
        assert_eq!(Occupancy::read(&many, check).unwrap_err().len(), FAULTS_MAX);
        let free = "停车场,泊位数,空闲,时间\n东门,50,12,2026-05-11T08:00\n";
        let read = Occupancy::read(free, check).unwrap();
        let lot = &read.lots[0];
        assert_eq!(
            (lot.name.as_str(), lot.capacity, lot.readings[0].occupied),
            ("东门", 50.0, 38.0)
        );
    }
}
