//! Sites: what is refused, what is recognised, and against a naive model.

use proptest::prelude::*;
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::site::{
    CorrectCommand, Identity, KnownSite, NAME_CHARS_MAX, PLACE_CHARS_MAX, Position, REASON_CHARS_MAX, RegisterCommand,
    SITES_MAX, SiteFacts, Stage, Template, check_move, correct, fold, place_is_sensitive, register,
};
use shishi_kernel::{MeasureId, Role, SiteId, UnitId};

use crate::build::{Step, code, date, ladder, now, number};
use crate::ledger_refusals::{actor, facts, long};

/// Every table of this file; what each produced.
pub fn all() -> Vec<&'static str> {
    [who(), what(), claims(), corrections(), moves()].concat()
}

pub fn command(name: &str, place: &str) -> RegisterCommand {
    RegisterCommand {
        name: name.into(),
        place: place.into(),
        longitude: None,
        latitude: None,
        unit: UnitId(3),
        template: None,
        opening: None,
        hidden: false,
        reason: String::new(),
    }
}

fn position(longitude: &str, latitude: &str) -> Option<Position> {
    Position::of(Some(number(longitude)), Some(number(latitude))).unwrap()
}

fn known(site: i64, measure: i64, year: i16, stage: Stage) -> KnownSite {
    KnownSite {
        site: SiteId(site),
        measure: MeasureId(measure),
        commitment: format!("{year}-15"),
        year,
        stage,
        identity: Identity::new("李村 公厕", "东街道李村", None),
    }
}

fn who() -> Vec<&'static str> {
    let facts = facts(MeasureKind::Count, "座", "公厕");
    let rows = [
        (Role::Supervisor, Some(1), 3, "site.not_clerk"),
        (Role::Head, Some(1), 3, "site.not_clerk"),
        (Role::Clerk, None, 3, "site.no_unit"),
        (Role::Clerk, Some(9), 9, "site.not_party"),
        (Role::Clerk, Some(1), 9, "site.unit_no_duty"),
        (Role::Clerk, Some(3), 1, "site.other_unit"),
        (Role::Clerk, Some(3), 3, "ok"),
        (Role::Clerk, Some(1), 3, "ok"),
    ];
    rows.into_iter()
        .map(|(role, unit, responsible, expected)| {
            let mut command = command("李村公厕", "东街道李村");
            command.unit = UnitId(responsible);
            let got = code(&register(&facts, &[], 0, command, &actor(role, unit), now()));
            assert_eq!(got, expected, "{role:?} {unit:?} {responsible}");
            got
        })
        .collect()
}

fn what() -> Vec<&'static str> {
    struct State {
        kind: MeasureKind,
        command: RegisterCommand,
        count: usize,
    }
    let mut command = command(&long(NAME_CHARS_MAX), &long(PLACE_CHARS_MAX));
    command.longitude = Some(number("116.58"));
    command.opening = Some(Stage::InUse);
    command.template = Some(Template::Simple);
    command.reason = long(REASON_CHARS_MAX);
    let state = State {
        kind: MeasureKind::Rate,
        command,
        count: SITES_MAX,
    };
    let steps: &[Step<State>] = &[
        ("site.kind_unfit", |s| s.kind = MeasureKind::Count),
        ("site.name_long", |s| s.command.name = "  ".into()),
        ("site.name_missing", |s| s.command.name = "李村公厕".into()),
        ("site.place_long", |s| s.command.place = String::new()),
        ("site.place_missing", |s| s.command.place = "东街道李村".into()),
        ("site.position_half", |s| s.command.latitude = Some(number("116.58"))),
        ("site.position_outside", |s| s.command.latitude = Some(number("35.41"))),
        ("site.opening_finished", |s| s.command.opening = Some(Stage::Started)),
        ("site.stage_unfit", |s| s.command.template = None),
        ("site.too_many", |s| s.count = 0),
        ("site.reason_long", |s| s.command.reason.clear()),
        ("ok", |_| {}),
    ];
    ladder(state, steps, |s| {
        let facts = facts(s.kind, "座", "公厕");
        let clerk = actor(Role::Clerk, Some(1));
        code(&register(&facts, &[], s.count, s.command.clone(), &clerk, now()))
    })
}

fn claims() -> Vec<&'static str> {
    let facts = facts(MeasureKind::Count, "座", "公厕");
    let clerk = actor(Role::Clerk, Some(1));
    // Measure, year and stage of the known site; whether this one is carried over; the reason; what comes of it.
    let rows = [
        (5, 2020, Stage::Planned, false, "同名", "site.twice"),
        (5, 2020, Stage::Withdrawn, false, "", "ok"),
        (4, 2020, Stage::Planned, false, "", "site.claimed_elsewhere"),
        (4, 2019, Stage::Accepted, false, "", "site.claimed_elsewhere"),
        (4, 2019, Stage::Accepted, true, "", "site.claimed_elsewhere"),
        (4, 2019, Stage::Built, false, "", "site.claimed_elsewhere"),
        (4, 2019, Stage::Built, true, "", "ok"),
        (4, 2019, Stage::Withdrawn, false, "", "ok"),
        (4, 2019, Stage::Accepted, false, "同村另建一座", "ok"),
    ];
    rows.into_iter()
        .map(|(measure, year, stage, carried, reason, expected)| {
            let mut command = command("李村公厕 ", "李村");
            command.opening = carried.then_some(Stage::Started);
            command.reason = reason.into();
            let known = [known(9, measure, year, stage)];
            let outcome = register(&facts, &known, 1, command, &clerk, now());
            let got = code(&outcome);
            assert_eq!(got, expected, "{measure} {year} {stage:?} {carried} {reason}");
            if let Ok(done) = outcome {
                let kept = (measure != 5).then(|| (SiteId(9), reason.to_owned()));
                assert_eq!(done.same_as, kept, "what it looks like is kept");
            }
            got
        })
        .collect()
}

fn corrections() -> Vec<&'static str> {
    let facts = facts(MeasureKind::Count, "座", "公厕");
    // The unit that corrects, the site's and the new one, the name, the measure of what is known already, the reason.
    let rows = [
        (9, 3, 3, "李村公厕", None, "", "site.not_party"),
        (3, 1, 3, "李村公厕", None, "", "site.other_unit"),
        (3, 3, 1, "李村公厕", None, "", "site.other_unit"),
        (1, 3, 9, "李村公厕", None, "", "site.unit_no_duty"),
        (1, 3, 1, " ", None, "", "site.name_missing"),
        (3, 3, 3, "李村公厕", Some(5), "同名", "site.twice"),
        (3, 3, 3, "李村公厕", Some(4), "", "site.claimed_elsewhere"),
        (3, 3, 3, "李村公厕", Some(4), "另一座", "ok"),
        (3, 3, 3, "王村公厕", Some(5), "", "ok"),
        (1, 3, 1, "李村公厕", None, "", "ok"),
    ];
    rows.into_iter()
        .map(|(unit, of, to, name, taken, reason, expected)| {
            let site = SiteFacts {
                site: SiteId(7),
                measure: MeasureId(5),
                unit: UnitId(of),
                template: Template::Construction,
                stage: Stage::Started,
                since: date("2020-04-01"),
            };
            let words = CorrectCommand {
                name: name.into(),
                place: "李村".into(),
                longitude: None,
                latitude: None,
                unit: UnitId(to),
                hidden: false,
                reason: reason.into(),
            };
            // The site itself is no double of itself.
            let mut all = vec![known(7, 5, 2020, Stage::Started)];
            all.extend(taken.map(|measure| known(9, measure, 2020, Stage::Planned)));
            let clerk = actor(Role::Clerk, Some(unit));
            let got = code(&correct(&facts, &site, false, &all, words, &clerk));
            assert_eq!(got, expected, "{unit} {of} {to} {name} {taken:?}");
            got
        })
        .collect()
}

fn moves() -> Vec<&'static str> {
    use Stage::{Accepted, Built, InUse, Planned, Started, Withdrawn};
    let rows = [
        (Template::Construction, Planned, Started, "2020-05-01", "", "ok"),
        (Template::Construction, Planned, Built, "2020-05-01", "", "ok"),
        (
            Template::Construction,
            Built,
            Accepted,
            "2020-03-31",
            "",
            "site.day_before",
        ),
        (
            Template::Construction,
            Built,
            Built,
            "2020-05-01",
            "",
            "site.stage_same",
        ),
        (
            Template::Construction,
            Accepted,
            Built,
            "2020-05-01",
            " ",
            "site.stage_back",
        ),
        (Template::Construction, Accepted, Built, "2020-04-01", "验收撤回", "ok"),
        (
            Template::Construction,
            Accepted,
            Built,
            "2020-03-31",
            "验收撤回",
            "site.day_before",
        ),
        (
            Template::Construction,
            InUse,
            Withdrawn,
            "2020-05-01",
            "",
            "site.reason_missing",
        ),
        (Template::Construction, InUse, Withdrawn, "2020-05-01", "拆除", "ok"),
        (
            Template::Construction,
            Withdrawn,
            Planned,
            "2020-05-01",
            "",
            "site.stage_back",
        ),
        (Template::Simple, Planned, Built, "2020-05-01", "", "site.stage_unfit"),
        (Template::Simple, Planned, Accepted, "2020-05-01", "", "ok"),
    ];
    let mut codes: Vec<_> = rows
        .into_iter()
        .map(|(template, from, to, on, reason, expected)| {
            let site = site(template, from);
            let got = code(&check_move(&site, to, date(on), reason));
            assert_eq!(got, expected, "{template:?} {from:?} -> {to:?} {reason}");
            got
        })
        .collect();
    let site = site(Template::Simple, Planned);
    codes.push(code(&check_move(
        &site,
        Accepted,
        date("2020-05-01"),
        &long(REASON_CHARS_MAX),
    )));
    assert_eq!(codes.last(), Some(&"site.reason_long"));
    codes
}

pub fn site(template: Template, stage: Stage) -> SiteFacts {
    SiteFacts {
        site: SiteId(7),
        measure: MeasureId(5),
        unit: UnitId(3),
        template,
        stage,
        since: date("2020-04-01"),
    }
}

#[test]
fn names_fold_and_places_are_near() {
    for (left, right) in [
        ("第三公厕", "第3公厕"),
        ("第十二号 公厕", "第12号公厕"),
        ("二十一中", "２１中"),
        ("Ａ区（北）", "a区北"),
        ("三十", "30"),
        ("一二三", "123"),
        ("〇", "零"),
    ] {
        assert_eq!(fold(left), fold(right), "{left} {right}");
    }
    assert_ne!(fold("第三公厕"), fold("第四公厕"));
    let here = Identity::new("李村公厕", "东街道", position("116.5800", "35.4100"));
    for (name, place, at, same) in [
        ("李村公厕", "西街道", position("116.5804", "35.4102"), true),
        ("李村公厕", "东街道", position("116.5810", "35.4100"), false),
        ("王村公厕", "东街道", position("116.5800", "35.4100"), false),
        ("李村公厕", "东街道李村", None, true),
        ("李村公厕", "西街道", None, false),
    ] {
        assert_eq!(here.is(&Identity::new(name, place, at)), same, "{name} {place} {at:?}");
    }
    assert!(place_is_sensitive("高清摄像机") && !place_is_sensitive("公厕"));
}

#[test]
fn codes_go_both_ways() {
    for stage in Stage::ALL {
        assert_eq!(Stage::from_code(stage.code()), Some(stage));
        assert_eq!(
            serde_json::to_string(&stage).unwrap(),
            format!("{:?}", stage.code()),
            "one code everywhere"
        );
    }
    for template in Template::ALL {
        assert_eq!(Template::from_code(template.code()), Some(template));
        assert!(template.stages().is_sorted(), "stages are compared by their order");
    }
}

fn place() -> impl Strategy<Value = (i64, i64)> {
    (116_000_000_i64..116_003_000, 35_000_000_i64..35_003_000)
}

fn identity(name: &str, at: (i64, i64)) -> Identity {
    let degrees = |millionths: i64| shishi_kernel::Decimal::new(millionths, 6);
    let position = Position::of(Some(degrees(at.0)), Some(degrees(at.1))).unwrap();
    Identity::new(name, "某处", position)
}

/// The square of the distance in metres by another way: chords through the ball.
fn naive_metres(a: (i64, i64), b: (i64, i64)) -> f64 {
    let on_ball = |(longitude, latitude): (i64, i64)| {
        let (east, north) = (
            (longitude as f64 / 1e6).to_radians(),
            (latitude as f64 / 1e6).to_radians(),
        );
        [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()]
    };
    let (a, b) = (on_ball(a), on_ball(b));
    let square: f64 = (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum();
    square.sqrt() * 6_371_000.0
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "[一二三十百 a-zA-Z0-9０-９号（）公厕]{0,12}") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn the_same_object_is_found_and_no_other(a in place(), b in place(), same_name in any::<bool>()) {
        let (left, right) = (identity("公厕", a), identity(if same_name { "公 厕" } else { "站" }, b));
        let metres = naive_metres(a, b);
        // Two ways of measuring may differ by a hair at the border.
        prop_assume!((metres - 50.0).abs() > 0.05);
        prop_assert_eq!(left.is(&right), same_name && metres <= 50.0);
        prop_assert_eq!(left.is(&right), right.is(&left));
        prop_assert!(left.is(&left));
        if left.is(&right) {
            let (here, there) = (left.position.unwrap().square(), right.position.unwrap().square());
            prop_assert!((here.0 - there.0).abs() <= 1 && (here.1 - there.1).abs() <= 1, "found by its square");
        }
    }

    #[test]
    fn a_site_moves_forward_or_gives_a_reason(moves in prop::collection::vec((0..6_usize, any::<bool>()), 1..20)) {
        let mut now = site(Template::Construction, Stage::Planned);
        for (to, reasoned) in moves {
            let to = Stage::ALL[to];
            let words = if reasoned { "有原因" } else { "" };
            let moved = check_move(&now, to, date("2020-05-01"), words).is_ok();
            let forward = to > now.stage && to != Stage::Withdrawn;
            prop_assert_eq!(moved, to != now.stage && (forward || reasoned));
            if moved {
                now.stage = to;
            }
        }
    }
}
