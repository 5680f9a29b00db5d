//! What a use case answers when it does not do what was asked.

use jiff::Timestamp;
use shishi_kernel::Refusal;
use shishi_store::StoreError;

/// Each variant is something the caller can act on; `Internal` is for the operator's log and is shown to nobody.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ServiceError {
    /// A rule of an area said no; the code has a sentence in every language.
    #[error("refused: {code}")]
    Refused {
        /// Stable code, `area.reason`.
        code: &'static str,
        /// Values for the sentence.
        arguments: Vec<(&'static str, String)>,
    },
    /// There is no such thing, or not for this actor.
    #[error("not found")]
    NotFound,
    /// The actor may not do this.
    #[error("forbidden: needs {need}")]
    Forbidden {
        /// The role or duty that would be needed.
        need: &'static str,
    },
    /// Name or password is wrong; never says which.
    #[error("sign-in failed")]
    SignInFailed,
    /// Too many attempts.
    #[error("too many attempts, again at {retry_at}")]
    TooMany {
        /// When the next attempt is heard.
        retry_at: Timestamp,
    },
    /// Somebody else changed it in the meantime; load it again and repeat.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// The idempotency key was used before with another body.
    #[error("idempotency key was used with another body")]
    KeyReused,
    /// The journal has not published this entry yet; ask again in a second.
    #[error("not in the published journal yet")]
    NotYet,
    /// A file that cannot be read, with what to do about it.
    #[error("unreadable: {en}")]
    Unreadable {
        /// For people reading Chinese.
        zh: String,
        /// For people reading English.
        en: String,
    },
    /// A value that breaks a form's limits.
    #[error("invalid {field}: {code}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// Stable code, `form.reason`.
        code: &'static str,
    },
    /// The store is overloaded or away for a moment; nothing was changed.
    #[error("busy")]
    Busy,
    /// The outcome of a commit is not known; repeating with the same idempotency key is safe.
    #[error("outcome unknown")]
    Unknown,
    /// A fault of ours or of the machine.
    #[error("internal: {0}")]
    Internal(String),
}

/// The refusal codes of every area, for the API document and the test that each has a sentence in every language.
pub const REFUSALS: &[&[&str]] = &[
    shishi_commitments::REFUSAL_CODES,
    shishi_commitments::course::CODES,
    shishi_commitments::plan::CODES,
    shishi_commitments::request::CODES,
    shishi_commitments::person::CODES,
    shishi_commitments::report::CODES,
    shishi_commitments::slip::CODES,
    shishi_commitments::question::CODES,
    shishi_inspections::CODES,
    shishi_appraisal::CODES,
    shishi_commitments::site::CODES,
    shishi_commitments::entry::CODES,
    shishi_commitments::survey::CODES,
    shishi_parking::PRICE_CODES,
    shishi_parking::booking::refusal::BOOKING_CODES,
    shishi_parking::passages::PASSAGE_CODES,
    shishi_parking::plate::PLATE_CODES,
    shishi_parking::charging::CHARGING_CODES,
    shishi_parking::accounts::refusal::ACCOUNTS_CODES,
];

/// The codes of [`ServiceError::code`] that are not refusals of an area; each needs a sentence in every language.
pub const ERROR_CODES: &[&str] = &[
    "not_found",
    "forbidden",
    "sign_in_failed",
    "too_many",
    "conflict",
    "key_reused",
    "not_yet",
    "unreadable",
    "busy",
    "unknown",
    "internal",
    "issue.number_known",
    "form.login_length",
    "form.login_taken",
    "form.login_characters",
    "form.name_length",
    "form.password_short",
    "form.password_long",
    "form.password_common",
    "form.password_is_login",
    "form.label_length",
    "form.setup_token",
    "form.file_empty",
    "form.file_large",
    "form.file_known",
    "form.evidence_known",
    "form.picture_kind",
    "form.picture_large",
    "form.picture_damaged",
    "form.table_kind",
    "form.table_large",
    "form.table_empty",
    "form.entries_many",
    "form.note_long",
    "form.unit_unknown",
    "form.factor_wrong",
    "form.factor_first",
    "form.identity_unknown",
    "form.identity_needs_code",
    "form.identity_taken",
    "form.provider_away",
    "form.provider_unproven",
    "form.commitment_unknown",
    "form.matter_unknown",
    "form.channel_address",
    "form.channel_purpose",
    "form.channel_erase_on",
    "form.channel_known",
    "form.nul",
    "form.slug",
    "form.lot_name",
    "form.lot_known",
    "form.time",
    "form.plate_unproved",
    "form.pass_full",
    "form.booking_full",
    "form.lot_hours",
    "form.place",
    "form.counting",
    "form.setting",
    "form.access",
    "form.confidence",
    "form.terms",
    "form.bays_many",
    "form.bay_code",
    "form.bay_unknown",
    "form.bay_closed",
    "form.bay_open",
    "form.device_kind",
    "form.device_elsewhere",
    "form.messages_many",
    "form.count_large",
    "form.sequence",
    "form.bay_state",
    "form.bay_unknown",
    "form.reason",
    "form.interval",
    "form.messages_large",
    "form.message_large",
    "form.message_shape",
    "form.look_reason",
    "form.plate_days",
    "form.illegal_source",
    "form.illegal_vehicles",
    "form.plate_named",
    "form.feed_what",
    "form.feed_measure",
    "form.charge_reason",
    "form.charge_nowhere",
    "form.charge_no_stay",
    "form.acceptance_words",
    "form.acceptance_ahead",
    "form.station_accepted",
    "form.station_nowhere",
    "form.operator_signs",
    "form.operator_name",
    "form.operator_address",
    "form.operator_secret",
    "form.operator_data_key",
    "form.period",
    "form.passage",
    "form.nothing_owed",
    "form.payment_under_way",
    "form.payments_many",
    "form.provider_silent",
    "form.objection_length",
    "form.objection_waits",
    "form.objections_many",
    "form.reason_length",
    "form.statement",
    "form.grant_name",
    "form.grant_days",
    "form.grant_twice",
    "form.grants_many",
    "form.voucher_name",
    "form.voucher_twice",
    "form.reason_plate",
];

impl ServiceError {
    /// The stable public code, listed in the API document.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } | Self::Invalid { code, .. } => code,
            Self::NotFound => "not_found",
            Self::Forbidden { .. } => "forbidden",
            Self::SignInFailed => "sign_in_failed",
            Self::TooMany { .. } => "too_many",
            Self::Conflict => "conflict",
            Self::KeyReused => "key_reused",
            Self::NotYet => "not_yet",
            Self::Unreadable { .. } => "unreadable",
            Self::Busy => "busy",
            Self::Unknown => "unknown",
            Self::Internal(_) => "internal",
        }
    }

    /// Values for the sentence of the code.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused { arguments, .. } => arguments.clone(),
            Self::Forbidden { need } => vec![("need", (*need).to_owned())],
            Self::TooMany { retry_at } => vec![("retry_at", retry_at.to_string())],
            Self::Invalid { field, .. } => vec![("field", (*field).to_owned())],
            _ => Vec::new(),
        }
    }

    /// The refusal of an area, for the layers above.
    pub fn refused(refusal: &dyn Refusal) -> Self {
        Self::Refused {
            code: refusal.code(),
            arguments: refusal.arguments(),
        }
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            // Two who began the same thing at once: the one who was second looks again.
            StoreError::Conflict | StoreError::Duplicate(_) => Self::Conflict,
            StoreError::Nul => Self::Invalid {
                field: "text",
                code: "form.nul",
            },
            StoreError::Busy | StoreError::Unavailable(_) => Self::Busy,
            StoreError::Unknown => Self::Unknown,
            StoreError::NotFound => Self::NotFound,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<shishi_journal::JournalError> for ServiceError {
    fn from(error: shishi_journal::JournalError) -> Self {
        Self::internal(error)
    }
}
