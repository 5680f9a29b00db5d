//! A year, step by step.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use jiff::SignedDuration;
use shishi_kernel::Date;
use shishi_service::{Backend, ServiceError};

use crate::acts::ACTS;
use crate::attempt::{Again, Attempt, Done};
use crate::oracle;
use crate::rows::Rows;
use crate::seen::Seen;
use crate::world::World;

/// Steps that a failure shows.
const STEPS_SHOWN: usize = 30;
/// The day after which nothing is played any more; a scheme's period is over by then.
const ENDS: Date = Date::constant(2021, 2, 10);
/// Everything is looked at after so many steps.
const LOOK_EVERY: u32 = 100;
/// In a hundred refusals, so many are held against every row of the store.
const ROWS_LOOKED_AT: u64 = 6;

/// What to play.
#[derive(Clone, Debug)]
pub struct Year<'y> {
    /// What everything is drawn from.
    pub seed: u64,
    /// A folder that is empty.
    pub data: &'y Path,
    /// The engine.
    pub backend: Backend,
    /// Steps at most.
    pub steps: u32,
}

/// How a year went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Attempts that did something.
    pub done: u32,
    /// Attempts that were refused.
    pub refused: u32,
    /// Attempts that were repeated at once.
    pub repeated: u32,
    /// Times that the service was closed and opened again.
    pub restarts: u32,
    /// Leaves in the journal at the end, by kind.
    pub leaves: BTreeMap<String, u64>,
    /// Refusals by code.
    pub codes: BTreeMap<String, u64>,
}

/// Why a year does not hold, with what led to it.
#[derive(Debug)]
pub struct Failure {
    /// The seed that plays it again.
    pub seed: u64,
    /// What does not hold.
    pub why: String,
    /// The last steps, the newest last.
    pub steps: Vec<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.why)?;
        writeln!(f, "play it again with SHISHI_SIM_SEED={}; the last steps:", self.seed)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "  {step}"))
    }
}

impl std::error::Error for Failure {}

/// Plays a year.
///
/// # Errors
/// When something does not hold that always must.
pub fn play(year: &Year<'_>) -> Result<Tally, Failure> {
    let failed = |why: String, steps: &VecDeque<String>| Failure {
        seed: year.seed,
        why,
        steps: steps.iter().cloned().collect(),
    };
    let mut shown = VecDeque::new();
    let world = World::new(year.seed, year.data, year.backend.clone());
    let world = world.map_err(|error| failed(format!("the year does not begin: {error}"), &shown))?;
    let mut player = Player {
        world,
        tally: Tally::default(),
        shown: VecDeque::new(),
    };
    let outcome = player.play(year.steps);
    shown.append(&mut player.shown);
    outcome.map_err(|why| failed(why, &shown))?;
    Ok(player.tally)
}

struct Player {
    world: World,
    tally: Tally,
    shown: VecDeque<String>,
}

/// What does not hold, in words.
type Held<T = ()> = Result<T, String>;

fn fault(error: ServiceError) -> String {
    format!("a question was not answered: {error}")
}

impl Player {
    fn play(&mut self, steps: u32) -> Held {
        let weights: u32 = ACTS.iter().map(|(weight, _)| weight).sum();
        for step in 1..=steps {
            if self.world.today() > ENDS {
                break;
            }
            self.time_goes_by(step)?;
            let mut at = u32::try_from(self.world.chance.next() % u64::from(weights)).unwrap_or_default();
            for (weight, act) in ACTS {
                if at < *weight {
                    if let Some(attempt) = act(&mut self.world).map_err(fault)? {
                        self.attempt(&attempt)?;
                    }
                    break;
                }
                at -= weight;
            }
            if step % LOOK_EVERY == 0 {
                self.look()?;
            }
        }
        self.look()?;
        for leaf in oracle::leaves(self.world.service())? {
            *self.tally.leaves.entry(leaf.kind).or_default() += 1;
        }
        Ok(())
    }

    /// Time, the machine and the housekeeping between what people do.
    fn time_goes_by(&mut self, step: u32) -> Held {
        let chance = &mut self.world.chance;
        let by = match chance.between(1, 100) {
            // The machine's clock is set back by less than a day, as after a bad hour.
            1 => SignedDuration::from_mins(-chance.between(1, 600)),
            2 => SignedDuration::from_hours(24 * chance.between(5, 20)),
            3..=50 => SignedDuration::from_mins(chance.between(1, 300)),
            _ => SignedDuration::from_hours(chance.between(8, 24)),
        };
        let machine = chance.between(1, 100);
        self.world.hand.move_by(by);
        if by.is_negative() || machine <= 2 {
            self.note(format!("{step}: the clock moves by {by}"));
        }
        match machine {
            1..=2 => {
                self.note(format!("{step}: closed and opened again"));
                self.world
                    .restart()
                    .map_err(|error| format!("it does not open again: {error}"))?;
                self.tally.restarts += 1;
            }
            3..=15 => drop(self.world.service().publish_now().map_err(fault)?),
            16..=22 => {
                let before = self.leaves()?;
                self.world.service().sweep().map_err(fault)?;
                let after = self.leaves()?;
                if after == before {
                    return Err("a sweep left no leaf".to_owned());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, words: String) {
        if self.shown.len() == STEPS_SHOWN {
            self.shown.pop_front();
        }
        self.shown.push_back(words);
    }

    fn leaves(&self) -> Held<u64> {
        let page = self.world.service().journal_recent(1, 1).map_err(fault)?;
        Ok(page.total)
    }

    /// One attempt, now and then by the wrong person first, and now and then twice.
    fn attempt(&mut self, attempt: &Attempt) -> Held {
        if self.world.chance.once_in_a_hundred(12) {
            let wrong = self.world.anybody();
            if wrong != attempt.by {
                drop(self.run(attempt, &wrong)?);
            }
        }
        let first = self.run(attempt, &attempt.by.clone())?;
        if attempt.again == Again::Done || !self.world.chance.once_in_a_hundred(25) {
            return Ok(());
        }
        self.tally.repeated += 1;
        let second = self.again(attempt, &attempt.by.clone())?;
        match (first, second, attempt.again) {
            (Ok(first), Ok(second), Again::Same) if first == second => {}
            (Ok(_), Err(_), Again::Refused) => self.stale(attempt)?,
            // What was refused may be refused in other words the second time, but it is refused.
            (Err(_), Err(_), _) => {}
            (first, second, _) => {
                return Err(format!(
                    "the same thing twice has two effects or none: {}: first {first:?}, then {second:?}",
                    attempt.what
                ));
            }
        }
        Ok(())
    }

    /// Somebody else of the same office or unit looked at the same page and sends the same form.
    fn stale(&mut self, attempt: &Attempt) -> Held {
        let units: Vec<_> = attempt.by.unit.into_iter().collect();
        if let Some(other) = self.world.of(&[attempt.by.role], &units)
            && let Ok(done) = self.again(attempt, &other)?
        {
            return Err(format!(
                "two people did what only one can: {}: the second was told {done:?}",
                attempt.what
            ));
        }
        Ok(())
    }

    /// An attempt that must leave nothing behind, whatever it is told.
    fn again(&mut self, attempt: &Attempt, by: &shishi_kernel::Actor) -> Held<Result<String, String>> {
        let before = self.leaves()?;
        let outcome = (attempt.run)(self.world.service(), by);
        if self.leaves()? != before {
            return Err(format!("done twice: {}: {outcome:?}", attempt.what));
        }
        self.note(format!("  again: {}", short(&outcome)));
        outcome
            .map(|done| done.answer)
            .map_or_else(|error| said(&error).map(Err), |done| Ok(Ok(done)))
    }

    fn run(&mut self, attempt: &Attempt, by: &shishi_kernel::Actor) -> Held<Result<String, String>> {
        let before = self.leaves()?;
        let looks = self.world.chance.once_in_a_hundred(ROWS_LOOKED_AT);
        let rows = if looks { Some(self.rows()?) } else { None };
        let outcome = (attempt.run)(self.world.service(), by);
        let who = format!("{} of {:?}", by.role.code(), by.unit.map(|unit| unit.0));
        let now = self.world.service().now();
        self.note(format!("{now} {who}: {} -> {}", attempt.what, short(&outcome)));
        let left = self.leaves()?.saturating_sub(before);
        match outcome {
            Ok(done) => {
                self.tally.done += 1;
                let right = done.leaves.map_or(left > 0, |leaves| leaves == left);
                if !right {
                    return Err(format!("{left} leaves of one change: {}: {done:?}", attempt.what));
                }
                if let Some(rows) = rows.filter(|_| left == 0) {
                    self.unchanged(&rows, "what left no leaf")?;
                }
                Ok(Ok(done.answer))
            }
            Err(error) => {
                self.tally.refused += 1;
                *self.tally.codes.entry(error.code().to_owned()).or_default() += 1;
                if left != 0 {
                    return Err(format!("a refusal left {left} leaves: {}", attempt.what));
                }
                if let Some(rows) = rows {
                    self.unchanged(&rows, "a refusal")?;
                }
                said(&error).map(Err)
            }
        }
    }

    fn rows(&self) -> Held<Rows> {
        Rows::read(self.world.target()).map_err(fault)
    }

    fn unchanged(&self, before: &Rows, what: &str) -> Held {
        let mut changed = self.rows()?.changed_since(before);
        // A key is remembered also for what turned out to be nothing.
        changed.retain(|table| table != "idempotency" && table != "touch");
        if changed.is_empty() {
            return Ok(());
        }
        Err(format!("{what} changed {}", changed.join(", ")))
    }

    fn look(&mut self) -> Held {
        self.world.service().publish_now().map_err(fault)?;
        let world = &self.world;
        let seen = Seen::new(world.service(), &world.supervisor, &world.admin, &world.programme);
        oracle::look(&seen.map_err(fault)?)
    }
}

/// What somebody was told; whatever is no answer to act on is a fault of ours.
fn said(error: &ServiceError) -> Held<String> {
    match error {
        ServiceError::Internal(words) => Err(format!("internal: {words}")),
        ServiceError::Unknown | ServiceError::Busy => Err(format!("on a good day: {error}")),
        other => Ok(other.code().to_owned()),
    }
}

fn short(outcome: &Result<Done, ServiceError>) -> String {
    match outcome {
        Ok(done) => format!("done {:.40}", done.answer),
        Err(error) => error.code().to_owned(),
    }
}
