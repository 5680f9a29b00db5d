//! How long a file may be, with two short lists of exceptions that may only get shorter.

use crate::Finding;
use crate::source::SourceFile;

/// No Rust file is longer than this.
const LINES_MAX: usize = 600;
/// Files that were longer when the rule came, with the length they may not pass: `path lines`.
const RATCHET: &str = include_str!("../../lists/ratchet.txt");
/// The longest the ratchet list may be. Lower it when the list gets shorter; never raise it.
const RATCHET_MAX: usize = 0;
/// Files that hold data written as Rust and are read by nobody as code: `path  # what it is`.
const DATA_TABLES: &str = include_str!("../../lists/data-tables.txt");

/// Checks the length of every Rust file.
pub fn check(files: &[SourceFile]) -> Vec<Finding> {
    judge(files, RATCHET, DATA_TABLES, RATCHET_MAX)
}

fn judge(files: &[SourceFile], ratchet: &str, tables: &str, ratchet_max: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ratchet: Vec<(&str, usize)> = crate::deps::list(ratchet)
        .filter_map(|(entry, _)| entry.rsplit_once(' '))
        .map(|(path, lines)| (path.trim(), lines.parse().unwrap_or(0)))
        .collect();
    if ratchet.len() > ratchet_max {
        findings.push(Finding::new(
            "xtask/lists/ratchet.txt",
            "this list may only get shorter: split the file instead",
        ));
    }
    let tables: Vec<(&str, &str)> = crate::deps::list(tables).collect();
    for file in files.iter().filter(|file| file.is(&["rs"])) {
        let lines = file.text.lines().count();
        let most = ratchet
            .iter()
            .find(|(path, _)| *path == file.path)
            .map_or(LINES_MAX, |(_, lines)| *lines);
        if lines > most && !tables.iter().any(|(path, _)| *path == file.path) {
            let message = format!("{lines} lines, {most} at most: split it by what it is about");
            findings.push(Finding::new(&file.path, message));
        }
    }
    for (path, lines) in ratchet {
        let length = files
            .iter()
            .find(|file| file.path == path)
            .map_or(0, |file| file.text.lines().count());
        if length < lines {
            let message =
                format!("{path} has {length} lines now: lower its figure here, or take it out below {LINES_MAX}");
            findings.push(Finding::new("xtask/lists/ratchet.txt", message));
        }
    }
    for (path, why) in tables {
        if why.is_empty() || !files.iter().any(|file| file.path == path) {
            findings.push(Finding::new(
                "xtask/lists/data-tables.txt",
                format!("{path}: it needs a reason and a file"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_only_shrink() {
        let file = |lines: usize| {
            vec![SourceFile {
                path: "web/src/a.rs".to_owned(),
                text: "x\n".repeat(lines),
            }]
        };
        let rows = [
            (600, "", "", 0),
            (601, "", "", 1),
            (700, "web/src/a.rs 700", "", 0),
            (701, "web/src/a.rs 700", "", 1),
            (650, "web/src/a.rs 700", "", 1),
            (900, "", "web/src/a.rs  # the table of pinyin", 0),
            (900, "", "web/src/a.rs", 1),
            (10, "", "web/src/gone.rs  # the table of pinyin", 1),
        ];
        for (lines, ratchet, tables, count) in rows {
            let findings = judge(&file(lines), ratchet, tables, 1);
            assert_eq!(findings.len(), count, "{lines} {ratchet} {tables}: {findings:?}");
        }
        assert_eq!(
            judge(&file(700), "web/src/a.rs 700", "", 0).len(),
            1,
            "the list itself may not grow"
        );
    }
}
