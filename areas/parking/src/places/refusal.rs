//! What is refused of places.

use crate::refusal::refusals;
use shishi_kernel::Refusal;

refusals! {
    /// Why a place is not taken.
    PlacesRefusal, PLACES_CODES {
        /// A code with other signs than it may have.
        CodeBad { code: String } = "places.code_bad", "not a code: {code}";
        /// A name that is empty, too long or has control characters.
        NameBad { name: String, max: usize } = "places.name_bad", "not a name of at most {max} characters: {name}";
        /// A bay's number that is empty, too long or has signs that it may not have.
        NumberBad { number: String, max: usize } = "places.number_bad", "not a bay number of at most {max} characters: {number}";
        /// A point that is not on the earth.
        PointBad { point: String } = "places.point_bad", "not a point: {point}";
        /// An outline with too few or too many corners.
        OutlineBad { corners: usize, max: usize } = "places.outline_bad", "an outline has 3 to {max} corners, not {corners}";
        /// Two lots with one code.
        LotTwice { code: String } = "places.lot_twice", "two lots have the code {code}";
        /// Two zones of a lot with one code.
        ZoneTwice { code: String } = "places.zone_twice", "two zones of the lot have the code {code}";
        /// Two bays of a zone with one number, or of a lot with one id.
        BayTwice { number: String } = "places.bay_twice", "two bays of the zone have the number {number}, or one id";
        /// More of something than fits.
        TooMany { what: String, max: usize } = "places.too_many", "more than {max} {what}";
    }
}
