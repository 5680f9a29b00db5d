//! What the rules of parking refuse: a tariff file that cannot be taken, and a stay that cannot be priced.

use shishi_kernel::Refusal;

/// Declares an enum of refusals: each variant with its arguments, its code and the words for programmers.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident, $codes:ident {
        $($(#[$about:meta])* $variant:ident { $($field:ident: $kind:ty),* } = $code:literal, $words:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[allow(missing_docs, reason = "the fields are what the words need")]
        pub enum $name {
            $($(#[$about])* #[error($words)] $variant { $($field: $kind),* },)*
        }

        /// Every code of this enum, in order.
        pub const $codes: &[&str] = &[$($code),*];

        impl Refusal for $name {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }

            fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$variant { $($field),* } => vec![$((stringify!($field), $field.to_string())),*],)*
                }
            }
        }
    };
}

pub(crate) use refusals;

refusals! {
    /// Why a line of a tariff file is not taken.
    TariffRefusal, TARIFF_CODES {
        /// The file is longer than any tariff.
        FileLong { max: usize } = "tariff.file_long", "the file has more than {max} bytes";
        /// The file is not text in UTF-8.
        NotText {} = "tariff.not_text", "the file is no text in UTF-8";
        /// The first line does not say that this is a tariff of a form that is known.
        NoHead {} = "tariff.no_head", "the first line must be `shishi-tariff 1`";
        /// A line has more characters than fit.
        LineLong { max: usize } = "tariff.line_long", "the line has more than {max} characters";
        /// A line is neither a comment nor `[section]` nor `key: value`.
        LineUnread { line: String } = "tariff.line_unread", "not `key: value`, `[section]` or a comment: {line}";
        /// A key that does not exist in this place.
        KeyUnknown { key: String, known: String } = "tariff.key_unknown", "unknown key {key}; known here: {known}";
        /// A key stands twice where once is meant.
        KeyTwice { key: String } = "tariff.key_twice", "{key} stands here twice";
        /// A key that belongs into a version stands before the first, or the other way round.
        KeyMisplaced { key: String, place: String } = "tariff.key_misplaced", "{key} belongs {place}";
        /// A section whose head cannot be read.
        SectionUnread { head: String } = "tariff.section_unread", "not a section: {head}";
        /// A name that is empty, too long or has white space.
        NameBad { name: String } = "tariff.name_bad", "not a name: {name}";
        /// The time zone is not known.
        ZoneUnknown { zone: String } = "tariff.zone_unknown", "unknown time zone {zone}";
        /// A value is none of those that can be.
        ChoiceUnknown { value: String, known: String } = "tariff.choice_unknown", "{value} is none of: {known}";
        /// A number that cannot be read.
        NumberBad { value: String } = "tariff.number_bad", "not a number: {value}";
        /// A number that is out of range.
        NumberRange { value: String, min: String, max: String } = "tariff.number_range", "{value} is not between {min} and {max}";
        /// A number without its unit.
        UnitMissing { value: String, units: String } = "tariff.unit_missing", "{value} has no unit; known: {units}";
        /// A unit that is not known here.
        UnitUnknown { unit: String, units: String } = "tariff.unit_unknown", "unknown unit {unit}; known: {units}";
        /// A time of day or a date that does not exist.
        TimeBad { value: String } = "tariff.time_bad", "no such time: {value}";
        /// A window, season or version that is named but was not given before.
        NameUnknown { name: String } = "tariff.name_unknown", "{name} was not given before this line";
        /// A name that is given twice.
        NameTwice { name: String } = "tariff.name_twice", "{name} is given twice";
        /// The minutes of a day are not all covered by windows.
        DayOpen { version: String, minute: String } = "tariff.day_open", "version {version}: no window covers {minute}; add `window NAME: otherwise`";
        /// A window has no rate.
        RateMissing { version: String, window: String } = "tariff.rate_missing", "version {version}: window {window} has no rate";
        /// A ladder does not say what follows its last step.
        RateOpen { window: String } = "tariff.rate_open", "the rate of {window} does not end with `then`, `flat` or `free`";
        /// A step after the last one.
        StepAfterLast {} = "tariff.step_after_last", "nothing can follow `then`, `flat` or `free`";
        /// A step that does not go beyond the one before.
        StepBack { until: String } = "tariff.step_back", "the step to {until} does not go beyond the one before";
        /// A step whose length is no whole number of its units.
        StepUneven { length: u32, unit: u32 } = "tariff.step_uneven", "{length} minutes are no whole number of units of {unit} minutes";
        /// No version at all.
        NoVersion {} = "tariff.no_version", "no version: add `[always]` or `[from YYYY-MM-DD]`";
        /// Versions do not follow each other in time.
        VersionOrder { from: String } = "tariff.version_order", "the version from {from} is not later than the one before";
        /// More of something than fits.
        TooMany { what: String, max: usize } = "tariff.too_many", "more than {max} {what}";
    }
}

refusals! {
    /// Why a stay has no price.
    PriceRefusal, PRICE_CODES {
        /// The exit lies before the entry.
        Backwards {} = "price.backwards", "the exit lies before the entry";
        /// The stay is longer than any that is priced.
        TooLong { days: u32 } = "price.too_long", "the stay is longer than {days} days";
        /// The tariff did not yet hold.
        NoVersion {} = "price.no_version", "no version of the tariff held at that time";
        /// The class is none of the tariff.
        ClassUnknown { class: String } = "price.class_unknown", "the tariff has no vehicle class {class}";
        /// A discount, surcharge or card that the tariff does not have.
        NameUnknown { name: String } = "price.name_unknown", "the tariff has no discount, surcharge or card {name}";
        /// The vehicle takes more bays, or none.
        BaysBad { max: u32 } = "price.bays_bad", "a vehicle takes between 1 and {max} bays";
        /// The charging session does not lie within the stay.
        ChargingOutside {} = "price.charging_outside", "the charging session does not lie within the stay";
        /// A payment is negative or lies outside the stay.
        PaymentBad {} = "price.payment_bad", "a payment is negative or lies outside the stay";
    }
}

/// What is wrong with a tariff file: the line (from 1; 0 when it is the whole file), the key, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {key}: {refusal}")]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key as it stands there, empty when the line has none.
    pub key: String,
    /// What is wrong.
    pub refusal: TariffRefusal,
}
