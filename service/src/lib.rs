//! Use cases: authorise, load, decide, commit.
//!
//! A use case is a method of [`Service`]: it checks what the actor may do, opens one unit of work, loads
//! what the decision needs, lets the area's pure rules decide, and commits rows, journal leaf and
//! idempotency key together or not at all. Areas meet only here: what was read from a gazette becomes a
//! draft of commitments in `review`, and nowhere else.
//!
//! It holds no SQL, no HTTP and, but on printed papers, no sentence for people; it reads no clock and no randomness but those it
//! was given in [`ServiceConfig`]. To add a use case: a method in the folder of its area, a leaf kind in
//! `journal/leaf.rs`, and a refusal code if a rule can say no.

mod appraisal;
mod cases;
mod clock;
mod config;
mod course;
mod error;
mod files;
mod identity;
mod inspections;
mod jobs;
mod journal;
mod keeping;
mod ledger;
mod notices;
mod once;
pub mod papers;
pub mod parking;
pub mod payments;
mod people;
pub mod permission;
mod plans;
mod questions;
mod reading;
mod records;
mod reports;
mod requests;
mod review;
mod slips;
mod status;
mod surveys;
mod sweep;
mod tasks;

pub use appraisal::AppraisalView;
pub use cases::{CaseForm, CaseView};
pub use config::{Backend, Clock, Entropy, ServiceConfig, Site};
pub use course::{CourseForm, CourseView, OpeningRow, TurnForm, TurnRow};
pub use error::{ERROR_CODES, REFUSALS, ServiceError};
pub use identity::{
    AccountView, ApiTokenView, NewAccountForm, NewPerson, ProvenIdentity, SecondFactorView, Session, SessionView,
    SignInFrom, SignedIn,
};
pub use inspections::{DrawView, FreezeForm, InspectedForm, PlanForm, UseCheckForm};
pub use jobs::{LEASE_SECONDS, Worker};
pub use journal::{JournalHead, Publisher, ReceiptReport};
pub use keeping::{DoctorLine, DoctorReport};
pub use ledger::{ChangeForm, DayKind, PromisedDay, RecordForm, Recorded};
pub use notices::{ChannelForm, ChannelKind, Deliver, Delivery, InboxView, NOTICE_KINDS, Secret};
pub use people::{Handover, UnitWatch, WatchView};
pub use permission::Action;
pub use plans::PlanView;
pub use questions::{QUESTIONS_AT_ONCE_MAX, QuestionView};
pub use reading::Uploaded;
pub use records::{
    ENTRIES_AT_ONCE_MAX, EntryForm, EntryPowers, EntryView, EvidenceFile, EvidenceView, FILE_BYTES_MAX, PIXELS_MAX,
    RegisterView, SiteFault, SiteView, TABLE_BYTES_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, Table, UnitValue,
    read_table,
};
pub use reports::{BurdenView, PublicReport, ReportAt, ReportFormView, ReportLine, ReportMove, ReportView};
pub use requests::{AskForm, Standing, UnitTally, standing, steps_of, tallies};
pub use review::DraftView;
pub use shishi_appraisal as appraising;
pub use shishi_commitments as commitments;
pub use shishi_gateways as gateways;
pub use shishi_gateways::{HttpResponse as HttpReply, ocpi, tcec102};
pub use shishi_gazette as gazette;
pub use shishi_inspections as inspecting;
pub use shishi_journal::verify::verify_batch_receipt;
pub use shishi_parking as parking_rules;
pub use shishi_store::appraisal as appraisal_rows;
pub use shishi_store::drafts::DraftSummary;
pub use shishi_store::evidence::{EvidenceRow, Origin};
pub use shishi_store::inspections as inspection_rows;
pub use shishi_store::jobs::{ATTEMPTS_MAX as JOB_ATTEMPTS_MAX, JobRow};
pub use shishi_store::notices as notice_rows;
pub use shishi_store::parking as parking_rows;
pub use shishi_store::people::HeadRow;
pub use shishi_store::plans::{ApprovedPlan, MilestoneRow, OpenPlan};
pub use shishi_store::questions as question_rows;
pub use shishi_store::records as record_rows;
pub use shishi_store::reports::ReportStep;
pub use shishi_store::requests::{RequestRow, StepRow};
pub use shishi_store::sites::{SiteRow, StageRow};
pub use shishi_store::slips::{SlipRow, SlipStep};
pub use shishi_store::status as status_rows;
pub use shishi_store::surveys::SurveyRow;
pub use shishi_store::views;
pub use slips::{MATTERS, SlipForm};
pub use status::{CockpitView, CommitmentStatus, MeasureStatus, MonthStatus, PlaceStatus, ProgrammeStatus, Wait};
pub use sweep::SweepReport;
pub use tasks::{Lateness, Task, UnitTasks, WORK_KINDS, Waiting, Worklist};

use std::sync::Arc;

/// Every action by name, for the routes that need them.
pub mod may {
    pub use crate::appraisal::may::*;
    pub use crate::cases::may::*;
    pub use crate::course::may::*;
    pub use crate::identity::may::*;
    pub use crate::inspections::may::*;
    pub use crate::jobs::may::*;
    pub use crate::ledger::may::*;
    pub use crate::notices::may::*;
    pub use crate::papers::may::*;
    pub use crate::parking::may::*;
    pub use crate::people::may::*;
    pub use crate::plans::may::*;
    pub use crate::questions::may::*;
    pub use crate::records::may::*;
    pub use crate::reports::may::*;
    pub use crate::requests::may::*;
    pub use crate::review::may::*;
    pub use crate::slips::may::*;
    pub use crate::status::may::*;
    pub use crate::surveys::may::*;
    pub use crate::tasks::may::*;
}

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;
use shishi_store::Store;

/// The use cases of one jurisdiction. Cheap to clone; every method may block on the disk.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    jurisdiction: JurisdictionId,
    site: Site,
    clock: clock::SteadyClock,
    entropy: Entropy,
    password: identity::PasswordHashing,
    files: files::Files,
    journal: journal::Journals,
    boards: status::Boards,
    parking: parking::Parking,
}

impl Service {
    /// The time, by the clock the service was given; it stands still while that is set back by less than a day.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Moves with every committed change that the public can see.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.inner.store.version(self.inner.jurisdiction)
    }

    /// Name and journal of the jurisdiction.
    ///
    /// # Errors
    /// When the store is away.
    pub fn site(&self) -> Result<Site, ServiceError> {
        Ok(self.inner.site.clone())
    }

    fn store(&self) -> &Store {
        &self.inner.store
    }

    /// One unit of work. Wakes the publisher when it is durable.
    fn commit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut shishi_store::Writer<'_>) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let outcome = self.inner.store.write(work);
        self.inner.journal.ring();
        outcome
    }

    fn jurisdiction(&self) -> JurisdictionId {
        self.inner.jurisdiction
    }

    /// Random bytes as lower-case hex, twice `N` characters.
    fn random_hex<const N: usize>(&self) -> String {
        let mut bytes = [0_u8; N];
        (self.inner.entropy)(&mut bytes);
        hex::encode(bytes)
    }
}
