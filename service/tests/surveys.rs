//! What residents say: recorded by somebody without an interest, in public at once, and counted in an appraisal.

mod common;

use common::{account, issue, staffed};
use shishi_kernel::Role;
use shishi_service::commitments::survey::Survey;

#[test]
fn a_survey_is_recorded_once_and_public() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    issue(&service, &supervisor);
    let page = service.commitment("2020-9").unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let interested = account(&service, &admin, "interested", Role::Supervisor, Some(lead));
    let clerk = account(&service, &admin, "clerk", Role::Clerk, Some(lead));
    let appraiser = account(&service, &admin, "appraiser", Role::Appraiser, None);
    let survey = || Survey {
        from: "2020-05-01".parse().unwrap(),
        to: "2020-05-31".parse().unwrap(),
        answers: 240,
        content: 210,
        method: "散场时随机询问".into(),
    };
    let code = |by, slug: &str, key| match service.record_survey(by, slug, survey(), key) {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.code().to_owned(),
    };
    assert_eq!(code(&clerk, "2020-9", None), "forbidden");
    assert_eq!(code(&interested, "2020-9", None), "survey.own_duty");
    assert_eq!(code(&appraiser, "2020-99", None), "not_found");
    let before = service.version();
    assert_eq!(code(&appraiser, "2020-9", Some("k")), "ok");
    assert!(service.version() > before, "the public page is drawn anew");
    assert_eq!(
        code(&appraiser, "2020-9", Some("k")),
        "ok",
        "the same key records nothing more"
    );
    assert_eq!(
        code(&supervisor, "2020-9", None),
        "conflict",
        "nor does the very same survey"
    );
    let rows = service.surveys_of(page.row.id).unwrap();
    assert_eq!((rows.len(), rows[0].content, rows[0].answers), (1, 210, 240));
    let history = service.commitment("2020-9").unwrap().unwrap().history;
    assert_eq!(history[0].kind, "survey.recorded");
    assert!(!history[0].body.contains("散场"), "words as their digest");
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}
