//! Pausing, resuming, ending and carrying over a commitment, by a decision that the public was told of.

pub(crate) mod may;

use serde_json::json;
use shishi_commitments::course::{Course, CourseCommand, CourseFacts, Standing, Successor, Turn, decide_course};
use shishi_commitments::party::Parties;
use shishi_kernel::{Actor, CommitmentId, Date, LeafId, MeasureId};
use shishi_store::course::{self, NewTurn};
pub use shishi_store::course::{OpeningRow, TurnRow};
use shishi_store::records::{self, ValueRow};
use shishi_store::{Reader, ledger};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// What is done with a commitment, as the form has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnForm {
    /// Let work rest until a day.
    Pause {
        /// The day on which it goes on at the latest.
        until: Date,
    },
    /// Take work up again.
    Resume,
    /// Give it up.
    End,
    /// Promise what is left again.
    CarryOver {
        /// Slug of the later commitment.
        to: String,
        /// Positions of the measures that are taken up: earlier, later.
        pairs: Vec<(u32, u32)>,
    },
}

/// A decision on a commitment's course, as the supervision office fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseForm {
    /// What is done.
    pub turn: TurnForm,
    /// The competent body and its document.
    pub decision: String,
    /// When that body decided.
    pub decided_on: Date,
    /// The public notice.
    pub notice: String,
    /// When the public was told.
    pub noticed_on: Date,
    /// Why.
    pub reason: String,
}

/// A commitment's course with every decision on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseView {
    /// `going`, `paused`, `ended`, `carried_over`.
    pub course: String,
    /// Decisions, newest first.
    pub turns: Vec<TurnRow>,
    /// What its measures start from, where they take up an earlier year's.
    pub openings: Vec<OpeningRow>,
}

impl Service {
    /// A commitment's course.
    ///
    /// # Errors
    /// When the store is away.
    pub fn course(&self, commitment: CommitmentId) -> Result<CourseView, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            Ok(CourseView {
                course: course::course(r, j, commitment)?.ok_or(ServiceError::NotFound)?,
                turns: course::turns(r, j, commitment)?,
                openings: course::openings(r, j, commitment)?,
            })
        })
    }

    /// Records a decision on a commitment's course.
    ///
    /// # Errors
    /// Unless the actor is a supervisor; a refusal of the rules; [`ServiceError::NotFound`] for an unknown commitment.
    pub fn turn_course(&self, actor: &Actor, slug: &str, form: CourseForm) -> Result<LeafId, ServiceError> {
        may::TURN_COURSE.check(actor)?;
        let (j, at, by, slug) = (self.jurisdiction(), self.now(), actor.clone(), slug.to_owned());
        self.commit(move |w| {
            w.hold(j, &format!("course:{slug}"))?;
            let head = ledger::head(w, j, &slug)?.ok_or(ServiceError::NotFound)?;
            let page = ledger::commitment(w, j, &slug)?.ok_or(ServiceError::NotFound)?;
            let stands = course::course(w, j, head.id)?.unwrap_or_default();
            let facts = CourseFacts {
                course: Course::from_code(&stands)
                    .ok_or_else(|| ServiceError::Internal(format!("{slug} has an unknown course {stands}")))?,
                year: head.year,
                parties: Parties {
                    leads: head.parties.leads.clone(),
                    helps: head.parties.helps.clone(),
                },
                measures: standings(&page, &records::verified_of_commitment(w, j, head.id)?),
            };
            let (turn, successor) = turn_of(w, j, &page, form.turn)?;
            let command = CourseCommand {
                turn,
                decision: form.decision,
                decided_on: form.decided_on,
                notice: form.notice,
                noticed_on: form.noticed_on,
                reason: form.reason,
            };
            let event = decide_course(&facts, command, &by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let data = json!({
                "after": event.after.code(),
                "before": event.before.code(),
                "decided_on": event.decided_on.to_string(),
                "decision": event.decision,
                "notice": event.notice,
                "noticed_on": event.noticed_on.to_string(),
                "openings": event.openings.iter().map(|opening| json!({
                    "from": opening.from.0,
                    "to": opening.to.0,
                    "verified": opening.verified.map(|value| value.normalize().to_string()),
                })).collect::<Vec<_>>(),
                "reason": event.reason,
                "turn": event.turn.code(),
            });
            let subject = format!("commitment:{slug}");
            let leaf = leaf::append(w, j, &Leaf::new(Kind::CourseTurned, subject, Some(&by), at, data))?;
            let new = NewTurn {
                commitment: head.id,
                turn: event.turn.code().to_owned(),
                course: event.after.code().to_owned(),
                until: match event.turn {
                    Turn::Pause { until } => Some(until),
                    _ => None,
                },
                successor,
                decision: event.decision,
                decided_on: event.decided_on,
                notice: event.notice,
                noticed_on: event.noticed_on,
                reason: event.reason,
                at: event.at,
                by: event.by,
                leaf,
            };
            let id = course::insert_turn(w, j, &new)?;
            for opening in &event.openings {
                course::insert_opening(w, j, id, (opening.from, opening.to), opening.verified)?;
            }
            w.touch(j)?;
            Ok(leaf)
        })
    }
}

/// The measures as they stand, with the newest verified value of each: what is only reported is not carried over as done.
fn standings(page: &crate::views::CommitmentPage, verified: &[ValueRow]) -> Vec<Standing> {
    let standing = |row: &crate::views::MeasureRow| Standing {
        measure: row.id,
        unit: row.unit.clone(),
        // They come by day, the newest last.
        verified: verified
            .iter()
            .rfind(|value| value.measure == row.id)
            .map(|value| value.value),
    };
    page.measures.iter().map(standing).collect()
}

/// The rule's turn, with the commitment that takes up what was left.
fn turn_of(
    r: &mut Reader<'_>,
    j: shishi_kernel::JurisdictionId,
    page: &crate::views::CommitmentPage,
    form: TurnForm,
) -> Result<(Turn, Option<CommitmentId>), ServiceError> {
    let (to, pairs) = match form {
        TurnForm::Pause { until } => return Ok((Turn::Pause { until }, None)),
        TurnForm::Resume => return Ok((Turn::Resume, None)),
        TurnForm::End => return Ok((Turn::End, None)),
        TurnForm::CarryOver { to, pairs } => (to, pairs),
    };
    let unknown = ServiceError::Invalid {
        field: "to",
        code: "form.commitment_unknown",
    };
    let Some(later) = ledger::commitment(r, j, &to)? else {
        return Err(unknown);
    };
    // A position that neither commitment has becomes an identifier that nothing has, which the rule refuses.
    let at = |measures: &[crate::views::MeasureRow], position: u32| {
        let found = measures.iter().find(|row| row.position == position);
        found.map_or(MeasureId(-i64::from(position)), |row| row.id)
    };
    let pairs = pairs
        .iter()
        .map(|(earlier, later_position)| (at(&page.measures, *earlier), at(&later.measures, *later_position)))
        .collect();
    let successor = Successor {
        year: later.programme.year,
        measures: later.measures.iter().map(|row| (row.id, row.unit.clone())).collect(),
        pairs,
    };
    Ok((Turn::CarryOver { to: successor }, Some(later.row.id)))
}
