//! A service on either engine with a programme issued, and people to act in it.
#![allow(dead_code, reason = "each test program uses a part")]

pub mod charging;
pub mod desk;
pub mod load;
pub mod money;
pub mod town;

use std::path::Path;
use std::sync::{Arc, Barrier};

use jiff::Timestamp;
use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::views::CommitmentPage;
use shishi_service::{Backend, Clock, NewAccountForm, NewPerson, Service, ServiceConfig, ServiceError};

const GAZETTE: &[u8] = include_bytes!("../../../fixtures/gazettes/jining-hi-tech-2020-04.txt");

/// In memory where the machine has such a folder: nobody pulls the plug in a simulated year, and each step is a commit.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
}

/// Does something on PostgreSQL, in a database of its own; nothing where there is none.
pub fn on_postgres(name: &str, work: impl FnOnce(Backend)) {
    let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
        assert!(
            std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
            "no PostgreSQL: run `cargo xtask test`, which starts one, or set SHISHI_WITHOUT_POSTGRES=1"
        );
        return;
    };
    let name = format!("sim_{}_{name}", std::process::id());
    let mut config: postgres::Config = address.parse().unwrap();
    let mut admin = config.dbname("postgres").connect(postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    // The plug is not pulled here either.
    let unsynced = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    admin.batch_execute(&unsynced).unwrap();
    work(Backend::Postgres(with_database(&address, &name)));
    admin
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .unwrap();
}

/// The same address with another database, for both forms of an address.
fn with_database(address: &str, name: &str) -> String {
    if !address.contains("://") {
        return format!("{address} dbname={name}");
    }
    let (base, query) = address
        .split_once('?')
        .map_or((address, String::new()), |(base, query)| (base, format!("?{query}")));
    let scheme_end = base.find("://").unwrap() + 3;
    let host = base[scheme_end..].split('/').next().unwrap();
    format!("{}{host}/{name}{query}", &base[..scheme_end])
}

pub fn config(data: &Path, backend: Backend, clock: Clock) -> ServiceConfig {
    ServiceConfig {
        data: data.to_owned(),
        backend,
        slug: Some("zone".into()),
        name: Some("某高新区".into()),
        origin_host: "test.invalid".into(),
        simulated: true,
        clock,
        entropy: Arc::new(|bytes| getrandom::fill(bytes).unwrap()),
        password_memory_kib: 8,
    }
}

/// The morning of a day in summer.
pub fn summer() -> Clock {
    Arc::new(|| "2020-07-10T02:00:00Z".parse::<Timestamp>().unwrap())
}

pub const PASSWORD: &str = "several plain words";

pub struct House {
    pub service: Service,
    pub admin: Actor,
    pub supervisor: Actor,
    pub programme: String,
}

impl House {
    /// A programme just issued.
    pub fn open(config: ServiceConfig) -> Self {
        let service = Service::open(config).unwrap();
        let token = service.new_setup_token().unwrap().unwrap();
        let account = service.complete_setup(&token, person("root")).unwrap();
        let admin = Actor {
            account,
            unit: None,
            role: Role::Administrator,
        };
        let supervisor = join(&service, &admin, "supervisor", Role::Supervisor, None);
        let draft = service.upload(&supervisor, "a.txt", GAZETTE).unwrap().draft.unwrap();
        let revision = service
            .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
            .unwrap();
        let programme = service.issue_draft(&supervisor, draft, revision).unwrap();
        Self {
            service,
            admin,
            supervisor,
            programme,
        }
    }

    pub fn join(&self, login: &str, role: Role, unit: Option<UnitId>) -> Actor {
        join(&self.service, &self.admin, login, role, unit)
    }

    pub fn page(&self, slug: &str) -> CommitmentPage {
        self.service.commitment(slug).unwrap().unwrap()
    }

    pub fn leaves(&self) -> u64 {
        self.service.journal_recent(1, 1).unwrap().total
    }
}

pub fn person(login: &str) -> NewPerson {
    NewPerson {
        login: login.into(),
        display_name: login.into(),
        password: PASSWORD.into(),
    }
}

fn join(service: &Service, admin: &Actor, login: &str, role: Role, unit: Option<UnitId>) -> Actor {
    let form = NewAccountForm {
        person: person(login),
        role,
        unit,
    };
    let account = service.create_account(admin, form).unwrap();
    Actor { account, unit, role }
}

/// Does something as often at the same time, and gives what each was told.
pub fn at_once<T: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, ServiceError> + Sync,
) -> Vec<Result<T, ServiceError>> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (barrier, work) = (&barrier, &work);
                scope.spawn(move || {
                    barrier.wait();
                    work(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
