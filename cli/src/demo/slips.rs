//! Supervision slips: issued, answered, judged, raised.

use anyhow::{Context, Result};
use shishi_kernel::Actor;
use shishi_service::commitments::slip::{Command, Judgement, Level};
use shishi_service::{SlipForm, SlipRow};

use super::stage::Stage;

/// The supervision office issues a blue slip to the lead of a commitment.
pub struct Issue {
    pub number: u32,
    pub matter: &'static str,
    pub words: &'static str,
    pub days: i32,
}

impl Issue {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let office = stage.office(self.number)?;
        let form = SlipForm {
            slug: Stage::slug(self.number),
            unit: stage.unit(&stage.lead(self.number)?)?,
            matter: self.matter.to_owned(),
            words: self.words.to_owned(),
            level: Level::Blue,
            ground: String::new(),
            days: self.days,
        };
        stage.did(stage.service.issue_slip(&office, form)).map(drop)
    }
}

/// The unit's head answers.
pub struct Answer {
    pub number: u32,
    pub matter: &'static str,
    pub words: &'static str,
}

impl Answer {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let head = stage.head(&stage.lead(self.number)?)?;
        let command = Command::Answer(self.words.to_owned());
        go(stage, self.number, self.matter, &head, command)
    }
}

/// The office judges the answer.
pub struct Judge {
    pub number: u32,
    pub matter: &'static str,
    pub sufficient: bool,
    pub reason: &'static str,
}

impl Judge {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let office = stage.office(self.number)?;
        let command = Command::Judge(Judgement {
            sufficient: self.sufficient,
            reason: self.reason.to_owned(),
        });
        go(stage, self.number, self.matter, &office, command)
    }
}

/// The office raises a slip by one level.
pub struct Raise {
    pub number: u32,
    pub matter: &'static str,
    pub days: i32,
}

impl Raise {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let office = stage.office(self.number)?;
        go(
            stage,
            self.number,
            self.matter,
            &office,
            Command::Escalate { days: self.days },
        )
    }
}

fn go(stage: &mut Stage<'_>, number: u32, matter: &str, actor: &Actor, command: Command) -> Result<()> {
    let commitment = stage.page(number)?.row.id;
    let slips = stage.service.slips_of_commitment(commitment)?;
    let open = |row: &&SlipRow| !row.closed && row.matter == matter;
    let row = slips
        .iter()
        .find(open)
        .with_context(|| format!("no open slip on {number}"))?;
    stage.did(stage.service.move_slip(actor, row.id, row.revision, command))
}
