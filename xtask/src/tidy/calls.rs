//! What code of a given place may not call, and the words that mark unfinished work.

use crate::Finding;
use crate::source::{Layers, SourceFile, layers, lines_with, without_tests};

/// The rules know no clock, no chance and no world outside. Tests of the rules may read fixtures.
const AMBIENT: [(&str, &str); 14] = [
    ("Timestamp::now", "the clock is a parameter"),
    ("Zoned::now", "the clock is a parameter"),
    ("SystemTime::now", "the clock is a parameter"),
    ("Instant::now", "the clock is a parameter"),
    ("rand::", "chance is a parameter"),
    ("OsRng", "chance is a parameter"),
    ("getrandom", "chance is a parameter"),
    ("std::fs", "rules do not read files; the caller hands them bytes"),
    ("fs::read", "rules do not read files; the caller hands them bytes"),
    ("fs::write", "rules do not write files"),
    ("File::open", "rules do not read files; the caller hands them bytes"),
    ("std::net", "rules do not know the network"),
    ("thread::sleep", "rules do not wait"),
    ("async fn", "rules are synchronous"),
];

/// Where there are only rules. The rest of `journal/` is its edge: files and the checker.
const PURE: [&str; 3] = ["areas/", "gateways/src/", "journal/src/core/"];

/// Where the environment may be read: the command line, and tools that are no part of the product.
const MAY_READ_ENVIRONMENT: [&str; 3] = ["cli/", "xtask/", "e2e/"];

const UNFINISHED_WORDS: [&str; 3] = ["TODO", "FIXME", "XXX"];
const UNFINISHED_CALLS: [&str; 3] = ["todo!", "unimplemented!", "#[ignore"];
const COMMENTED: [&str; 9] = ["html", "css", "js", "ftl", "sql", "toml", "py", "go", "yml"];

/// Checks every source file.
pub fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |layer: &str, word: &str, message: &str| {
        let place = |line| format!("{}:{line}", file.path);
        findings.extend(
            lines_with(layer, word)
                .into_iter()
                .map(|line| Finding::new(place(line), message)),
        );
    };
    if file.is(&COMMENTED) {
        for word in UNFINISHED_WORDS {
            say(&file.text, word, &format!("{word}: finish it, or file an issue"));
        }
    }
    if !file.is(&["rs"]) {
        return findings;
    }
    let Layers { code, comments } = layers(&file.text);
    for word in UNFINISHED_WORDS {
        say(&comments, word, &format!("{word}: finish it, or file an issue"));
    }
    for call in UNFINISHED_CALLS {
        say(
            &code,
            call,
            &format!("{call}: nothing unfinished or switched off is merged"),
        );
    }
    say(&code, "unsafe", "no unsafe code in this house");
    let product = if file.is_test() {
        String::new()
    } else {
        without_tests(&code)
    };
    if PURE.iter().any(|place| file.path.starts_with(place)) {
        for (call, why) in AMBIENT {
            say(&product, call, &format!("{call}: {why}"));
        }
    }
    if !MAY_READ_ENVIRONMENT.iter().any(|place| file.path.starts_with(place)) {
        say(
            &product,
            "std::env",
            "std::env: only the command line reads the environment; pass the value",
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_judged_by_their_place() {
        let rows = [
            ("areas/parking/src/a.rs", "let t = Timestamp::now();", 1),
            (
                "areas/parking/src/a.rs",
                "// never Timestamp::now()\nlet s = \"std::fs\";",
                0,
            ),
            ("areas/parking/src/a.rs", "#[cfg(test)]\nmod tests { use std::fs; }", 0),
            ("areas/parking/tests/a.rs", "use std::fs;", 0),
            ("areas/parking/src/a.rs", "use std::fs::File;", 1),
            ("areas/parking/src/a.rs", "let operand::X = y;", 0),
            ("journal/src/core/tree.rs", "thread::sleep(x)", 1),
            ("journal/src/files/disk.rs", "use std::fs;", 0),
            ("store/src/a.rs", "std::fs::read(x)", 0),
            ("store/src/a.rs", "std::env::var(\"X\")", 1),
            ("store/src/a.rs", "env!(\"X\")", 0),
            ("store/tests/a.rs", "std::env::var(\"X\")", 0),
            ("cli/src/a.rs", "std::env::var(\"X\")", 0),
            ("web/src/a.rs", "unsafe { x }", 1),
            ("web/src/a.rs", "#![forbid(unsafe_code)]", 0),
            ("web/src/a.rs", "// TODO: later", 1),
            ("web/src/a.rs", "let x = \"TODO\";", 0),
            ("web/src/a.rs", "todo!()", 1),
            ("web/tests/a.rs", "#[ignore]\nfn x() {}", 1),
            ("web/templates/a.html", "<!-- FIXME -->", 1),
            ("docs/a.md", "TODO", 0),
        ];
        for (path, text, count) in rows {
            let file = SourceFile {
                path: path.to_owned(),
                text: text.to_owned(),
            };
            assert_eq!(
                check_file(&file).len(),
                count,
                "{path}: {text}: {:?}",
                check_file(&file)
            );
        }
    }
}
