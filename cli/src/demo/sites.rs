//! Sites: put on their registers, and brought from stage to stage, as many by each day as the unit's course says.

use anyhow::{Context, Result};
use shishi_kernel::{Actor, Date, Decimal, SiteId, civil_date};
use shishi_service::commitments::entry::{Body, Command, Draft};
use shishi_service::commitments::site::{RegisterCommand, Stage as Reached};
use shishi_service::record_rows::RecordRow;
use shishi_service::{EntryForm, EvidenceFile, SiteRow};

use super::picture;
use super::registers::{Entry, REGISTERS, Register};
use super::stage::Stage;
use super::values;

/// Half a month's sites are done by this day of the month.
const LATE_IN_THE_MONTH: i8 = 20;

/// Clerks of the lead units write down every site.
pub fn register(stage: &mut Stage<'_>) -> Result<()> {
    for register in REGISTERS {
        let lead = stage.lead(register.number)?;
        let clerk = stage.clerk(&lead)?;
        let measure = stage.measure(register.number, register.position)?.id;
        let mut chance = stage.chance(&format!("place-{}", register.number));
        let mut degrees = |from: i64| Decimal::new(from + chance.between(0, 90_000), 6);
        let mut commands = Vec::new();
        for entry in entries(stage, register) {
            commands.push(RegisterCommand {
                name: entry.name,
                place: entry.place,
                longitude: Some(degrees(116_610_000)),
                latitude: Some(degrees(35_370_000)),
                unit: stage.unit(entry.unit.unwrap_or(&lead))?,
                template: None,
                opening: entry.begun.then_some(Reached::Started),
                hidden: false,
                reason: String::new(),
            });
        }
        let key = format!("demo-sites-{}", register.number);
        stage.did(stage.service.register_sites(&clerk, measure, commands, Some(&key)))?;
    }
    Ok(())
}

fn entries(stage: &Stage<'_>, register: &Register) -> Vec<Entry> {
    let mut chance = stage.chance(&format!("sites-{}", register.number));
    register.entries(&mut chance)
}

/// A site by its name.
pub fn find(stage: &Stage<'_>, by: &Actor, register: &Register, name: &str) -> Result<SiteRow> {
    let measure = stage.measure(register.number, register.position)?.id;
    let sites = stage.service.register(by, measure)?.sites.into_iter();
    let found = sites.map(|(site, _)| site).find(|site| site.name == name);
    found.with_context(|| format!("{name} is on no register"))
}

/// Units tell which sites came a stage further, and the leads stand for it.
pub struct Advance {
    /// Whether a lead gives an entry back, to have it mended.
    pub returns: bool,
}

impl Advance {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for register in REGISTERS {
            self.register(stage, register)?;
        }
        Ok(())
    }

    fn register(&self, stage: &mut Stage<'_>, register: &Register) -> Result<()> {
        let lead = stage.lead(register.number)?;
        let leader = stage.clerk(&lead)?;
        let measure = stage.measure(register.number, register.position)?.id;
        let today = civil_date(stage.service.now());
        let sites = stage.service.register(&leader, measure)?.sites;
        for (rank, entry) in entries(stage, register).iter().enumerate() {
            let row = sites.iter().find(|(site, _)| site.name == entry.name);
            let row = &row.context("a site of the register")?.0;
            let goal = goal(stage, register, rank, today)?;
            if Reached::from_code(&row.stage).is_some_and(|now| goal > now) {
                let clerk = stage.clerk(entry.unit.unwrap_or(&lead))?;
                let draft = Draft {
                    body: Body::Stage {
                        site: row.id,
                        stage: goal,
                        reason: String::new(),
                    },
                    day: today,
                    note: String::new(),
                };
                let files = evidence(stage, row.id, goal);
                let form = EntryForm { measure, draft };
                let key = format!("demo-stage-{}-{}", row.id, goal.code());
                stage.did(stage.service.hand_in_entry(&clerk, form, files, Some(&key)))?;
            }
        }
        let waiting = stage.service.entries_to_confirm(&leader)?;
        for (at, row) in waiting.iter().filter(|row| row.measure == measure).enumerate() {
            let mut revision = row.revision;
            if self.returns && at == 0 {
                revision = mended(stage, &leader, row)?;
            }
            stage.did(stage.service.move_entry(&leader, row.id, revision, Command::Confirm))?;
        }
        Ok(())
    }
}

/// The lead gives an entry back, and its unit writes it again; the revision after that.
fn mended(stage: &mut Stage<'_>, leader: &Actor, row: &RecordRow) -> Result<u32> {
    let reason = "没有写明由哪个施工单位完成，请补充后再报。".to_owned();
    stage.did(
        stage
            .service
            .move_entry(leader, row.id, row.revision, Command::Return { reason }),
    )?;
    let clerk = stage.clerk(&row.unit.name)?;
    let returned = stage.service.entry(&clerk, row.id)?;
    let draft = Draft {
        body: returned.body,
        day: row.day,
        note: "由街道统一招标的第二标段施工单位完成。".to_owned(),
    };
    stage.did(
        stage
            .service
            .rewrite_entry(&clerk, row.id, returned.row.revision, draft),
    )?;
    let again = stage.service.entry(&clerk, row.id)?.row.revision;
    stage.did(stage.service.move_entry(&clerk, row.id, again, Command::Submit))?;
    Ok(stage.service.entry(leader, row.id)?.row.revision)
}

/// Only an acceptance has to be shown.
fn evidence(stage: &Stage<'_>, site: SiteId, goal: Reached) -> Vec<EvidenceFile> {
    let mut chance = stage.chance(&format!("picture-{site}"));
    let file = |bytes| EvidenceFile {
        name: "验收.png".to_owned(),
        bytes,
    };
    let shown = (goal == Reached::Accepted).then(|| file(picture::png(&mut chance)));
    shown.into_iter().collect()
}

/// How far the site of a rank is by a day: accepted as the course says, and the other stages some months before or after.
fn goal(stage: &Stage<'_>, register: &Register, rank: usize, today: Date) -> Result<Reached> {
    for (reached, months) in [
        (Reached::InUse, -1),
        (Reached::Accepted, 0),
        (Reached::Built, 1),
        (Reached::Started, 3),
    ] {
        if rank < count(stage, register, today, months)? {
            return Ok(reached);
        }
    }
    Ok(Reached::Planned)
}

/// How many sites the course has finished so many months after a day.
fn count(stage: &Stage<'_>, register: &Register, today: Date, later: i64) -> Result<usize> {
    let row = stage.measure(register.number, register.position)?;
    let month = i64::from(today.month()) + later;
    let at = |month: i64| values::reached(stage, register.number, row, month).unwrap_or_default();
    let done = if today.day() < LATE_IN_THE_MONTH {
        (at(month - 1) + at(month)) / Decimal::TWO
    } else {
        at(month)
    };
    Ok(usize::try_from(done.floor().mantissa()).unwrap_or(0))
}
