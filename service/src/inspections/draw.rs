//! The draw, from the frozen list to the inspections that it opens.

use serde_json::json;
use shishi_inspections::checklist::Risk;
use shishi_inspections::draw::{
    BodyState, Candidate, Ceremony, Exclusion, Inspector, List, PROOF_SCHEMA, Pick, Proof, Reveal, SCHEME, freeze,
};
use shishi_inspections::{Digest, InspectionRefusal};
use shishi_kernel::{Actor, Date, DrawId, InspectedId, InspectionPlanId, InspectorId, JurisdictionId};
use shishi_store::inspections::{self as rows, DrawRow, NewDraw, NewInspection};
use shishi_store::{Reader, journal};

use super::visit::check_no_interest;
use super::{may, quota, refused};
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// What is frozen beside the registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeForm {
    /// The approved plan.
    pub plan: InspectionPlanId,
    /// How many objects are drawn.
    pub draw: u32,
    /// How many inspectors go to each.
    pub per_object: u32,
    /// The bodies that bring a secret.
    pub bodies: Vec<String>,
    /// Later events whose values count.
    pub externals: Vec<String>,
    /// The later event that stands in for a missing secret.
    pub fallback: String,
    /// Inspectors who withdraw, by number of inspector and of object.
    pub exclusions: Vec<Exclusion>,
    /// The last day for committing.
    pub commit_until: Date,
    /// The last day for opening.
    pub reveal_until: Date,
}

/// A draw with its list and result read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawView {
    /// The row.
    pub row: DrawRow,
    /// The frozen list.
    pub list: List,
    /// What was drawn; empty until it is finished.
    pub picks: Vec<Pick>,
}

impl Service {
    /// Freezes the list for a draw: of the plan's kind and units, whatever was not visited a short while ago.
    ///
    /// # Errors
    /// Without an approved plan, when the own unit is inspected, and every refusal of the freeze.
    pub fn freeze_draw(&self, actor: &Actor, form: FreezeForm, key: Option<&str>) -> Result<DrawId, ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let request = form.clone();
        let made = self.once("inspection", actor, key, &request, move |w, context| {
            let j = context.j;
            let plan = rows::plan(w, j, form.plan)?.ok_or(ServiceError::NotFound)?;
            check_no_interest(&plan.units, &context.by)?;
            if plan.approved.is_none() {
                return Err(refused(InspectionRefusal::NotApproved {}));
            }
            Ceremony::check_days(context.today, form.commit_until, form.reveal_until).map_err(refused)?;
            let list = List {
                scheme: SCHEME.to_owned(),
                objects: candidates(w, j, &plan)?,
                inspectors: inspectors(w, j)?,
                exclusions: form.exclusions,
                draw: form.draw,
                per_object: form.per_object,
                bodies: form.bodies,
                externals: form.externals,
                fallback: form.fallback,
            };
            let list = freeze(list).map_err(refused)?;
            let new = NewDraw {
                plan: form.plan,
                list: serde_json::to_string(&list).map_err(ServiceError::internal)?,
                list_sha256: list.digest().to_string(),
                commit_until: form.commit_until,
                reveal_until: form.reveal_until,
            };
            let id = rows::freeze(w, j, &new)?;
            let data = json!({
                "bodies": list.bodies,
                "commit_until": new.commit_until.to_string(),
                "draw": list.draw,
                "externals": list.externals,
                "fallback": list.fallback,
                "inspectors": list.inspectors.len(),
                "list_sha256": new.list_sha256,
                "objects": list.objects.len(),
                "per_object": list.per_object,
                "plan": form.plan.0,
                "reveal_until": new.reveal_until.to_string(),
                "scheme": list.scheme,
            });
            context.leaf(w, Kind::DrawFrozen, subject(id), data)?;
            Ok(id.0)
        })?;
        Ok(DrawId(made))
    }

    /// Records what a body committed to.
    ///
    /// # Errors
    /// A refusal of the draw's rules.
    pub fn commit_to_draw(
        &self,
        actor: &Actor,
        id: DrawId,
        body: u32,
        commitment: Digest,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let done = self.once("inspection", actor, key, &(id, body, commitment), move |w, context| {
            let ceremony = ceremony(w, context.j, id)?;
            let today = context.today;
            (ceremony.commit(body as usize, commitment, today)).map_err(refused)?;
            let data = json!({"body": body, "commitment": commitment.to_string()});
            let leaf = context.leaf(w, Kind::DrawCommitted, subject(id), data)?;
            rows::commit(w, context.j, id, body, &commitment.to_string(), leaf)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Seals the root of the journal that holds every commitment.
    ///
    /// # Errors
    /// A refusal of the draw's rules; [`ServiceError::NotYet`] until the journal has published every commitment.
    pub fn seal_draw(&self, actor: &Actor, id: DrawId, key: Option<&str>) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let year = crate::journal::year_of(self.now());
        let reader = self.inner.journal.reader(year)?;
        let size = reader.size();
        let root = Digest(reader.root_at(size)?.0);
        let done = self.once("inspection", actor, key, &id, move |w, context| {
            let j = context.j;
            let row = rows::draw(w, j, id)?.ok_or(ServiceError::NotFound)?;
            ceremony_of(&row)?.seal().map_err(refused)?;
            for body in &row.bodies {
                let leaf = journal::leaf(w, j, body.leaf)?.ok_or(ServiceError::NotFound)?;
                // A commitment of last year is under a root that ended before; it cannot be later than this one.
                let held = leaf.log_year < year || leaf.index.is_some_and(|index| index < size);
                if !held {
                    return Err(ServiceError::NotYet);
                }
            }
            rows::seal(w, j, id, &root.to_string(), size)?;
            let data = json!({"root": root.to_string(), "size": size});
            context.leaf(w, Kind::DrawSealed, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Records a body's opened secret.
    ///
    /// # Errors
    /// A refusal of the draw's rules.
    pub fn reveal_for_draw(
        &self,
        actor: &Actor,
        id: DrawId,
        body: u32,
        reveal: Reveal,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let done = self.once("inspection", actor, key, &(id, body, reveal), move |w, context| {
            let ceremony = ceremony(w, context.j, id)?;
            ceremony
                .reveal(body as usize, &reveal, context.today)
                .map_err(refused)?;
            let (salt, secret) = (reveal.salt.to_string(), reveal.secret.to_string());
            rows::reveal(w, context.j, id, body, &salt, &secret)?;
            // Together with the others, the secret itself would tell where an unannounced visit goes.
            let data = json!({"body": body, "secret_sha256": leaf::digest(&secret)});
            context.leaf(w, Kind::DrawRevealed, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Draws, and opens an inspection for each object that was drawn.
    ///
    /// # Errors
    /// A refusal of the draw's rules.
    pub fn finish_draw(
        &self,
        actor: &Actor,
        id: DrawId,
        externals: Vec<String>,
        fallback: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let fallback = fallback.to_owned();
        let request = (id, externals.clone(), fallback.clone());
        let done = self.once("inspection", actor, key, &request, move |w, context| {
            let j = context.j;
            let row = rows::draw(w, j, id)?.ok_or(ServiceError::NotFound)?;
            let ceremony = ceremony_of(&row)?;
            let outcome = ceremony.finish(&externals, &fallback, context.today).map_err(refused)?;
            let externals = &externals[..ceremony.list.externals.len()];
            let picks = serde_json::to_string(&outcome.picks).map_err(ServiceError::internal)?;
            let seed = outcome.seed.to_string();
            rows::finish(w, j, id, externals, outcome.fallback.as_deref(), &seed, &picks)?;
            for pick in &outcome.picks {
                let new = NewInspection {
                    plan: row.plan,
                    draw: Some(id),
                    inspected: InspectedId(pick.object.into()),
                    after_days: None,
                    inspectors: pick
                        .inspectors
                        .iter()
                        .map(|number| InspectorId((*number).into()))
                        .collect(),
                };
                rows::open(w, j, &new)?;
            }
            let data = json!({
                "drawn": outcome.picks.len(),
                "seed_sha256": leaf::digest(&seed),
                "silent": ceremony.silent(),
            });
            context.leaf(w, Kind::DrawFinished, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }
}

fn subject(id: DrawId) -> String {
    format!("draw:{id}")
}

/// What a plan may draw from.
fn candidates(r: &mut Reader<'_>, j: JurisdictionId, plan: &rows::PlanRow) -> Result<Vec<Candidate>, ServiceError> {
    let quota = quota(r, j)?;
    let register = rows::register(r, j)?.into_iter().filter(|object| {
        let own = object.units.iter().any(|unit| plan.units.contains(unit));
        object.kind == plan.kind && own && quota.check_rest(object.last_visit, plan.from).is_ok()
    });
    let candidate = |object: rows::InspectedRow| {
        Ok(Candidate {
            number: u32::try_from(object.id.0).map_err(ServiceError::internal)?,
            name: object.name,
            weight: Risk::from_code(&object.risk).unwrap_or(Risk::Low).weight(),
            units: object.units,
        })
    };
    register.map(candidate).collect()
}

fn inspectors(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<Inspector>, ServiceError> {
    let inspector = |row: rows::InspectorRow| {
        Ok(Inspector {
            number: u32::try_from(row.id.0).map_err(ServiceError::internal)?,
            unit: row.unit.map(|unit| unit.id),
        })
    };
    rows::inspectors(r, j)?.into_iter().map(inspector).collect()
}

fn ceremony(r: &mut Reader<'_>, j: JurisdictionId, id: DrawId) -> Result<Ceremony, ServiceError> {
    ceremony_of(&rows::draw(r, j, id)?.ok_or(ServiceError::NotFound)?)
}

fn digest(text: &str) -> Result<Digest, ServiceError> {
    text.parse().map_err(ServiceError::internal)
}

/// The draw as the rules see it.
fn ceremony_of(row: &DrawRow) -> Result<Ceremony, ServiceError> {
    let list: List = serde_json::from_str(&row.list).map_err(ServiceError::internal)?;
    let mut bodies = vec![BodyState::default(); list.bodies.len()];
    for body in &row.bodies {
        let Some(state) = bodies.get_mut(body.position as usize) else {
            continue;
        };
        state.commitment = Some(digest(&body.commitment)?);
        state.reveal = match &body.reveal {
            Some((salt, secret)) => Some(Reveal {
                salt: digest(salt)?,
                secret: digest(secret)?,
            }),
            None => None,
        };
    }
    Ok(Ceremony {
        list,
        frozen: digest(&row.list_sha256)?,
        commit_until: row.commit_until,
        reveal_until: row.reveal_until,
        bodies,
        root: row.root.as_ref().map(|(root, _)| digest(root)).transpose()?,
        finished: row.seed.is_some(),
    })
}

/// A row with its list and result read.
pub(super) fn view(row: DrawRow) -> Result<DrawView, ServiceError> {
    let picks = match &row.picks {
        Some(picks) => serde_json::from_str(picks).map_err(ServiceError::internal)?,
        None => Vec::new(),
    };
    Ok(DrawView {
        list: serde_json::from_str(&row.list).map_err(ServiceError::internal)?,
        picks,
        row,
    })
}

/// The proof of a finished draw; `None` before.
pub(super) fn proof(row: &DrawRow) -> Result<Option<Proof>, ServiceError> {
    let (Some(seed), Some((root, root_size))) = (&row.seed, &row.root) else {
        return Ok(None);
    };
    let ceremony = ceremony_of(row)?;
    Ok(Some(Proof {
        schema: PROOF_SCHEMA.to_owned(),
        list_sha256: ceremony.frozen,
        commitments: ceremony.bodies.iter().filter_map(|body| body.commitment).collect(),
        reveals: ceremony.bodies.iter().map(|body| body.reveal).collect(),
        root: digest(root)?,
        root_size: *root_size,
        externals: row.externals.clone(),
        fallback: row.fallback.clone(),
        seed: digest(seed)?,
        picks: view(row.clone())?.picks,
        list: ceremony.list,
    }))
}
