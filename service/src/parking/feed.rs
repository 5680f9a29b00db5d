//! What parking counts becomes a reported value of the ledger, with the journal entries that were counted.
//!
//! It is a unit's report like any other: a clerk of the unit that leads makes it, and whoever verifies is somebody else. What it adds is
//! that nobody types the figure. The entry of the report holds the number of its sources and a root over them; the list is kept beside it, so
//! that anybody with the entries can compute the root again.

use serde_json::json;
use shishi_journal::BatchTree;
use shishi_kernel::{Actor, Date, Decimal, JurisdictionId, LeafId, MeasureId};
use shishi_store::parking::feed::{self as rows, FedRow};
use shishi_store::{Reader, accounts, journal, ledger};

use super::catalogue::{Catalogue, invalid};
use super::{may, smart_bays_on};
use crate::journal::leaf::Kind;
use crate::ledger::{RecordForm, Recorded, may_record, record_in};
use crate::{Service, ServiceError};

/// What of parking can be a value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// Bays in service with a sensor.
    SmartBays,
    /// Lots that opened in the programme's year.
    LotsOpened,
    /// Charging areas that were accepted in the programme's year.
    ChargingAccepted,
}

impl Fed {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::SmartBays, Self::LotsOpened, Self::ChargingAccepted];

    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SmartBays => "smart_bays",
            Self::LotsOpened => "lots_opened",
            Self::ChargingAccepted => "charging_accepted",
        }
    }

    /// By its code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fed| fed.code() == code)
    }
}

/// A figure of parking with the journal entries that it follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub figure: u32,
    /// The entries, in order.
    pub sources: Vec<LeafId>,
}

/// A measure that parking feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedView {
    /// What is counted.
    pub what: Fed,
    /// The measure; none while nobody said.
    pub measure: Option<(MeasureId, String, String)>,
    /// What would be reported for today.
    pub now: Counted,
    /// The last report.
    pub last: Option<FedRow>,
    /// Whether it is reported by itself on each day on which it moved.
    pub daily: bool,
}

impl Service {
    /// Says which measure counts what of parking.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Invalid`] for an unknown measure.
    pub fn set_parking_feed(&self, actor: &Actor, what: Fed, measure: MeasureId) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let context = self.context(actor);
        self.commit(move |w| {
            let known = ledger::measure(w, context.j, measure)?;
            let known = known.ok_or_else(|| invalid("measure", "form.feed_measure"))?;
            let data = json!({ "measure": known.row.position, "what": what.code() });
            context.leaf(
                w,
                Kind::ParkingFeedSet,
                format!("commitment:{}", known.commitment_slug),
                data,
            )?;
            Ok(rows::set(w, context.j, what.code(), measure)?)
        })
    }

    /// What parking feeds, with what it would report today.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn parking_feeds(&self, actor: &Actor) -> Result<Vec<FeedView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let today = shishi_kernel::civil_date(self.now());
        self.store().read(|r| {
            let (set, daily) = (rows::all(r, j)?, rows::daily(r, j)?);
            let mut views = Vec::with_capacity(Fed::ALL.len());
            for what in Fed::ALL {
                let measure = set
                    .iter()
                    .find(|(code, _)| code == what.code())
                    .map(|(_, measure)| *measure);
                let known = match measure {
                    Some(measure) => ledger::measure(r, j, measure)?,
                    None => None,
                };
                let year = known.as_ref().map_or(today.year(), |known| known.year);
                views.push(FeedView {
                    what,
                    measure: known.map(|known| (known.row.id, known.commitment_slug, known.row.what)),
                    now: count(r, j, &catalogue, what, year, today)?,
                    last: rows::last(r, j, what.code())?,
                    daily: daily.iter().any(|(code, _)| code == what.code()),
                });
            }
            Ok(views)
        })
    }

    /// Reports what parking counts today as the value of its measure.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] while no measure counts this; a refusal of the ledger's rules, such as for whoever is no clerk of the unit that
    /// leads.
    pub fn feed_ledger(&self, actor: &Actor, what: Fed, key: Option<&str>) -> Result<Recorded, ServiceError> {
        self.feed(actor, what, key, false)
    }

    fn feed(&self, actor: &Actor, what: Fed, key: Option<&str>, daily: bool) -> Result<Recorded, ServiceError> {
        let (catalogue, context) = (self.parking()?, self.context(actor));
        self.once_recorded(actor, (what.code(), context.today), key, move |w, by, at| {
            let set = rows::all(w, context.j)?;
            let measure = set
                .iter()
                .find(|(code, _)| code == what.code())
                .map(|(_, measure)| *measure);
            let measure = measure.ok_or_else(|| invalid("what", "form.feed_measure"))?;
            let known = ledger::measure(w, context.j, measure)?.ok_or(ServiceError::NotFound)?;
            let counted = count(w, context.j, &catalogue, what, known.year, context.today)?;
            let form = RecordForm {
                measure,
                value: Decimal::from(counted.figure),
                as_of: context.today,
                note: String::new(),
            };
            let sources = json!({
                "counted": what.code(),
                "daily": daily,
                "root": root(w, context.j, &counted.sources)?,
                "sources": counted.sources.len(),
            });
            let leaf = record_in(w, context.j, form, by, at, Some(sources))?;
            let fed = FedRow {
                leaf,
                measure,
                as_of: context.today,
                figure: counted.figure,
                sources: counted.sources,
            };
            rows::add(w, context.j, what.code(), &fed)?;
            Ok(leaf)
        })
    }

    /// Says that something is reported by itself on each day on which it moved, by this person's standing word, or that it is not. It is a report of
    /// their unit like any other, and says in the journal that nobody pressed a button for it.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::Invalid`] while no measure counts this; a refusal of the ledger's rules where the actor could not
    /// report it by hand.
    pub fn set_feed_daily(&self, actor: &Actor, what: Fed, on: bool) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let context = self.context(actor);
        self.commit(move |w| {
            let set = rows::all(w, context.j)?.into_iter();
            let measure = set
                .filter(|(code, _)| code == what.code())
                .map(|(_, measure)| measure)
                .next();
            let measure = measure.ok_or_else(|| invalid("what", "form.feed_measure"))?;
            let known = ledger::measure(w, context.j, measure)?.ok_or(ServiceError::NotFound)?;
            may_record(&known, &context.by, context.at)?;
            let data = json!({ "daily": on, "measure": known.row.position, "what": what.code() });
            let subject = format!("commitment:{}", known.commitment_slug);
            context.leaf(w, Kind::ParkingFeedSet, subject, data)?;
            let account = on.then_some(context.by.account);
            Ok(rows::set_daily(w, context.j, what.code(), account)?)
        })
    }

    /// Reports what is reported by itself and moved since it was reported last. Gives how much. What the ledger does not take is left to a person.
    ///
    /// # Errors
    /// When the store is away; what was reported before stays so.
    pub(crate) fn feed_daily(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let daily = self.store().read(|r| Ok::<_, ServiceError>(rows::daily(r, j)?))?;
        let mut fed = 0;
        for (what, account) in daily
            .into_iter()
            .filter_map(|(code, account)| Some((Fed::of(&code)?, account)))
        {
            let (account, moved) = self.store().read(|r| {
                let set = rows::all(r, j)?.into_iter().find(|(code, _)| code == what.code());
                let known = match set {
                    Some((_, measure)) => ledger::measure(r, j, measure)?,
                    None => None,
                };
                let year = known.map_or(today.year(), |known| known.year);
                let now = count(r, j, &catalogue, what, year, today)?;
                let last = rows::last(r, j, what.code())?;
                let moved = last.is_none_or(|last| (last.figure, last.sources) != (now.figure, now.sources));
                Ok::<_, ServiceError>((accounts::by_id(r, j, account)?, moved))
            })?;
            // Whoever is gone has no standing word: a person of the unit says so again.
            let Some(account) = account.filter(|account| !account.disabled) else {
                self.commit(move |w| Ok(rows::set_daily(w, j, what.code(), None)?))?;
                continue;
            };
            if !moved {
                continue;
            }
            let actor = Actor {
                account: account.id,
                unit: account.unit.map(|(unit, _)| unit),
                role: account.role,
            };
            let key = format!("daily-{}-{today}", what.code());
            match self.feed(&actor, what, Some(&key), true) {
                Ok(_) => fed += 1,
                Err(
                    error @ (ServiceError::Refused { .. }
                    | ServiceError::Invalid { .. }
                    | ServiceError::Forbidden { .. }),
                ) => {
                    tracing::warn!(what = what.code(), %error, "a figure of parking was not reported");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(fed)
    }

    /// From which journal entries a reported value follows; none where a person typed it.
    ///
    /// # Errors
    /// When the store is away.
    pub fn sources_of_record(&self, leaf: LeafId) -> Result<Option<FedRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::by_leaf(r, j, leaf)?))
    }
}

fn count(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    what: Fed,
    year: i16,
    today: Date,
) -> Result<Counted, ServiceError> {
    let in_year = |day: Option<Date>| day.is_some_and(|day| day.year() == year && day <= today);
    let leaves = match what {
        Fed::ChargingAccepted => {
            let accepted = rows::accepted(r, j)?.into_iter().filter(|(day, _)| in_year(Some(*day)));
            let sources: Vec<LeafId> = accepted.map(|(_, leaf)| leaf).collect();
            let figure = u32::try_from(sources.len()).unwrap_or(u32::MAX);
            return Ok(Counted { figure, sources });
        }
        Fed::SmartBays | Fed::LotsOpened => rows::lot_leaves(r, j)?,
    };
    let smart = |day: Option<Date>| day.is_some_and(|day| day <= today);
    let counts = |id: &i64| match (what, catalogue.lots.get(id)) {
        (Fed::SmartBays, Some(lot)) => lot.bays.iter().any(|bay| smart(bay.smart_on)),
        (_, Some(lot)) => in_year(lot.row.opened_on),
        (_, None) => false,
    };
    let sources: Vec<LeafId> = leaves
        .into_iter()
        .filter(|(lot, _)| counts(lot))
        .map(|(_, leaf)| leaf)
        .collect();
    let figure = match what {
        Fed::SmartBays => smart_bays_on(catalogue, today),
        _ => sources.len(),
    };
    Ok(Counted {
        figure: u32::try_from(figure).unwrap_or(u32::MAX),
        sources,
    })
}

/// The root over journal entries, in hex.
fn root(r: &mut Reader<'_>, j: JurisdictionId, sources: &[LeafId]) -> Result<String, ServiceError> {
    let mut tree = BatchTree::default();
    for source in sources {
        let row = journal::leaf(r, j, *source)?.ok_or(ServiceError::NotFound)?;
        tree.add(row.body.as_bytes());
    }
    Ok(tree.root().to_hex())
}
