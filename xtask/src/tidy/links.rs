//! Links from one file to another in the Markdown files: what they point to has to exist.

use crate::Finding;
use crate::source::SourceFile;
use std::path::Path;

/// Checks every relative link and picture of every Markdown file.
pub fn check(root: &Path, files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is(&["md"])) {
        let folder = root.join(&file.path);
        let folder = folder.parent().unwrap_or(root);
        for (line, target) in targets(&file.text) {
            if !folder.join(&target).exists() {
                let message = format!("the link to {target} leads nowhere");
                findings.push(Finding::new(format!("{}:{line}", file.path), message));
            }
        }
    }
    findings
}

/// The relative targets of links, pictures and `src` attributes, with their lines. Fenced text holds no links.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let inline = line
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', ' ']).next());
        let attributes = line.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for target in inline.chain(attributes) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !path.starts_with("mailto:") {
                found.push((number + 1, path.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_files() {
        let rows: [(&str, &[&str]); 6] = [
            (
                "see [the map](ARCHITECTURE.md#the-map) and [x](docs/a.md)",
                &["ARCHITECTURE.md", "docs/a.md"],
            ),
            (
                "[out](https://example.org/a) [same](#part) [mail](mailto:a@example.org)",
                &[],
            ),
            (
                "![picture](docs/pictures/home.png \"title\")",
                &["docs/pictures/home.png"],
            ),
            (
                "<img src=\"docs/pictures/home.png\" width=\"200\">",
                &["docs/pictures/home.png"],
            ),
            ("```\n[a](b.md)\n```", &[]),
            ("no link (at all)", &[]),
        ];
        for (text, expected) in rows {
            let found: Vec<String> = targets(text).into_iter().map(|(_, target)| target).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
