//! What a draft refuses. Each table goes from the first fault to the last: every row mends what the row before was
//! refused for, so that the order of precedence is what is tested.

use shishi_commitments::draft::{
    ADDRESSEES_MAX, CATEGORIES_MAX, Cited, ConditionProposal, DeadlineProposal, Draft, DraftCategory, DraftCommand,
    Each, HEADING_CHARS_MAX, Heading, ITEMS_MAX, PARTS_MAX, Proposal, QUOTE_CHARS_MAX, REASON_CHARS_MAX,
    RequirementProposal, SUPERVISORS_MAX, TARGETS_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX, TargetProposal, UNIT_CHARS_MAX,
    UNITS_MAX, decide,
};
use shishi_kernel::{Comparator, Decimal, Span};

use crate::build::{apply, code, draft, heading, item, now, number, target, units};

type Codes = Vec<&'static str>;

const UPSIDE_DOWN: Span = Span { start: 9, end: 3 };

fn long(max: usize) -> String {
    "长".repeat(max + 1)
}

/// Every table of this file; what each produced.
pub fn all() -> Codes {
    [
        items(),
        targets(),
        targets_that_are_no_nonsense(),
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

/// Mends a faulty item step by step, adding it each time.
fn items() -> Codes {
    let mut proposal = Proposal {
        number: 0,
        category: Some(9),
        title: " ".into(),
        text: "\n".into(),
        passages: vec![UPSIDE_DOWN; PARTS_MAX + 1],
        leads: units(&[""]),
        co_units: vec![Cited::added("财政局"); UNITS_MAX],
        targets: vec![
            TargetProposal {
                value: number("-1"),
                ..target("1", "处", "甲")
            };
            TARGETS_MAX + 1
        ],
        deadlines: vec![deadline(); PARTS_MAX + 1],
        conditions: vec![condition(); PARTS_MAX + 1],
        doubts: vec![long(QUOTE_CHARS_MAX); PARTS_MAX + 1],
    };
    let places = Each {
        value: Decimal::ONE,
        places: vec!["甲街道".into(); PARTS_MAX + 1],
    };
    proposal.targets[0].each = Some(places);
    let steps: &[(&str, fn(&mut Proposal))] = &[
        ("draft.number_missing", |p| p.number = 7),
        ("draft.title_missing", |p| p.title = long(TITLE_CHARS_MAX)),
        ("draft.title_long", |p| p.title = "长".repeat(TITLE_CHARS_MAX)),
        ("draft.text_missing", |p| p.text = long(TEXT_CHARS_MAX)),
        ("draft.text_long", |p| p.text = "长".repeat(TEXT_CHARS_MAX)),
        ("draft.category_unknown", |p| p.category = Some(1)),
        ("draft.too_many", |p| p.co_units.truncate(UNITS_MAX - 2)),
        ("draft.unit_empty", |p| p.leads = units(&[&long(UNIT_CHARS_MAX)])),
        ("draft.unit_long", |p| p.leads = units(&["财政局", " 财政局 "])),
        ("draft.unit_twice", |p| p.leads = units(&["财政局"])),
        ("draft.unit_twice", |p| p.co_units.truncate(1)),
        ("draft.lead_and_co", |p| p.leads = units(&["城市管理局"])),
        ("draft.too_many", |p| p.targets.truncate(TARGETS_MAX)),
        ("draft.too_many", |p| p.passages.truncate(1)),
        ("draft.too_many", |p| p.deadlines.truncate(1)),
        ("draft.too_many", |p| p.conditions.truncate(1)),
        ("draft.too_many", |p| p.doubts.truncate(1)),
        ("draft.too_many", |p| p.targets[0].each = None),
        ("draft.span_invalid", |p| p.passages.clear()),
        ("draft.quote_long", |p| p.doubts.clear()),
        ("draft.value_negative", |p| p.targets.truncate(1)),
        ("draft.value_negative", |p| p.targets.clear()),
        ("ok", |_| ()),
    ];
    ladder(proposal, steps, |proposal| {
        code(&decide(
            &draft(2),
            DraftCommand::Add {
                proposal: Box::new(proposal.clone()),
            },
            now(),
        ))
    })
}

fn ladder<T>(mut state: T, steps: &[(&'static str, fn(&mut T))], ask: impl Fn(&T) -> &'static str) -> Codes {
    let mut codes = Vec::new();
    for (index, (expected, mend)) in steps.iter().enumerate() {
        let got = ask(&state);
        assert_eq!(got, *expected, "step {index}");
        codes.push(got);
        mend(&mut state);
    }
    codes
}

fn deadline() -> DeadlineProposal {
    DeadlineProposal {
        date: None,
        name: None,
        milestone: None,
        quote: "年内".into(),
        span: None,
    }
}

fn condition() -> ConditionProposal {
    ConditionProposal {
        quote: "甲".into(),
        kind: "condition".into(),
        span: None,
    }
}

/// A wrong place or a long text is found wherever it hides.
fn targets() -> Codes {
    let mut codes = Vec::new();
    let mut row = |expected: &'static str, spoil: &dyn Fn(&mut Proposal)| {
        let mut proposal = item(7);
        proposal.deadlines.push(deadline());
        proposal.conditions.push(condition());
        spoil(&mut proposal);
        // The same is asked of a correction, and of an item as read when it is accepted.
        let correct = DraftCommand::Correct {
            key: 1,
            proposal: Box::new(proposal.clone()),
        };
        assert_eq!(code(&decide(&draft(1), correct, now())), expected);
        let mut read = draft(1);
        read.items[0].current = proposal;
        assert_eq!(code(&decide(&read, DraftCommand::Accept { key: 1 }, now())), expected);
        let got = code(&decide(&read, DraftCommand::AcceptAll, now()));
        assert_eq!(got, expected);
        codes.push(got);
    };
    let text = || long(QUOTE_CHARS_MAX);
    row("draft.span_invalid", &|p| p.leads[0].span = Some(UPSIDE_DOWN));
    row("draft.span_invalid", &|p| p.co_units[0].span = Some(UPSIDE_DOWN));
    row("draft.span_invalid", &|p| p.targets[0].span = Some(UPSIDE_DOWN));
    row("draft.span_invalid", &|p| p.deadlines[0].span = Some(UPSIDE_DOWN));
    row("draft.span_invalid", &|p| p.conditions[0].span = Some(UPSIDE_DOWN));
    row("draft.quote_long", &|p| p.targets[0].what = text());
    row("draft.quote_long", &|p| p.targets[0].unit = text());
    row("draft.quote_long", &|p| p.targets[0].as_written = text());
    row("draft.quote_long", &|p| p.targets[0].per = Some(text()));
    row("draft.quote_long", &|p| p.targets[0].doubt = Some(text()));
    row("draft.quote_long", &|p| p.targets[0].comparator_word = Some(text()));
    row("draft.quote_long", &|p| {
        p.targets[0].each = Some(Each {
            value: Decimal::ONE,
            places: vec![text()],
        })
    });
    row("draft.quote_long", &|p| p.deadlines[0].quote = text());
    row("draft.quote_long", &|p| p.deadlines[0].name = Some(text()));
    row("draft.quote_long", &|p| p.deadlines[0].milestone = Some(text()));
    row("draft.quote_long", &|p| p.conditions[0].quote = text());
    row("draft.quote_long", &|p| p.conditions[0].kind = text());
    row("draft.unit_empty", &|p| p.co_units[0].text = "　".into());
    row("ok", &|p| p.targets[0].what = "长".repeat(QUOTE_CHARS_MAX));
    row("ok", &|p| p.leads[0].text = "长".repeat(UNIT_CHARS_MAX));
    codes
}

fn targets_that_are_no_nonsense() -> Codes {
    use Comparator::{Approx, Eq, Ge, Le, Range};
    let rows: &[(&str, &str, Comparator, &str, &str, &str)] = &[
        // value, upper end, comparator, unit, what, code
        ("4", "5", Range, "家", "农贸市场", "ok"),
        ("4", "4", Range, "家", "农贸市场", "ok"),
        ("5", "4", Range, "家", "农贸市场", "draft.range_upside_down"),
        ("5", "-4", Range, "家", "农贸市场", "draft.range_upside_down"),
        ("5", "", Range, "家", "农贸市场", "draft.range_end_missing"),
        ("-5", "", Range, "家", "农贸市场", "draft.range_end_missing"),
        ("5", "6", Eq, "家", "农贸市场", "draft.range_end_stray"),
        ("-5", "6", Approx, "家", "农贸市场", "draft.range_end_stray"),
        ("-5", "6", Range, "家", "农贸市场", "draft.value_negative"),
        ("-1", "", Ge, "所", "幼儿园", "draft.value_negative"),
        ("-0.1", "", Eq, "元", "补贴", "draft.value_negative"),
        ("0", "", Le, "起", "事故", "ok"),
        ("-3", "", Le, "%", "能耗强度增长", "ok"),
        ("-3", "", Eq, "%", "检查率", "draft.value_negative"),
        ("90", "", Ge, "%", "检查率", "ok"),
        ("100", "", Ge, "%", "覆盖率", "ok"),
        ("100.01", "", Ge, "%", "覆盖率", "draft.over_hundred"),
        ("120", "", Eq, "％", "报销比例", "draft.over_hundred"),
        ("120", "", Ge, "%", "投资增长", "ok"),
        ("120", "", Ge, "%", "任务完成率", "ok"),
        ("150", "", Ge, "%", "覆盖面增长", "ok"),
        ("90", "101", Range, "%", "满意度", "draft.over_hundred"),
        ("1000000000000000", "", Eq, "元", "投资", "ok"),
        ("1000000000000001", "", Eq, "元", "投资", "draft.value_large"),
        ("-1000000000000001", "", Eq, "元", "投资", "draft.value_large"),
        (
            "79228162514264337593543950335",
            "",
            Eq,
            "%",
            "检查率",
            "draft.value_large",
        ),
        (
            "1",
            "79228162514264337593543950335",
            Range,
            "处",
            "公园",
            "draft.value_large",
        ),
        ("0.0000000000000000000000000001", "", Eq, "公里", "道路", "ok"),
    ];
    let mut codes: Codes = Vec::new();
    for (value, value_max, comparator, unit, what, expected) in rows {
        let mut proposal = item(7);
        proposal.targets = vec![TargetProposal {
            comparator: *comparator,
            value_max: (!value_max.is_empty()).then(|| number(value_max)),
            ..target(value, unit, what)
        }];
        let got = code(&decide(
            &draft(1),
            DraftCommand::Add {
                proposal: Box::new(proposal),
            },
            now(),
        ));
        assert_eq!(got, *expected, "{value} {value_max} {unit} {what}");
        codes.push(got);
    }
    // The old value and the figure at each place are figures too.
    let mut proposal = item(7);
    proposal.targets[0].from = Some(number("-1"));
    let got = code(&decide(
        &draft(1),
        DraftCommand::Add {
            proposal: Box::new(proposal),
        },
        now(),
    ));
    assert_eq!(got, "draft.value_negative");
    let mut proposal = item(7);
    proposal.targets[0].each = Some(Each {
        value: number("-1"),
        places: vec!["甲".into()],
    });
    let got = code(&decide(
        &draft(1),
        DraftCommand::Add {
            proposal: Box::new(proposal),
        },
        now(),
    ));
    assert_eq!(got, "draft.value_negative");
    codes
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
    let rows: &[(u32, usize, Option<u32>, [&str; 2], &str)] = &[
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
    let steps: &[(&str, fn(&mut Heading))] = &[
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
    let steps: &[(&str, fn(&mut Vec<Cited>))] = &[
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
    let steps: &[(&str, fn(&mut Draft))] = &[
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
