//! OpenStreetMap's tags of parking, to our columns and back.

use super::super::{Access, Class, Code, Lot, Name, Realtime, Setting};
use super::build::height_cm;
use super::columns::Column;
use super::table::metres;
use std::collections::BTreeMap;

/// Tags of an element.
pub(super) type Tags = BTreeMap<String, String>;

/// Our columns, and the tags whose value says nothing that we can hold.
pub(super) type Said = (Vec<(Column, String)>, Vec<String>);

/// Settings with their values of `parking=*`, the one that is written first.
const SETTINGS: [(&str, Setting); 13] = [
    ("surface", Setting::Surface),
    ("multi-storey", Setting::MultiStorey),
    ("underground", Setting::Underground),
    ("rooftop", Setting::Rooftop),
    ("street_side", Setting::StreetSide),
    ("lane", Setting::Lane),
    ("on_kerb", Setting::Lane),
    ("half_on_kerb", Setting::Lane),
    ("shoulder", Setting::Lane),
    ("carports", Setting::Surface),
    ("garage_boxes", Setting::Surface),
    ("sheds", Setting::Surface),
    ("layby", Setting::StreetSide),
];

/// Classes that OpenStreetMap calls otherwise than we do.
const CLASSES: [(&str, Class); 4] = [
    ("parent", Class::Family),
    ("women", Class::Woman),
    ("hgv", Class::Truck),
    ("car_sharing", Class::Carsharing),
];

/// What `amenity=parking` says of a lot.
pub(super) fn lot(tags: &Tags) -> Said {
    let (mut values, mut unread) = (Vec::new(), Vec::new());
    for (key, value) in tags {
        let text = value.trim();
        let found = match key.as_str() {
            "parking" => SETTINGS
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, setting)| (Column::Setting, setting.word().to_owned())),
            "capacity" => count(text).map(|count| (Column::Capacity, count)),
            "fee" => Some((Column::Charged, if text == "no" { "no" } else { "yes" }.to_owned())),
            "maxstay" => match stay_minutes(text) {
                Some(minutes) => Some((Column::Stay, minutes.to_string())),
                None if matches!(text, "no" | "none" | "unlimited") => continue,
                None => None,
            },
            "maxheight" => match height_cm(text) {
                Some(height) => Some((Column::Height, metres(height))),
                None if matches!(text, "no" | "none" | "default" | "unsigned") => continue,
                None => None,
            },
            "access" => access(text).map(|access| (Column::Access, access.word().to_owned())),
            "reservation" => Some((Column::Bookable, if text == "no" { "no" } else { "yes" }.to_owned())),
            "operator" => name(text).map(|name| (Column::Operator, name)),
            "opening_hours" => name(text).map(|name| (Column::Hours, name)),
            "name" if tags.contains_key("name:zh") => continue,
            "name" | "name:zh" => name(text).map(|name| (Column::Name, name)),
            _ => match key.strip_prefix("capacity:").and_then(class) {
                Some(class) => count(text).map(|count| (Column::CapacityOf(class), count)),
                None => continue,
            },
        };
        match found {
            Some(found) => values.push(found),
            None => unread.push(key.clone()),
        }
    }
    (values, unread)
}

/// The code of an element: its `ref` where that is one, or its kind and id.
pub(super) fn code(tags: &Tags, id: &str) -> Option<Code> {
    let given = tags.get("ref").and_then(|text| Code::new(text).ok());
    given.or_else(|| Code::from_words(&format!("osm-{id}")))
}

/// The classes of an `amenity=parking_space`.
pub(super) fn classes(tags: &Tags) -> String {
    let kind = tags.get("parking_space").and_then(|kind| class(kind));
    let counted = tags.iter().filter_map(|(key, value)| {
        let class = class(key.strip_prefix("capacity:")?)?;
        (!matches!(value.as_str(), "no" | "0")).then_some(class)
    });
    let words: Vec<&str> = kind.into_iter().chain(counted).map(Class::word).collect();
    words.join(" ")
}

fn class(word: &str) -> Option<Class> {
    let own = CLASSES.iter().find(|(known, _)| *known == word);
    own.map(|(_, class)| *class).or_else(|| Class::of(word))
}

fn osm_word(class: Class) -> &'static str {
    let own = CLASSES.iter().find(|(_, known)| *known == class);
    own.map_or(class.word(), |(word, _)| *word)
}

fn access(text: &str) -> Option<Access> {
    match text {
        "destination" | "designated" => Some(Access::Public),
        "employees" | "delivery" | "members" => Some(Access::Permit),
        _ => Access::of(text),
    }
}

fn name(text: &str) -> Option<String> {
    Name::new(text).ok().map(|name| name.to_string())
}

fn count(text: &str) -> Option<String> {
    let number = if matches!(text, "no" | "none") { "0" } else { text };
    number.parse::<u16>().ok().map(|count| count.to_string())
}

/// `2 h`, `90 min`, `1.5 hours`, `1 day` in minutes.
fn stay_minutes(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number: f64 = text[..end].parse().ok()?;
    let unit = match text[end..].trim() {
        "min" | "mins" | "minute" | "minutes" => 1.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60.0,
        "d" | "day" | "days" => 1440.0,
        "week" | "weeks" => 10_080.0,
        _ => return None,
    };
    let minutes = (number * unit).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is looked at"
    )]
    (1.0..=525_600.0).contains(&minutes).then_some(minutes as u32)
}

/// The tags of a lot.
pub(super) fn of_lot(lot: &Lot) -> Tags {
    let mut tags = Tags::new();
    let mut set = |key: &str, value: String| drop(tags.insert(key.to_owned(), value));
    set("amenity", "parking".to_owned());
    set("ref", lot.code.to_string());
    set("name", lot.name.to_string());
    if let Some((word, _)) = SETTINGS.iter().find(|(_, setting)| *setting == lot.setting) {
        set("parking", (*word).to_owned());
    }
    let access = match lot.access {
        Access::Public => "yes",
        Access::Customers => "customers",
        Access::Permit => "private",
    };
    set("access", access.to_owned());
    let counts = lot.capacity();
    if counts.all > 0 {
        set("capacity", counts.all.to_string());
        for (class, count) in counts.classes() {
            set(&format!("capacity:{}", osm_word(class)), count.to_string());
        }
    }
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let said = [
        ("fee", lot.is_charged().map(yes)),
        ("operator", lot.operator.as_ref().map(ToString::to_string)),
        ("opening_hours", lot.hours.as_ref().map(ToString::to_string)),
        ("maxheight", lot.height_cm.map(metres)),
        (
            "maxstay",
            lot.stay_minutes_max.map(|minutes| format!("{minutes} minutes")),
        ),
        ("reservation", lot.bookable.then(|| yes(true))),
        // Live data are no property of the place there; a note keeps what we know.
        (
            "note",
            (lot.realtime != Realtime::None).then(|| format!("realtime: {}", lot.realtime.word())),
        ),
    ];
    for (key, value) in said {
        value.into_iter().for_each(|value| set(key, value));
    }
    tags
}

/// The tags of a bay.
pub(super) fn of_bay(number: &str, classes: impl Iterator<Item = Class>, level: Option<i32>) -> Tags {
    let mut tags = Tags::from([
        ("amenity".to_owned(), "parking_space".to_owned()),
        ("ref".to_owned(), number.to_owned()),
    ]);
    for class in classes {
        tags.entry("parking_space".to_owned())
            .or_insert_with(|| osm_word(class).to_owned());
        tags.insert(format!("capacity:{}", osm_word(class)), "1".to_owned());
    }
    tags.extend(level.map(|level| ("level".to_owned(), level.to_string())));
    tags
}

/// The zone of a storey: `b2` for -2, `g` for 0, `l3` for 3.
pub(super) fn zone_of_level(level: i32) -> String {
    match level {
        0 => "g".to_owned(),
        below if below < 0 => format!("b{}", below.unsigned_abs()),
        above => format!("l{above}"),
    }
}

/// The storey of a zone whose code says one.
pub(super) fn level_of_zone(code: &str) -> Option<i32> {
    let level = match code.split_at_checked(1)? {
        ("g", "") => 0,
        ("b", digits) => -digits.parse::<u8>().ok().map(i32::from)?,
        ("l", digits) => digits.parse::<u8>().ok().map(i32::from)?,
        _ => return None,
    };
    (zone_of_level(level) == code).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_a_lot() {
        let rows = [
            ("parking=underground", "setting=underground", ""),
            ("capacity=120", "capacity=120", ""),
            ("capacity=many", "", "capacity"),
            ("capacity:disabled=4", "capacity_disabled=4", ""),
            ("capacity:disabled=no", "capacity_disabled=0", ""),
            ("capacity:disabled=yes", "", "capacity:disabled"),
            ("capacity:women=3", "capacity_woman=3", ""),
            ("fee=Mo-Fr 08:00-18:00", "charged=yes", ""),
            ("fee=no", "charged=no", ""),
            ("maxstay=1.5 hours", "max_stay_min=90", ""),
            ("maxstay=unlimited", "", ""),
            ("maxstay=load-unload", "", "maxstay"),
            ("maxheight=2.1 m", "height_m=2.10", ""),
            ("maxheight=6'7\"", "", "maxheight"),
            ("access=private", "access=permit", ""),
            ("access=destination", "access=public", ""),
            ("surface=asphalt", "", ""),
        ];
        for (tag, said, left) in rows {
            let (key, value) = tag.split_once('=').unwrap();
            let (values, unread) = lot(&Tags::from([(key.to_owned(), value.to_owned())]));
            let text: Vec<String> = values
                .iter()
                .map(|(column, value)| format!("{}={value}", column.word()))
                .collect();
            assert_eq!(
                (text.join(","), unread.join(",")),
                (said.to_owned(), left.to_owned()),
                "{tag}"
            );
        }
    }

    #[test]
    fn storeys() {
        for (level, zone) in [(-2, "b2"), (0, "g"), (3, "l3")] {
            assert_eq!(zone_of_level(level), zone);
            assert_eq!(level_of_zone(zone), Some(level));
        }
        for zone in ["main", "b", "b02", "north", "l999"] {
            assert_eq!(level_of_zone(zone), None, "{zone}");
        }
    }
}
