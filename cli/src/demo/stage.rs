//! What every happening has at hand: the service, the clock, the players and the commitments.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use shishi_kernel::{Actor, Date, DrawId, Role, SchemeId, UnitId};
use shishi_service::Service;
use shishi_service::views::{CommitmentPage, MeasureRow};

use super::cast::CAST;
use super::chance::Chance;
use super::clock::PlayClock;

/// The year of the sample's programme.
pub const YEAR: i16 = 2020;

/// What a happening plays on.
pub struct Stage<'s> {
    /// The use cases.
    pub service: &'s Service,
    /// The time.
    pub clock: &'s PlayClock,
    /// What figures are drawn from.
    pub seed: u64,
    /// The draw under way or done.
    pub draw: Option<DrawId>,
    /// The scheme of the appraisal.
    pub scheme: Option<SchemeId>,
    /// What was done so far.
    pub steps: u32,
    players: HashMap<&'static str, Actor>,
    units: HashMap<String, UnitId>,
    pages: BTreeMap<u32, CommitmentPage>,
}

impl<'s> Stage<'s> {
    /// The stage before the first day, with the programme issued and nobody on it.
    pub fn new(service: &'s Service, clock: &'s PlayClock, seed: u64) -> Result<Self> {
        let mut pages = BTreeMap::new();
        let overview = service.overview(Some("2020"))?.context("the sample's programme")?;
        for row in overview.categories.iter().flat_map(|category| &category.commitments) {
            let page = service.commitment(&row.slug)?.context("a commitment of the sample")?;
            pages.insert(row.number, page);
        }
        let units = service.units()?.into_iter();
        Ok(Self {
            service,
            clock,
            seed,
            draw: None,
            scheme: None,
            steps: 0,
            players: HashMap::new(),
            units: units.map(|row| (row.unit.name, row.unit.id)).collect(),
            pages,
        })
    }

    /// Lets somebody play.
    pub fn enter(&mut self, login: &'static str, actor: Actor) {
        self.players.insert(login, actor);
    }

    /// One more thing was done.
    pub fn did<T, E>(&mut self, outcome: Result<T, E>) -> Result<T>
    where
        anyhow::Error: From<E>,
    {
        self.steps += 1;
        self.clock.step();
        Ok(outcome?)
    }

    /// The numbers of the programme's commitments.
    pub fn numbers(&self) -> Vec<u32> {
        self.pages.keys().copied().collect()
    }

    /// A commitment as it was issued.
    pub fn page(&self, number: u32) -> Result<&CommitmentPage> {
        self.pages
            .get(&number)
            .with_context(|| format!("there is no commitment {number}"))
    }

    /// A measure as it was issued.
    pub fn measure(&self, number: u32, position: u32) -> Result<&MeasureRow> {
        let rows = &self.page(number)?.measures;
        let found = rows.iter().find(|row| row.position == position);
        found.with_context(|| format!("commitment {number} has no measure {position}"))
    }

    /// The address of a commitment.
    pub fn slug(number: u32) -> String {
        format!("{YEAR}-{number}")
    }

    /// A unit by its name.
    pub fn unit(&self, name: &str) -> Result<UnitId> {
        let found = self.units.get(name).copied();
        found.with_context(|| format!("the gazette names no unit {name}"))
    }

    /// A player by login.
    pub fn player(&self, login: &str) -> Result<Actor> {
        let found = self.players.get(login).cloned();
        found.with_context(|| format!("{login} has no account yet"))
    }

    fn of(&self, role: Role, unit: &str) -> Option<Actor> {
        let player = CAST
            .iter()
            .find(|player| player.role == role && player.unit == Some(unit));
        self.players.get(player?.login).cloned()
    }

    /// The clerk of a unit.
    pub fn clerk(&self, unit: &str) -> Result<Actor> {
        let found = self.of(Role::Clerk, unit);
        found.with_context(|| format!("{unit} has no clerk"))
    }

    /// The head of a unit, or its clerk where the head has no account.
    pub fn head(&self, unit: &str) -> Result<Actor> {
        self.of(Role::Head, unit).map_or_else(|| self.clerk(unit), Ok)
    }

    /// The unit that speaks for a commitment: of several leads the last, which builds.
    pub fn lead(&self, number: u32) -> Result<String> {
        let leads = &self.page(number)?.row.leads;
        Ok(leads.last().context("a lead")?.name.clone())
    }

    /// The supervisor who watches over a commitment: whom the system chose.
    pub fn office(&self, number: u32) -> Result<Actor> {
        let watch = self.service.watch(&Self::slug(number))?.context("who watches")?;
        let unit = watch.watcher.context("a supervisor without interest")?;
        let found = self.of(Role::Supervisor, &unit.name);
        found.with_context(|| format!("{} has no supervisor", unit.name))
    }

    /// Chance for one purpose.
    pub fn chance(&self, purpose: &str) -> Chance {
        Chance::new(self.seed, purpose)
    }
}

/// A day of the script. Days are written in the code, and a test reads every one.
pub fn day(text: &str) -> Result<Date> {
    text.parse().with_context(|| format!("{text} is no day"))
}
