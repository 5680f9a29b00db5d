//! The demonstration's time: set by hand while the year is played, and running on from there afterwards.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use shishi_kernel::Date;
use shishi_service::Clock;

/// The hour of the morning, UTC, at which a day of the script begins: nine in China.
const MORNING: &str = "T01:00:00Z";
/// Time between two things done on one day.
const STEP_MICROS: i64 = 60_000_000;
/// The file that says how far the demonstration's time lies behind the machine's.
const FILE: &str = "demo.json";

/// A clock that is set by hand.
#[derive(Clone)]
pub struct PlayClock(Arc<AtomicI64>);

impl Default for PlayClock {
    /// Begins on the day on which the sample gazette came out.
    fn default() -> Self {
        let clock = Self(Arc::default());
        clock.morning(Date::constant(2020, 5, 11));
        clock
    }
}

impl PlayClock {
    /// This clock for a service.
    pub fn clock(&self) -> Clock {
        let micros = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_microsecond(micros.load(Ordering::SeqCst)).unwrap_or_default())
    }

    /// Goes to the morning of a day, unless it is later already.
    pub fn morning(&self, day: Date) {
        let morning: Timestamp = format!("{day}{MORNING}").parse().unwrap_or_default();
        self.0.fetch_max(morning.as_microsecond(), Ordering::SeqCst);
    }

    /// Goes on a little, so that no two things happen at once.
    pub fn step(&self) {
        self.0.fetch_add(STEP_MICROS, Ordering::SeqCst);
    }
}

/// How the time goes on after the year: as fast as the machine's, so far behind it.
pub struct Running {
    behind: SignedDuration,
}

impl Running {
    /// Notes in the data folder where the year ended.
    pub fn write(folder: &Path, ended: Timestamp, machine: Timestamp) -> Result<()> {
        let behind = machine.duration_since(ended).as_secs();
        let text = serde_json::json!({ "seconds_behind": behind }).to_string();
        std::fs::write(folder.join(FILE), text).context("the end of the year could not be noted")
    }

    /// What was noted; nothing when no year was played here.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let noted: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let behind = noted["seconds_behind"].as_i64();
        let behind = behind.with_context(|| format!("{} is damaged", path.display()))?;
        Ok(Some(Self {
            behind: SignedDuration::from_secs(behind),
        }))
    }

    /// The demonstration's clock over the machine's.
    pub fn clock(&self, machine: Clock) -> Clock {
        let behind = self.behind;
        Arc::new(move || machine() - behind)
    }
}
