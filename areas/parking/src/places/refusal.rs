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
        /// The file is longer than any that is read.
        FileLong { max_mib: usize } = "places.file_long", "the file has more than {max_mib} MiB";
        /// The file is not text.
        NotText {} = "places.not_text", "the file is no text in UTF-8";
        /// The file is no JSON of the form that was asked for.
        JsonUnread { column: usize } = "places.json_unread", "not JSON at column {column}";
        /// The file has not what all else hangs on.
        ColumnMissing { column: String } = "places.column_missing", "no {column}";
        /// A column that is not known.
        ColumnUnknown { column: String } = "places.column_unknown", "unknown column {column}, left alone";
        /// Two columns say the same.
        ColumnTwice { column: String } = "places.column_twice", "{column} says what an earlier column says";
        /// A row has more fields than there are columns.
        RowLong { fields: usize, max: usize } = "places.row_long", "{fields} fields, {max} columns";
        /// A row that is no row of a table.
        RowUnread {} = "places.row_unread", "the row cannot be read";
        /// Something that is needed is not there.
        Missing { what: String } = "places.missing", "no {what}";
        /// A value is none of those that can be.
        ValueUnknown { value: String, known: String } = "places.value_unknown", "{value} is none of: {known}";
        /// A number that cannot be read or is too large.
        NumberRange { value: String, max: String } = "places.number_range", "{value} is no whole number up to {max}";
        /// A class of bays that is not known.
        ClassUnknown { class: String } = "places.class_unknown", "unknown class {class}";
        /// A shape that places do not have.
        GeometryUnknown { kind: String } = "places.geometry_unknown", "{kind} is no point and no polygon";
        /// The file has no place in it.
        Nothing {} = "places.nothing", "no place in the file";
        /// A lot that only its bays name.
        LotImplied { code: String } = "places.lot_implied", "{code} has no row of its own";
        /// What is stated of a lot is not what its bays come to.
        CapacityDiffers { stated: u32, counted: u32 } = "places.capacity_differs", "{stated} stated, {counted} counted";
        /// A tag whose value says nothing that can be held.
        TagUnread { value: String } = "places.tag_unread", "{value} says nothing that can be held";
        /// Left out, as it is nowhere.
        LeftOutPointless {} = "places.left_out_pointless", "left out: no place";
        /// Left out, as it lies in no lot.
        LeftOutLotless {} = "places.left_out_lotless", "left out: in no lot";
        /// A bay that had no number was given one.
        NumberGiven {} = "places.number_given", "the bay had no number and was given one";
    }
}
