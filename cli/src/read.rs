//! `shishi read FILE`: what was read from a document, as a table or as JSON.

mod columns;
mod table;

use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use shishi_gazette::intake::{self, FILE_BYTES_MAX, Intake};
use shishi_gazette::reading::Reading;

use table::Look;

/// Columns of a page when the output is no terminal.
const WIDTH_DEFAULT: usize = 100;

/// Reads a file and prints what was found; as JSON the whole structure, with spans.
pub fn run(path: &Path, json: bool) -> anyhow::Result<()> {
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    let bytes = bytes_of(path)?;
    let taken = intake::text_of(&bytes, &name)
        .map_err(|error| anyhow!("{name}: {}\n        {name}: {error}", error.message_zh()))?;
    let reading = shishi_gazette::read(&taken.text);
    if json {
        for note in &taken.notes {
            eprintln!("shishi: {name}: {note}");
        }
        let mut text = serde_json::to_string_pretty(&reading).context("the reading has no JSON form")?;
        text.push('\n');
        return print(&text);
    }
    if is_bare(&reading) {
        return Err(anyhow!(
            "{name}: 没有读出文件、实事项目或大事记，请确认这是一份公文（共 {lines} 行）\n        \
             {name}: no instrument, commitment or chronicle was found in its {lines} lines; is it an official document?",
            lines = reading.text.lines().count()
        ));
    }
    print(&page(&reading, &taken))
}

fn page(reading: &Reading, taken: &Intake) -> String {
    let terminal = console::Term::stdout();
    let columns = if std::io::stdout().is_terminal() {
        terminal
            .size_checked()
            .map_or(WIDTH_DEFAULT, |(_, columns)| usize::from(columns))
    } else {
        WIDTH_DEFAULT
    };
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let look = Look {
        columns: columns.clamp(40, 160),
        colour: std::io::stdout().is_terminal() && !plain,
    };
    table::page(reading, &taken.notes, look)
}

/// The file's bytes, no more than are read.
fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let explained = |error: std::io::Error| {
        let reason = match error.kind() {
            ErrorKind::NotFound => "没有这个文件",
            ErrorKind::PermissionDenied => "没有读取权限",
            ErrorKind::IsADirectory => "这是文件夹，请指定其中的一个文件",
            _ => "文件无法读取",
        };
        anyhow!("{shown}: {reason}\n        {shown}: {error}")
    };
    let file = File::open(path).map_err(explained)?;
    let mut bytes = Vec::new();
    // One byte more than the limit lets the intake say that the file is too large.
    file.take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(explained)?;
    Ok(bytes)
}

fn is_bare(reading: &Reading) -> bool {
    reading.issue.is_none()
        && reading
            .programme
            .as_ref()
            .is_none_or(|programme| programme.items.is_empty())
        && reading.chronicle.is_none()
        && reading
            .instruments
            .iter()
            .all(|i| i.title.is_none() && i.document_number.is_none())
}

/// Prints; a reader that goes away (`| head`) is no error.
fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("the output could not be written"),
        _ => Ok(()),
    }
}
