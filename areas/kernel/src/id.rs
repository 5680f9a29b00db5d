//! One identifier type per kind of thing, so that a unit can never be passed where a commitment is meant.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// The government whose data a row is (辖区); the distribution key of every table.
    JurisdictionId,
    /// Someone who signs in at an office.
    AccountId,
    /// A file that was handed in and read.
    DocumentId,
    /// A review of what was read from a document, before it is issued.
    DraftId,
    /// A published official document (文件).
    InstrumentId,
    /// One year's list (年度实事).
    ProgrammeId,
    /// One numbered promise (实事).
    CommitmentId,
    /// What is counted for a commitment (指标).
    MeasureId,
    /// An office, subdistrict, company or bureau that can hold duties (单位).
    UnitId,
    /// A person with a part in the work: a head, an inspector.
    PersonId,
    /// One version of a lead unit's implementation plan (实施方案).
    PlanId,
    /// An object with a place and stages (点位).
    SiteId,
    /// An entry that carries a measure: a value, an activity, an act, a stage of a site.
    RecordId,
    /// A file or record that supports a value (佐证).
    EvidenceId,
    /// A unit's periodic report (进展报告).
    ReportId,
    /// What one unit asks of another (协办事项单).
    RequestId,
    /// A supervision slip (督办单).
    SlipId,
    /// A planned inspection (督查).
    InspectionId,
    /// What can be inspected: a kitchen, a finished site.
    InspectedId,
    /// Somebody on the register of inspectors; a draw knows them by this number alone.
    InspectorId,
    /// A plan of inspections (督查方案).
    InspectionPlanId,
    /// A draw of what is inspected and by whom (随机抽取).
    DrawId,
    /// A question about a figure.
    QuestionId,
    /// An appraisal scheme (考核办法).
    SchemeId,
    /// An accountability case (问责案).
    CaseId,
    /// A decided change of a commitment (调整).
    ChangeId,
    /// A journal entry, known before its index in the tree is.
    LeafId,
}
