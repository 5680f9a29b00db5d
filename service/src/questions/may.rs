//! What may be done about questions.

use crate::permission::actions;

actions! {
    /// See questions: the offices every one, a unit its own.
    READ_QUESTIONS = "question.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Have the rules look at the figures.
    ASK_QUESTIONS = "question.ask" [Supervisor];
    /// Reply to a question to the own unit.
    REPLY_TO_QUESTION = "question.reply" [Clerk Head];
    /// Settle a question, where the own unit has no interest.
    SETTLE_QUESTION = "question.settle" [Supervisor Appraiser];
}
