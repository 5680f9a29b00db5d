//! The wire form of a journal entry: canonical JSON of schema `shishi-leaf/1`.
//!
//! One leaf for each committed change. It says what changed, for what subject, in which role; it holds no
//! personal data. Where a change concerns a person or words that are not public yet, the leaf holds a
//! salted digest: the salt lies in the database and can be erased, the tree still verifies.

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shishi_kernel::{Actor, JurisdictionId, LeafId};
use shishi_store::{Writer, journal};

use crate::ServiceError;

/// What an entry is about. Codes are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    AccountCreated,
    AccountDisabled,
    DocumentReceived,
    DraftOpened,
    DraftChanged,
    DraftDiscarded,
    ProgrammeIssued,
    CommitmentIssued,
    ChroniclePublished,
    GroupMemberSet,
    ValueReported,
    TargetChanged,
    CourseTurned,
    PersonAppointed,
    PersonTermEnded,
    PersonErased,
    SlipIssued,
    SlipAnswered,
    SlipJudged,
    SlipRaised,
    SlipWithdrawn,
    PlanBegun,
    PlanSaved,
    PlanSubmitted,
    PlanReturned,
    PlanApproved,
    MilestoneReached,
    RequestAsked,
    RequestAccepted,
    RequestDeclined,
    RequestDelivered,
    RequestConfirmed,
    RequestDisputed,
    RequestEscalated,
    RequestDirected,
    RequestReleased,
    RequestWithdrawn,
    InspectedRegistered,
    InspectorRegistered,
    InspectionQuotaSet,
    InspectionPlanned,
    InspectionApproved,
    DrawFrozen,
    DrawCommitted,
    DrawSealed,
    DrawRevealed,
    DrawFinished,
    InspectionOpened,
    InspectionVisited,
    InspectionFound,
    InspectionMended,
    InspectionServed,
    InspectionReplied,
    InspectionClosed,
    AccountFactorSet,
    AccountFactorRemoved,
    SchemeWritten,
    SchemeApproved,
    AppraisalComputed,
    AppraisalPublished,
    AppraisalReplied,
    AppraisalJudged,
    AppraisalFinished,
    CaseOpened,
    CaseEvidenced,
    CaseHeard,
    CaseReplied,
    CaseConsidered,
    CaseDecided,
    CaseClosed,
    SiteRegistered,
    SiteCorrected,
    EntryWritten,
    EvidenceAdded,
    EntrySubmitted,
    EntryReturned,
    EntryConfirmed,
    EntryJudged,
    EntryPublished,
    OriginsErased,
    AccountIdentityJoined,
    AccountIdentityParted,
    QuestionAsked,
    QuestionReplied,
    QuestionSettled,
    ReportSaved,
    ReportSubmitted,
    ReportReturned,
    ReportAccepted,
    ReportReopened,
    ReportFormSet,
    DaySwept,
    SurveyRecorded,
    ChannelAdded,
    ChannelRemoved,
    ParkingLotPut,
    ParkingTariffPut,
    ParkingDevicePut,
    ParkingBatch,
    ParkingIllegal,
    ParkingFeedSet,
    ParkingChargingAccepted,
    ParkingChargingTakenBack,
    ParkingChargeGiven,
    ParkingOperatorPut,
    ParkingMoneyDecided,
    ParkingObjectionAnswered,
    ParkingDayReconciled,
    ParkingGranted,
    ParkingGrantEnded,
    ParkingVoucherGiven,
    ParkingBayClosed,
    ParkingBayOpened,
}

impl Kind {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::AccountCreated => "account.created",
            Self::AccountDisabled => "account.disabled",
            Self::DocumentReceived => "document.received",
            Self::DraftOpened => "draft.opened",
            Self::DraftChanged => "draft.changed",
            Self::DraftDiscarded => "draft.discarded",
            Self::ProgrammeIssued => "programme.issued",
            Self::CommitmentIssued => "commitment.issued",
            Self::ChroniclePublished => "chronicle.published",
            Self::GroupMemberSet => "group.member_set",
            Self::ValueReported => "value.reported",
            Self::TargetChanged => "target.changed",
            Self::CourseTurned => "course.turned",
            Self::PersonAppointed => "person.appointed",
            Self::PersonTermEnded => "person.term_ended",
            Self::PersonErased => "person.erased",
            Self::SlipIssued => "slip.issued",
            Self::SlipAnswered => "slip.answered",
            Self::SlipJudged => "slip.judged",
            Self::SlipRaised => "slip.raised",
            Self::SlipWithdrawn => "slip.withdrawn",
            Self::PlanBegun => "plan.begun",
            Self::PlanSaved => "plan.saved",
            Self::PlanSubmitted => "plan.submitted",
            Self::PlanReturned => "plan.returned",
            Self::PlanApproved => "plan.approved",
            Self::MilestoneReached => "plan.milestone_reached",
            Self::RequestAsked => "request.asked",
            Self::RequestAccepted => "request.accepted",
            Self::RequestDeclined => "request.declined",
            Self::RequestDelivered => "request.delivered",
            Self::RequestConfirmed => "request.confirmed",
            Self::RequestDisputed => "request.disputed",
            Self::RequestEscalated => "request.escalated",
            Self::RequestDirected => "request.directed",
            Self::RequestReleased => "request.released",
            Self::RequestWithdrawn => "request.withdrawn",
            Self::InspectedRegistered => "inspection.registered",
            Self::InspectorRegistered => "inspection.inspector_registered",
            Self::InspectionQuotaSet => "inspection.quota_set",
            Self::InspectionPlanned => "inspection.planned",
            Self::InspectionApproved => "inspection.approved",
            Self::DrawFrozen => "draw.frozen",
            Self::DrawCommitted => "draw.committed",
            Self::DrawSealed => "draw.sealed",
            Self::DrawRevealed => "draw.revealed",
            Self::DrawFinished => "draw.finished",
            Self::InspectionOpened => "inspection.opened",
            Self::InspectionVisited => "inspection.visited",
            Self::InspectionFound => "inspection.found",
            Self::InspectionMended => "inspection.mended",
            Self::InspectionServed => "inspection.served",
            Self::InspectionReplied => "inspection.replied",
            Self::InspectionClosed => "inspection.closed",
            Self::AccountFactorSet => "account.factor_set",
            Self::AccountFactorRemoved => "account.factor_removed",
            Self::SchemeWritten => "scheme.written",
            Self::SchemeApproved => "scheme.approved",
            Self::AppraisalComputed => "appraisal.computed",
            Self::AppraisalPublished => "appraisal.published",
            Self::AppraisalReplied => "appraisal.replied",
            Self::AppraisalJudged => "appraisal.judged",
            Self::AppraisalFinished => "appraisal.finished",
            Self::CaseOpened => "case.opened",
            Self::CaseEvidenced => "case.evidenced",
            Self::CaseHeard => "case.heard",
            Self::CaseReplied => "case.replied",
            Self::CaseConsidered => "case.considered",
            Self::CaseDecided => "case.decided",
            Self::CaseClosed => "case.closed",
            Self::SiteRegistered => "site.registered",
            Self::SiteCorrected => "site.corrected",
            Self::EntryWritten => "entry.written",
            Self::EvidenceAdded => "entry.evidence_added",
            Self::EntrySubmitted => "entry.submitted",
            Self::EntryReturned => "entry.returned",
            Self::EntryConfirmed => "entry.confirmed",
            Self::EntryJudged => "entry.judged",
            Self::EntryPublished => "entry.published",
            Self::OriginsErased => "evidence.origins_erased",
            Self::AccountIdentityJoined => "account.identity_joined",
            Self::AccountIdentityParted => "account.identity_parted",
            Self::QuestionAsked => "question.asked",
            Self::QuestionReplied => "question.replied",
            Self::QuestionSettled => "question.settled",
            Self::ReportSaved => "report.saved",
            Self::ReportSubmitted => "report.submitted",
            Self::ReportReturned => "report.returned",
            Self::ReportAccepted => "report.accepted",
            Self::ReportReopened => "report.reopened",
            Self::ReportFormSet => "report.form_set",
            Self::SurveyRecorded => "survey.recorded",
            Self::DaySwept => "day.swept",
            Self::ChannelAdded => "channel.added",
            Self::ChannelRemoved => "channel.removed",
            Self::ParkingLotPut => "parking.lot_put",
            Self::ParkingTariffPut => "parking.tariff_put",
            Self::ParkingDevicePut => "parking.device_put",
            Self::ParkingBatch => "parking.batch",
            Self::ParkingIllegal => "parking.illegal",
            Self::ParkingFeedSet => "parking.feed_set",
            Self::ParkingChargingAccepted => "parking.charging_accepted",
            Self::ParkingChargingTakenBack => "parking.charging_taken_back",
            Self::ParkingChargeGiven => "parking.charge_given",
            Self::ParkingOperatorPut => "parking.operator_put",
            Self::ParkingMoneyDecided => "parking.money_decided",
            Self::ParkingObjectionAnswered => "parking.objection_answered",
            Self::ParkingDayReconciled => "parking.day_reconciled",
            Self::ParkingGranted => "parking.granted",
            Self::ParkingGrantEnded => "parking.grant_ended",
            Self::ParkingVoucherGiven => "parking.voucher_given",
            Self::ParkingBayClosed => "parking.bay_closed",
            Self::ParkingBayOpened => "parking.bay_opened",
        }
    }
}

/// An entry before it is written.
pub(crate) struct Leaf {
    kind: Kind,
    subject: String,
    by: Value,
    at: Timestamp,
    data: Value,
}

impl Leaf {
    /// `data` holds strings, integers, booleans, lists and objects only: no fractions, since two programs
    /// may print the same fraction differently.
    pub(crate) fn new(kind: Kind, subject: String, by: Option<&Actor>, at: Timestamp, data: Value) -> Self {
        let by = by.map_or_else(
            || json!({ "role": "nobody" }),
            |actor| {
                let mut by = json!({ "role": actor.role.code() });
                if let (Some(unit), Some(map)) = (actor.unit, by.as_object_mut()) {
                    map.insert("unit".to_owned(), json!(unit.0));
                }
                by
            },
        );
        Self {
            kind,
            subject,
            by,
            at,
            data,
        }
    }

    fn body(&self) -> Result<String, ServiceError> {
        let value = json!({
            "at": instant(self.at),
            "by": self.by,
            "data": self.data,
            "kind": self.kind.code(),
            "schema": "shishi-leaf/1",
            "subject": self.subject,
        });
        let bytes = shishi_journal::canonical(&value).map_err(ServiceError::internal)?;
        String::from_utf8(bytes).map_err(ServiceError::internal)
    }
}

/// Writes the leaf in the unit of work of the change it tells of.
pub(crate) fn append(w: &mut Writer<'_>, j: JurisdictionId, leaf: &Leaf) -> Result<LeafId, ServiceError> {
    let new = journal::NewLeaf {
        log_year: super::year_of(leaf.at),
        at: leaf.at,
        kind: leaf.kind.code().to_owned(),
        subject: Some(leaf.subject.clone()),
        body: leaf.body()?,
    };
    Ok(journal::append(w, j, &new)?)
}

/// SHA-256 in hex, of words that are public.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A digest that cannot be guessed without the salt.
pub(crate) fn salted(salt: &str, text: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt.as_bytes());
    hasher.update([0]);
    hasher.update(text.as_bytes());
    hex::encode(hasher.finalize())
}

/// UTC with six digits of a second, always: `2020-05-11T08:00:00.000000Z`.
pub(crate) fn instant(at: Timestamp) -> String {
    format!("{at:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shishi_kernel::{AccountId, Role, UnitId};

    #[test]
    fn a_leaf_is_canonical_and_names_no_person() {
        let actor = Actor {
            account: AccountId(7),
            unit: Some(UnitId(3)),
            role: Role::Clerk,
        };
        let at = "2020-05-11T08:00:00Z".parse().unwrap();
        let leaf = Leaf::new(
            Kind::ValueReported,
            "commitment:2020-1".into(),
            Some(&actor),
            at,
            json!({"b": 1, "a": "x"}),
        );
        assert_eq!(
            leaf.body().unwrap(),
            r#"{"at":"2020-05-11T08:00:00.000000Z","by":{"role":"clerk","unit":3},"data":{"a":"x","b":1},"kind":"value.reported","schema":"shishi-leaf/1","subject":"commitment:2020-1"}"#
        );
    }

    #[test]
    fn fractions_are_refused() {
        let at = "2020-05-11T08:00:00Z".parse().unwrap();
        let leaf = Leaf::new(Kind::ValueReported, "x".into(), None, at, json!({"a": 1.5}));
        assert!(leaf.body().is_err());
    }

    #[test]
    fn a_salted_digest_depends_on_salt_and_text() {
        assert_ne!(salted("a", "b"), salted("ab", ""));
        assert_ne!(salted("a", "b"), salted("a", "c"));
        assert_eq!(salted("a", "b").len(), 64);
    }
}
