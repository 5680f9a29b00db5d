//! Whose turn it is: for each commitment, and added up for each unit.

use std::collections::BTreeMap;

use shishi_kernel::{Date, civil_date};
use shishi_service::commitments::status::State;
use shishi_service::views::UnitRef;
use shishi_service::{CockpitView, CommitmentStatus};

use crate::shell::Frame;

/// Who has something to do, and how much.
pub(super) struct Holder {
    pub name: String,
    /// Empty for the supervision office.
    pub href: String,
    pub requests: u32,
    pub overdue: u32,
    pub slips: u32,
    pub plans: u32,
    /// Since when the oldest of it lies there.
    pub oldest: String,
}

#[derive(Default)]
struct Heap {
    unit: Option<UnitRef>,
    requests: u32,
    overdue: u32,
    slips: u32,
    plans: u32,
    oldest: Option<Date>,
}

impl Heap {
    fn since(&mut self, day: Date) {
        self.oldest = Some(self.oldest.map_or(day, |oldest| oldest.min(day)));
    }

    fn all(&self) -> u32 {
        self.requests + self.slips + self.plans
    }
}

/// Whose turn it is in the open requests and slips of a commitment; those who were asked the same on one day together.
pub(super) fn of(frame: &Frame, one: &CommitmentStatus) -> Vec<String> {
    let office = frame.t("request-office");
    let mut turns: Vec<(&str, Date, Vec<&str>)> = Vec::new();
    let mut add = |key: &'static str, since: Date, who| match turns
        .iter_mut()
        .find(|(known, day, _)| (*known, *day) == (key, since))
    {
        Some((_, _, names)) if names.contains(&who) => {}
        Some((_, _, names)) => names.push(who),
        None => turns.push((key, since, vec![who])),
    };
    for wait in &one.waits {
        let who = wait.unit.as_ref().map_or(office, |unit| unit.name.as_str());
        let key = if wait.overdue {
            "cockpit-turn-overdue"
        } else {
            "cockpit-turn"
        };
        add(key, wait.since, who);
    }
    for slip in &one.slips {
        let who = if slip.answered { office } else { slip.unit.name.as_str() };
        add("cockpit-turn-slip", slip.issued, who);
    }
    let say = |(key, since, names): (&str, Date, Vec<&str>)| {
        let names = names.join(frame.t("list-separator"));
        let values = [("who", names.into()), ("since", frame.lang.date(since).into())];
        frame.lang.say(key, &values)
    };
    turns.into_iter().map(say).collect()
}

/// Everybody who has something to do: what is overdue first, then who has most.
pub(super) fn holders(frame: &Frame, view: &CockpitView) -> Vec<Holder> {
    let mut heaps: BTreeMap<i64, Heap> = BTreeMap::new();
    for one in &view.status.commitments {
        for wait in &one.waits {
            let heap = heap(&mut heaps, wait.unit.as_ref());
            heap.requests += 1;
            heap.overdue += u32::from(wait.overdue);
            heap.since(wait.since);
        }
        for slip in &one.slips {
            let heap = heap(&mut heaps, (!slip.answered).then_some(&slip.unit));
            heap.slips += 1;
            heap.overdue += u32::from(!slip.answered && slip.due < view.status.today);
            heap.since(slip.issued);
        }
        let begun = view.plans.iter().any(|plan| plan.slug == one.slug);
        if one.state == State::PlanMissing && !begun {
            for unit in &one.leads {
                let heap = heap(&mut heaps, Some(unit));
                heap.plans += 1;
                heap.since(civil_date(view.status.programme.issued_at));
            }
        }
    }
    for plan in &view.plans {
        let heap = heap(&mut heaps, (plan.state != "submitted").then_some(&plan.unit));
        heap.plans += 1;
        heap.since(civil_date(plan.changed_at));
    }
    let mut heaps: Vec<Heap> = heaps.into_values().collect();
    heaps.sort_by_key(|heap| (std::cmp::Reverse((heap.overdue, heap.all())), heap.oldest));
    let holder = |heap: Heap| Holder {
        oldest: heap.oldest.map(|day| frame.lang.date(day)).unwrap_or_default(),
        href: heap
            .unit
            .as_ref()
            .map(|unit| frame.href(&format!("/units/{}", unit.id)))
            .unwrap_or_default(),
        requests: heap.requests,
        overdue: heap.overdue,
        slips: heap.slips,
        plans: heap.plans,
        name: heap
            .unit
            .map_or_else(|| frame.t("request-office").to_owned(), |unit| unit.name),
    };
    heaps.into_iter().map(holder).collect()
}

/// The heap of a unit, or of the supervision office.
fn heap<'a>(heaps: &'a mut BTreeMap<i64, Heap>, unit: Option<&UnitRef>) -> &'a mut Heap {
    heaps.entry(unit.map_or(0, |unit| unit.id.0)).or_insert_with(|| Heap {
        unit: unit.cloned(),
        ..Heap::default()
    })
}
