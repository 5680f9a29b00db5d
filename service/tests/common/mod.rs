//! A service with a clock that stands still, and people to act in it.
#![allow(dead_code, reason = "each test program uses a part")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::papers::PaperOrder;
use shishi_service::{Backend, NewAccountForm, NewPerson, Service, ServiceConfig, ServiceError, SignInFrom};

pub fn open(data: &Path) -> Result<Service, ServiceError> {
    Service::open(config(data))
}

pub fn config(data: &Path) -> ServiceConfig {
    ServiceConfig {
        data: data.to_owned(),
        backend: Backend::Sqlite,
        slug: Some("zone".into()),
        name: Some("某高新区".into()),
        origin_host: "test.invalid".into(),
        simulated: true,
        clock: Arc::new(|| "2020-06-01T00:00:00Z".parse::<Timestamp>().unwrap()),
        entropy: Arc::new(|bytes| getrandom::fill(bytes).unwrap()),
        password_memory_kib: 8,
    }
}

pub fn person(login: &str) -> NewPerson {
    NewPerson {
        login: login.into(),
        display_name: login.into(),
        password: "several plain words".into(),
    }
}

/// The time of a service whose clock a test moves.
#[derive(Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn at(text: &str) -> Self {
        let hand = Self(Arc::default());
        hand.set(text);
        hand
    }

    /// Noon in China of a day, or an instant.
    pub fn set(&self, text: &str) {
        let instant = text.parse::<Timestamp>();
        let at = instant.unwrap_or_else(|_| format!("{text}T04:00:00Z").parse().unwrap());
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }

    pub fn clock(&self) -> shishi_service::Clock {
        let hand = self.clone();
        Arc::new(move || Timestamp::from_microsecond(hand.0.load(Ordering::SeqCst)).unwrap())
    }
}

/// The sample gazette, issued.
pub fn issue(service: &Service, supervisor: &Actor) {
    let draft = service.upload(supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(supervisor, draft, revision).unwrap();
}

/// An account of a role and unit, signed in.
pub fn account(service: &Service, admin: &Actor, login: &str, role: Role, unit: Option<UnitId>) -> Actor {
    let form = NewAccountForm {
        person: person(login),
        role,
        unit,
    };
    service.create_account(admin, form).unwrap();
    sign_in(service, login)
}

/// The first administrator, a supervisor signed in, and the service.
pub fn staffed(data: &Path) -> (Service, Actor, Actor) {
    staffed_with(config(data))
}

/// The same with a configuration of the test.
pub fn staffed_with(config: ServiceConfig) -> (Service, Actor, Actor) {
    let service = Service::open(config).unwrap();
    let token = service.new_setup_token().unwrap().unwrap();
    assert_eq!(
        service.complete_setup("wrong", person("root")).unwrap_err().code(),
        "form.setup_token"
    );
    service.complete_setup(&token, person("root")).unwrap();
    assert_eq!(
        service.complete_setup(&token, person("other")).unwrap_err().code(),
        "form.setup_token"
    );
    let admin = sign_in(&service, "root");
    let form = NewAccountForm {
        person: person("supervisor"),
        role: Role::Supervisor,
        unit: None,
    };
    service.create_account(&admin, form).unwrap();
    let supervisor = sign_in(&service, "supervisor");
    (service, admin, supervisor)
}

pub fn sign_in(service: &Service, login: &str) -> Actor {
    let signed_in = service
        .sign_in(login, "several plain words", SignInFrom::default())
        .unwrap();
    service.session(&signed_in.token).unwrap().unwrap().actor
}

pub fn gazette() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gazettes/jining-hi-tech-2020-04.txt");
    std::fs::read(path).unwrap()
}

/// A paper as text; empty when there is none.
pub fn printed(service: &Service, order: PaperOrder) -> String {
    let paper = service.public_paper(&order).unwrap();
    paper.map(|paper| shishi_papers::text(&paper)).unwrap_or_default()
}
