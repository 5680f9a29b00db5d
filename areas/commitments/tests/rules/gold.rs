//! Proposals from a labelled document: what a perfect reader would propose.

use serde_json::Value;
use shishi_commitments::draft::{
    Cited, ConditionProposal, DeadlineProposal, DraftCategory, DraftInput, Each, Heading, Proposal,
    RequirementProposal, TargetProposal, TargetRole,
};
use shishi_commitments::duty::supervisors_in;
use shishi_commitments::place::locate;
use shishi_kernel::{Comparator, Decimal, Span};

/// The bundled sample, in our own words.
pub const SAMPLE: &str = include_str!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.gold.json");
/// The document that the sample's places point into.
pub const SAMPLE_TEXT: &str = include_str!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.txt");

/// What a draft of a labelled document opens on.
pub fn input(label: &str, document: &str) -> DraftInput {
    let gold: Value = serde_json::from_str(label).expect("a label is JSON");
    let head = &gold["document"];
    let requirements: Vec<RequirementProposal> = list(&gold["requirements"])
        .map(|requirement| {
            let text = string(&requirement["text"]);
            let span = locate(document, &[Span::new(0, document.len())], &text);
            RequirementProposal {
                number: whole(&requirement["no"]),
                title: string(&requirement["title"]),
                text,
                span,
            }
        })
        .collect();
    DraftInput {
        heading: Heading {
            title: string(&head["title"]),
            number: head["doc_no"].as_str().map(str::to_owned),
            issuer: head["issuer"].as_str().map(str::to_owned),
            date: head["date"].as_str().and_then(|date| date.parse().ok()),
            year: head["year"].as_i64().map(|year| i16::try_from(year).unwrap()),
            kind: head["kind"].as_str().map(str::to_owned),
            addressees: list(&head["addressees"]).map(string).collect(),
            span: None,
        },
        categories: list(&gold["categories"])
            .map(|category| DraftCategory {
                number: whole(&category["no"]),
                title: string(&category["title"]),
                span: None,
            })
            .collect(),
        items: list(&gold["items"]).map(|item| proposal(item, document)).collect(),
        supervisors: supervisors_in(&requirements),
        requirements,
        declared_items: None,
        declared_categories: None,
    }
}

fn proposal(item: &Value, document: &str) -> Proposal {
    let all = [Span::new(0, document.len())];
    let texts: Vec<String> = match &item["text"] {
        Value::Array(parts) => parts.iter().map(string).collect(),
        one => vec![string(one)],
    };
    let passages: Vec<Span> = texts.iter().filter_map(|text| locate(document, &all, text)).collect();
    let place = |words: &Value| words.as_str().and_then(|words| locate(document, &passages, words));
    let units = |value: &Value| {
        list(value)
            .map(|name| Cited {
                text: string(name),
                span: None,
            })
            .collect()
    };
    Proposal {
        number: whole(&item["no"]),
        category: item["category"].as_u64().map(|number| u32::try_from(number).unwrap()),
        title: string(&item["title"]),
        text: texts.concat(),
        leads: units(&item["leads"]),
        co_units: units(&item["cos"]),
        targets: list(&item["targets"]).map(|t| target(t, place(&t["quote"]))).collect(),
        deadlines: list(&item["deadlines"])
            .map(|deadline| DeadlineProposal {
                date: deadline["date"].as_str().and_then(|date| date.parse().ok()),
                name: None,
                milestone: None,
                quote: string(&deadline["quote"]),
                span: place(&deadline["quote"]),
            })
            .collect(),
        conditions: list(&item["not_targets"])
            .map(|condition| {
                let why = string(&condition["why"]);
                let kind = if why.contains("standard") {
                    "standard"
                } else {
                    "condition"
                };
                let span = place(&condition["quote"]);
                ConditionProposal {
                    quote: string(&condition["quote"]),
                    kind: kind.to_owned(),
                    span,
                }
            })
            .collect(),
        doubts: Vec::new(),
        passages,
    }
}

fn target(value: &Value, span: Option<Span>) -> TargetProposal {
    TargetProposal {
        value: decimal(&value["value"]).expect("a target has a value"),
        value_max: decimal(&value["value_max"]),
        unit: string(&value["unit"]),
        comparator: value["comparator"]
            .as_str()
            .and_then(Comparator::from_code)
            .expect("a known comparator"),
        comparator_word: value["comparator_word"].as_str().map(str::to_owned),
        what: string(&value["what"]),
        role: value["role"]
            .as_str()
            .and_then(TargetRole::from_code)
            .expect("a known role"),
        per: value["per"].as_str().map(str::to_owned),
        from: decimal(&value["from"]["value"]),
        each: value["each"].as_object().map(|each| Each {
            value: decimal(&each["value"]).expect("a figure for each place"),
            places: list(&each["places"]).map(string).collect(),
        }),
        as_written: value["as_written"].as_str().unwrap_or_default().to_owned(),
        span,
        doubt: None,
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn whole(value: &Value) -> u32 {
    u32::try_from(value.as_u64().expect("a number")).expect("a small number")
}

fn decimal(value: &Value) -> Option<Decimal> {
    value
        .as_number()
        .map(|number| number.to_string().parse().expect("a decimal"))
}
