//! One entry: what it says, its files, what was done with it, and what this person may do next.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{RecordId, UnitId, decimal_text};
use shishi_service::commitments::entry::{Body, Command, EVIDENCE_MAX, EvidenceNeed, Outcome, State as Standing};
use shishi_service::commitments::site::Position;
use shishi_service::{EntryView, EvidenceView, Origin, Service, SiteRow};

use super::super::form::{Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::plain::judged;
use super::{Line, line};
use crate::public::sites::{amount, found, found_class};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// A file of the entry.
struct File {
    href: String,
    name: String,
    /// Width and height of a picture.
    pixels: Option<(u32, u32)>,
    size: String,
    /// What its camera wrote, for whoever may verify; else empty.
    origin: String,
    /// Other entries with the very same file.
    elsewhere: Vec<(String, String)>,
}

struct Step {
    what: &'static str,
    who: String,
    at: String,
    value: String,
    reason: String,
    receipt: String,
}

struct Go {
    code: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "office/entry.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    id: RecordId,
    line: Line,
    kind: &'static str,
    commitment: String,
    register: String,
    site: String,
    site_name: String,
    facts: Vec<(&'static str, String)>,
    found: Option<(&'static str, &'static str)>,
    note: String,
    /// Why it was given back, or empty.
    returned: String,
    /// What is to be noted before anything is decided.
    warnings: Vec<String>,
    files: Vec<File>,
    needs_file: bool,
    steps: Vec<Step>,
    base: String,
    revision: u32,
    may_write: bool,
    may_add: bool,
    may_submit: bool,
    /// Whether the unit's own word counts at once.
    counts_at_once: bool,
    confirm: Vec<Input>,
    judge: Vec<Input>,
    outcomes: Vec<Go>,
    again: bool,
    may_publish: bool,
    closed: &'static str,
}

impl Page {
    /// What is wrong with the files that were chosen, or empty.
    fn file_wrong(&self) -> String {
        let trouble = self.trouble.as_ref();
        trouble.map(|trouble| trouble.beside("file")).unwrap_or_default()
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, id, Posted::default(), None).await
}

pub(super) async fn submit(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    go(app, ask, sent, id, Command::Submit, "entry-handed-in").await
}

pub(super) async fn confirm(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (command, then) = if sent.form.text("go") == "return" {
        let reason = sent.form.trimmed("reason");
        (Command::Return { reason }, "entry-returned")
    } else {
        (Command::Confirm, "entry-confirmed")
    };
    go(app, ask, sent, id, command, then).await
}

pub(super) async fn judge(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    if sent.form.text("go") == "publish" {
        return go(app, ask, sent, id, Command::Publish, "entry-published").await;
    }
    let (outcome, value) = match judged(&sent.form, ask.lang) {
        Ok(judged) => judged,
        Err(trouble) => return page(&app, ask, sent.signed_in, id, sent.form, Some(trouble)).await,
    };
    let reason = sent.form.trimmed("reason");
    let command = Command::Judge { outcome, value, reason };
    go(app, ask, sent, id, command, "entry-judged").await
}

async fn go(app: App, ask: Ask, sent: CheckedForm<Posted>, id: i64, command: Command, then: &'static str) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, revision) = (
        signed_in.session.actor.clone(),
        form.number("revision").unwrap_or_default(),
    );
    let done = attempt(&app, move |service| {
        service.move_entry(&actor, RecordId(id), revision, command)
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/entries/{id}?said={then}"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, judge_field(&failure.code));
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

/// The field that a refusal of a step is about.
pub(super) fn judge_field(code: &str) -> &'static str {
    match code {
        "entry.reason_missing" | "entry.reason_long" => "reason",
        "entry.value_missing" | "entry.value_stray" | "entry.value_impossible" | "entry.nothing_contradicted" => {
            "value"
        }
        "entry.evidence_missing" => "file",
        _ => "",
    }
}

/// What somebody who looks can say beside the outcome.
pub(super) fn judge_inputs(frame: &Frame, value_asked: bool, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let mut inputs = Vec::new();
    if value_asked {
        inputs.push(
            Input::new(frame, "value", "entry-judge-value", "number")
                .hint(frame, "entry-judge-value-hint")
                .value(typed.text("value"))
                .length(40)
                .optional()
                .wrong(trouble),
        );
    }
    inputs.push(
        Input::new(frame, "reason", "entry-judge-reason", "area")
            .hint(frame, "entry-judge-reason-hint")
            .value(typed.text("reason"))
            .length(500)
            .optional()
            .wrong(trouble),
    );
    inputs
}

/// Shows an entry, with what was typed and what is wrong with it.
pub(super) async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: i64,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, RecordId(id), &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: RecordId,
    typed: &Posted,
    mut trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let view = service.entry(actor, id)?;
    let (row, can) = (&view.row, view.can);
    let site = match &row.site {
        Some((site, _, _)) => Some(service.measured_site(actor, *site)?.row),
        None => None,
    };
    let commitment = service.commitment(&row.slug)?.ok_or_else(Failure::not_found)?;
    let leads = super::super::plans::part_of(&commitment, actor, true);
    let steps = steps(service, &frame, &view)?;
    let confirm = if can.confirm {
        let reason = Input::new(&frame, "reason", "entry-return-reason", "area")
            .hint(&frame, "entry-return-hint")
            .value(typed.text("reason"))
            .length(500)
            .optional()
            .wrong(trouble.as_ref());
        vec![reason]
    } else {
        Vec::new()
    };
    let judge = if can.judge {
        judge_inputs(
            &frame,
            !matches!(view.body, Body::Stage { .. }),
            typed,
            trouble.as_ref(),
        )
    } else {
        Vec::new()
    };
    let idle = !(can.write || can.submit || can.confirm || can.judge || can.publish);
    let last_return = view.steps.iter().rfind(|step| step.step == "returned");
    // A word about a field that is no longer there would lead nowhere.
    if let Some(trouble) = &mut trouble {
        for fault in &mut trouble.faults {
            let there = match fault.anchor.as_str() {
                "reason" => can.confirm || can.judge,
                "value" => judge.len() > 1,
                "file" => can.add_evidence,
                _ => false,
            };
            if !there {
                fault.anchor.clear();
            }
        }
    }
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        line: line(&frame, row)?,
        kind: frame.coded("entry-kind-", &row.kind),
        commitment: frame.href(&format!("/office/commitments/{}", row.slug)),
        register: match site {
            Some(_) => frame.href(&format!(
                "/office/commitments/{}/measures/{}/sites",
                row.slug, row.measure
            )),
            None => String::new(),
        },
        site: (site.as_ref())
            .map(|site| frame.href(&format!("/office/sites/{}", site.id)))
            .unwrap_or_default(),
        site_name: site.as_ref().map(|site| site.name.clone()).unwrap_or_default(),
        facts: facts(&frame, &view, site.as_ref()),
        found: (row.published.as_ref()).map(|(outcome, _)| (found(&frame, outcome), found_class(outcome))),
        note: row.note.clone(),
        returned: match (view.state, last_return) {
            (Standing::Returned, Some(step)) => step.reason.clone(),
            _ => String::new(),
        },
        warnings: warnings(&frame, &view),
        files: (view.evidence.iter())
            .map(|file| self::file(&frame, file, site.as_ref()))
            .collect(),
        needs_file: view.need == EvidenceNeed::Required,
        steps,
        base: frame.href(&format!("/office/entries/{id}")),
        revision: row.revision,
        may_write: can.write,
        may_add: can.add_evidence && row.evidence < EVIDENCE_MAX,
        may_submit: can.submit,
        counts_at_once: leads,
        confirm,
        outcomes: outcomes(&frame, &view.body),
        again: matches!(view.state, Standing::Judged(_) | Standing::Published(_)),
        judge,
        may_publish: can.publish,
        closed: if idle { waits(&frame, view.state) } else { "" },
        id,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// Whose turn it is, for whoever can do nothing here.
fn waits(frame: &Frame, state: Standing) -> &'static str {
    frame.t(match state {
        Standing::Draft | Standing::Returned => "entry-waits-unit",
        Standing::Submitted => "entry-waits-lead",
        Standing::Confirmed => "entry-waits-verifier",
        Standing::Judged(_) => "entry-waits-publisher",
        Standing::Published(_) => "entry-waits-nobody",
    })
}

fn outcomes(frame: &Frame, body: &Body) -> Vec<Go> {
    let stage = matches!(body, Body::Stage { .. });
    let all = Outcome::ALL.into_iter().map(|outcome| Go {
        code: outcome.code(),
        label: match outcome {
            Outcome::Contradicted if stage => frame.t("entry-judge-not-reached"),
            _ => frame.coded("entry-judge-", outcome.code()),
        },
    });
    all.collect()
}

fn facts(frame: &Frame, view: &EntryView, site: Option<&SiteRow>) -> Vec<(&'static str, String)> {
    let row = &view.row;
    let unit = row.measure_unit.as_deref();
    let mut facts = vec![
        (frame.t("entry-unit"), row.unit.name.clone()),
        (frame.coded("entry-day-", &row.kind), frame.lang.date(row.day)),
    ];
    // Of a stage the sum is kept at the measure; nought and one would say nothing here.
    if !matches!(view.body, Body::Stage { .. }) {
        if let Some(value) = row.reported {
            facts.push((frame.t("truth-reported"), amount(frame, value, unit)));
        }
        if let Some(value) = row.published.as_ref().and_then(|(_, value)| *value) {
            facts.push((frame.t("truth-verified"), amount(frame, value, unit)));
        }
    }
    if let Some(site) = site {
        facts.push((frame.t("site-place"), site.place.clone()));
    }
    if let Body::Stage { reason, .. } = &view.body
        && !reason.trim().is_empty()
    {
        facts.push((frame.t("entry-stage-reason"), reason.trim().to_owned()));
    }
    facts
}

fn warnings(frame: &Frame, view: &EntryView) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(before) = view.row.denominator_before {
        out.push(frame.with("entry-denominator-changed", "before", decimal_text(before)));
    }
    if view.evidence.iter().any(|file| !file.elsewhere.is_empty()) {
        out.push(frame.t("entry-same-file").to_owned());
    }
    out
}

fn file(frame: &Frame, file: &EvidenceView, site: Option<&SiteRow>) -> File {
    let elsewhere = file.elsewhere.iter().map(|record| {
        let words = frame.with("entry-same-file-in", "id", record.to_string());
        (frame.href(&format!("/office/entries/{record}")), words)
    });
    File {
        href: frame.href(&format!("/office/evidence/{}", file.row.id)),
        name: file.row.file_name.clone(),
        pixels: file.row.pixels,
        size: size(file.row.bytes),
        origin: (file.origin.as_ref())
            .map(|origin| camera(frame, origin, site))
            .unwrap_or_default(),
        elsewhere: elsewhere.collect(),
    }
}

/// What the camera wrote, with how far it stood from the site.
fn camera(frame: &Frame, origin: &Origin, site: Option<&SiteRow>) -> String {
    let mut parts = Vec::new();
    if let Some(at) = &origin.taken_at {
        parts.push(frame.with("entry-camera-at", "at", at.replace('T', " ")));
    }
    if let Some((longitude, latitude)) = origin.position {
        let here = Position::of(Some(longitude), Some(latitude)).ok().flatten();
        let there = site.and_then(|site| Position::of(site.longitude, site.latitude).ok().flatten());
        parts.push(match here.zip(there) {
            Some((here, there)) => frame.with("entry-camera-metres", "metres", format!("{:.0}", here.metres(&there))),
            None => frame.with("entry-camera-where", "where", format!("{longitude}, {latitude}")),
        });
    }
    parts.push(frame.with("entry-camera-until", "day", frame.lang.date(origin.erase_on)));
    parts.join(frame.t("list-separator"))
}

/// Bytes as people say them.
#[allow(
    clippy::cast_precision_loss,
    reason = "a size in words needs no more than three digits"
)]
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{:.0} KB", bytes as f64 / 1_024.0),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

fn steps(service: &Service, frame: &Frame, view: &EntryView) -> Result<Vec<Step>, Failure> {
    let names: HashMap<UnitId, String> = service
        .units()?
        .into_iter()
        .map(|row| (row.unit.id, row.unit.name))
        .collect();
    let unit = view.row.measure_unit.as_deref();
    let stage = matches!(view.body, Body::Stage { .. });
    let steps = view.steps.iter().map(|step| Step {
        what: frame.coded("entry-step-", &step.step),
        who: match step.unit {
            Some(id) => names.get(&id).cloned().unwrap_or_default(),
            None => frame.t("request-office").to_owned(),
        },
        at: frame.lang.moment(step.at),
        value: (step.value.filter(|_| !stage))
            .map(|value| amount(frame, value, unit))
            .unwrap_or_default(),
        reason: step.reason.clone(),
        receipt: (step.leaf)
            .map(|leaf| format!("/receipts/{leaf}.tlog-proof"))
            .unwrap_or_default(),
    });
    Ok(steps.collect())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_said_in_three_digits() {
        for (bytes, words) in [(0, "0 B"), (1_023, "1023 B"), (2_048, "2 KB"), (3_670_016, "3.5 MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
