//! A case of accountability: opened on facts of the journal, heard, decided by somebody else, closed.

use anyhow::{Context, Result};
use shishi_kernel::CaseId;
use shishi_service::CaseForm;
use shishi_service::appraising::case::{Command, Evidence, Ground, Outcome};

use super::stage::Stage;

const NUMBER: u32 = 15;
const GROUND: Ground = Ground::WeakMeasures;
const OPENER: &str = "kaohe";

/// What happens around the case.
#[derive(Clone, Copy)]
pub enum Act {
    /// It is opened, and what the journal shows is put in evidence.
    Open,
    /// The unit is heard.
    Hear,
    /// It replies.
    Reply,
    /// Whether it tried honestly is considered, and somebody else decides.
    Decide,
    /// It is closed, and the public is told.
    Close,
}

impl Act {
    pub fn play(self, stage: &mut Stage<'_>) -> Result<()> {
        let opener = stage.player(OPENER)?;
        let lead = stage.lead(NUMBER)?;
        let (who, command) = match self {
            Self::Open => return open(stage, &lead),
            Self::Hear => (opener, Command::Hear { days: 5 }),
            Self::Reply => {
                let words = "前期对街道实施的点位调度不够，已建立周报和包保制度，差的两座列入2021年一季度。".to_owned();
                (stage.head(&lead)?, Command::Reply { words })
            }
            Self::Decide => {
                let reason = "落后的原因多在调度而非探索，不属于容错情形。".to_owned();
                step(stage, &opener, Command::Consider { applies: false, reason })?;
                let reason = "三次被指出后措施仍不具体，但已主动整改，约谈单位。".to_owned();
                let outcome = Outcome::Summoned;
                (stage.office(NUMBER)?, Command::Decide { outcome, reason })
            }
            Self::Close => {
                let words = "因农村公厕建设措施不力，对住房和城乡建设局予以约谈；整改情况纳入下年度台账。".to_owned();
                (opener, Command::Close { words })
            }
        };
        step(stage, &who, command)
    }
}

fn open(stage: &mut Stage<'_>, lead: &str) -> Result<()> {
    let opener = stage.player(OPENER)?;
    let form = CaseForm {
        slug: Stage::slug(NUMBER),
        unit: stage.unit(lead)?,
        ground: GROUND,
        words: "农村公厕建设多次落后于计划，答复没有具体措施，回访发现的问题复查时仍未整改。".to_owned(),
    };
    let id = stage.did(stage.service.open_case(&opener, form, None))?;
    let view = stage.service.case(&opener, id)?.context("the case")?;
    for fact in GROUND.facts() {
        let shown = view.candidates.iter().find(|(shown, _)| shown == fact);
        let (_, entry) = shown.with_context(|| format!("no entry shows {}", fact.code()))?;
        let evidence = Evidence {
            fact: *fact,
            leaf: entry.leaf,
        };
        step(stage, &opener, Command::Add { evidence, entry: None })?;
    }
    Ok(())
}

fn step(stage: &mut Stage<'_>, who: &shishi_kernel::Actor, command: Command) -> Result<()> {
    let id = case(stage)?;
    stage.did(stage.service.case_step(who, id, command, None))
}

fn case(stage: &Stage<'_>) -> Result<CaseId> {
    let cases = stage.service.cases(&stage.player(OPENER)?)?;
    Ok(cases.first().context("a case")?.id)
}
