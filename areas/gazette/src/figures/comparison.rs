//! Words beside a number that say how a result is held against it.

use shishi_kernel::Comparator;

use super::context::Clause;
use super::numerals::Numeral;

/// The comparing word at the head of the words behind a classifier.
pub(crate) fn after(rest: &str) -> Option<(Comparator, &'static str, usize)> {
    const WORDS: [(&str, Comparator); 10] = [
        ("及以上", Comparator::Ge),
        ("(含)以上", Comparator::Ge),
        ("以上", Comparator::Ge),
        ("及以下", Comparator::Le),
        ("以下", Comparator::Le),
        ("以内", Comparator::Le),
        ("之内", Comparator::Le),
        ("左右", Comparator::Approx),
        ("上下", Comparator::Approx),
        ("余", Comparator::Approx),
    ];
    WORDS
        .iter()
        .find(|(w, _)| rest.starts_with(w))
        .map(|(word, comparator)| (*comparator, *word, word.len()))
}

/// Words right before a number that say how a result is held against it, longest first.
pub(super) const BEFORE: [(&str, Comparator); 42] = [
    ("不得少于", Comparator::Ge),
    ("不得低于", Comparator::Ge),
    ("不得超过", Comparator::Le),
    ("控制在", Comparator::Le),
    ("不少于", Comparator::Ge),
    ("不低于", Comparator::Ge),
    ("不小于", Comparator::Ge),
    ("不超过", Comparator::Le),
    ("不高于", Comparator::Le),
    ("不大于", Comparator::Le),
    ("不多于", Comparator::Le),
    ("预计约", Comparator::Approx),
    ("至少", Comparator::Ge),
    ("最少", Comparator::Ge),
    ("超过", Comparator::Ge),
    ("突破", Comparator::Ge),
    ("高于", Comparator::Ge),
    ("大于", Comparator::Ge),
    ("多于", Comparator::Ge),
    ("达到", Comparator::Ge),
    ("最多", Comparator::Le),
    ("至多", Comparator::Le),
    ("低于", Comparator::Le),
    ("小于", Comparator::Le),
    ("少于", Comparator::Le),
    ("共约", Comparator::Approx),
    ("大约", Comparator::Approx),
    ("共计", Comparator::Eq),
    ("总计", Comparator::Eq),
    ("合计", Comparator::Eq),
    ("增加到", Comparator::Eq),
    ("提高到", Comparator::Eq),
    ("提高至", Comparator::Eq),
    ("增加至", Comparator::Eq),
    ("提升至", Comparator::Eq),
    ("提升到", Comparator::Eq),
    ("达", Comparator::Ge),
    ("约", Comparator::Approx),
    ("近", Comparator::Approx),
    ("共", Comparator::Eq),
    ("为", Comparator::Eq),
    ("超", Comparator::Ge),
];

/// How a result is held against a number.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The comparator.
    pub comparator: Comparator,
    /// The word as printed.
    pub word: Option<String>,
    /// Length of the word right before the number.
    pub before_len: usize,
}

impl Comparison {
    /// The comparison that the words around a number make; a word behind it wins over one before it.
    pub(crate) fn of(numeral: &Numeral, clause: &Clause<'_>) -> Self {
        let last = clause.before.chars().next_back();
        let before = last
            .filter(|c| "于过在约少最到多计至达近共为超".contains(*c))
            .and_then(|_| BEFORE.iter().find(|(w, _)| clause.before.ends_with(w)))
            // 为600户家庭 begins with a preposition; 比例为50% compares.
            .filter(|(w, _)| *w != "为" || clause.before.trim_start_matches('并').chars().count() >= 3);
        let before_len = before.map_or(0, |(w, _)| w.len());
        if numeral.max.is_some() {
            return Self {
                comparator: Comparator::Range,
                word: None,
                before_len: 0,
            };
        }
        if let Some((comparator, word, _)) = clause.after {
            let word = match before {
                Some(("控制在", _)) => format!("控制在…{word}"),
                _ => word.to_owned(),
            };
            return Self {
                comparator,
                word: Some(word),
                before_len,
            };
        }
        if let Some((word, comparator)) = before {
            return Self {
                comparator: *comparator,
                word: Some((*word).to_owned()),
                before_len,
            };
        }
        if numeral.about {
            return Self {
                comparator: Comparator::Approx,
                word: Some("余".to_owned()),
                before_len: 0,
            };
        }
        if clause.before.contains("确保") {
            return Self {
                comparator: Comparator::Ge,
                word: Some("确保".to_owned()),
                before_len: 0,
            };
        }
        Self {
            comparator: Comparator::Eq,
            word: None,
            before_len: 0,
        }
    }
}
