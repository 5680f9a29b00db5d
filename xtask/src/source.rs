//! The files of the checkout, and Rust text split into code and comments.

use std::fs;
use std::path::Path;

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 5] = ["target", ".git", "node_modules", "vendor", "corpus"];

/// One text file of the checkout.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path from the top folder, with forward slashes.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl SourceFile {
    /// Whether its name ends with one of these endings (without the dot).
    pub fn is(&self, endings: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Whether it is test code by its place: in a `tests` or `benches` folder, or a module named `tests`.
    pub fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| matches!(part, "tests" | "benches" | "tests.rs"))
            || self.path.ends_with("_tests.rs")
            || self.path.starts_with("fuzz/")
    }
}

/// Every text file below a folder, in order of its path. Vendored files and build output are left out.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files(root: &Path) -> std::io::Result<Vec<SourceFile>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_data_folder = folder == root && name == "data";
                if !is_data_folder && !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path
                    .strip_prefix(root)
                    .unwrap_or(&path)
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(SourceFile { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Rust text in two layers of the same length: what the compiler reads, and what people read.
///
/// Every other character is a space and every line break is kept, so a position means the same line in both. Text in
/// quotes is in neither, so that a message may name what the code may not do.
#[derive(Debug, Clone)]
pub struct Layers {
    /// Code without comments and without the insides of literals.
    pub code: String,
    /// The comments.
    pub comments: String,
}

/// Splits Rust text into its layers. Text that is not Rust gives layers that are of no use, never a panic.
pub fn layers(text: &str) -> Layers {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Layers {
        code: String::with_capacity(text.len()),
        comments: String::new(),
    };
    let mut at = 0;
    while at < chars.len() {
        let (end, kind) = token(&chars, at);
        for &c in &chars[at..end] {
            let blank = if c == '\n' { '\n' } else { ' ' };
            out.code.push(if kind == Kind::Code { c } else { blank });
            out.comments.push(if kind == Kind::Comment { c } else { blank });
        }
        at = end;
    }
    out
}

#[derive(PartialEq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

/// The end of the token that begins at `at`, and what it is. Code is taken a word or a character at a time.
fn token(chars: &[char], at: usize) -> (usize, Kind) {
    let next = |i: usize| chars.get(i).copied().unwrap_or('\0');
    match (chars[at], next(at + 1)) {
        ('/', '/') => {
            let end = chars[at..]
                .iter()
                .position(|c| *c == '\n')
                .map_or(chars.len(), |n| at + n);
            (end, Kind::Comment)
        }
        ('/', '*') => (block_comment_end(chars, at), Kind::Comment),
        ('"', _) => (quoted_end(chars, at), Kind::Literal),
        ('\'', '\\') => {
            let end = chars
                .iter()
                .skip(at + 3)
                .position(|c| *c == '\'')
                .map_or(chars.len(), |n| at + 3 + n + 1);
            (end, Kind::Literal)
        }
        ('\'', _) if next(at + 2) == '\'' => (at + 3, Kind::Literal),
        (c, _) if c.is_alphanumeric() || c == '_' => word_or_raw_string(chars, at),
        _ => (at + 1, Kind::Code),
    }
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') if depth == 1 => return at + 2,
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}

fn quoted_end(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn word_or_raw_string(chars: &[char], start: usize) -> (usize, Kind) {
    let end = chars[start..]
        .iter()
        .position(|c| !c.is_alphanumeric() && *c != '_')
        .map_or(chars.len(), |n| start + n);
    let word: String = chars[start..end].iter().collect();
    if !matches!(word.as_str(), "r" | "br" | "cr") {
        return (end, Kind::Code);
    }
    let hashes = chars[end..].iter().take_while(|c| **c == '#').count();
    if chars.get(end + hashes) != Some(&'"') {
        return (end, Kind::Code);
    }
    let mut at = end + hashes + 1;
    while at < chars.len() {
        let closes = chars[at] == '"' && chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
        if closes {
            return (at + 1 + hashes, Kind::Literal);
        }
        at += 1;
    }
    (chars.len(), Kind::Literal)
}

/// Blanks out every item under `#[cfg(test)]` in a code layer.
pub fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    let mut from = 0;
    while let Some(start) = out[from..].find("#[cfg(test)]").map(|n| from + n) {
        let end = item_end(&out, start);
        let blank: String = out[start..end]
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        out.replace_range(start..end, &blank);
        from = start + blank.len();
    }
    out
}

fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[start..].char_indices() {
        match c {
            ';' if depth == 0 => return start + at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return start + at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// The lines (from 1) on which a word stands by itself, not as part of a longer name.
pub fn lines_with(layer: &str, word: &str) -> Vec<usize> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut lines = Vec::new();
    for (number, line) in layer.lines().enumerate() {
        let hit = line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            let open = |edge: Option<char>, own: Option<char>| !(own.is_some_and(is_name) && edge.is_some_and(is_name));
            open(before, word.chars().next()) && open(after, word.chars().next_back())
        });
        if hit {
            lines.push(number + 1);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_keep_positions_and_tell_code_from_comments() {
        let rows = [
            ("let a = 1; // why", "let a = 1;", "// why"),
            ("/* a /* b */ c */x", "x", "/* a /* b */ c */"),
            (r#"f("unsafe // no")"#, "f( )", ""),
            (r##"f(r#"a"b"#)"##, "f( )", ""),
            (r"let c = '\''; x", "let c = ; x", ""),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)", ""),
            ("let q = '\"'; unsafe", "let q = ; unsafe", ""),
            ("\"open", "", ""),
        ];
        let squeezed = |layer: &str| layer.split_whitespace().collect::<Vec<_>>().join(" ");
        for (text, code, comments) in rows {
            let split = layers(text);
            assert_eq!(squeezed(&split.code), code, "{text}");
            assert_eq!(squeezed(&split.comments), comments, "{text}");
            for layer in [split.code, split.comments] {
                assert_eq!(layer.chars().count(), text.chars().count(), "{text}");
            }
        }
    }

    #[test]
    fn test_items_are_left_out() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { x } }\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
        let left = without_tests(code);
        assert_eq!(
            left.split_whitespace().collect::<Vec<_>>().join(" "),
            "fn a() {} fn c() {} fn d() {}"
        );
        assert_eq!(left.lines().count(), code.lines().count());
    }

    #[test]
    fn words_stand_alone() {
        let rows = [
            ("unsafe {", 1),
            ("unsafe_code", 0),
            ("an_unsafe", 0),
            ("x;unsafe", 1),
            ("", 0),
        ];
        for (line, count) in rows {
            assert_eq!(lines_with(line, "unsafe").len(), count, "{line}");
        }
        assert_eq!(lines_with("a\nstd::fs::read(x)", "std::fs"), [2]);
    }
}
