//! What must hold at any moment, by looking at everything.

use std::collections::{BTreeMap, BTreeSet};

use shishi_kernel::{CommitmentId, MeasureId};
use shishi_service::commitments::measure::Met;
use shishi_service::commitments::party::Parties;
use shishi_service::commitments::status::Colour;
use shishi_service::record_rows::RecordFilter;
use shishi_service::views::{CommitmentPage, HistoryRow, MeasureCounts};
use shishi_service::{Service, ServiceError};

use crate::replay;
use crate::seen::Seen;
use crate::world::parties;

/// What does not hold, in words.
type Held<T = ()> = Result<T, String>;

const PAGE: u32 = 500;

/// Looks at everything. The journal was published just before.
pub(crate) fn look(seen: &Seen) -> Held {
    let leaves = leaves(seen.service())?;
    journal(seen, &leaves)?;
    counts(seen)?;
    status(seen)?;
    for page in &seen.pages {
        registers(seen, page)?;
        verified(seen, page)?;
    }
    replay::look(seen, &leaves)
}

pub(crate) fn fault(error: ServiceError) -> String {
    format!("a question was not answered: {error}")
}

/// Every leaf, oldest first.
pub(crate) fn leaves(service: &Service) -> Held<Vec<HistoryRow>> {
    let mut all = Vec::new();
    for page in 1.. {
        let rows = service.journal_recent(page, PAGE).map_err(fault)?.rows;
        let last = rows.len() < PAGE as usize;
        all.extend(rows);
        if last {
            break;
        }
    }
    all.reverse();
    Ok(all)
}

/// Every leaf is in the log of its year under an index of its own without a gap, and none is older than the one before.
fn journal(seen: &Seen, leaves: &[HistoryRow]) -> Held {
    let mut sizes: BTreeMap<i16, BTreeSet<u64>> = BTreeMap::new();
    for pair in leaves.windows(2) {
        if pair[1].at < pair[0].at {
            return Err(format!("leaf {} is older than the one before it", pair[1].leaf));
        }
    }
    for leaf in leaves {
        let index = leaf
            .index
            .ok_or_else(|| format!("leaf {} was not published", leaf.leaf))?;
        if !sizes.entry(leaf.log_year).or_default().insert(index) {
            return Err(format!("two leaves share index {index} of {}", leaf.log_year));
        }
    }
    for (year, indexes) in &sizes {
        let gaps = indexes.iter().zip(0..).any(|(index, at)| *index != at);
        if gaps {
            return Err(format!("the log of {year} has gaps"));
        }
    }
    let head = seen.service().journal_head().map_err(fault)?;
    let size = sizes.get(&head.year).map_or(0, BTreeSet::len) as u64;
    if (head.pending, head.size) != (0, size) {
        return Err(format!("the log says {} entries, there are {size}", head.size));
    }
    let report = seen.service().doctor(&mut |_, _| ()).map_err(fault)?;
    let wrong: Vec<_> = report.lines.iter().filter(|line| !line.ok).collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("the doctor finds {wrong:?}"))
    }
}

/// What is counted for the front page adds up.
fn counts(seen: &Seen) -> Held {
    let service = seen.service();
    let overview = service.overview(Some(&seen.programme)).map_err(fault)?;
    let overview = overview.ok_or("the programme is gone")?;
    let rows: Vec<_> = overview
        .categories
        .iter()
        .flat_map(|category| &category.commitments)
        .collect();
    let mut sum = MeasureCounts::default();
    let (mut missing, mut silent) = (0, 0);
    for row in &rows {
        sum.silent += row.measures.silent;
        sum.reported += row.measures.reported;
        sum.verified += row.measures.verified;
        sum.untestable += row.measures.untestable;
        missing += u32::from(row.plan_filed.is_none());
        silent += u32::from(row.reported_as_of.is_none());
        let plan = service.approved_plan(row.id).map_err(fault)?;
        if plan.is_some() != row.plan_filed.is_some() {
            return Err(format!(
                "{} says of its plan {:?}, in force is {plan:?}",
                row.slug, row.plan_filed
            ));
        }
    }
    let told = (
        overview.measures,
        overview.commitments as usize,
        overview.plans_missing,
        overview.silent,
    );
    let counted = (sum, rows.len(), missing, silent);
    if told == counted {
        Ok(())
    } else {
        Err(format!("the overview says {told:?}, its rows {counted:?}"))
    }
}

/// Nothing is green, yellow or red without a plan in force, and the states of the commitments add up.
fn status(seen: &Seen) -> Held {
    let service = seen.service();
    let status = service.programme_status(Some(&seen.programme)).map_err(fault)?;
    let status = status.ok_or("the programme has no status")?;
    for one in &status.commitments {
        let plan = service.approved_plan(one.id).map_err(fault)?;
        if plan.is_none() && one.colour != Colour::Grey {
            return Err(format!("{} is {:?} without a plan", one.slug, one.colour));
        }
        let mut verified = one.measures.iter().filter(|row| row.met_verified == Met::Met);
        if let Some(row) = verified.find(|row| row.verified.is_empty()) {
            return Err(format!(
                "measure {} is met on a verified value that is not there",
                row.measure
            ));
        }
    }
    let colours = [Colour::Green, Colour::Yellow, Colour::Red, Colour::Grey];
    let coloured: usize = colours.iter().map(|colour| status.coloured(*colour)).sum();
    let stated = status.counts.total();
    let all = seen.pages.len();
    if (coloured, stated as usize, status.commitments.len()) == (all, all, all) {
        Ok(())
    } else {
        Err(format!("{all} commitments, {coloured} colours, {stated} states"))
    }
}

/// The sum of the stages is the number of sites, each is where its last stage was, and what is public is what is there.
fn registers(seen: &Seen, page: &CommitmentPage) -> Held {
    let service = seen.service();
    let public = service.public_registers(page.row.id).map_err(fault)?;
    for row in &page.measures {
        let register = service.register(&seen.supervisor, row.id).map_err(fault)?;
        let mut by_stage: BTreeMap<&str, usize> = BTreeMap::new();
        for (site, _) in &register.sites {
            *by_stage.entry(site.stage.as_str()).or_default() += 1;
            let view = service.measured_site(&seen.supervisor, site.id).map_err(fault)?;
            let last = view.stages.last().map(|stage| stage.stage.as_str());
            if last != Some(site.stage.as_str()) {
                return Err(format!("site {} is {}, its last stage {last:?}", site.id, site.stage));
            }
        }
        let shown = public
            .iter()
            .find(|shown| shown.measure == row.id)
            .map_or(0, |shown| shown.sites.len());
        let sum: usize = by_stage.values().sum();
        if sum != register.sites.len() || shown != sum {
            return Err(format!(
                "measure {}: {by_stage:?} of {} sites, {shown} shown",
                row.id,
                register.sites.len()
            ));
        }
    }
    Ok(())
}

/// Nothing counts as verified unless somebody without an interest looked at it and it was published.
fn verified(seen: &Seen, page: &CommitmentPage) -> Held {
    let service = seen.service();
    let CommitmentId(_) = page.row.id;
    let values = service.verified_values(page.row.id).map_err(fault)?;
    let filter = RecordFilter {
        commitment: Some(page.row.id),
        ..RecordFilter::default()
    };
    let entries = service.entries(&seen.supervisor, &filter, 1, PAGE).map_err(fault)?.rows;
    let interest = Parties {
        leads: page.row.leads.iter().map(|unit| unit.id).collect(),
        helps: parties(page),
    };
    let mut looked_at: BTreeSet<MeasureId> = BTreeSet::new();
    for row in &entries {
        let view = service.entry(&seen.supervisor, row.id).map_err(fault)?;
        let outcomes = ["verified", "contradicted", "unverifiable"];
        let by: Vec<_> = view
            .steps
            .iter()
            .filter(|step| outcomes.contains(&step.step.as_str()))
            .collect();
        if let Some(step) = by.iter().find(|step| !interest.may_judge(step.unit)) {
            return Err(format!(
                "entry {} was judged by unit {:?} with an interest",
                row.id, step.unit
            ));
        }
        if row.published.is_some() {
            if by.is_empty() {
                return Err(format!("entry {} was published and nobody looked", row.id));
            }
            looked_at.insert(row.measure);
        }
    }
    if let Some(value) = values.iter().find(|value| !looked_at.contains(&value.measure)) {
        return Err(format!(
            "measure {} has a verified value and nobody looked",
            value.measure
        ));
    }
    for row in &page.measures {
        let has = values.iter().any(|value| value.measure == row.id);
        if (row.state == "verified") != has && row.state != "untestable" {
            return Err(format!("measure {} is {}, verified values: {has}", row.id, row.state));
        }
    }
    Ok(())
}
