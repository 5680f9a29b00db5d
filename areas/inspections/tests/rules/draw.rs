//! Freezing, committing, opening, drawing, proving: what is refused, and what cannot be changed afterwards.

use shishi_inspections::draw::{Ceremony, Exclusion, List, Proof, Reveal, freeze, verify};
use shishi_inspections::{Digest, DrawRefusal};
use shishi_kernel::{Refusal, UnitId};

use crate::build::{ceremony, day, list, proof, secret};

const VALUE: &str = "03 07 11 19 22 30 + 05";

#[test]
fn a_list_that_could_fail_is_not_frozen() {
    type Edit = fn(&mut List);
    let rows: &[(&str, Edit)] = &[
        ("draw.bodies_few", |list| list.bodies.truncate(2)),
        ("draw.body_twice", |list| list.bodies[2] = list.bodies[0].clone()),
        ("draw.too_many", |list| list.externals = vec!["x".into(); 6]),
        ("draw.per_object_unfit", |list| list.per_object = 1),
        ("draw.per_object_unfit", |list| list.per_object = 11),
        ("draw.objects_few", |list| list.draw = 7),
        ("draw.objects_few", |list| list.draw = 0),
        ("draw.name_unfit", |list| list.objects[1].name = String::new()),
        ("draw.name_unfit", |list| list.bodies[1] = " 审计局".into()),
        ("draw.name_unfit", |list| list.fallback = String::new()),
        ("draw.name_unfit", |list| list.fallback = "长".repeat(201)),
        ("draw.number_twice", |list| list.objects[3].number = 1),
        ("draw.number_twice", |list| list.inspectors[1].number = 1),
        ("draw.weight_unfit", |list| list.objects[0].weight = 0),
        ("draw.weight_unfit", |list| list.objects[0].weight = 1001),
        ("draw.exclusion_unknown", |list| {
            list.exclusions.push(Exclusion {
                inspector: 9,
                object: 1,
            })
        }),
        ("draw.exclusion_unknown", |list| {
            list.exclusions.push(Exclusion {
                inspector: 1,
                object: 9,
            })
        }),
        ("draw.inspectors_short", |list| list.per_object = 4),
        ("draw.inspectors_short", |list| {
            list.objects[3].units = vec![UnitId(1), UnitId(2), UnitId(3)]
        }),
    ];
    for (code, edit) in rows {
        let mut list = list();
        edit(&mut list);
        assert_eq!(freeze(list).unwrap_err().code(), *code);
    }
    let mut shuffled = list();
    shuffled.objects.reverse();
    shuffled.inspectors.swap(0, 3);
    assert_eq!(freeze(shuffled), freeze(list()), "a list has one order");
}

#[test]
fn after_the_freeze_no_row_may_change() {
    type Edit = fn(&mut List);
    let rows: &[Edit] = &[
        |list| list.objects[0].weight += 1,
        |list| list.objects[0].name.push('一'),
        |list| list.objects[0].units.clear(),
        |list| drop(list.objects.remove(5)),
        |list| list.inspectors[0].unit = None,
        |list| list.inspectors.truncate(4),
        |list| list.exclusions.clear(),
        |list| list.draw = 2,
        |list| list.per_object = 3,
        |list| list.bodies.swap(0, 1),
        |list| list.externals.clear(),
        |list| list.fallback.push('x'),
        |list| list.scheme.push('x'),
    ];
    for edit in rows {
        let mut under_way = ceremony(list(), 1, None);
        edit(&mut under_way.list);
        let refused = Err(DrawRefusal::ListChanged {});
        let today = day("2020-06-02");
        assert_eq!(under_way.commit(0, Digest([0; 32]), today), refused);
        assert_eq!(under_way.seal(), refused);
        assert_eq!(under_way.reveal(0, &secret(100), today), refused);
        assert_eq!(
            under_way.finish(&[VALUE.into()], "", today),
            Err(DrawRefusal::ListChanged {})
        );
    }
}

/// A draw in which nobody has done anything yet.
fn fresh() -> Ceremony {
    let mut fresh = ceremony(list(), 1, None);
    fresh.root = None;
    for body in &mut fresh.bodies {
        (body.commitment, body.reveal) = (None, None);
    }
    fresh
}

fn code<T: std::fmt::Debug>(outcome: Result<T, DrawRefusal>) -> &'static str {
    outcome.map_or_else(|refusal| refusal.code(), |_| "")
}

#[test]
fn each_step_has_its_time() {
    let (early, late, over) = (day("2020-06-05"), day("2020-06-06"), day("2020-06-11"));
    let all = ceremony(list(), 1, None);
    let given = |body: usize| all.bodies[body].commitment.unwrap();
    let opened = |body: usize| all.bodies[body].reveal.unwrap();
    let mut draw = fresh();
    assert_eq!(code(draw.commit(0, given(0), early)), "");
    assert_eq!(code(draw.commit(3, given(0), early)), "draw.body_unknown");
    assert_eq!(code(draw.commit(0, given(0), late)), "draw.commit_late");
    draw.bodies[0].commitment = Some(given(0));
    assert_eq!(code(draw.commit(0, given(1), early)), "draw.committed_already");
    assert_eq!(code(draw.commit(1, given(0), early)), "draw.commitment_copied");
    assert_eq!(code(draw.seal()), "draw.commitments_missing");
    assert_eq!(code(draw.reveal(0, &opened(0), early)), "draw.not_sealed");
    assert_eq!(code(draw.finish(&[], "", early)), "draw.not_sealed");
    for body in 1..3 {
        draw.bodies[body].commitment = Some(given(body));
    }
    assert_eq!(code(draw.seal()), "");
    draw.root = Some(Digest([7; 32]));
    assert_eq!(code(draw.seal()), "draw.sealed_already");
    let mut without = draw.clone();
    without.bodies[2].commitment = None;
    assert_eq!(code(without.commit(2, given(2), early)), "draw.sealed_already");
    assert_eq!(code(draw.reveal(0, &opened(0), late)), "");
    assert_eq!(code(draw.reveal(0, &opened(0), over)), "draw.reveal_late");
    assert_eq!(code(draw.reveal(0, &opened(1), late)), "draw.reveal_mismatch");
    let other = Reveal {
        salt: opened(0).secret,
        secret: opened(0).salt,
    };
    assert_eq!(code(draw.reveal(0, &other, late)), "draw.reveal_mismatch");
    assert_eq!(code(draw.finish(&[VALUE.into()], VALUE, over)), "draw.nobody_revealed");
    draw.bodies[0].reveal = Some(opened(0));
    draw.bodies[1].reveal = Some(opened(1));
    assert_eq!(code(draw.reveal(0, &opened(0), late)), "draw.revealed_already");
    assert_eq!(
        code(draw.finish(&[VALUE.into()], VALUE, day("2020-06-10"))),
        "draw.reveals_open"
    );
    assert_eq!(draw.silent(), ["人大代表联络站"], "who stays silent is named");
    assert_eq!(code(draw.finish(&[], VALUE, over)), "draw.value_missing");
    assert_eq!(code(draw.finish(&[VALUE.into()], "", over)), "draw.value_missing");
    assert_eq!(code(draw.finish(&[VALUE.into()], VALUE, over)), "");
    draw.bodies[2].reveal = Some(opened(2));
    assert_eq!(code(draw.finish(&[VALUE.into()], "", late)), "", "nothing to wait for");
    draw.finished = true;
    assert_eq!(code(draw.finish(&[VALUE.into()], "", over)), "draw.finished");
    assert_eq!(code(draw.reveal(2, &opened(2), late)), "draw.finished");
    for (today, commit, reveal, fits) in [
        ("2020-06-01", "2020-06-01", "2020-06-01", true),
        ("2020-06-02", "2020-06-01", "2020-06-03", false),
        ("2020-06-01", "2020-06-04", "2020-06-03", false),
    ] {
        let checked = Ceremony::check_days(day(today), day(commit), day(reveal));
        assert_eq!(code(checked), if fits { "" } else { "draw.days_unfit" });
    }
}

#[test]
fn a_proof_says_which_step_does_not_agree() {
    type Edit = fn(&mut Proof);
    let whole = proof(&ceremony(list(), 1, None), &[VALUE.into()], "");
    let silent = proof(&ceremony(list(), 1, Some(1)), &[VALUE.into()], VALUE);
    for proof in [&whole, &silent] {
        let written = serde_json::to_string(proof).unwrap();
        let read: Proof = serde_json::from_str(&written).unwrap();
        assert!(verify(&read).iter().all(|step| step.ok), "{:?}", verify(&read));
    }
    assert_ne!(whole.seed, silent.seed);
    let rows: &[(&str, Edit)] = &[
        ("schema", |proof| proof.schema.push('x')),
        ("list", |proof| proof.list.objects[0].weight += 1),
        ("list", |proof| proof.list.objects.swap(0, 1)),
        ("list", |proof| proof.list.draw = u32::MAX),
        ("list", |proof| proof.list_sha256.0[0] ^= 1),
        ("commitments", |proof| proof.commitments.swap(0, 1)),
        ("commitments", |proof| proof.reveals.truncate(2)),
        ("values", |proof| proof.externals.clear()),
        ("values", |proof| proof.fallback = Some("1".into())),
        ("seed", |proof| proof.root.0[31] ^= 1),
        ("seed", |proof| proof.externals[0].push('1')),
        ("seed", |proof| proof.seed.0[0] ^= 1),
        ("picks", |proof| proof.picks.swap(0, 1)),
        ("picks", |proof| proof.picks[0].inspectors.swap(0, 1)),
    ];
    for (code, edit) in rows {
        let mut forged = whole.clone();
        edit(&mut forged);
        let wrong: Vec<_> = verify(&forged)
            .into_iter()
            .filter(|step| !step.ok)
            .map(|step| step.code)
            .collect();
        assert!(wrong.contains(code), "{code}: {wrong:?}");
    }
}
