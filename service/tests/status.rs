//! How a programme stands, from nothing to a verified value, through the use cases alone.

mod common;

use shishi_kernel::{Actor, Date, Decimal, Role, UnitId};
use shishi_service::commitments::entry::{Body, Command, Draft, Outcome};
use shishi_service::commitments::plan::{Milestone, Person, PlanCommand, PlanContent, PlannedTrajectory};
use shishi_service::commitments::request::{Ground, Step, StepCommand};
use shishi_service::commitments::series::Point;
use shishi_service::commitments::site::{RegisterCommand, Stage};
use shishi_service::commitments::status::{Colour, Flag, Grade, State};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{
    AskForm, ChangeForm, CommitmentStatus, CourseForm, EntryForm, EvidenceFile, RecordForm, Service, ServiceConfig,
    TurnForm,
};

use common::{Hand, account, config, issue, staffed_with};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

struct Year {
    _folder: tempfile::TempDir,
    hand: Hand,
    service: Service,
    supervisor: Actor,
    clerk: Actor,
    helper: Actor,
    help: UnitId,
    slug: &'static str,
}

fn year(slug: &'static str) -> Year {
    let folder = tempfile::tempdir().unwrap();
    let hand = Hand::at("2020-05-11");
    let config = ServiceConfig {
        clock: hand.clock(),
        ..config(folder.path())
    };
    let (service, admin, supervisor) = staffed_with(config);
    issue(&service, &supervisor);
    let page = service.commitment(slug).unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let mut others = page
        .duties
        .iter()
        .flat_map(|duty| std::iter::once(&duty.unit).chain(&duty.members));
    let help = others.find(|unit| !unit.group && unit.id != lead).unwrap().id;
    Year {
        clerk: account(&service, &admin, "clerk", Role::Clerk, Some(lead)),
        helper: account(&service, &admin, "helper", Role::Clerk, Some(help)),
        _folder: folder,
        hand,
        service,
        supervisor,
        help,
        slug,
    }
}

impl Year {
    fn stands(&self) -> CommitmentStatus {
        let board = self.service.programme_status(None).unwrap().unwrap();
        board.of(self.slug).unwrap().clone()
    }

    fn page(&self) -> CommitmentPage {
        self.service.commitment(self.slug).unwrap().unwrap()
    }

    fn testable(&self) -> Vec<MeasureRow> {
        let mut rows = self.page().measures;
        rows.retain(|row| row.state != "untestable");
        rows
    }

    /// A plan that expects a half of every target at the end of June and all of it at the end of the year.
    fn plan(&self, on: &str) {
        self.hand.set(on);
        let half = |row: &MeasureRow| row.value.map(|value| (value / Decimal::TWO).round());
        let trajectories = self.testable().into_iter().filter_map(|row| {
            let points = [("2020-06-30", half(&row)?), ("2020-12-31", row.value?)];
            let points = points.map(|(on, value)| Point { on: day(on), value });
            Some(PlannedTrajectory {
                measure: row.id,
                points: points.to_vec(),
            })
        });
        let content = PlanContent {
            milestones: vec![Milestone {
                title: "全部开工".into(),
                planned: day("2020-07-31"),
            }],
            trajectories: trajectories.collect(),
            persons: vec![Person {
                name: "甲某".into(),
                part: "副局长".into(),
            }],
            ..PlanContent::default()
        };
        let id = self.service.begin_plan(&self.clerk, self.slug).unwrap();
        self.service
            .plan_command(&self.clerk, id, 0, PlanCommand::Save(content))
            .unwrap();
        self.service
            .plan_command(&self.clerk, id, 1, PlanCommand::Submit)
            .unwrap();
        self.service
            .plan_command(&self.supervisor, id, 2, PlanCommand::Approve)
            .unwrap();
    }

    /// Every measure is reported at so many hundredths of its target.
    fn report(&self, on: &str, share: i64) {
        self.hand.set(on);
        for row in self.testable() {
            let target = row.value.unwrap_or(Decimal::ONE);
            let form = RecordForm {
                measure: row.id,
                value: (target * Decimal::from(share) / Decimal::ONE_HUNDRED).round(),
                as_of: day(on),
                note: String::new(),
            };
            self.service.record_value(&self.clerk, form, None).unwrap();
        }
    }
}

#[test]
fn silence_grey_and_red_before_anything_is_done() {
    let y = year("2020-1");
    let first = y.stands();
    assert_eq!(
        (first.state, first.colour, first.grade),
        (State::PlanMissing, Colour::Grey, Grade::Nothing)
    );
    assert_eq!(first.flags, [Flag::NoReport], "from the year's first day on");
    assert!(
        first
            .measures
            .iter()
            .all(|one| one.reported.is_empty() && one.forecast.is_none())
    );
    y.plan("2020-05-19");
    let planned = y.stands();
    assert_eq!(
        (planned.state, planned.colour),
        (State::NotStarted, Colour::Green),
        "nothing is due yet"
    );
    let strip: Vec<_> = planned.months.iter().flatten().map(|month| month.colour).collect();
    assert_eq!(
        strip,
        [Colour::Grey, Colour::Grey, Colour::Grey, Colour::Grey, Colour::Green]
    );
    // The day comes, and nobody has said anything; nobody has to commit anything for that.
    y.hand.set("2020-07-01");
    let due = y.stands();
    assert_eq!((due.colour, due.scar), (Colour::Red, false));
    assert_eq!(due.flags, [Flag::NoReport]);
    y.hand.set("2020-08-01");
    assert_eq!(
        y.stands().flags,
        [Flag::Overdue, Flag::NoReport],
        "the milestone is past"
    );
    let board = y.service.programme_status(None).unwrap().unwrap();
    assert_eq!((board.counts.total(), board.counts.of(State::PlanMissing)), (21, 20));
    assert_eq!((board.on_time.due(), board.coloured(Colour::Grey)), (0, 20));
    assert_eq!(board.flagged(Flag::Overdue), 1);
    assert_eq!(y.service.programme_status(Some("1999")).unwrap(), None);
}

#[test]
fn a_month_that_was_red_keeps_its_scar_and_the_record_leads_to_a_forecast() {
    let y = year("2020-1");
    y.plan("2020-05-19");
    y.report("2020-05-31", 20);
    assert_eq!(y.stands().state, State::Underway);
    y.report("2020-06-30", 30);
    assert_eq!(y.stands().colour, Colour::Red);
    y.report("2020-07-20", 60);
    let caught_up = y.stands();
    assert_eq!((caught_up.colour, caught_up.scar), (Colour::Yellow, true));
    assert_eq!(caught_up.grade, Grade::Reported);
    let measure = caught_up
        .measures
        .iter()
        .find(|one| one.testable && one.target.is_some())
        .unwrap();
    let led = measure.forecast.as_ref().unwrap();
    assert_eq!(Some(led.on), measure.cut_off);
    assert!(led.low <= led.value && led.value <= led.high);
    y.hand.set("2020-08-05");
    let after = y.stands();
    assert_eq!((after.colour, after.scar), (Colour::Green, false));
    assert!(after.months[6].unwrap().scar, "July keeps it");
    // A later version expects more; what was red and green under the first stays so.
    let before = after.months;
    let id = y.service.begin_plan(&y.clerk, y.slug).unwrap();
    let mut new = y.service.plan_versions(&y.clerk, y.slug).unwrap().remove(0).content;
    for trajectory in &mut new.trajectories {
        let last = trajectory.points.last().unwrap().value;
        trajectory.points[0].on = day("2020-08-01");
        trajectory.points[0].value = last;
    }
    new.cause.reason = "提前".into();
    new.cause.decision = "会议纪要〔2020〕9号".into();
    y.service.plan_command(&y.clerk, id, 0, PlanCommand::Save(new)).unwrap();
    y.service.plan_command(&y.clerk, id, 1, PlanCommand::Submit).unwrap();
    y.service
        .plan_command(&y.supervisor, id, 2, PlanCommand::Approve)
        .unwrap();
    let later = y.stands();
    assert_eq!(later.months[..7], before[..7]);
    assert_eq!(later.colour, Colour::Red);
}

#[test]
fn reported_as_done_is_not_done_and_a_deadline_decides() {
    let y = year("2020-1");
    y.plan("2020-05-19");
    y.report("2020-11-30", 100);
    let said = y.stands();
    assert_eq!((said.state, said.done), (State::ReportedDone, None));
    y.hand.set("2021-01-05");
    assert_eq!(y.stands().state, State::ReportedDone);
    let board = y.service.programme_status(None).unwrap().unwrap();
    assert_eq!((board.on_time.on_time, board.counts.of(State::ReportedDone)), (0, 1));
    assert!(board.counts.of(State::NotKept) > 0);
    for row in y.testable() {
        let plain = y.service.reports_to_verify(&y.supervisor).unwrap();
        let plain = plain.iter().find(|plain| plain.measure == row.id).unwrap().id;
        let id = y
            .service
            .judge_report(&y.supervisor, plain, Outcome::Verified, None, "看过", None)
            .unwrap();
        let revision = y.service.entry(&y.supervisor, id).unwrap().row.revision;
        y.service
            .move_entry(&y.supervisor, id, revision, Command::Publish)
            .unwrap();
    }
    let done = y.stands();
    assert_eq!((done.state, done.grade), (State::Accepted, Grade::Verified));
    assert_eq!(done.done, Some(day("2020-11-30")));
    assert_eq!(done.flags, []);
    let board = y.service.programme_status(None).unwrap().unwrap();
    assert_eq!((board.on_time.on_time, board.on_time.late), (1, 0));
}

#[test]
fn what_was_found_to_be_otherwise_does_not_wait_any_more() {
    let y = year("2020-1");
    y.plan("2020-05-19");
    y.report("2020-12-31", 100);
    y.hand.set("2021-01-05");
    let claimed = y.service.reports_to_verify(&y.supervisor).unwrap();
    let (plain, slug) = claimed
        .iter()
        .map(|row| (row.id, &row.slug))
        .find(|(_, slug)| *slug == y.slug)
        .unwrap();
    assert_eq!((y.stands().state, slug.as_str()), (State::ReportedDone, y.slug));
    let one = Some(Decimal::ONE);
    let id = y
        .service
        .judge_report(&y.supervisor, plain, Outcome::Contradicted, one, "只建成一所", None)
        .unwrap();
    let revision = y.service.entry(&y.supervisor, id).unwrap().row.revision;
    y.service
        .move_entry(&y.supervisor, id, revision, Command::Publish)
        .unwrap();
    let found = y.stands();
    assert_eq!(found.state, State::NotKept);
    assert!(found.flags.contains(&Flag::Disputed) && found.flags.contains(&Flag::Overdue));
}

fn judged(outcome: Outcome) -> Command {
    Command::Judge {
        outcome,
        value: None,
        reason: "看过".into(),
    }
}

#[test]
fn places_disputes_requests_and_decisions_show() {
    let y = year("2020-15");
    let toilets = y.testable().into_iter().find(|row| row.kind == "count").unwrap();
    let command = RegisterCommand {
        name: "第一公厕".into(),
        place: toilets
            .each_places
            .first()
            .cloned()
            .unwrap_or_else(|| "柳行街道".into()),
        longitude: None,
        latitude: None,
        unit: y.help,
        template: None,
        opening: None,
        hidden: false,
        reason: String::new(),
    };
    let site = y.service.register_site(&y.clerk, toilets.id, command, None).unwrap();
    let form = EntryForm {
        measure: toilets.id,
        draft: Draft {
            body: Body::Stage {
                site,
                stage: Stage::Accepted,
                reason: String::new(),
            },
            day: day("2020-05-10"),
            note: String::new(),
        },
    };
    let file = EvidenceFile {
        name: "验收表.pdf".into(),
        bytes: b"%PDF-1.7 accepted".to_vec(),
    };
    let id = y.service.hand_in_entry(&y.clerk, form, vec![file], None).unwrap();
    let said = y.stands();
    assert_eq!(said.grade, Grade::Supported);
    for command in [judged(Outcome::Contradicted), Command::Publish] {
        let revision = y.service.entry(&y.supervisor, id).unwrap().row.revision;
        y.service.move_entry(&y.supervisor, id, revision, command).unwrap();
    }
    let found = y.stands();
    assert!(found.flags.contains(&Flag::Disputed));
    let split = &found
        .measures
        .iter()
        .find(|one| one.measure == toilets.id)
        .unwrap()
        .places;
    if let Some(first) = split.first() {
        assert_eq!((first.reported, first.verified), (Some(1.into()), Some(0.into())));
        assert!(
            split[1..].iter().all(|place| place.reported.is_none()),
            "a blank is not a nought"
        );
    }
    // The ball lies with the unit that was asked; it says that there is no money.
    let form = AskForm {
        slug: y.slug.into(),
        unit: y.help,
        what: "拨付首批资金".into(),
        reason: "开工".into(),
        due: day("2020-05-31"),
    };
    y.service.ask_unit(&y.clerk, form, None).unwrap();
    let asked = y.stands();
    assert_eq!(asked.waits[0].unit.as_ref().map(|unit| unit.id), Some(y.help));
    assert!(!asked.flags.contains(&Flag::Unfunded));
    let no = StepCommand {
        step: Step::Decline,
        ground: Some(Ground::NoMoney),
        words: "预算没有安排".into(),
    };
    y.hand.set("2020-06-02");
    assert!(y.stands().flags.contains(&Flag::Blocked));
    y.service
        .step_request(&y.helper, asked.waits[0].request, 1, no)
        .unwrap();
    assert!(y.stands().flags.contains(&Flag::Unfunded));
    let change = ChangeForm {
        measure: toilets.id,
        comparator: shishi_kernel::Comparator::Ge,
        value: 30.into(),
        value_max: None,
        tolerance: None,
        cut_off: toilets.cut_off,
        decision: "会议纪要〔2020〕7号".into(),
        reason: "两座并入学校".into(),
    };
    y.service.change_target(&y.supervisor, change).unwrap();
    y.plan("2020-06-03");
    assert_eq!(y.stands().state, State::Changed);
    let pause = CourseForm {
        turn: TurnForm::Pause {
            until: day("2020-09-01"),
        },
        decision: "会议纪要〔2020〕8号".into(),
        decided_on: day("2020-06-01"),
        notice: "公告".into(),
        noticed_on: day("2020-06-02"),
        reason: "汛期".into(),
    };
    y.service.turn_course(&y.supervisor, y.slug, pause).unwrap();
    let paused = y.stands();
    assert_eq!(
        (paused.state, paused.flags.as_slice()),
        (State::Paused, [Flag::Disputed].as_slice())
    );
    // The cockpit shows the same board, to those who may see it.
    let view = y.service.cockpit(&y.supervisor, None).unwrap().unwrap();
    assert_eq!(view.status.of(y.slug), Some(&paused));
    assert_eq!(view.status.changes[0].kind, "course.turned");
    assert_eq!(y.service.cockpit(&y.clerk, None).unwrap_err().code(), "forbidden");
}
