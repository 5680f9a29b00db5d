//! The tables, brought up to date: each migration once, in a transaction, and remembered.

use postgres::Client;
use rusqlite::Connection;

use crate::{Engine, StoreError};

/// Every migration in order. A number is never edited once merged.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_init.sql")),
    (2, include_str!("../migrations/0002_people.sql")),
    (3, include_str!("../migrations/0003_plans.sql")),
    (4, include_str!("../migrations/0004_records.sql")),
    (5, include_str!("../migrations/0005_reports.sql")),
    (6, include_str!("../migrations/0006_rhythm.sql")),
    (7, include_str!("../migrations/0007_inspections.sql")),
    (8, include_str!("../migrations/0008_appraisal.sql")),
    (9, include_str!("../migrations/0009_course.sql")),
    (13, include_str!("../migrations/0013_notices.sql")),
    (14, include_str!("../migrations/0014_questions.sql")),
    (15, include_str!("../migrations/0015_identities.sql")),
    (17, include_str!("../migrations/0017_sites.sql")),
    (18, include_str!("../migrations/0018_surveys.sql")),
    (20, include_str!("../migrations/0020_parking.sql")),
    (21, include_str!("../migrations/0021_parking_money.sql")),
    (22, include_str!("../migrations/0022_parking_passes.sql")),
    (23, include_str!("../migrations/0023_parking_desk.sql")),
    (24, include_str!("../migrations/0024_parking_speed.sql")),
    (25, include_str!("../migrations/0025_parking_occupancy.sql")),
    (26, include_str!("../migrations/0026_parking_charging.sql")),
    (27, include_str!("../migrations/0027_parking_grants.sql")),
    (28, include_str!("../migrations/0028_parking_payment_batches.sql")),
    (29, include_str!("../migrations/0029_parking_settlements.sql")),
    (30, include_str!("../migrations/0030_parking_closures.sql")),
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY)";

/// The texts, in order.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|(_, text)| *text)
}

/// The number of the newest.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(number, _)| *number)
}

pub(crate) fn run_sqlite(database: &mut Connection) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| StoreError::Migration(error.to_string());
    let transaction = database.transaction().map_err(failed)?;
    transaction.execute_batch(TABLE).map_err(failed)?;
    let done: Vec<i64> = {
        let mut statement = transaction
            .prepare("SELECT number FROM schema_migration")
            .map_err(failed)?;
        let numbers = statement.query_map([], |row| row.get(0)).map_err(failed)?;
        numbers.collect::<Result<_, _>>().map_err(failed)?
    };
    refuse_newer(&done)?;
    for (number, text) in missing(&done) {
        transaction
            .execute_batch(&text_for(Engine::Sqlite, text))
            .map_err(failed)?;
        transaction
            .execute("INSERT INTO schema_migration (number) VALUES (?1)", [&number])
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

pub(crate) fn run_postgres(client: &mut Client) -> Result<(), StoreError> {
    let failed = |error: postgres::Error| StoreError::Migration(error.to_string());
    let mut transaction = client.transaction().map_err(failed)?;
    // Two processes may start at once; the second waits here and finds everything done.
    transaction
        .batch_execute("SELECT pg_advisory_xact_lock(7318349)")
        .map_err(failed)?;
    transaction.batch_execute(TABLE).map_err(failed)?;
    let rows = transaction
        .query("SELECT number FROM schema_migration", &[])
        .map_err(failed)?;
    let done: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    refuse_newer(&done)?;
    for (number, text) in missing(&done) {
        transaction
            .batch_execute(&text_for(Engine::Postgres, text))
            .map_err(|error| {
                StoreError::Migration(
                    error
                        .as_db_error()
                        .map_or_else(|| error.to_string(), ToString::to_string),
                )
            })?;
        transaction
            .execute("INSERT INTO schema_migration (number) VALUES ($1)", &[&number])
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// What has not been done yet, in order. Numbers are compared one by one: areas grow side by side, so that a lower
/// number may come after a higher one.
fn missing(done: &[i64]) -> impl Iterator<Item = (i64, &'static str)> {
    MIGRATIONS
        .iter()
        .copied()
        .filter(move |(number, _)| !done.contains(number))
}

fn refuse_newer(done: &[i64]) -> Result<(), StoreError> {
    let known = newest();
    if let Some(found) = done.iter().copied().max().filter(|found| *found > known) {
        return Err(StoreError::Migration(format!(
            "the tables are of a newer version ({found}) than this program knows ({known}); use the newer program"
        )));
    }
    Ok(())
}

/// The engine's own words in the places where the one text leaves them open.
fn text_for(engine: Engine, text: &str) -> String {
    let statements: String = text
        .lines()
        .filter(|line| !line.starts_with("--"))
        .map(|line| format!("{line}\n"))
        .collect();
    match engine {
        Engine::Sqlite => statements
            .replace("{id}", "id INTEGER PRIMARY KEY AUTOINCREMENT")
            .replace("{key_alone}", "")
            .replace("{key}", "UNIQUE (jurisdiction_id, id)")
            .replace("{end_keyed}", ") STRICT, WITHOUT ROWID")
            .replace("{end}", ") STRICT")
            .replace("BIGINT", "INTEGER")
            .replace("BYTEA", "BLOB"),
        Engine::Postgres => statements
            .replace("{id}", "id BIGINT GENERATED ALWAYS AS IDENTITY")
            .replace("{key_alone}", ", PRIMARY KEY (id)")
            .replace("{key}", "PRIMARY KEY (jurisdiction_id, id)")
            .replace("{end_keyed}", ")")
            .replace("{end}", ")")
            .replace(" TEXT", " TEXT COLLATE \"C\""),
    }
}
