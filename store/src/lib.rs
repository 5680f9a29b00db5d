//! The unit of work and the queries, on SQLite and PostgreSQL.
//!
//! A use case is a closure over a [`Writer`]; it runs in a savepoint of its own, and [`Store::write`] answers only when
//! the commit that holds it is durable. On SQLite one thread takes many closures into one commit (group commit); on
//! PostgreSQL each has its own transaction on a pooled connection. Queries return the rows of [`views`].
//!
//! Only this crate holds SQL: one text for both engines with `$1` parameters. Every table's key starts with the
//! jurisdiction, and every query names it. To add a query: a function in the module of its area, on [`Reader`] if it
//! only reads.

pub mod accounts;
pub mod appraisal;
pub mod chronicle;
pub mod course;
pub mod documents;
pub mod drafts;
mod dump;
mod error;
pub mod evidence;
pub mod factors;
pub mod idempotency;
pub mod identities;
pub mod inspections;
pub mod jobs;
pub mod journal;
pub mod jurisdictions;
pub mod keeping;
pub mod ledger;
mod lists;
mod migrations;
pub mod notices;
pub mod parking;
pub mod people;
pub mod plans;
mod postgres;
pub mod questions;
pub mod records;
pub mod reports;
pub mod requests;
pub mod search;

mod session;
pub mod sites;
pub mod slips;
mod sqlite;
pub mod status;
pub mod surveys;
pub mod views;

pub use error::StoreError;
pub use session::{Reader, Writer};

use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::RwLock;
use shishi_kernel::JurisdictionId;

thread_local! {
    /// Whether this thread is inside a unit of work.
    static IN_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Marks the thread for as long as it lives, also when the unit of work panics.
struct Inside;

impl Inside {
    fn enter() -> Self {
        IN_WORK.set(true);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        IN_WORK.set(false);
    }
}

/// Where the rows are kept.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file; its folder must exist.
    Sqlite(PathBuf),
    /// A file whose commits may be lost when the machine fails: for what is made in one go, and made anew when that is cut
    /// short.
    Scratch(PathBuf),
    /// A database, by its address.
    Postgres(String),
}

/// Which engine a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, bundled.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// How long a commit of another process may go unnoticed.
const WATCH: std::time::Duration = std::time::Duration::from_millis(500);

/// The rows of all jurisdictions. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    versions: RwLock<HashMap<i64, Arc<AtomicU64>>>,
}

enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(Box<postgres::Postgres>),
}

impl Store {
    /// Opens the store and brings its tables up to date.
    ///
    /// # Errors
    /// When the file or database cannot be opened, another process writes to it, or a migration fails.
    pub fn open(target: &Target) -> Result<Self, StoreError> {
        let backend = match target {
            Target::Sqlite(path) => Backend::Sqlite(sqlite::Sqlite::open(path, sqlite::DURABLE)?),
            Target::Scratch(path) => Backend::Sqlite(sqlite::Sqlite::open(path, sqlite::NOT_DURABLE)?),
            Target::Postgres(address) => Backend::Postgres(Box::new(postgres::Postgres::open(address)?)),
        };
        let store = Self {
            inner: Arc::new(Inner {
                backend,
                versions: RwLock::default(),
            }),
        };
        if store.engine() == Engine::Postgres {
            store.watch()?;
        }
        for (id, version) in store.read(jurisdictions::versions)? {
            store
                .inner
                .versions
                .write()
                .insert(id, Arc::new(AtomicU64::new(version)));
        }
        Ok(store)
    }

    /// Opens the store for reading only, beside a process that writes to it.
    ///
    /// # Errors
    /// When there is nothing to read.
    pub fn open_reader(target: &Target) -> Result<Self, StoreError> {
        let (Target::Sqlite(path) | Target::Scratch(path)) = target else {
            return Self::open(target);
        };
        let backend = Backend::Sqlite(sqlite::Sqlite::open_reader(path)?);
        Ok(Self {
            inner: Arc::new(Inner {
                backend,
                versions: RwLock::default(),
            }),
        })
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs queries on one consistent view.
    ///
    /// # Errors
    /// What the closure returns, or why the store could not be read.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.inner.backend {
            Backend::Sqlite(sqlite) => sqlite.read(work),
            Backend::Postgres(postgres) => postgres.read(work),
        }
    }

    /// Runs one unit of work and returns when it is durable. An error from the closure undoes all that it did, and
    /// nothing else.
    ///
    /// # Errors
    /// What the closure returns, or why the commit failed; [`StoreError::Nested`] inside another unit of work;
    /// [`StoreError::Unknown`] when it cannot be told whether it did.
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Writer<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if IN_WORK.get() {
            // On SQLite it would wait for the thread that it runs on; on PostgreSQL for rows that it holds itself.
            return Err(StoreError::Nested.into());
        }
        let work = |w: &mut Writer<'_>| {
            let _inside = Inside::enter();
            work(w)
        };
        let (outcome, touched) = match &self.inner.backend {
            Backend::Sqlite(sqlite) => sqlite.write(work),
            Backend::Postgres(postgres) => postgres.write(work),
        };
        for jurisdiction in touched {
            self.counter(jurisdiction).fetch_add(1, Ordering::SeqCst);
        }
        outcome
    }

    /// Moves with every commit that called [`Writer::touch`]. Costs no query.
    #[must_use]
    pub fn version(&self, jurisdiction: JurisdictionId) -> u64 {
        self.counter(jurisdiction.0).load(Ordering::SeqCst)
    }

    /// Watches for commits of other processes: on PostgreSQL several may write. Ends when the store does.
    fn watch(&self) -> Result<(), StoreError> {
        let inner = Arc::downgrade(&self.inner);
        let mut seen = self.read(jurisdictions::touches)?;
        let watch = move || {
            loop {
                std::thread::sleep(WATCH);
                let Some(inner) = inner.upgrade() else { return };
                let store = Self { inner };
                // Away for a moment: what it missed is seen when it is back.
                let Ok(now) = store.read(jurisdictions::touches) else {
                    continue;
                };
                for (jurisdiction, count) in &now {
                    if seen.get(jurisdiction) != Some(count) {
                        store.counter(*jurisdiction).fetch_add(1, Ordering::SeqCst);
                    }
                }
                seen = now;
            }
        };
        let thread = std::thread::Builder::new().name("store-watch".into()).spawn(watch);
        thread
            .map(drop)
            .map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    fn counter(&self, jurisdiction: i64) -> Arc<AtomicU64> {
        if let Some(counter) = self.inner.versions.read().get(&jurisdiction) {
            return Arc::clone(counter);
        }
        Arc::clone(self.inner.versions.write().entry(jurisdiction).or_default())
    }
}
