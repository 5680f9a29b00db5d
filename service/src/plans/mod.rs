//! Plans: begun and submitted by a lead unit, returned or approved by the supervision office, changed by later versions.

pub(crate) mod may;

use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_commitments::party::Parties;
use shishi_commitments::plan::{self, PlanCommand, PlanContent, PlanEvent, PlanFacts, PlanState, Reached};
use shishi_kernel::{AccountId, Actor, CommitmentId, JurisdictionId, PlanId, civil_date};
use shishi_store::ledger::{self, CommitmentHead};
use shishi_store::plans::{self as rows, ApprovedPlan, MilestoneRow, OpenPlan, PlanRecord};
use shishi_store::{Reader, StoreError, Writer};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::{self, Notice};
use crate::{Service, ServiceError};

/// A version as the office sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanView {
    /// The version.
    pub id: PlanId,
    /// The commitment's slug.
    pub slug: String,
    /// Its number, from 1.
    pub version: u32,
    /// What a command has to name, so that two people do not overwrite each other.
    pub revision: u32,
    /// Where it stands.
    pub state: PlanState,
    /// What it says.
    pub content: PlanContent,
    /// When anything was last done with it.
    pub changed_at: Timestamp,
    /// When it was put in force, if it was.
    pub approved_at: Option<Timestamp>,
    /// Milestones with the days on which they were reached; empty unless it is or was in force.
    pub milestones: Vec<MilestoneRow>,
}

impl Service {
    /// Begins a version, the first empty, a later one with what the version in force says.
    ///
    /// # Errors
    /// A refusal of the rules of plans; [`ServiceError::Conflict`] when somebody else began it at the same time.
    pub fn begin_plan(&self, actor: &Actor, slug: &str) -> Result<PlanId, ServiceError> {
        may::FILE_PLAN.check(actor)?;
        let (j, at, by, slug) = (self.jurisdiction(), self.now(), actor.clone(), slug.to_owned());
        let salt = self.random_hex::<16>();
        self.commit(move |w| {
            let head = ledger::head(w, j, &slug)?.ok_or(ServiceError::NotFound)?;
            let versions = rows::versions(w, j, head.id)?;
            let facts = facts(w, j, &head, &versions)?;
            let states = versions.iter().map(state).collect::<Result<Vec<_>, _>>()?;
            let unit = plan::begin(&facts, &states, &by).map_err(|refusal| ServiceError::refused(&refusal))?;
            let mut content = facts.in_force.unwrap_or_default();
            content.cause = plan::Cause::default();
            content.persons.retain(|person| !person.name.is_empty());
            let (content, persons) = texts(content)?;
            let version = versions.first().map_or(1, |last| last.version.saturating_add(1));
            let new = rows::NewPlan {
                commitment: head.id,
                version,
                unit,
                content,
                persons,
                salt,
                at,
                by: by.account,
            };
            let id = match rows::insert(w, j, &new) {
                Err(StoreError::Duplicate(_)) => return Err(ServiceError::Conflict),
                other => other?,
            };
            let data = json!({ "version": version });
            tell(w, j, Kind::PlanBegun, &slug, &by, at, data)?;
            Ok(id)
        })
    }

    /// Does something with a version, as it stood at a revision.
    ///
    /// # Errors
    /// A refusal of the rules of plans; [`ServiceError::Conflict`] when somebody else changed it meanwhile.
    pub fn plan_command(
        &self,
        actor: &Actor,
        id: PlanId,
        revision: u32,
        command: PlanCommand,
    ) -> Result<(), ServiceError> {
        match &command {
            PlanCommand::Approve | PlanCommand::Return { .. } => may::JUDGE_PLAN.check(actor)?,
            PlanCommand::Save(_) | PlanCommand::Submit | PlanCommand::Reach { .. } => may::FILE_PLAN.check(actor)?,
        }
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let mut record = rows::get(w, j, id)?.ok_or(ServiceError::NotFound)?;
            if record.revision != revision {
                return Err(ServiceError::Conflict);
            }
            let head = ledger::head(w, j, &record.slug)?.ok_or(ServiceError::NotFound)?;
            let versions = rows::versions(w, j, head.id)?;
            let facts = facts(w, j, &head, &versions)?;
            let content = content(&record)?;
            let event = plan::decide(&facts, &state(&record)?, &content, command, &by, at)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            if let Some(notice) = notice(&record, &head, &event) {
                notices::tell(w, j, notice, at)?;
            }
            apply(w, j, &mut record, &facts, content, event, &by, at)
        })
    }

    /// Every version of a commitment's plan, newest first.
    ///
    /// # Errors
    /// When the role may not see them, or the store is away.
    pub fn plan_versions(&self, actor: &Actor, slug: &str) -> Result<Vec<PlanView>, ServiceError> {
        may::READ_PLANS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let head = ledger::head(r, j, slug)?.ok_or(ServiceError::NotFound)?;
            rows::versions(r, j, head.id)?
                .iter()
                .map(|record| view(r, j, record))
                .collect()
        })
    }

    /// Versions that wait for approval, longest first.
    ///
    /// # Errors
    /// When the role may not see them, or the store is away.
    pub fn plans_waiting(&self, actor: &Actor) -> Result<Vec<PlanView>, ServiceError> {
        may::READ_PLANS.check(actor)?;
        let j = self.jurisdiction();
        self.store()
            .read(|r| rows::waiting(r, j)?.iter().map(|record| view(r, j, record)).collect())
    }

    /// Versions that are being worked on or judged, the one that waits longest first, for lists.
    ///
    /// # Errors
    /// When the role may not see them, or the store is away.
    pub fn open_plans(&self, actor: &Actor) -> Result<Vec<OpenPlan>, ServiceError> {
        may::READ_PLANS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::open(r, j)?))
    }

    /// What anyone may see: the versions that are or were in force, newest first, without the names of persons.
    ///
    /// # Errors
    /// When the store is away.
    pub fn plans_in_force(&self, commitment: CommitmentId) -> Result<Vec<PlanView>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let versions = rows::versions(r, j, commitment)?;
            let frozen = versions.iter().filter(|record| record.approved_at.is_some());
            let views = frozen.map(|record| {
                let mut view = view(r, j, record)?;
                for person in &mut view.content.persons {
                    person.name.clear();
                }
                Ok(view)
            });
            views.collect()
        })
    }

    /// The version in force with what is held against it.
    ///
    /// # Errors
    /// When the store is away.
    pub fn approved_plan(&self, commitment: CommitmentId) -> Result<Option<ApprovedPlan>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::approved(r, j, commitment)?))
    }
}

/// Writes what happened: the version, what hangs on it, and the leaf.
#[allow(clippy::too_many_arguments, reason = "one write, told once")]
fn apply(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    record: &mut PlanRecord,
    facts: &PlanFacts,
    content: PlanContent,
    event: PlanEvent,
    by: &Actor,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let (slug, salt) = (record.slug.clone(), record.salt.clone());
    let hidden = |text: &str| leaf::salted(&salt, text);
    let version = record.version;
    let (kind, data) = match event {
        PlanEvent::Saved(content) => {
            (record.content, record.persons) = texts(content)?;
            let data = json!({ "content_salted": hidden(&record.content), "version": version });
            (Kind::PlanSaved, data)
        }
        PlanEvent::Submitted => {
            "submitted".clone_into(&mut record.state);
            record.reasons = None;
            let data = json!({ "content_salted": hidden(&record.content), "version": version });
            (Kind::PlanSubmitted, data)
        }
        PlanEvent::Returned { reasons } => {
            "returned".clone_into(&mut record.state);
            let data = json!({ "reasons_salted": hidden(&reasons), "version": version });
            record.reasons = Some(reasons);
            (Kind::PlanReturned, data)
        }
        PlanEvent::Approved => {
            "approved".clone_into(&mut record.state);
            record.approved_at = Some(at);
            record.approved_by = Some(by.account);
            let data = in_force(w, j, record, facts, &content, at)?;
            (Kind::PlanApproved, data)
        }
        PlanEvent::Reached { position, on } => {
            rows::reach(w, j, record.id, position, on)?;
            let data = json!({ "milestone": position, "on": on.to_string(), "version": version });
            (Kind::MilestoneReached, data)
        }
    };
    rows::update(w, j, record, at, by.account)?;
    if matches!(kind, Kind::PlanApproved | Kind::MilestoneReached) {
        w.touch(j)?;
    }
    tell(w, j, kind, &slug, by, at, data)
}

/// Tells the supervision office of a version that was handed in, and its unit of what was decided on it.
fn notice(record: &PlanRecord, head: &CommitmentHead, event: &PlanEvent) -> Option<Notice> {
    let (to, kind) = match event {
        PlanEvent::Submitted => (None, "plan_submitted"),
        PlanEvent::Returned { .. } => (Some(record.unit), "plan_returned"),
        PlanEvent::Approved => (Some(record.unit), "plan_approved"),
        PlanEvent::Saved(_) | PlanEvent::Reached { .. } => return None,
    };
    Some(Notice {
        to,
        kind,
        key: format!("{kind}:{}:{}", record.id, record.revision),
        path: format!("/office/commitments/{}/plan", record.slug),
        arguments: vec![("number", head.number.to_string()), ("title", head.title.clone())],
    })
}

/// Puts a version in force, and says in the journal what can be held against it.
fn in_force(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    record: &PlanRecord,
    facts: &PlanFacts,
    content: &PlanContent,
    at: Timestamp,
) -> Result<Value, ServiceError> {
    let reached = |title: &str| facts.reached.iter().find(|known| known.milestone.title == title);
    let mut milestones = Vec::new();
    for (position, milestone) in (1_u32..).zip(&content.milestones) {
        milestones.push(MilestoneRow {
            position,
            title: milestone.title.clone(),
            planned: milestone.planned,
            done: reached(&milestone.title).and_then(|known| known.done),
        });
    }
    let points: Vec<_> = content
        .trajectories
        .iter()
        .flat_map(|trajectory| {
            trajectory
                .points
                .iter()
                .map(|point| (trajectory.measure, point.on, point.value))
        })
        .collect();
    rows::put_in_force(w, j, record, &milestones, &points, civil_date(at))?;
    let milestones: Vec<Value> = milestones
        .iter()
        .map(|row| json!({ "planned": row.planned.to_string(), "title_sha256": leaf::digest(&row.title) }))
        .collect();
    let points: Vec<Value> = points
        .iter()
        .map(|(measure, on, value)| json!([measure.0, on.to_string(), value.normalize().to_string()]))
        .collect();
    Ok(json!({
        "content_sha256": leaf::digest(&record.content),
        "milestones": milestones,
        "persons_salted": leaf::salted(&record.salt, &record.persons),
        "points": points,
        "version": record.version,
    }))
}

fn tell(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    kind: Kind,
    slug: &str,
    by: &Actor,
    at: Timestamp,
    data: Value,
) -> Result<(), ServiceError> {
    let subject = format!("commitment:{slug}");
    leaf::append(w, j, &Leaf::new(kind, subject, Some(by), at, data)).map(drop)
}

/// What the rules need to know.
fn facts(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    head: &CommitmentHead,
    versions: &[PlanRecord],
) -> Result<PlanFacts, ServiceError> {
    let mut measures = Vec::new();
    if let Some(page) = ledger::commitment(r, j, &head.slug)? {
        for row in page.measures {
            let record = ledger::MeasureRecord {
                row,
                commitment: head.id,
                commitment_slug: head.slug.clone(),
                year: head.year,
                leads: head.parties.leads.clone(),
                helps: head.parties.helps.clone(),
            };
            measures.push(crate::ledger::facts(&record)?);
        }
    }
    let current = versions.iter().find(|record| record.state == "approved");
    let (mut in_force, mut reached) = (None, Vec::new());
    if let Some(record) = current {
        in_force = Some(content(record)?);
        for row in rows::milestones(r, j, record.id)? {
            reached.push(Reached {
                milestone: plan::Milestone {
                    title: row.title,
                    planned: row.planned,
                },
                done: row.done,
            });
        }
    }
    Ok(PlanFacts {
        year: head.year,
        parties: parties(head),
        measures,
        in_force,
        reached,
    })
}

/// Who has duties, as the rules say it.
pub(crate) fn parties(head: &CommitmentHead) -> Parties {
    Parties {
        leads: head.parties.leads.clone(),
        helps: head.parties.helps.clone(),
    }
}

fn view(r: &mut Reader<'_>, j: JurisdictionId, record: &PlanRecord) -> Result<PlanView, ServiceError> {
    Ok(PlanView {
        id: record.id,
        slug: record.slug.clone(),
        version: record.version,
        revision: record.revision,
        state: state(record)?,
        content: content(record)?,
        changed_at: record.changed_at,
        approved_at: record.approved_at,
        milestones: rows::milestones(r, j, record.id)?,
    })
}

fn state(record: &PlanRecord) -> Result<PlanState, ServiceError> {
    let at = record.changed_at;
    Ok(match record.state.as_str() {
        "draft" => PlanState::Draft,
        "submitted" => PlanState::Submitted { at },
        "returned" => PlanState::Returned {
            at,
            reasons: record.reasons.clone().unwrap_or_default(),
        },
        "approved" => PlanState::Approved {
            at: record.approved_at.unwrap_or(at),
            by: record.approved_by.unwrap_or(AccountId(0)),
        },
        "superseded" => PlanState::Superseded,
        other => {
            return Err(ServiceError::Internal(format!(
                "plan {} is in the unknown state {other}",
                record.id
            )));
        }
    })
}

/// What a version says, from its two texts.
fn content(record: &PlanRecord) -> Result<PlanContent, ServiceError> {
    let mut content: PlanContent = serde_json::from_str(&record.content).map_err(ServiceError::internal)?;
    content.persons = serde_json::from_str(&record.persons).map_err(ServiceError::internal)?;
    Ok(content)
}

/// The two texts in which a version is kept, persons apart.
fn texts(mut content: PlanContent) -> Result<(String, String), ServiceError> {
    let persons = std::mem::take(&mut content.persons);
    Ok((
        serde_json::to_string(&content).map_err(ServiceError::internal)?,
        serde_json::to_string(&persons).map_err(ServiceError::internal)?,
    ))
}
