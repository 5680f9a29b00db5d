//! Notices (通知): to a unit or to the supervision office, in the site, and from there by e-mail and webhook.
//!
//! A notice is committed with what it tells of and written once, by its key. Each way out is a delivery with a job of its
//! own; whoever receives one twice knows it by the delivery's key.

mod channel;
pub(crate) mod may;

pub use channel::{ChannelForm, ChannelKind, Deliver, Delivery, Secret};

use jiff::Timestamp;
use shishi_kernel::{Actor, JurisdictionId, Role, UnitId};
use shishi_store::notices::{self as rows, Inbox, NewNotice, NoticeRow};
use shishi_store::{Writer, jobs};

use crate::jobs::DELIVER;
use crate::{Service, ServiceError};

/// Notices shown at once.
const SHOWN_MAX: u32 = 200;

/// Every kind of notice; each needs a sentence in both languages.
pub const NOTICE_KINDS: &[&str] = &[
    "plan_due",
    "plan_late",
    "milestone_due",
    "milestone_late",
    "report_due",
    "report_late",
    "request_due",
    "request_late",
    "slip_due",
    "slip_late",
    "mending_due",
    "mending_late",
    "question_due",
    "question_late",
    "slip_raise",
    "slip_issued",
    "slip_raised",
    "report_returned",
    "report_submitted",
    "report_locked",
    "report_form",
    "request_asked",
    "request_turn",
    "request_ended",
    "question_asked",
    "plan_submitted",
    "plan_returned",
    "plan_approved",
    "appraisal_published",
];

/// The notices of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxView {
    /// Newest first, with whether each was read.
    pub notices: Vec<(NoticeRow, bool)>,
    /// How many were not read.
    pub unread: u64,
}

/// A notice before it is written.
pub(crate) struct Notice {
    /// To which unit; `None` for the supervision office.
    pub to: Option<UnitId>,
    /// One of [`NOTICE_KINDS`].
    pub kind: &'static str,
    /// The same for the same notice.
    pub key: String,
    /// The page that it is about.
    pub path: String,
    /// Values for its sentence.
    pub arguments: Vec<(&'static str, String)>,
}

/// Writes a notice with its deliveries, in the unit of work of what it tells of; `false` when it was written before.
pub(crate) fn tell(w: &mut Writer<'_>, j: JurisdictionId, notice: Notice, at: Timestamp) -> Result<bool, ServiceError> {
    let arguments = notice.arguments.into_iter();
    let new = NewNotice {
        unit: notice.to,
        kind: notice.kind.to_owned(),
        key: notice.key,
        arguments: arguments.map(|(name, value)| (name.to_owned(), value)).collect(),
        path: notice.path,
        at,
    };
    let Some(id) = rows::insert(w, j, &new)? else {
        return Ok(false);
    };
    for channel in rows::channels_of(w, j, notice.to)? {
        let delivery = rows::insert_delivery(w, j, id, channel, at)?;
        jobs::add(w, j, DELIVER, &delivery.to_string(), at)?;
    }
    Ok(true)
}

impl Service {
    /// The notices of the actor's unit, and for supervisors those of their office.
    ///
    /// # Errors
    /// When the role has none, or the store is away.
    pub fn notices(&self, actor: &Actor) -> Result<InboxView, ServiceError> {
        may::READ_NOTICES.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let seen = rows::seen(r, j, actor.account)?;
            let notices = rows::inbox(r, j, inbox(actor), SHOWN_MAX)?;
            Ok(InboxView {
                unread: rows::unread(r, j, inbox(actor), actor.account)?,
                notices: notices
                    .into_iter()
                    .map(|notice| {
                        let read = notice.id <= seen;
                        (notice, read)
                    })
                    .collect(),
            })
        })
    }

    /// How many notices the actor has not read; none for a role that has no notices.
    ///
    /// # Errors
    /// When the store is away.
    pub fn unread_notices(&self, actor: &Actor) -> Result<u64, ServiceError> {
        if !may::READ_NOTICES.allows(actor.role) {
            return Ok(0);
        }
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok(rows::unread(r, j, inbox(actor), actor.account)?))
    }

    /// Notes that the actor has read up to a notice. It is nobody's business but theirs, so that no leaf is written.
    ///
    /// # Errors
    /// When the role has no notices, or the store is away.
    pub fn see_notices(&self, actor: &Actor, up_to: i64) -> Result<(), ServiceError> {
        may::READ_NOTICES.check(actor)?;
        let (j, account, inbox) = (self.jurisdiction(), actor.account, inbox(actor));
        self.commit(move |w| {
            // Not past what there is, so that a notice of tomorrow is not read today.
            let newest = rows::inbox(w, j, inbox, 1)?.first().map_or(0, |notice| notice.id);
            Ok(rows::see(w, j, account, up_to.min(newest))?)
        })
    }
}

fn inbox(actor: &Actor) -> Inbox {
    Inbox {
        unit: actor.unit,
        office: actor.role == Role::Supervisor,
    }
}
