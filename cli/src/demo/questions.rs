//! Questions about figures: the sweep asked them, units reply, a person without an interest settles.

use anyhow::{Context, Result};
use shishi_service::commitments::question::life::Outcome;
use shishi_service::question_rows::QuestionRow;

use super::stage::Stage;

/// The unit that is asked about a measure's leap replies.
pub struct Reply {
    pub number: u32,
    pub words: &'static str,
}

impl Reply {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let clerk = stage.clerk(&stage.lead(self.number)?)?;
        let asked = question(stage, self.number, "open")?;
        stage.did(stage.service.reply_to_question(&clerk, asked.id, self.words, None))
    }
}

/// The office that watches settles it.
pub struct Settle {
    pub number: u32,
    pub outcome: Outcome,
    pub reason: &'static str,
}

impl Settle {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let office = stage.office(self.number)?;
        let asked = question(stage, self.number, "replied")?;
        let settled = stage
            .service
            .settle_question(&office, asked.id, self.outcome, self.reason, None);
        stage.did(settled)
    }
}

fn question(stage: &Stage<'_>, number: u32, state: &str) -> Result<QuestionRow> {
    let all = stage.service.questions(&stage.player("shenji")?)?.into_iter();
    let mut own = all.filter(|row| row.slug == Stage::slug(number) && row.state == state);
    own.next().with_context(|| format!("nothing is {state} about {number}"))
}
