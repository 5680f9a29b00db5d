//! What can happen in the year, and playing it day by day. Each kind of happening has a file of its own.

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use shishi_kernel::Date;
use shishi_service::Service;
use shishi_service::commitments::request::Step;

use super::clock::PlayClock;
use super::stage::{Stage, day};
use super::{
    appraisals, calendar, cases, inspections, looks, people, plans, questions, reports, requests, sites, slips, turns,
    values,
};

/// Something that happens.
pub enum Act {
    Enter,
    LastYear,
    Succession(people::Succession),
    File(plans::File),
    Return(plans::Return),
    Mend(plans::Mend),
    Approve(plans::Approve),
    Later(plans::Later),
    Month(values::Month),
    Late(values::Late),
    Ask(requests::Ask),
    Go(requests::Go),
    Decline(requests::Decline),
    Slip(slips::Issue),
    Answer(slips::Answer),
    Judge(slips::Judge),
    Raise(slips::Raise),
    Inspect(inspections::Act),
    Sites,
    Advance(sites::Advance),
    Look(looks::Look),
    Contradict,
    Report(reports::Month),
    Again(reports::Again),
    Reply(questions::Reply),
    Settle(questions::Settle),
    Appraise(appraisals::Act),
    Case(cases::Act),
    Pause(turns::Pause),
    Lower(turns::Lower),
}

impl Act {
    fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        match self {
            Self::Enter => people::enter(stage),
            Self::LastYear => turns::take_up_last_year(stage),
            Self::Succession(act) => act.play(stage),
            Self::File(act) => act.play(stage),
            Self::Return(act) => act.play(stage),
            Self::Mend(act) => act.play(stage),
            Self::Approve(act) => act.play(stage),
            Self::Later(act) => act.play(stage),
            Self::Month(act) => {
                act.play(stage)?;
                plans::milestones(stage)
            }
            Self::Late(act) => act.play(stage),
            Self::Ask(act) => act.play(stage),
            Self::Go(act) => act.play(stage),
            Self::Decline(act) => act.play(stage),
            Self::Slip(act) => act.play(stage),
            Self::Answer(act) => act.play(stage),
            Self::Judge(act) => act.play(stage),
            Self::Raise(act) => act.play(stage),
            Self::Inspect(act) => act.play(stage),
            Self::Sites => sites::register(stage),
            Self::Advance(act) => act.play(stage),
            Self::Look(act) => act.play(stage),
            Self::Contradict => looks::contradict(stage),
            Self::Report(act) => act.play(stage),
            Self::Again(act) => act.play(stage),
            Self::Reply(act) => act.play(stage),
            Self::Settle(act) => act.play(stage),
            Self::Appraise(act) => act.play(stage),
            Self::Case(act) => act.play(stage),
            Self::Pause(act) => act.play(stage),
            Self::Lower(act) => act.play(stage),
        }
    }
}

/// The values of a month, but for those commitments.
pub const fn month(month: i64, without: &'static [u32]) -> Act {
    Act::Month(values::Month { month, without })
}

/// A step of what the lead of a commitment asked of a unit.
pub const fn go(number: u32, unit: &'static str, step: Step, words: &'static str) -> Act {
    Act::Go(requests::Go {
        number,
        unit,
        step,
        words,
    })
}

/// The sweep of a day on which something happens, before it does. Nothing is sent out.
fn sweep(stage: &Stage<'_>) -> Result<()> {
    stage.service.run_due_jobs(&super::nothing_leaves())?;
    Ok(())
}

/// Plays the calendar, up to a day if one is given. Returns how many things were done.
pub fn play(service: &Service, clock: &PlayClock, seed: u64, until: Option<Date>) -> Result<u32> {
    let mut stage = Stage::new(service, clock, seed)?;
    let bar = ProgressBar::new(calendar::days().count() as u64);
    bar.set_style(ProgressStyle::with_template("    {bar:30} {pos}/{len} {msg}")?);
    let mut swept = None;
    for (text, act) in calendar::days() {
        let today = day(text)?;
        if until.is_some_and(|until| today > until) {
            break;
        }
        clock.morning(today);
        bar.set_message(*text);
        // Before the first day there is nobody to remind.
        if swept.replace(today).is_some_and(|swept| swept < today) {
            sweep(&stage).with_context(|| format!("the sweep of {text}"))?;
        }
        act.play(&mut stage).with_context(|| format!("on {text}"))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(until) = until {
        clock.morning(until);
    }
    Ok(stage.steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_the_calendar_follow_each_other() {
        let days: Vec<Date> = calendar::days().map(|(text, _)| day(text).unwrap()).collect();
        let backwards = days.windows(2).find(|pair| pair[1] < pair[0]);
        assert_eq!(backwards, None);
        assert!(
            days.iter()
                .all(|day| shishi_kernel::Calendar::china().is_working_day(*day)),
            "somebody works on a day off"
        );
    }
}
