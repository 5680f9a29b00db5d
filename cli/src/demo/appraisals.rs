//! The year's appraisal: a scheme in force before its first day, a result, replies, the final result.

use anyhow::{Context, Result};
use shishi_kernel::{Role, SchemeId};
use shishi_service::appraising::hearing::{Correction, Judgement};
use shishi_service::appraising::input::Input;
use shishi_service::appraising::score::Fact;

use super::cast::CAST;
use super::stage::Stage;

/// The appraiser, who belongs to no unit that is appraised.
const APPRAISER: &str = "kaohe";
/// Who puts the scheme in force: not its author.
const APPROVER: &str = "ducha2";
/// The unit whose reply is not accepted.
const REJECTED: &str = "住房和城乡建设局";
const SCHEME: &str = "名称: 2020年度为民办实事考核办法
开始: 2020-06-01
结束: 2020-12-31
主办: 100
协办: 30
排名: 否
目标经核实达成: 50
节点按期完成: 20, 40-100
上报与核实相符: 10
协办按期答复: 10
督办按期答复: 10
";

/// What happens around the appraisal.
#[derive(Clone, Copy)]
pub enum Act {
    /// The scheme is written.
    Write,
    /// Somebody else puts it in force.
    Approve,
    /// The first result is computed and published.
    Publish,
    /// Two units reply.
    Reply,
    /// One reply is right and the other is not.
    Judge,
    /// The result is computed again and is final.
    Finish,
}

impl Act {
    pub fn play(self, stage: &mut Stage<'_>) -> Result<()> {
        let who = stage.player(APPRAISER)?;
        match self {
            Self::Write => {
                let scheme = stage.did(stage.service.write_scheme(&who, None, SCHEME, None))?;
                stage.scheme = Some(scheme);
                Ok(())
            }
            Self::Approve => {
                let approver = stage.player(APPROVER)?;
                let decision = "管委会主任办公会纪要〔2020〕5号";
                stage.did(stage.service.approve_scheme(&approver, scheme(stage)?, decision, None))
            }
            Self::Publish => {
                stage.did(stage.service.run_appraisal(&who, scheme(stage)?, None))?;
                stage.did(stage.service.publish_appraisal(&who, scheme(stage)?, 5, None))
            }
            Self::Reply => reply(stage),
            Self::Judge => judge(stage),
            Self::Finish => {
                stage.did(stage.service.run_appraisal(&who, scheme(stage)?, None))?;
                stage.did(stage.service.finish_appraisal(&who, scheme(stage)?, None))
            }
        }
    }
}

fn scheme(stage: &Stage<'_>) -> Result<SchemeId> {
    stage.scheme.context("a scheme was written")
}

/// The unit with a head that came nearest to all of its steps, without all of them, and what was counted of it there.
fn nearest(stage: &Stage<'_>) -> Result<(&'static str, Fact)> {
    let view = stage.service.appraisal(&stage.player(APPRAISER)?, scheme(stage)?)?;
    let view = view.context("the appraisal")?;
    let facts = &view.runs.first().context("a result")?.0.facts;
    let mut near: Vec<(u32, &'static str, Fact)> = Vec::new();
    for player in CAST.iter().filter(|player| player.role == Role::Head) {
        let Some(name) = player.unit.filter(|name| *name != REJECTED) else {
            continue;
        };
        let unit = stage.unit(name)?;
        let missed = |fact: &&Fact| {
            fact.unit == unit && fact.input == Input::MilestonesOnTime && (1..fact.of).contains(&fact.done)
        };
        near.extend(
            facts
                .iter()
                .filter(missed)
                .map(|fact| (fact.of - fact.done, name, *fact)),
        );
    }
    near.sort_by_key(|(missed, name, fact)| (*missed, *name, fact.commitment));
    let (_, name, fact) = near.into_iter().next().context("a unit that missed a step")?;
    Ok((name, fact))
}

fn reply(stage: &mut Stage<'_>) -> Result<()> {
    let (name, _) = nearest(stage)?;
    for (unit, words) in [
        (
            name,
            "有一个节点按期完成，经办人登记时误填为次日，附验收单和收文登记，请予更正。",
        ),
        (REJECTED, "7月至8月强降雨停工，农村公厕节点应相应顺延，请不计为逾期。"),
    ] {
        let head = stage.head(unit)?;
        stage.did(stage.service.reply_to_appraisal(&head, scheme(stage)?, words, None))?;
    }
    Ok(())
}

fn judge(stage: &mut Stage<'_>) -> Result<()> {
    let (name, fact) = nearest(stage)?;
    let correction = Correction {
        unit: fact.unit,
        commitment: fact.commitment,
        input: fact.input,
        done: fact.done + 1,
        of: fact.of,
    };
    let right = Judgement {
        corrections: vec![correction],
        accepted: true,
        reason: "验收单日期在节点之前，登记确有误，予以更正。".to_owned(),
    };
    let wrong = Judgement {
        corrections: Vec::new(),
        accepted: false,
        reason: "方案变更时未调整节点时间，承诺的日期不因停工自动顺延。".to_owned(),
    };
    let who = stage.player(APPRAISER)?;
    for (unit, judgement) in [(name, right), (REJECTED, wrong)] {
        let unit = stage.unit(unit)?;
        let judged = stage
            .service
            .judge_appraisal_reply(&who, scheme(stage)?, unit, judgement, None);
        stage.did(judged)?;
    }
    Ok(())
}
