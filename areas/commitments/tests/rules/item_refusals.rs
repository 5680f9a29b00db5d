//! What an item must hold to, whether it is added, corrected or accepted as read.

use shishi_commitments::draft::{
    Cited, ConditionProposal, DeadlineProposal, DraftCommand, Each, PARTS_MAX, Proposal, QUOTE_CHARS_MAX, TARGETS_MAX,
    TEXT_CHARS_MAX, TITLE_CHARS_MAX, TargetProposal, UNIT_CHARS_MAX, UNITS_MAX, decide,
};
use shishi_kernel::{Comparator, Decimal, Span};

use crate::build::{Step, code, draft, item, ladder, now, number, target, units};

type Codes = Vec<&'static str>;

const UPSIDE_DOWN: Span = Span { start: 9, end: 3 };

fn long(max: usize) -> String {
    "长".repeat(max + 1)
}

/// Every table of this file; what each produced.
pub fn all() -> Codes {
    [items(), targets(), targets_that_are_no_nonsense()].concat()
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
    let steps: &[Step<Proposal>] = &[
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
