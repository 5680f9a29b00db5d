//! The bundled gazette, from upload to a public site, through the same use cases as any other.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use shishi_kernel::{AccountId, Actor, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::{Service, ServiceError};
use shishi_web::WebOptions;

use crate::open::DataArguments;
use crate::serve;

const GAZETTE: &[u8] = include_bytes!("../../fixtures/gazettes/jining-hi-tech-2020-04.txt");
const FILE_NAME: &str = "jining-hi-tech-2020-04.txt";

/// Arguments of `shishi demo`.
#[derive(Args)]
pub struct DemoArguments {
    /// Data folder; kept, so that a second start opens the same site.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// Reads and issues the bundled gazette, unless that was done before, and opens the site.
pub fn run(arguments: &DemoArguments) -> Result<()> {
    let data = DataArguments {
        data: arguments.data.clone(),
        postgres: None,
        name: Some("济宁高新区".to_owned()),
        slug: Some("jining-hitech".to_owned()),
        origin_host: "demo.invalid".to_owned(),
    };
    println!("1/3 数据目录 / data folder: {}", arguments.data.display());
    let service = data.open(true)?;
    println!("2/3 读取并发布样例公报 / reading and issuing the sample gazette");
    issue(&service).context("the sample gazette could not be issued")?;
    println!(
        "3/3 发布存证日志 / publishing the journal: {} entries",
        service.publish_now()?
    );
    let options = WebOptions {
        secure_cookies: false,
        public_address: None,
    };
    serve::site(service, arguments.listen, options, |_| {
        println!("Ctrl-C 结束 / to stop")
    })
}

/// Issues the sample, unless that was done before. Nobody can sign in yet, so that the demo acts as a supervision office without an account; the set-up link is still
/// there for whoever tries it.
pub fn issue(service: &Service) -> Result<()> {
    let office = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    };
    let uploaded = match service.upload(&office, FILE_NAME, GAZETTE) {
        Err(ServiceError::Invalid {
            code: "form.file_known",
            ..
        }) => return Ok(()),
        other => other?,
    };
    let draft = uploaded.draft.context("the sample has a list")?;
    let revision = service.draft_command(&office, draft, 0, DraftCommand::AcceptAll)?;
    let slug = service.issue_draft(&office, draft, revision)?;
    if let Some(overview) = service.overview(Some(&slug))? {
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
