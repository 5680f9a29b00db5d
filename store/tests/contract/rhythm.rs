//! Supervision slips, and the jobs that are done after a commit.

use shishi_store::jobs::Kinds;
use shishi_store::slips::{self, NewSlip};
use shishi_store::{StoreError, jobs, jurisdictions};

use crate::{at, jurisdiction, ledger::issue, on_both_engines};

#[test]
fn a_slip_keeps_every_level_with_its_answer() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let new = NewSlip {
            commitment,
            unit,
            matter: "behind".into(),
            words: "幼儿园未开工".into(),
            level: "blue".into(),
            ground: String::new(),
            issued_on: "2020-07-01".parse().unwrap(),
            due: "2020-07-08".parse().unwrap(),
        };
        let id = store.write(move |w| slips::insert(w, j, &new)).unwrap();
        let blue = store.read(|r| slips::one(r, j, id)).unwrap().unwrap();
        assert_eq!((blue.slug.as_str(), blue.revision, blue.closed), ("2020-1", 0, false));
        let known = blue.clone();
        let on = "2020-07-07".parse().unwrap();
        store
            .write(move |w| {
                slips::advance(w, j, id, 0)?;
                slips::answer(w, j, &known, on, "八月开工")?;
                slips::judge(w, j, &known, on, false, "无佐证")?;
                slips::escalate(w, j, id, "orange", on, "2020-07-10".parse().unwrap())
            })
            .unwrap();
        let stale: Result<(), StoreError> = store.write(move |w| slips::advance(w, j, id, 0));
        assert_eq!(stale, Err(StoreError::Conflict));
        let orange = store.read(|r| slips::of_unit(r, j, unit)).unwrap().remove(0);
        assert_eq!(
            (orange.level.as_str(), orange.steps.len(), orange.revision),
            ("orange", 2, 1)
        );
        assert_eq!(orange.steps[0].answer, Some((on, "八月开工".into())));
        assert_eq!(orange.steps[0].judgement, Some((on, false, "无佐证".into())));
        assert_eq!(orange.steps[1].answer, None);
        let known = orange.clone();
        store
            .write(move |w| {
                slips::answer(w, j, &known, on, "已开工")?;
                slips::judge(w, j, &known, on, true, "")
            })
            .unwrap();
        let closed = store
            .read(|r| slips::of_commitment(r, j, commitment))
            .unwrap()
            .remove(0);
        assert!(closed.closed && closed.withdrawn.is_none());
        store.write(move |w| slips::withdraw(w, j, id, "误发")).unwrap();
        let back = store.read(|r| slips::one(r, j, id)).unwrap().unwrap();
        assert_eq!(back.withdrawn.as_deref(), Some("误发"));
    });
}

#[test]
fn a_job_is_claimed_once_tried_again_and_in_the_end_left_to_a_person() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let undone: Result<(), StoreError> = store.write(move |w| {
            jobs::add(w, j, "mail", "1", at(0))?;
            Err(StoreError::Conflict)
        });
        assert_eq!(undone, Err(StoreError::Conflict), "a job goes with its change");
        let id = store.write(move |w| jobs::add(w, j, "mail", "2", at(10))).unwrap();
        let claim = move |now, until| {
            store
                .write(move |w| jobs::claim(w, j, at(now), at(until), Kinds::Every))
                .unwrap()
        };
        assert_eq!(claim(9, 100), None, "not before its time");
        assert_eq!(store.read(|r| jobs::is_due(r, j, at(9), Kinds::Every)), Ok(false));
        assert_eq!(store.read(|r| jobs::is_due(r, j, at(10), Kinds::Every)), Ok(true));
        let first = claim(10, 100).unwrap();
        assert_eq!((first.id, first.payload.as_str(), first.attempts), (id, "2", 1));
        assert_eq!(claim(99, 200), None, "claimed by somebody");
        for attempt in 2..=jobs::ATTEMPTS_MAX {
            // A claim that ran out and a noted failure are the same to whoever comes next.
            if attempt % 2 == 0 {
                let held = store.read(|r| jobs::all(r, j)).unwrap().remove(0);
                let stale = jobs::JobRow {
                    attempts: held.attempts - 1,
                    ..held.clone()
                };
                store
                    .write(move |w| jobs::fail(w, j, &held, "refused", at(100)))
                    .unwrap();
                store.write(move |w| jobs::fail(w, j, &stale, "late", at(900))).unwrap();
            }
            assert_eq!(claim(100, 100).unwrap().attempts, attempt);
        }
        assert_eq!(claim(100, 200), None);
        let dead = store.read(|r| jobs::dead(r, j)).unwrap();
        assert_eq!((dead.len(), dead[0].last_error.as_deref()), (1, Some("refused")));
        assert!(store.write(move |w| jobs::revive(w, j, id, at(300))).unwrap());
        assert!(
            !store.write(move |w| jobs::revive(w, j, id, at(300))).unwrap(),
            "only what is dead"
        );
        assert_eq!(claim(300, 400).unwrap().attempts, 1);
        store.write(move |w| jobs::end(w, j, id)).unwrap();
        assert_eq!(claim(500, 600), None);
    });
}

#[test]
fn a_worker_for_some_kinds_leaves_the_others() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        store
            .write(move |w| {
                for kind in ["pay", "mail", "sweep", "pay"] {
                    jobs::add(w, j, kind, "", at(0))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let take = |kinds: Kinds<'static>| {
            let mut taken = Vec::new();
            while store.read(|r| jobs::is_due(r, j, at(1), kinds)).unwrap() {
                let claimed = store.write(move |w| jobs::claim(w, j, at(1), at(300), kinds)).unwrap();
                taken.push(claimed.unwrap().kind);
            }
            taken
        };
        assert_eq!(take(Kinds::AllBut(&["pay", "mail"])), ["sweep"]);
        assert_eq!(take(Kinds::Only("pay")), ["pay", "pay"]);
        assert_eq!(take(Kinds::Every), ["mail"]);
    });
}

/// Many workers at once: every job is one worker's until its claim runs out, and then another's.
#[test]
fn two_workers_never_hold_a_job_at_once() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        store
            .write(move |w| {
                for number in 0..40 {
                    jobs::add(w, j, "mail", &number.to_string(), at(0))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let round = |now: i64| -> Vec<String> {
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    let store = store.clone();
                    std::thread::spawn(move || {
                        let mut held = Vec::new();
                        while store.read(|r| jobs::is_due(r, j, at(now), Kinds::Every)).unwrap() {
                            let claimed = store.write(move |w| jobs::claim(w, j, at(now), at(now + 300), Kinds::Every));
                            // Another worker was faster, or the engine asks to try again.
                            if let Ok(Some(job)) = claimed {
                                held.push(job.payload);
                            }
                        }
                        held
                    })
                })
                .collect();
            let mut held: Vec<String> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
            held.sort_by_key(|payload| payload.parse::<u32>().unwrap());
            held
        };
        let every: Vec<String> = (0..40).map(|number| number.to_string()).collect();
        assert_eq!(round(1), every, "each once");
        assert_eq!(round(300), Vec::<String>::new(), "the claims hold");
        // The workers died: after the lease the jobs are taken again, each once.
        assert_eq!(round(301), every);
        assert!(
            store
                .read(|r| jobs::all(r, j))
                .unwrap()
                .iter()
                .all(|job| job.attempts == 2)
        );
    });
}

#[test]
fn of_many_who_move_a_setting_on_one_is_told() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        for (day, expected) in [
            ("2020-06-01", 1),
            ("2020-06-01", 0),
            ("2020-05-31", 0),
            ("2020-06-02", 1),
        ] {
            let told: usize = (0..4)
                .map(|_| {
                    let store = store.clone();
                    std::thread::spawn(move || {
                        // Engines may ask to try again; the loop ends because a write ends.
                        loop {
                            match store.write(move |w| jurisdictions::advance_setting(w, j, "day", day)) {
                                Err(StoreError::Busy) => continue,
                                other => return usize::from(other.unwrap()),
                            }
                        }
                    })
                })
                .collect::<Vec<_>>()
                .into_iter()
                .map(|worker| worker.join().unwrap())
                .sum();
            assert_eq!(told, expected, "{day}");
        }
    });
}
