//! What supervisors without an interest find when they look, and publish.

use anyhow::{Context, Result};
use shishi_kernel::{Actor, Decimal};
use shishi_service::Service;
use shishi_service::commitments::entry::{Body, Command, Outcome};
use shishi_service::commitments::site::Stage as Reached;
use shishi_service::record_rows::RecordRow;

use super::registers::{self, DISPUTED};
use super::sites;
use super::stage::Stage;

/// Commitments at which nobody has looked.
const UNSEEN: &[u32] = &[3, 17];
/// Those who look.
const OFFICES: [&str; 3] = ["ducha", "ducha2", "ducha3"];

/// Something else than what was reported was found.
pub struct Odd {
    pub number: u32,
    pub position: u32,
    /// What is so; nothing when it cannot be said.
    pub found: Option<i64>,
    pub reason: &'static str,
}

/// Every supervisor looks at what waits, and publishes the results.
pub struct Look(pub &'static [Odd]);

impl Look {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for login in OFFICES {
            let office = stage.player(login)?;
            self.plain(stage, &office)?;
            let (confirmed, _) = stage.service.entries_to_verify(&office)?;
            for row in confirmed {
                if counts(&row) && is_seen_by(stage, &office, &row.slug)? {
                    judge(stage, &office, &row, Outcome::Verified, "")?;
                }
            }
            publish(stage, &office)?;
        }
        Ok(())
    }

    /// Reports that are no entries.
    fn plain(&self, stage: &mut Stage<'_>, office: &Actor) -> Result<()> {
        for report in stage.service.reports_to_verify(office)? {
            if !is_seen_by(stage, office, &report.slug)? {
                continue;
            }
            let odd = self.0.iter().find(|odd| {
                let measure = stage.measure(odd.number, odd.position);
                measure.is_ok_and(|row| row.id == report.measure)
            });
            let (outcome, value, reason) = match odd {
                Some(odd) => {
                    let outcome = odd.found.map_or(Outcome::Unverifiable, |_| Outcome::Contradicted);
                    (outcome, odd.found.map(Decimal::from), odd.reason)
                }
                None => (Outcome::Verified, None, ""),
            };
            let key = format!("demo-look-{}", report.id);
            let judged = stage
                .service
                .judge_report(office, report.id, outcome, value, reason, Some(&key));
            stage.did(judged)?;
        }
        Ok(())
    }
}

/// Work that has only begun counts for nothing, and nobody looks at it.
fn counts(row: &RecordRow) -> bool {
    match Service::entry_body(row) {
        Ok(Body::Stage { stage, .. }) => stage.counts(),
        Ok(_) => true,
        Err(_) => false,
    }
}

/// Whether it is this office that watches over a commitment of the year, and it has looked.
fn is_seen_by(stage: &Stage<'_>, office: &Actor, slug: &str) -> Result<bool> {
    let mut numbers = stage.numbers().into_iter();
    let Some(number) = numbers.find(|number| Stage::slug(*number) == slug) else {
        return Ok(false);
    };
    Ok(!UNSEEN.contains(&number) && stage.office(number)?.account == office.account)
}

fn judge(stage: &mut Stage<'_>, office: &Actor, row: &RecordRow, outcome: Outcome, reason: &str) -> Result<()> {
    let command = Command::Judge {
        outcome,
        value: None,
        reason: reason.to_owned(),
    };
    stage.did(stage.service.move_entry(office, row.id, row.revision, command))
}

fn publish(stage: &mut Stage<'_>, office: &Actor) -> Result<()> {
    let (_, judged) = stage.service.entries_to_verify(office)?;
    for row in judged {
        if is_seen_by(stage, office, &row.slug)? {
            stage.did(stage.service.move_entry(office, row.id, row.revision, Command::Publish))?;
        }
    }
    Ok(())
}

/// The inspection of the disputed toilet speaks against the entry that it is in use.
pub fn contradict(stage: &mut Stage<'_>) -> Result<()> {
    let office = stage.office(15)?;
    let register = registers::of(15, 2).context("the register of toilets")?;
    let site = sites::find(stage, &office, register, DISPUTED)?;
    let entries = stage.service.measured_site(&office, site.id)?.entries;
    let says_used = |row: &&RecordRow| {
        let body = Service::entry_body(row);
        matches!(body, Ok(Body::Stage { stage, .. }) if stage == Reached::InUse)
    };
    let row = entries.iter().find(says_used).context("an entry that it is in use")?;
    let reason = "12月2日回访，门上挂锁，村民反映停用已两周。";
    judge(stage, &office, row, Outcome::Contradicted, reason)?;
    publish(stage, &office)
}
