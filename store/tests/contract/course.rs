//! Decisions on a commitment's course.

use shishi_kernel::{AccountId, CommitmentId, MeasureId};
use shishi_store::course::{self, NewTurn};
use shishi_store::surveys::{self, NewSurvey};
use shishi_store::{StoreError, journal, ledger};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

#[test]
fn a_turn_moves_the_commitment_and_is_kept() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, _) = store.write(move |w| issue(w, j)).unwrap();
        let measure = store
            .read(|r| ledger::commitment(r, j, "2020-1"))
            .unwrap()
            .unwrap()
            .measures[0]
            .id;
        let standing = || store.read(|r| course::course(r, j, commitment)).unwrap();
        assert_eq!(standing().as_deref(), Some("going"));
        let new = NewTurn {
            commitment,
            turn: "carry_over".into(),
            course: "carried_over".into(),
            until: None,
            successor: Some(commitment),
            decision: "常务会".into(),
            decided_on: "2020-09-08".parse().unwrap(),
            notice: "公示".into(),
            noticed_on: "2020-09-10".parse().unwrap(),
            reason: "选址".into(),
            at: at(1),
            by: AccountId(1),
            leaf: store
                .write(move |w| journal::append(w, j, &leaf("course.turned", "commitment:2020-1")))
                .unwrap(),
        };
        let missing = NewTurn {
            commitment: CommitmentId(9_999),
            successor: None,
            ..new.clone()
        };
        assert!(store.write(move |w| course::insert_turn(w, j, &missing)).is_err());
        let kept = new.clone();
        store
            .write(move |w| {
                let turn = course::insert_turn(w, j, &kept)?;
                course::insert_opening(w, j, turn, (measure, measure), Some("21.5".parse().unwrap()))
            })
            .unwrap();
        assert_eq!(standing().as_deref(), Some("carried_over"));
        let turns = store.read(|r| course::turns(r, j, commitment)).unwrap();
        assert_eq!(turns.len(), 1);
        assert_eq!(
            (turns[0].turn.as_str(), turns[0].decided_on, turns[0].leaf),
            ("carry_over", new.decided_on, new.leaf)
        );
        assert_eq!(
            turns[0].successor.as_ref().map(|(slug, _)| slug.as_str()),
            Some("2020-1")
        );
        let openings = store.read(|r| course::openings(r, j, commitment)).unwrap();
        assert_eq!(openings.len(), 1);
        assert_eq!(openings[0].verified.unwrap().to_string(), "21.5");
        // A measure is taken up once.
        let again = store.write(move |w| course::insert_opening(w, j, turns[0].id, (MeasureId(1), measure), None));
        assert!(again.is_err());
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}

#[test]
fn the_newest_leaves_of_commitments_leave_the_others_out() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        store
            .write(move |w| {
                for (kind, subject) in [
                    ("a", "commitment:2020-1"),
                    ("b", "slip:1"),
                    ("c", "commitment:2020-2"),
                    ("d", "commitments:3"),
                    ("e", "commitment:2020-1"),
                ] {
                    journal::append(w, j, &leaf(kind, subject))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let newest = |limit| {
            let rows = store.read(|r| journal::of_commitments(r, j, limit)).unwrap();
            rows.into_iter().map(|(slug, row)| (row.kind, slug)).collect::<Vec<_>>()
        };
        let all =
            [("e", "2020-1"), ("c", "2020-2"), ("a", "2020-1")].map(|(kind, slug)| (kind.to_owned(), slug.to_owned()));
        assert_eq!(newest(10), all);
        assert_eq!(newest(1), all[..1]);
    });
}

#[test]
fn surveys_are_kept_and_counted_by_the_day_on_which_they_ended() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, _) = store.write(move |w| issue(w, j)).unwrap();
        for (to, content) in [("2020-06-30", 7), ("2020-09-30", 9), ("2020-08-31", 8)] {
            store
                .write(move |w| {
                    let new = NewSurvey {
                        commitment,
                        from: "2020-06-01".parse().unwrap(),
                        to: to.parse().unwrap(),
                        answers: 10,
                        content,
                        method: "入户".into(),
                        at: at(1),
                        by: AccountId(1),
                        unit: None,
                        leaf: journal::append(w, j, &leaf("survey.recorded", "commitment:2020-1"))?,
                    };
                    surveys::insert(w, j, &new)
                })
                .unwrap();
        }
        let rows = store.read(|r| surveys::of_commitment(r, j, commitment)).unwrap();
        let content: Vec<_> = rows.iter().map(|row| row.content).collect();
        assert_eq!(content, [9, 8, 7], "the one that ended last comes first");
        let counted = |year, from: &str, to: &str| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            let rows = store.read(|r| surveys::counts(r, j, year, from, to)).unwrap();
            rows.iter().map(|row| (row.done, row.of)).collect::<Vec<_>>()
        };
        assert_eq!(counted(2020, "2020-07-01", "2020-12-31"), [(9, 10), (8, 10)]);
        assert_eq!(counted(2021, "2020-01-01", "2021-12-31"), []);
    });
}
