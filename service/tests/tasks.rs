//! What waits for a unit and for the supervision office: it appears when it is due, and is gone when it is done.

mod common;

use common::{Hand, account, config, issue, staffed_with};
use shishi_kernel::Role;
use shishi_service::commitments::slip::{Command, Judgement, Level};
use shishi_service::{ServiceError, SlipForm, Task};

fn kinds(tasks: &[Task]) -> Vec<&'static str> {
    tasks.iter().map(|task| task.kind).collect()
}

#[test]
fn a_unit_sees_what_it_owes_and_the_office_what_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let hand = Hand::at("2020-04-27T02:00:00Z");
    let mut config = config(folder.path());
    config.clock = hand.clock();
    let (service, admin, supervisor) = staffed_with(config);
    issue(&service, &supervisor);
    let page = service.commitment("2020-15").unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let head = account(&service, &admin, "head", Role::Head, Some(lead));
    let interested = account(&service, &admin, "interested", Role::Supervisor, Some(lead));

    assert!(matches!(
        service.unit_tasks(&supervisor),
        Err(ServiceError::Forbidden { .. })
    ));
    assert!(matches!(service.worklist(&head), Err(ServiceError::Forbidden { .. })));

    let mine = service.unit_tasks(&head).unwrap().unwrap();
    assert_eq!(mine.unit.row.unit.id, lead);
    assert!(
        mine.owed.iter().all(|task| task.kind == "plan_due" && !task.late),
        "{mine:?}"
    );
    assert_eq!(mine.owed.len(), mine.unit.leads.len(), "a plan for each that it leads");
    assert_eq!(service.worklist(&supervisor).unwrap().late, []);

    let form = SlipForm {
        slug: "2020-15".into(),
        unit: lead,
        matter: "behind".into(),
        words: "请说明".into(),
        level: Level::Blue,
        ground: String::new(),
        days: 5,
    };
    let slip = service.issue_slip(&supervisor, form).unwrap();
    let mine = service.unit_tasks(&head).unwrap().unwrap();
    assert_eq!(mine.owed[0].kind, "slip_due", "the earliest is first");
    assert_eq!(kinds(&service.worklist(&supervisor).unwrap().judge), [] as [&str; 0]);

    hand.set("2020-07-01T02:00:00Z");
    let mine = service.unit_tasks(&head).unwrap().unwrap();
    assert!(kinds(&mine.owed).contains(&"slip_late") && kinds(&mine.owed).contains(&"plan_late"));
    assert!(mine.owed.windows(2).all(|pair| pair[0].due <= pair[1].due));
    let list = service.worklist(&supervisor).unwrap();
    assert_eq!(kinds(&list.raise), ["slip_raise"]);
    let late = list.late.iter().find(|row| row.unit.id == lead).unwrap();
    assert_eq!(late.tasks.len(), mine.owed.iter().filter(|task| task.late).count());
    assert!(
        list.late
            .windows(2)
            .all(|pair| pair[0].tasks.len() >= pair[1].tasks.len())
    );

    service
        .move_slip(&head, slip, 0, Command::Answer("已开工".into()))
        .unwrap();
    let owed = service.unit_tasks(&head).unwrap().unwrap().owed;
    assert!(!kinds(&owed).contains(&"slip_late"), "answered");
    let list = service.worklist(&supervisor).unwrap();
    assert_eq!(
        (kinds(&list.judge), kinds(&list.raise)),
        (vec!["slip_to_judge"], vec![])
    );
    assert!(!list.judge[0].own_interest);
    assert!(service.worklist(&interested).unwrap().judge[0].own_interest);
    let judge = Command::Judge(Judgement {
        sufficient: true,
        reason: "同意".into(),
    });
    service.move_slip(&supervisor, slip, 1, judge).unwrap();
    assert_eq!(kinds(&service.worklist(&supervisor).unwrap().judge), [] as [&str; 0]);
}
