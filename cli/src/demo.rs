//! The bundled gazette, from upload to a public site, and a year of its delivery, through the same use cases as any other.

mod appraisals;
mod calendar;
mod cards;
mod cases;
mod cast;
mod chance;
mod chargers;
pub mod city;
mod clock;
mod inspections;
mod live;
mod looks;
mod paid;
mod people;
mod picture;
mod plans;
mod providers;
mod questions;
mod registers;
mod reports;
mod requests;
mod sites;
mod slips;
mod stage;
#[cfg(test)]
mod tests;
mod turns;
mod values;
mod year;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use shishi_kernel::{AccountId, Actor, Date, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::{Backend, Deliver, Service, ServiceConfig, ServiceError};
use shishi_web::WebOptions;

use crate::mqtt::Devices;
use crate::open::{DataArguments, is_data_folder};
use crate::pdf::PdfArguments;
use crate::serve;
use clock::Running;

pub use clock::PlayClock;

const GAZETTE: &[u8] = include_bytes!("../../fixtures/gazettes/jining-hi-tech-2020-04.txt");
const FILE_NAME: &str = "jining-hi-tech-2020-04.txt";
/// Memory of one password hash of invented persons, whose password is printed anyway.
const PASSWORD_MEMORY_KIB: u32 = 64;

/// Arguments of `shishi demo`.
#[derive(Args)]
pub struct DemoArguments {
    /// Data folder; kept, so that a second start opens the same site.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Issue the programme only, and play no year of its delivery.
    #[arg(long)]
    no_year: bool,
    /// What the year's figures are drawn from.
    #[arg(long, default_value_t = 2020)]
    seed: u64,
    /// Play the year up to this day only (2020-09-30), and go on from there.
    #[arg(long)]
    until: Option<Date>,
    /// Have no simulated city: no lots, no cameras, no vehicles.
    #[arg(long)]
    no_city: bool,
    #[command(flatten)]
    pdf: PdfArguments,
}

/// Makes the site unless it is there, and opens it.
pub fn run(arguments: &DemoArguments) -> Result<()> {
    let data = data_arguments(&arguments.data);
    println!("1/3 数据目录 / data folder: {}", arguments.data.display());
    if !is_data_folder(&arguments.data) {
        make(arguments)?;
    }
    let running = Running::read(&arguments.data)?;
    let mut config = data.config(true);
    if let Some(running) = &running {
        config.clock = running.clock(config.clock);
        config.password_memory_kib = PASSWORD_MEMORY_KIB;
    }
    let service = open(config)?;
    issue(&service).context("the sample gazette could not be issued")?;
    // Operators of chargers are asked from the first job on, and know by then what their connectors do. The city ends before the site does, so that
    // nothing is told to a service that is closing.
    let chargers = chargers::Chargers::read(&arguments.data)?.map(Arc::new);
    let city = live::Live::start(&service, &arguments.data, chargers.clone())?;
    if let Some(chargers) = &chargers {
        service.set_charging(chargers.carry(&service));
    }
    // The day's sweep comes before the count, so that a second start on that day finds the same journal.
    let deliver = nothing_leaves();
    service.run_due_jobs(&deliver)?;
    service.publish_now()?;
    println!(
        "3/3 发布存证日志 / publishing the journal: {} entries",
        service.journal_recent(1, 1)?.total
    );
    let providers = providers::Providers::start(&service, arguments.seed).context("the simulated payment providers")?;
    let options = WebOptions {
        secure_cookies: false,
        public_address: None,
        provider: None,
        pdf: arguments.pdf.printer()?,
        simulators: Some(Arc::clone(&providers.simulators)),
    };
    let site = Arc::clone(&providers.site);
    let played = running.is_some();
    let going = city.as_ref().map(live::Live::going);
    let outcome = serve::site(
        service,
        arguments.listen,
        options,
        Devices::Nobody,
        deliver,
        move |address| {
            // Only we set it, and only here.
            let _ = site.set(address);
            if let Some(going) = going {
                // It goes on once the site is there to be told.
                let _ = going.send(address);
            }
            if played {
                cast::print(&address.to_string());
            }
            println!("Ctrl-C 结束 / to stop");
        },
    );
    drop(city);
    drop(providers);
    outcome
}

/// No notice leaves a demonstration, whatever address somebody gives it.
fn nothing_leaves() -> Deliver {
    Arc::new(|_| Err("the demonstration sends nothing out / 演示站不向外发送".to_owned()))
}

/// Makes the site in a folder beside the one that was asked for and moves it there when it is whole, so that a year that
/// was cut short is never taken for one.
fn make(arguments: &DemoArguments) -> Result<()> {
    let mut name = arguments.data.clone().into_os_string();
    name.push(".part");
    let part = PathBuf::from(name);
    if part.exists() {
        std::fs::remove_dir_all(&part).with_context(|| format!("cannot clear {}", part.display()))?;
    }
    println!("2/3 读取并发布样例公报 / reading and issuing the sample gazette");
    let mut config = data_arguments(&part).config(true);
    let machine = config.clock.clone();
    let clock = PlayClock::default();
    // Nothing has to survive a failure before the folder has its name.
    config.backend = Backend::Scratch;
    if !arguments.no_year {
        config.clock = clock.clock();
        config.password_memory_kib = PASSWORD_MEMORY_KIB;
    }
    let service = open(config)?;
    issue(&service).context("the sample gazette could not be issued")?;
    overview(&service)?;
    if !arguments.no_year {
        play(&service, &clock, arguments)?;
        Running::write(&part, service.now(), machine())?;
    }
    if !arguments.no_city {
        park(&service, &part, arguments.seed)?;
    }
    service.publish_now()?;
    drop(service);
    for file in std::fs::read_dir(&part)? {
        std::fs::File::open(file?.path())?.sync_all()?;
    }
    std::fs::rename(&part, &arguments.data).with_context(|| format!("cannot name {}", arguments.data.display()))
}

/// A data folder with a year that was played up to a day.
pub fn make_year(folder: &Path, seed: u64, until: Date) -> Result<()> {
    make(&DemoArguments {
        data: folder.to_owned(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        no_year: false,
        seed,
        until: Some(until),
        no_city: true,
        pdf: PdfArguments::default(),
    })
}

fn play(service: &Service, clock: &PlayClock, arguments: &DemoArguments) -> Result<()> {
    let started = Instant::now();
    let steps = year::play(service, clock, arguments.seed, arguments.until).context("the year could not be played")?;
    let entries = service.journal_recent(1, 1)?.total;
    println!(
        "    模拟一年 / a simulated year (seed {}, until {}): {steps} 步 steps, {entries} 条存证 entries, {:.1} s",
        arguments.seed,
        shishi_kernel::civil_date(service.now()),
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

fn park(service: &Service, part: &Path, seed: u64) -> Result<()> {
    let started = Instant::now();
    let messages =
        live::begin(service, part, seed, live::BEFORE_SECONDS).context("the simulated city could not be set up")?;
    let paid = paid::yesterday(service, seed).context("the payments of yesterday")?;
    println!(
        "    模拟停车 / a simulated city: 60 停车场 lots, 10000 泊位 bays, {messages} 条设备消息 messages of its last day, {paid} 笔已付 paid, {:.1} s",
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

fn open(config: ServiceConfig) -> Result<Service> {
    let folder = config.data.clone();
    Service::open(config).with_context(|| format!("cannot open the data folder {}", folder.display()))
}

fn data_arguments(folder: &Path) -> DataArguments {
    DataArguments {
        data: folder.to_owned(),
        postgres: None,
        name: Some("济宁高新区".to_owned()),
        slug: Some("jining-hitech".to_owned()),
        origin_host: "demo.invalid".to_owned(),
    }
}

/// Issues the sample, unless that was done before. It is issued by the supervision office, which needs no account for it.
pub fn issue(service: &Service) -> Result<()> {
    issue_file(service, FILE_NAME, GAZETTE).map(drop)
}

/// Uploads a document, accepts what was read and issues it; the programme's slug, or nothing when the file is known.
pub fn issue_file(service: &Service, name: &str, bytes: &[u8]) -> Result<Option<String>> {
    let office = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    };
    let uploaded = match service.upload(&office, name, bytes) {
        Err(ServiceError::Invalid {
            code: "form.file_known",
            ..
        }) => return Ok(None),
        other => other?,
    };
    let draft = uploaded.draft.context("the sample has a list")?;
    let revision = service.draft_command(&office, draft, 0, DraftCommand::AcceptAll)?;
    Ok(Some(service.issue_draft(&office, draft, revision)?))
}

fn overview(service: &Service) -> Result<()> {
    if let Some(overview) = service.overview(None)? {
        println!(
            "    {} 大项 {} 件 / categories, commitments; {} 项指标 / measures; {} 家单位 / units",
            overview.categories.len(),
            overview.commitments,
            overview.measures.total(),
            overview.units
        );
    }
    Ok(())
}
