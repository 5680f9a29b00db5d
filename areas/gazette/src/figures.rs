//! Figures promised in the words of an item, and the numbers there that promise nothing.
//!
//! Every number ends up as a target, a condition or neither; the words around it decide. Each rule below names what
//! it looks at. A rule that can err says so in the target's confidence.

mod comparison;
pub(crate) mod context;
pub(crate) mod numerals;
mod relations;

use rust_decimal::Decimal;
use shishi_kernel::Comparator;

use self::comparison::Comparison;
use self::context::Clause;
use self::numerals::{Numeral, UnitKind};
use crate::reading::{Condition, Confidence, Deadline, Each, Target, TargetRole};
use crate::text::{Flow, Place};
use crate::time::{self, TimeContext, TimeHit};

/// What the words of an item hold.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Figures promised.
    pub targets: Vec<Target>,
    /// By when.
    pub deadlines: Vec<Deadline>,
    /// Numbers that are not targets.
    pub conditions: Vec<Condition>,
    /// Places of numbers that a scanner damaged.
    pub damaged: Vec<Place>,
}

/// A target being put together.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub numeral: usize,
    pub value: Decimal,
    pub max: Option<Decimal>,
    pub unit: Place,
    pub comparator: Comparator,
    pub word: Option<String>,
    pub role: TargetRole,
    pub per: Option<String>,
    pub from: Option<Decimal>,
    pub each: Option<Each>,
    pub place: Place,
    pub what: Vec<Place>,
    pub confidence: Confidence,
}

/// Reads the figures of a piece of an item's words.
pub(crate) fn read(flow: &Flow<'_>, place: Place, context: TimeContext, out: &mut Figures) {
    let words = flow.words(place);
    if words.is_empty() {
        return;
    }
    let times = time::scan(words, context);
    let quotes = context::quotes(words);
    read_deadlines(flow, place, words, &times, &quotes, out);
    let skip: Vec<(usize, usize)> = times.iter().map(|t| (t.start, t.end)).collect();
    let numerals = numerals::scan(words, &skip);
    for (start, end) in numerals::damaged(words) {
        let place = Place::new(place.start + start, place.start + end);
        out.damaged.push(place);
        out.conditions.push(condition(flow, place, "damaged"));
    }
    let reader = Reader {
        base: place.start,
        words,
        numerals: &numerals,
        quotes: &quotes,
        links: relations::links(words, &numerals),
        damaged: out.damaged.iter().map(|p| (p.start, p.end)).collect(),
    };
    let mut drafts: Vec<Draft> = Vec::new();
    for index in 0..numerals.len() {
        match reader.judge(index) {
            Verdict::Target(draft) => drafts.push(*draft),
            Verdict::Condition(kind) => out.conditions.push(condition(flow, reader.quote(index), kind)),
            Verdict::Nothing => {}
        }
    }
    relations::multiply(words, &numerals, &mut drafts, &mut |index| {
        out.conditions.push(condition(flow, reader.quote(index), "scope"));
    });
    relations::parts(words, &numerals, &mut drafts);
    out.targets.extend(drafts.into_iter().map(|draft| finish(flow, draft)));
    out.conditions.sort_by_key(|c| c.span.start);
}

fn condition(flow: &Flow<'_>, place: Place, kind: &str) -> Condition {
    Condition {
        quote: flow.printed(place),
        span: flow.span(place),
        kind: kind.to_owned(),
    }
}

fn finish(flow: &Flow<'_>, draft: Draft) -> Target {
    Target {
        value: draft.value.normalize(),
        value_max: draft.max.map(|m| m.normalize()),
        // Machine conversion writes 公裏 for 公里; other characters stay as printed.
        unit: flow.tight(draft.unit).replace('裏', "里"),
        comparator: draft.comparator,
        comparator_word: draft.word,
        what: draft.what.iter().map(|p| flow.printed(*p)).collect(),
        role: draft.role,
        per: draft.per,
        from: draft.from.map(|f| f.normalize()),
        each: draft.each,
        as_written: flow.printed(draft.place),
        span: flow.span(draft.place),
        confidence: draft.confidence,
    }
}

fn read_deadlines(
    flow: &Flow<'_>,
    place: Place,
    words: &str,
    times: &[TimeHit],
    quotes: &[(usize, usize)],
    out: &mut Figures,
) {
    for hit in times {
        let Some(kind) = hit.kind else { continue };
        if quotes.iter().any(|(a, b)| *a <= hit.start && hit.end <= *b) || context::reported(words, hit.start, hit.end)
        {
            continue;
        }
        let (milestone, end) = context::milestone(words, hit.end);
        let quote = Place::new(place.start + hit.start, place.start + end);
        out.deadlines.push(Deadline {
            date: hit.date,
            name: hit.name.clone(),
            kind,
            milestone,
            quote: flow.printed(quote),
            span: flow.span(quote),
        });
    }
}

enum Verdict {
    Target(Box<Draft>),
    Condition(&'static str),
    Nothing,
}

struct Reader<'a> {
    base: usize,
    words: &'a str,
    numerals: &'a [Numeral],
    quotes: &'a [(usize, usize)],
    links: relations::Links,
    damaged: Vec<(usize, usize)>,
}

impl<'a> Reader<'a> {
    /// The words that show a number in a list of conditions: the number, its classifier and 以上 behind it.
    fn quote(&self, index: usize) -> Place {
        let numeral = &self.numerals[index];
        let tail = comparison::after(self.words.get(numeral.unit_end..).unwrap_or("")).map_or(0, |(_, _, len)| len);
        Place::new(self.base + numeral.start, self.base + numeral.unit_end + tail)
    }

    /// Decides what one number is.
    fn judge(&self, index: usize) -> Verdict {
        let numeral = &self.numerals[index];
        let absolute = self.base + numeral.start;
        if self.damaged.iter().any(|(a, b)| *a <= absolute && absolute < *b) {
            return Verdict::Nothing;
        }
        if self
            .quotes
            .iter()
            .any(|(a, b)| *a <= numeral.start && numeral.start < *b)
        {
            return if numeral.unit_end > numeral.start && !numeral.chinese || numeral.kind != UnitKind::None {
                Verdict::Condition("name")
            } else {
                Verdict::Nothing
            };
        }
        if numeral.name {
            return if numeral.chinese {
                Verdict::Nothing
            } else {
                Verdict::Condition("name")
            };
        }
        if self.links.baselines.contains(&index) {
            return Verdict::Condition("baseline");
        }
        if numeral.kind == UnitKind::None {
            return Verdict::Nothing;
        }
        let clause = Clause::around(self.words, self.numerals, index);
        let baseline = self.links.from(index);
        if let Some(kind) = self.excluded(numeral, &clause, baseline.is_some()) {
            return if kind.is_empty() {
                Verdict::Nothing
            } else {
                Verdict::Condition(kind)
            };
        }
        Verdict::Target(Box::new(self.draft(index, &clause, baseline)))
    }

    /// Why a number with a classifier is no target: the kind of condition, empty when it is not worth showing.
    fn excluded(&self, numeral: &Numeral, clause: &Clause<'_>, changed: bool) -> Option<&'static str> {
        if numeral.kind == UnitKind::Never {
            return Some(
                if numeral.chinese && clause.after.is_none() && !clause.rest.starts_with("以上") {
                    ""
                } else {
                    "condition"
                },
            );
        }
        if context::progress(clause.sentence_before) {
            return Some("progress");
        }
        if numeral.chinese
            && !changed
            && let Some(kind) = context::idle_chinese(numeral, clause)
        {
            return Some(kind);
        }
        if matches!(numeral.kind, UnitKind::Weak | UnitKind::Duration) && !changed && !context::change(clause) {
            let attribute = numeral.kind == UnitKind::Weak || !numeral.chinese;
            return Some(if attribute { "scope" } else { "" });
        }
        if !changed && context::qualifies(numeral, clause) {
            return Some("condition");
        }
        None
    }

    /// What a number counts: its own clause, that of the old value, or the words that follow.
    fn what(&self, clause: &Clause<'a>, baseline: Option<usize>, numeral: &Numeral) -> Vec<Place> {
        let old = baseline.map(|b| context::what(&Clause::around(self.words, self.numerals, b)));
        let own = context::what(clause);
        let pieces = match old {
            Some([before, _]) => [before, own[1]],
            None => own,
        };
        let mut places: Vec<Place> = pieces.into_iter().filter_map(|p| self.place_of(p)).collect();
        if places.is_empty() {
            let rest = self.words.get(numeral.unit_end..).unwrap_or("");
            let reach = rest.char_indices().nth(30).map_or(rest.len(), |(at, _)| at);
            let end = rest[..reach].find(['。', ';', ',', '\n']).unwrap_or(reach);
            places.extend(self.place_of(&rest[..end]));
        }
        if places.is_empty() {
            // 普及率提高5个百分点,达到95%: the clause before says what.
            let head = clause
                .sentence_before
                .trim_end_matches("达到")
                .trim_end_matches([',', '、']);
            let start = head
                .rfind([',', '。', ';', ':'])
                .map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
            let words = &head[start..];
            let end = words.find(|c: char| c.is_ascii_digit()).unwrap_or(words.len());
            places.extend(self.place_of(&words[..end]));
        }
        places
    }

    /// The place of a piece of the words being read.
    fn place_of(&self, piece: &str) -> Option<Place> {
        let start = (piece.as_ptr() as usize).checked_sub(self.words.as_ptr() as usize)?;
        let inside = !piece.is_empty() && start + piece.len() <= self.words.len();
        inside.then(|| Place::new(self.base + start, self.base + start + piece.len()))
    }

    fn draft(&self, index: usize, clause: &Clause<'a>, baseline: Option<usize>) -> Draft {
        let numeral = &self.numerals[index];
        let comparison = Comparison::of(numeral, clause);
        let mut end = numeral.unit_end;
        if let Some((_, _, len)) = clause.after {
            end += len;
        }
        let start = numeral.start - comparison.before_len;
        let per = context::per(clause.before)
            .or_else(|| baseline.and_then(|b| context::per(Clause::around(self.words, self.numerals, b).before)));
        let role = if baseline.is_some() {
            TargetRole::Commitment
        } else if per.as_deref().is_some_and(|p| !context::is_time(p)) {
            TargetRole::Rate
        } else if context::scale(numeral, clause, self.words) {
            TargetRole::Scale
        } else {
            TargetRole::Commitment
        };
        let confidence = if numeral.chinese {
            Confidence::Likely("数字是汉字，按动词后的量词判断".to_owned())
        } else if clause.doubtful_above {
            Confidence::Likely("“以上”也可能是限定条件".to_owned())
        } else {
            Confidence::Certain
        };
        Draft {
            numeral: index,
            value: numeral.value,
            max: numeral.max,
            unit: Place::new(self.base + numeral.unit_start, self.base + numeral.unit_end),
            comparator: comparison.comparator,
            word: comparison.word,
            role,
            per,
            from: baseline.map(|b| self.numerals[b].value),
            each: None,
            place: Place::new(self.base + start, self.base + end),
            what: self.what(clause, baseline, numeral),
            confidence,
        }
    }
}
