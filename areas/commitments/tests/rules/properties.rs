//! What holds for every sequence of commands.

use proptest::prelude::*;
use shishi_commitments::draft::{
    Cited, Draft, DraftCommand, DraftEvent, DraftInput, DraftItem, DraftStatus, Heading, Proposal, decide,
};
use shishi_commitments::duty::duties_of;
use shishi_commitments::finding::findings;
use shishi_commitments::issue::issue;
use shishi_commitments::measure::measures_of;
use shishi_commitments::place::{document_offset, locate};
use shishi_kernel::{Comparator, Decimal, Span};

use crate::build::{apply, draft, heading, item, now, target, units};

/// Words of the kind that the rules look for, and noise between them.
const WORDS: &[&str] = &[
    "全区",
    "60家",
    "新建",
    "公厕",
    "3处",
    "，",
    "。",
    "；",
    "分三批次",
    "每村",
    "提高",
    "低保标准",
    "和",
    "、",
    "组织",
    "柳行街道",
    "由",
    "实施",
    "出台",
    "文件",
    "《设计标准》",
    "CJJ14-2016",
    "（",
    "）",
    "“",
    "”",
    "2020年",
    "2031年",
    "年内",
    "约",
    "不低于90%",
    "开展",
    "整治",
    "为",
    "居民",
    "购买",
    "保险",
    "符合",
    "国家标准",
    "医院",
    "建设",
    "各",
    "…",
    " ",
    "\n",
    "\u{3000}",
    "𠮷",
    "é",
    "0",
    "-",
    "/",
];

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..24).prop_map(|words| words.concat())
}

fn proposals() -> impl Strategy<Value = Proposal> {
    let figure = (
        words(),
        any::<i32>(),
        0_u32..4,
        prop::option::of(any::<i16>()),
        words(),
        any::<(u8, u8)>(),
    );
    (
        (0_u32..6, prop::option::of(0_u32..3), words(), words()),
        prop::collection::vec(
            prop::sample::select(vec!["财政局", "柳行街道", "各街道", "", "城市管理局"]),
            0..4,
        ),
        prop::collection::vec(figure, 0..4),
        prop::collection::vec((0_u32..80, 0_u32..80), 0..3),
    )
        .prop_map(|((number, category, title, text), names, figures, places)| {
            let targets = figures
                .into_iter()
                .map(|(what, value, scale, most, written, (start, kind))| {
                    let mut figure = target("1", "处", &what);
                    figure.value = Decimal::new(i64::from(value), scale);
                    figure.value_max = most.map(Decimal::from);
                    figure.comparator = [Comparator::Eq, Comparator::Range, Comparator::Approx][usize::from(kind) % 3];
                    figure.as_written = written;
                    figure.span = (start % 2 == 0).then(|| Span {
                        start: u32::from(start),
                        end: u32::from(start) + 3,
                    });
                    figure
                });
            Proposal {
                number,
                category,
                title,
                text,
                leads: names.iter().take(1).map(|name| Cited::added(*name)).collect(),
                co_units: names.iter().skip(1).map(|name| Cited::added(*name)).collect(),
                targets: targets.collect(),
                passages: places.into_iter().map(|(start, end)| Span { start, end }).collect(),
                ..Proposal::default()
            }
        })
}

fn commands() -> impl Strategy<Value = DraftCommand> {
    let key = 0_u32..9;
    let clean = (1_u32..9).prop_map(item);
    let any_proposal = prop_oneof![proposals(), clean].prop_map(Box::new);
    prop_oneof![
        4 => key.clone().prop_map(|key| DraftCommand::Accept { key }),
        1 => Just(DraftCommand::AcceptAll),
        3 => (key.clone(), any_proposal.clone()).prop_map(|(key, proposal)| DraftCommand::Correct { key, proposal }),
        3 => (key.clone(), 0_u32..60, prop::option::of(0_u32..90), words(), prop::option::of(0_u32..9)).prop_map(
            |(key, at, document_at, title, number)| DraftCommand::Split {
                key,
                at,
                document_at,
                titles: ["甲".into(), title],
                number,
            }
        ),
        3 => (prop::collection::vec(key.clone(), 0..4), prop::option::of(words()))
            .prop_map(|(keys, title)| DraftCommand::Merge { keys, title }),
        1 => any_proposal.prop_map(|proposal| DraftCommand::Add { proposal }),
        2 => (key.clone(), words()).prop_map(|(key, reason)| DraftCommand::Remove { key, reason }),
        2 => key.prop_map(|key| DraftCommand::Restore { key }),
        1 => (words(), prop::option::of(1985_i16..2110)).prop_map(|(title, year)| DraftCommand::SetHeading {
            heading: Box::new(Heading { title, year, ..heading() })
        }),
        1 => prop::collection::vec(words(), 0..3)
            .prop_map(|names| DraftCommand::SetSupervisors { supervisors: names.into_iter().map(Cited::added).collect() }),
        1 => prop_oneof![9 => Just(DraftCommand::Issue), 1 => Just(DraftCommand::Discard)],
    ]
}

fn opened() -> impl Strategy<Value = Draft> {
    prop::collection::vec(prop_oneof![2 => (1_u32..9).prop_map(item), 1 => proposals()], 0..6).prop_map(|items| {
        Draft::open(DraftInput {
            heading: heading(),
            categories: draft(0).categories,
            items,
            supervisors: units(&["督查室"]),
            ..DraftInput::default()
        })
    })
}

/// Every item that was ever read, with its original, wherever it is now.
fn read(draft: &Draft) -> Vec<(u32, Option<Proposal>)> {
    let mut items: Vec<&DraftItem> = draft.items.iter().chain(&draft.retired).collect();
    items.sort_by_key(|item| item.key);
    items
        .into_iter()
        .filter(|item| item.original.is_some())
        .map(|item| (item.key, item.original.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_events_equals_the_state(start in opened(), asked in prop::collection::vec(commands(), 0..25)) {
        let mut state = start.clone();
        let mut log: Vec<String> = Vec::new();
        for command in asked {
            let before = state.clone();
            let Ok(events) = decide(&state, command, now()) else { continue };
            prop_assert_eq!(&before, &state);
            prop_assert!(!events.is_empty());
            for event in &events {
                state.apply(event);
                log.push(serde_json::to_string(event).unwrap());
            }
            prop_assert_eq!(state.revision as usize, log.len());
            // What was read is there for ever, and no key is used twice.
            prop_assert_eq!(read(&state), read(&start));
            let mut keys: Vec<u32> = state.items.iter().chain(&state.retired).map(|item| item.key).collect();
            keys.sort_unstable();
            let count = keys.len();
            keys.dedup();
            prop_assert_eq!(keys.len(), count);
            prop_assert!(keys.iter().all(|key| *key < state.next_key));
            if state.status == DraftStatus::Issued {
                prop_assert!(issue(&before, now()).is_ok());
            }
        }
        let mut replayed = start;
        for line in log {
            replayed.apply(&serde_json::from_str::<DraftEvent>(&line).unwrap());
        }
        prop_assert_eq!(replayed, state);
    }

    #[test]
    fn a_split_and_a_merge_give_back_the_words(text in words(), at in 0_u32..90, shift in 0_u32..50) {
        let mut draft = draft(2);
        let mut whole = item(1);
        whole.passages = vec![Span::new(shift as usize, shift as usize + text.len())];
        whole.text = text;
        draft.items[0].current = whole.clone();
        let titles = ["甲".to_owned(), "乙".to_owned()];
        let split = DraftCommand::Split { key: 1, at, document_at: None, titles, number: None };
        // Only a border that leaves two halves can be cut at.
        let halves = whole.text.get(..at as usize).zip(whole.text.get(at as usize..));
        let possible = halves.is_some_and(|(one, two)| !one.trim().is_empty() && !two.trim().is_empty());
        prop_assert_eq!(decide(&draft, split.clone(), now()).is_ok(), possible);
        if possible {
            apply(&mut draft, split);
            let [one, two, _] = &draft.items[..] else { panic!("two halves and the other item") };
            prop_assert_eq!(one.current.text.len(), at as usize);
            prop_assert_eq!(two.current.passages[0].start, shift + at);
            apply(&mut draft, DraftCommand::Merge { keys: vec![3, 4], title: Some(whole.title.clone()) });
            prop_assert_eq!(&draft.items[0].current, &whole);
        }
    }

    /// Whatever the words, every figure is measured, positions run on, and places lie in the text they quote.
    #[test]
    fn measures_and_findings_bear_every_text(proposal in proposals(), year in prop::option::of(any::<i16>())) {
        let measures = measures_of(&proposal, year);
        prop_assert!(!measures.is_empty());
        prop_assert!(measures.iter().zip(1..).all(|(measure, position)| measure.position == position));
        let figures = measures.iter().filter(|measure| measure.target.is_some()).count();
        prop_assert_eq!(figures, proposal.targets.len());
        for measure in &measures[figures..] {
            prop_assert!(proposal.text.contains(measure.as_written.as_deref().unwrap()));
            let _ = measure.met(Decimal::ONE);
        }
        for finding in findings(&proposal, &measures, year) {
            prop_assert!(finding.arguments.iter().all(|(name, _)| !name.is_empty()));
        }
        let _ = duties_of(&proposal);
    }

    /// A text whose white space was taken out is found again, character by character.
    #[test]
    fn places_lead_back_to_the_document(before in words(), printed in words(), after in words()) {
        let document = format!("{before}{printed}{after}");
        let passages = [Span::new(before.len(), before.len() + printed.len())];
        let text: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
        for (at, letter) in text.char_indices() {
            let place = document_offset(&document, &passages, &text, u32::try_from(at).unwrap());
            prop_assert!(place.is_some_and(|place| document[place as usize..].starts_with(letter)));
        }
        let found = locate(&document, &passages, &text);
        prop_assert_eq!(found.is_some(), !text.is_empty());
        if let Some(words) = found.and_then(|span| span.of(&document)) {
            let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(words, text);
        }
    }
}
