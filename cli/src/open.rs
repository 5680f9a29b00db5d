//! Opening a service from the command line: the clock, the randomness and the folder come from here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use shishi_service::{Backend, Clock, Entropy, Service, ServiceConfig};

/// Memory of one password hash: 46 MiB with two passes is over what OWASP ASVS asks of argon2id.
const PASSWORD_MEMORY_KIB: u32 = 46 * 1024;

/// Where the data is, and whose.
#[derive(Args, Clone)]
pub struct DataArguments {
    /// Data folder: database, files, journal, keys.
    #[arg(long, default_value = "data/shishi", env = "SHISHI_DATA")]
    pub data: PathBuf,
    /// Keep rows in this PostgreSQL database instead of a file (postgres://user:password@host/name).
    #[arg(long, env = "SHISHI_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
    /// Name of the government, on first start: 济宁高新区.
    #[arg(long, env = "SHISHI_NAME")]
    pub name: Option<String>,
    /// Short name in the journal's origin, on first start: jining-hitech.
    #[arg(long, env = "SHISHI_SLUG")]
    pub slug: Option<String>,
    /// Public host name, the first part of the journal's origin. Keep it for the life of a journal.
    #[arg(long, default_value = "localhost", env = "SHISHI_ORIGIN_HOST")]
    pub origin_host: String,
}

impl DataArguments {
    /// Opens the service; nothing listens yet.
    pub fn open(&self, simulated: bool) -> Result<Service> {
        Service::open(self.config(simulated))
            .with_context(|| format!("cannot open the data folder {}", self.data.display()))
    }

    /// What a service is built from, with the machine's clock and randomness.
    pub fn config(&self, simulated: bool) -> ServiceConfig {
        ServiceConfig {
            data: self.data.clone(),
            backend: self.postgres.clone().map_or(Backend::Sqlite, Backend::Postgres),
            slug: self.slug.clone(),
            name: self.name.clone(),
            origin_host: self.origin_host.clone(),
            simulated,
            clock: system_clock(),
            entropy: system_entropy(),
            password_memory_kib: PASSWORD_MEMORY_KIB,
        }
    }

    /// Refuses a folder that was never a data folder, so that a mistyped path does not become a new one.
    pub fn must_exist(&self) -> Result<()> {
        anyhow::ensure!(
            is_data_folder(&self.data),
            "{} is not a data folder",
            self.data.display()
        );
        Ok(())
    }
}

/// Whether something was kept here before.
pub fn is_data_folder(path: &Path) -> bool {
    path.join("keys").is_dir()
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the edge that gives everybody else the time"
)]
fn system_clock() -> Clock {
    Arc::new(jiff::Timestamp::now)
}

fn system_entropy() -> Entropy {
    Arc::new(|buffer| getrandom::fill(buffer).expect("the operating system gives random bytes"))
}
