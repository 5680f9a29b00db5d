//! From what a reader found to what a review is opened on. The one place where the two areas meet.

use shishi_commitments::draft::{
    Cited, ConditionProposal, DeadlineProposal, DraftCategory, DraftInput, Each, Heading, Proposal,
    RequirementProposal, TargetProposal, TargetRole,
};
use shishi_commitments::duty;
use shishi_gazette::reading::{self, Confidence, Instrument, Item, Read, Reading};

/// What a review of this reading starts from.
pub(crate) fn input_of(reading: &Reading) -> DraftInput {
    let programme = reading.programme.as_ref();
    let instrument = instrument_of(reading);
    let requirements: Vec<RequirementProposal> = reading.requirements.iter().map(requirement).collect();
    DraftInput {
        heading: heading(reading, instrument),
        categories: programme.map(categories).unwrap_or_default(),
        items: programme
            .map(|programme| programme.items.iter().map(proposal).collect())
            .unwrap_or_default(),
        supervisors: duty::supervisors_in(&requirements),
        requirements,
        declared_items: instrument
            .and_then(|i| i.declared_items.as_ref())
            .map(|read| read.value),
        declared_categories: instrument
            .and_then(|i| i.declared_categories.as_ref())
            .map(|read| read.value),
    }
}

/// The instrument that the list stands in: the one that holds its first item, else the first.
fn instrument_of(reading: &Reading) -> Option<&Instrument> {
    let first = reading.programme.as_ref().and_then(|programme| programme.items.first());
    let holds = |instrument: &&Instrument| first.is_some_and(|item| instrument.span.holds(item.span));
    reading
        .instruments
        .iter()
        .find(holds)
        .or_else(|| reading.instruments.first())
}

fn heading(reading: &Reading, instrument: Option<&Instrument>) -> Heading {
    let year = reading
        .programme
        .as_ref()
        .and_then(|programme| programme.year.as_ref())
        .map(|read| read.value);
    let chronicle = reading.chronicle.as_ref();
    let Some(instrument) = instrument else {
        let title = chronicle
            .and_then(|c| c.title.as_ref())
            .map(|title| title.value.clone())
            .unwrap_or_default();
        return Heading {
            title,
            year: year.or_else(|| chronicle?.year.as_ref().map(|y| y.value)),
            ..Heading::default()
        };
    };
    let value = |read: &Option<Read<String>>| read.as_ref().map(|read| read.value.clone());
    let date = instrument.date.as_ref().map(|date| date.value);
    Heading {
        title: value(&instrument.title).unwrap_or_default(),
        number: value(&instrument.document_number),
        issuer: value(&instrument.issuer),
        date,
        year: year.or_else(|| date.map(|date| date.year())),
        kind: value(&instrument.kind),
        addressees: instrument
            .addressees
            .iter()
            .map(|addressee| addressee.value.clone())
            .collect(),
        span: Some(instrument.span),
    }
}

fn categories(programme: &reading::Programme) -> Vec<DraftCategory> {
    let category = |read: &reading::Category| DraftCategory {
        number: read.number,
        title: read.title.value.clone(),
        span: Some(read.title.span),
    };
    programme.categories.iter().map(category).collect()
}

fn requirement(read: &reading::Requirement) -> RequirementProposal {
    RequirementProposal {
        number: read.number,
        title: read.title.value.clone(),
        text: read.text.value.clone(),
        span: Some(read.title.span.cover(read.text.span)),
    }
}

fn proposal(item: &Item) -> Proposal {
    let text = item
        .text
        .iter()
        .map(|part| part.value.as_str())
        .collect::<Vec<_>>()
        .join("");
    let title = item
        .title
        .as_ref()
        .map_or_else(|| first_clause(&text), |title| title.value.clone());
    let fields = item
        .text
        .iter()
        .chain(&item.leads)
        .chain(&item.co_units)
        .chain(&item.title);
    Proposal {
        number: item.number,
        category: item.category,
        title,
        passages: item.text.iter().map(|part| part.span).collect(),
        text,
        leads: item.leads.iter().map(cited).collect(),
        co_units: item.co_units.iter().map(cited).collect(),
        targets: item.targets.iter().map(target).collect(),
        deadlines: item.deadlines.iter().map(deadline).collect(),
        conditions: item.conditions.iter().map(condition).collect(),
        doubts: fields.filter_map(|read| doubt(&read.confidence)).collect(),
    }
}

fn cited(read: &Read<String>) -> Cited {
    Cited {
        text: read.value.clone(),
        span: Some(read.span),
    }
}

fn doubt(confidence: &Confidence) -> Option<String> {
    match confidence {
        Confidence::Certain => None,
        Confidence::Likely(reason) | Confidence::Doubtful(reason) => Some(reason.clone()),
    }
}

fn target(read: &reading::Target) -> TargetProposal {
    TargetProposal {
        value: read.value,
        value_max: read.value_max,
        unit: read.unit.clone(),
        comparator: read.comparator,
        comparator_word: read.comparator_word.clone(),
        what: read.what.clone(),
        role: match read.role {
            reading::TargetRole::Commitment => TargetRole::Commitment,
            reading::TargetRole::Scale => TargetRole::Scale,
            reading::TargetRole::Rate => TargetRole::Rate,
            reading::TargetRole::Part => TargetRole::Part,
            reading::TargetRole::Implicit => TargetRole::Implicit,
        },
        per: read.per.clone(),
        from: read.from,
        each: read.each.as_ref().map(|each| Each {
            value: each.value,
            places: each.places.clone(),
        }),
        as_written: read.as_written.clone(),
        span: Some(read.span),
        doubt: doubt(&read.confidence),
    }
}

fn deadline(read: &reading::Deadline) -> DeadlineProposal {
    DeadlineProposal {
        date: read.date,
        name: read.name.clone(),
        milestone: read.milestone.clone(),
        quote: read.quote.clone(),
        span: Some(read.span),
    }
}

fn condition(read: &reading::Condition) -> ConditionProposal {
    ConditionProposal {
        quote: read.quote.clone(),
        kind: read.kind.clone(),
        span: Some(read.span),
    }
}

/// The words up to the first stop, at most 60 characters: a title for an item that has none.
fn first_clause(text: &str) -> String {
    let clause = text.split(['。', '；', ';', '，', ',']).next().unwrap_or(text).trim();
    clause.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::first_clause;

    #[test]
    fn a_missing_title_is_the_first_clause() {
        for (text, title) in [
            ("2020年，推进统筹。", "2020年"),
            ("县图书馆新馆启动建设。", "县图书馆新馆启动建设"),
            ("", ""),
            ("一句没有句号的话", "一句没有句号的话"),
        ] {
            assert_eq!(first_clause(text), title);
        }
        assert_eq!(first_clause(&"长".repeat(100)).chars().count(), 60);
    }
}
