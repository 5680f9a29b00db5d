//! Several people do the same at the same moment, on each engine: one of them does it, the others are told to look again,
//! and nothing is lost or done twice.

mod common;

use common::{House, at_once, config, folder, on_postgres, summer};
use shishi_kernel::{Actor, Date, Decimal, MeasureId, Role, SiteId, UnitId};
use shishi_service::commitments::entry::{Body, Command as EntryCommand, Draft};
use shishi_service::commitments::person::Appoint;
use shishi_service::commitments::plan::{Milestone, PlanCommand, PlanContent};
use shishi_service::commitments::report::{Period, Texts};
use shishi_service::commitments::request::{Step, StepCommand};
use shishi_service::commitments::site::{RegisterCommand, Stage};
use shishi_service::commitments::slip::{Command as SlipCommand, Level};
use shishi_service::{
    AskForm, Backend, CourseForm, EntryForm, RecordForm, ReportAt, ReportMove, ServiceError, SlipForm, TurnForm,
};

/// So many at once.
const MANY: usize = 6;

struct Stand {
    house: House,
    /// Clerks of the unit that leads.
    clerks: Vec<Actor>,
    /// Clerks of a unit that helps.
    helpers: Vec<Actor>,
    lead: UnitId,
    help: UnitId,
    measure: MeasureId,
}

const SLUG: &str = "2020-15";

impl Stand {
    fn new(house: House) -> Self {
        let page = house.page(SLUG);
        let lead = page.row.leads[0].id;
        let mut units = page.duties.iter().flat_map(|duty| {
            if duty.members.is_empty() {
                vec![duty.unit.id]
            } else {
                duty.members.iter().map(|unit| unit.id).collect()
            }
        });
        let help = units
            .find(|unit| page.row.leads.iter().all(|lead| lead.id != *unit))
            .unwrap();
        let people = |name: &str, unit| {
            (0..MANY)
                .map(|n| house.join(&format!("{name}-{n}"), Role::Clerk, Some(unit)))
                .collect()
        };
        Self {
            clerks: people("lead", lead),
            helpers: people("help", help),
            lead,
            help,
            measure: page.measures.iter().find(|row| row.kind == "count").unwrap().id,
            house,
        }
    }

    /// Everybody does it at once: it is done once, with so many leaves, and the others hear one of these codes.
    fn once<T: Send>(&self, what: &str, codes: &[&str], work: impl Fn(usize) -> Result<T, ServiceError> + Sync) -> T {
        let before = self.house.leaves();
        let mut done = Vec::new();
        for outcome in at_once(MANY, work) {
            match outcome {
                Ok(answer) => done.push(answer),
                Err(error) => assert!(codes.contains(&error.code()), "{what}: told {error}"),
            }
        }
        assert_eq!(done.len(), 1, "{what}: done {} times", done.len());
        assert_eq!(self.house.leaves(), before + 1, "{what}: leaves");
        done.remove(0)
    }

    /// The same form of the same person arrives several times at once: everybody is told the same, and it is done once.
    fn same<T: Send + PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        leaves: u64,
        work: impl Fn(usize) -> Result<T, ServiceError> + Sync,
    ) -> T {
        let before = self.house.leaves();
        let mut told: Vec<T> = at_once(MANY, work)
            .into_iter()
            .map(|outcome| outcome.unwrap_or_else(|error| panic!("{what}: told {error}")))
            .collect();
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{what}: {told:?}");
        assert_eq!(self.house.leaves(), before + leaves, "{what}: leaves");
        told.remove(0)
    }
}

fn on_both(name: &str, check: impl Fn(&Stand)) {
    let there = folder();
    let sqlite = config(&there.path().join("data"), Backend::Sqlite, summer());
    check(&Stand::new(House::open(sqlite)));
    on_postgres(name, |backend| {
        let there = folder();
        check(&Stand::new(House::open(config(
            &there.path().join("data"),
            backend,
            summer(),
        ))));
    });
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn site(name: &str, unit: UnitId) -> RegisterCommand {
    RegisterCommand {
        name: name.into(),
        place: "柳行街道".into(),
        longitude: None,
        latitude: None,
        unit,
        template: None,
        opening: None,
        hidden: false,
        reason: String::new(),
    }
}

fn started(site: SiteId) -> Draft {
    Draft {
        body: Body::Stage {
            site,
            stage: Stage::Started,
            reason: String::new(),
        },
        day: day("2020-07-01"),
        note: String::new(),
    }
}

#[test]
fn a_plan_is_begun_and_written_by_one() {
    on_both("plan", |stand| {
        let service = &stand.house.service;
        let busy = ["conflict", "plan.open_already"];
        let id = stand.once("begin", &busy, |n| service.begin_plan(&stand.clerks[n], SLUG));
        let content = |n: usize| PlanContent {
            milestones: vec![Milestone {
                title: format!("第{n}版"),
                planned: day("2020-10-31"),
            }],
            ..PlanContent::default()
        };
        let won = stand.once("save", &["conflict"], |n| {
            service.plan_command(&stand.clerks[n], id, 0, PlanCommand::Save(content(n)))?;
            Ok(n)
        });
        let view = service.plan_versions(&stand.house.supervisor, SLUG).unwrap().remove(0);
        assert_eq!(
            (view.revision, view.content),
            (1, content(won)),
            "what was acknowledged is there"
        );
    });
}

#[test]
fn a_request_is_answered_by_one() {
    on_both("request", |stand| {
        let service = &stand.house.service;
        let form = AskForm {
            slug: SLUG.into(),
            unit: stand.help,
            what: "落实用地".into(),
            reason: "同时开工".into(),
            due: day("2020-09-30"),
        };
        stand.same("ask", 1, |_| {
            service.ask_unit(&stand.clerks[0], form.clone(), Some("key-ask-1"))
        });
        let id = service.all_requests(&stand.house.supervisor).unwrap()[0].id;
        let accept = || StepCommand {
            step: Step::Accept,
            ground: None,
            words: String::new(),
        };
        stand.once("accept", &["conflict", "request.out_of_turn"], |n| {
            service.step_request(&stand.helpers[n], id, 1, accept())
        });
    });
}

#[test]
fn a_report_is_kept_by_one() {
    on_both("report", |stand| {
        let service = &stand.house.service;
        let at = ReportAt {
            slug: SLUG.into(),
            unit: stand.lead,
            period: Period::from_code("2020-07").unwrap(),
        };
        let texts = |n: usize| Texts {
            done: format!("第{n}人写的"),
            ..Texts::default()
        };
        for revision in [0, 1] {
            let won = stand.once("save", &["conflict"], |n| {
                service.move_report(&stand.clerks[n], &at, revision, ReportMove::Save(texts(n)))?;
                Ok(n)
            });
            let view = service.report(&stand.clerks[0], &at).unwrap();
            assert_eq!(
                view.content.texts.done,
                texts(won).done,
                "what was acknowledged is there"
            );
        }
    });
}

#[test]
fn entries_on_one_measure_all_count_and_each_is_moved_by_one() {
    on_both("entry", |stand| {
        let service = &stand.house.service;
        let names = ["甲", "乙", "丙", "丁", "戊", "己"];
        let command = |n: usize| site(&format!("{}村公厕", names[n]), stand.help);
        stand.same("register", 1, |_| {
            service.register_site(&stand.helpers[0], stand.measure, command(0), Some("key-site-1"))
        });
        let twice = stand.once("the same site", &["site.twice", "conflict"], |n| {
            service.register_site(&stand.helpers[n], stand.measure, command(1), None)
        });
        let entry = EntryForm {
            measure: stand.measure,
            draft: started(twice),
        };
        let id = stand.same("hand in", 1, |_| {
            service.hand_in_entry(&stand.helpers[0], entry.clone(), Vec::new(), Some("key-entry-1"))
        });
        let revision = service.entry(&stand.house.supervisor, id).unwrap().row.revision;
        stand.once("confirm", &["conflict", "entry.wrong_state"], |n| {
            service.move_entry(&stand.clerks[n], id, revision, EntryCommand::Confirm)
        });
        // Each accepts a site of its own in the same moment: none is lost from the value.
        let sites: Vec<SiteId> = (2..names.len())
            .map(|n| {
                service
                    .register_site(&stand.helpers[n], stand.measure, command(n), None)
                    .unwrap()
            })
            .collect();
        let accept = |n: usize| EntryForm {
            measure: stand.measure,
            draft: Draft {
                body: Body::Stage {
                    site: sites[n],
                    stage: Stage::Accepted,
                    reason: String::new(),
                },
                ..started(sites[n])
            },
        };
        let file = |n: usize| shishi_service::EvidenceFile {
            name: "验收表.pdf".into(),
            bytes: format!("%PDF-1.7 {n}").into_bytes(),
        };
        for outcome in at_once(sites.len(), |n| {
            service.hand_in_entry(&stand.clerks[n], accept(n), vec![file(n)], None)
        }) {
            outcome.unwrap();
        }
        let row = stand.house.page(SLUG);
        let row = row.measures.iter().find(|row| row.id == stand.measure).unwrap();
        assert_eq!(row.reported.as_ref().unwrap().value, Decimal::from(sites.len()));
    });
}

#[test]
fn what_no_revision_guards_is_done_by_one_too() {
    on_both("others", |stand| {
        let (service, house) = (&stand.house.service, &stand.house);
        let office: Vec<Actor> = (0..MANY)
            .map(|n| house.join(&format!("office-{n}"), Role::Supervisor, None))
            .collect();
        let form = || SlipForm {
            slug: SLUG.into(),
            unit: stand.lead,
            matter: "behind".into(),
            words: "请说明".into(),
            level: Level::Blue,
            ground: String::new(),
            days: 5,
        };
        let slip = stand.once("slip", &["slip.matter_open"], |n| {
            service.issue_slip(&office[n], form())
        });
        stand.once("answer", &["conflict", "slip.answered"], |n| {
            service.move_slip(&stand.clerks[n], slip, 0, SlipCommand::Answer("已开工".into()))
        });
        let pause = || CourseForm {
            turn: TurnForm::Pause {
                until: day("2020-12-31"),
            },
            decision: "纪要〔2020〕9号".into(),
            decided_on: day("2020-07-01"),
            notice: "关于暂缓的公告".into(),
            noticed_on: day("2020-07-05"),
            reason: "合法性评估".into(),
        };
        stand.once("pause", &["course.impossible"], |n| {
            service.turn_course(&office[n], SLUG, pause())
        });
        let appoint = |n: usize| Appoint {
            name: ["甲某", "乙某", "丙某", "丁某", "戊某", "己某"][n].into(),
            from: day("2020-07-01"),
            to: None,
        };
        stand.once("head", &["person.overlap", "person.in_office"], |n| {
            service.appoint_head(&office[n], stand.lead, appoint(n))
        });
        let plain = house.page("2020-1").measures[0].id;
        let lead = house.join("other", Role::Clerk, Some(house.page("2020-1").row.leads[0].id));
        let value = RecordForm {
            measure: plain,
            value: 4.into(),
            as_of: day("2020-06-30"),
            note: String::new(),
        };
        stand.same("value", 1, |_| {
            Ok(service.record_value(&lead, value.clone(), Some("key-value"))?.leaf)
        });
    });
}
