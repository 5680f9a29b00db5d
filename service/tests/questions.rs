//! Questions about figures, from what was reported to what a person makes of it, through the use cases.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, Date, QuestionId, Role, UnitId};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::question::life::Outcome;
use shishi_service::{NewAccountForm, RecordForm, Service, ServiceError};

use common::{config, gazette, person, sign_in};

fn set(clock: &AtomicI64, day: &str) {
    let noon: Timestamp = format!("{day}T04:00:00Z").parse().unwrap();
    clock.store(noon.as_second(), Ordering::SeqCst);
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, ServiceError>, expected: &str) {
    assert_eq!(outcome.unwrap_err().code(), expected);
}

fn account(service: &Service, admin: &Actor, login: &str, role: Role, unit: Option<UnitId>) -> Actor {
    let form = NewAccountForm {
        person: person(login),
        role,
        unit,
    };
    service.create_account(admin, form).unwrap();
    sign_in(service, login)
}

#[test]
fn what_looks_odd_is_asked_once_replied_to_and_settled_by_somebody_without_an_interest() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(0));
    set(&clock, "2020-06-01");
    let hand = Arc::clone(&clock);
    let mut config = config(folder.path());
    config.clock = Arc::new(move || Timestamp::from_second(hand.load(Ordering::SeqCst)).unwrap());
    let service = Service::open(config).unwrap();
    let token = service.new_setup_token().unwrap().unwrap();
    service.complete_setup(&token, person("root")).unwrap();
    let admin = sign_in(&service, "root");
    let supervisor = account(&service, &admin, "supervisor", Role::Supervisor, None);
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    let programme = service.issue_draft(&supervisor, draft, revision).unwrap();
    let commitment = service.commitment("2020-15").unwrap().unwrap();
    let lead = commitment.row.leads[0].id;
    let clerk = account(&service, &admin, "clerk", Role::Clerk, Some(lead));
    let interested = account(&service, &admin, "interested", Role::Supervisor, Some(lead));
    let other = account(&service, &admin, "other", Role::Head, Some(UnitId(lead.0 + 1)));
    let measure = commitment
        .measures
        .iter()
        .find(|row| row.kind == "count" && row.value.is_some())
        .unwrap()
        .id;
    assert_eq!(
        service.ask_questions(Some(&supervisor), &programme).unwrap(),
        0,
        "nothing reported, nothing asked"
    );
    refused(service.ask_questions(Some(&clerk), &programme), "forbidden");
    assert_eq!(service.ask_questions(None, "1999").unwrap(), 0);
    for (today, as_of, value) in [("2020-07-03", "2020-06-30", 10), ("2020-08-03", "2020-07-31", 8)] {
        set(&clock, today);
        let form = RecordForm {
            measure,
            value: value.into(),
            as_of: as_of.parse::<Date>().unwrap(),
            note: String::new(),
        };
        service.record_value(&clerk, form, None).unwrap();
    }
    let version = service.version();
    assert_eq!(service.ask_questions(None, &programme).unwrap(), 1);
    assert!(service.version() > version);
    assert_eq!(
        service.ask_questions(Some(&supervisor), &programme).unwrap(),
        0,
        "asked once"
    );
    let asked = service.questions(&clerk).unwrap().remove(0);
    // Monday 3 August and five working days.
    assert_eq!(
        (asked.pattern.as_str(), asked.reply_by.to_string()),
        ("value_falls", "2020-08-10".into())
    );
    assert!(asked.data.contains(&("before".into(), "10".into())), "{:?}", asked.data);
    assert_eq!(service.questions(&other).unwrap(), []);
    assert_eq!(service.question(&other, asked.id).unwrap(), None);
    let view = service.question(&clerk, asked.id).unwrap().unwrap();
    assert_eq!(view.series.len(), 2);
    let reply = |by: &Actor, words: &str, key: Option<&str>| service.reply_to_question(by, asked.id, words, key);
    let settle = |by: &Actor, reason: &str| service.settle_question(by, asked.id, Outcome::Explained, reason, None);
    refused(reply(&supervisor, "已核对", None), "forbidden");
    refused(reply(&other, "已核对", None), "question.not_unit");
    refused(reply(&clerk, " ", None), "question.reply_missing");
    refused(settle(&clerk, "属实"), "forbidden");
    refused(settle(&interested, "属实"), "question.interest");
    refused(settle(&supervisor, "属实"), "question.unheard");
    reply(&clerk, "六月多报两处，已核对", Some("k")).unwrap();
    reply(&clerk, "六月多报两处，已核对", Some("k")).unwrap();
    refused(reply(&clerk, "再答", None), "question.replied");
    refused(settle(&supervisor, ""), "question.reason_missing");
    assert_eq!(
        service.public_questions_of(commitment.row.id).unwrap(),
        [],
        "not public before it is settled"
    );
    settle(&supervisor, "核对属实").unwrap();
    refused(settle(&supervisor, "再次"), "question.settled");
    let public = service.public_questions_of(commitment.row.id).unwrap();
    assert_eq!((public.len(), public[0].state.as_str()), (1, "explained"));
    let missing = QuestionId(99);
    refused(
        service.settle_question(&supervisor, missing, Outcome::Explained, "理由", None),
        "not_found",
    );
    let after = service.commitment("2020-15").unwrap().unwrap();
    let kinds: Vec<&str> = after.history.iter().map(|row| row.kind.as_str()).collect();
    for kind in ["question.asked", "question.replied", "question.settled"] {
        assert_eq!(
            kinds.iter().filter(|one| **one == kind).count(),
            1,
            "{kind}: one leaf a step"
        );
    }
}
