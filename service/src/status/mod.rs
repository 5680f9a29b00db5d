//! How a programme stands: one read for all of it, kept until something is committed or the day is over.
//!
//! Nothing here is entered. What the rules need is gathered in a fixed number of statements ([`gather`]), and the rules
//! of the area say what follows ([`derive`]).

mod derive;
mod gather;
pub(crate) mod may;
mod places;
mod view;

pub use view::{CommitmentStatus, MeasureStatus, MonthStatus, PlaceStatus, ProgrammeStatus, Wait};

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use shishi_kernel::{Actor, Date, civil_date};
use shishi_store::views::ProgrammeRow;
use shishi_store::{ledger, questions};

use crate::{Service, ServiceError};

/// Programmes whose standing is kept at once.
const KEPT_MAX: usize = 64;

/// What was worked out last, by the programme asked for; the empty name is the newest.
#[derive(Default)]
pub(crate) struct Boards(Mutex<HashMap<String, Arc<Mutex<Option<Board>>>>>);

struct Board {
    version: u64,
    today: Date,
    status: Option<Arc<ProgrammeStatus>>,
}

/// The cockpit: a programme's board, and what only the office sees.
#[derive(Clone, Debug)]
pub struct CockpitView {
    /// The board.
    pub status: Arc<ProgrammeStatus>,
    /// Every programme, newest first.
    pub programmes: Vec<ProgrammeRow>,
    /// Plans that are worked on or judged, the longest first.
    pub plans: Vec<crate::OpenPlan>,
    /// Questions about figures that are not settled, by commitment address: how many.
    pub questions: HashMap<String, u32>,
}

impl Service {
    /// How a programme stands today, or the newest when none is named. Anybody may see it.
    ///
    /// # Errors
    /// When the store is away.
    pub fn programme_status(&self, slug: Option<&str>) -> Result<Option<Arc<ProgrammeStatus>>, ServiceError> {
        // Read before the facts: a commit that lands in between makes this count as old, never as new.
        let (version, now) = (self.version(), self.now());
        let today = civil_date(now);
        let place = {
            let mut boards = self.inner.boards.0.lock();
            let name = slug.unwrap_or_default();
            if !boards.contains_key(name) && boards.len() >= KEPT_MAX {
                boards.clear();
            }
            Arc::clone(boards.entry(name.to_owned()).or_default())
        };
        // Who asks meanwhile waits, and does not work it out again.
        let mut kept = place.lock();
        if let Some(board) = kept
            .as_ref()
            .filter(|board| (board.version, board.today) == (version, today))
        {
            return Ok(board.status.clone());
        }
        let j = self.jurisdiction();
        let known = self.store().read(|r| gather::gather(r, j, slug, now))?;
        let status = known.map(derive::programme).transpose()?.map(Arc::new);
        *kept = Some(Board {
            version,
            today,
            status: status.clone(),
        });
        Ok(status)
    }

    /// The board of a commitment's programme, by the commitment's address; nothing when there is none.
    ///
    /// # Errors
    /// When the store is away.
    pub fn status_of(&self, commitment: &str) -> Result<Option<Arc<ProgrammeStatus>>, ServiceError> {
        // A commitment's address is its programme's with the number.
        match commitment.rsplit_once('-') {
            Some((programme, _)) => self.programme_status(Some(programme)),
            None => Ok(None),
        }
    }

    /// The cockpit of a programme, or of the newest when none is named; nothing when there is none.
    ///
    /// # Errors
    /// When the role may not see it, or the store is away.
    pub fn cockpit(&self, actor: &Actor, slug: Option<&str>) -> Result<Option<CockpitView>, ServiceError> {
        may::SEE_COCKPIT.check(actor)?;
        let Some(status) = self.programme_status(slug)? else {
            return Ok(None);
        };
        let j = self.jurisdiction();
        let (programmes, plans, open) = self.store().read(|r| {
            Ok::<_, ServiceError>((
                ledger::programmes(r, j)?,
                shishi_store::plans::open(r, j)?,
                questions::unsettled(r, j)?,
            ))
        })?;
        let own = |slug: &str| status.of(slug).is_some();
        Ok(Some(CockpitView {
            plans: plans.into_iter().filter(|plan| own(&plan.slug)).collect(),
            questions: open.into_iter().filter(|(slug, _)| own(slug)).collect(),
            programmes,
            status,
        }))
    }
}
