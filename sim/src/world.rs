//! Where a year is played: the service, its clock, and everybody who acts.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use shishi_kernel::{Actor, Date, MeasureId, Role, UnitId, civil_date};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{Backend, NewAccountForm, NewPerson, Service, ServiceConfig, ServiceError};
use shishi_store::Target;

use crate::chance::Chance;

const GAZETTE: &[u8] = include_bytes!("../../fixtures/gazettes/jining-hi-tech-2020-04.txt");
/// The morning after the sample came out.
const BEGINS: &str = "2020-05-12T01:00:00Z";

/// Commitments that most of what happens is about.
const FEW: usize = 5;

/// The time, set by hand.
#[derive(Clone)]
pub(crate) struct Hand(Arc<AtomicI64>);

impl Hand {
    fn new(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    pub(crate) fn move_by(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or_default();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

/// The service with everybody in it.
pub(crate) struct World {
    pub chance: Chance,
    pub hand: Hand,
    /// Everybody, by how often they act.
    pub cast: Vec<Actor>,
    /// Every commitment as it was issued.
    pub pages: Vec<CommitmentPage>,
    pub programme: String,
    pub supervisor: Actor,
    pub admin: Actor,
    config: ServiceConfig,
    target: Target,
    service: Option<Service>,
    keys: u64,
}

impl World {
    /// A programme just issued, and an account for everybody with a duty in it.
    pub(crate) fn new(seed: u64, data: &Path, backend: Backend) -> Result<Self, ServiceError> {
        let hand = Hand::new(BEGINS.parse().map_err(fault)?);
        let clock = Arc::clone(&hand.0);
        let entropy = AtomicU64::new(seed);
        let config = ServiceConfig {
            data: data.to_owned(),
            backend: backend.clone(),
            slug: Some("zone".to_owned()),
            name: Some("某高新区".to_owned()),
            origin_host: "sim.invalid".to_owned(),
            simulated: true,
            clock: Arc::new(move || Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).unwrap_or_default()),
            entropy: Arc::new(move |bytes| {
                for chunk in bytes.chunks_mut(32) {
                    let next = Chance::new(entropy.fetch_add(1, Ordering::SeqCst)).bytes();
                    chunk.copy_from_slice(&next[..chunk.len()]);
                }
            }),
            password_memory_kib: 8,
        };
        let target = match backend {
            Backend::Sqlite => Target::Sqlite(data.join("shishi.sqlite")),
            Backend::Scratch => Target::Scratch(data.join("shishi.sqlite")),
            Backend::Postgres(address) => Target::Postgres(address),
        };
        let service = Service::open(config.clone())?;
        let token = service.new_setup_token()?.unwrap_or_default();
        let account = service.complete_setup(&token, person("root"))?;
        let admin = Actor {
            account,
            unit: None,
            role: Role::Administrator,
        };
        let supervisor = join(&service, &admin, Role::Supervisor, None, "s0")?;
        let draft = service
            .upload(&supervisor, "a.txt", GAZETTE)?
            .draft
            .ok_or(ServiceError::NotFound)?;
        let revision = service.draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)?;
        let programme = service.issue_draft(&supervisor, draft, revision)?;
        let mut pages = Vec::new();
        let overview = service.overview(Some(&programme))?.ok_or(ServiceError::NotFound)?;
        for row in overview.categories.iter().flat_map(|category| &category.commitments) {
            pages.push(service.commitment(&row.slug)?.ok_or(ServiceError::NotFound)?);
        }
        let mut world = Self {
            chance: Chance::new(seed),
            hand,
            cast: vec![supervisor.clone()],
            pages,
            programme,
            supervisor,
            admin,
            config,
            target,
            service: Some(service),
            keys: 0,
        };
        world.enter()?;
        Ok(world)
    }

    /// Gives accounts: a clerk for every unit that has a duty, heads for some, and offices with and without an interest.
    fn enter(&mut self) -> Result<(), ServiceError> {
        let (service, admin) = (self.service().clone(), self.admin.clone());
        let leads: Vec<UnitId> = self
            .pages
            .iter()
            .flat_map(|page| &page.row.leads)
            .map(|unit| unit.id)
            .collect();
        let mut number = 0;
        let mut add = |role, unit| {
            number += 1;
            join(&service, &admin, role, unit, &format!("p{number}"))
        };
        let mut cast = Vec::new();
        for row in service.units()?.iter().filter(|row| !row.unit.group) {
            cast.push(add(Role::Clerk, Some(row.unit.id))?);
            if leads.contains(&row.unit.id) {
                cast.push(add(Role::Head, Some(row.unit.id))?);
            }
        }
        for unit in [None, leads.first().copied(), leads.last().copied()] {
            cast.push(add(Role::Supervisor, unit)?);
            cast.push(add(Role::Appraiser, unit)?);
        }
        cast.push(add(Role::Auditor, None)?);
        self.cast.extend(cast);
        Ok(())
    }

    /// The service. It is away only while it is closed and opened again.
    pub(crate) fn service(&self) -> &Service {
        self.service.as_ref().expect("the service is open between restarts")
    }

    /// Where the rows are.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Closes the service and opens it again, as after a restart of the machine.
    pub(crate) fn restart(&mut self) -> Result<(), ServiceError> {
        // SQLite knows one writer, so the first must have let go.
        drop(self.service.take());
        self.service = Some(Service::open(self.config.clone())?);
        Ok(())
    }

    pub(crate) fn today(&self) -> Date {
        civil_date(self.service().now())
    }

    /// A day near today, also wrong ones.
    pub(crate) fn day(&mut self, from: i64, to: i64) -> Date {
        let days = self.chance.between(from, to);
        let today = self.today();
        today.checked_add(jiff::Span::new().days(days)).unwrap_or(today)
    }

    /// A key that was not used before.
    pub(crate) fn key(&mut self) -> String {
        self.keys += 1;
        format!("sim-{}", self.keys)
    }

    /// Words; now and then none, and now and then too many.
    pub(crate) fn words(&mut self, some: &[&str]) -> String {
        match self.chance.between(1, 80) {
            1 => String::new(),
            2 => " ".to_owned(),
            3 => "实".repeat(3_000),
            _ => self.chance.pick(some).copied().unwrap_or_default().to_owned(),
        }
    }

    /// One of the commitments, mostly one of a few, so that something comes of them.
    pub(crate) fn page(&mut self) -> CommitmentPage {
        let few = &self.pages[..FEW.min(self.pages.len())];
        let pages = if self.chance.once_in_a_hundred(75) {
            few
        } else {
            &self.pages
        };
        self.chance.pick(pages).cloned().expect("a programme has commitments")
    }

    /// One of a commitment's measures.
    pub(crate) fn measure(&mut self, page: &CommitmentPage) -> Option<MeasureRow> {
        self.chance.pick(&page.measures).cloned()
    }

    /// The commitment of a measure.
    pub(crate) fn page_of(&self, measure: MeasureId) -> Option<&CommitmentPage> {
        self.pages
            .iter()
            .find(|page| page.measures.iter().any(|row| row.id == measure))
    }

    /// Somebody of a role, at most of these units.
    pub(crate) fn of(&mut self, roles: &[Role], units: &[UnitId]) -> Option<Actor> {
        let fits = |actor: &&Actor| {
            roles.contains(&actor.role) && (units.is_empty() || actor.unit.is_some_and(|unit| units.contains(&unit)))
        };
        let all: Vec<Actor> = self.cast.iter().filter(fits).cloned().collect();
        self.chance.pick(&all).cloned()
    }

    /// Somebody of a unit that leads a commitment.
    pub(crate) fn lead(&mut self, page: &CommitmentPage, roles: &[Role]) -> Option<Actor> {
        let leads: Vec<UnitId> = page.row.leads.iter().map(|unit| unit.id).collect();
        self.of(roles, &leads)
    }

    /// A supervisor, mostly one without an interest.
    pub(crate) fn office(&mut self) -> Actor {
        if self.chance.once_in_a_hundred(80) {
            return self.supervisor.clone();
        }
        self.of(&[Role::Supervisor], &[])
            .unwrap_or_else(|| self.supervisor.clone())
    }

    /// Anybody.
    pub(crate) fn anybody(&mut self) -> Actor {
        let all = self.cast.clone();
        self.chance.pick(&all).cloned().unwrap_or_else(|| self.admin.clone())
    }
}

/// Every unit with a duty in a commitment, members of groups one by one.
pub(crate) fn parties(page: &CommitmentPage) -> Vec<UnitId> {
    let mut all = Vec::new();
    for duty in &page.duties {
        if duty.members.is_empty() {
            all.push(duty.unit.id);
        }
        all.extend(duty.members.iter().map(|unit| unit.id));
    }
    all
}

fn person(login: &str) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        display_name: login.to_owned(),
        password: "several plain words".to_owned(),
    }
}

fn join(service: &Service, admin: &Actor, role: Role, unit: Option<UnitId>, name: &str) -> Result<Actor, ServiceError> {
    let form = NewAccountForm {
        person: person(&format!("somebody-{name}")),
        role,
        unit,
    };
    let account = service.create_account(admin, form)?;
    Ok(Actor { account, unit, role })
}

fn fault(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
