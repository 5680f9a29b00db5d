//! PostgreSQL: a pool of blocking connections, one transaction for each unit of work.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use crate::session::{self, Reader, Value, Writer};
use crate::{StoreError, migrations};

/// Connections open at once.
const CONNECTIONS_MAX: usize = 16;
/// How long a caller waits for one.
const WAIT: Duration = Duration::from_secs(5);

/// Prepared statements kept by a connection.
const STATEMENTS_MAX: usize = 200;

pub(crate) struct Postgres {
    config: Config,
    pool: Mutex<Pool>,
    freed: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    open: usize,
}

/// A client with the statements it has prepared.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) fn open(address: &str) -> Result<Self, StoreError> {
        let mut config: Config = address
            .parse()
            .map_err(|error| StoreError::Unavailable(format!("not a PostgreSQL address: {error}")))?;
        config.application_name("shishi").connect_timeout(WAIT);
        let postgres = Self {
            config,
            pool: Mutex::default(),
            freed: Condvar::new(),
        };
        let (mut connection, _) = postgres.take()?;
        migrations::run_postgres(&mut connection.client)?;
        postgres.put_back(Some(connection));
        Ok(postgres)
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.begin("BEGIN TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ")?;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            work(&mut Reader::new(session::Connection::Postgres(&mut connection)))
        }));
        let ended = connection.client.batch_execute("COMMIT");
        self.put_back(ended.is_ok().then_some(connection));
        outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> (Result<T, E>, Vec<i64>) {
        let mut connection = match self.begin("BEGIN") {
            Ok(connection) => connection,
            Err(error) => return (Err(error.into()), Vec::new()),
        };
        let mut writer = Writer::new(session::Connection::Postgres(&mut connection));
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut writer)));
        let touched = std::mem::take(&mut writer.touched);
        let failure = writer.failure();
        let mut outcome = outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        if let (true, Some(failure)) = (outcome.is_ok(), failure) {
            outcome = Err(failure.into());
        }
        if outcome.is_err() {
            let undone = connection.client.batch_execute("ROLLBACK");
            self.put_back(undone.is_ok().then_some(connection));
            return (outcome, Vec::new());
        }
        match connection.client.batch_execute("COMMIT") {
            Ok(()) => {
                self.put_back(Some(connection));
                (outcome, touched)
            }
            Err(error) => {
                self.put_back(None);
                // A database error means that it was undone; a lost connection means that nobody knows.
                let error = if error.as_db_error().is_some() {
                    error.into()
                } else {
                    StoreError::Unknown
                };
                (Err(error.into()), Vec::new())
            }
        }
    }

    /// A connection in a new transaction. One that was kept may have been cut since, which only shows when it is used;
    /// nothing was done on it yet, so that the next one is tried, and at last a new one.
    fn begin(&self, sql: &str) -> Result<Connection, StoreError> {
        loop {
            let (mut connection, kept) = self.take()?;
            match connection.client.batch_execute(sql) {
                Ok(()) => return Ok(connection),
                Err(error) => {
                    self.put_back(None);
                    if !kept {
                        return Err(error.into());
                    }
                }
            }
        }
    }

    /// A connection, and whether it was used before.
    fn take(&self) -> Result<(Connection, bool), StoreError> {
        let mut pool = self.pool.lock();
        loop {
            while let Some(connection) = pool.idle.pop() {
                if !connection.client.is_closed() {
                    return Ok((connection, true));
                }
                pool.open -= 1;
            }
            if pool.open < CONNECTIONS_MAX {
                break;
            }
            if self.freed.wait_for(&mut pool, WAIT).timed_out() {
                return Err(StoreError::Busy);
            }
        }
        pool.open += 1;
        drop(pool);
        match self.config.connect(NoTls) {
            Ok(client) => {
                let statements = HashMap::new();
                Ok((Connection { client, statements }, false))
            }
            Err(error) => {
                self.put_back(None);
                Err(StoreError::Unavailable(error.to_string()))
            }
        }
    }

    /// Gives a connection back, or says that it is gone.
    fn put_back(&self, connection: Option<Connection>) {
        let mut pool = self.pool.lock();
        match connection {
            Some(connection) => pool.idle.push(connection),
            None => pool.open -= 1,
        }
        self.freed.notify_one();
    }
}

impl Connection {
    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<postgres::Row>, StoreError> {
        let statement = self.statement(sql)?;
        Ok(self.client.query(&statement, &parameters(values))?)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.statement(sql)?;
        Ok(self.client.execute(&statement, &parameters(values))?)
    }

    /// The types of a statement's values, by the names that a cast has.
    pub(crate) fn types(&mut self, sql: &str) -> Result<Vec<String>, StoreError> {
        let statement = self.statement(sql)?;
        Ok(statement.params().iter().map(|kind| kind.name().to_owned()).collect())
    }

    /// Two things may share a number and then wait for each other once in a while, which does no harm.
    pub(crate) fn hold(&mut self, jurisdiction: i64, what: &str) -> Result<(), StoreError> {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))";
        let values = [what.into(), jurisdiction.into()];
        self.query(sql, &values).map(drop)
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS_MAX {
            // Lists name their rows in the text; without a bound each page would leave a statement behind.
            self.statements.clear();
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
