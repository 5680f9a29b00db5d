//! The map in ARCHITECTURE.md: what it names exists, and every crate is on it.

use crate::Finding;
use crate::metadata::Metadata;
use crate::source::SourceFile;
use std::path::Path;

const PLACE: &str = "ARCHITECTURE.md";

/// Checks the map against the folders and the workspace.
pub fn check(root: &Path, files: &[SourceFile], metadata: &Metadata) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PLACE) else {
        return vec![Finding::new(PLACE, "the map of the house is missing")];
    };
    let named = names(&page.text);
    if named.is_empty() {
        return vec![Finding::new(
            PLACE,
            "no map: a fenced block under the heading \"The map\"",
        )];
    }
    let absent = named.iter().filter(|name| !root.join(name).exists());
    let mut findings: Vec<Finding> = absent
        .map(|name| Finding::new(PLACE, format!("the map names {name}, which does not exist")))
        .collect();
    for package in metadata.members() {
        let folder = Path::new(&package.manifest_path)
            .parent()
            .and_then(|folder| folder.strip_prefix(root).ok());
        let folder = folder
            .map(|folder| folder.to_string_lossy().replace('\\', "/"))
            .unwrap_or_default();
        if !named.contains(&format!("{folder}/")) {
            findings.push(Finding::new(PLACE, format!("the crate in {folder}/ is not on the map")));
        }
    }
    findings
}

/// The paths that the map names: folders end with a slash and are nested by two spaces; files stand at the left edge.
fn names(page: &str) -> Vec<String> {
    let map = page
        .lines()
        .skip_while(|line| !line.starts_with("## The map"))
        .skip_while(|line| !line.starts_with("```"));
    let mut found = Vec::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    for line in map.skip(1).take_while(|line| !line.starts_with("```")) {
        let depth = line.len() - line.trim_start().len();
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if first.ends_with('/') {
            open.retain(|(outer, _)| *outer < depth);
            let path = format!("{}{first}", open.last().map_or("", |(_, path)| path.as_str()));
            found.push(path.clone());
            open.push((depth, path));
        } else if depth == 0 {
            let is_file = |word: &&str| word.ends_with(".md") || *word == "LICENSE";
            found.extend(
                std::iter::once(first)
                    .chain(words)
                    .take_while(is_file)
                    .map(str::to_owned),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_read_with_its_nesting() {
        let page = "# A\n## The map\n\n```\nREADME.md  LICENSE (Apache-2.0)\nareas/   the rules\n  kernel/   ids, a/b\n           \
                    more words\n  gazette/  text\nstore/\n```\n## Next\n```\nother/\n```\n";
        let expected = [
            "README.md",
            "LICENSE",
            "areas/",
            "areas/kernel/",
            "areas/gazette/",
            "store/",
        ];
        assert_eq!(names(page), expected);
        assert!(names("## The map\nno block").is_empty());
    }
}
