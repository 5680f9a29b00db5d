//! What waits: the page of a unit's head, and the supervision office's worklist.

mod unit;
mod worklist;

use shishi_service::{NOTICE_KINDS, Task, may};

use super::route;
use crate::notices::sentence;
use crate::shell::{Frame, Gate};

route::routes! {
    "/office/unit" { get unit::show: UNIT }
    "/office/worklist" { get worklist::show: WORKLIST }
}

const UNIT: Gate = Gate::May(&may::READ_UNIT_TASKS);
const WORKLIST: Gate = Gate::May(&may::READ_WORKLIST);

/// A task in a list; drawn by `office/task-rows.html`.
pub(super) struct Line {
    pub words: String,
    pub href: String,
    /// By when or since when, or empty.
    pub when: String,
    pub late: bool,
    pub own_interest: bool,
}

/// A task in words.
fn line(frame: &Frame, task: &Task) -> Line {
    let code = task.kind.replace('_', "-");
    let key = if NOTICE_KINDS.contains(&task.kind) {
        format!("notice-{code}")
    } else {
        format!("task-{code}")
    };
    let arguments = task.arguments.iter().map(|(name, value)| (*name, value.as_str()));
    let when = match (task.due, task.since) {
        // The sentence of a notice says the day itself.
        (Some(_), _) if NOTICE_KINDS.contains(&task.kind) => String::new(),
        (Some(due), _) => frame.with("task-due", "day", frame.lang.date(due)),
        (None, Some(since)) => frame.with("task-since", "day", frame.lang.date(since)),
        (None, None) => String::new(),
    };
    Line {
        words: sentence(frame.lang, &key, arguments),
        href: frame.href(&task.path),
        when,
        late: task.late,
        own_interest: task.own_interest,
    }
}

fn lines(frame: &Frame, tasks: &[Task]) -> Vec<Line> {
    tasks.iter().map(|task| line(frame, task)).collect()
}

#[cfg(test)]
mod tests {
    use shishi_service::WORK_KINDS;

    use super::*;
    use crate::shell::Lang;

    #[test]
    fn every_kind_of_work_has_a_sentence_without_a_gap() {
        let arguments = [
            ("unit", "建设局"),
            ("asker", "教育局"),
            ("number", "15"),
            ("title", "公厕"),
            ("what", "座数"),
            ("value", "12"),
            ("level", "blue"),
            ("period", "2020-05"),
            ("days", "30"),
        ];
        for kind in WORK_KINDS {
            for lang in [Lang::Zh, Lang::En] {
                let said = sentence(lang, &format!("task-{}", kind.replace('_', "-")), arguments.into_iter());
                assert!(!said.contains('⟨') && !said.contains('{'), "{kind} {lang}: {said}");
            }
        }
    }
}
