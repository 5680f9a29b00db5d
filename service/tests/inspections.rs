//! From the freeze of a draw to a closed conclusion, through the use cases alone.

mod common;

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use shishi_kernel::{Actor, DrawId, InspectedId, InspectionId, InspectionPlanId, InspectorId, Role, UnitId};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::inspecting::Digest;
use shishi_service::inspecting::checklist::{Answer, Mark, ObjectKind, Risk};
use shishi_service::inspecting::draw::{Exclusion, Proof, Reveal, commitment, verify};
use shishi_service::inspecting::plan::{Mode, Quota};
use shishi_service::inspecting::visit::{Command, Severity};
use shishi_service::papers::PaperOrder;
use shishi_service::{FreezeForm, InspectedForm, NewAccountForm, PlanForm, Service, ServiceError, UseCheckForm};

use common::{config, gazette, person, printed, sign_in};

struct Stage {
    service: Service,
    clock: Arc<Mutex<Timestamp>>,
    supervisor: Actor,
    clerk: Actor,
    lead: UnitId,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A zone with its programme issued, eight kitchens, four inspectors, and a clerk of the unit that leads item 2.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new("2020-06-01T00:00:00Z".parse::<Timestamp>().unwrap()));
        let mut config = config(folder.path());
        let told = Arc::clone(&clock);
        config.clock = Arc::new(move || *told.lock());
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
        let lead = service.commitment("2020-2").unwrap().unwrap().row.leads[0].id;
        let clerk = account("clerk", Role::Clerk, Some(lead));
        let kitchens = InspectedForm {
            kind: ObjectKind::Kitchen,
            risk: Risk::Middle,
            unit: None,
            commitment: Some("2020-2".into()),
            accepted: None,
            entries: (1..=8)
                .map(|n| (format!("第{n}小学食堂"), "洸河街道".to_owned()))
                .collect(),
        };
        assert_eq!(
            service.register_inspected(&supervisor, kitchens.clone(), None).unwrap(),
            8
        );
        assert_eq!(
            service.register_inspected(&supervisor, kitchens, None).unwrap(),
            0,
            "pasted again"
        );
        for (at, name) in ["张三", "李四", "王五", "赵六"].iter().enumerate() {
            let unit = (at == 0).then_some(lead);
            service.register_inspector(&supervisor, name, unit, None).unwrap();
        }
        Self {
            service,
            clock,
            supervisor,
            clerk,
            lead,
            _folder: folder,
        }
    }

    fn on(&self, day: &str) {
        *self.clock.lock() = format!("{day}T02:00:00Z").parse().unwrap();
    }

    fn plan(&self, kind: ObjectKind, mode: Mode) -> InspectionPlanId {
        let form = PlanForm {
            title: "校园厨房抽查".into(),
            kind,
            mode,
            units: vec![self.lead],
            from: "2020-06-01".parse().unwrap(),
            to: "2020-07-31".parse().unwrap(),
        };
        self.service.plan_inspection(&self.supervisor, form, None).unwrap()
    }

    fn form(&self, plan: InspectionPlanId) -> FreezeForm {
        FreezeForm {
            plan,
            draw: 3,
            per_object: 2,
            bodies: vec!["市场监管局".into(), "审计局".into(), "人大代表联络站".into()],
            externals: Vec::new(),
            fallback: "福彩双色球 2020071 期".into(),
            exclusions: vec![Exclusion {
                inspector: 4,
                object: 1,
            }],
            commit_until: "2020-06-05".parse().unwrap(),
            reveal_until: "2020-06-10".parse().unwrap(),
        }
    }

    /// A draw that is sealed.
    fn sealed(&self, mode: Mode) -> DrawId {
        let (service, who) = (&self.service, &self.supervisor);
        let plan = self.plan(ObjectKind::Kitchen, mode);
        service
            .approve_inspection_plan(who, plan, "管委会第6号纪要", None)
            .unwrap();
        let draw = service.freeze_draw(who, self.form(plan), None).unwrap();
        for body in 0..3 {
            service
                .commit_to_draw(who, draw, body, commitment(&secret(body)), None)
                .unwrap();
        }
        service.publish_now().unwrap();
        service.seal_draw(who, draw, None).unwrap();
        draw
    }

    fn step(&self, who: &Actor, id: InspectionId, command: Command) -> String {
        code(self.service.inspection_step(who, id, command, None))
    }
}

fn secret(body: u32) -> Reveal {
    let byte = u8::try_from(body).unwrap();
    Reveal {
        salt: Digest([byte + 1; 32]),
        secret: Digest([byte + 100; 32]),
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> String {
    outcome.map_or_else(|error| error.code().to_owned(), |_| String::new())
}

fn visit(on: &str, fault: bool) -> Command {
    let answer = |item: &&str| Answer {
        item: (*item).to_owned(),
        mark: if fault && *item == "samples_kept" {
            Mark::Fault
        } else {
            Mark::Ok
        },
        note: if fault {
            "6月8日未留样".into()
        } else {
            String::new()
        },
    };
    Command::Visit {
        on: on.parse().unwrap(),
        answers: ObjectKind::Kitchen.questions().iter().map(answer).collect(),
    }
}

#[test]
fn a_draw_leads_to_a_closed_conclusion() {
    let stage = Stage::new();
    let (service, who) = (&stage.service, &stage.supervisor);
    let plan = stage.plan(ObjectKind::Kitchen, Mode::Unannounced);
    assert_eq!(
        code(service.freeze_draw(who, stage.form(plan), None)),
        "inspection.not_approved"
    );
    service
        .approve_inspection_plan(who, plan, "管委会第6号纪要", Some("approve-1"))
        .unwrap();
    service
        .approve_inspection_plan(who, plan, "管委会第6号纪要", Some("approve-1"))
        .unwrap();
    assert_eq!(
        code(service.approve_inspection_plan(who, plan, "又一次", None)),
        "inspection.approved_already"
    );
    assert_eq!(
        code(service.freeze_draw(&stage.clerk, stage.form(plan), None)),
        "forbidden"
    );
    let draw = service.freeze_draw(who, stage.form(plan), Some("freeze-1")).unwrap();
    assert_eq!(
        service.freeze_draw(who, stage.form(plan), Some("freeze-1")).unwrap(),
        draw,
        "sent twice, done once"
    );
    let other = FreezeForm {
        draw: 4,
        ..stage.form(plan)
    };
    assert_eq!(code(service.freeze_draw(who, other, Some("freeze-1"))), "key_reused");
    assert_eq!(code(service.seal_draw(who, draw, None)), "draw.commitments_missing");
    for body in 0..3 {
        let commitment = commitment(&secret(body));
        service
            .commit_to_draw(who, draw, body, commitment, Some(&format!("commit-{body}")))
            .unwrap();
        service
            .commit_to_draw(who, draw, body, commitment, Some(&format!("commit-{body}")))
            .unwrap();
    }
    assert_eq!(
        code(service.seal_draw(who, draw, None)),
        "not_yet",
        "the journal has not published the commitments"
    );
    service.publish_now().unwrap();
    service.seal_draw(who, draw, None).unwrap();
    assert_eq!(
        code(service.reveal_for_draw(who, draw, 0, secret(1), None)),
        "draw.reveal_mismatch"
    );
    for body in 0..3 {
        service.reveal_for_draw(who, draw, body, secret(body), None).unwrap();
    }
    service
        .finish_draw(who, draw, Vec::new(), "", Some("finish-1"))
        .unwrap();
    service
        .finish_draw(who, draw, Vec::new(), "", Some("finish-1"))
        .unwrap();
    assert_eq!(
        code(service.finish_draw(who, draw, Vec::new(), "", None)),
        "draw.finished"
    );
    let opened = service.inspections(who).unwrap();
    assert_eq!(opened.len(), 3, "one for each object, once");
    for row in &opened {
        assert!(
            !row.inspectors.contains(&InspectorId(1)),
            "the lead's own inspector is not sent"
        );
        assert!(row.inspectors.len() == 2 && row.units.contains(&stage.lead));
    }
    assert!(
        service.public_inspections().unwrap().is_empty(),
        "an unannounced visit is not announced"
    );
    assert!(service.draw_proof(draw).unwrap().is_none());
    stage.on("2020-06-12");
    for row in &opened {
        assert_eq!(stage.step(who, row.id, visit("2020-06-12", row.id == opened[0].id)), "");
    }
    let file = service.draw_proof_file(draw).unwrap().unwrap();
    let proof: Proof = serde_json::from_slice(&file).unwrap();
    assert!(verify(&proof).iter().all(|step| step.ok), "{:?}", verify(&proof));
    assert_eq!(service.public_draws().unwrap().len(), 1);

    let id = opened[0].id;
    let serve = || Command::Serve {
        conclusion: "未留样，已责令整改。".into(),
        days: 7,
    };
    assert_eq!(stage.step(who, id, serve()), "inspection.faults_without_finding");
    let find = Command::Find {
        what: "未按规定留样".into(),
        severity: Severity::Serious,
    };
    service.inspection_step(who, id, find.clone(), Some("find-1")).unwrap();
    service.inspection_step(who, id, find, Some("find-1")).unwrap();
    assert_eq!(service.inspection(who, id).unwrap().unwrap().findings.len(), 1);
    assert_eq!(stage.step(who, id, serve()), "inspection.findings_open");
    let early = printed(service, PaperOrder::Conclusion { inspection: id });
    assert_eq!(early, "", "nothing is printed before it is served");
    assert_eq!(stage.step(who, id, Command::Order { finding: 0, days: 7 }), "");
    let recheck = |fixed| Command::Recheck {
        finding: 0,
        on: "2020-06-19".parse().unwrap(),
        fixed,
    };
    stage.on("2020-06-19");
    assert_eq!(stage.step(who, id, recheck(false)), "");
    assert_eq!(stage.step(who, id, Command::Order { finding: 0, days: 3 }), "");
    assert_eq!(stage.step(who, id, recheck(true)), "");
    assert_eq!(stage.step(who, id, serve()), "");
    assert_eq!(stage.step(who, id, Command::Close), "inspection.reply_open");
    let reply = Command::Reply {
        words: "已落实专人留样。".into(),
    };
    assert_eq!(stage.step(who, id, reply.clone()), "forbidden");
    assert_eq!(stage.step(&stage.clerk, id, reply), "");
    assert_eq!(stage.step(who, id, Command::Close), "");
    let paper = printed(service, PaperOrder::Conclusion { inspection: id });
    for words in ["督查结论", "未按规定留样", "较重", "已整改", "已落实专人留样"] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    let row = service.public_inspection(id).unwrap().unwrap();
    assert_eq!(
        (row.state.as_str(), row.findings[0].state.as_str()),
        ("closed", "fixed")
    );
    let commitment = service.commitment("2020-2").unwrap().unwrap().row.id;
    assert_eq!(service.inspections_of(commitment).unwrap().len(), 3);
    service.publish_now().unwrap();
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
    let leaves = service.journal_recent(1, 200).unwrap().rows;
    for kind in [
        "draw.frozen",
        "draw.sealed",
        "draw.finished",
        "inspection.replied",
        "inspection.closed",
    ] {
        assert_eq!(leaves.iter().filter(|leaf| leaf.kind == kind).count(), 1, "{kind}");
    }
    let names = [
        "张三",
        "李四",
        "王五",
        "赵六",
        "留样",
        &secret(0).secret.to_string(),
        &proof.seed.to_string(),
    ];
    for word in names {
        assert!(
            leaves.iter().all(|leaf| !leaf.body.contains(word)),
            "{word} is in the journal"
        );
    }
}

#[test]
fn a_body_that_stays_silent_is_named_and_replaced_by_the_event() {
    let stage = Stage::new();
    let (service, who) = (&stage.service, &stage.supervisor);
    let draw = stage.sealed(Mode::Open);
    for body in 0..2 {
        service.reveal_for_draw(who, draw, body, secret(body), None).unwrap();
    }
    assert_eq!(
        code(service.finish_draw(who, draw, Vec::new(), "05 08", None)),
        "draw.reveals_open"
    );
    stage.on("2020-06-11");
    assert_eq!(
        code(service.reveal_for_draw(who, draw, 2, secret(2), None)),
        "draw.reveal_late"
    );
    assert_eq!(
        code(service.finish_draw(who, draw, Vec::new(), "", None)),
        "draw.value_missing"
    );
    service.finish_draw(who, draw, Vec::new(), "05 08", None).unwrap();
    let (_, proof) = service.draw_proof(draw).unwrap().unwrap();
    assert_eq!((proof.fallback.as_deref(), proof.reveals[2]), (Some("05 08"), None));
    assert!(verify(&proof).iter().all(|step| step.ok));
    let leaf = service.journal_recent(1, 1).unwrap().rows.remove(0);
    assert!(leaf.body.contains("人大代表联络站"), "{}", leaf.body);
    assert_eq!(
        service.public_inspections().unwrap().len(),
        3,
        "announced visits are public"
    );
}

#[test]
fn the_quota_and_the_calendar_are_kept() {
    let stage = Stage::new();
    let (service, who) = (&stage.service, &stage.supervisor);
    service
        .set_inspection_quota(
            who,
            Quota {
                per_unit: 1,
                days_between: 10,
            },
            None,
        )
        .unwrap();
    let plan = stage.plan(ObjectKind::Site, Mode::Open);
    let second = stage.plan(ObjectKind::Site, Mode::Open);
    service.approve_inspection_plan(who, plan, "纪要", None).unwrap();
    assert_eq!(
        code(service.approve_inspection_plan(who, second, "纪要", None)),
        "inspection.quota_spent"
    );
    let site = InspectedForm {
        kind: ObjectKind::Site,
        risk: Risk::Low,
        unit: Some(stage.lead),
        commitment: None,
        accepted: None,
        entries: vec![("红星路公厕".into(), "红星路".into())],
    };
    assert_eq!(
        code(service.register_inspected(who, site.clone(), None)),
        "inspection.accepted_missing"
    );
    let site = InspectedForm {
        accepted: Some("2020-05-01".parse().unwrap()),
        ..site
    };
    service.register_inspected(who, site, None).unwrap();
    assert!(service.use_checks_due().unwrap().len() == 1);
    let site = service.use_checks_due().unwrap()[0].0.id;
    let check = |inspectors: &[i64], inspected: InspectedId| UseCheckForm {
        plan,
        inspected,
        inspectors: inspectors.iter().copied().map(InspectorId).collect(),
    };
    assert_eq!(
        code(service.open_use_check(who, check(&[1, 2], site), None)),
        "draw.inspectors_short"
    );
    assert_eq!(
        code(service.open_use_check(who, check(&[2, 3], InspectedId(1)), None)),
        "inspection.not_approved"
    );
    let id = service.open_use_check(who, check(&[2, 3], site), None).unwrap();
    assert_eq!(
        code(service.open_use_check(who, check(&[2, 3], site), None)),
        "inspection.wrong_step"
    );
    assert_eq!(service.inspection(who, id).unwrap().unwrap().after_days, Some(30));
    assert!(service.use_checks_due().unwrap().is_empty());
}
