//! From records to places: every form hands its rows here, so that all of them are checked alike.

use super::super::text::shown;
use super::super::{
    Access, Bay, BayId, Classes, Code, Counts, LOT_BAYS_MAX, Lot, Name, Number, Outline, Places, PlacesRefusal, Point,
    Realtime, Room, Setting, Zone,
};
use super::columns::Column;
use super::{At, FAULTS_MAX, PlacesFault, Reading};
use std::collections::{HashMap, HashSet};

/// The zone of bays whose row names none.
pub(super) const ZONE_MAIN: &str = "main";
/// Heights that can be, in centimetres.
const HEIGHT_CM: std::ops::RangeInclusive<f64> = 100.0..=2_000.0;
/// The longest stay that can be asked for: a year of minutes.
const STAY_MINUTES_MAX: u32 = 525_600;

/// A row: what it says by column, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Where in the file.
    pub(super) at: At,
    /// What it says.
    pub(super) values: Vec<(Column, String)>,
    /// Its point, where the form has points of its own.
    pub(super) point: Option<Point>,
    /// Its outline, where the form has outlines of its own.
    pub(super) outline: Option<Outline>,
}

impl Record {
    /// A row that says nothing yet.
    pub(super) fn new(at: At) -> Self {
        Self {
            at,
            values: Vec::new(),
            point: None,
            outline: None,
        }
    }

    /// With a value.
    pub(super) fn with(mut self, column: Column, value: impl Into<String>) -> Self {
        self.values.push((column, value.into()));
        self
    }

    fn get(&self, column: Column) -> Option<&str> {
        let found = self.values.iter().find(|(known, _)| *known == column)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }
}

/// What is known of a lot while the file is read.
#[derive(Default)]
struct Draft {
    /// Where its own row is.
    own: Option<At>,
    first: Option<At>,
    name: Option<Name>,
    setting: Option<Setting>,
    point: Option<Point>,
    outline: Option<Outline>,
    operator: Option<Name>,
    tariff: Option<Code>,
    charged: Option<bool>,
    hours: Option<Name>,
    height_cm: Option<u16>,
    stay_minutes_max: Option<u32>,
    access: Option<Access>,
    bookable: bool,
    realtime: Option<Realtime>,
    capacity: Option<Counts>,
    zones: Vec<Zone>,
    zone_rows: HashSet<Code>,
    numbers: HashSet<(usize, Number)>,
    /// Bays whose row gives no id, by zone and place in it.
    unnumbered: Vec<(usize, usize)>,
}

/// Takes records in any order and makes places of them.
#[derive(Default)]
pub(super) struct Builder {
    lots: HashMap<Code, Draft>,
    faults: Vec<PlacesFault>,
    remarks: Vec<PlacesFault>,
    remarks_all: usize,
}

impl Builder {
    /// Something is wrong.
    pub(super) fn fault(&mut self, at: At, key: &str, refusal: PlacesRefusal) {
        if self.faults.len() < FAULTS_MAX {
            let key = shown(key);
            self.faults.push(PlacesFault { at, key, refusal });
        }
    }

    /// Something is odd.
    pub(super) fn remark(&mut self, at: At, key: &str, refusal: PlacesRefusal) {
        self.remarks_all += 1;
        if self.remarks.len() < FAULTS_MAX {
            let key = shown(key);
            self.remarks.push(PlacesFault { at, key, refusal });
        }
    }

    /// Takes a row: a bay's where it has a bay, a zone's where it has a zone, a lot's otherwise.
    pub(super) fn take(&mut self, record: &Record) {
        let at = record.at;
        let Some(lot) = record.get(Column::Lot) else {
            return self.fault(at, "lot", missing(Column::Lot));
        };
        let code = match Code::new(lot) {
            Ok(code) => code,
            Err(refusal) => return self.fault(at, "lot", refusal),
        };
        let mut draft = self.lots.remove(&code).unwrap_or_default();
        draft.first.get_or_insert(at);
        match (record.get(Column::Bay), record.get(Column::Zone)) {
            (Some(bay), zone) => self.take_bay(&mut draft, record, zone.unwrap_or(ZONE_MAIN), bay),
            (None, Some(zone)) => self.take_zone(&mut draft, record, zone),
            (None, None) => self.take_lot(&mut draft, record, &code),
        }
        self.lots.insert(code, draft);
    }

    fn take_bay(&mut self, draft: &mut Draft, record: &Record, zone: &str, bay: &str) {
        let at = record.at;
        let zone = self.checked(at, Column::Zone, Code::new(zone));
        let number = self.checked(at, Column::Bay, Number::new(bay));
        let point = self.point(record);
        if point.is_none() && !self.is_faulty(at) {
            self.fault(at, "lat", missing(Column::Latitude));
        }
        let classes = match record.get(Column::Classes).map_or(Ok(Classes::NONE), Classes::read) {
            Ok(classes) => classes,
            Err(class) => return self.fault(at, "classes", PlacesRefusal::ClassUnknown { class }),
        };
        let id = self.number::<u32>(record, Column::Id, u32::MAX);
        let (Some(zone), Some(number), Some(point)) = (zone, number, point) else {
            return;
        };
        let zone = zone_of(draft, &zone);
        if !draft.numbers.insert((zone, number.clone())) {
            let number = number.to_string();
            return self.fault(at, "bay", PlacesRefusal::BayTwice { number });
        }
        let bays = &mut draft.zones[zone].bays;
        if id.is_none() {
            draft.unnumbered.push((zone, bays.len()));
        }
        bays.push(Bay {
            id: BayId(id.unwrap_or(0)),
            number,
            at: point,
            classes,
        });
    }

    fn take_zone(&mut self, draft: &mut Draft, record: &Record, zone: &str) {
        let at = record.at;
        let Some(code) = self.checked(at, Column::Zone, Code::new(zone)) else {
            return;
        };
        if !draft.zone_rows.insert(code.clone()) {
            let code = code.to_string();
            return self.fault(at, "zone", PlacesRefusal::ZoneTwice { code });
        }
        let index = zone_of(draft, &code);
        let name = self.optional(record, Column::Name, Name::new);
        let tariff = self.optional(record, Column::Tariff, Code::new);
        let outline = self.outline(record);
        let zone = &mut draft.zones[index];
        (zone.name, zone.tariff, zone.outline) = (name, tariff, outline);
    }

    fn take_lot(&mut self, draft: &mut Draft, record: &Record, code: &Code) {
        let at = record.at;
        if draft.own.replace(at).is_some() {
            let code = code.to_string();
            return self.fault(at, "lot", PlacesRefusal::LotTwice { code });
        }
        draft.name = self.optional(record, Column::Name, Name::new);
        draft.operator = self.optional(record, Column::Operator, Name::new);
        draft.hours = self.optional(record, Column::Hours, Name::new);
        draft.tariff = self.optional(record, Column::Tariff, Code::new);
        draft.setting = self.choice(
            record,
            Column::Setting,
            Setting::of,
            &words(Setting::ALL, Setting::word),
        );
        draft.access = self.choice(record, Column::Access, Access::of, &words(Access::ALL, Access::word));
        draft.realtime = self.choice(
            record,
            Column::Realtime,
            Realtime::of,
            &words(Realtime::ALL, Realtime::word),
        );
        draft.charged = self.choice(record, Column::Charged, yes, "yes, no");
        draft.bookable = self.choice(record, Column::Bookable, yes, "yes, no").unwrap_or(false);
        draft.height_cm = self.choice(record, Column::Height, height_cm, "1.0 - 20.0 m");
        draft.stay_minutes_max = self.number(record, Column::Stay, STAY_MINUTES_MAX);
        draft.point = self.point(record);
        draft.outline = self.outline(record);
        let most = u32::try_from(LOT_BAYS_MAX).unwrap_or(u32::MAX);
        let all = self.number(record, Column::Capacity, most);
        let mut by_class = Vec::new();
        for (column, _) in &record.values {
            if let Column::CapacityOf(class) = column {
                let count = self.number(record, *column, most);
                by_class.extend(count.map(|count| (*class, count)));
            }
        }
        draft.capacity = all.map(|all| Counts::stated(all, &by_class));
        if let (None, Some((class, _))) = (all, by_class.first()) {
            self.remark(at, &Column::CapacityOf(*class).word(), missing(Column::Capacity));
        }
    }

    /// Whether something was already said of a place in the file.
    fn is_faulty(&self, at: At) -> bool {
        self.faults.last().is_some_and(|fault| fault.at == at) || self.faults.len() >= FAULTS_MAX
    }

    fn checked<T>(&mut self, at: At, column: Column, value: Result<T, PlacesRefusal>) -> Option<T> {
        value.map_err(|refusal| self.fault(at, &column.word(), refusal)).ok()
    }

    fn optional<T>(
        &mut self,
        record: &Record,
        column: Column,
        read: impl Fn(&str) -> Result<T, PlacesRefusal>,
    ) -> Option<T> {
        let value = read(record.get(column)?);
        self.checked(record.at, column, value)
    }

    fn choice<T>(
        &mut self,
        record: &Record,
        column: Column,
        read: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let text = record.get(column)?;
        let unknown = || PlacesRefusal::ValueUnknown {
            value: shown(text),
            known: known.to_owned(),
        };
        let value = read(text).ok_or_else(unknown);
        self.checked(record.at, column, value)
    }

    fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
        &mut self,
        record: &Record,
        column: Column,
        max: T,
    ) -> Option<T> {
        let text = record.get(column)?;
        let range = || PlacesRefusal::NumberRange {
            value: shown(text),
            max: max.to_string(),
        };
        let value = text.parse::<T>().ok().filter(|number| *number <= max).ok_or_else(range);
        self.checked(record.at, column, value)
    }

    fn point(&mut self, record: &Record) -> Option<Point> {
        match (record.get(Column::Latitude), record.get(Column::Longitude)) {
            (Some(latitude), Some(longitude)) => {
                self.checked(record.at, Column::Latitude, Point::read(latitude, longitude))
            }
            (None, None) => record.point,
            (one, _) => {
                let column = if one.is_none() {
                    Column::Latitude
                } else {
                    Column::Longitude
                };
                self.fault(record.at, &column.word(), missing(column));
                None
            }
        }
    }

    fn outline(&mut self, record: &Record) -> Option<Outline> {
        if record.outline.is_some() {
            return record.outline.clone();
        }
        let corner = |text: &str| {
            let (latitude, longitude) = text.trim().split_once(' ').unwrap_or((text, ""));
            Point::read(latitude, longitude)
        };
        let corners = record
            .get(Column::Outline)?
            .split(';')
            .map(corner)
            .collect::<Result<Vec<_>, _>>();
        self.checked(record.at, Column::Outline, corners.and_then(Outline::new))
    }

    /// The places, or every fault.
    pub(super) fn finish(mut self) -> Result<Reading, Vec<PlacesFault>> {
        let mut drafts: Vec<(Code, Draft)> = std::mem::take(&mut self.lots).into_iter().collect();
        drafts.sort_by_key(|(_, draft)| draft.first);
        let mut lots = Vec::with_capacity(drafts.len());
        let mut rows = HashMap::with_capacity(drafts.len());
        for (code, draft) in drafts {
            rows.insert(code.clone(), draft.own.or(draft.first).unwrap_or(At::File));
            lots.extend(self.lot(code, draft));
        }
        if lots.is_empty() && self.faults.is_empty() {
            self.fault(At::File, "", PlacesRefusal::Nothing {});
        }
        match Places::new(lots) {
            Ok(places) if self.faults.is_empty() => Ok(Reading {
                places,
                remarks: self.remarks,
                remarks_all: self.remarks_all,
                taken: Vec::new(),
            }),
            Ok(_) => Err(sorted(self.faults)),
            Err(wrong) => {
                for (code, refusal) in wrong {
                    let at = rows.get(&code).copied().unwrap_or(At::File);
                    self.fault(at, code.as_str(), refusal);
                }
                Err(sorted(self.faults))
            }
        }
    }

    fn lot(&mut self, code: Code, mut draft: Draft) -> Option<Lot> {
        let first = draft.first.unwrap_or(At::File);
        give_ids(&mut draft);
        let bays: Vec<&Bay> = draft.zones.iter().flat_map(|zone| &zone.bays).collect();
        let middle = draft.outline.as_ref().map(Outline::middle);
        let point = draft.point.or(middle).or_else(|| mean(bays.iter().map(|bay| bay.at)));
        let Some(point) = point else {
            if self.faults.is_empty() {
                self.fault(draft.own.unwrap_or(first), "lat", missing(Column::Latitude));
            }
            return None;
        };
        if draft.own.is_none() {
            let code = code.to_string();
            self.remark(first, "lot", PlacesRefusal::LotImplied { code });
        }
        let counted: Counts = bays.iter().map(|bay| bay.classes).collect();
        if let Some(stated) = draft.capacity.filter(|stated| counted.all > 0 && *stated != counted) {
            let (stated, counted) = (stated.all, counted.all);
            self.remark(
                draft.own.unwrap_or(first),
                "capacity",
                PlacesRefusal::CapacityDiffers { stated, counted },
            );
        }
        let room = match draft.capacity {
            Some(stated) if counted.all == 0 => Room::Bare(stated),
            None if draft.zones.is_empty() => Room::Unstated,
            _ => Room::Zones(draft.zones),
        };
        let named = draft.name.or_else(|| Name::new(code.as_str()).ok())?;
        let setting = draft.setting.unwrap_or(Setting::Surface);
        Some(Lot {
            outline: draft.outline,
            operator: draft.operator,
            tariff: draft.tariff,
            charged: draft.charged,
            hours: draft.hours,
            height_cm: draft.height_cm,
            stay_minutes_max: draft.stay_minutes_max,
            access: draft.access.unwrap_or(Access::Public),
            bookable: draft.bookable,
            realtime: draft.realtime.unwrap_or(Realtime::None),
            ..Lot::new(code, named, setting, point, room)
        })
    }
}

/// Gives bays without an id the next ones that the lot does not have.
fn give_ids(draft: &mut Draft) {
    let ids = draft.zones.iter().flat_map(|zone| &zone.bays).map(|bay| bay.id.0);
    let mut next = ids.max().unwrap_or(0);
    for (zone, bay) in &draft.unnumbered {
        next = next.saturating_add(1);
        draft.zones[*zone].bays[*bay].id = BayId(next);
    }
}

fn zone_of(draft: &mut Draft, code: &Code) -> usize {
    // Bays of a zone usually follow each other.
    let found = draft.zones.iter().rposition(|zone| zone.code == *code);
    found.unwrap_or_else(|| {
        draft.zones.push(Zone {
            code: code.clone(),
            name: None,
            outline: None,
            tariff: None,
            bays: Vec::new(),
        });
        draft.zones.len() - 1
    })
}

/// The mean of points that lie near each other.
fn mean(points: impl Iterator<Item = Point> + Clone) -> Option<Point> {
    let count = i64::try_from(points.clone().count()).ok().filter(|count| *count > 0)?;
    let first = points.clone().next()?.longitude_micro();
    let round = |sum: i64| i32::try_from(sum.div_euclid(count)).ok();
    let latitude = round(points.clone().map(|point| i64::from(point.latitude_micro())).sum())?;
    // The short way round the earth, so that bays on both sides of the antimeridian do not meet in Africa.
    let east = |point: Point| {
        let east = i64::from(point.longitude_micro()) - i64::from(first);
        (east + 180_000_000).rem_euclid(360_000_000) - 180_000_000
    };
    let longitude = i64::from(first) + i64::from(round(points.map(east).sum())?);
    let turned = (longitude + 180_000_000).rem_euclid(360_000_000) - 180_000_000;
    Point::new(latitude, i32::try_from(turned).ok()?).ok()
}

/// By where they are in the file.
fn sorted(mut faults: Vec<PlacesFault>) -> Vec<PlacesFault> {
    faults.sort_by_key(|fault| fault.at);
    faults
}

fn missing(column: Column) -> PlacesRefusal {
    PlacesRefusal::Missing {
        what: column.word().into_owned(),
    }
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ")
}

/// Yes or no, as tables say it.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" | "是" | "收费" => Some(true),
        "no" | "false" | "0" | "n" | "否" | "免费" => Some(false),
        _ => None,
    }
}

/// A height in metres (`2.1`, `2.1 m`, `2.1米`) or with its own unit (`210 cm`), in centimetres.
pub(super) fn height_cm(text: &str) -> Option<u16> {
    let text = text.trim().to_lowercase();
    let (number, scale) = match text.strip_suffix("cm").or_else(|| text.strip_suffix("厘米")) {
        Some(number) => (number, 1.0),
        None => (text.trim_end_matches(['m', '米']), 100.0),
    };
    let centimetres = number.trim().parse::<f64>().ok()? * scale;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is looked at"
    )]
    HEIGHT_CM.contains(&centimetres).then(|| centimetres.round() as u16)
}
