//! What can go wrong with a store.

/// Each variant is something the caller or the operator can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A row with this key is there already; nothing was changed.
    #[error("{0} exists already")]
    Duplicate(&'static str),
    /// The row was changed by somebody else since it was loaded.
    #[error("the row was changed meanwhile")]
    Conflict,
    /// There is no such row.
    #[error("no such row")]
    NotFound,
    /// A text holds a NUL character, which one of the engines cannot keep; nothing was asked or changed.
    #[error("a text holds a NUL character")]
    Nul,
    /// A unit of work was begun inside another, which would wait for itself.
    #[error("a unit of work was begun inside another")]
    Nested,
    /// The queue before the writer is full; nothing was changed, try again in a moment.
    #[error("the store is overloaded")]
    Busy,
    /// The unit of work panicked; it was undone.
    #[error("a unit of work panicked and was undone")]
    Panicked,
    /// The connection was lost while committing: the change may or may not be there. Repeat with the same idempotency key.
    #[error("the outcome of the commit is unknown")]
    Unknown,
    /// The store cannot be reached or opened.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A row that no code of ours could have written.
    #[error("{table}.{column} of row {id} is impossible; run `shishi doctor`")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, as far as it is known.
        id: i64,
    },
    /// The tables could not be brought up to date.
    #[error("migration failed: {0}")]
    Migration(String),
    /// A fault of ours or of the machine.
    #[error("{0}")]
    Other(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(code, _) => match code.code {
                rusqlite::ErrorCode::ConstraintViolation
                    if code.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                        || code.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY =>
                {
                    Self::Duplicate("row")
                }
                rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => Self::Busy,
                // A disk that fails to write is full, or at its limit, more often than it is broken.
                rusqlite::ErrorCode::DiskFull
                | rusqlite::ErrorCode::ReadOnly
                | rusqlite::ErrorCode::CannotOpen
                | rusqlite::ErrorCode::SystemIoFailure => Self::Unavailable(error.to_string()),
                _ => Self::Other(error.to_string()),
            },
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<::postgres::Error> for StoreError {
    fn from(error: ::postgres::Error) -> Self {
        use ::postgres::error::SqlState;
        match error.code() {
            Some(code) if *code == SqlState::UNIQUE_VIOLATION => Self::Duplicate("row"),
            Some(code) if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Busy
            }
            Some(code) if is_away(code) => Self::Unavailable(error.to_string()),
            // Without a word of the database itself, the way to it is broken.
            None if error.is_closed() || is_broken(&error) => Self::Unavailable(error.to_string()),
            _ => Self::Other(
                error
                    .as_db_error()
                    .map_or_else(|| error.to_string(), ToString::to_string),
            ),
        }
    }
}

/// Whether the database says that it is going, not there yet, full, or does not let anybody in: classes 08 (connection),
/// 53 (resources) and 57P (operator), of which it comes back by itself or when somebody has made room.
fn is_away(code: &::postgres::error::SqlState) -> bool {
    ["08", "53", "57P", "58"]
        .iter()
        .any(|class| code.code().starts_with(class))
}

/// Whether a connection broke while it was used.
fn is_broken(error: &::postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}
