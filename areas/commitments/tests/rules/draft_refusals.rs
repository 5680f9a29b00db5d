//! What a draft refuses; see `item_refusals` for what an item must hold to. Commands with more than one fault are refused
//! for the first in order of the rules.

use shishi_commitments::draft::{
    ADDRESSEES_MAX, CATEGORIES_MAX, Cited, Draft, DraftCategory, DraftCommand, HEADING_CHARS_MAX, Heading, ITEMS_MAX,
    Proposal, REASON_CHARS_MAX, RequirementProposal, SUPERVISORS_MAX, TITLE_CHARS_MAX, UNIT_CHARS_MAX, decide,
};
use shishi_kernel::Span;

use crate::build::{Step, apply, code, draft, heading, item, ladder, now, units};

type Codes = Vec<&'static str>;

const UPSIDE_DOWN: Span = Span { start: 9, end: 3 };

fn long(max: usize) -> String {
    "长".repeat(max + 1)
}

/// Every table of this file; what each produced.
pub fn all() -> Codes {
    [
        closed(),
        single_commands(),
        splits(),
        merges(),
        headings(),
        supervisors(),
        issues(),
        sizes(),
    ]
    .concat()
}

fn every_command() -> Vec<DraftCommand> {
    let titles = || ["甲".to_owned(), "乙".to_owned()];
    vec![
        DraftCommand::Accept { key: 99 },
        DraftCommand::AcceptAll,
        DraftCommand::Correct {
            key: 99,
            proposal: Box::default(),
        },
        DraftCommand::Split {
            key: 99,
            at: 1,
            document_at: None,
            titles: titles(),
            number: None,
        },
        DraftCommand::Merge {
            keys: vec![99],
            title: None,
        },
        DraftCommand::Add {
            proposal: Box::default(),
        },
        DraftCommand::Remove {
            key: 99,
            reason: String::new(),
        },
        DraftCommand::Restore { key: 99 },
        DraftCommand::SetHeading {
            heading: Box::default(),
        },
        DraftCommand::SetSupervisors {
            supervisors: units(&[""]),
        },
        DraftCommand::Discard,
        DraftCommand::Issue,
    ]
}

/// A closed draft refuses everything, whatever else is wrong.
fn closed() -> Codes {
    let mut codes = Vec::new();
    for last in [DraftCommand::Discard, DraftCommand::Issue] {
        let mut closed = draft(1);
        apply(&mut closed, DraftCommand::AcceptAll);
        apply(&mut closed, last);
        for command in every_command() {
            let got = code(&decide(&closed, command, now()));
            assert_eq!(got, "draft.closed");
            codes.push(got);
        }
        assert_eq!(code(&shishi_commitments::issue::issue(&closed, now())), "draft.closed");
    }
    codes
}

/// Three items: the first pending, the second removed, the third corrected; a fourth added.
fn mixed() -> Draft {
    let mut mixed = draft(3);
    apply(
        &mut mixed,
        DraftCommand::Remove {
            key: 2,
            reason: "重复".into(),
        },
    );
    let proposal = Box::new(Proposal {
        title: "改过".into(),
        ..item(3)
    });
    apply(&mut mixed, DraftCommand::Correct { key: 3, proposal });
    apply(
        &mut mixed,
        DraftCommand::Add {
            proposal: Box::new(item(4)),
        },
    );
    mixed
}

fn single_commands() -> Codes {
    let correct = |key, proposal| DraftCommand::Correct {
        key,
        proposal: Box::new(proposal),
    };
    let remove = |key, reason: &str| DraftCommand::Remove {
        key,
        reason: reason.into(),
    };
    let rows = vec![
        (DraftCommand::Accept { key: 9 }, "draft.item_unknown"),
        (DraftCommand::Accept { key: 0 }, "draft.item_unknown"),
        (DraftCommand::Accept { key: 2 }, "draft.item_removed"),
        (DraftCommand::Accept { key: 3 }, "draft.already_decided"),
        (DraftCommand::Accept { key: 4 }, "draft.already_decided"),
        (DraftCommand::Accept { key: 1 }, "ok"),
        (DraftCommand::AcceptAll, "ok"),
        (correct(9, Proposal::default()), "draft.item_unknown"),
        (correct(2, Proposal::default()), "draft.item_removed"),
        (correct(1, item(1)), "draft.nothing_changed"),
        (correct(1, Proposal::default()), "draft.number_missing"),
        (correct(3, item(3)), "ok"),
        (correct(4, item(5)), "ok"),
        (remove(9, ""), "draft.item_unknown"),
        (remove(2, ""), "draft.item_removed"),
        (remove(1, " \n"), "draft.reason_missing"),
        (remove(1, &long(REASON_CHARS_MAX)), "draft.reason_long"),
        (remove(1, &"长".repeat(REASON_CHARS_MAX)), "ok"),
        (DraftCommand::Restore { key: 9 }, "draft.item_unknown"),
        (DraftCommand::Restore { key: 4 }, "draft.no_original"),
        (DraftCommand::Restore { key: 1 }, "draft.nothing_changed"),
        (DraftCommand::Restore { key: 2 }, "ok"),
        (DraftCommand::Restore { key: 3 }, "ok"),
    ];
    let mut codes: Codes = Vec::new();
    for (index, (command, expected)) in rows.into_iter().enumerate() {
        let got = code(&decide(&mixed(), command, now()));
        assert_eq!(got, expected, "row {index}");
        codes.push(got);
    }
    let mut done = draft(1);
    apply(&mut done, DraftCommand::AcceptAll);
    codes.push(code(&decide(&done, DraftCommand::AcceptAll, now())));
    assert_eq!(codes.last(), Some(&"draft.nothing_pending"));
    codes
}

fn splits() -> Codes {
    // The text has 16 characters; 新 is three bytes.
    let mut base = mixed();
    base.items[0].current.text = "新建甲3处。改造乙5处。".into();
    base.items[0].current.passages = vec![Span::new(100, 140)];
    let whole = base.items[0].current.text.len();
    let border = base.items[0].current.text.find('改').unwrap();
    type Row = (u32, usize, Option<u32>, [&'static str; 2], &'static str);
    let rows: &[Row] = &[
        (9, 0, None, ["", ""], "draft.item_unknown"),
        (2, 0, None, ["", ""], "draft.item_removed"),
        (1, 0, None, ["", ""], "draft.split_border"),
        (1, 1, None, ["", ""], "draft.split_border"),
        (1, whole, None, ["", ""], "draft.split_border"),
        (1, whole + 1, None, ["", ""], "draft.split_border"),
        (
            1,
            usize::try_from(u32::MAX).unwrap(),
            None,
            ["", ""],
            "draft.split_border",
        ),
        (1, border, None, ["", ""], "draft.split_place"),
        (1, border, Some(100), ["", ""], "draft.split_place"),
        (1, border, Some(140), ["", ""], "draft.split_place"),
        (1, border, Some(99), ["", ""], "draft.split_place"),
        (1, border, Some(120), ["", ""], "draft.title_missing"),
        (1, border, Some(120), ["甲", " "], "draft.title_missing"),
        (1, border, Some(120), ["甲", "乙"], "ok"),
        (3, 3, None, ["甲", "乙"], "ok"),
    ];
    let ask = |key, at: usize, document_at, titles: [&str; 2]| {
        let at = u32::try_from(at).unwrap();
        let titles = titles.map(str::to_owned);
        code(&decide(
            &base,
            DraftCommand::Split {
                key,
                at,
                document_at,
                titles,
                number: None,
            },
            now(),
        ))
    };
    let mut codes: Codes = Vec::new();
    for (key, at, document_at, titles, expected) in rows {
        let got = ask(*key, *at, *document_at, *titles);
        assert_eq!(got, *expected, "{key} {at} {document_at:?} {titles:?}");
        codes.push(got);
    }
    let got = ask(1, border, Some(120), ["甲", &long(TITLE_CHARS_MAX)]);
    assert_eq!(got, "draft.title_long");
    codes
}

fn merges() -> Codes {
    let mut base = draft(6);
    apply(
        &mut base,
        DraftCommand::Remove {
            key: 3,
            reason: "重复".into(),
        },
    );
    let rows: &[(&[u32], Option<&str>, &str)] = &[
        (&[], None, "draft.merge_too_few"),
        (&[9], None, "draft.item_unknown"),
        (&[1, 9, 3], None, "draft.item_unknown"),
        (&[1, 3, 9], None, "draft.item_removed"),
        (&[1], None, "draft.merge_too_few"),
        (&[1, 1], None, "draft.key_repeated"),
        (&[1, 5], Some(""), "draft.not_neighbours"),
        (&[1, 2, 5], Some(""), "draft.not_neighbours"),
        (&[1, 2], Some(""), "draft.title_missing"),
        (&[1, 2], None, "ok"),
        (&[2, 1], Some("甲"), "ok"),
        // A removed item between two does not keep them apart.
        (&[2, 4], None, "ok"),
        (&[6, 4, 5], None, "ok"),
    ];
    let mut codes: Codes = Vec::new();
    for (keys, title, expected) in rows {
        let command = DraftCommand::Merge {
            keys: keys.to_vec(),
            title: title.map(str::to_owned),
        };
        let got = code(&decide(&base, command, now()));
        assert_eq!(got, *expected, "{keys:?}");
        codes.push(got);
    }
    codes
}

fn headings() -> Codes {
    let start = Heading {
        title: " ".into(),
        number: Some(long(HEADING_CHARS_MAX)),
        issuer: Some(long(HEADING_CHARS_MAX)),
        kind: Some(long(HEADING_CHARS_MAX)),
        addressees: vec![long(HEADING_CHARS_MAX); ADDRESSEES_MAX + 1],
        ..Heading::default()
    };
    let steps: &[Step<Heading>] = &[
        ("draft.heading_title_missing", |h| h.title = long(HEADING_CHARS_MAX)),
        ("draft.heading_long", |h| h.title = heading().title),
        ("draft.heading_long", |h| h.number = None),
        ("draft.heading_long", |h| h.issuer = None),
        ("draft.heading_long", |h| h.kind = None),
        ("draft.heading_long", |h| h.addressees.truncate(1)),
        ("draft.heading_long", |h| h.addressees.clear()),
        ("draft.year_missing", |h| h.year = Some(1989)),
        ("draft.year_out_of_range", |h| h.year = Some(2101)),
        ("draft.year_out_of_range", |h| h.year = Some(i16::MIN)),
        ("draft.year_out_of_range", |h| h.year = Some(2020)),
        ("draft.nothing_changed", |h| h.year = Some(1990)),
        ("ok", |h| h.year = Some(2100)),
        ("ok", |_| ()),
    ];
    ladder(start, steps, |heading| {
        code(&decide(
            &draft(1),
            DraftCommand::SetHeading {
                heading: Box::new(heading.clone()),
            },
            now(),
        ))
    })
}

fn supervisors() -> Codes {
    let mut start = vec![Cited::added(long(UNIT_CHARS_MAX)); SUPERVISORS_MAX + 1];
    start[0] = Cited::added(" ");
    let steps: &[Step<Vec<Cited>>] = &[
        ("draft.supervisors_too_many", |s| s.truncate(SUPERVISORS_MAX)),
        ("draft.supervisor_empty", |s| s[0] = Cited::added("财政局")),
        ("draft.supervisor_long", |s| *s = units(&["财政局", "财政局 "])),
        ("draft.supervisor_twice", |s| *s = units(&["督查室"])),
        ("draft.nothing_changed", Vec::clear),
        ("ok", |_| ()),
    ];
    ladder(start, steps, |supervisors| {
        code(&decide(
            &draft(1),
            DraftCommand::SetSupervisors {
                supervisors: supervisors.clone(),
            },
            now(),
        ))
    })
}

fn issues() -> Codes {
    let mut start = draft(4);
    start.heading = Heading::default();
    start.supervisors = units(&["", ""]);
    start.categories = vec![DraftCategory {
        number: 0,
        title: "环境".into(),
        span: None,
    }];
    start.requirements = vec![RequirementProposal {
        number: 1,
        title: "甲".into(),
        text: "乙".into(),
        span: Some(UPSIDE_DOWN),
    }];
    apply(
        &mut start,
        DraftCommand::Remove {
            key: 4,
            reason: "重复".into(),
        },
    );
    start.items[1].current.title.clear();
    start.items[2].current.number = 2;
    start.items[2].current.leads.clear();
    let steps: &[Step<Draft>] = &[
        ("draft.heading_title_missing", |d| d.heading.title = "甲".into()),
        ("draft.year_missing", |d| d.heading.year = Some(1989)),
        ("draft.year_out_of_range", |d| d.heading.year = Some(2020)),
        ("draft.supervisor_empty", |d| d.supervisors.clear()),
        ("draft.category_invalid", |d| {
            d.categories = vec![d.categories[0].clone(); 2]
        }),
        ("draft.category_invalid", |d| {
            d.categories.iter_mut().for_each(|c| c.number = 1)
        }),
        ("draft.category_invalid", |d| d.categories[1].number = 2),
        ("draft.requirement_invalid", |d| d.requirements[0].span = None),
        ("draft.pending_left", |d| {
            d.items[0].decision = shishi_commitments::draft::Decision::Accepted
        }),
        ("draft.pending_left", |d| {
            for item in &mut d.items[1..3] {
                item.decision = shishi_commitments::draft::Decision::Accepted;
            }
        }),
        ("draft.title_missing", |d| d.items[1].current.title = "乙".into()),
        ("draft.number_duplicate", |d| d.items[2].current.number = 3),
        ("draft.lead_missing", |d| d.items[2].current.leads = units(&["财务局"])),
        ("ok", |d| d.items.iter_mut().for_each(|item| item.current.leads.clear())),
        // A list that names no lead anywhere is issued as it was printed.
        ("ok", |d| d.items.clear()),
        ("draft.no_items", |_| ()),
    ];
    ladder(start, steps, |draft| {
        let decided = decide(draft, DraftCommand::Issue, now());
        let issued = shishi_commitments::issue::issue(draft, now());
        assert_eq!(code(&decided), code(&issued));
        code(&decided)
    })
}

fn sizes() -> Codes {
    let full = u32::try_from(ITEMS_MAX).unwrap();
    let mut codes: Codes = Vec::new();
    let mut row = |draft: &Draft, command: DraftCommand, expected: &'static str| {
        let got = code(&decide(draft, command, now()));
        assert_eq!(got, expected);
        codes.push(got);
    };
    let split = || DraftCommand::Split {
        key: 1,
        at: 3,
        document_at: None,
        titles: ["甲".into(), "乙".into()],
        number: None,
    };
    let mut base = draft(full);
    row(
        &base,
        DraftCommand::Add {
            proposal: Box::new(item(9_999)),
        },
        "draft.items_too_many",
    );
    row(&base, split(), "draft.items_too_many");
    apply(
        &mut base,
        DraftCommand::Remove {
            key: 5,
            reason: "重复".into(),
        },
    );
    row(&base, split(), "ok");
    apply(
        &mut base,
        DraftCommand::Add {
            proposal: Box::new(item(9_999)),
        },
    );
    row(&base, DraftCommand::Restore { key: 5 }, "draft.items_too_many");
    apply(&mut base, DraftCommand::AcceptAll);
    row(&base, DraftCommand::Issue, "ok");
    let mut more = draft(full + 1);
    apply(&mut more, DraftCommand::AcceptAll);
    row(&more, DraftCommand::Issue, "draft.items_too_many");
    let mut many = draft(1);
    apply(&mut many, DraftCommand::AcceptAll);
    let categories = (1..).take(CATEGORIES_MAX + 1);
    many.categories = categories
        .map(|number| DraftCategory {
            number,
            title: "甲".into(),
            span: None,
        })
        .collect();
    row(&many, DraftCommand::Issue, "draft.category_invalid");
    many.categories.pop();
    row(&many, DraftCommand::Issue, "ok");
    codes
}
