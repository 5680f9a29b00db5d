//! Every field that is read or written, and how its name is known.

/// How the name of a field is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It stands in the parts of the specification that could be seen.
    Seen,
    /// It was not seen; it is named here after the manner of the others.
    Chosen,
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// As it stands on the wire.
    pub name: &'static str,
    /// How the name is known.
    pub known: Known,
    /// What it holds.
    pub holds: &'static str,
}

macro_rules! fields {
    ($($constant:ident = $name:literal, $known:ident, $holds:literal;)*) => {
        $(
            #[doc = $holds]
            pub const $constant: Field = Field { name: $name, known: Known::$known, holds: $holds };
        )*
        /// All of them.
        pub const ALL: &[Field] = &[$($constant),*];
    };
}

fields! {
    PARK_ID = "ParkID", Seen, "the platform's number of the lot";
    NAME = "Name", Seen, "its name";
    ADDRESS = "Addr", Seen, "its address, up to 256 characters";
    REGION_CODE = "RegionCode", Seen, "the division's code";
    STREET_CODE = "StreetCode", Seen, "the street's code, up to 16 characters";
    ENTRANCES = "Noen", Seen, "entrances";
    EXITS = "Noex", Seen, "exits";
    TOTAL = "TSpace", Seen, "bays";
    DISABLED = "DSpace", Seen, "bays for the disabled";
    CHARGING = "CSpace", Seen, "bays with a charger";
    FAST_PILES = "FCPile", Seen, "piles that charge fast";
    SLOW_PILES = "SCPile", Seen, "piles that charge slowly";
    MECHANICAL = "MecParking", Seen, "bays in a mechanical garage";
    RESERVABLE = "RSpace", Seen, "bays that can be booked";
    COORDINATES = "Coordsys", Seen, "the system of the coordinates";
    PORTALS = "PortalInfo", Seen, "entrances and exits, one by one";
    HOURS = "OpeningHours", Seen, "when it is open";
    PERIODS = "ChargingPeriod", Seen, "what is charged, by part of the day";
    RULES = "ChargingRule", Seen, "what is charged in a part of the day, by how long one stays";
    DURATION_START = "DurStart", Seen, "from how many minutes on";
    DURATION_END = "DurEnd", Seen, "until how many minutes, -1 without end";
    SPAN = "Span", Seen, "the minutes that one price buys";
    LONGITUDE = "Longitude", Chosen, "degrees east, six decimals";
    LATITUDE = "Latitude", Chosen, "degrees north, six decimals";
    PORTAL_NUMBER = "PortalNo", Chosen, "the number of an entrance or exit";
    PORTAL_WAY = "PortalType", Chosen, "1 for in, 2 for out";
    PERIOD_START = "TimeStart", Chosen, "the first minute of a part of the day, HH:mm";
    PERIOD_END = "TimeEnd", Chosen, "the minute after the last, HH:mm";
    PRICE = "Price", Chosen, "yuan";
    FREE = "FSpace", Chosen, "free bays";
    RESERVABLE_FREE = "RFSpace", Chosen, "free bays that can be booked";
    TIME = "Time", Chosen, "yyyy-MM-dd HH:mm:ss, in China";
    DEVICE = "DeviceID", Chosen, "the device that saw it";
    SEQUENCE = "Seq", Chosen, "the device's own number of the record";
    LANE = "LaneNo", Chosen, "the lane";
    PLATE = "PlateNo", Chosen, "the plate; empty where there is none";
    COLOUR = "PlateColor", Chosen, "0 blue, 1 yellow, 2 white, 3 black, 4 green, 5 yellow and green, 9 not read";
    CONFIDENCE = "Confidence", Chosen, "how sure the reading is, 0 to 100";
    IMAGE = "ImageRef", Chosen, "where the picture lies; never the picture";
    BAY = "BerthNo", Chosen, "the bay on the street";
    TAKEN = "BerthStatus", Chosen, "0 free, 1 taken";
    RESULT = "Result", Chosen, "0 taken, 1 refused";
    CODE = "Code", Chosen, "the code of the refusal";
    MESSAGE = "Message", Chosen, "why";
}
