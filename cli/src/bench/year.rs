//! A programme of 21 commitments with 40 units each, all of which enter something every month of a year.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use shishi_kernel::{Actor, Date, Decimal, MeasureId, Role, UnitId};
use shishi_service::commitments::entry::{Body, Command, Counting, Draft, Outcome};
use shishi_service::commitments::plan::{Milestone, Person, PlanCommand, PlanContent, PlannedTrajectory};
use shishi_service::commitments::report::{Period, Texts};
use shishi_service::commitments::series::Point;
use shishi_service::{EntryForm, NewAccountForm, NewPerson, RecordForm, ReportAt, ReportMove, Service, SignInFrom};

use crate::demo::{self, PlayClock};
use crate::open::DataArguments;

const YEAR: i16 = 2025;
const COMMITMENTS: usize = 21;
/// Forty units, twelve months.
const ENTRIES_OF_A_YEAR: Decimal = Decimal::from_parts(480, 0, 0, false, 0);
/// Clients that hand in at once.
const CLIENTS: usize = 64;
const PASSWORD: &str = "a long enough bench password";
/// Memory of a password hash of invented persons.
const PASSWORD_MEMORY_KIB: u32 = 64;
const UNITS: [&str; 40] = [
    "教育局",
    "科技局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "商务局",
    "卫生健康局",
    "应急管理局",
    "审计局",
    "统计局",
    "医疗保障局",
    "城市管理局",
    "信访局",
    "体育局",
    "投资促进局",
    "气象局",
    "住房和城乡建设局",
    "自然资源和规划局",
    "生态环境局",
    "文化和旅游局",
    "市场监督管理局",
    "人力资源和社会保障局",
    "退役军人事务局",
    "行政审批服务局",
    "乡村振兴局",
    "工业和信息化局",
    "东城街道",
    "西城街道",
    "南城街道",
    "北城街道",
    "新城街道",
    "河东街道",
    "河西街道",
    "滨江街道",
    "湖滨街道",
    "云山街道",
];

/// Arguments of `shishi bench-year`.
#[derive(Args)]
pub struct YearArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Then have 64 clients hand entries in for so many seconds, and print that alone.
    #[arg(long)]
    load: Option<u64>,
}

/// A commitment of the programme.
struct Item {
    slug: String,
    lead: UnitId,
    units: Vec<UnitId>,
    flow: (MeasureId, Decimal),
    count: (MeasureId, Decimal),
}

/// Fills the folder and prints, as its last line, JSON with a supervisor's session and a clerk's token.
pub fn run(arguments: &YearArguments) -> Result<()> {
    let clock = PlayClock::default();
    let mut config = arguments.data.config(true);
    let machine = config.clock.clone();
    config.clock = clock.clock();
    config.password_memory_kib = PASSWORD_MEMORY_KIB;
    let service = Service::open(config)?;
    clock.morning(day(1, 6)?);
    let items = issue(&service)?;
    let people = people(&service, &items)?;
    plans(&service, &people, &items)?;
    let start = Instant::now();
    let mut entries = 0;
    for month in 1..=12 {
        clock.morning(last(month)?.tomorrow()?);
        entries += std::thread::scope(|scope| -> Result<usize> {
            let each = |item| {
                let (service, people) = (&service, &people);
                scope.spawn(move || report(service, people, item, month))
            };
            let started: Vec<_> = items.iter().map(each).collect();
            let mut made = 0;
            for thread in started {
                made += thread.join().map_err(|_| anyhow::anyhow!("a thread ended"))??;
            }
            Ok(made)
        })?;
        eprintln!("{month}: {entries} entries, {:.0} s", start.elapsed().as_secs_f64());
    }
    if let Some(seconds) = arguments.load {
        println!("{}", load(&service, &people, &items, Duration::from_secs(seconds))?);
        return Ok(());
    }
    service.publish_now()?;
    drop(service);
    // Sessions and tokens are of today.
    let mut config = arguments.data.config(true);
    config.clock = machine;
    config.password_memory_kib = PASSWORD_MEMORY_KIB;
    let service = Service::open(config)?;
    println!("{}", accounts(&service, &items, entries)?);
    Ok(())
}

fn day(month: i8, day: i8) -> Result<Date> {
    Ok(Date::new(YEAR, month, day)?)
}

fn last(month: i8) -> Result<Date> {
    Ok(day(month, 1)?.last_of_month())
}

/// Every client hands entries in for one unit after the other, each as soon as the last one is kept.
fn load(service: &Service, people: &People, items: &[Item], time: Duration) -> Result<serde_json::Value> {
    let start = Instant::now();
    let mut times = std::thread::scope(|scope| -> Result<Vec<u128>> {
        let each = |client: usize| {
            scope.spawn(move || -> Result<Vec<u128>> {
                let item = &items[client % items.len()];
                let mut times = Vec::new();
                while start.elapsed() < time {
                    let unit = item.units[(client + times.len()) % item.units.len()];
                    let form = entry(item, unit, last(12)?);
                    let sent = Instant::now();
                    service.hand_in_entry(people.clerk(unit)?, form, Vec::new(), None)?;
                    times.push(sent.elapsed().as_micros());
                }
                Ok(times)
            })
        };
        let clients: Vec<_> = (0..CLIENTS).map(each).collect();
        let mut times = Vec::new();
        for client in clients {
            times.extend(client.join().map_err(|_| anyhow::anyhow!("a thread ended"))??);
        }
        Ok(times)
    })?;
    let seconds = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(serde_json::json!({
        "clients": CLIENTS,
        "per_second": times.len() as f64 / seconds,
        "p50_us": u64::try_from(at(50))?,
        "p99_us": u64::try_from(at(99))?,
    }))
}

/// What a unit enters of its services.
fn entry(item: &Item, unit: UnitId, day: Date) -> EntryForm {
    let (measure, target) = item.flow;
    let draft = Draft {
        body: Body::Activity {
            what: "便民服务".to_owned(),
            place: String::new(),
            count: (target / ENTRIES_OF_A_YEAR).floor() + Decimal::from(unit.0 % 20 - 10),
            counting: Counting::PersonTimes,
        },
        day,
        note: String::new(),
    };
    EntryForm { measure, draft }
}

/// Everybody who does something in the year.
struct People {
    supervisor: Actor,
    clerks: BTreeMap<UnitId, Actor>,
}

impl People {
    fn clerk(&self, unit: UnitId) -> Result<&Actor> {
        self.clerks.get(&unit).context("a clerk")
    }
}

fn people(service: &Service, items: &[Item]) -> Result<People> {
    let setup = service.new_setup_token()?.context("nobody can sign in yet")?;
    let administrator = Actor {
        account: service.complete_setup(&setup, person("bench-administrator"))?,
        unit: None,
        role: Role::Administrator,
    };
    let join = |login: &str, role, unit| -> Result<Actor> {
        let person = person(login);
        let account = service.create_account(&administrator, NewAccountForm { person, role, unit })?;
        Ok(Actor { account, unit, role })
    };
    let mut clerks = BTreeMap::new();
    for unit in items.iter().flat_map(|item| &item.units) {
        if !clerks.contains_key(unit) {
            let clerk = join(&format!("bench-clerk-{unit}"), Role::Clerk, Some(*unit))?;
            clerks.insert(*unit, clerk);
        }
    }
    Ok(People {
        supervisor: join("bench-supervisor", Role::Supervisor, None)?,
        clerks,
    })
}

fn person(login: &str) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        display_name: login.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

fn issue(service: &Service) -> Result<Vec<Item>> {
    let slug = demo::issue_file(service, "bench-year.txt", notice().as_bytes())?.context("a new programme")?;
    let overview = service.overview(Some(&slug))?.context("the programme")?;
    let mut items = Vec::new();
    for row in overview.categories.iter().flat_map(|category| &category.commitments) {
        let page = service.commitment(&row.slug)?.context("a commitment")?;
        let measure = |kind: &str| {
            let found = page.measures.iter().find(|measure| measure.kind == kind);
            found
                .and_then(|row| Some((row.id, row.value?)))
                .with_context(|| format!("no {kind} in {}", page.row.title))
        };
        let mut units: Vec<UnitId> = page.duties.iter().map(|duty| duty.unit.id).collect();
        units.sort_unstable();
        units.dedup();
        ensure!(units.len() == UNITS.len(), "{} of 40 units were read", units.len());
        items.push(Item {
            slug: row.slug.clone(),
            lead: page.row.leads.first().context("a lead")?.id,
            units,
            flow: measure("flow")?,
            count: measure("count")?,
        });
    }
    ensure!(
        items.len() == COMMITMENTS,
        "{} of 21 commitments were read",
        items.len()
    );
    Ok(items)
}

/// What a target comes to by the end of a month.
fn by(target: Decimal, month: i8) -> Decimal {
    (target * Decimal::from(month) / Decimal::from(12)).floor()
}

fn notice() -> String {
    let mut text = format!(
        "某高新区管委会关于做好{YEAR}年为民办实事的通知\n\n某高新管发〔{YEAR}〕1号\n\n各街道办事处：\n\n\
         现将{YEAR}年为民办实事有关事项通知如下：\n\n一、实事内容\n\n"
    );
    for (number, lead) in UNITS.iter().enumerate().take(COMMITMENTS) {
        let others: Vec<&str> = UNITS.iter().copied().filter(|unit| unit != lead).collect();
        let _ = write!(
            text,
            "{}. 在全区新建便民服务站{}处，全年服务居民不少于{}人次。\n主办单位：{lead}\n协办单位：{}\n\n",
            number + 1,
            number % 17 + 24,
            (number + 1) * 48_000,
            others.join("、"),
        );
    }
    let _ = write!(text, "某高新区管委会\n\n{YEAR}年1月3日\n");
    text
}

/// Every lead files its plan, with what is expected of both measures month by month.
fn plans(service: &Service, people: &People, items: &[Item]) -> Result<()> {
    for item in items {
        let (clerk, supervisor) = (people.clerk(item.lead)?, &people.supervisor);
        let id = service.begin_plan(clerk, &item.slug)?;
        let course = |(measure, target)| -> Result<PlannedTrajectory> {
            let point = |month: i8| {
                Ok(Point {
                    on: last(month)?,
                    value: by(target, month),
                })
            };
            let points = (1..=12).map(point).collect::<Result<_>>()?;
            Ok(PlannedTrajectory { measure, points })
        };
        let step = |month: i8| {
            Ok(Milestone {
                title: format!("{month}月底节点"),
                planned: last(month)?,
            })
        };
        let content = PlanContent {
            milestones: [3, 6, 9, 12].into_iter().map(step).collect::<Result<_>>()?,
            trajectories: vec![course(item.flow)?, course(item.count)?],
            persons: vec![Person {
                name: "卓一凡".to_owned(),
                part: "分管负责人".to_owned(),
            }],
            ..PlanContent::default()
        };
        for (actor, command) in [
            (clerk, PlanCommand::Save(content)),
            (clerk, PlanCommand::Submit),
            (supervisor, PlanCommand::Approve),
        ] {
            let versions = service.plan_versions(actor, &item.slug)?;
            let version = versions.first().context("a version")?;
            service.plan_command(actor, id, version.revision, command)?;
        }
    }
    Ok(())
}

/// A month of a commitment: every unit enters something, the lead confirms it and reports, and the office looks at the
/// lead's own entry once a quarter.
fn report(service: &Service, people: &People, item: &Item, month: i8) -> Result<usize> {
    let on = last(month)?;
    let (leader, supervisor) = (people.clerk(item.lead)?, &people.supervisor);
    for unit in &item.units {
        let form = entry(item, *unit, on);
        let clerk = people.clerk(*unit)?;
        let id = service.hand_in_entry(clerk, form, Vec::new(), None)?;
        let revision = service.entry(leader, id)?.row.revision;
        if *unit != item.lead {
            service.move_entry(leader, id, revision, Command::Confirm)?;
        } else if month % 3 == 0 {
            let judge = Command::Judge {
                outcome: Outcome::Verified,
                value: None,
                reason: String::new(),
            };
            service.move_entry(supervisor, id, revision, judge)?;
            let revision = service.entry(supervisor, id)?.row.revision;
            service.move_entry(supervisor, id, revision, Command::Publish)?;
        }
    }
    let form = RecordForm {
        measure: item.count.0,
        value: by(item.count.1, month),
        as_of: on,
        note: String::new(),
    };
    service.record_value(leader, form, None)?;
    let report = ReportAt {
        slug: item.slug.clone(),
        unit: item.lead,
        period: Period::from_code(&format!("{YEAR}-{month:02}")).context("a month")?,
    };
    let texts = Texts {
        done: format!("{month}月按计划推进。"),
        ..Texts::default()
    };
    service.move_report(leader, &report, 0, ReportMove::Submit(texts))?;
    let revision = service.report(supervisor, &report)?.line.revision;
    service.move_report(supervisor, &report, revision, ReportMove::Accept)?;
    Ok(item.units.len())
}

/// Somebody who supervises, signed in, and a clerk's token.
fn accounts(service: &Service, items: &[Item], entries: usize) -> Result<serde_json::Value> {
    let sign_in = |login: &str| -> Result<(String, Actor)> {
        let signed_in = service.sign_in(login, PASSWORD, SignInFrom::default())?;
        let session = service.session(&signed_in.token)?.context("a session")?;
        Ok((signed_in.token, session.actor))
    };
    let item = items.first().context("a commitment")?;
    let (session, _) = sign_in("bench-supervisor")?;
    let (_, clerk) = sign_in(&format!("bench-clerk-{}", item.lead))?;
    let token = service.create_api_token(&clerk, "bench")?;
    Ok(serde_json::json!({
        "session": session,
        "token": token,
        "measure": item.count.0.0,
        "flow": item.flow.0.0,
        "commitment": item.slug,
        "entries": entries,
    }))
}
