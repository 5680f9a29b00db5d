//! Reading speed on a large concatenation of realistic documents: `cargo bench -p shishi-gazette`.

use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// The text files of a folder of fixtures.
fn texts(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the fixtures are part of the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|p| std::fs::read_to_string(p).expect("fixtures are UTF-8"))
        .collect()
}

/// Texts one after another, until there are about four megabytes.
fn concatenated(folders: &[&str]) -> String {
    let all: Vec<String> = folders.iter().flat_map(|f| texts(f)).collect();
    let mut out = String::new();
    while out.len() < 4_000_000 {
        for text in &all {
            out.push_str(text);
            out.push('\n');
        }
    }
    out
}

/// Gazettes only: one list, one chronicle and one cover after another.
#[divan::bench(sample_count = 10)]
fn gazettes(bencher: Bencher<'_, '_>) {
    let text = concatenated(&["gazettes"]);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| shishi_gazette::read(black_box(&text)));
}

/// Every layout there is, tables and run-together text among them.
#[divan::bench(sample_count = 10)]
fn all_layouts(bencher: Bencher<'_, '_>) {
    let text = concatenated(&["gazettes", "gold"]);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| shishi_gazette::read(black_box(&text)));
}

/// One gazette at a time, as it is used.
#[divan::bench(sample_count = 50)]
fn one_gazette(bencher: Bencher<'_, '_>) {
    let text = texts("gazettes").remove(0);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| shishi_gazette::read(black_box(&text)));
}
