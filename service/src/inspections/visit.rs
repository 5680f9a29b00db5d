//! From an opened inspection to its closed conclusion.

use serde_json::json;
use shishi_inspections::checklist::ObjectKind;
use shishi_inspections::draw::PER_OBJECT_MIN;
use shishi_inspections::schedule::due_check;
use shishi_inspections::visit::{Command, Event, Inspection, Life, Mending};
use shishi_inspections::{DrawRefusal, InspectionRefusal};
use shishi_kernel::{Actor, Date, InspectedId, InspectionId, InspectionPlanId, InspectorId, UnitId};
use shishi_store::Writer;
use shishi_store::inspections::{self as rows, FindingRow, InspectionRow, NewInspection};

use super::{Context, may, quota, refused};
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// A look at a finished site that the calendar asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseCheckForm {
    /// The approved plan.
    pub plan: InspectionPlanId,
    /// The site.
    pub inspected: InspectedId,
    /// Those who go there.
    pub inspectors: Vec<InspectorId>,
}

impl Service {
    /// Opens the look at a finished site that is due.
    ///
    /// # Errors
    /// Without an approved plan; when none is due or the site was visited a short while ago; with fewer than two
    /// inspectors without an interest.
    pub fn open_use_check(
        &self,
        actor: &Actor,
        form: UseCheckForm,
        key: Option<&str>,
    ) -> Result<InspectionId, ServiceError> {
        may::PLAN_INSPECTIONS.check(actor)?;
        let request = form.clone();
        let made = self.once("inspection", actor, key, &request, move |w, context| {
            let j = context.j;
            let plan = rows::plan(w, j, form.plan)?.ok_or(ServiceError::NotFound)?;
            let object = rows::inspected(w, j, form.inspected)?.ok_or(ServiceError::NotFound)?;
            check_no_interest(&plan.units, &context.by)?;
            check_no_interest(&object.units, &context.by)?;
            if plan.approved.is_none() || plan.kind != object.kind {
                return Err(refused(InspectionRefusal::NotApproved {}));
            }
            let due = object
                .accepted
                .and_then(|day| due_check(day, &object.use_checks, context.today));
            let due = due.ok_or_else(|| refused(InspectionRefusal::WrongStep { state: "not_due" }))?;
            quota(w, j)?
                .check_rest(object.last_visit, context.today)
                .map_err(refused)?;
            let known = rows::inspectors(w, j)?;
            let free = |one: &rows::InspectorRow| {
                let own = one.unit.as_ref().is_some_and(|unit| object.units.contains(&unit.id));
                form.inspectors.contains(&one.id) && !own
            };
            let inspectors: Vec<InspectorId> = known.iter().filter(|one| free(one)).map(|one| one.id).collect();
            if inspectors.len() < PER_OBJECT_MIN as usize {
                return Err(refused(DrawRefusal::InspectorsShort {
                    object: object.name,
                    eligible: inspectors.len(),
                    needed: PER_OBJECT_MIN,
                }));
            }
            let new = NewInspection {
                plan: form.plan,
                draw: None,
                inspected: form.inspected,
                after_days: Some(due.after_days),
                inspectors,
            };
            let id = rows::open(w, j, &new)?;
            let data = json!({
                "after_days": due.after_days,
                "inspected": form.inspected.0,
                "inspectors": new.inspectors,
                "plan": form.plan.0,
            });
            context.leaf(w, Kind::InspectionOpened, subject(id), data)?;
            Ok(id.0)
        })?;
        Ok(InspectionId(made))
    }

    /// One step of an inspection.
    ///
    /// # Errors
    /// A refusal of the rules: the step does not follow, the own unit has an interest, a day does not fit.
    pub fn inspection_step(
        &self,
        actor: &Actor,
        id: InspectionId,
        command: Command,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        let need = match command {
            Command::Reply { .. } => &may::REPLY_TO_INSPECTION,
            _ => &may::INSPECT,
        };
        need.check(actor)?;
        let request = (id, command.clone());
        let done = self.once("inspection", actor, key, &request, move |w, context| {
            let row = rows::inspection(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            let event = rules(&row)?
                .decide(command, context.by.unit, context.today)
                .map_err(refused)?;
            keep(w, context, &row, event)?;
            Ok(id.0)
        });
        done.map(drop)
    }
}

fn subject(id: InspectionId) -> String {
    format!("inspection:{id}")
}

/// Refuses an actor whose unit is one of those.
pub(super) fn check_no_interest(units: &[UnitId], actor: &Actor) -> Result<(), ServiceError> {
    match actor.unit {
        Some(unit) if units.contains(&unit) => Err(refused(InspectionRefusal::OwnInterest {})),
        _ => Ok(()),
    }
}

/// Writes what happened, with its leaf.
fn keep(w: &mut Writer<'_>, context: &Context, row: &InspectionRow, event: Event) -> Result<(), ServiceError> {
    let (j, id, today) = (context.j, row.id, context.today);
    let (kind, data) = match event {
        Event::Visited { on, answers, faults } => {
            let text = serde_json::to_string(&answers).map_err(ServiceError::internal)?;
            rows::visit(w, j, id, on, &text, count(faults))?;
            let data = json!({"answers_sha256": leaf::digest(&text), "faults": faults, "on": on.to_string()});
            (Kind::InspectionVisited, data)
        }
        Event::Found { what, severity } => {
            let finding = FindingRow {
                what,
                severity: severity.code().to_owned(),
                state: Mending::Found.code().to_owned(),
                day: None,
            };
            let position = count(row.findings.len());
            rows::add_finding(w, j, id, position, &finding)?;
            let data = json!({
                "finding": position,
                "severity": finding.severity,
                "what_sha256": leaf::digest(&finding.what),
            });
            (Kind::InspectionFound, data)
        }
        Event::Mended { finding, now } => {
            let day = match now {
                Mending::Found => today,
                Mending::Ordered { due } => due,
                Mending::Fixed { on } | Mending::Unfixed { on } => on,
            };
            rows::mend(w, j, id, count(finding), now.code(), day)?;
            let data = json!({"day": day.to_string(), "finding": finding, "now": now.code()});
            (Kind::InspectionMended, data)
        }
        Event::Served {
            conclusion,
            reply_until,
        } => {
            rows::serve(w, j, id, &conclusion, today, reply_until)?;
            let data = json!({
                "conclusion_sha256": leaf::digest(&conclusion),
                "reply_until": reply_until.to_string(),
            });
            (Kind::InspectionServed, data)
        }
        Event::Replied { words } => {
            rows::reply(w, j, id, &words, today)?;
            (Kind::InspectionReplied, json!({"reply_sha256": leaf::digest(&words)}))
        }
        Event::Closed => {
            rows::close(w, j, id, today)?;
            (Kind::InspectionClosed, json!({"on": today.to_string()}))
        }
    };
    context.leaf(w, kind, subject(id), data)?;
    Ok(())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The inspection as the rules see it.
fn rules(row: &InspectionRow) -> Result<Inspection, ServiceError> {
    let broken = || ServiceError::Internal(format!("inspection {} has an impossible state", row.id));
    let need = |day: Option<Date>| day.ok_or_else(broken);
    let life = match row.state.as_str() {
        "opened" => Life::Opened,
        "visited" => Life::Visited { on: need(row.visited)? },
        "served" => Life::Served {
            on: need(row.served)?,
            reply_until: need(row.reply_until)?,
        },
        "replied" => Life::Replied { on: need(row.replied)? },
        "closed" => Life::Closed { on: need(row.closed)? },
        _ => return Err(broken()),
    };
    let mending = |finding: &FindingRow| match finding.state.as_str() {
        "found" => Ok(Mending::Found),
        "ordered" => Ok(Mending::Ordered {
            due: need(finding.day)?,
        }),
        "fixed" => Ok(Mending::Fixed { on: need(finding.day)? }),
        "unfixed" => Ok(Mending::Unfixed { on: need(finding.day)? }),
        _ => Err(broken()),
    };
    Ok(Inspection {
        kind: ObjectKind::from_code(&row.kind).ok_or_else(broken)?,
        units: row.units.clone(),
        from: row.from,
        life,
        faults: row.faults as usize,
        findings: row.findings.iter().map(mending).collect::<Result<_, _>>()?,
    })
}
