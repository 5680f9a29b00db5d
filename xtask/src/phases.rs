//! A long command told in phases: what is being done, how long it took, and what came of it all.

use anyhow::Result;
use std::time::{Duration, Instant};

/// The phases so far.
#[derive(Debug, Default)]
pub struct Phases {
    done: Vec<(String, Duration, bool)>,
}

impl Phases {
    /// Does one phase, saying so before and after. A failure is told and handed on.
    ///
    /// # Errors
    /// Those of the phase.
    pub fn run<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("== {name}");
        let start = Instant::now();
        let result = work();
        let time = start.elapsed();
        let end = if result.is_ok() { "done" } else { "FAILED" };
        println!("== {name}: {end} in {:.1} s", time.as_secs_f64());
        self.done.push((name.to_owned(), time, result.is_ok()));
        result
    }

    /// A table of all phases with their seconds.
    pub fn summary(&self) -> String {
        let line = |(name, time, good): &(String, Duration, bool)| {
            format!(
                "{:>8.1} s  {name}{}\n",
                time.as_secs_f64(),
                if *good { "" } else { "  FAILED" }
            )
        };
        let total: Duration = self.done.iter().map(|(_, time, _)| *time).sum();
        let lines: String = self.done.iter().map(line).collect();
        format!("{lines}{:>8.1} s  in all", total.as_secs_f64())
    }
}
