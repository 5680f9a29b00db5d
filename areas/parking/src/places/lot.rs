//! A lot with its zones and bays.

use super::{BayId, Classes, Code, Counts, Name, Number, Outline, Point};
use std::collections::HashMap;

/// Declares a closed choice with its words in files.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal, [$($other:literal),*];)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $variant,)*
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in files and interfaces.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with a name, in any of the forms that are known.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                match text.trim().to_lowercase().replace('-', "_").as_str() {
                    $($word $(| $other)* => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

choice! {
    /// Where vehicles stand.
    Setting {
        /// On the street, in bays beside the lane.
        StreetSide = "street_side", ["on_street", "路内", "路侧", "道路"];
        /// On the street, in the lane.
        Lane = "lane", ["kerb", "curb", "on_kerb", "half_on_kerb", "占道"];
        /// On open ground.
        Surface = "surface", ["off_street", "lot", "路外", "地面"];
        /// In a building above ground.
        MultiStorey = "multi_storey", ["multistorey", "garage", "停车楼", "立体"];
        /// Below ground.
        Underground = "underground", ["地下"];
        /// On a roof.
        Rooftop = "rooftop", ["屋顶"];
    }
}

choice! {
    /// Who may park.
    Access {
        /// Everybody.
        Public = "public", ["yes", "permissive", "公共", "公众"];
        /// Those who visit what it belongs to.
        Customers = "customers", ["访客", "顾客"];
        /// Holders of a permit only.
        Permit = "permit", ["private", "residents", "no", "专用", "内部"];
    }
}

choice! {
    /// Where it is known from how many bays are free.
    Realtime {
        /// Each bay has a sensor.
        Bays = "bays", ["sensors", "泊位", "车位检测"];
        /// Vehicles are counted at the entries and exits.
        Gate = "gate", ["gates", "counted", "道闸", "出入口"];
        /// Nothing is known.
        None = "none", ["no", "无"];
    }
}

impl Setting {
    /// Whether it is on the street.
    #[must_use]
    pub const fn is_on_street(self) -> bool {
        matches!(self, Self::StreetSide | Self::Lane)
    }
}

/// What a lot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// Bays that are listed, by zone.
    Zones(Vec<Zone>),
    /// Only a capacity that was stated.
    Bare(Counts),
    /// Nobody has said how many.
    Unstated,
}

/// One place to park with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// What programs and addresses call it.
    pub code: Code,
    /// What people call it.
    pub name: Name,
    /// On the street or off it.
    pub setting: Setting,
    /// Where one drives to.
    pub at: Point,
    /// Its ground.
    pub outline: Option<Outline>,
    /// Who runs it.
    pub operator: Option<Name>,
    /// Its tariff by code; none where none is known.
    pub tariff: Option<Code>,
    /// Whether anything is charged; none where that is not known.
    pub charged: Option<bool>,
    /// Opening hours in the syntax of OpenStreetMap, `24/7` or `Mo-Su 07:00-22:00`; none where they are not known.
    pub hours: Option<Name>,
    /// The height that passes, in centimetres; none where nothing limits it or it is not known.
    pub height_cm: Option<u16>,
    /// The longest stay in minutes.
    pub stay_minutes_max: Option<u32>,
    /// Who may park.
    pub access: Access,
    /// Whether a place can be booked.
    pub bookable: bool,
    /// Where free bays are known from.
    pub realtime: Realtime,
    /// What it holds.
    pub room: Room,
}

/// A part of a lot: a storey, an area, one side of a street.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// What programs call it, within the lot.
    pub code: Code,
    /// What people call it; none where it has only its code.
    pub name: Option<Name>,
    /// Its ground.
    pub outline: Option<Outline>,
    /// Its own tariff, where it is not the lot's.
    pub tariff: Option<Code>,
    /// Its bays.
    pub bays: Vec<Bay>,
}

/// What one vehicle stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bay {
    /// The lot's own id for it, which stays while lot, zone and number do.
    pub id: BayId,
    /// What is painted on it.
    pub number: Number,
    /// Where it is.
    pub at: Point,
    /// What it is for.
    pub classes: Classes,
}

impl Lot {
    /// A public lot of which only this is known; the rest is filled in with `..`.
    #[must_use]
    pub fn new(code: Code, name: Name, setting: Setting, at: Point, room: Room) -> Self {
        Self {
            code,
            name,
            setting,
            at,
            outline: None,
            operator: None,
            tariff: None,
            charged: None,
            hours: None,
            height_cm: None,
            stay_minutes_max: None,
            access: Access::Public,
            bookable: false,
            realtime: Realtime::None,
            room,
        }
    }

    /// Its zones; none where only a capacity was stated.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        match &self.room {
            Room::Zones(zones) => zones,
            Room::Bare(_) | Room::Unstated => &[],
        }
    }

    /// Its bays with their zones, in order.
    pub fn bays(&self) -> impl Iterator<Item = (&Zone, &Bay)> {
        self.zones()
            .iter()
            .flat_map(|zone| zone.bays.iter().map(move |bay| (zone, bay)))
    }

    /// How many bays there are, and of which classes: counted where they are listed, stated where they are not,
    /// none where nothing is said.
    #[must_use]
    pub fn capacity(&self) -> Counts {
        match &self.room {
            Room::Zones(_) => self.bays().map(|(_, bay)| bay.classes).collect(),
            Room::Bare(counts) => *counts,
            Room::Unstated => Counts::default(),
        }
    }

    /// Whether anything is charged: what was said, and yes where it has a tariff.
    #[must_use]
    pub fn is_charged(&self) -> Option<bool> {
        self.charged.or_else(|| self.tariff.is_some().then_some(true))
    }

    pub(super) fn keep_ids(&mut self, before: &Self) {
        let old: HashMap<(&str, &str), BayId> = before
            .bays()
            .map(|(zone, bay)| ((zone.code.as_str(), bay.number.as_str()), bay.id))
            .collect();
        let highest = |lot: &Self| lot.bays().map(|(_, bay)| bay.id.0).max().unwrap_or(0);
        let mut next = highest(before).max(highest(self));
        let Room::Zones(zones) = &mut self.room else { return };
        for zone in zones {
            for bay in &mut zone.bays {
                bay.id = old
                    .get(&(zone.code.as_str(), bay.number.as_str()))
                    .copied()
                    .unwrap_or_else(|| {
                        next = next.saturating_add(1);
                        BayId(next)
                    });
            }
        }
    }
}
