//! From a document to a checked receipt, through the use cases alone.

mod common;

use shishi_kernel::Role;
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::views::{ChronicleFilter, CommitmentFilter};
use shishi_service::{NewAccountForm, RecordForm, SignInFrom};

use common::{config, gazette, open, person, sign_in, staffed};

#[test]
fn a_gazette_becomes_a_ledger_with_receipts() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    assert_eq!(
        service.upload(&admin, "a.txt", &gazette()).unwrap_err().code(),
        "forbidden"
    );
    let uploaded = service.upload(&supervisor, "a.txt", &gazette()).unwrap();
    assert_eq!(
        service.upload(&supervisor, "b.txt", &gazette()).unwrap_err().code(),
        "form.file_known"
    );
    assert!(
        service.document(uploaded.document).unwrap().is_none(),
        "nothing is public before it is issued"
    );
    let draft = uploaded.draft.unwrap();
    assert_eq!(
        service.issue_draft(&supervisor, draft, 0).unwrap_err().code(),
        "draft.pending_left"
    );
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    assert_eq!(
        service
            .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
            .unwrap_err()
            .code(),
        "conflict"
    );
    let before = service.version();
    let slug = service.issue_draft(&supervisor, draft, revision).unwrap();
    assert_eq!(slug, "2020");
    assert!(service.version() > before);

    let overview = service.overview(None).unwrap().unwrap();
    assert_eq!(
        (overview.categories.len(), overview.commitments, overview.plans_missing),
        (12, 21, 21)
    );
    assert!(
        overview
            .conflicts
            .iter()
            .any(|conflict| conflict.unit.name == "社会事业发展局" && conflict.role == "lead")
    );
    assert_eq!(
        service.commitments(&CommitmentFilter::default(), 1, 25).unwrap().total,
        21
    );
    assert!(service.chronicle(&ChronicleFilter::default(), 1, 100).unwrap().total >= 30);
    assert!(service.search("公厕", 1, 25).unwrap().total > 0);
    assert!(service.document(uploaded.document).unwrap().is_some());

    let page = service.commitment("2020-15").unwrap().unwrap();
    let leaf = page.history.first().unwrap().leaf;
    assert_eq!(service.receipt(leaf).unwrap_err().code(), "not_yet");
    assert!(service.publish_now().unwrap() > 21);
    let receipt = service.receipt(leaf).unwrap();
    let report = service.check_receipt(&receipt).unwrap();
    assert!(report.ok, "{report:?}");
    let forged = receipt.replacen("index ", "index 1", 1);
    assert!(!service.check_receipt(&forged).unwrap().ok);
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}

#[test]
fn only_a_lead_units_clerk_reports_and_a_repeated_key_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let page = service.commitment("2020-1").unwrap().unwrap();
    let (measure, lead) = (page.measures[0].id, page.row.leads[0].id);
    let form = RecordForm {
        measure,
        value: 4.into(),
        as_of: "2020-05-31".parse().unwrap(),
        note: "四所已开工。".into(),
    };
    assert_eq!(
        service
            .record_value(&supervisor, form.clone(), None)
            .unwrap_err()
            .code(),
        "record.not_clerk"
    );
    let account = NewAccountForm {
        person: person("clerk"),
        role: Role::Clerk,
        unit: Some(lead),
    };
    service.create_account(&admin, account).unwrap();
    let clerk = sign_in(&service, "clerk");
    let first = service.record_value(&clerk, form.clone(), Some("k1")).unwrap();
    let second = service.record_value(&clerk, form.clone(), Some("k1")).unwrap();
    assert_eq!(
        (first.leaf, first.replayed, second.replayed),
        (second.leaf, false, true)
    );
    let other = RecordForm {
        value: 5.into(),
        ..form
    };
    assert_eq!(
        service.record_value(&clerk, other, Some("k1")).unwrap_err().code(),
        "key_reused"
    );
    let page = service.commitment("2020-1").unwrap().unwrap();
    assert_eq!(page.measures[0].reported.as_ref().unwrap().value, 4.into());
    assert_eq!(
        page.history.iter().filter(|row| row.kind == "value.reported").count(),
        1
    );
}

#[test]
fn five_failures_make_a_login_wait() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _, _) = staffed(folder.path());
    for _ in 0..5 {
        let failed = service.sign_in("supervisor", "not the password", SignInFrom::default());
        assert_eq!(failed.unwrap_err().code(), "sign_in_failed");
    }
    let locked = service.sign_in("supervisor", "several plain words", SignInFrom::default());
    assert_eq!(locked.unwrap_err().code(), "too_many");
}

#[test]
fn a_backup_taken_under_load_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (service, admin, supervisor) = staffed(&data);
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let publisher = service.start_publisher();
    let (stop, backup) = (std::sync::atomic::AtomicBool::new(false), folder.path().join("backup"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for count in 0_u32.. {
                if stop.load(std::sync::atomic::Ordering::SeqCst) {
                    break;
                }
                let form = NewAccountForm {
                    person: person(&format!("person{count}")),
                    role: Role::Auditor,
                    unit: None,
                };
                service.create_account(&admin, form).unwrap();
            }
        });
        let rows = shishi_service::Service::backup(&config(&data), &backup);
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        assert!(rows.unwrap() > 100);
    });
    drop(publisher);
    let restored = shishi_service::Service::restore(config(&folder.path().join("restored")), &backup).unwrap();
    assert!(restored.doctor(&mut |_, _| ()).unwrap().ok());
    assert_eq!(restored.overview(None).unwrap(), service.overview(None).unwrap());
    restored.publish_now().unwrap();
    let leaf = restored.commitment("2020-15").unwrap().unwrap().history[0].leaf;
    assert!(restored.check_receipt(&restored.receipt(leaf).unwrap()).unwrap().ok);
    assert!(shishi_service::Service::restore(config(&folder.path().join("restored")), &backup).is_err());
}

#[test]
fn a_store_older_than_the_signed_journal_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (service, _, supervisor) = staffed(&data);
    service.publish_now().unwrap();
    let backup = folder.path().join("backup");
    shishi_service::Service::backup(&config(&data), &backup).unwrap();
    service.upload(&supervisor, "a.txt", &gazette()).unwrap();
    service.publish_now().unwrap();
    drop(service);
    let older = folder.path().join("older");
    drop(shishi_service::Service::restore(config(&older), &backup).unwrap());
    for name in ["shishi.sqlite", "shishi.sqlite-wal", "shishi.sqlite-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    std::fs::copy(older.join("shishi.sqlite"), data.join("shishi.sqlite")).unwrap();
    let refused = open(&data).err().map(|error| error.to_string()).unwrap();
    assert!(refused.contains("older copy"), "{refused}");
}
