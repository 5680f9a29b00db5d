//! Registers, entries and what follows from them, as they are shown.

use std::collections::HashMap;

use shishi_commitments::entry::{
    Body, Command, Entry, EntryRefusal, EvidenceNeed, Outcome, State, decide, draft, evidence_need,
};
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::value;
use shishi_kernel::{Actor, CommitmentId, Decimal, MeasureId, RecordId, SiteId, UnitId};
use shishi_store::evidence::{self, EvidenceRow, Origin};
use shishi_store::records::{self as rows, PlainReport, RecordFilter, RecordRow, StepRow, ValueRow};
use shishi_store::sites::{self, SiteRow, StageRow};
use shishi_store::views::{Paged, UnitRef};
use shishi_store::{Reader, ledger};

use super::values::{claim_of, published};
use super::{Loaded, body_of, load, may};
use crate::{Service, ServiceError};

/// What somebody can do with an entry now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryPowers {
    /// Write it again.
    pub write: bool,
    /// Add a file.
    pub add_evidence: bool,
    /// Hand it in; for want of a file it may still be refused.
    pub submit: bool,
    /// Confirm or return it.
    pub confirm: bool,
    /// Say what was found.
    pub judge: bool,
    /// Publish what was found.
    pub publish: bool,
}

/// A file of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceView {
    /// The file.
    pub row: EvidenceRow,
    /// What its camera wrote; only for whoever may verify the entry.
    pub origin: Option<Origin>,
    /// Other entries for which the very same file was handed in.
    pub elsewhere: Vec<RecordId>,
}

/// An entry with its course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// The entry.
    pub row: RecordRow,
    /// What is handed in.
    pub body: Body,
    /// How far it is.
    pub state: State,
    /// What was done with it, in order.
    pub steps: Vec<StepRow>,
    /// Its files.
    pub evidence: Vec<EvidenceView>,
    /// Whether files are asked for.
    pub need: EvidenceNeed,
    /// What the person who looks can do.
    pub can: EntryPowers,
}

/// A site with its course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteView {
    /// The site.
    pub row: SiteRow,
    /// The stages that it has reached.
    pub stages: Vec<StageRow>,
    /// The entries that speak of it, newest first.
    pub entries: Vec<RecordRow>,
    /// What was published when its last stage was looked at.
    pub found: Option<Outcome>,
    /// Sites that look like the same object, each with the reason that was given: the one for which this was taken when it
    /// was registered, and those that were taken for this.
    pub twins: Vec<(SiteRow, String)>,
}

/// A measure's register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterView {
    /// The measure.
    pub measure: MeasureId,
    /// Its sites, each with what was published when its last stage was looked at. Names, places and positions of hidden
    /// ones are empty where the public looks.
    pub sites: Vec<(SiteRow, Option<Outcome>)>,
}

/// What one unit has reached of a measure that is distributed over units or places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitValue {
    /// The unit.
    pub unit: UnitRef,
    /// As reported; none when it handed nothing in.
    pub reported: Option<Decimal>,
    /// As verified; none when nobody looked.
    pub verified: Option<Decimal>,
}

impl Service {
    /// An entry, for the office.
    ///
    /// # Errors
    /// When there is none, or the role may not see it.
    pub fn entry(&self, actor: &Actor, id: RecordId) -> Result<EntryView, ServiceError> {
        may::READ_RECORDS.check(actor)?;
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| {
            let loaded = load(r, j, id)?;
            let can = powers(&loaded, actor, now);
            let mut origins: HashMap<_, _> = if can.judge {
                evidence::origins(r, j, id)?.into_iter().collect()
            } else {
                HashMap::new()
            };
            let elsewhere = evidence::elsewhere(r, j, id)?;
            let files = evidence::of_record(r, j, id)?.into_iter().map(|row| EvidenceView {
                origin: origins.remove(&row.id),
                elsewhere: elsewhere
                    .iter()
                    .filter(|(file, _)| *file == row.id)
                    .map(|(_, record)| *record)
                    .collect(),
                row,
            });
            let Loaded { row, facts, entry, .. } = loaded;
            Ok(EntryView {
                evidence: files.collect(),
                steps: rows::steps(r, j, id)?,
                need: evidence_need(facts.measure.kind, &entry.body),
                body: entry.body,
                state: entry.state,
                can,
                row,
            })
        })
    }

    /// A page of entries, newest first, for the office.
    ///
    /// # Errors
    /// When the role may not see them.
    pub fn entries(
        &self,
        actor: &Actor,
        filter: &RecordFilter,
        page: u32,
        per_page: u32,
    ) -> Result<Paged<RecordRow>, ServiceError> {
        may::READ_RECORDS.check(actor)?;
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(rows::list(r, j, filter, page, per_page)?))
    }

    /// A page of what was reported by entries for a commitment, newest first; anybody may see it. The names of hidden sites
    /// are empty.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_entries(
        &self,
        commitment: CommitmentId,
        page: u32,
        per_page: u32,
    ) -> Result<Paged<RecordRow>, ServiceError> {
        let filter = RecordFilter {
            commitment: Some(commitment),
            reported: true,
            ..RecordFilter::default()
        };
        let j = self.jurisdiction();
        let mut found = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::list(r, j, &filter, page, per_page)?))?;
        for row in &mut found.rows {
            if let Some((_, name, true)) = &mut row.site {
                name.clear();
            }
        }
        Ok(found)
    }

    /// What is handed in by a stored entry.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn entry_body(row: &RecordRow) -> Result<Body, ServiceError> {
        body_of(&row.body)
    }

    /// Entries that wait for the own unit to confirm or return them, oldest first.
    ///
    /// # Errors
    /// When the role confirms none.
    pub fn entries_to_confirm(&self, actor: &Actor) -> Result<Vec<RecordRow>, ServiceError> {
        may::CONFIRM_ENTRIES.check(actor)?;
        let Some(unit) = actor.unit else { return Ok(Vec::new()) };
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(rows::to_confirm(r, j, unit)?))
    }

    /// Drafts of the own unit, and what was returned to it: the newest of each.
    ///
    /// # Errors
    /// When the role writes none.
    pub fn own_entries(&self, actor: &Actor) -> Result<Vec<RecordRow>, ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        let Some(unit) = actor.unit else { return Ok(Vec::new()) };
        let j = self.jurisdiction();
        self.store().read(|r| {
            let mut own = Vec::new();
            for state in [State::Returned, State::Draft] {
                let filter = RecordFilter {
                    unit: Some(unit),
                    state: Some(state.code().to_owned()),
                    ..RecordFilter::default()
                };
                own.extend(rows::list(r, j, &filter, 1, 100)?.rows);
            }
            Ok(own)
        })
    }

    /// What waits for a supervisor without an interest, oldest first: to be looked at, and to be published.
    ///
    /// # Errors
    /// When the role verifies none.
    pub fn entries_to_verify(&self, actor: &Actor) -> Result<(Vec<RecordRow>, Vec<RecordRow>), ServiceError> {
        may::VERIFY_ENTRIES.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            Ok((
                rows::to_judge(r, j, "confirmed", actor.unit)?,
                rows::to_judge(r, j, "judged", actor.unit)?,
            ))
        })
    }

    /// The newest plain report of each measure at which nobody has looked, oldest first.
    ///
    /// # Errors
    /// When the role verifies none.
    pub fn reports_to_verify(&self, actor: &Actor) -> Result<Vec<PlainReport>, ServiceError> {
        may::VERIFY_ENTRIES.check(actor)?;
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(rows::plain_reports(r, j, actor.unit)?))
    }

    /// A site, for the office.
    ///
    /// # Errors
    /// When there is none, or the role may not see it.
    pub fn measured_site(&self, actor: &Actor, id: SiteId) -> Result<SiteView, ServiceError> {
        may::READ_RECORDS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let row = sites::one(r, j, id)?.ok_or(ServiceError::NotFound)?;
            let filter = RecordFilter {
                site: Some(id),
                ..RecordFilter::default()
            };
            let mut twins: Vec<(SiteRow, String)> = Vec::new();
            if let Some((twin, reason)) = &row.same_as
                && let Some(twin) = sites::one(r, j, *twin)?
            {
                twins.push((twin, reason.clone()));
            }
            for twin in sites::taken_for(r, j, id)? {
                let reason = twin.same_as.as_ref().map(|(_, reason)| reason.clone());
                twins.push((twin, reason.unwrap_or_default()));
            }
            Ok(SiteView {
                twins,
                stages: sites::stages(r, j, id)?,
                entries: rows::list(r, j, &filter, 1, 200)?.rows,
                found: found(r, j, row.measure)?.remove(&id),
                row,
            })
        })
    }

    /// A measure's register, for the office.
    ///
    /// # Errors
    /// When the role may not see it.
    pub fn register(&self, actor: &Actor, measure: MeasureId) -> Result<RegisterView, ServiceError> {
        may::READ_RECORDS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| register(r, j, measure))
    }

    /// The registers of a commitment's measures that have sites; anybody may see them, but for what is hidden.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_registers(&self, commitment: CommitmentId) -> Result<Vec<RegisterView>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let mut measures: Vec<MeasureId> = sites::stage_counts(r, j, commitment)?
                .into_iter()
                .map(|(measure, _, _)| measure)
                .collect();
            measures.dedup();
            let mut registers = Vec::new();
            for measure in measures {
                let mut view = register(r, j, measure)?;
                for (site, _) in &mut view.sites {
                    hide(site);
                }
                registers.push(view);
            }
            Ok(registers)
        })
    }

    /// What each unit has reached of a measure, by what it handed in itself, in the order of their numbers.
    ///
    /// # Errors
    /// When there is no such measure.
    pub fn values_by_unit(&self, measure: MeasureId) -> Result<Vec<UnitValue>, ServiceError> {
        let (j, today) = (self.jurisdiction(), shishi_kernel::civil_date(self.now()));
        self.store().read(|r| {
            let record = ledger::measure(r, j, measure)?.ok_or(ServiceError::NotFound)?;
            let kind =
                MeasureKind::from_code(&record.row.kind).ok_or_else(|| super::corrupt("measure", measure.0, "kind"))?;
            let claims = rows::claims(r, j, measure)?;
            let reported = claims
                .iter()
                .map(|claim| claim_of(claim, kind, claim.reported))
                .collect::<Result<Vec<_>, _>>()?;
            let verified = published(&claims, kind)?;
            let mut units: Vec<UnitId> = claims.iter().map(|claim| claim.unit).collect();
            units.sort_unstable();
            units.dedup();
            let verified = value::by_unit(kind, &verified, &units, today);
            let reported = value::by_unit(kind, &reported, &units, today);
            let mut out = Vec::new();
            for ((unit, reported), (_, verified)) in reported.into_iter().zip(verified) {
                let unit = ledger::unit(r, j, unit)?.ok_or(ServiceError::NotFound)?.row.unit;
                out.push(UnitValue {
                    unit,
                    reported,
                    verified,
                });
            }
            Ok(out)
        })
    }

    /// Values of a commitment's measures as verified, the last of each day, by measure and day; anybody may see them.
    ///
    /// # Errors
    /// When the store is away.
    pub fn verified_values(&self, commitment: CommitmentId) -> Result<Vec<ValueRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(rows::verified_of_commitment(r, j, commitment)?))
    }
}

fn powers(loaded: &Loaded, actor: &Actor, now: shishi_kernel::Timestamp) -> EntryPowers {
    let (facts, entry): (_, &Entry) = (&loaded.facts, &loaded.entry);
    let can = |command| decide(facts, entry, command, actor).is_ok();
    let same = shishi_commitments::entry::Draft {
        body: entry.body.clone(),
        day: entry.day,
        note: String::new(),
    };
    // What was written may have become impossible meanwhile; it can still be written anew.
    let write = match draft(facts, Some(entry), &same, actor, now) {
        Ok(_) => true,
        Err(refusal) => matches!(refusal, EntryRefusal::Site(_) | EntryRefusal::Value(_)),
    };
    let submit = match decide(facts, entry, Command::Submit, actor) {
        Ok(_) => true,
        Err(refusal) => matches!(refusal, EntryRefusal::EvidenceMissing),
    };
    let judge = Command::Judge {
        outcome: Outcome::Unverifiable,
        value: None,
        reason: "-".to_owned(),
    };
    EntryPowers {
        write,
        submit,
        add_evidence: can(Command::AddEvidence),
        confirm: can(Command::Return { reason: "-".to_owned() }),
        judge: can(judge),
        publish: can(Command::Publish),
    }
}

fn register(
    r: &mut Reader<'_>,
    j: shishi_kernel::JurisdictionId,
    measure: MeasureId,
) -> Result<RegisterView, ServiceError> {
    let mut found = found(r, j, measure)?;
    let sites = sites::of_measure(r, j, measure)?
        .into_iter()
        .map(|row| {
            let outcome = found.remove(&row.id);
            (row, outcome)
        })
        .collect();
    Ok(RegisterView { measure, sites })
}

/// What was published of the last confirmed stage of each site; of a stage at which nobody has looked there is nothing.
fn found(
    r: &mut Reader<'_>,
    j: shishi_kernel::JurisdictionId,
    measure: MeasureId,
) -> Result<HashMap<SiteId, Outcome>, ServiceError> {
    let mut last = HashMap::new();
    for claim in rows::claims(r, j, measure)? {
        if let Some(site) = claim.site {
            let outcome = claim.published.and_then(|(code, _)| Outcome::from_code(&code));
            last.insert(site, outcome);
        }
    }
    Ok(last
        .into_iter()
        .filter_map(|(site, outcome)| Some((site, outcome?)))
        .collect())
}

fn hide(site: &mut SiteRow) {
    if site.hidden {
        site.name.clear();
        site.place.clear();
        site.longitude = None;
        site.latitude = None;
    }
    site.same_as = None;
}
