//! Pausing, ending and carrying over, through the use cases.

mod common;

use shishi_kernel::{Actor, Date, Decimal, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::entry::{Command, Outcome};
use shishi_service::{CourseForm, NewAccountForm, RecordForm, Service, TurnForm};

use common::{account, gazette, person, sign_in, staffed};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn form(turn: TurnForm) -> CourseForm {
    CourseForm {
        turn,
        decision: "管委会第9次常务会".into(),
        decided_on: day("2020-05-29"),
        notice: "关于调整实事项目的公示".into(),
        noticed_on: day("2020-06-01"),
        reason: "选址需重新论证".into(),
    }
}

fn issued(service: &Service, supervisor: &Actor, name: &str, bytes: &[u8]) -> String {
    let draft = service.upload(supervisor, name, bytes).unwrap().draft.unwrap();
    let revision = service
        .draft_command(supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(supervisor, draft, revision).unwrap()
}

#[test]
fn what_is_paused_ended_or_carried_over_stands_beside_the_promise() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    issued(&service, &supervisor, "a.txt", &gazette());
    // The same list for the next year takes up what was left.
    let later = String::from_utf8(gazette()).unwrap().replace("2020", "2021");
    assert_eq!(issued(&service, &supervisor, "b.txt", later.as_bytes()), "2021");

    let page = service.commitment("2020-15").unwrap().unwrap();
    let pause = form(TurnForm::Pause {
        until: day("2020-09-01"),
    });
    assert_eq!(
        service
            .turn_course(&admin, "2020-15", pause.clone())
            .unwrap_err()
            .code(),
        "forbidden"
    );
    assert_eq!(
        service
            .turn_course(&supervisor, "2020-99", pause.clone())
            .unwrap_err()
            .code(),
        "not_found"
    );

    // A supervisor of a unit that helps may not: 社会事业发展局 watches, leads four commitments and helps on more.
    let unit = service
        .units()
        .unwrap()
        .into_iter()
        .find(|row| row.unit.name == "社会事业发展局")
        .unwrap();
    let partial = NewAccountForm {
        person: person("partial"),
        role: Role::Supervisor,
        unit: Some(unit.unit.id),
    };
    service.create_account(&admin, partial).unwrap();
    let partial = sign_in(&service, "partial");
    assert_eq!(
        service
            .turn_course(&partial, "2020-1", pause.clone())
            .unwrap_err()
            .code(),
        "course.own_duty"
    );

    // What was reported and contradicted is carried over as it was found.
    let total = page
        .measures
        .iter()
        .find(|row| row.value == Some(Decimal::from(35)))
        .unwrap();
    let clerk = account(&service, &admin, "clerk", Role::Clerk, Some(page.row.leads[0].id));
    let report = RecordForm {
        measure: total.id,
        value: 12.into(),
        as_of: day("2020-05-31"),
        note: String::new(),
    };
    service.record_value(&clerk, report, None).unwrap();
    let waiting = service.reports_to_verify(&supervisor).unwrap();
    let entry = service
        .judge_report(
            &supervisor,
            waiting[0].id,
            Outcome::Contradicted,
            Some(10.into()),
            "两座未完工",
            None,
        )
        .unwrap();
    let revision = service.entry(&supervisor, entry).unwrap().row.revision;
    service
        .move_entry(&supervisor, entry, revision, Command::Publish)
        .unwrap();
    let page = service.commitment("2020-15").unwrap().unwrap();

    let before = service.version();
    service.turn_course(&supervisor, "2020-15", pause.clone()).unwrap();
    assert!(service.version() > before, "the public page is drawn anew");
    // Sent twice: the second finds it paused and changes nothing.
    assert_eq!(
        service.turn_course(&supervisor, "2020-15", pause).unwrap_err().code(),
        "course.impossible"
    );
    service
        .turn_course(&supervisor, "2020-15", form(TurnForm::Resume))
        .unwrap();
    service
        .turn_course(&supervisor, "2020-15", form(TurnForm::End))
        .unwrap();

    let carry = |to: &str, pairs: &[(u32, u32)]| {
        form(TurnForm::CarryOver {
            to: to.into(),
            pairs: pairs.to_vec(),
        })
    };
    for (to, pairs, code) in [
        ("2023-1", &[(1, 1)][..], "form.commitment_unknown"),
        ("2020-16", &[(1, 1)], "course.not_later"),
        ("2021-15", &[], "course.nothing_taken_up"),
        ("2021-15", &[(1, 77)], "course.measure_unknown"),
    ] {
        let refused = service.turn_course(&supervisor, "2020-15", carry(to, pairs));
        assert_eq!(refused.unwrap_err().code(), code, "{to} {pairs:?}");
    }
    service
        .turn_course(
            &supervisor,
            "2020-15",
            carry("2021-15", &[(1, 1), (total.position, total.position)]),
        )
        .unwrap();

    let view = service.course(page.row.id).unwrap();
    assert_eq!(view.course, "carried_over");
    let turns: Vec<_> = view.turns.iter().map(|turn| turn.turn.as_str()).collect();
    assert_eq!(turns, ["carry_over", "end", "resume", "pause"]);
    let after = service.commitment("2020-15").unwrap().unwrap();
    assert_eq!(after.passages, page.passages, "the words are frozen");
    assert_eq!(
        after.history.len(),
        page.history.len() + 4,
        "one journal entry for each turn"
    );
    let taken_up = service.commitment("2021-15").unwrap().unwrap();
    let openings = service.course(taken_up.row.id).unwrap().openings;
    let found: Vec<_> = openings
        .iter()
        .map(|row| (row.from_slug.as_str(), row.verified))
        .collect();
    assert_eq!(
        found,
        [("2020-15", None), ("2020-15", Some(10.into()))],
        "what was verified, and blank is not zero"
    );
    service.publish_now().unwrap();
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}
