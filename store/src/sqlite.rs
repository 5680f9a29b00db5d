//! SQLite: one writer thread that takes many units of work into one durable commit, and readers on the caller's thread.

use std::any::Any;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, SendTimeoutError, Sender, bounded};
use parking_lot::{Condvar, Mutex};
use rusqlite::{Connection as Database, OpenFlags};

use crate::keeping::Problem;
use crate::session::{Connection, Reader, Writer};
use crate::{StoreError, migrations};

/// Units of work that may wait before the writer.
const QUEUE_MAX: usize = 4096;
/// Units of work taken into one commit at most, so that the first of them does not wait long.
const COMMIT_MAX: usize = 1024;
/// How long a caller waits for a place in the queue.
const QUEUE_WAIT: Duration = Duration::from_secs(5);
/// Reader connections open at once; more than the processors can serve would only open and close.
const READERS_MAX: usize = 8;
/// Prepared statements kept by a connection.
const STATEMENTS_MAX: usize = 200;

/// A commit is on the disk before it is acknowledged, also over a power loss.
pub(crate) const DURABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
/// The system may keep a commit in memory as long as it likes.
pub(crate) const NOT_DURABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;";

type Outcome = Box<dyn Any + Send>;

/// A unit of work without its types, and whether what it did is to be kept.
type Work = Box<dyn FnOnce(&mut Writer<'_>) -> (Outcome, bool) + Send>;

/// A unit of work without its types: it leaves its outcome in a box and says whether it is to be kept.
struct Job {
    run: Work,
    answer: Sender<Answer>,
}

type Answer = Result<(Outcome, Vec<i64>), StoreError>;

#[derive(Default)]
struct Readers {
    idle: Vec<Database>,
    open: usize,
}

pub(crate) struct Sqlite {
    path: PathBuf,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Mutex<Readers>,
    freed: Condvar,
    /// Held for as long as the store is open for writing: the mark that this process writes.
    _guard: Option<File>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, durability: &str) -> Result<Self, StoreError> {
        let unavailable = |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", path.display()));
        let guard = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.with_extension("writer"))
            .map_err(unavailable)?;
        if guard.try_lock().is_err() {
            return Err(StoreError::Unavailable(format!(
                "another process has {} open; stop that one first",
                path.display()
            )));
        }
        let mut database = connect(path, OpenFlags::default())?;
        database.execute_batch(durability)?;
        migrations::run_sqlite(&mut database)?;
        let (jobs, queue) = bounded(QUEUE_MAX);
        let writer = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || write_until_closed(&database, &queue))
            .map_err(unavailable)?;
        Ok(Self {
            path: path.to_owned(),
            jobs: Some(jobs),
            writer: Some(writer),
            readers: Mutex::default(),
            freed: Condvar::new(),
            _guard: Some(guard),
        })
    }

    /// Opens for reading only, beside a process that writes.
    pub(crate) fn open_reader(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Unavailable(format!("{} is not there", path.display())));
        }
        Ok(Self {
            path: path.to_owned(),
            jobs: None,
            writer: None,
            readers: Mutex::default(),
            freed: Condvar::new(),
            _guard: None,
        })
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let database = self.reader()?;
        // One transaction, so that all of the closure's queries see the same state.
        let begun = database.execute_batch("BEGIN").map_err(StoreError::from);
        let outcome = match begun {
            Ok(()) => catch_unwind(AssertUnwindSafe(|| {
                work(&mut Reader::new(Connection::Sqlite(&database)))
            }))
            .unwrap_or_else(|_| Err(StoreError::Panicked.into())),
            Err(error) => Err(error.into()),
        };
        let ended = database.execute_batch("COMMIT").is_ok();
        let mut readers = self.readers.lock();
        if ended {
            readers.idle.push(database);
        } else {
            readers.open -= 1;
        }
        drop(readers);
        self.freed.notify_one();
        outcome
    }

    /// A connection of the pool, waiting for one to be given back when all are out.
    fn reader(&self) -> Result<Database, StoreError> {
        let mut readers = self.readers.lock();
        loop {
            if let Some(database) = readers.idle.pop() {
                return Ok(database);
            }
            if readers.open < READERS_MAX {
                readers.open += 1;
                break;
            }
            if self.freed.wait_for(&mut readers, QUEUE_WAIT).timed_out() {
                return Err(StoreError::Busy);
            }
        }
        drop(readers);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        connect(&self.path, flags).inspect_err(|_| self.readers.lock().open -= 1)
    }

    pub(crate) fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E> + Send + 'static,
    ) -> (Result<T, E>, Vec<i64>)
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = bounded(1);
        let run = Box::new(move |w: &mut Writer<'_>| {
            let outcome = work(w);
            let keep = outcome.is_ok();
            (Box::new(outcome) as Outcome, keep)
        });
        let sent = self
            .jobs
            .as_ref()
            .map(|jobs| jobs.send_timeout(Job { run, answer }, QUEUE_WAIT));
        let answer = match sent {
            Some(Ok(())) => answered.recv().unwrap_or(Err(StoreError::Unknown)),
            Some(Err(SendTimeoutError::Timeout(_))) => Err(StoreError::Busy),
            Some(Err(SendTimeoutError::Disconnected(_))) | None => {
                Err(StoreError::Unavailable("this store is not open for writing".into()))
            }
        };
        match answer.map(|(outcome, touched)| (outcome.downcast::<Result<T, E>>(), touched)) {
            Ok((Ok(outcome), touched)) => (*outcome, touched),
            Ok((Err(_), _)) => (
                Err(StoreError::Other("an answer has another type".into()).into()),
                Vec::new(),
            ),
            Err(error) => (Err(error.into()), Vec::new()),
        }
    }
}

impl Sqlite {
    /// What SQLite's own checks find.
    pub(crate) fn damage(&self) -> Result<Vec<Problem>, StoreError> {
        let database = connect(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        let mut problems = Vec::new();
        let mut statement = database.prepare("PRAGMA integrity_check(100)")?;
        let lines = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        problems.extend(lines.into_iter().filter(|line| line != "ok").map(|detail| Problem {
            code: "integrity",
            detail,
        }));
        let mut statement = database.prepare("PRAGMA foreign_key_check")?;
        let lines = statement
            .query_map([], |row| {
                Ok(format!(
                    "{} row {:?}",
                    row.get::<_, String>(0)?,
                    row.get::<_, Option<i64>>(1)?
                ))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        problems.extend(lines.into_iter().take(100).map(|detail| Problem {
            code: "foreign_key",
            detail,
        }));
        Ok(problems)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Only a connection that may write folds the log into the file when it is the last to close, so that a folder at
        // rest is one file.
        self.readers.lock().idle.clear();
        drop(self.jobs.take());
        // Whoever closes last takes the log of writes into the file, which a reader cannot.
        self.readers.lock().idle.clear();
        if let Some(writer) = self.writer.take() {
            // What it took in is committed before it ends; a panic there has nobody left to tell.
            let _ = writer.join();
        }
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Database, StoreError> {
    let database = Database::open_with_flags(path, flags)
        .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
    database.busy_timeout(Duration::from_secs(5))?;
    database.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;")?;
    // Without this, a statement is planned anew whenever a parameter that its plan looked at has another value.
    database.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    database.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(database)
}

fn write_until_closed(database: &Database, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let jobs = std::iter::once(first).chain(queue.try_iter().take(COMMIT_MAX - 1));
        commit(database, jobs);
    }
}

/// One transaction for all the jobs, a savepoint for each; the answers go out after the commit.
fn commit(database: &Database, jobs: impl Iterator<Item = Job>) {
    let mut begun = database.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from);
    let mut answers = Vec::new();
    for job in jobs {
        let answer = begun.clone().and_then(|()| run(database, job.run));
        answers.push((job.answer, answer));
        if begun.is_ok() && database.is_autocommit() {
            // A full disk, or a disk that fails, undoes the whole commit at once, with all that was in it before. What
            // comes after must not begin one of its own.
            begun = Err(StoreError::Unavailable(
                "the disk could not be written; nothing was kept".into(),
            ));
        }
    }
    if let Err(error) = begun {
        return send(answers, Some(error));
    }
    let committed = database
        .prepare_cached("COMMIT")
        .and_then(|mut commit| commit.execute([]));
    let failure = committed.err().map(|error| {
        let _ = database.execute_batch("ROLLBACK");
        // An error after the last write, of the sync, may come back for a commit that survived, so nobody may be told
        // that it did not.
        if was_not_written(&error) {
            error.into()
        } else {
            StoreError::Unknown
        }
    });
    send(answers, failure);
}

/// Whether a commit failed before its last byte was written.
fn was_not_written(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        code,
        Some(rusqlite::ffi::SQLITE_FULL | rusqlite::ffi::SQLITE_IOERR_WRITE | rusqlite::ffi::SQLITE_READONLY)
    )
}

fn send(answers: Vec<(Sender<Answer>, Answer)>, failure: Option<StoreError>) {
    for (sender, answer) in answers {
        // A caller that went away does not need its answer.
        let _ = sender.send(failure.clone().map_or(answer, Err));
    }
}

fn run(database: &Database, work: Work) -> Answer {
    database.prepare_cached("SAVEPOINT work")?.execute([])?;
    let mut writer = Writer::new(Connection::Sqlite(database));
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut writer)));
    let failure = writer.failure();
    let keep = matches!(outcome, Ok((_, true))) && failure.is_none();
    if database.is_autocommit() {
        // The savepoint is gone with the commit it was part of; `commit` tells everybody.
        return Err(failure.unwrap_or_else(|| StoreError::Unavailable("the disk could not be written".into())));
    }
    if !keep {
        database.prepare_cached("ROLLBACK TO work")?.execute([])?;
    }
    database.prepare_cached("RELEASE work")?.execute([])?;
    match outcome {
        Ok((_, true)) if failure.is_some() => Err(failure.unwrap_or(StoreError::Unknown)),
        Ok((outcome, keep)) => Ok((outcome, if keep { writer.touched } else { Vec::new() })),
        Err(_) => Err(StoreError::Panicked),
    }
}
