//! What a service is built from, and the building of it.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;
use shishi_store::{Store, Target, journal, jurisdictions};

use crate::clock::SteadyClock;
use crate::identity::PasswordHashing;
use crate::journal::Journals;
use crate::{Inner, Service, ServiceError, files::Files};

/// Gives the time. A parameter, so that a year can be played in a test.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills a buffer with random bytes.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Which engine keeps the rows.
#[derive(Clone, Debug)]
pub enum Backend {
    /// A file in the data folder.
    Sqlite,
    /// The same while it is made in one go: what a failure of the machine takes is made anew.
    Scratch,
    /// A PostgreSQL database, by its address.
    Postgres(String),
}

/// Everything a service needs from outside.
#[derive(Clone)]
pub struct ServiceConfig {
    /// Folder of files, journal, keys and (for SQLite) the database.
    pub data: PathBuf,
    /// The engine.
    pub backend: Backend,
    /// Short name in addresses and in the journal's origin: `jining-hitech`. Needed on first start only.
    pub slug: Option<String>,
    /// Name of the government: 济宁高新区. Needed on first start only.
    pub name: Option<String>,
    /// First part of the journal's origin: the public host name.
    pub origin_host: String,
    /// Whether pages must say that the data is simulated. Kept: once a jurisdiction was opened so, it stays so.
    pub simulated: bool,
    /// The clock.
    pub clock: Clock,
    /// The source of randomness.
    pub entropy: Entropy,
    /// Memory of one password hash, in KiB.
    pub password_memory_kib: u32,
}

/// Name and journal of a jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Name of the government.
    pub name: String,
    /// Short name.
    pub slug: String,
    /// Origin of the journals, without the year.
    pub log_origin: String,
    /// The journal's public key for this year's log, in the form of a signed note's verifier key.
    pub vkey: String,
    /// Whether the data is simulated.
    pub simulated: bool,
}

impl ServiceConfig {
    /// Where the rows are.
    pub(crate) fn target(&self) -> Target {
        match &self.backend {
            Backend::Sqlite => Target::Sqlite(self.data.join("shishi.sqlite")),
            Backend::Scratch => Target::Scratch(self.data.join("shishi.sqlite")),
            Backend::Postgres(address) => Target::Postgres(address.clone()),
        }
    }
}

impl Service {
    /// Opens the store and the journal, creates the jurisdiction on first start, and refuses a database
    /// that is older than the last signed checkpoint.
    ///
    /// # Errors
    /// When the store or the journal cannot be opened, or do not belong together.
    pub fn open(config: ServiceConfig) -> Result<Self, ServiceError> {
        std::fs::create_dir_all(&config.data).map_err(ServiceError::internal)?;
        // Whoever starts a server needs to know why the store did not open; a visitor never sees this.
        let store = Store::open(&config.target()).map_err(ServiceError::internal)?;
        let row = ensure_jurisdiction(&store, &config)?;
        let year = crate::journal::year_of((config.clock)());
        let log_origin = format!("{}/{}", config.origin_host, row.slug);
        let journals = Journals::open(&config, &log_origin)?;
        let site = Site {
            name: row.name,
            slug: row.slug,
            vkey: journals.vkey(year),
            log_origin,
            simulated: mark_simulated(&store, row.id, config.simulated)?,
        };
        let written = store.read(|r| Ok::<_, ServiceError>(journal::recent(r, row.id, 1, 1)?))?;
        let written = written.rows.first().map(|leaf| leaf.at);
        let parking = crate::parking::Parking::open(&config.data.join("keys"), &config.entropy)?;
        let service = Self {
            inner: Arc::new(Inner {
                store,
                jurisdiction: row.id,
                site,
                clock: SteadyClock::new(config.clock, written),
                entropy: config.entropy,
                password: PasswordHashing::new(config.password_memory_kib),
                files: Files::open(&config.data.join("files"))?,
                journal: journals,
                boards: crate::status::Boards::default(),
                parking,
            }),
        };
        service.refuse_rolled_back_store()?;
        Ok(service)
    }
}

/// The setting that says that a jurisdiction's data is simulated.
const SIMULATED: &str = "simulated";

/// Whether the data is simulated. The mark lies with the rows, so that neither another way of starting nor a backup makes
/// a demonstration look real; nothing takes it away.
fn mark_simulated(store: &Store, j: JurisdictionId, asked: bool) -> Result<bool, ServiceError> {
    let marked = store.read(|r| Ok::<_, ServiceError>(jurisdictions::setting(r, j, SIMULATED)?.is_some()))?;
    if asked && !marked {
        store.write(move |w| Ok::<_, ServiceError>(jurisdictions::set_setting(w, j, SIMULATED, "yes")?))?;
    }
    Ok(asked || marked)
}

struct Jurisdiction {
    id: JurisdictionId,
    name: String,
    slug: String,
}

/// The jurisdiction named, or the only one there is, or a new one.
fn ensure_jurisdiction(store: &Store, config: &ServiceConfig) -> Result<Jurisdiction, ServiceError> {
    let rows = store.read(|r| Ok::<_, ServiceError>(jurisdictions::all(r)?))?;
    let found = match &config.slug {
        Some(slug) => rows.into_iter().find(|row| row.slug == *slug),
        None if rows.len() > 1 => {
            let slugs: Vec<_> = rows.iter().map(|row| row.slug.as_str()).collect();
            return Err(ServiceError::Internal(format!(
                "several jurisdictions ({}); name one",
                slugs.join(", ")
            )));
        }
        None => rows.into_iter().next(),
    };
    if let Some(row) = found {
        return Ok(Jurisdiction {
            id: row.id,
            name: row.name,
            slug: row.slug,
        });
    }
    let slug = config.slug.clone().unwrap_or_else(|| "local".to_owned());
    if slug.is_empty()
        || slug.len() > 40
        || !slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return Err(ServiceError::Internal(format!(
            "the short name {slug:?} must be 1 to 40 of a-z, 0-9 and -"
        )));
    }
    let name = config.name.clone().unwrap_or_else(|| "本级政府".to_owned());
    let (new, at) = (
        jurisdictions::NewJurisdiction {
            slug: slug.clone(),
            name: name.clone(),
        },
        (config.clock)(),
    );
    let id = store.write(move |w| Ok::<_, ServiceError>(jurisdictions::create(w, &new, at)?))?;
    Ok(Jurisdiction { id, name, slug })
}
