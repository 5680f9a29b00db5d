//! A plan from its first draft to a later version, and a request from asking to the end, through the use cases alone.

mod common;

use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments::plan::{Milestone, Person, PlanCommand, PlanContent, PlannedTrajectory};
use shishi_service::commitments::request::{Ground, Step, StepCommand};
use shishi_service::commitments::series::Point;
use shishi_service::papers::PaperOrder;
use shishi_service::views::CommitmentPage;
use shishi_service::{AskForm, NewAccountForm, Service};

use common::{gazette, person, printed, sign_in, staffed};

fn issued(service: &Service, supervisor: &Actor) -> CommitmentPage {
    let draft = service.upload(supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let all = shishi_service::commitments::draft::DraftCommand::AcceptAll;
    let revision = service.draft_command(supervisor, draft, 0, all).unwrap();
    service.issue_draft(supervisor, draft, revision).unwrap();
    service.commitment("2020-1").unwrap().unwrap()
}

fn staff(service: &Service, admin: &Actor, login: &str, role: Role, unit: UnitId) -> Actor {
    let form = NewAccountForm {
        person: person(login),
        role,
        unit: Some(unit),
    };
    service.create_account(admin, form).unwrap();
    sign_in(service, login)
}

fn content(page: &CommitmentPage) -> PlanContent {
    let planned = page.measures.iter().filter(|row| row.state != "untestable");
    PlanContent {
        milestones: vec![Milestone {
            title: "全部开工".into(),
            planned: "2020-07-31".parse().unwrap(),
        }],
        trajectories: planned
            .filter_map(|row| {
                let on = row.cut_off.unwrap_or_else(|| "2020-12-31".parse().unwrap());
                let points = vec![Point { on, value: row.value? }];
                Some(PlannedTrajectory {
                    measure: row.id,
                    points,
                })
            })
            .collect(),
        persons: vec![Person {
            name: "甲某".into(),
            part: "副局长".into(),
        }],
        ..PlanContent::default()
    }
}

/// The newest notices first, by kind.
fn told(service: &Service, actor: &Actor) -> Vec<String> {
    let notices = service.notices(actor).unwrap().notices;
    notices.into_iter().map(|(notice, _)| notice.kind).collect()
}

#[test]
fn a_plan_is_returned_approved_and_changed_by_a_later_version() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let page = issued(&service, &supervisor);
    let clerk = staff(&service, &admin, "clerk", Role::Clerk, page.row.leads[0].id);
    let head = staff(&service, &admin, "head", Role::Head, page.row.leads[0].id);
    let interested = staff(&service, &admin, "interested", Role::Supervisor, page.row.leads[0].id);
    let code = |result: Result<(), shishi_service::ServiceError>| result.err().map(|error| error.code().to_owned());
    assert_eq!(
        service.begin_plan(&supervisor, "2020-1").unwrap_err().code(),
        "forbidden"
    );
    assert_eq!(service.begin_plan(&clerk, "2020-99").unwrap_err().code(), "not_found");
    let id = service.begin_plan(&clerk, "2020-1").unwrap();
    // Two at once: the second begins nothing, and what the second writes over the first is refused.
    assert_eq!(
        service.begin_plan(&head, "2020-1").unwrap_err().code(),
        "plan.open_already"
    );
    let save = || PlanCommand::Save(content(&page));
    service.plan_command(&clerk, id, 0, save()).unwrap();
    assert_eq!(
        code(service.plan_command(&head, id, 0, save())).as_deref(),
        Some("conflict")
    );
    service.plan_command(&head, id, 1, PlanCommand::Submit).unwrap();
    assert_eq!(service.plans_waiting(&supervisor).unwrap().len(), 1);
    assert_eq!(told(&service, &supervisor), ["plan_submitted"]);
    let approve = || PlanCommand::Approve;
    assert_eq!(
        code(service.plan_command(&clerk, id, 2, approve())).as_deref(),
        Some("forbidden")
    );
    assert_eq!(
        code(service.plan_command(&interested, id, 2, approve())).as_deref(),
        Some("plan.own_duty")
    );
    let back = PlanCommand::Return {
        reasons: "请补充资金来源".into(),
    };
    service.plan_command(&supervisor, id, 2, back).unwrap();
    service.plan_command(&clerk, id, 3, PlanCommand::Submit).unwrap();
    assert!(
        service.plans_in_force(page.row.id).unwrap().is_empty(),
        "nothing is public before it is approved"
    );
    let (version, missing) = (
        service.version(),
        service.overview(None).unwrap().unwrap().plans_missing,
    );
    service.plan_command(&supervisor, id, 4, approve()).unwrap();
    assert_eq!(told(&service, &clerk), ["plan_approved", "plan_returned"]);
    assert!(service.version() > version);
    assert_eq!(service.overview(None).unwrap().unwrap().plans_missing, missing - 1);
    let public = service.plans_in_force(page.row.id).unwrap();
    assert_eq!(public[0].content.persons[0].name, "", "names are for the office only");
    assert_eq!(
        code(service.plan_command(&clerk, id, 5, save())).as_deref(),
        Some("plan.not_open")
    );
    let reach = || PlanCommand::Reach {
        position: 1,
        on: "2020-05-30".parse().unwrap(),
    };
    service.plan_command(&clerk, id, 5, reach()).unwrap();
    assert_eq!(
        code(service.plan_command(&clerk, id, 6, reach())).as_deref(),
        Some("plan.reached_already")
    );
    // A later version begins as the one in force, and takes its place with what was reached.
    let later = service.begin_plan(&clerk, "2020-1").unwrap();
    let mut new = service.plan_versions(&clerk, "2020-1").unwrap().remove(0).content;
    new.milestones.push(Milestone {
        title: "完成验收".into(),
        planned: "2020-12-15".parse().unwrap(),
    });
    new.cause.reason = "增加验收节点".into();
    new.cause.decision = "管委会会议纪要〔2020〕3号".into();
    service.plan_command(&clerk, later, 0, PlanCommand::Save(new)).unwrap();
    service.plan_command(&clerk, later, 1, PlanCommand::Submit).unwrap();
    service.plan_command(&supervisor, later, 2, approve()).unwrap();
    let plan = service.approved_plan(page.row.id).unwrap().unwrap();
    assert_eq!((plan.id, plan.version, plan.milestones.len()), (later, 2, 2));
    assert_eq!(plan.milestones[0].done, Some("2020-05-30".parse().unwrap()));
    let states: Vec<_> = service
        .plans_in_force(page.row.id)
        .unwrap()
        .iter()
        .map(|view| view.state.code())
        .collect();
    assert_eq!(states, ["approved", "superseded"]);
    let order = PaperOrder::Plan {
        commitment: "2020-1".into(),
    };
    let paper = printed(&service, order);
    for words in [
        "实施方案",
        "第2版",
        "2020年5月30日",
        "完成验收",
        "管委会会议纪要〔2020〕3号",
    ] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    assert!(!paper.contains("甲某"), "{paper}");
    let history = service.commitment("2020-1").unwrap().unwrap().history;
    assert!(history.iter().all(|row| !row.body.contains("甲某")));
    assert_eq!(history.iter().filter(|row| row.kind == "plan.approved").count(), 2);
}

#[test]
fn a_request_goes_from_court_to_court() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let page = issued(&service, &supervisor);
    let lead = page.row.leads[0].id;
    let helper = page
        .duties
        .iter()
        .find(|duty| duty.role != "lead" && !duty.unit.group && duty.unit.id != lead)
        .unwrap()
        .unit
        .id;
    let asker = staff(&service, &admin, "asker", Role::Clerk, lead);
    let asked = staff(&service, &admin, "asked", Role::Clerk, helper);
    let form = AskForm {
        slug: "2020-1".into(),
        unit: helper,
        what: "拨付首批资金".into(),
        reason: "招标需要".into(),
        due: "2020-06-30".parse().unwrap(),
    };
    assert_eq!(
        service.ask_unit(&supervisor, form.clone(), None).unwrap_err().code(),
        "forbidden"
    );
    // Sent twice, asked once.
    for _ in 0..2 {
        assert_eq!(service.ask_unit(&asker, form.clone(), Some("k1")).unwrap(), 1);
    }
    let other = AskForm {
        what: "另一件".into(),
        ..form
    };
    assert_eq!(
        service.ask_unit(&asker, other, Some("k1")).unwrap_err().code(),
        "key_reused"
    );
    let rows = service.own_requests(&asked).unwrap();
    assert_eq!((rows.len(), rows[0].steps.len()), (1, 1));
    let id = rows[0].id;
    let say = |step, ground| StepCommand {
        step,
        ground,
        words: "说明".into(),
    };
    let (_, possible) = service.request(&asked, id).unwrap();
    assert_eq!(possible, [Step::Accept, Step::Decline]);
    service
        .step_request(&asked, id, 1, say(Step::Decline, Some(Ground::NoMoney)))
        .unwrap();
    let late = service.step_request(&asked, id, 1, say(Step::Accept, None));
    assert_eq!(late.unwrap_err().code(), "conflict");
    let turn = service.step_request(&asked, id, 2, say(Step::Deliver, None));
    assert_eq!(turn.unwrap_err().code(), "request.out_of_turn");
    service.step_request(&asker, id, 2, say(Step::Escalate, None)).unwrap();
    assert_eq!(service.own_requests(&supervisor).unwrap().len(), 1);
    for (seen, actor, step) in [
        (3, &supervisor, Step::Direct),
        (4, &asked, Step::Deliver),
        (5, &asker, Step::Dispute),
        (6, &asked, Step::Deliver),
        (7, &asker, Step::Confirm),
    ] {
        service.step_request(actor, id, seen, say(step, None)).unwrap();
    }
    // Each step is told to whoever has to act next, and the end to the other side.
    assert_eq!(
        told(&service, &asked),
        ["request_ended", "request_turn", "request_turn", "request_asked"]
    );
    assert_eq!(told(&service, &asker), ["request_turn"; 3]);
    assert_eq!(told(&service, &supervisor), ["request_turn"]);
    let rows = service.requests_of_commitment(page.row.id).unwrap();
    assert_eq!(rows[0].steps.last().map(|step| step.step.as_str()), Some("confirmed"));
    let history = service.commitment("2020-1").unwrap().unwrap().history;
    assert_eq!(history.iter().filter(|row| row.kind.starts_with("request.")).count(), 8);
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}
