//! One way to ask both engines: values in, rows out.

use std::error::Error;
use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut};
use shishi_kernel::{Date, Decimal, JurisdictionId, Span};

use crate::StoreError;
use crate::postgres::Connection as PostgresConnection;

/// A parameter or a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value {
    #[default]
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    /// A column of many rows as one parameter, which only PostgreSQL has.
    Column(Vec<Value>),
}

/// Asks, on one consistent view.
pub struct Reader<'a> {
    pub(crate) connection: Connection<'a>,
    /// The first statement that failed. A unit of work that goes on after one is not committed: PostgreSQL would undo
    /// it without a word, and both engines must do the same.
    failed: Option<StoreError>,
}

pub(crate) enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut PostgresConnection),
}

/// Asks and changes, in one unit of work.
pub struct Writer<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) touched: Vec<i64>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(connection: Connection<'a>) -> Self {
        Self {
            reader: Reader::new(connection),
            touched: Vec::new(),
        }
    }

    /// Says that something the public can see changes with this unit of work.
    ///
    /// # Errors
    /// When the store is away.
    pub fn touch(&mut self, j: JurisdictionId) -> Result<(), StoreError> {
        if !self.touched.contains(&j.0) {
            self.execute("INSERT INTO touch (jurisdiction_id) VALUES ($1)", &[j.0.into()])?;
            self.touched.push(j.0);
        }
        Ok(())
    }

    /// Waits until no other unit of work holds the same thing, and holds it to the end of this one. For what is decided on
    /// rows that no revision guards, before they are read. On SQLite, where one unit of work runs after the other,
    /// everything is held anyway.
    ///
    /// # Errors
    /// When the store is away.
    pub fn hold(&mut self, j: JurisdictionId, what: &str) -> Result<(), StoreError> {
        let outcome = match &mut self.reader.connection {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(connection) => connection.hold(j.0, what),
        };
        self.reader.note(outcome)
    }

    /// For units of work that ask for many rows by their keys: none of their statements reads a whole table to the end of this one, and none
    /// is planned anew. PostgreSQL would else plan lists of keys by statistics that a young table does not have.
    ///
    /// # Errors
    /// When the store is away.
    pub fn by_index(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), \
                   set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true), \
                   set_config('plan_cache_mode', 'force_generic_plan', true)";
        let outcome = match &mut self.reader.connection {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(connection) => connection.query(sql, &[]).map(drop),
        };
        self.reader.note(outcome)
    }

    /// Runs a statement and gives the number of rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let outcome = self.try_execute(sql, values);
        self.reader.note(outcome)
    }

    /// Why this unit of work may not be committed, when a statement of it failed.
    pub(crate) fn failure(&mut self) -> Option<StoreError> {
        self.reader.failed.take()
    }

    fn try_execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        refuse_nul(values)?;
        match &mut self.reader.connection {
            Connection::Sqlite(connection) => {
                #[cfg(test)]
                asked::remember(sql);
                let changed = connection
                    .prepare_cached(&numbered(sql))?
                    .execute(rusqlite::params_from_iter(values))?;
                Ok(changed as u64)
            }
            Connection::Postgres(connection) => connection.execute(sql, values),
        }
    }

    /// Runs an `INSERT … RETURNING id`.
    pub(crate) fn insert(&mut self, sql: &str, values: &[Value]) -> Result<i64, StoreError> {
        self.reader
            .one(sql, values, |row| row.int(0))?
            .ok_or_else(|| StoreError::Other("no id was returned".into()))
    }
}

impl<'a> Deref for Writer<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: Connection<'a>) -> Self {
        Self {
            connection,
            failed: None,
        }
    }

    /// Every row.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        decode: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let outcome = self.try_all(sql, values, decode);
        self.note(outcome)
    }

    pub(crate) fn note<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.failed.get_or_insert_with(|| error.clone());
        }
        outcome
    }

    fn try_all<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        mut decode: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        refuse_nul(values)?;
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                #[cfg(test)]
                asked::remember(sql);
                let mut statement = connection.prepare_cached(&numbered(sql))?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(decode(&Row::Sqlite(row))?);
                }
                Ok(out)
            }
            Connection::Postgres(connection) => connection
                .query(sql, values)?
                .iter()
                .map(|row| decode(&Row::Postgres(row)))
                .collect(),
        }
    }

    /// The columns of those rows of a table that a condition finds for each row of a list called `asked`. Whatever the engine believes of a
    /// young table that has no statistics yet, it asks the index for each row of the list, and does not read all rows first.
    pub(crate) fn found(&self, columns: &str, table: &str, condition: &str) -> String {
        match self.connection {
            Connection::Sqlite(_) => format!("SELECT {columns} FROM asked CROSS JOIN {table} WHERE {condition}"),
            Connection::Postgres(_) => format!(
                "SELECT {columns} FROM asked CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {condition} OFFSET 0) AS found"
            ),
        }
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        decode: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, values, decode)?.into_iter().next())
    }

    /// The first column of the first row as a number; 0 when there is none.
    pub(crate) fn number(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let number = self.one(sql, values, |row| row.opt_int(0))?.flatten().unwrap_or(0);
        u64::try_from(number).map_err(|_| StoreError::Other("a count is negative".into()))
    }
}

/// SQLite keeps a NUL in a text and PostgreSQL does not; both refuse it, so that a backup of one goes into the other.
fn refuse_nul(values: &[Value]) -> Result<(), StoreError> {
    fn holds(value: &Value) -> bool {
        match value {
            Value::Text(text) => text.contains('\0'),
            Value::Column(values) => values.iter().any(holds),
            Value::Null | Value::Int(_) | Value::Blob(_) => false,
        }
    }
    if values.iter().any(holds) {
        return Err(StoreError::Nul);
    }
    Ok(())
}

/// SQLite takes `$2` for a name and counts names by first appearance; `?2` is the second value, as on PostgreSQL.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A row of either engine. Columns are counted from 0.
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    pub(crate) fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    pub(crate) fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    pub(crate) fn opt_blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A SHA-256, or nothing.
    pub(crate) fn opt_digest(&self, column: usize) -> Result<Option<[u8; 32]>, StoreError> {
        self.opt_blob(column)?
            .map(|bytes| bytes.try_into().map_err(|_| impossible(column)))
            .transpose()
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| impossible(column))
    }

    pub(crate) fn count(&self, column: usize) -> Result<u32, StoreError> {
        u32::try_from(self.int(column)?).map_err(|_| impossible(column))
    }

    pub(crate) fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn text(&self, column: usize) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| impossible(column))
    }

    pub(crate) fn instant(&self, column: usize) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(self.int(column)?).map_err(|_| impossible(column))
    }

    pub(crate) fn opt_date(&self, column: usize) -> Result<Option<Date>, StoreError> {
        self.opt_text(column)?
            .map(|text| text.parse().map_err(|_| impossible(column)))
            .transpose()
    }

    pub(crate) fn date(&self, column: usize) -> Result<Date, StoreError> {
        self.opt_date(column)?.ok_or_else(|| impossible(column))
    }

    pub(crate) fn opt_decimal(&self, column: usize) -> Result<Option<Decimal>, StoreError> {
        self.opt_text(column)?
            .map(|text| text.parse().map_err(|_| impossible(column)))
            .transpose()
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| impossible(column))
    }

    /// A span in two columns; `None` when the first is null.
    pub(crate) fn opt_span(&self, column: usize) -> Result<Option<Span>, StoreError> {
        let (Some(start), Some(end)) = (self.opt_int(column)?, self.opt_int(column + 1)?) else {
            return Ok(None);
        };
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) if start <= end => Ok(Some(Span { start, end })),
            _ => Err(impossible(column)),
        }
    }

    pub(crate) fn span(&self, column: usize) -> Result<Span, StoreError> {
        self.opt_span(column)?.ok_or_else(|| impossible(column))
    }
}

fn impossible(column: usize) -> StoreError {
    StoreError::Other(format!(
        "column {column} of a query holds an impossible value; run `shishi doctor`"
    ))
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
            Self::Column(_) => return Err(rusqlite::Error::ToSqlConversionFailure("SQLite has no lists".into())),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            // PostgreSQL takes a parameter beside a literal for the literal's narrower type.
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Blob(value) => value.to_sql(ty, out),
            Self::Column(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

macro_rules! into_value {
    ($($from:ty => |$value:ident| $into:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $into
            }
        }
    )*};
}

into_value! {
    i64 => |value| Self::Int(value);
    &i64 => |value| Self::Int(*value);
    i16 => |value| Self::Int(value.into());
    u32 => |value| Self::Int(value.into());
    bool => |value| Self::Int(value.into());
    &str => |value| Self::Text(value.to_owned());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    Date => |value| Self::Text(value.to_string());
    Decimal => |value| Self::Text(value.normalize().to_string());
    Timestamp => |value| Self::Int(value.as_microsecond());
    u8 => |value| Self::Int(value.into());
    u16 => |value| Self::Int(value.into());
    i32 => |value| Self::Int(value.into());
    Vec<u8> => |value| Self::Blob(value);
    [u8; 32] => |value| Self::Blob(value.to_vec());
    &[u8; 32] => |value| Self::Blob(value.to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list as JSON text.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<Value, StoreError> {
    serde_json::to_string(value)
        .map(Value::Text)
        .map_err(|error| StoreError::Other(error.to_string()))
}

/// The two columns of a span.
pub(crate) fn span_values(span: Option<Span>) -> [Value; 2] {
    span.map_or([Value::Null, Value::Null], |span| [span.start.into(), span.end.into()])
}

/// What a thread asked, for tests that look at how the engine finds it.
#[cfg(test)]
pub(crate) mod asked {
    use std::cell::RefCell;

    thread_local! {
        static ASKED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn remember(sql: &str) {
        ASKED.with_borrow_mut(|asked| asked.push(sql.to_owned()));
    }

    /// Everything since the last time.
    pub(crate) fn take() -> Vec<String> {
        ASKED.take()
    }
}
