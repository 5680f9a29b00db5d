//! An appraisal from its scheme to the final result, and a case from its opening to its closing, through the use cases.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, Role, SchemeId, UnitId};
use shishi_service::appraising::case::{Command, Evidence, Fact, Ground, Outcome};
use shishi_service::appraising::hearing::{Correction, Judgement};
use shishi_service::appraising::input::Input;
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::slip::{Command as SlipCommand, Level};
use shishi_service::papers::PaperOrder;
use shishi_service::{CaseForm, NewAccountForm, Service, ServiceError, SlipForm};

use common::{config, gazette, person, printed, sign_in};

const SCHEME: &str = "\
名称: 2020年度为民办实事考核办法
开始: 2020-07-01
结束: 2020-12-31
主办: 100
协办: 30
目标经核实达成: 50
督办按期答复: 50
";

/// A service with a clock that is set by hand, and everybody whom the walks need.
struct House {
    service: Service,
    clock: Arc<AtomicI64>,
    supervisor: Actor,
    appraiser: Actor,
    interested: Actor,
    clerk: Actor,
    helper: Actor,
    lead: UnitId,
    _folder: tempfile::TempDir,
}

impl House {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(0));
        let hand = Arc::clone(&clock);
        let mut config = config(folder.path());
        config.clock = Arc::new(move || Timestamp::from_second(hand.load(Ordering::SeqCst)).unwrap());
        set(&clock, "2020-06-01");
        let service = Service::open(config).unwrap();
        let token = service.new_setup_token().unwrap().unwrap();
        service.complete_setup(&token, person("root")).unwrap();
        let admin = sign_in(&service, "root");
        let account = |login: &str, role, unit| {
            let form = NewAccountForm {
                person: person(login),
                role,
                unit,
            };
            service.create_account(&admin, form).unwrap();
            sign_in(&service, login)
        };
        let supervisor = account("supervisor", Role::Supervisor, None);
        let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
        let revision = service
            .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
            .unwrap();
        service.issue_draft(&supervisor, draft, revision).unwrap();
        let commitment = service.commitment("2020-15").unwrap().unwrap();
        let lead = commitment.row.leads[0].id;
        let help = commitment
            .duties
            .iter()
            .find(|duty| !duty.unit.group && duty.unit.id != lead)
            .unwrap()
            .unit
            .id;
        Self {
            appraiser: account("appraiser", Role::Appraiser, None),
            interested: account("interested", Role::Appraiser, Some(lead)),
            clerk: account("clerk", Role::Clerk, Some(lead)),
            helper: account("helper", Role::Head, Some(help)),
            supervisor,
            lead,
            clock,
            service,
            _folder: folder,
        }
    }

    fn on(&self, day: &str) {
        set(&self.clock, day);
    }

    fn slip(&self, matter: &str) -> shishi_kernel::SlipId {
        let form = SlipForm {
            slug: "2020-15".into(),
            unit: self.lead,
            matter: matter.into(),
            words: "请说明".into(),
            level: Level::Blue,
            ground: String::new(),
            days: 5,
        };
        self.service.issue_slip(&self.supervisor, form).unwrap()
    }

    fn step(&self, by: &Actor, id: shishi_kernel::CaseId, command: Command) -> Result<(), String> {
        code(self.service.case_step(by, id, command, None))
    }
}

fn set(clock: &AtomicI64, day: &str) {
    let noon: Timestamp = format!("{day}T04:00:00Z").parse().unwrap();
    clock.store(noon.as_second(), Ordering::SeqCst);
}

fn code<T>(outcome: Result<T, ServiceError>) -> Result<T, String> {
    outcome.map_err(|error| error.code().to_owned())
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, ServiceError>, expected: &str) {
    assert_eq!(outcome.unwrap_err().code(), expected);
}

fn scheme(house: &House) -> SchemeId {
    let House { service, .. } = house;
    let bad = SCHEME.replace("督办按期答复", "登录次数");
    refused(service.write_scheme(&house.supervisor, None, SCHEME, None), "forbidden");
    refused(
        service.write_scheme(&house.appraiser, None, &bad, None),
        "scheme.input_excluded",
    );
    let id = service
        .write_scheme(&house.appraiser, None, SCHEME, Some("k1"))
        .unwrap();
    let again = service
        .write_scheme(&house.appraiser, None, SCHEME, Some("k1"))
        .unwrap();
    assert_eq!(id, again, "sent twice, written once");
    let other = SCHEME.replace("100", "90");
    refused(
        service.write_scheme(&house.appraiser, None, &other, Some("k1")),
        "key_reused",
    );
    service.write_scheme(&house.appraiser, Some(id), SCHEME, None).unwrap();
    refused(service.approve_scheme(&house.clerk, id, "会议", None), "forbidden");
    refused(
        service.approve_scheme(&house.appraiser, id, "会议", None),
        "scheme.own_scheme",
    );
    assert_eq!(service.public_appraisal(2020).unwrap(), None);
    service
        .approve_scheme(&house.supervisor, id, "管委会第3次会议", None)
        .unwrap();
    refused(
        service.write_scheme(&house.appraiser, Some(id), SCHEME, None),
        "scheme.approved_already",
    );
    refused(
        service.write_scheme(&house.appraiser, Some(SchemeId(99)), SCHEME, None),
        "not_found",
    );
    let second = service.write_scheme(&house.appraiser, None, SCHEME, None).unwrap();
    refused(
        service.approve_scheme(&house.supervisor, second, "会议", None),
        "scheme.year_taken",
    );
    id
}

#[test]
fn an_appraisal_is_computed_replied_to_computed_again_and_final() {
    let house = House::open();
    let service = &house.service;
    let id = scheme(&house);
    assert_eq!(service.public_appraisal(2020).unwrap().unwrap().runs.len(), 0);
    house.on("2020-08-03");
    let answered = house.slip("behind");
    house.slip("plan_missing");
    service
        .move_slip(&house.clerk, answered, 0, SlipCommand::Answer("已开工".into()))
        .unwrap();
    refused(service.run_appraisal(&house.supervisor, id, None), "forbidden");
    refused(
        service.run_appraisal(&house.appraiser, id, None),
        "appraisal.period_open",
    );
    house.on("2021-01-05");
    refused(
        service.publish_appraisal(&house.appraiser, id, 10, None),
        "appraisal.not_run",
    );
    service.run_appraisal(&house.appraiser, id, Some("r")).unwrap();
    service.run_appraisal(&house.appraiser, id, Some("r")).unwrap();
    refused(
        service.run_appraisal(&house.appraiser, id, None),
        "appraisal.run_already",
    );
    assert_eq!(
        service.public_appraisal(2020).unwrap().unwrap().runs.len(),
        0,
        "not published yet"
    );
    assert_eq!(service.appraisal_file(2020, 1).unwrap(), None);
    refused(
        service.reply_to_appraisal(&house.clerk, id, "有误", None),
        "appraisal.not_published",
    );
    let result = PaperOrder::Appraisal { year: 2020 };
    assert_eq!(printed(service, result.clone()), "", "no paper before it is published");
    service.publish_appraisal(&house.appraiser, id, 10, None).unwrap();
    let told = service.notices(&house.clerk).unwrap().notices;
    assert_eq!(told[0].0.kind, "appraisal_published");
    let paper = printed(service, result.clone());
    assert!(
        paper.contains("初步结果于2021年1月5日得出，可于2021年1月15日前申辩。"),
        "{paper}"
    );
    assert!(paper.contains("没有已办结的申辩"), "{paper}");
    let view = service.public_appraisal(2020).unwrap().unwrap();
    let first = view.runs[0].0.clone();
    let own = |document: &shishi_service::appraising::document::Document| {
        let mine = document
            .results
            .iter()
            .find(|outcome| outcome.unit == house.lead)
            .unwrap();
        (mine.score, mine.commitments, mine.rank)
    };
    // Nobody verified anything, and one of two slips was answered: (50*0 + 50*5000) / 100.
    assert_eq!(own(&first).0, Some(2_500));
    refused(
        service.reply_to_appraisal(&house.supervisor, id, "有误", None),
        "forbidden",
    );
    service
        .reply_to_appraisal(&house.clerk, id, "第二张督办单已当面答复", None)
        .unwrap();
    refused(
        service.reply_to_appraisal(&house.clerk, id, "再说", None),
        "appraisal.replied_already",
    );
    service.reply_to_appraisal(&house.helper, id, "应计入", None).unwrap();
    let slips = first
        .facts
        .iter()
        .find(|fact| fact.unit == house.lead && fact.input == Input::SlipsAnswered)
        .unwrap();
    let accept = |commitment| Judgement {
        corrections: vec![Correction {
            unit: house.lead,
            commitment,
            input: Input::SlipsAnswered,
            done: 2,
            of: 2,
        }],
        accepted: true,
        reason: "有当日签收记录".into(),
    };
    let reject = Judgement {
        corrections: vec![],
        accepted: false,
        reason: "无依据".into(),
    };
    let judge =
        |by: &Actor, unit, judgement: &Judgement| service.judge_appraisal_reply(by, id, unit, judgement.clone(), None);
    let help = house.helper.unit.unwrap();
    refused(
        judge(&house.interested, house.lead, &accept(slips.commitment)),
        "appraisal.own_interest",
    );
    refused(judge(&house.appraiser, UnitId(999), &reject), "not_found");
    judge(&house.appraiser, house.lead, &accept(slips.commitment)).unwrap();
    refused(
        judge(&house.supervisor, house.lead, &reject),
        "appraisal.judged_already",
    );
    refused(
        service.finish_appraisal(&house.appraiser, id, None),
        "appraisal.reply_open",
    );
    house.on("2021-01-16");
    refused(
        service.reply_to_appraisal(&house.clerk, id, "晚了", None),
        "appraisal.reply_late",
    );
    refused(
        service.run_appraisal(&house.appraiser, id, None),
        "appraisal.replies_waiting",
    );
    assert_eq!(
        service.public_appraisal(2020).unwrap().unwrap().replies.len(),
        1,
        "a judged reply is public"
    );
    judge(&house.supervisor, help, &reject).unwrap();
    refused(
        service.finish_appraisal(&house.appraiser, id, None),
        "appraisal.rerun_first",
    );
    service.run_appraisal(&house.appraiser, id, None).unwrap();
    refused(
        service.finish_appraisal(&house.interested, id, None),
        "appraisal.own_interest",
    );
    service.finish_appraisal(&house.appraiser, id, None).unwrap();
    refused(
        service.finish_appraisal(&house.appraiser, id, None),
        "appraisal.final_already",
    );
    let view = service.public_appraisal(2020).unwrap().unwrap();
    let (before, after) = (&view.runs[0].0, &view.runs[1].0);
    assert_eq!(before, &first, "both results stay");
    assert_eq!(
        (after.facts == before.facts, after.corrections.len(), after.run),
        (true, 1, 2)
    );
    assert_eq!(own(after).0, Some(5_000));
    let file = service.appraisal_file(2020, 2).unwrap().unwrap();
    assert_eq!(
        &serde_json::from_str::<shishi_service::appraising::document::Document>(&file).unwrap(),
        after
    );
    assert_eq!(service.public_appraisal_years().unwrap(), [2020]);
    let paper = printed(service, result);
    for words in [
        "2021年1月16日定案。",
        "50.00",
        "（采纳：有当日签收记录）",
        "（未采纳：无依据）",
    ] {
        assert!(paper.contains(words), "{words} is missing:\n{paper}");
    }
}

/// A slip on a missing plan that goes unanswered to the highest level: three facts of neglect.
fn neglected(house: &House) {
    let slip = house.slip("plan_missing");
    for (day, revision) in [("2020-06-20", 0), ("2020-07-10", 1)] {
        house.on(day);
        let raise = SlipCommand::Escalate { days: 3 };
        house
            .service
            .move_slip(&house.supervisor, slip, revision, raise)
            .unwrap();
    }
}

#[test]
fn a_case_needs_its_evidence_hears_the_unit_and_is_decided_by_somebody_else() {
    let house = House::open();
    let service = &house.service;
    neglected(&house);
    let form = |unit, words: &str| CaseForm {
        slug: "2020-15".into(),
        unit,
        ground: Ground::Neglect,
        words: words.into(),
    };
    let good = form(house.lead, "三次督办未报方案");
    refused(service.open_case(&house.clerk, good.clone(), None), "forbidden");
    refused(
        service.open_case(&house.interested, good.clone(), None),
        "case.own_interest",
    );
    refused(
        service.open_case(&house.supervisor, form(UnitId(9_999), "事由"), None),
        "case.no_duty",
    );
    refused(
        service.open_case(&house.supervisor, form(house.lead, " "), None),
        "case.words_missing",
    );
    let id = service.open_case(&house.supervisor, good.clone(), Some("c")).unwrap();
    assert_eq!(
        service.open_case(&house.supervisor, good.clone(), Some("c")).unwrap(),
        id
    );
    refused(service.open_case(&house.supervisor, good, None), "case.open_already");
    assert_eq!(
        service.cases(&house.clerk).unwrap(),
        [],
        "not before it is put to the unit"
    );
    let view = service.case(&house.supervisor, id).unwrap().unwrap();
    let found: Vec<Fact> = view.candidates.iter().map(|(fact, _)| *fact).collect();
    assert_eq!(
        found,
        [Fact::SlipRaised, Fact::SlipRaised, Fact::PlanMissing],
        "newest first"
    );
    let add = |fact, leaf| Command::Add {
        evidence: Evidence { fact, leaf },
        entry: None,
    };
    let first = view.candidates[2].1.leaf;
    let other = service.commitment("2020-1").unwrap().unwrap().history[0].leaf;
    let by = &house.supervisor;
    assert_eq!(
        house.step(by, id, add(Fact::SlipRaised, first)),
        Err("case.leaf_unfit".into())
    );
    assert_eq!(
        house.step(by, id, add(Fact::FellBehind, first)),
        Err("case.fact_misplaced".into())
    );
    assert_eq!(
        house.step(by, id, add(Fact::SlipRaised, other)),
        Err("case.leaf_unfit".into())
    );
    let nothing = shishi_kernel::LeafId(99_999);
    assert_eq!(
        house.step(by, id, add(Fact::SlipRaised, nothing)),
        Err("case.leaf_unknown".into())
    );
    let hear = || Command::Hear { days: 10 };
    assert_eq!(house.step(by, id, hear()), Err("case.evidence_short".into()));
    for (fact, row) in &view.candidates {
        house.step(by, id, add(*fact, row.leaf)).unwrap();
    }
    assert_eq!(
        house.step(by, id, add(Fact::PlanMissing, first)),
        Err("case.fact_twice".into())
    );
    house.step(by, id, hear()).unwrap();
    let reply = || Command::Reply {
        words: "方案已于七月报出".into(),
    };
    assert_eq!(house.step(by, id, reply()), Err("forbidden".into()));
    assert_eq!(house.step(&house.helper, id, reply()), Err("case.not_yours".into()));
    assert_eq!(service.cases(&house.helper).unwrap(), []);
    assert_eq!(service.cases(&house.clerk).unwrap().len(), 1);
    let consider = || Command::Consider {
        applies: false,
        reason: "不属先行先试".into(),
    };
    let decide = |outcome| Command::Decide {
        outcome,
        reason: "事实清楚".into(),
    };
    assert_eq!(house.step(by, id, consider()), Err("case.reply_open".into()));
    house.step(&house.clerk, id, reply()).unwrap();
    assert_eq!(
        house.step(&house.appraiser, id, decide(Outcome::Summoned)),
        Err("case.tolerance_first".into())
    );
    house.step(by, id, consider()).unwrap();
    assert_eq!(
        house.step(by, id, decide(Outcome::Summoned)),
        Err("case.own_case".into())
    );
    house.step(&house.appraiser, id, decide(Outcome::Summoned)).unwrap();
    let commitment = service.commitment("2020-15").unwrap().unwrap().row.id;
    assert_eq!(
        service.public_cases_of(commitment).unwrap(),
        [],
        "a suspicion is not published"
    );
    let close = Command::Close {
        words: "已约谈".into()
    };
    house.step(by, id, close).unwrap();
    let public = service.public_cases_of(commitment).unwrap();
    assert_eq!((public.len(), public[0].evidence.len()), (1, 3));
    refused(
        service.case_step(by, shishi_kernel::CaseId(99), hear(), None),
        "not_found",
    );
}
