//! Monthly reports through the use cases: drawn up, handed in late, returned, accepted, locked and opened again.

mod common;

use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments::report::{Content, FormChange, Frequency, Period, Reopening, Standing, Texts};
use shishi_service::{RecordForm, ReportAt, ReportMove, Service, ServiceConfig, ServiceError};

use common::{Hand, account, config, issue, staffed_with};

struct Stage {
    service: Service,
    hand: Hand,
    admin: Actor,
    supervisor: Actor,
    clerk: Actor,
    unit: UnitId,
    _folder: tempfile::TempDir,
}

fn stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let hand = Hand::at("2020-05-11");
    let config = ServiceConfig {
        clock: hand.clock(),
        ..config(folder.path())
    };
    let (service, admin, supervisor) = staffed_with(config);
    issue(&service, &supervisor);
    let unit = service.commitment("2020-15").unwrap().unwrap().row.leads[0].id;
    let clerk = account(&service, &admin, "clerk", Role::Clerk, Some(unit));
    Stage {
        service,
        hand,
        admin,
        supervisor,
        clerk,
        unit,
        _folder: folder,
    }
}

fn texts(done: &str) -> Texts {
    Texts {
        done: done.into(),
        ..Texts::default()
    }
}

fn code(outcome: Result<(), ServiceError>) -> String {
    outcome.map_or_else(|error| error.code().to_owned(), |()| "ok".to_owned())
}

fn reopening(until: &str) -> ReportMove {
    ReportMove::Reopen(Reopening {
        reason: "漏记一处".into(),
        approver: "党政办公室".into(),
        until: until.parse().unwrap(),
    })
}

#[test]
fn a_report_is_drawn_up_handed_in_returned_accepted_and_opened_again() {
    let stage = stage();
    let (service, clerk, supervisor) = (&stage.service, &stage.clerk, &stage.supervisor);
    let interested = account(service, &stage.admin, "interested", Role::Supervisor, Some(stage.unit));
    let elsewhere = service.commitment("2020-2").unwrap().unwrap().row.leads[0].id;
    let stranger = account(service, &stage.admin, "stranger", Role::Clerk, Some(elsewhere));
    let auditor = account(service, &stage.admin, "auditor", Role::Auditor, None);
    let at = ReportAt {
        slug: "2020-15".into(),
        unit: stage.unit,
        period: Period::from_code("2020-05").unwrap(),
    };
    let commitment = service.commitment("2020-15").unwrap().unwrap();
    let measure = commitment
        .measures
        .iter()
        .find(|row| row.state != "untestable" && row.value.is_some())
        .unwrap();
    let form = RecordForm {
        measure: measure.id,
        value: 4.into(),
        as_of: "2020-05-20".parse().unwrap(),
        note: "四座已进场".into(),
    };
    stage.hand.set("2020-05-21");
    service.record_value(clerk, form, None).unwrap();

    // The draft is there before anybody typed a word.
    stage.hand.set("2020-06-01");
    let drawn = service.report(clerk, &at).unwrap();
    assert_eq!((drawn.line.standing, drawn.line.revision), (None, 0));
    assert_eq!(drawn.content.texts.done, "2020-05-20 四座已进场");
    let line = drawn
        .content
        .lines
        .iter()
        .find(|line| line.measure == measure.id)
        .unwrap();
    assert_eq!(line.reported, Some((4.into(), "2020-05-20".parse().unwrap())));

    let elsewhere = ReportAt {
        slug: "2020-99".into(),
        ..at.clone()
    };
    let earlier = ReportAt {
        period: Period::from_code("2020-04").unwrap(),
        ..at.clone()
    };
    let other = ReportAt {
        unit: UnitId(999),
        ..at.clone()
    };
    let quarter = ReportAt {
        period: Period::from_code("2020-q2").unwrap(),
        ..at.clone()
    };
    let running = ReportAt {
        period: Period::from_code("2020-06").unwrap(),
        ..at.clone()
    };
    let save = || ReportMove::Save(texts("三个村开工"));
    let submit = || ReportMove::Submit(texts("三个村开工"));
    let back = || ReportMove::Return("缺佐证".into());
    let before = service.commitment("2020-15").unwrap().unwrap().history.len();
    for (index, (day, who, which, revision, step, expected)) in [
        ("2020-06-01", supervisor, &at, 0, save(), "forbidden"),
        ("2020-06-01", &auditor, &at, 0, ReportMove::Accept, "forbidden"),
        ("2020-06-01", clerk, &elsewhere, 0, save(), "not_found"),
        ("2020-06-01", clerk, &earlier, 0, save(), "not_found"),
        ("2020-06-01", clerk, &other, 0, save(), "not_found"),
        ("2020-06-01", clerk, &quarter, 0, save(), "not_found"),
        ("2020-06-01", &stranger, &at, 0, save(), "report.not_lead"),
        ("2020-06-01", clerk, &running, 0, submit(), "report.period_open"),
        ("2020-06-01", clerk, &at, 1, save(), "conflict"),
        (
            "2020-06-01",
            supervisor,
            &at,
            0,
            ReportMove::Accept,
            "report.not_submitted",
        ),
        ("2020-06-01", clerk, &at, 0, save(), "ok"),
        ("2020-06-01", clerk, &at, 0, save(), "conflict"),
        // Due on 5 June; it is 8 June.
        ("2020-06-08", clerk, &at, 1, submit(), "ok"),
        ("2020-06-08", clerk, &at, 1, submit(), "conflict"),
        ("2020-06-08", clerk, &at, 2, save(), "report.with_supervisor"),
        ("2020-06-08", &interested, &at, 2, ReportMove::Accept, "report.own_duty"),
        (
            "2020-06-09",
            supervisor,
            &at,
            2,
            ReportMove::Return(" ".into()),
            "report.reason_missing",
        ),
        ("2020-06-09", supervisor, &at, 2, back(), "ok"),
        ("2020-06-10", clerk, &at, 3, submit(), "ok"),
        ("2020-06-11", supervisor, &at, 4, ReportMove::Accept, "ok"),
        ("2020-06-12", clerk, &at, 5, save(), "report.closed"),
        (
            "2020-06-12",
            supervisor,
            &at,
            5,
            reopening("2020-06-30"),
            "report.not_locked",
        ),
        (
            "2020-06-19",
            supervisor,
            &at,
            5,
            reopening("2020-12-30"),
            "report.until_range",
        ),
        ("2020-06-19", supervisor, &at, 5, reopening("2020-06-30"), "ok"),
        ("2020-06-30", clerk, &at, 6, save(), "ok"),
        ("2020-07-01", clerk, &at, 7, submit(), "report.closed"),
    ]
    .into_iter()
    .enumerate()
    {
        stage.hand.set(day);
        assert_eq!(
            code(service.move_report(who, which, revision, step)),
            expected,
            "row {index}"
        );
    }
    let after = service.commitment("2020-15").unwrap().unwrap().history.len();
    assert_eq!(after - before, 7, "one leaf for each of the seven that went through");

    let view = service.report(&auditor, &at).unwrap();
    assert_eq!((view.line.standing, view.line.late), (Some(Standing::Locked), true));
    let steps: Vec<&str> = view.steps.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["submitted", "returned", "submitted", "accepted", "reopened"]);
    assert_eq!(view.published.unwrap().texts.done, "三个村开工");
    assert_eq!(service.report(&stage.admin, &at).unwrap_err().code(), "forbidden");
    assert!(matches!(service.report(clerk, &earlier), Err(ServiceError::NotFound)));
}

#[test]
fn silence_is_seen_and_what_was_reported_is_not_rewritten() {
    let stage = stage();
    let (service, clerk, supervisor) = (&stage.service, &stage.clerk, &stage.supervisor);
    stage.hand.set("2020-06-08");
    let silent = service.reports_of_commitment("2020-15").unwrap();
    assert_eq!(silent.len(), 1);
    assert_eq!((silent[0].line.standing, silent[0].line.late), (None, true));
    assert_eq!(silent[0].content, None);
    let at = silent[0].line.at();
    let today = "2020-06-08".parse().unwrap();
    let owed = service.reports_of_year(supervisor, 2020).unwrap();
    let owed = owed.into_iter().filter(|line| line.is_owed(today)).count();
    let leads: usize = (1..=21)
        .map(|number| {
            service
                .commitment(&format!("2020-{number}"))
                .unwrap()
                .unwrap()
                .row
                .leads
                .len()
        })
        .sum();
    assert_eq!(owed, leads, "every lead unit of every commitment");
    assert!(service.reports_of_year(supervisor, 2019).unwrap().is_empty());

    service
        .move_report(clerk, &at, 0, ReportMove::Submit(texts("已选址")))
        .unwrap();
    service.move_report(supervisor, &at, 1, ReportMove::Accept).unwrap();
    let published = |service: &Service| -> Content {
        let reports = service.reports_of_commitment("2020-15").unwrap();
        reports
            .into_iter()
            .find(|report| report.line.at() == at)
            .unwrap()
            .content
            .unwrap()
    };
    let before = published(service);
    let version = before.lines[0].definition.version;
    let measure = before
        .lines
        .iter()
        .find(|line| line.definition.target.is_some())
        .unwrap()
        .measure;
    let change = shishi_service::ChangeForm {
        measure,
        comparator: shishi_kernel::Comparator::Ge,
        value: 30.into(),
        value_max: None,
        tolerance: None,
        cut_off: None,
        decision: "管委会第5次会议".into(),
        reason: "选址调整".into(),
    };
    service.change_target(supervisor, change).unwrap();
    assert_eq!(
        (published(service), version),
        (before, 1),
        "the definition is as it stood"
    );
    let next = ReportAt {
        period: Period::from_code("2020-06").unwrap(),
        ..at.clone()
    };
    let drawn = service.report(clerk, &next).unwrap();
    let line = drawn.content.lines.iter().find(|line| line.measure == measure).unwrap();
    assert_eq!(line.definition.version, 2);
}

#[test]
fn a_head_signs_and_another_form_holds_from_the_next_quarter() {
    let stage = stage();
    let (service, clerk, supervisor) = (&stage.service, &stage.clerk, &stage.supervisor);
    let head = account(service, &stage.admin, "head", Role::Head, Some(stage.unit));
    stage.hand.set("2020-06-02");
    let at = ReportAt {
        slug: "2020-15".into(),
        unit: stage.unit,
        period: Period::from_code("2020-05").unwrap(),
    };
    let submit = || ReportMove::Submit(texts("已选址"));
    assert_eq!(code(service.move_report(clerk, &at, 0, submit())), "report.not_head");
    assert!(service.report(clerk, &at).unwrap().head_signs);
    service
        .move_report(clerk, &at, 0, ReportMove::Save(texts("已选址")))
        .unwrap();
    service.move_report(&head, &at, 1, submit()).unwrap();

    let asked = FormChange {
        frequency: Frequency::Quarterly,
        questions: vec!["资金支付到哪里".into(), " ".into()],
        reason: "审计要求".into(),
    };
    assert_eq!(
        service.set_report_form(clerk, asked.clone()).unwrap_err().code(),
        "forbidden"
    );
    let cost = service.burden_of_change(clerk, &asked).unwrap();
    assert_eq!(
        service.burden_of_change(&stage.admin, &asked).unwrap_err().code(),
        "forbidden"
    );
    assert_eq!(cost.before, service.burden(clerk).unwrap().total);
    assert!(
        cost.after < cost.before,
        "four fields a quarter are less than three a month"
    );
    let from = service.set_report_form(supervisor, asked.clone()).unwrap();
    assert_eq!(service.notices(clerk).unwrap().notices[0].0.kind, "report_form");
    assert_eq!(
        service.burden_of_change(clerk, &asked).unwrap().before,
        cost.after,
        "held against what was decided"
    );
    assert_eq!(from.to_string(), "2020-07-01");
    assert_eq!(
        service.set_report_form(supervisor, asked).unwrap_err().code(),
        "report.form_same"
    );
    let view = service.report_form().unwrap();
    assert_eq!(
        (view.now.frequency, view.next.unwrap().1.as_str()),
        (Frequency::Monthly, "审计要求")
    );

    stage.hand.set("2020-10-09");
    let lines = service.reports_of_year(clerk, 2020).unwrap();
    let own = lines
        .iter()
        .filter(|line| line.slug == "2020-15" && line.unit.id == stage.unit);
    let periods: Vec<String> = own.map(|line| line.period.code()).collect();
    assert_eq!(periods, ["2020-05", "2020-06", "2020-q3", "2020-q4"]);
    let third = ReportAt {
        period: Period::from_code("2020-q3").unwrap(),
        ..at
    };
    let drawn = service.report(&head, &third).unwrap();
    assert_eq!(drawn.content.texts.answers[0].question, "资金支付到哪里");
    let mut answered = texts("完工");
    answered.answers = drawn.content.texts.answers;
    answered.answers[0].words = " 已付六成 ".into();
    service
        .move_report(&head, &third, 0, ReportMove::Submit(answered))
        .unwrap();
    let kept = service.report(supervisor, &third).unwrap().content.texts.answers;
    assert_eq!((kept.len(), kept[0].words.as_str()), (1, "已付六成"));
}
