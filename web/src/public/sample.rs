//! View rows for tests, in our own words. Each takes the text that stands wherever a text can stand.

use shishi_kernel::{
    CommitmentId, Date, DocumentId, InstrumentId, LeafId, MeasureId, ProgrammeId, Span, Timestamp, UnitId,
};
use shishi_service::JournalHead;
use shishi_service::views::{
    CategoryRow, ChangeRow, ChronicleRow, CommitmentPage, CommitmentRow, ConflictRow, DocumentPage, DocumentRow,
    DutyRow, FindingRow, HistoryRow, InstrumentRow, MeasureCounts, MeasureRow, Overview, Paged, Passage, PersonRow,
    ProgrammeRow, ReportedValue, RequirementRow, SearchHit, UnitPage, UnitRef, UnitRow,
};

use crate::shell::{Frame, Lang};

/// A frame as a request would have it.
pub(super) fn frame(lang: Lang, text: &str) -> Frame {
    Frame {
        lang,
        path: "/x?y=%22".to_owned(),
        section: "overview",
        large: false,
        pdf: true,
        site_name: text.to_owned(),
        simulated: true,
        person: None,
        csrf: String::new(),
    }
}

fn day() -> Date {
    jiff::civil::date(2020, 4, 7)
}

fn instant() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// A measure that promises 11 kindergartens and has not been reported on.
pub(super) fn measure() -> MeasureRow {
    MeasureRow {
        id: MeasureId(1),
        position: 1,
        kind: "count".into(),
        what: "新建幼儿园".into(),
        unit: Some("所".into()),
        comparator: Some("eq".into()),
        value: Some(11.into()),
        value_max: None,
        tolerance: None,
        baseline: None,
        per: None,
        role: "commitment".into(),
        each_value: None,
        each_places: Vec::new(),
        cut_off: None,
        as_written: Some("11 所".into()),
        span: None,
        state: "silent".into(),
        reported: None,
        target_version: 1,
    }
}

/// A measure with every field that a measure can have.
fn full_measure(text: &str) -> MeasureRow {
    MeasureRow {
        kind: text.into(),
        what: text.into(),
        unit: Some(text.into()),
        comparator: Some("approx".into()),
        tolerance: Some(2.into()),
        baseline: Some(6.into()),
        per: Some(text.into()),
        each_value: Some(1.into()),
        each_places: vec![text.into()],
        cut_off: Some(day()),
        as_written: Some(text.into()),
        span: Some(Span::new(0, 3)),
        state: "reported".into(),
        reported: Some(ReportedValue {
            value: 3.into(),
            as_of: day(),
            at: instant(),
            note: text.into(),
            unit: unit(text),
            leaf: LeafId(1),
        }),
        target_version: 2,
        ..measure()
    }
}

pub(super) fn unit(text: &str) -> UnitRef {
    UnitRef {
        id: UnitId(1),
        name: text.into(),
        group: false,
    }
}

pub(super) fn programme(text: &str) -> ProgrammeRow {
    ProgrammeRow {
        id: ProgrammeId(1),
        slug: "2020".into(),
        year: 2020,
        title: text.into(),
        instrument: InstrumentRow {
            id: InstrumentId(1),
            document: DocumentId(1),
            title: text.into(),
            number: Some(text.into()),
            issuer: Some(text.into()),
            date: Some(day()),
            span: Span::new(0, 3),
        },
        issued_at: instant(),
    }
}

pub(super) fn row(text: &str) -> CommitmentRow {
    CommitmentRow {
        id: CommitmentId(1),
        slug: "2020-1".into(),
        number: 1,
        title: text.into(),
        category: Some(1),
        category_title: Some(text.into()),
        leads: vec![unit(text)],
        co_units: 2,
        measures: MeasureCounts {
            silent: 3,
            reported: 2,
            verified: 1,
            untestable: 1,
        },
        findings: 2,
        plan_filed: None,
        reported_as_of: Some(day()),
    }
}

fn conflict(text: &str) -> ConflictRow {
    ConflictRow {
        unit: unit(text),
        role: "lead".into(),
        commitment: "2020-1".into(),
        number: 1,
        title: text.into(),
    }
}

pub(super) fn history(text: &str) -> Vec<HistoryRow> {
    let entry = |index| HistoryRow {
        leaf: LeafId(1),
        index,
        log_year: 2020,
        at: instant(),
        kind: text.into(),
        body: text.into(),
    };
    vec![entry(None), entry(Some(3))]
}

pub(super) fn commitment(text: &str) -> CommitmentPage {
    let group = UnitRef {
        group: true,
        ..unit(text)
    };
    CommitmentPage {
        programme: programme(text),
        row: row(text),
        passages: vec![Passage {
            span: Span::new(0, text.len()),
            raw: text.into(),
        }],
        conditions: vec![(text.into(), text.into(), Span::new(3, 4))],
        duties: vec![
            DutyRow {
                unit: unit(text),
                role: "lead".into(),
                span: Some(Span::new(0, 1)),
                members: Vec::new(),
            },
            DutyRow {
                unit: group,
                role: text.into(),
                span: None,
                members: vec![unit(text)],
            },
        ],
        measures: vec![full_measure(text), measure()],
        findings: vec![FindingRow {
            code: text.into(),
            arguments: vec![("words".into(), text.into())],
            span: Some(Span::new(0, 1)),
        }],
        conflicts: vec![conflict(text)],
        changes: vec![ChangeRow {
            measure: MeasureId(1),
            what: text.into(),
            before: text.into(),
            after: text.into(),
            decision: text.into(),
            reason: text.into(),
            at: instant(),
            leaf: LeafId(1),
        }],
        history: history(text),
        neighbours: (Some("2020-0".into()), None),
    }
}

pub(super) fn overview(text: &str) -> Overview {
    Overview {
        programme: programme(text),
        categories: vec![CategoryRow {
            number: 1,
            title: text.into(),
            commitments: vec![row(text); 9],
        }],
        measures: MeasureCounts {
            silent: 100,
            reported: 20,
            verified: 3,
            untestable: 1,
        },
        commitments: 10_021,
        plans_missing: 1,
        silent: 1,
        with_findings: 1,
        conflicts: vec![conflict(text)],
        units: 1,
    }
}

pub(super) fn requirement(text: &str) -> RequirementRow {
    RequirementRow {
        number: 1,
        title: text.into(),
        text: text.into(),
        span: Span::new(0, 1),
    }
}

pub(super) fn head(text: &str) -> JournalHead {
    JournalHead {
        origin: text.into(),
        year: 2020,
        size: 1_234_567,
        pending: 2,
        root: text.into(),
        checkpoint: text.into(),
        vkey: text.into(),
    }
}

pub(super) fn unit_row(text: &str) -> UnitRow {
    UnitRow {
        unit: unit(text),
        leads: 1,
        helps: 2,
        supervises: true,
    }
}

pub(super) fn unit_page(text: &str) -> UnitPage {
    UnitPage {
        row: unit_row(text),
        members: vec![unit(text)],
        groups: vec![unit(text)],
        leads: vec![row(text)],
        helps: vec![(row(text), Some(unit(text)))],
        conflicts: vec![conflict(text)],
    }
}

pub(super) fn document(text: &str) -> DocumentPage {
    let reading = serde_json::json!({
        "schema": "shishi-reading/1", "text": text, "instruments": [], "requirements": [], "remarks": [],
        "issue": {
            "contents": [],
            "name": {
                "value": text, "span": { "start": 0, "end": 3 },
                "confidence": { "level": "doubtful", "reason": text },
            },
        },
    });
    DocumentPage {
        row: DocumentRow {
            id: DocumentId(1),
            file_name: text.into(),
            title: text.into(),
            sha256: text.into(),
            bytes: 1_500_000,
            uploaded_at: instant(),
            published: Some(day()),
            public: true,
        },
        text: text.into(),
        reading: reading.to_string(),
        commitments: vec![("2020-1".into(), 1, Span::new(0, 2))],
    }
}

pub(super) fn entry(text: &str) -> ChronicleRow {
    ChronicleRow {
        id: 1,
        document: DocumentId(1),
        date: Some(day()),
        date_end: Some(jiff::civil::date(2020, 4, 9)),
        kind: text.into(),
        text: text.into(),
        span: Span::new(0, 1),
        people: vec![PersonRow {
            name: text.into(),
            title: Some(text.into()),
        }],
        organisations: vec![text.into()],
    }
}

pub(super) fn hit(kind: &str, text: &str) -> SearchHit {
    SearchHit {
        kind: kind.into(),
        reference: "2020-1".into(),
        title: text.into(),
        body: text.into(),
        date: Some(day()),
    }
}

/// One page of rows, the only one.
pub(super) fn paged<T>(rows: Vec<T>) -> Paged<T> {
    Paged {
        total: rows.len() as u64,
        rows,
        page: 1,
        per_page: 25,
    }
}
