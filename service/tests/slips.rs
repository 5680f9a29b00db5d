//! A supervision slip from its issue to a sufficient answer, through the use cases alone.

mod common;

use shishi_kernel::{Actor, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::slip::{Command, Judgement, Level};
use shishi_service::{NewAccountForm, Service, SlipForm};

use common::{gazette, person, printed, sign_in, staffed};
use shishi_service::papers::PaperOrder;

fn account(service: &Service, admin: &Actor, login: &str, role: Role, unit: shishi_kernel::UnitId) -> Actor {
    let form = NewAccountForm {
        person: person(login),
        role,
        unit: Some(unit),
    };
    service.create_account(admin, form).unwrap();
    sign_in(service, login)
}

#[test]
fn a_slip_is_issued_answered_judged_and_raised() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let commitment = service.commitment("2020-15").unwrap().unwrap();
    let unit = commitment.row.leads[0].id;
    let clerk = account(&service, &admin, "clerk", Role::Clerk, unit);
    let interested = account(&service, &admin, "interested", Role::Supervisor, unit);
    let form = SlipForm {
        slug: "2020-15".into(),
        unit,
        matter: "behind".into(),
        words: "三个村未开工".into(),
        level: Level::Blue,
        ground: String::new(),
        days: 5,
    };
    let unknown = SlipForm {
        matter: "mood".into(),
        ..form.clone()
    };
    let nowhere = SlipForm {
        slug: "2020-99".into(),
        ..form.clone()
    };
    for (actor, form, code) in [
        (&clerk, &form, "forbidden"),
        (&interested, &form, "slip.own_duty"),
        (&supervisor, &unknown, "form.matter_unknown"),
        (&supervisor, &nowhere, "not_found"),
    ] {
        assert_eq!(service.issue_slip(actor, form.clone()).unwrap_err().code(), code);
    }
    let version = service.version();
    let id = service.issue_slip(&supervisor, form.clone()).unwrap();
    assert!(service.version() > version, "a slip is public");
    assert_eq!(
        service.issue_slip(&supervisor, form).unwrap_err().code(),
        "slip.matter_open"
    );

    let judge = |sufficient, reason: &str| {
        Command::Judge(Judgement {
            sufficient,
            reason: reason.into(),
        })
    };
    let answer = || Command::Answer("六月十日前开工".into());
    for (actor, revision, command, outcome) in [
        (&supervisor, 0, answer(), Err("forbidden")),
        (&supervisor, 0, Command::Escalate { days: 3 }, Err("slip.not_due")),
        (&clerk, 0, answer(), Ok(())),
        (&clerk, 0, answer(), Err("conflict")),
        (&clerk, 1, judge(true, ""), Err("forbidden")),
        (&interested, 1, judge(true, ""), Err("slip.own_duty")),
        (&supervisor, 1, judge(false, "没有佐证"), Ok(())),
        (&supervisor, 2, Command::Escalate { days: 3 }, Ok(())),
        (&clerk, 3, answer(), Ok(())),
        (&supervisor, 4, judge(true, ""), Ok(())),
        (&clerk, 5, answer(), Err("slip.closed")),
    ] {
        let said = service.move_slip(actor, id, revision, command.clone());
        assert_eq!(
            said.as_ref().copied().map_err(shishi_service::ServiceError::code),
            outcome,
            "{revision} {command:?}"
        );
    }
    let slip = service.slips_of_unit(unit).unwrap().remove(0);
    assert_eq!(
        (slip.level.as_str(), slip.closed, slip.steps.len()),
        ("orange", true, 2)
    );
    let paper = printed(&service, PaperOrder::Slip { slip: slip.id });
    for words in [
        "督办单（橙色）",
        "进度落后。三个村未开工",
        "请于2020年6月4日前",
        "认定答复不充分。没有佐证",
    ] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    // 1 June and three working days.
    assert_eq!(slip.due.to_string(), "2020-06-04");
    let after = service.commitment("2020-15").unwrap().unwrap();
    let written = after.history.len() - commitment.history.len();
    assert_eq!(written, 6, "one leaf a step");
    assert_eq!(service.slips_of_commitment(after.row.id).unwrap(), vec![slip]);
}
