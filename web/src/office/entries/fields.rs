//! The fields of an entry by its kind: what is asked, how it is read, and where a refusal is shown.

use shishi_kernel::{Date, SiteId};
use shishi_service::commitments::entry::{Body, Draft, WORDS_CHARS_MAX, counting_of};
use shishi_service::commitments::ledger::VALUE_MAX;
use shishi_service::commitments::site::{Stage, Template};
use shishi_service::views::MeasureRow;
use shishi_service::{EntryView, SiteRow};

use super::super::form::{Check, Input, Posted};
use super::super::page::Trouble;
use crate::public::sites::stage;
use crate::shell::{Frame, Lang};

/// What the form is drawn from.
pub(super) struct Known<'a> {
    pub row: &'a MeasureRow,
    pub kind: &'a str,
    /// The sites that may be told of.
    pub sites: &'a [SiteRow],
    pub today: Date,
    /// The site that was come from.
    pub site: Option<SiteId>,
    /// The stage that was pressed there, or empty.
    pub stage: String,
    /// What is written again.
    pub entry: Option<&'a EntryView>,
}

/// Whether a value is a yes or a no.
fn is_yes_no(row: &MeasureRow) -> bool {
    matches!(row.kind.as_str(), "document" | "works" | "quality") && row.value.is_none()
}

/// Whether an act puts a figure in force.
pub(in crate::office) fn has_figure(row: &MeasureRow) -> bool {
    row.kind == "parameter" && row.value.is_some()
}

/// Reads what was sent.
pub(super) fn draft(lang: Lang, row: &MeasureRow, form: &Posted) -> Result<Draft, Trouble> {
    let mut check = Check::new(lang);
    let body = match form.text("kind").as_str() {
        "stage" => {
            let site: Option<i64> = form.number("site");
            let stage = Stage::from_code(&form.text("stage"));
            if site.is_none() {
                check.fault("site", "fault-choose");
            }
            if stage.is_none() {
                check.fault("stage", "fault-choose");
            }
            site.zip(stage).map(|(site, stage)| Body::Stage {
                site: SiteId(site),
                stage,
                reason: form.trimmed("reason"),
            })
        }
        "return" => {
            let numerator = check.decimal("numerator", &form.text("numerator"));
            let denominator = check.decimal("denominator", &form.text("denominator"));
            numerator
                .zip(denominator)
                .map(|(numerator, denominator)| Body::Return { numerator, denominator })
        }
        "activity" => {
            let count = check.decimal("count", &form.text("count"));
            count.map(|count| Body::Activity {
                what: form.trimmed("what"),
                place: form.trimmed("place"),
                count,
                counting: counting_of(row.unit.as_deref().unwrap_or_default()),
            })
        }
        "act" => {
            let dated = check.date("dated", &form.text("dated"));
            let value = has_figure(row).then(|| check.decimal("value", &form.text("value")));
            let value = match value {
                Some(None) => None,
                Some(value) => Some(value),
                None => Some(None),
            };
            dated.zip(value).map(|(dated, value)| Body::Act {
                number: form.trimmed("number"),
                dated,
                value,
            })
        }
        _ => check
            .decimal("value", &form.text("value"))
            .map(|value| Body::Value { value }),
    };
    let day = check.date("day", &form.text("day"));
    match body.zip(day) {
        Some((body, day)) => Ok(Draft {
            body,
            day,
            note: form.trimmed("note"),
        }),
        None => Err(Trouble::list(check.faults, lang)),
    }
}

/// The field that a refusal of a form is about.
pub(super) fn anchor(code: &str, form: &Posted) -> &'static str {
    let kind = form.text("kind");
    match code {
        // Of two numbers it is about the one that breaks the rule.
        "entry.part_negative" | "entry.part_large" => {
            let zero = shishi_kernel::Decimal::ZERO;
            let first = super::super::form::parse_decimal(&form.text("numerator"));
            if first.is_some_and(|value| value >= zero && value <= VALUE_MAX) {
                "denominator"
            } else {
                "numerator"
            }
        }
        "entry.words_long" if kind == "activity" && form.trimmed("what").chars().count() <= WORDS_CHARS_MAX => "place",
        _ => anchor_of(code, &kind),
    }
}

/// The field of a kind of entries that a refusal is about.
pub(in crate::office) fn anchor_of(code: &str, kind: &str) -> &'static str {
    match code {
        "entry.in_future" | "entry.before_year" | "site.day_before" => "day",
        "entry.note_long" => "note",
        "entry.part_negative" | "entry.part_large" | "entry.numerator_large" => "numerator",
        "entry.denominator_zero" => "denominator",
        "entry.words_missing" | "entry.words_long" if kind == "act" => "number",
        "entry.words_missing" | "entry.words_long" => "what",
        "entry.counting_unfit" => "count",
        "entry.act_after" => "dated",
        "entry.site_unknown" => "site",
        "site.stage_unfit" | "site.stage_same" => "stage",
        "site.stage_back" | "site.reason_missing" | "site.reason_long" => "reason",
        code if code.starts_with("record.") && kind == "activity" => "count",
        code if code.starts_with("record.") => "value",
        _ => "",
    }
}

/// The fields, filled with what was typed, or with what is written again.
pub(super) fn inputs(frame: &Frame, known: &Known<'_>, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let field = |name: &str, key: &str, kind: &'static str, kept: String| {
        Input::new(frame, name, key, kind)
            .value(typed.or(name, kept))
            .wrong(trouble)
    };
    let body = known.entry.map(|entry| &entry.body);
    let row = known.row;
    let unit = row.unit.as_deref().unwrap_or_default();
    let mut inputs = match known.kind {
        "stage" => stage_inputs(frame, known, &field),
        "return" => {
            let (numerator, denominator) = match body {
                Some(Body::Return { numerator, denominator }) => (numerator.to_string(), denominator.to_string()),
                _ => Default::default(),
            };
            vec![
                field("numerator", "entry-numerator", "number", numerator)
                    .hint(frame, "entry-numerator-hint")
                    .length(40),
                field("denominator", "entry-denominator", "number", denominator)
                    .hint(frame, "entry-denominator-hint")
                    .length(40),
            ]
        }
        "activity" => {
            let (what, place, count) = match body {
                Some(Body::Activity { what, place, count, .. }) => (what.clone(), place.clone(), count.to_string()),
                _ => Default::default(),
            };
            let mut counted = field("count", "entry-count", "number", count).length(40);
            counted.hint = frame.with("entry-count-hint", "unit", unit);
            vec![
                field("what", "entry-what", "text", what).length(300),
                field("place", "entry-place", "text", place).length(300).optional(),
                counted,
            ]
        }
        "act" => {
            let (number, dated, value) = match body {
                Some(Body::Act { number, dated, value }) => (
                    number.clone(),
                    dated.to_string(),
                    value.map(|value| value.to_string()).unwrap_or_default(),
                ),
                _ => Default::default(),
            };
            let mut inputs = vec![
                field("number", "entry-number", "text", number)
                    .hint(frame, "entry-number-hint")
                    .length(300),
                field("dated", "entry-dated", "date", dated),
            ];
            if has_figure(row) {
                let mut figure = field("value", "entry-value-in-force", "number", value).length(40);
                figure.hint = frame.with("entry-figure-hint", "unit", unit);
                inputs.push(figure);
            }
            inputs
        }
        _ => {
            let kept = match body {
                Some(Body::Value { value }) => value.normalize().to_string(),
                _ => String::new(),
            };
            vec![value(frame, row, field("value", "record-value", "text", kept))]
        }
    };
    let (day, note) = known.entry.map_or((known.today, String::new()), |entry| {
        (entry.row.day, entry.row.note.clone())
    });
    let key = format!("entry-day-{}", known.kind);
    inputs.push(field("day", &key, "date", day.to_string()));
    inputs.push(
        field("note", "record-note", "area", note)
            .hint(frame, "entry-note-hint")
            .length(2000)
            .rows(3)
            .optional(),
    );
    inputs
}

fn value(frame: &Frame, row: &MeasureRow, mut input: Input) -> Input {
    if is_yes_no(row) {
        input.kind = "select";
        let choice = |value: &str, key: &str| (value.to_owned(), frame.t(key).to_owned());
        return input.options([
            choice("", "record-choose"),
            choice("1", "value-yes"),
            choice("0", "value-no"),
        ]);
    }
    input.kind = "number";
    input.length = 40;
    if let Some(unit) = row.unit.as_deref() {
        input.hint = frame.with("record-value-hint", "unit", unit);
    }
    input
}

fn stage_inputs(
    frame: &Frame,
    known: &Known<'_>,
    field: &impl Fn(&str, &str, &'static str, String) -> Input,
) -> Vec<Input> {
    let (site, at, reason) = match known.entry.map(|entry| &entry.body) {
        Some(Body::Stage { site, stage, reason }) => (site.to_string(), stage.code().to_owned(), reason.clone()),
        _ => (
            known.site.map(|site| site.to_string()).unwrap_or_default(),
            known.stage.clone(),
            String::new(),
        ),
    };
    let choose = (String::new(), frame.t("record-choose").to_owned());
    // Who comes from a site's page tells of that site; everybody else chooses.
    let only = known.sites.iter().find(|site| Some(site.id) == known.site);
    let sites = known
        .sites
        .iter()
        .filter(|site| only.is_none_or(|only| only.id == site.id));
    let sites = sites.map(|site| {
        let words = [site.name.as_str(), site.place.as_str(), stage(frame, &site.stage)];
        (site.id.to_string(), words.join(" · "))
    });
    let stages = stages(known.sites, only)
        .into_iter()
        .map(|code| (code.code().to_owned(), stage(frame, code.code()).to_owned()));
    let stages: Vec<_> = std::iter::once(choose.clone()).chain(stages).collect();
    vec![
        field("site", "entry-site", "select", site).options(std::iter::once(choose).chain(sites)),
        field("stage", "entry-stage", "select", at).options(stages),
        field("reason", "entry-stage-reason", "area", reason)
            .hint(frame, "entry-stage-reason-hint")
            .length(500)
            .rows(2)
            .optional(),
    ]
}

/// The stages that can be told: of one site, or of any.
fn stages(sites: &[SiteRow], only: Option<&SiteRow>) -> Vec<Stage> {
    let of = |site: &SiteRow| Template::from_code(&site.template);
    let known = |stage: Stage| match only {
        Some(site) => of(site).is_some_and(|template| template.has(stage)) && site.stage != stage.code(),
        None => sites.iter().filter_map(of).any(|template| template.has(stage)),
    };
    Stage::ALL.into_iter().filter(|stage| known(*stage)).collect()
}
