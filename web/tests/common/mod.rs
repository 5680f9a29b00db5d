//! A site over a real service in a folder of its own, asked without a socket, and a reader of its pages.
#![allow(dead_code, missing_docs, reason = "each test file uses its part")]

pub mod away;
pub mod gate;
pub mod html;
pub mod person;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::Timestamp;
use shishi_kernel::{Actor, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::{Backend, NewAccountForm, NewPerson, Service, ServiceConfig, SignInFrom};
use shishi_web::{WebOptions, router};
use tower::ServiceExt;

pub const PASSWORD: &str = "several plain words";

pub struct Site {
    pub service: Service,
    pub router: Router,
    /// Seconds since 1970, set by hand.
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Site {
    /// A site on which nothing was published yet.
    pub fn empty() -> Self {
        Self::with(WebOptions::default())
    }

    pub fn with(options: WebOptions) -> Self {
        Self::over(options, Backend::Sqlite)
    }

    /// A site over a database of its own. It has to be made, and dropped, outside of the runtime that asks it.
    pub fn on_postgres(options: WebOptions, address: &str) -> Self {
        Self::over(options, Backend::Postgres(address.to_owned()))
    }

    fn over(options: WebOptions, backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let counter = AtomicU64::new(1);
        // The morning of 2020-06-01.
        let clock = Arc::new(AtomicI64::new(1_590_969_600));
        let hand = Arc::clone(&clock);
        let service = Service::open(ServiceConfig {
            data: folder.path().to_owned(),
            backend,
            slug: Some("zone".into()),
            name: Some("某高新区".into()),
            origin_host: "test.invalid".into(),
            simulated: true,
            clock: Arc::new(move || Timestamp::from_second(hand.load(Ordering::SeqCst)).unwrap()),
            entropy: Arc::new(move |bytes| {
                let count = counter.fetch_add(1, Ordering::SeqCst).to_le_bytes();
                for (byte, part) in bytes.iter_mut().zip(count.iter().cycle()) {
                    *byte = *part;
                }
            }),
            password_memory_kib: 8,
        })
        .unwrap();
        let router = router(service.clone(), options);
        Self {
            service,
            router,
            clock,
            _folder: folder,
        }
    }

    /// Sets the clock to the morning of a day.
    pub fn set_day(&self, day: &str) {
        let morning: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        self.clock.store(morning.as_second(), Ordering::SeqCst);
    }

    /// A site with the sample gazette issued and its journal published.
    pub fn issued() -> Self {
        let site = Self::empty();
        site.issue();
        site
    }

    pub fn issue(&self) {
        let supervisor = self.supervisor();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gazettes/jining-hi-tech-2020-04.txt");
        let bytes = std::fs::read(path).unwrap();
        let draft = self
            .service
            .upload(&supervisor, "gazette.txt", &bytes)
            .unwrap()
            .draft
            .unwrap();
        let revision = self
            .service
            .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
            .unwrap();
        self.service.issue_draft(&supervisor, draft, revision).unwrap();
        self.service.publish_now().unwrap();
    }

    fn supervisor(&self) -> Actor {
        let person = |login: &str| NewPerson {
            login: login.into(),
            display_name: login.into(),
            password: PASSWORD.into(),
        };
        let token = self.service.new_setup_token().unwrap().unwrap();
        self.service.complete_setup(&token, person("root")).unwrap();
        let admin = self.sign_in("root");
        let form = NewAccountForm {
            person: person("supervisor"),
            role: Role::Supervisor,
            unit: None,
        };
        self.service.create_account(&admin, form).unwrap();
        self.sign_in("supervisor")
    }

    pub fn sign_in(&self, login: &str) -> Actor {
        let signed_in = self.service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap();
        self.service.session(&signed_in.token).unwrap().unwrap().actor
    }

    /// Whether the session cookie has the name that goes with HTTPS.
    pub fn secure(&self) -> bool {
        WebOptions::default().secure_cookies
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], "").await
    }

    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "test.invalid");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.as_ref().to_vec())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 32 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }
}
