//! A service with lots and devices, as the topics about messages and bookings need it.

use crate::postgres::Postgres;
use anyhow::Result;
use shishi_kernel::{Actor, Role, Timestamp};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::{Backend, NewAccountForm, NewPerson, Service, ServiceConfig, SignInFrom};
use std::sync::Arc;
use tempfile::TempDir;

const PASSWORD: &str = "several plain words";
/// When everything happens, in seconds since 1970.
pub const NOW: i64 = 1_778_472_000;
const TARIFF: &str = "shishi-tariff 1\nname: 平价\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\ncap 24h: 20 yuan\n";

/// A service in a folder of its own.
pub struct House {
    /// The service.
    pub service: Service,
    keeper: Actor,
    folder: TempDir,
}

impl House {
    /// Sets one up; on PostgreSQL where there is a server.
    pub fn open(server: Option<&Postgres>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
        let counter = std::sync::atomic::AtomicU64::new(1);
        let service = Service::open(ServiceConfig {
            data: folder.path().to_owned(),
            backend: server.map_or(Backend::Sqlite, |server| Backend::Postgres(server.url())),
            slug: Some("bench".into()),
            name: Some("测".into()),
            origin_host: "bench.invalid".into(),
            simulated: true,
            clock: Arc::new(|| Timestamp::from_second(NOW).unwrap_or_default()),
            // Nothing here is a secret, and chance is not what is measured.
            entropy: Arc::new(move |bytes| {
                let count = counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_le_bytes();
                for (byte, part) in bytes.iter_mut().zip(count.iter().cycle()) {
                    *byte = *part;
                }
            }),
            password_memory_kib: 8,
        })?;
        let keeper = keeper(&service)?;
        service.put_tariff(&keeper, "plain", TARIFF)?;
        Ok(Self {
            service,
            keeper,
            folder,
        })
    }

    /// A lot, with terms of booking where somebody can book.
    pub fn lot(&self, slug: &str, terms: Option<String>) -> Result<()> {
        let lot = LotRow {
            id: 0,
            slug: slug.into(),
            name: slug.into(),
            setting: "surface".into(),
            access: "public".into(),
            latitude: 35_400_000,
            longitude: 116_600_000,
            operator: String::new(),
            opened_on: None,
            capacity: 10_000,
            counting: "gate".into(),
            outline: None,
            height_cm: None,
            stay_minutes_max: None,
            hours: String::new(),
            tariff: Some("plain".into()),
            confidence_min: 60,
            terms,
            revision: 0,
        };
        self.service.put_lot(&self.keeper, lot, Vec::new(), Vec::new())?;
        Ok(())
    }

    /// Ends the service, so that another may open the folder that is left.
    pub fn close(self) -> TempDir {
        drop(self.service);
        self.folder
    }

    /// A device of a lot, and its token.
    pub fn device(&self, lot: &str, code: &str) -> Result<(DeviceRow, String)> {
        let token = self.service.put_device(&self.keeper, lot, code, "lane")?;
        Ok((self.service.device_by_token(code, &token)?, token))
    }
}

fn keeper(service: &Service) -> Result<Actor> {
    let person = |login: &str| NewPerson {
        login: login.into(),
        display_name: login.into(),
        password: PASSWORD.into(),
    };
    let actor = |login: &str| -> Result<Actor> {
        let token = service.sign_in(login, PASSWORD, SignInFrom::default())?.token;
        let session = service.session(&token)?;
        session
            .map(|session| session.actor)
            .ok_or_else(|| anyhow::anyhow!("no session"))
    };
    if let Some(token) = service.new_setup_token()? {
        service.complete_setup(&token, person("root"))?;
    }
    let form = NewAccountForm {
        person: person("keeper"),
        role: Role::Supervisor,
        unit: None,
    };
    service.create_account(&actor("root")?, form)?;
    actor("keeper")
}
