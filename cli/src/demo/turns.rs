//! Decisions of the body in charge: a pause, what is left of last year, a lower target.

use anyhow::{Context, Result};
use shishi_service::{ChangeForm, CourseForm, TurnForm};

use super::stage::{Stage, day};
use super::values;

const LAST_YEAR: &[u8] = include_bytes!("../../../fixtures/demo/notice-2019.txt");

/// Last year's notice is read in, with what its units reported at the end, and what was left of its first commitment is
/// taken up by this year's.
pub fn take_up_last_year(stage: &mut Stage<'_>) -> Result<()> {
    let issued = super::issue_file(stage.service, "notice-2019.txt", LAST_YEAR);
    let slug = stage.did(issued)?.context("last year's notice is new")?;
    let (first, second) = (format!("{slug}-1"), format!("{slug}-2"));
    for (slug, unit, value) in [(&first, "城市管理局", 6), (&second, "高新区交警大队", 4)] {
        let page = stage.service.commitment(slug)?.context("a commitment of last year")?;
        let measure = page.measures.first().context("its measure")?.id;
        values::opening(stage, unit, measure, value)?;
    }
    let office = stage.office(16)?;
    let form = CourseForm {
        turn: TurnForm::CarryOver {
            to: Stage::slug(16),
            pairs: vec![(1, 1)],
        },
        decision: "管委会主任办公会纪要〔2020〕4号".to_owned(),
        decided_on: day("2020-04-03")?,
        notice: "关于2019年为民办实事收官情况的公告".to_owned(),
        noticed_on: day("2020-04-10")?,
        reason: "因管网改造未完工，余下2座公厕转入2020年继续办理。".to_owned(),
    };
    stage.did(stage.service.turn_course(&office, &first, form)).map(drop)
}

/// Work on a commitment rests by a decision, and the public is told.
pub struct Pause {
    pub number: u32,
    pub until: &'static str,
    pub decision: &'static str,
    pub decided_on: &'static str,
    pub notice: &'static str,
    pub noticed_on: &'static str,
    pub reason: &'static str,
}

impl Pause {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let office = stage.office(self.number)?;
        let form = CourseForm {
            turn: TurnForm::Pause {
                until: day(self.until)?,
            },
            decision: self.decision.to_owned(),
            decided_on: day(self.decided_on)?,
            notice: self.notice.to_owned(),
            noticed_on: day(self.noticed_on)?,
            reason: self.reason.to_owned(),
        };
        stage
            .did(stage.service.turn_course(&office, &Stage::slug(self.number), form))
            .map(drop)
    }
}

/// A target is lowered by a decision; the first stays beside it.
pub struct Lower {
    pub number: u32,
    pub position: u32,
    pub value: i64,
    pub decision: &'static str,
    pub reason: &'static str,
}

impl Lower {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let rows = &stage.page(self.number)?.measures;
        let row = rows
            .iter()
            .find(|row| row.position == self.position)
            .context("a measure")?;
        let form = ChangeForm {
            measure: row.id,
            comparator: values::comparator(row),
            value: self.value.into(),
            value_max: None,
            tolerance: None,
            cut_off: row.cut_off,
            decision: self.decision.to_owned(),
            reason: self.reason.to_owned(),
        };
        let office = stage.office(self.number)?;
        stage.did(stage.service.change_target(&office, form)).map(drop)
    }
}
