//! Sites and entries from the register to a published finding, through the use cases alone.

mod common;

use shishi_kernel::{Actor, Decimal, MeasureId, RecordId, Role, SiteId, UnitId};
use shishi_service::commitments::entry::{Body, Command, Counting, Draft, Outcome};
use shishi_service::commitments::site::{RegisterCommand, Stage};
use shishi_service::record_rows::RecordFilter;
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{EntryForm, EvidenceFile, NewAccountForm, RecordForm, Service, ServiceError};
use tempfile::TempDir;

use common::{gazette, person, sign_in, staffed};

/// A site with its programme issued, and people for one commitment.
struct Stand {
    _folder: TempDir,
    service: Service,
    supervisor: Actor,
    /// A clerk and a head of a unit that leads, and the unit.
    clerk: Actor,
    head: Actor,
    lead: UnitId,
    /// A clerk of a unit that helps, and the unit.
    helper: Actor,
    help: UnitId,
    /// A clerk of a unit without a duty.
    stranger: Actor,
    /// A supervisor of the unit that leads.
    interested: Actor,
    slug: &'static str,
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

fn stand(slug: &'static str) -> Stand {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let all = shishi_service::commitments::draft::DraftCommand::AcceptAll;
    let revision = service.draft_command(&supervisor, draft, 0, all).unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let page = service.commitment(slug).unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let with_duty = |page: &CommitmentPage| -> Vec<UnitId> {
        let all = page.duties.iter().flat_map(|duty| {
            if duty.members.is_empty() {
                vec![duty.unit.id]
            } else {
                duty.members.iter().map(|unit| unit.id).collect()
            }
        });
        all.collect()
    };
    let parties = with_duty(&page);
    let leads: Vec<UnitId> = page.row.leads.iter().map(|unit| unit.id).collect();
    let help = *parties.iter().find(|unit| !leads.contains(unit)).unwrap();
    let units = service.units().unwrap();
    let none = units
        .iter()
        .find(|row| !row.unit.group && !parties.contains(&row.unit.id))
        .unwrap()
        .unit
        .id;
    Stand {
        clerk: staff(&service, &admin, "clerk", Role::Clerk, lead),
        head: staff(&service, &admin, "head", Role::Head, lead),
        helper: staff(&service, &admin, "helper", Role::Clerk, help),
        stranger: staff(&service, &admin, "stranger", Role::Clerk, none),
        interested: staff(&service, &admin, "interested", Role::Supervisor, lead),
        _folder: folder,
        service,
        supervisor,
        lead,
        help,
        slug,
    }
}

impl Stand {
    fn measure(&self, kind: &str) -> MeasureRow {
        let page = self.service.commitment(self.slug).unwrap().unwrap();
        page.measures.into_iter().find(|row| row.kind == kind).unwrap()
    }

    fn hand_in(
        &self,
        actor: &Actor,
        measure: MeasureId,
        draft: Draft,
        files: &[&[u8]],
    ) -> Result<RecordId, ServiceError> {
        let files = files.iter().map(|bytes| file(bytes)).collect();
        self.service
            .hand_in_entry(actor, EntryForm { measure, draft }, files, None)
    }

    fn revision(&self, id: RecordId) -> u32 {
        self.service.entry(&self.supervisor, id).unwrap().row.revision
    }

    fn go(&self, actor: &Actor, id: RecordId, command: Command) -> Result<(), ServiceError> {
        self.service.move_entry(actor, id, self.revision(id), command)
    }

    fn verify(&self, id: RecordId, outcome: Outcome, value: Option<i64>) {
        self.go(&self.supervisor, id, judge(outcome, value, "看过")).unwrap();
        self.go(&self.supervisor, id, Command::Publish).unwrap();
    }

    /// State, the last reported value and the last verified value of a measure.
    fn values(&self, measure: MeasureId) -> (String, Option<Decimal>, Option<Decimal>) {
        let page = self.service.commitment(self.slug).unwrap().unwrap();
        let row = page.measures.iter().find(|row| row.id == measure).unwrap();
        let verified = self.service.verified_values(page.row.id).unwrap();
        let last = verified.iter().rfind(|value| value.measure == measure);
        (
            row.state.clone(),
            row.reported.as_ref().map(|reported| reported.value),
            last.map(|value| value.value),
        )
    }
}

fn file(bytes: &[u8]) -> EvidenceFile {
    EvidenceFile {
        name: "验收表.pdf".into(),
        bytes: bytes.to_vec(),
    }
}

fn draft(body: Body, day: &str) -> Draft {
    Draft {
        body,
        day: day.parse().unwrap(),
        note: String::new(),
    }
}

fn stage(site: SiteId, stage: Stage, day: &str) -> Draft {
    let reason = String::new();
    draft(Body::Stage { site, stage, reason }, day)
}

fn judge(outcome: Outcome, value: Option<i64>, reason: &str) -> Command {
    Command::Judge {
        outcome,
        value: value.map(Decimal::from),
        reason: reason.into(),
    }
}

fn site(name: &str, unit: UnitId) -> RegisterCommand {
    RegisterCommand {
        name: name.into(),
        place: "柳行街道".into(),
        longitude: None,
        latitude: None,
        unit,
        template: None,
        opening: None,
        hidden: false,
        reason: String::new(),
    }
}

fn code<T>(outcome: Result<T, ServiceError>) -> String {
    outcome
        .err()
        .map_or_else(|| "ok".to_owned(), |error| error.code().to_owned())
}

const PDF: &[u8] = b"%PDF-1.7 accepted";

#[test]
fn a_toilet_goes_from_the_register_to_a_verified_value() {
    let s = stand("2020-15");
    let toilets = s.measure("count").id;
    let register = |actor: &Actor, name: &str, unit| s.service.register_site(actor, toilets, site(name, unit), None);
    for (actor, name, unit, expected) in [
        (&s.supervisor, "李村公厕", s.help, "forbidden"),
        (&s.stranger, "李村公厕", s.help, "site.not_party"),
        (&s.helper, "李村公厕", s.lead, "site.other_unit"),
        (&s.helper, " ", s.help, "site.name_missing"),
    ] {
        assert_eq!(code(register(actor, name, unit)), expected);
    }
    let first = s
        .service
        .register_site(&s.helper, toilets, site("第一公厕", s.help), Some("key-0001"))
        .unwrap();
    let again = s
        .service
        .register_site(&s.helper, toilets, site("第一公厕", s.help), Some("key-0001"));
    assert_eq!(again.unwrap(), first, "sent twice, registered once");
    assert_eq!(code(register(&s.clerk, "第1公厕", s.help)), "site.twice");
    let second = register(&s.clerk, "第二公厕", s.help).unwrap();
    assert_eq!(
        s.values(toilets),
        ("silent".into(), None, None),
        "a register is no report"
    );

    // Begun: the unit that helps hands it in, the one that leads confirms; it counts, as nought.
    let begun = s
        .hand_in(&s.helper, toilets, stage(first, Stage::Started, "2020-05-10"), &[])
        .unwrap();
    assert_eq!(s.service.entries_to_confirm(&s.head).unwrap().len(), 1);
    assert!(s.service.entries_to_confirm(&s.helper).unwrap().is_empty());
    let back = || Command::Return {
        reason: "日期不对".into(),
    };
    for (actor, command, expected) in [
        (&s.helper, Command::Confirm, "entry.not_lead"),
        (&s.stranger, Command::Confirm, "entry.not_lead"),
        (&s.supervisor, Command::Confirm, "forbidden"),
        (&s.head, Command::Return { reason: " ".into() }, "entry.reason_missing"),
        (&s.supervisor, judge(Outcome::Verified, None, ""), "entry.wrong_state"),
        (&s.head, back(), "ok"),
        (&s.head, Command::Confirm, "entry.wrong_state"),
    ] {
        assert_eq!(code(s.go(actor, begun, command.clone())), expected, "{command:?}");
    }
    assert_eq!(s.service.own_entries(&s.helper).unwrap().len(), 1);
    let stale = s
        .service
        .rewrite_entry(&s.helper, begun, 0, stage(first, Stage::Started, "2020-05-12"));
    assert_eq!(code(stale), "conflict");
    let rewrite = |actor: &Actor| {
        let draft = stage(first, Stage::Started, "2020-05-12");
        s.service.rewrite_entry(actor, begun, s.revision(begun), draft)
    };
    assert_eq!(code(rewrite(&s.clerk)), "entry.other_unit");
    rewrite(&s.helper).unwrap();
    s.go(&s.helper, begun, Command::Submit).unwrap();
    s.go(&s.head, begun, Command::Confirm).unwrap();
    assert_eq!(s.values(toilets), ("reported".into(), Some(0.into()), None));

    // Accepted: only with a file that shows it.
    let accepted = |site| stage(site, Stage::Accepted, "2020-05-20");
    assert_eq!(
        code(s.hand_in(&s.clerk, toilets, accepted(first), &[])),
        "entry.evidence_missing"
    );
    let done = s.hand_in(&s.clerk, toilets, accepted(first), &[PDF]).unwrap();
    let other = s.hand_in(&s.clerk, toilets, accepted(second), &[PDF]).unwrap();
    assert_eq!(s.values(toilets), ("reported".into(), Some(2.into()), None));
    let view = s.service.entry(&s.supervisor, other).unwrap();
    assert_eq!(view.evidence[0].elsewhere, [done], "the very same file is said");
    assert!(view.can.judge && !view.can.confirm && !view.can.submit);

    // Verified by whoever has no interest; public only when published.
    for (actor, command, expected) in [
        (&s.clerk, judge(Outcome::Verified, None, ""), "forbidden"),
        (&s.interested, judge(Outcome::Verified, None, ""), "entry.own_duty"),
        (&s.supervisor, Command::Publish, "entry.wrong_state"),
        (&s.supervisor, judge(Outcome::Verified, None, ""), "ok"),
    ] {
        assert_eq!(code(s.go(actor, done, command.clone())), expected, "{command:?}");
    }
    assert_eq!(s.values(toilets).2, None);
    assert_eq!(s.service.entries_to_verify(&s.interested).unwrap().0.len(), 0);
    assert_eq!(code(s.go(&s.interested, done, Command::Publish)), "entry.own_duty");
    s.go(&s.supervisor, done, Command::Publish).unwrap();
    s.verify(other, Outcome::Contradicted, None);
    assert_eq!(s.values(toilets), ("verified".into(), Some(2.into()), Some(1.into())));
    // Built is not in use: what was borne out is looked at again, what was contradicted is not there yet.
    let watched = s.service.inspected().unwrap();
    let named: Vec<_> = watched.iter().map(|row| (row.name.as_str(), row.accepted)).collect();
    assert_eq!(named, [("第一公厕", Some("2020-05-20".parse().unwrap()))]);
    assert!(watched[0].units.contains(&s.lead) && watched[0].units.contains(&s.help));

    // Looked at again: until it is published, what was published holds.
    s.go(&s.supervisor, done, judge(Outcome::Contradicted, None, "又锁上了"))
        .unwrap();
    s.verify(other, Outcome::Verified, None);
    assert_eq!(s.values(toilets).2, Some(2.into()));
    s.go(&s.supervisor, done, Command::Publish).unwrap();
    assert_eq!(s.values(toilets).2, Some(1.into()));
    assert_eq!(s.service.inspected().unwrap().len(), 2, "each once");

    let page = s.service.commitment(s.slug).unwrap().unwrap();
    let registers = s.service.public_registers(page.row.id).unwrap();
    let found: Vec<_> = registers[0].sites.iter().map(|(_, found)| *found).collect();
    assert_eq!(found, [Some(Outcome::Contradicted), Some(Outcome::Verified)]);
    let by_unit = s.service.values_by_unit(toilets).unwrap();
    let of = |unit| by_unit.iter().find(|value| value.unit.id == unit).unwrap().reported;
    assert_eq!((of(s.help), of(s.lead)), (Some(0.into()), Some(2.into())));
    let course = s.service.measured_site(&s.supervisor, first).unwrap();
    let stages: Vec<_> = course.stages.iter().map(|row| row.stage.as_str()).collect();
    assert_eq!(stages, ["planned", "started", "accepted"]);
    assert_eq!(course.entries.len(), 2);
    assert!(s.service.doctor(&mut |_, _| ()).unwrap().ok());
}

#[test]
fn a_list_of_sites_is_taken_over_whole_or_not_at_all() {
    let s = stand("2020-15");
    let toilets = s.measure("count").id;
    let good = vec![site("第一公厕", s.help), site("第二公厕", s.help)];
    let mut bad = good.clone();
    bad.push(site("", s.help));
    bad.push(site("第２公厕", s.help));
    bad.push(RegisterCommand {
        longitude: Some("35".parse().unwrap()),
        latitude: Some("116".parse().unwrap()),
        ..site("第三公厕", s.help)
    });
    let faults = s.service.check_sites(&s.clerk, toilets, &bad).unwrap();
    let named: Vec<_> = faults.iter().map(|fault| (fault.row, fault.code)).collect();
    assert_eq!(
        named,
        [
            (2, "site.name_missing"),
            (3, "site.twice"),
            (4, "site.position_outside")
        ]
    );
    assert_eq!(code(s.service.check_sites(&s.supervisor, toilets, &good)), "forbidden");
    assert_eq!(
        code(s.service.register_sites(&s.clerk, toilets, bad, None)),
        "site.name_missing"
    );
    let count = || s.service.register(&s.supervisor, toilets).unwrap().sites.len();
    assert_eq!(count(), 0, "none of them was taken over");
    for _ in 0..2 {
        let taken = s
            .service
            .register_sites(&s.clerk, toilets, good.clone(), Some("key-0002"));
        assert_eq!(taken.unwrap(), 2);
    }
    assert_eq!(count(), 2);
    assert_eq!(s.service.check_sites(&s.clerk, toilets, &good).unwrap().len(), 2);
    assert_eq!(
        code(s.service.register_sites(&s.clerk, MeasureId(9_999), good, None)),
        "not_found"
    );
}

#[test]
fn the_same_object_for_another_commitment_needs_a_reason_and_cameras_are_hidden() {
    let s = stand("2020-15");
    let toilets = s.measure("count").id;
    s.service
        .register_site(&s.clerk, toilets, site("柳行公厕", s.help), None)
        .unwrap();
    // Another commitment of the same programme counts toilets too.
    let page = s.service.commitment("2020-16").unwrap().unwrap();
    let other = page.measures.iter().find(|row| row.kind == "count").unwrap().id;
    let lead = page.row.leads[0].id;
    let admin = sign_in(&s.service, "root");
    let clerk = staff(&s.service, &admin, "clerk-16", Role::Clerk, lead);
    let mut command = site("柳行公厕", lead);
    assert_eq!(
        code(s.service.register_site(&clerk, other, command.clone(), None)),
        "site.claimed_elsewhere"
    );
    command.reason = "同址拆旧建新".into();
    let id = s.service.register_site(&clerk, other, command, None).unwrap();
    let view = s.service.measured_site(&clerk, id).unwrap();
    assert_eq!(
        view.row.same_as.as_ref().map(|(_, reason)| reason.as_str()),
        Some("同址拆旧建新")
    );
    assert_eq!(code(s.service.measured_site(&admin, id)), "forbidden");

    let page = s.service.commitment("2020-13").unwrap().unwrap();
    let cameras = page.measures.iter().find(|row| row.kind == "count").unwrap().id;
    let lead = page.row.leads[0].id;
    let clerk = staff(&s.service, &admin, "clerk-13", Role::Clerk, lead);
    s.service
        .register_site(&clerk, cameras, site("路口东侧", lead), None)
        .unwrap();
    let public = s.service.public_registers(page.row.id).unwrap();
    let (hidden, _) = &public[0].sites[0];
    assert!(hidden.hidden && hidden.name.is_empty() && hidden.place.is_empty());
    let public_history = s.service.commitment("2020-13").unwrap().unwrap().history;
    assert!(public_history.iter().all(|row| !row.body.contains("路口")));
}

#[test]
fn activities_add_up_and_an_earlier_day_moves_later_ones() {
    let s = stand("2020-9");
    let shows = s.measure("flow");
    let show = |count: i64, counting, day: &str| {
        let body = Body::Activity {
            what: "送戏下乡".into(),
            place: "王因街道".into(),
            count: count.into(),
            counting,
        };
        draft(body, day)
    };
    assert_eq!(
        code(s.hand_in(&s.clerk, shows.id, show(1, Counting::Persons, "2020-05-01"), &[])),
        "entry.counting_unfit"
    );
    assert_eq!(
        code(s.hand_in(&s.clerk, shows.id, show(1, Counting::Things, "2020-05-01"), &[PDF])),
        "entry.evidence_not_asked",
        "nothing more is asked for than what proves something"
    );
    s.hand_in(&s.clerk, shows.id, show(3, Counting::Things, "2020-05-10"), &[])
        .unwrap();
    let earlier = s
        .hand_in(&s.clerk, shows.id, show(2, Counting::Things, "2020-05-01"), &[])
        .unwrap();
    assert_eq!(s.values(shows.id), ("reported".into(), Some(5.into()), None));
    s.verify(earlier, Outcome::Unverifiable, None);
    assert_eq!(s.values(shows.id), ("reported".into(), Some(5.into()), None));
    s.verify(earlier, Outcome::Contradicted, Some(1));
    assert_eq!(s.values(shows.id), ("verified".into(), Some(5.into()), Some(1.into())));
    s.verify(earlier, Outcome::Unverifiable, None);
    assert_eq!(
        s.values(shows.id),
        ("reported".into(), Some(5.into()), None),
        "what can no longer be said is not said"
    );
    // A draft is nobody else's, and is written once for its key.
    let form = || EntryForm {
        measure: shows.id,
        draft: show(4, Counting::Things, "2020-05-11"),
    };
    let id = s
        .service
        .write_entry(&s.clerk, form(), Vec::new(), Some("key-0003"))
        .unwrap();
    assert_eq!(
        s.service
            .write_entry(&s.clerk, form(), Vec::new(), Some("key-0003"))
            .unwrap(),
        id
    );
    let changed = EntryForm {
        draft: show(5, Counting::Things, "2020-05-11"),
        ..form()
    };
    assert_eq!(
        code(s.service.write_entry(&s.clerk, changed, Vec::new(), Some("key-0003"))),
        "key_reused"
    );
    let filter = RecordFilter {
        measure: Some(shows.id),
        ..RecordFilter::default()
    };
    assert_eq!(s.service.entries(&s.head, &filter, 1, 10).unwrap().total, 3);
    let page = s.service.commitment(s.slug).unwrap().unwrap();
    assert_eq!(s.service.public_entries(page.row.id, 1, 10).unwrap().total, 2);
}

#[test]
fn a_return_shows_another_denominator_and_a_plain_report_is_verified() {
    let s = stand("2020-5");
    let rate = s.measure("rate").id;
    let part = |numerator: i64, denominator: i64, day: &str| {
        let body = Body::Return {
            numerator: numerator.into(),
            denominator: denominator.into(),
        };
        draft(body, day)
    };
    let clerk = &s.clerk;
    assert_eq!(
        code(s.hand_in(clerk, rate, part(0, 0, "2020-05-01"), &[])),
        "entry.denominator_zero"
    );
    s.hand_in(clerk, rate, part(90, 100, "2020-05-01"), &[]).unwrap();
    let next = s.hand_in(clerk, rate, part(90, 80, "2020-05-31"), &[]);
    assert_eq!(code(next), "entry.numerator_large");
    let next = s.hand_in(clerk, rate, part(76, 80, "2020-05-31"), &[]).unwrap();
    let row = s.service.entry(clerk, next).unwrap().row;
    assert_eq!(
        (row.reported, row.denominator_before),
        (Some(95.into()), Some(100.into()))
    );
    assert_eq!(s.values(rate).1, Some(95.into()));

    let persons = s.measure("flow").id;
    let report = RecordForm {
        measure: persons,
        value: 1_000.into(),
        as_of: "2020-05-31".parse().unwrap(),
        note: String::new(),
    };
    s.service.record_value(clerk, report, None).unwrap();
    let waiting = s.service.reports_to_verify(&s.supervisor).unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(s.service.reports_to_verify(&s.interested).unwrap().is_empty());
    let look = |actor: &Actor, outcome, value: Option<i64>, key| {
        let value = value.map(Decimal::from);
        s.service
            .judge_report(actor, waiting[0].id, outcome, value, "名册只有九百人", key)
    };
    for (actor, value, expected) in [
        (clerk, Some(900), "forbidden"),
        (&s.interested, Some(900), "entry.own_duty"),
        (&s.supervisor, None, "entry.value_missing"),
        (&s.supervisor, Some(1_000), "entry.nothing_contradicted"),
    ] {
        assert_eq!(code(look(actor, Outcome::Contradicted, value, None)), expected);
    }
    let id = look(&s.supervisor, Outcome::Contradicted, Some(900), Some("key-0004")).unwrap();
    assert_eq!(
        look(&s.supervisor, Outcome::Contradicted, Some(900), Some("key-0004")).unwrap(),
        id
    );
    assert_eq!(
        code(look(&s.supervisor, Outcome::Contradicted, Some(900), None)),
        "not_found",
        "an entry stands for it already"
    );
    s.go(&s.supervisor, id, Command::Publish).unwrap();
    assert_eq!(
        s.values(persons),
        ("verified".into(), Some(1_000.into()), Some(900.into()))
    );
    assert!(s.service.doctor(&mut |_, _| ()).unwrap().ok());
}
