//! Sites (点位): objects with a place that a measure counts, each with its stages.
//!
//! A stage is data: which stages a site goes through is its [`Template`], and it moves forward only; a step back needs a
//! reason. The same object claimed twice is caught by [`Identity`], in another year or for another commitment too.

mod correct;
mod identity;
mod refusal;

use serde::{Deserialize, Serialize};
use shishi_kernel::{AccountId, Actor, Date, Decimal, MeasureId, Role, SiteId, Timestamp, UnitId, civil_date};

use crate::draft::over;
use crate::ledger::MeasureFacts;
use crate::measure::MeasureKind;

pub use correct::{CorrectCommand, Corrected, correct};
pub use identity::{Identity, METRES_SAME, Position, fold};
pub use refusal::{CODES, SiteRefusal};

/// A site's name has at most so many characters.
pub const NAME_CHARS_MAX: usize = 100;
/// The words for its place have at most so many characters.
pub const PLACE_CHARS_MAX: usize = 200;
/// A reason has at most so many characters.
pub const REASON_CHARS_MAX: usize = 500;
/// A measure has at most so many sites.
pub const SITES_MAX: usize = 5_000;

/// How far a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// On the list (计划).
    Planned,
    /// Work has begun (开工).
    Started,
    /// Built or installed (完工).
    Built,
    /// Accepted (验收); from here on it counts.
    Accepted,
    /// Open to those it was made for (投用).
    InUse,
    /// No longer to be made (取消).
    Withdrawn,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 6] = [
        Self::Planned,
        Self::Started,
        Self::Built,
        Self::Accepted,
        Self::InUse,
        Self::Withdrawn,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Started => "started",
            Self::Built => "built",
            Self::Accepted => "accepted",
            Self::InUse => "in_use",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether a site at this stage counts as done.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Accepted | Self::InUse)
    }
}

/// Which stages a site goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Building work, from the ground up.
    Construction,
    /// Something installed or brought up to standard, without a building site.
    Simple,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 2] = [Self::Construction, Self::Simple];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Construction => "construction",
            Self::Simple => "simple",
        }
    }

    /// The template of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }

    /// The usual template of a measure's sites; `None` when its kind has no sites.
    #[must_use]
    pub const fn of(kind: MeasureKind) -> Option<Self> {
        match kind {
            MeasureKind::Count | MeasureKind::Works => Some(Self::Construction),
            MeasureKind::Coverage => Some(Self::Simple),
            _ => None,
        }
    }

    /// Its stages in order. A site can be withdrawn from any of them.
    #[must_use]
    pub const fn stages(self) -> &'static [Stage] {
        match self {
            Self::Construction => &[
                Stage::Planned,
                Stage::Started,
                Stage::Built,
                Stage::Accepted,
                Stage::InUse,
            ],
            Self::Simple => &[Stage::Planned, Stage::Accepted, Stage::InUse],
        }
    }

    /// Whether a site of this template can be at a stage.
    #[must_use]
    pub fn has(self, stage: Stage) -> bool {
        stage == Stage::Withdrawn || self.stages().contains(&stage)
    }
}

/// Whether where such objects are is better not published: the places of cameras are of use to the wrong people.
#[must_use]
pub fn place_is_sensitive(what: &str) -> bool {
    crate::text::has(what, &["摄像", "监控", "探头", "布控", "视频"])
}

/// A site as the rules on its stages need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteFacts {
    /// The site.
    pub site: SiteId,
    /// The measure that counts it.
    pub measure: MeasureId,
    /// The unit responsible for it.
    pub unit: UnitId,
    /// Its template.
    pub template: Template,
    /// The stage it has reached.
    pub stage: Stage,
    /// Since when.
    pub since: Date,
}

/// A site that is in some register already, as the rule on double claims needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSite {
    /// The site.
    pub site: SiteId,
    /// The measure that counts it.
    pub measure: MeasureId,
    /// The commitment's address.
    pub commitment: String,
    /// The programme's year.
    pub year: i16,
    /// The stage it has reached.
    pub stage: Stage,
    /// What it is recognised by.
    pub identity: Identity,
}

/// A site to be put on a measure's register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterCommand {
    /// Its name.
    pub name: String,
    /// Where it is, in words.
    pub place: String,
    /// Longitude in degrees, WGS-84.
    pub longitude: Option<Decimal>,
    /// Latitude in degrees, WGS-84.
    pub latitude: Option<Decimal>,
    /// The unit responsible for it.
    pub unit: UnitId,
    /// Its template; `None` for the usual one.
    pub template: Option<Template>,
    /// For a site carried over from an earlier year (续建): the stage at which this year begins.
    pub opening: Option<Stage>,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// Why it is no double claim although it looks like one; may be empty.
    pub reason: String,
}

/// A site was put on a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its name, without white space round it.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Where it is on the map.
    pub position: Option<Position>,
    /// What it is recognised by.
    pub identity: Identity,
    /// The unit responsible for it.
    pub unit: UnitId,
    /// Its template.
    pub template: Template,
    /// The stage at which it begins.
    pub stage: Stage,
    /// The stage at which the year began, when it was carried over.
    pub opening: Option<Stage>,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// The site it looks like, with the reason why it was registered all the same.
    pub same_as: Option<(SiteId, String)>,
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
}

/// Decides on a new site. `known` holds at least every site with the same folded name or a neighbouring square of the
/// map, and `count` how many this measure has.
///
/// # Errors
/// In this order: who asks, the measure's kind, the words, the place, the opening stage, the number of sites, and that
/// the object is claimed already: never twice for one measure, elsewhere only with a reason. Nothing needs explaining
/// when an unfinished site of an earlier year is carried over.
pub fn register(
    facts: &MeasureFacts,
    known: &[KnownSite],
    count: usize,
    command: RegisterCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<Registered, SiteRefusal> {
    check_registrar(facts, command.unit, actor)?;
    let usual = Template::of(facts.kind).ok_or_else(|| SiteRefusal::KindUnfit {
        what: facts.what.clone(),
    })?;
    let template = command.template.unwrap_or(usual);
    let name = words(
        &command.name,
        NAME_CHARS_MAX,
        SiteRefusal::NameMissing,
        |length, max| SiteRefusal::NameLong { length, max },
    )?;
    let place = words(
        &command.place,
        PLACE_CHARS_MAX,
        SiteRefusal::PlaceMissing,
        |length, max| SiteRefusal::PlaceLong { length, max },
    )?;
    let position = Position::of(command.longitude, command.latitude)?;
    let stage = match command.opening {
        None => Stage::Planned,
        Some(stage) if stage.counts() || stage == Stage::Withdrawn => {
            return Err(SiteRefusal::OpeningFinished { stage });
        }
        Some(stage) if !template.has(stage) => return Err(SiteRefusal::StageUnfit { stage, template }),
        Some(stage) => stage,
    };
    if count >= SITES_MAX {
        return Err(SiteRefusal::TooMany { max: SITES_MAX });
    }
    let identity = Identity::new(&name, &place, position);
    let reason = reason(&command.reason)?;
    let carried = command.opening.is_some();
    let same_as = claimed(facts, known, &identity, carried, &name, &reason)?.map(|site| (site, reason));
    Ok(Registered {
        name,
        place,
        position,
        identity,
        unit: command.unit,
        template,
        stage,
        opening: command.opening,
        hidden: command.hidden,
        same_as,
        on: civil_date(now),
        by: actor.account,
    })
}

fn check_registrar(facts: &MeasureFacts, responsible: UnitId, actor: &Actor) -> Result<(), SiteRefusal> {
    if actor.role != Role::Clerk {
        return Err(SiteRefusal::NotClerk);
    }
    let unit = actor.unit.ok_or(SiteRefusal::NoUnit)?;
    let parties = facts.parties();
    if !parties.lead(unit) && !parties.help(unit) {
        return Err(SiteRefusal::NotParty);
    }
    if !parties.lead(responsible) && !parties.help(responsible) {
        return Err(SiteRefusal::UnitNoDuty);
    }
    // Who helps may enter what is its own, not what it would like others to have.
    if !parties.lead(unit) && unit != responsible {
        return Err(SiteRefusal::OtherUnit);
    }
    Ok(())
}

fn claimed(
    facts: &MeasureFacts,
    known: &[KnownSite],
    identity: &Identity,
    carried: bool,
    name: &str,
    reason: &str,
) -> Result<Option<SiteId>, SiteRefusal> {
    let alike = || known.iter().filter(|site| site.identity.is(identity));
    if let Some(site) = alike().find(|site| site.measure == facts.measure && site.stage != Stage::Withdrawn) {
        return Err(SiteRefusal::Twice {
            name: name.to_owned(),
            site: site.site,
        });
    }
    let elsewhere = |site: &&KnownSite| site.measure != facts.measure;
    let excused = |site: &KnownSite| {
        site.stage == Stage::Withdrawn || (carried && site.year < facts.year && !site.stage.counts())
    };
    let suspicious = alike().filter(elsewhere).find(|site| !excused(site));
    match suspicious {
        Some(site) if reason.is_empty() => Err(SiteRefusal::ClaimedElsewhere {
            name: name.to_owned(),
            commitment: site.commitment.clone(),
            year: site.year,
            stage: site.stage,
        }),
        Some(site) => Ok(Some(site.site)),
        None => Ok(alike().find(elsewhere).map(|site| site.site)),
    }
}

/// Checks a move of a site to a stage.
///
/// # Errors
/// When the site has no such stage or is at it already, when a step back or a withdrawal has no reason, and when a step
/// is dated before the one before it: what was so until it was taken back stays so until then. The day itself is looked
/// at where the record is.
pub fn check_move(site: &SiteFacts, stage: Stage, on: Date, words: &str) -> Result<(), SiteRefusal> {
    if !site.template.has(stage) {
        return Err(SiteRefusal::StageUnfit {
            stage,
            template: site.template,
        });
    }
    if stage == site.stage {
        return Err(SiteRefusal::StageSame { stage });
    }
    let reason = reason(words)?;
    if stage < site.stage && reason.is_empty() {
        return Err(SiteRefusal::StageBack {
            from: site.stage,
            to: stage,
        });
    }
    if stage == Stage::Withdrawn && reason.is_empty() {
        return Err(SiteRefusal::ReasonMissing);
    }
    if on < site.since {
        return Err(SiteRefusal::DayBefore { on, since: site.since });
    }
    Ok(())
}

fn words(
    typed: &str,
    max: usize,
    missing: SiteRefusal,
    long: fn(usize, usize) -> SiteRefusal,
) -> Result<String, SiteRefusal> {
    let typed = typed.trim();
    match over(typed, max) {
        Some(length) => Err(long(length, max)),
        None if typed.is_empty() => Err(missing),
        None => Ok(typed.to_owned()),
    }
}

fn reason(typed: &str) -> Result<String, SiteRefusal> {
    let typed = typed.trim();
    match over(typed, REASON_CHARS_MAX) {
        Some(length) => Err(SiteRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        }),
        None => Ok(typed.to_owned()),
    }
}
