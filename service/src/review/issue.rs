//! Issuing: what was decided on in a review becomes the ledger, in one unit of work.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_commitments::draft::{Cited, DraftCommand, decide};
use shishi_commitments::issue::{Issued, IssuedCommitment, issue, programme_slug, slug};
use shishi_commitments::measure::Measure;
use shishi_gazette::reading::{Chronicle, Reading};
use shishi_kernel::{Actor, Date, DocumentId, DraftId, JurisdictionId, LeafId, ProgrammeId, Span, UnitId};
use shishi_store::views::{DocumentPage, PersonRow};
use shishi_store::{StoreError, Writer, chronicle, documents, ledger, search};

use super::{load, save};
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// An entry of the journal that would be longer keeps the digest of the words instead of the words.
const WORDS_BYTES_MAX: usize = 40_000;

impl Service {
    /// Issues a reviewed draft: instrument, programme, commitments, chronicle, in one unit of work. Returns the
    /// programme's slug.
    ///
    /// # Errors
    /// Unless the actor is a supervisor; a refusal of the draft's rules, with the items that stand in the way;
    /// [`ServiceError::Conflict`] when somebody changed the draft meanwhile.
    pub fn issue_draft(&self, actor: &Actor, id: DraftId, revision: u32) -> Result<String, ServiceError> {
        super::may::REVIEW.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let (mut draft, document) = load(w, j, id, revision)?;
            let events = decide(&draft, DraftCommand::Issue, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let mut issued = issue(&draft, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let page = documents::page(w, j, document)?.ok_or(ServiceError::NotFound)?;
            issued.place_words(&page.text);
            save(w, j, id, revision, &mut draft, &events, &by, at)?;
            let mut desk = Desk {
                w,
                j,
                at,
                by: &by,
                page: &page,
                units: HashMap::new(),
            };
            let slug = desk.programme(&issued)?;
            desk.chronicle()?;
            w.touch(j)?;
            Ok(slug)
        })
    }
}

/// What is at hand while a programme is written.
struct Desk<'d, 'w> {
    w: &'d mut Writer<'w>,
    j: JurisdictionId,
    at: Timestamp,
    by: &'d Actor,
    page: &'d DocumentPage,
    units: HashMap<String, UnitId>,
}

impl Desk<'_, '_> {
    fn programme(&mut self, issued: &Issued) -> Result<String, ServiceError> {
        let heading = &issued.heading;
        let taken = ledger::programme_slugs(self.w, self.j, heading.year)?;
        let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
        let programme_slug = programme_slug(heading.year, &taken);
        let instrument = ledger::NewInstrument {
            document: self.page.row.id,
            title: heading.title.clone(),
            number: heading.number.clone(),
            issuer: heading.issuer.clone(),
            date: heading.date,
            span: heading.span.unwrap_or(Span { start: 0, end: 0 }),
            kind: heading.kind.clone().unwrap_or_default(),
            addressees: heading.addressees.clone(),
        };
        let instrument = match ledger::insert_instrument(self.w, self.j, &instrument) {
            Err(StoreError::Duplicate(_)) => {
                let number = heading.number.clone().unwrap_or_default();
                return Err(ServiceError::Refused {
                    code: "issue.number_known",
                    arguments: vec![("number", number)],
                });
            }
            other => other?,
        };
        let day = heading.date.unwrap_or_else(|| shishi_kernel::civil_date(self.at));
        let programme = ledger::NewProgramme {
            instrument,
            slug: programme_slug.clone(),
            year: heading.year,
            title: heading.title.clone(),
            issued_at: self.at,
            issued_by: (self.by.account.0 > 0).then_some(self.by.account),
            members_on: day,
        };
        let programme = ledger::insert_programme(self.w, self.j, &programme)?;
        self.leaf(
            Kind::ProgrammeIssued,
            format!("programme:{programme_slug}"),
            json!({
                "commitments": issued.commitments.len(),
                "document_sha256": self.page.row.sha256,
                "number": heading.number,
                "title": heading.title,
                "year": heading.year,
            }),
        )?;
        search::put(
            self.w,
            self.j,
            "instrument",
            &self.page.row.id.to_string(),
            &heading.title,
            heading.number.as_deref().unwrap_or_default(),
            heading.date,
        )?;
        for category in &issued.categories {
            ledger::insert_category(
                self.w,
                self.j,
                programme,
                category.number,
                &category.title,
                category.span,
            )?;
        }
        self.named_units(issued, day)?;
        for commitment in &issued.commitments {
            self.commitment(programme, &programme_slug, heading.year, commitment)?;
        }
        self.rest(programme, &programme_slug, issued)?;
        Ok(programme_slug)
    }

    /// Units in order of first appearance, and the members that the document itself suggests for its groups.
    fn named_units(&mut self, issued: &Issued, day: Date) -> Result<(), ServiceError> {
        for unit in &issued.units {
            let id = ledger::ensure_unit(self.w, self.j, &unit.name, unit.group)?;
            self.units.insert(unit.name.clone(), id);
            search::put(self.w, self.j, "unit", &id.to_string(), &unit.name, "", None)?;
        }
        for group in issued.units.iter().filter(|unit| unit.group) {
            let id = self.unit(&group.name)?;
            if !ledger::members_on(self.w, self.j, id, day)?.is_empty() {
                continue;
            }
            for name in &group.suggested {
                let member = self.unit(name)?;
                ledger::set_group_member(self.w, self.j, id, member, day, None)?;
                let data =
                    json!({ "from": day.to_string(), "group": group.name, "member": name, "source": "document" });
                self.leaf(Kind::GroupMemberSet, format!("unit:{id}"), data)?;
            }
        }
        Ok(())
    }

    fn unit(&mut self, name: &str) -> Result<UnitId, ServiceError> {
        if let Some(id) = self.units.get(name) {
            return Ok(*id);
        }
        let id = ledger::ensure_unit(self.w, self.j, name, false)?;
        self.units.insert(name.to_owned(), id);
        Ok(id)
    }

    fn commitment(
        &mut self,
        programme: ProgrammeId,
        programme_slug: &str,
        year: i16,
        new: &IssuedCommitment,
    ) -> Result<(), ServiceError> {
        let slug = slug(programme_slug, new.number);
        let leaf = self.leaf(Kind::CommitmentIssued, format!("commitment:{slug}"), promise(new))?;
        let raw = |span: &Span| (*span, span.of(&self.page.text).unwrap_or_default().to_owned());
        let id = ledger::insert_commitment(
            self.w,
            self.j,
            &ledger::NewCommitment {
                programme,
                year,
                slug: slug.clone(),
                number: new.number,
                category: new.category,
                title: new.title.clone(),
                text: new.text.clone(),
                passages: new.passages.iter().map(raw).collect(),
                conditions: new
                    .conditions
                    .iter()
                    .map(|condition| {
                        let span = condition.span.unwrap_or(Span { start: 0, end: 0 });
                        (condition.quote.clone(), condition.kind.clone(), span)
                    })
                    .collect(),
            },
        )?;
        for duty in &new.duties {
            let unit = self.unit(&duty.unit)?;
            let new = ledger::NewDuty {
                commitment: id,
                unit,
                role: duty.role.code().to_owned(),
                span: duty.span,
            };
            ledger::insert_duty(self.w, self.j, &new)?;
        }
        for measure in &new.measures {
            let row = ledger::insert_measure(self.w, self.j, &measure_row(id, measure))?;
            let target = measure.target.as_ref();
            ledger::insert_target(
                self.w,
                self.j,
                &ledger::NewTarget {
                    measure: row,
                    version: 1,
                    comparator: target.map(|target| target.comparator.code().to_owned()),
                    value: target.map(|target| target.value),
                    value_max: target.and_then(|target| target.value_max),
                    tolerance: target.and_then(|target| target.tolerance),
                    cut_off: target.and_then(|target| target.cut_off),
                    leaf: Some(leaf),
                },
            )?;
        }
        for finding in &new.findings {
            let arguments: Vec<(String, String)> = finding
                .arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect();
            ledger::insert_finding(self.w, self.j, id, finding.code.code(), &arguments, finding.span)?;
        }
        search::put(self.w, self.j, "commitment", &slug, &new.title, &new.text, None)?;
        Ok(())
    }

    /// Supervisors, conflicts and requirements.
    fn rest(&mut self, programme: ProgrammeId, programme_slug: &str, issued: &Issued) -> Result<(), ServiceError> {
        for Cited { text, .. } in &issued.supervisors {
            let unit = self.unit(text)?;
            ledger::insert_supervisor(self.w, self.j, programme, unit)?;
        }
        for conflict in &issued.conflicts {
            let unit = self.unit(&conflict.unit)?;
            let page = ledger::commitment(self.w, self.j, &slug(programme_slug, conflict.number))?;
            if let Some(page) = page {
                ledger::insert_conflict(self.w, self.j, programme, page.row.id, unit, conflict.role.code())?;
            }
        }
        for requirement in &issued.requirements {
            ledger::insert_requirement(
                self.w,
                self.j,
                programme,
                requirement.number,
                &requirement.title,
                &requirement.text,
                requirement.span,
            )?;
            let reference = format!("{programme_slug}-{}", requirement.number);
            search::put(
                self.w,
                self.j,
                "requirement",
                &reference,
                &requirement.title,
                &requirement.text,
                None,
            )?;
        }
        Ok(())
    }

    /// The document's chronicle. It is public with the document, but names persons, so that the journal holds only how
    /// many entries there are; the document's own digest is in its first leaf.
    fn chronicle(&mut self) -> Result<(), ServiceError> {
        let reading: Reading = serde_json::from_str(&self.page.reading).map_err(ServiceError::internal)?;
        let Some(Chronicle { entries, .. }) = reading.chronicle else {
            return Ok(());
        };
        let document: DocumentId = self.page.row.id;
        let data = json!({ "entries": entries.len(), "document_sha256": self.page.row.sha256 });
        self.leaf(Kind::ChroniclePublished, format!("document:{document}"), data)?;
        for entry in entries {
            let kind = serde_json::to_value(entry.kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned));
            let new = chronicle::NewEntry {
                document,
                date: entry.date,
                date_end: entry.date_end,
                kind: kind.unwrap_or_else(|| "other".to_owned()),
                text: entry.text.value,
                span: entry.text.span,
                continuation: entry.continuation,
                people: entry
                    .people
                    .into_iter()
                    .map(|p| PersonRow {
                        name: p.name.value,
                        title: p.title.or(p.elected),
                    })
                    .collect(),
                organisations: entry
                    .organisations
                    .into_iter()
                    .map(|organisation| organisation.value)
                    .collect(),
            };
            let id = chronicle::insert_entry(self.w, self.j, &new)?;
            let title = new.date.map(|date| date.to_string()).unwrap_or_default();
            search::put(
                self.w,
                self.j,
                "chronicle",
                &id.to_string(),
                &title,
                &new.text,
                new.date,
            )?;
        }
        Ok(())
    }

    fn leaf(&mut self, kind: Kind, subject: String, data: Value) -> Result<LeafId, ServiceError> {
        leaf::append(self.w, self.j, &Leaf::new(kind, subject, Some(self.by), self.at, data))
    }
}

fn measure_row(commitment: shishi_kernel::CommitmentId, measure: &Measure) -> ledger::NewMeasure {
    ledger::NewMeasure {
        commitment,
        position: measure.position,
        kind: measure.kind.code().to_owned(),
        what: measure.what.clone(),
        unit: measure.unit.clone(),
        role: measure.role.code().to_owned(),
        per: measure.per.clone(),
        baseline: measure.baseline,
        each_value: measure.each.as_ref().map(|each| each.value),
        each_places: measure
            .each
            .as_ref()
            .map(|each| each.places.clone())
            .unwrap_or_default(),
        as_written: measure.as_written.clone(),
        span: measure.span,
        testable: measure.testable,
    }
}

/// What the journal keeps of a commitment: enough to show, years later, that words and figures are the same.
fn promise(new: &IssuedCommitment) -> Value {
    let measures: Vec<Value> = new
        .measures
        .iter()
        .map(|measure| {
            json!({
                "comparator": measure.target.as_ref().map(|target| target.comparator.code()),
                "cut_off": measure.target.as_ref().and_then(|target| target.cut_off).map(|day| day.to_string()),
                "unit": measure.unit,
                "value": measure.target.as_ref().map(|target| target.value.to_string()),
                "value_max": measure.target.as_ref().and_then(|target| target.value_max).map(|value| value.to_string()),
                "what": measure.what,
            })
        })
        .collect();
    let duties: Vec<Value> = new
        .duties
        .iter()
        .map(|duty| json!({ "role": duty.role.code(), "unit": duty.unit }))
        .collect();
    let mut data = json!({
        "duties": duties,
        "measures": measures,
        "number": new.number,
        "title": new.title,
        "words": new.text,
        "words_sha256": leaf::digest(&new.text),
    });
    if data.to_string().len() > WORDS_BYTES_MAX
        && let Some(map) = data.as_object_mut()
    {
        for long in ["words", "duties", "measures"] {
            let text = map.remove(long).map(|value| value.to_string()).unwrap_or_default();
            map.insert(format!("{long}_digest"), json!(leaf::digest(&text)));
        }
    }
    data
}
