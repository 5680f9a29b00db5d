//! The registers, and plans.

use serde_json::json;
use shishi_inspections::InspectionRefusal;
use shishi_inspections::checklist::{ObjectKind, Risk};
use shishi_inspections::plan::{self, Mode, OBJECTS_AT_ONCE_MAX, Quota};
use shishi_kernel::{Actor, Date, InspectionPlanId, InspectorId, UnitId};
use shishi_store::inspections::{self as rows, NewInspected, NewPlan};
use shishi_store::{jurisdictions, ledger};

use super::{QUOTA, may, quota, refused};
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// Entries for the register that share everything but name and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectedForm {
    /// What they are.
    pub kind: ObjectKind,
    /// Their risk class.
    pub risk: Risk,
    /// The unit that answers for them.
    pub unit: Option<UnitId>,
    /// The commitment they belong to, by slug: all its parties have an interest in them.
    pub commitment: Option<String>,
    /// The day on which they were accepted; needed for finished sites.
    pub accepted: Option<Date>,
    /// Name and place of each.
    pub entries: Vec<(String, String)>,
}

/// A plan, as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanForm {
    /// Its title.
    pub title: String,
    /// What is inspected.
    pub kind: ObjectKind,
    /// How.
    pub mode: Mode,
    /// The units whose work is inspected.
    pub units: Vec<UnitId>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Service {
    /// Puts entries on the register and gives how many were new: what stands there already is left as it is, so that
    /// a longer list can be pasted again.
    ///
    /// # Errors
    /// A refusal of the register's rules.
    pub fn register_inspected(
        &self,
        actor: &Actor,
        form: InspectedForm,
        key: Option<&str>,
    ) -> Result<i64, ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let request = form.clone();
        self.once("inspection", actor, key, &request, move |w, context| {
            let j = context.j;
            plan::check_object(form.kind, form.accepted).map_err(refused)?;
            if form.entries.is_empty() {
                return Err(refused(InspectionRefusal::WordsMissing {}));
            }
            if form.entries.len() > OBJECTS_AT_ONCE_MAX {
                return Err(refused(InspectionRefusal::TooMany {
                    max: OBJECTS_AT_ONCE_MAX,
                }));
            }
            let head = match &form.commitment {
                Some(slug) => Some(ledger::head(w, j, slug)?.ok_or(ServiceError::NotFound)?),
                None => None,
            };
            let mut units: Vec<UnitId> = form.unit.into_iter().collect();
            if let Some(head) = &head {
                units.extend(head.parties.leads.iter().chain(&head.parties.helps));
            }
            units.sort_unstable();
            units.dedup();
            let (mut added, mut names) = (0, String::new());
            for (name, place) in form.entries {
                let (name, place) = (
                    plan::name(&name).map_err(refused)?,
                    plan::name(&place).map_err(refused)?,
                );
                if rows::is_registered(w, j, form.kind.code(), &name, &place)? {
                    continue;
                }
                names.push_str(&format!("{name}\t{place}\n"));
                let new = NewInspected {
                    kind: form.kind.code().to_owned(),
                    name,
                    place,
                    risk: form.risk.code().to_owned(),
                    units: units.clone(),
                    commitment: head.as_ref().map(|head| head.id),
                    accepted: form.accepted,
                };
                rows::add_inspected(w, j, &new)?;
                added += 1;
            }
            if added > 0 {
                let data = json!({
                    "accepted": form.accepted.map(|day| day.to_string()),
                    "added": added,
                    "entries_sha256": leaf::digest(&names),
                    "kind": form.kind.code(),
                    "risk": form.risk.code(),
                });
                context.leaf(w, Kind::InspectedRegistered, "inspection:register".into(), data)?;
            }
            Ok(added)
        })
    }

    /// Puts somebody on the register of inspectors. The journal knows the number and the unit, and a salted digest of
    /// the name.
    ///
    /// # Errors
    /// An unfit name; a unit that does not exist.
    pub fn register_inspector(
        &self,
        actor: &Actor,
        name: &str,
        unit: Option<UnitId>,
        key: Option<&str>,
    ) -> Result<InspectorId, ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let (name, salt) = (plan::name(name).map_err(refused)?, self.random_hex::<16>());
        let request = (name.clone(), unit);
        let made = self.once("inspection", actor, key, &request, move |w, context| {
            if let Some(unit) = unit
                && ledger::unit(w, context.j, unit)?.is_none()
            {
                return Err(ServiceError::NotFound);
            }
            let id = rows::add_inspector(w, context.j, &name, unit)?;
            let data = json!({
                "inspector": id.0,
                "name_sha256": leaf::salted(&salt, &name),
                "unit": unit.map(|unit| unit.0),
            });
            context.leaf(w, Kind::InspectorRegistered, "inspection:register".into(), data)?;
            Ok(id.0)
        })?;
        Ok(InspectorId(made))
    }

    /// Sets how often may be inspected.
    ///
    /// # Errors
    /// Figures that make no sense.
    pub fn set_inspection_quota(&self, actor: &Actor, new: Quota, key: Option<&str>) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let new = new.check().map_err(refused)?;
        let done = self.once("inspection", actor, key, &new, move |w, context| {
            let text = format!("{},{}", new.per_unit, new.days_between);
            jurisdictions::set_setting(w, context.j, QUOTA, &text)?;
            let data = json!({"days_between": new.days_between, "per_unit": new.per_unit});
            context.leaf(w, Kind::InspectionQuotaSet, "inspection:quota".into(), data)?;
            Ok(0)
        });
        done.map(drop)
    }

    /// Files a plan.
    ///
    /// # Errors
    /// A refusal of the plan's rules.
    pub fn plan_inspection(
        &self,
        actor: &Actor,
        form: PlanForm,
        key: Option<&str>,
    ) -> Result<InspectionPlanId, ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let request = form.clone();
        let made = self.once("inspection", actor, key, &request, move |w, context| {
            let mut units = form.units;
            units.sort_unstable();
            units.dedup();
            plan::check_plan(form.from, form.to, &units).map_err(refused)?;
            for unit in &units {
                ledger::unit(w, context.j, *unit)?.ok_or(ServiceError::NotFound)?;
            }
            let new = NewPlan {
                title: plan::name(&form.title).map_err(refused)?,
                kind: form.kind.code().to_owned(),
                mode: form.mode.code().to_owned(),
                units,
                from: form.from,
                to: form.to,
            };
            let id = rows::plan_insert(w, context.j, &new)?;
            let data = json!({
                "from": new.from.to_string(),
                "kind": new.kind,
                "mode": new.mode,
                "title": new.title,
                "to": new.to.to_string(),
                "units": new.units,
            });
            context.leaf(w, Kind::InspectionPlanned, format!("inspection-plan:{id}"), data)?;
            Ok(id.0)
        })?;
        Ok(InspectionPlanId(made))
    }

    /// Records that the body in charge approved a plan.
    ///
    /// # Errors
    /// When the own unit is inspected by it, it is approved already, the decision is missing, or a unit's quota is spent.
    pub fn approve_inspection_plan(
        &self,
        actor: &Actor,
        id: InspectionPlanId,
        decision: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let decision = decision.to_owned();
        let done = self.once("inspection", actor, key, &(id, decision.clone()), move |w, context| {
            let j = context.j;
            let row = rows::plan(w, j, id)?.ok_or(ServiceError::NotFound)?;
            super::visit::check_no_interest(&row.units, &context.by)?;
            let year = row.from.year();
            let approved = rows::approved_in_year(w, j, year)?;
            let count = |unit: &UnitId| approved.iter().filter(|plan| plan.units.contains(unit)).count();
            let counts: Vec<(UnitId, u32)> = (row.units.iter())
                .map(|unit| (*unit, u32::try_from(count(unit)).unwrap_or(u32::MAX)))
                .collect();
            let quota = quota(w, j)?;
            let decision = plan::approve(row.approved.is_some(), year, &counts, quota, &decision).map_err(refused)?;
            rows::approve_plan(w, j, id, &decision, context.today)?;
            let data = json!({"decision": decision});
            context.leaf(w, Kind::InspectionApproved, format!("inspection-plan:{id}"), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }
}
