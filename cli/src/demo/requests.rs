//! What units ask of each other, and how it goes on.

use anyhow::{Context, Result};
use shishi_service::AskForm;
use shishi_service::commitments::request::{Ground, Step, StepCommand};

use super::stage::{Stage, day};

/// The lead of a commitment asks a unit, or a group.
pub struct Ask {
    pub number: u32,
    pub unit: &'static str,
    pub what: &'static str,
    pub reason: &'static str,
    pub due: &'static str,
}

impl Ask {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let clerk = stage.clerk(&stage.lead(self.number)?)?;
        let form = AskForm {
            slug: Stage::slug(self.number),
            unit: stage.unit(self.unit)?,
            what: self.what.to_owned(),
            reason: self.reason.to_owned(),
            due: day(self.due)?,
        };
        let key = format!("demo-ask-{}-{}", self.number, self.due);
        stage.did(stage.service.ask_unit(&clerk, form, Some(&key))).map(drop)
    }
}

/// The next step of the request that a commitment's lead made to a unit.
pub struct Go {
    pub number: u32,
    pub unit: &'static str,
    pub step: Step,
    pub words: &'static str,
}

impl Go {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        step(stage, self, None)
    }
}

/// A unit says no, with a ground.
pub struct Decline {
    pub number: u32,
    pub unit: &'static str,
    pub ground: Ground,
    pub words: &'static str,
}

impl Decline {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let go = Go {
            number: self.number,
            unit: self.unit,
            step: Step::Decline,
            words: self.words,
        };
        step(stage, &go, Some(self.ground))
    }
}

fn step(stage: &mut Stage<'_>, go: &Go, ground: Option<Ground>) -> Result<()> {
    let commitment = stage.page(go.number)?.row.id;
    let requests = stage.service.requests_of_commitment(commitment)?;
    let row = requests.iter().find(|row| row.asked.name == go.unit);
    let row = row.with_context(|| format!("{} was asked nothing for {}", go.unit, go.number))?;
    let actor = match go.step {
        Step::Accept | Step::Decline | Step::Deliver => stage.clerk(go.unit)?,
        Step::Direct | Step::Release => stage.office(go.number)?,
        _ => stage.clerk(&row.asker.name)?,
    };
    let command = StepCommand {
        step: go.step,
        ground,
        words: go.words.to_owned(),
    };
    let seen = u32::try_from(row.steps.len())?;
    stage
        .did(stage.service.step_request(&actor, row.id, seen, command))
        .map(drop)
}
