//! The life of a draft: what each decision leaves behind.

use shishi_commitments::draft::{
    Cited, Decision, Draft, DraftCommand, DraftEvent, DraftStatus, Heading, Proposal, decide,
};
use shishi_commitments::issue::{issue, programme_slug};
use shishi_kernel::Span;

use crate::build::{apply, draft, item, now, target, units};

fn decisions(draft: &Draft) -> Vec<&'static str> {
    draft.items.iter().map(|item| item.decision.code()).collect()
}

fn correct(key: u32, proposal: Proposal) -> DraftCommand {
    DraftCommand::Correct {
        key,
        proposal: Box::new(proposal),
    }
}

#[test]
fn each_decision_leaves_its_mark_and_the_original_alone() {
    let mut draft = draft(4);
    let retitled = |number| Proposal {
        title: "改过".into(),
        ..item(number)
    };
    let remove = |key| DraftCommand::Remove {
        key,
        reason: " 重复 ".into(),
    };
    let steps: Vec<(DraftCommand, &[&str])> = vec![
        (
            DraftCommand::Accept { key: 1 },
            &["accepted", "pending", "pending", "pending"],
        ),
        (
            correct(2, retitled(2)),
            &["accepted", "corrected", "pending", "pending"],
        ),
        (remove(3), &["accepted", "corrected", "removed", "pending"]),
        (
            DraftCommand::AcceptAll,
            &["accepted", "corrected", "removed", "accepted"],
        ),
        // Correcting back to what was read is accepting it.
        (correct(2, item(2)), &["accepted", "accepted", "removed", "accepted"]),
        (
            correct(1, retitled(1)),
            &["corrected", "accepted", "removed", "accepted"],
        ),
        (
            DraftCommand::Restore { key: 3 },
            &["corrected", "accepted", "pending", "accepted"],
        ),
        (
            DraftCommand::Restore { key: 1 },
            &["pending", "accepted", "pending", "accepted"],
        ),
        (remove(1), &["removed", "accepted", "pending", "accepted"]),
        (
            DraftCommand::Restore { key: 1 },
            &["pending", "accepted", "pending", "accepted"],
        ),
        (
            DraftCommand::Add {
                proposal: Box::new(item(5)),
            },
            &["pending", "accepted", "pending", "accepted", "added"],
        ),
        (
            correct(5, retitled(5)),
            &["pending", "accepted", "pending", "accepted", "added"],
        ),
        (remove(5), &["pending", "accepted", "pending", "accepted", "removed"]),
        (
            DraftCommand::Restore { key: 5 },
            &["pending", "accepted", "pending", "accepted", "added"],
        ),
        (
            DraftCommand::AcceptAll,
            &["accepted", "accepted", "accepted", "accepted", "added"],
        ),
    ];
    for (index, (command, expected)) in steps.into_iter().enumerate() {
        apply(&mut draft, command);
        assert_eq!(decisions(&draft), expected, "step {index}");
        for (number, item_read) in (1..=4).zip(&draft.items) {
            assert_eq!(item_read.original, Some(item(number)), "step {index}");
        }
    }
    assert_eq!(draft.items[4].current.title, "改过");
    assert_eq!(draft.revision, 16);
    apply(&mut draft, DraftCommand::Issue);
    assert_eq!((draft.status, draft.closed_at), (DraftStatus::Issued, Some(now())));
}

#[test]
fn a_reason_is_kept_without_the_space_round_it() {
    let mut draft = draft(1);
    apply(
        &mut draft,
        DraftCommand::Remove {
            key: 1,
            reason: " 重复\n".into(),
        },
    );
    assert_eq!(
        draft.items[0].decision,
        Decision::Removed {
            reason: "重复".into()
        }
    );
}

#[test]
fn heading_and_supervisors_are_set_beside_what_was_read() {
    let mut draft = draft(1);
    let heading = Heading {
        title: "通知".into(),
        year: Some(2021),
        ..Heading::default()
    };
    apply(
        &mut draft,
        DraftCommand::SetHeading {
            heading: Box::new(heading.clone()),
        },
    );
    apply(
        &mut draft,
        DraftCommand::SetSupervisors {
            supervisors: units(&["党政办公室"]),
        },
    );
    assert_eq!((draft.heading, draft.heading_read.year), (heading, Some(2020)));
    assert_eq!(
        (draft.supervisors, draft.supervisors_read),
        (units(&["党政办公室"]), units(&["督查室"]))
    );
}

/// An item of two sentences, with a place for everything: 新建甲3处。｜改造乙5处。
fn double() -> Draft {
    let mut draft = draft(3);
    let place = |start| Some(Span { start, end: start + 4 });
    let mut proposal = item(2);
    proposal.text = "新建甲3处。改造乙5处。".into();
    proposal.passages = vec![Span::new(100, 120), Span::new(130, 160)];
    proposal.targets = vec![
        target("3", "处", "甲"),
        target("5", "处", "乙"),
        target("8", "处", "丙"),
    ];
    proposal.targets[0].span = place(104);
    proposal.targets[1].span = place(140);
    draft.items[1].original = Some(proposal.clone());
    draft.items[1].current = proposal;
    draft
}

fn split(document_at: u32) -> DraftCommand {
    let at = u32::try_from("新建甲3处。".len()).unwrap();
    DraftCommand::Split {
        key: 2,
        at,
        document_at: Some(document_at),
        titles: ["甲".into(), "乙".into()],
        number: None,
    }
}

#[test]
fn a_split_divides_words_places_and_figures() {
    for (document_at, first, second) in [
        (
            110,
            vec![Span::new(100, 110)],
            vec![Span::new(110, 120), Span::new(130, 160)],
        ),
        (120, vec![Span::new(100, 120)], vec![Span::new(130, 160)]),
        (130, vec![Span::new(100, 120)], vec![Span::new(130, 160)]),
        (
            135,
            vec![Span::new(100, 120), Span::new(130, 135)],
            vec![Span::new(135, 160)],
        ),
    ] {
        let mut draft = double();
        let whole = draft.items[1].clone();
        apply(&mut draft, split(document_at));
        let keys: Vec<u32> = draft.items.iter().map(|item| item.key).collect();
        assert_eq!(keys, [1, 4, 5, 3]);
        let (one, two) = (&draft.items[1], &draft.items[2]);
        assert_eq!(
            (one.current.text.as_str(), two.current.text.as_str()),
            ("新建甲3处。", "改造乙5处。")
        );
        assert_eq!(
            (&one.current.passages, &two.current.passages),
            (&first, &second),
            "{document_at}"
        );
        // The first keeps the number, the second gets the next free one; a figure without a place goes to both.
        assert_eq!((one.current.number, two.current.number), (2, 4));
        let figures = |proposal: &Proposal| proposal.targets.iter().map(|t| t.what.clone()).collect::<Vec<_>>();
        assert_eq!(
            (figures(&one.current), figures(&two.current)),
            (vec!["甲".into(), "丙".into()], vec!["乙".into(), "丙".into()])
        );
        assert_eq!(
            (&one.current.leads, &two.current.leads),
            (&whole.current.leads, &whole.current.leads)
        );
        for part in [one, two] {
            assert_eq!(
                (part.decision.clone(), &part.from, &part.original),
                (Decision::Pending, &vec![2], &None)
            );
            assert_eq!(draft.originals(part.key), [&whole.current]);
        }
        assert_eq!(draft.retired, [whole]);
    }
}

#[test]
fn a_merge_gives_back_what_a_split_divided() {
    let mut draft = double();
    let whole = draft.items[1].current.clone();
    apply(&mut draft, split(135));
    apply(
        &mut draft,
        DraftCommand::Merge {
            keys: vec![5, 4],
            title: Some(whole.title.clone()),
        },
    );
    let merged = &draft.items[1];
    // The figure without a place stood in both halves, and now stands where the first half had it.
    let mut expected = whole.clone();
    expected.targets = [0, 2, 1].map(|index| whole.targets[index].clone()).to_vec();
    assert_eq!(merged.current, expected);
    assert_eq!((merged.key, &merged.from), (6, &vec![4, 5]));
    assert_eq!(draft.originals(6), [&whole]);
    assert_eq!(draft.retired.len(), 3);
    assert_eq!(decisions(&draft), ["pending", "pending", "pending"]);
}

#[test]
fn a_merge_joins_units_once_and_leads_win() {
    let mut draft = draft(3);
    let with = |leads: &[&str], co: &[&str], number| Proposal {
        leads: units(leads),
        co_units: units(co),
        ..item(number)
    };
    for (key, proposal) in [
        (1, with(&["甲局"], &["乙局", "丙局"], 1)),
        (2, with(&["乙局"], &["丙局", "甲局", "丁局"], 2)),
        (3, with(&["甲局"], &[], 3)),
    ] {
        apply(&mut draft, correct(key, proposal));
    }
    apply(
        &mut draft,
        DraftCommand::Merge {
            keys: vec![3, 1, 2],
            title: None,
        },
    );
    let merged = &draft.items[0].current;
    let names = |units: &[Cited]| units.iter().map(|unit| unit.text.clone()).collect::<Vec<_>>();
    assert_eq!(names(&merged.leads), ["甲局", "乙局"]);
    assert_eq!(names(&merged.co_units), ["丙局", "丁局"]);
    assert_eq!(
        (merged.number, merged.title.as_str(), draft.items.len()),
        (1, "建公园1", 1)
    );
    assert_eq!(merged.text, item(1).text.repeat(3));
}

#[test]
fn a_stored_draft_reads_back_and_stray_events_do_no_harm() {
    let mut draft = double();
    apply(&mut draft, split(110));
    apply(
        &mut draft,
        DraftCommand::Remove {
            key: 1,
            reason: "重复".into(),
        },
    );
    let stored = serde_json::to_string(&draft).unwrap();
    assert!(stored.contains(r#""schema":"shishi-draft/1""#));
    assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), draft);
    let before = draft.clone();
    for event in [
        DraftEvent::Accepted { key: 77 },
        DraftEvent::Removed {
            key: 2,
            reason: "x".into(),
        },
        DraftEvent::Restored { key: 2 },
        DraftEvent::Split {
            key: 2,
            into: before.items.clone(),
        },
        DraftEvent::Merged {
            keys: vec![],
            into: Box::new(before.items[0].clone()),
        },
    ] {
        draft.apply(&event);
        assert_eq!(
            (&draft.items, &draft.retired, draft.next_key),
            (&before.items, &before.retired, before.next_key)
        );
    }
    // A draft whose items come from each other is not followed for ever.
    draft.items[0].from = vec![draft.items[1].key];
    draft.items[1].from = vec![draft.items[0].key];
    assert_eq!(draft.originals(draft.items[1].key).len(), 1);
}

#[test]
fn deciding_changes_nothing_by_itself() {
    let draft = draft(2);
    let before = draft.clone();
    let _ = decide(&draft, DraftCommand::AcceptAll, now());
    let _ = issue(&draft, now());
    assert_eq!(draft, before);
}

#[test]
fn programmes_of_one_year_have_names_of_their_own() {
    for (taken, expected) in [
        (&[][..], "2020"),
        (&["2019"], "2020"),
        (&["2020"], "2020b"),
        (&["2020", "2020c"], "2020b"),
        (&["2020", "2020b"], "2020c"),
    ] {
        assert_eq!(programme_slug(2020, taken), expected);
    }
}
