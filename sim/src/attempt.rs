//! Something that somebody attempts, so that it can be attempted again.

use shishi_kernel::Actor;
use shishi_service::{Service, ServiceError};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// What the service answered, to be compared with the answer to a repetition.
    pub answer: String,
    /// How many leaves it must have left; `None` for at least one.
    pub leaves: Option<u64>,
}

/// What the very same thing must come to when it is attempted again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The same answer, and nothing more is done: it carried a key.
    Same,
    /// No: it named a revision, or it is done already.
    Refused,
    /// It is done again; nobody can tell it from a second thing of the kind.
    Done,
}

type Run = Box<dyn Fn(&Service, &Actor) -> Result<Done, ServiceError>>;

/// An attempt, with everything it needs.
pub(crate) struct Attempt {
    /// For whoever reads the last steps of a year that failed.
    pub what: String,
    pub by: Actor,
    pub again: Again,
    pub run: Run,
}

/// An attempt of one leaf.
pub(crate) fn attempt<T: std::fmt::Debug>(
    what: impl Into<String>,
    by: &Actor,
    again: Again,
    run: impl Fn(&Service, &Actor) -> Result<T, ServiceError> + 'static,
) -> Attempt {
    attempt_of(what, by, again, move |service, actor| {
        let answer = run(service, actor)?;
        Ok(Done {
            answer: format!("{answer:?}"),
            leaves: Some(1),
        })
    })
}

/// An attempt that says itself how many leaves it leaves.
pub(crate) fn attempt_of(
    what: impl Into<String>,
    by: &Actor,
    again: Again,
    run: impl Fn(&Service, &Actor) -> Result<Done, ServiceError> + 'static,
) -> Attempt {
    Attempt {
        what: what.into(),
        by: by.clone(),
        again,
        run: Box::new(run),
    }
}
