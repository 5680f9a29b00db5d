//! A made-up town for measurements: lots of two hundred bays, scattered over half a degree, the same one each time.

use anyhow::{Result, anyhow};
use shishi_parking::places::{
    Bay, BayId, Class, Classes, Code, Lot, Name, Number, Places, Point, Realtime, Room, Setting, Zone,
};

/// Bays of a lot: twenty beside each other, ten rows.
pub const LOT_BAYS: u32 = 200;
/// The south-western corner in micro-degrees, north and east.
pub const CORNER: (i32, i32) = (35_200_000, 116_300_000);
/// Micro-degrees of the town's sides.
pub const SIDE: u64 = 500_000;

/// Numbers by chance, from a seed.
pub struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A point of the town.
    pub fn point(&mut self) -> Result<Point> {
        let (north, east) = (self.below(SIDE) as i32, self.below(SIDE) as i32);
        Ok(Point::new(CORNER.0 + north, CORNER.1 + east)?)
    }
}

/// A town of so many bays: one in fifty with a charger, one in a hundred for the disabled.
pub fn places(bays: u32) -> Result<Places> {
    let mut chance = Chance::of(18);
    let lots = (0..bays.div_ceil(LOT_BAYS)).map(|number| {
        let at = chance.point()?;
        let bay = |id: u32| {
            let classes = match chance.below(100) {
                0 => Classes::of(Class::Disabled),
                1 | 2 => Classes::of(Class::Charging),
                _ => Classes::NONE,
            };
            let (row, column) = ((id / 20) as i32, (id % 20) as i32);
            Ok(Bay {
                id: BayId(id + 1),
                number: Number::new(&format!("{:03}", id + 1))?,
                at: Point::new(at.latitude_micro() + row * 50, at.longitude_micro() + column * 25)?,
                classes,
            })
        };
        let zone = Zone {
            code: Code::new("main")?,
            name: None,
            outline: None,
            tariff: None,
            bays: (0..LOT_BAYS.min(bays - number * LOT_BAYS))
                .map(bay)
                .collect::<Result<_>>()?,
        };
        let room = Room::Zones(vec![zone]);
        let (code, name) = (
            Code::new(&format!("lot-{number:05}"))?,
            Name::new(&format!("停车场{number}"))?,
        );
        Ok(Lot {
            realtime: Realtime::Bays,
            tariff: Some(Code::new("city-lot")?),
            ..Lot::new(code, name, Setting::Surface, at, room)
        })
    });
    let lots = lots.collect::<Result<Vec<_>>>()?;
    Places::new(lots).map_err(|faults| anyhow!("the town is wrong: {faults:?}"))
}
