//! Thousands of synthetic commitments, through the same use cases as real ones, for benches.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use clap::Args;
use shishi_kernel::{AccountId, Actor, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::{NewAccountForm, NewPerson, Service, SignInFrom};

use crate::demo;
use crate::open::DataArguments;

/// Commitments of one synthetic programme.
const PROGRAMME_MAX: usize = 900;
/// The sample's own commitments.
const SAMPLE: usize = 21;
/// First year of the synthetic programmes; they stop before the sample's.
const YEARS_FROM: usize = 2000;

/// Arguments of `shishi bench-data`.
#[derive(Args)]
pub struct BenchDataArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Commitments in all, the sample's 21 among them.
    #[arg(long, default_value_t = 10_021)]
    commitments: usize,
}

/// Fills the folder and prints, as its last line, JSON with a clerk's token and a measure it may report on.
pub fn run(arguments: &BenchDataArguments) -> Result<()> {
    let programmes = arguments.commitments.saturating_sub(SAMPLE).div_ceil(PROGRAMME_MAX);
    ensure!(
        arguments.commitments >= SAMPLE && programmes < 20,
        "between {SAMPLE} and 38,000 commitments"
    );
    let service = arguments.data.open(true)?;
    demo::issue(&service)?;
    let mut left = arguments.commitments - SAMPLE;
    for programme in 0..programmes {
        let count = left.min(PROGRAMME_MAX);
        left -= count;
        let year = YEARS_FROM + programme;
        issue(&service, year, count).with_context(|| format!("the programme of {year}"))?;
        eprintln!("{year}: {count} commitments");
    }
    service.publish_now()?;
    println!("{}", clerk(&service)?);
    Ok(())
}

fn issue(service: &Service, year: usize, count: usize) -> Result<()> {
    let office = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    };
    let uploaded = service.upload(&office, &format!("bench-{year}.txt"), notice(year, count).as_bytes())?;
    let draft = uploaded.draft.context("a list was read")?;
    let revision = service.draft_command(&office, draft, 0, DraftCommand::AcceptAll)?;
    let slug = service.issue_draft(&office, draft, revision)?;
    let issued = service
        .overview(Some(&slug))?
        .map_or(0, |overview| overview.commitments);
    ensure!(
        usize::try_from(issued)? == count,
        "{issued} of {count} commitments were read"
    );
    Ok(())
}

/// A notice of the usual form; numbers and units differ from item to item.
fn notice(year: usize, count: usize) -> String {
    let works = ["社区服务站", "口袋公园", "养老驿站", "健身场地", "便民菜点"];
    let leads = ["民政局", "住房和城乡建设局", "教育和体育局", "城市管理局", "卫生健康局"];
    let mut text = format!(
        "某高新区管委会关于做好{year}年为民办实事的通知\n\n某高新管发〔{year}〕1号\n\n各街道办事处：\n\n\
         现将{year}年为民办实事有关事项通知如下：\n\n一、实事内容\n\n"
    );
    for number in 1..=count {
        let (work, lead) = (works[number % works.len()], leads[number % leads.len()]);
        let _ = write!(
            text,
            "{number}. 在第{}片区新建{work}{}处，服务居民不少于{}人。\n主办单位：{lead}\n协办单位：财政局、自然资源和规划局\n\n",
            number.div_ceil(10),
            number % 17 + 2,
            number % 900 + 100,
        );
    }
    let _ = write!(text, "某高新区管委会\n\n{year}年3月1日\n");
    text
}

/// An administrator, a clerk of a lead unit, and a token of the clerk's.
fn clerk(service: &Service) -> Result<serde_json::Value> {
    let person = |login: &str| NewPerson {
        login: login.to_owned(),
        display_name: login.to_owned(),
        password: "a long enough bench password".to_owned(),
    };
    let setup = service.new_setup_token()?.context("nobody can sign in yet")?;
    service.complete_setup(&setup, person("bench-administrator"))?;
    let actor = |login: &str| -> Result<Actor> {
        let signed_in = service.sign_in(login, "a long enough bench password", SignInFrom::default())?;
        Ok(service.session(&signed_in.token)?.context("a session")?.actor)
    };
    let page = service.commitment("2020-1")?.context("the sample's first commitment")?;
    let unit = page.row.leads.first().context("its lead")?.id;
    let form = NewAccountForm {
        person: person("bench-clerk"),
        role: Role::Clerk,
        unit: Some(unit),
    };
    service.create_account(&actor("bench-administrator")?, form)?;
    let token = service.create_api_token(&actor("bench-clerk")?, "bench")?;
    let measure = page.measures.first().context("its measure")?.id;
    Ok(serde_json::json!({ "token": token, "measure": measure.0, "commitment": page.row.slug }))
}
