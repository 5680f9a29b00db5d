//! All rows as lines of JSON, from either engine and into either: the form of a backup.
//!
//! `shishi-dump/1`: a header line with the format and the migration; a line `["table", [values…]]` for each row, in the
//! order in which the tables were made, so that what a row points to is there before it; a last line with the number
//! of rows and the SHA-256 of everything before. Bytes are `{"hex": "…"}`. The tables and their columns are read from
//! the migrations themselves, so that a new table cannot be forgotten.

use std::io::{BufRead, BufReader, Read, Write};

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::session::{Row, Value};
use crate::{Backend, Engine, Reader, Store, StoreError, Writer, migrations};

/// Rows read at once.
const CHUNK: u32 = 2_000;
/// Rows written in one unit of work.
const BATCH: usize = 5_000;

/// A table as the migrations make it.
struct Table {
    name: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Blob,
}

impl Store {
    /// Writes all rows as of one moment, while others read and write. Returns how many.
    ///
    /// # Errors
    /// When the store is away or `out` cannot be written.
    pub fn dump(&self, out: &mut dyn Write) -> Result<u64, StoreError> {
        self.read(|r| {
            let mut lines = Lines {
                out,
                hasher: Sha256::new(),
                rows: 0,
            };
            lines.write(&json!({ "format": "shishi-dump/1", "migration": migrations::newest() }))?;
            for table in tables() {
                dump_table(r, &table, &mut lines)?;
            }
            let digest = hex::encode(lines.hasher.clone().finalize());
            let rows = lines.rows;
            lines.write(&json!({ "rows": rows, "sha256": digest }))?;
            Ok(rows)
        })
    }

    /// Brings rows back into an empty store. Everything is checked before the first row is written.
    ///
    /// # Errors
    /// When the store has rows already, or the dump is damaged, cut short or of a newer version.
    pub fn load(&self, dump: &std::path::Path) -> Result<u64, StoreError> {
        let open = || std::fs::File::open(dump).map_err(|error| unusable(&format!("{}: {error}", dump.display())));
        check(open()?)?;
        if self.read(|r| r.number("SELECT count(*) FROM jurisdiction", &[]))? > 0 {
            return Err(unusable("the store has rows already; restore into an empty one"));
        }
        let (mut batch, mut rows) = (Vec::new(), 0);
        for line in BufReader::new(open()?).lines() {
            let line = line.map_err(|error| unusable(&error.to_string()))?;
            if line.starts_with('[') {
                batch.push(line);
                rows += 1;
            }
            if batch.len() == BATCH {
                self.insert_batch(std::mem::take(&mut batch))?;
            }
        }
        self.insert_batch(batch)?;
        if self.engine() == Engine::Postgres {
            self.write(continue_identities)?;
        }
        Ok(rows)
    }

    fn insert_batch(&self, lines: Vec<String>) -> Result<(), StoreError> {
        // PostgreSQL gives ids itself unless it is told not to.
        let overriding = matches!(self.inner.backend, Backend::Postgres(_));
        self.write(move |w| {
            let tables = tables();
            for line in lines {
                insert(w, &tables, &line, overriding)?;
            }
            Ok(())
        })
    }
}

struct Lines<'o> {
    out: &'o mut dyn Write,
    hasher: Sha256,
    rows: u64,
}

impl Lines<'_> {
    fn write(&mut self, line: &Json) -> Result<(), StoreError> {
        let text = format!("{line}\n");
        self.hasher.update(text.as_bytes());
        self.out
            .write_all(text.as_bytes())
            .map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

fn dump_table(r: &mut Reader<'_>, table: &Table, lines: &mut Lines<'_>) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = names.join(", ");
    let numbered = names.first() == Some(&"id");
    let (mut last, mut more) = (i64::MIN, true);
    while more {
        let rows = if numbered {
            let sql = format!(
                "SELECT {columns} FROM {} WHERE id > $1 ORDER BY id LIMIT {CHUNK}",
                table.name
            );
            r.all(&sql, &[last.into()], |row| values(row, table))?
        } else {
            // Tables without numbers are small: settings, categories, members.
            r.all(
                &format!("SELECT {columns} FROM {} ORDER BY {columns}", table.name),
                &[],
                |row| values(row, table),
            )?
        };
        more = numbered && !rows.is_empty();
        for row in rows {
            last = row.first().and_then(Json::as_i64).unwrap_or(last);
            lines.rows += 1;
            lines.write(&json!([table.name, row]))?;
        }
    }
    Ok(())
}

fn values(row: &Row<'_>, table: &Table) -> Result<Vec<Json>, StoreError> {
    let value = |(index, column): (usize, &Column)| {
        Ok(match column.kind {
            Kind::Int => json!(row.opt_int(index)?),
            Kind::Text => json!(row.opt_text(index)?),
            Kind::Blob => row
                .opt_blob(index)?
                .map_or(Json::Null, |bytes| json!({ "hex": hex::encode(bytes) })),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

fn insert(w: &mut Writer<'_>, tables: &[Table], line: &str, overriding: bool) -> Result<(), StoreError> {
    let (name, row): (String, Vec<Json>) = serde_json::from_str(line).map_err(|error| unusable(&error.to_string()))?;
    let table = tables
        .iter()
        .find(|table| table.name == name)
        .ok_or_else(|| unusable(&format!("unknown table {name}")))?;
    // A row of an older version has fewer: columns are only ever added at the end, with a default.
    if row.is_empty() || row.len() > table.columns.len() {
        return Err(unusable(&format!("a row of {name} has {} columns", row.len())));
    }
    let columns = table.columns.iter().take(row.len());
    let names: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    let overriding = if overriding && names.first() == Some(&"id") {
        "OVERRIDING SYSTEM VALUE"
    } else {
        ""
    };
    let sql = format!(
        "INSERT INTO {name} ({}) {overriding} VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    let values = row
        .into_iter()
        .zip(&table.columns)
        .map(|(value, column)| cell(value, column.kind));
    w.execute(&sql, &values.collect::<Result<Vec<_>, _>>()?)?;
    Ok(())
}

fn cell(value: Json, kind: Kind) -> Result<Value, StoreError> {
    match (kind, value) {
        (_, Json::Null) => Ok(Value::Null),
        (Kind::Int, Json::Number(number)) => number
            .as_i64()
            .map(Value::Int)
            .ok_or_else(|| unusable("a number is too large")),
        (Kind::Text, Json::String(text)) => Ok(Value::Text(text)),
        (Kind::Blob, value) => {
            let bytes = value["hex"].as_str().and_then(|text| hex::decode(text).ok());
            bytes.map(Value::Blob).ok_or_else(|| unusable("bytes are not hex"))
        }
        _ => Err(unusable("a value has another type than its column")),
    }
}

/// Lets the next id of each table follow the highest that was brought back.
fn continue_identities(w: &mut Writer<'_>) -> Result<(), StoreError> {
    for table in tables().iter().filter(|table| table.columns[0].name == "id") {
        let name = &table.name;
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
        );
        w.all(&sql, &[], |row| row.int(0))?;
    }
    Ok(())
}

/// Reads a whole dump and holds it against its own last line.
fn check(input: impl Read) -> Result<(), StoreError> {
    let (mut hasher, mut rows) = (Sha256::new(), 0_u64);
    let mut lines = BufReader::new(input).lines();
    let header = lines
        .next()
        .transpose()
        .map_err(|error| unusable(&error.to_string()))?
        .unwrap_or_default();
    let head: Json = serde_json::from_str(&header).map_err(|_| unusable("it has no header"))?;
    if head["format"] != "shishi-dump/1" {
        return Err(unusable("it is not a shishi-dump/1"));
    }
    if head["migration"]
        .as_i64()
        .is_none_or(|migration| migration > migrations::newest())
    {
        return Err(unusable(
            "it is of another version of the tables; use the program that made it",
        ));
    }
    hasher.update(format!("{header}\n"));
    for line in lines {
        let line = line.map_err(|error| unusable(&error.to_string()))?;
        if line.starts_with('[') {
            rows += 1;
            hasher.update(format!("{line}\n"));
            continue;
        }
        let foot: Json = serde_json::from_str(&line).map_err(|_| unusable("a line is damaged"))?;
        let whole = foot["rows"] == json!(rows) && foot["sha256"] == json!(hex::encode(hasher.finalize()));
        return if whole {
            Ok(())
        } else {
            Err(unusable("its rows are not those that were written"))
        };
    }
    Err(unusable("it is cut short"))
}

fn unusable(why: &str) -> StoreError {
    StoreError::Unavailable(format!("the dump cannot be used: {why}"))
}

/// Tables in the order in which they were made. Whose rows changed the version since is of no use elsewhere, but its
/// highest number is: pages are told apart by it.
fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut open = false;
    for line in migrations::texts().flat_map(str::lines) {
        if let Some(name) = line
            .strip_prefix("CREATE TABLE ")
            .and_then(|rest| rest.strip_suffix(" ("))
        {
            tables.push(Table {
                name: name.to_owned(),
                columns: Vec::new(),
            });
            open = true;
        } else if let Some((name, added)) = line
            .strip_prefix("ALTER TABLE ")
            .and_then(|rest| rest.split_once(" ADD COLUMN "))
        {
            if let Some(table) = tables.iter_mut().find(|table| table.name == name) {
                table.columns.extend(column(added));
            }
        } else if line.starts_with('{') || line.starts_with(')') {
            open = false;
        } else if let (true, Some(table)) = (open, tables.last_mut()) {
            table.columns.extend(column(line));
        }
    }
    tables
}

fn column(line: &str) -> Option<Column> {
    let mut words = line.trim().trim_end_matches(',').split_whitespace();
    let (name, kind) = (words.next()?, words.next());
    let kind = match kind {
        _ if name == "{id}" => {
            return Some(Column {
                name: "id".to_owned(),
                kind: Kind::Int,
            });
        }
        Some("BIGINT") => Kind::Int,
        Some("TEXT") => Kind::Text,
        Some("BYTEA") => Kind::Blob,
        _ => return None,
    };
    Some(Column {
        name: name.to_owned(),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_migrations_is_known() {
        let tables = tables();
        let made = migrations::texts()
            .map(|text| text.matches("CREATE TABLE ").count())
            .sum::<usize>();
        assert_eq!(tables.len(), made);
        assert!(
            tables.iter().all(|table| table.columns.len() >= 2),
            "a table lost its columns"
        );
        let session = tables.iter().find(|table| table.name == "session").unwrap();
        assert!(
            session
                .columns
                .iter()
                .any(|column| column.name == "token_hash" && column.kind == Kind::Blob)
        );
        assert_eq!(session.columns.len(), 9);
        let commitment = tables.iter().find(|table| table.name == "commitment").unwrap();
        let last = commitment.columns.iter().any(|column| column.name == "course");
        assert!(last, "a column that was added later is missing");
        let added = migrations::texts()
            .map(|text| text.matches(" ADD COLUMN ").count())
            .sum::<usize>();
        let lines = migrations::texts().flat_map(str::lines);
        let understood = lines.filter(|line| line.starts_with("ALTER TABLE ") && line.contains(" ADD COLUMN "));
        assert_eq!(
            understood.count(),
            added,
            "one ADD COLUMN a line, each with its ALTER TABLE"
        );
    }
}
