//! Reading tariff files and moments from the command line, and printing.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use shishi_kernel::Timestamp;
use shishi_parking::Tariff;
use shishi_parking::tariff::FILE_BYTES_MAX;
use shishi_parking::words::{Language, fault};

/// The tariff of a file, or every fault in both languages.
pub fn tariff(path: &Path) -> anyhow::Result<Tariff> {
    let mut bytes = Vec::new();
    // One byte more than the limit lets the reader say that the file is too large.
    open(path)?
        .take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| explained(path, &error))?;
    Tariff::read(&bytes).map_err(|faults| {
        let shown = path.display();
        let say = |language| {
            let one = |one| format!("        {shown}: {}", fault(one, language));
            faults.iter().map(one).collect::<Vec<_>>().join("\n")
        };
        let count = faults.len();
        let (zh, en) = (say(Language::Chinese), say(Language::English));
        anyhow!("{shown}: 收费标准有{count}处错误 / the tariff has {count} faults\n{zh}\n{en}")
    })
}

/// Opens a file for reading.
pub fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).map_err(|error| explained(path, &error))
}

/// Why a file cannot be read, in both languages.
pub fn explained(path: &Path, error: &std::io::Error) -> anyhow::Error {
    let shown = path.display();
    let reason = match error.kind() {
        ErrorKind::NotFound => "没有这个文件",
        ErrorKind::PermissionDenied => "没有读取权限",
        ErrorKind::IsADirectory => "这是文件夹，请指定其中的一个文件",
        _ => "文件无法读取",
    };
    anyhow!("{shown}: {reason}\n        {shown}: {error}")
}

/// A civil time of the tariff's zone: `2026-03-02 08:00[:30]`, or a date for its first minute.
pub fn moment(text: &str, tariff: &Tariff) -> anyhow::Result<Timestamp> {
    let full = if text.contains([' ', 'T']) {
        text.to_owned()
    } else {
        format!("{text} 00:00")
    };
    let civil: jiff::civil::DateTime = full.replace(' ', "T").parse().map_err(|_| {
        anyhow!("“{text}”不是时间，请写如 2026-03-02 08:00\n        “{text}” is no time; write like 2026-03-02 08:00")
    })?;
    Timestamp::from_second(tariff.zone.second(civil)).context("the time lies beyond what can be counted")
}

/// Prints; a reader that goes away (`| head`) is no error.
pub fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("the output could not be written"),
        _ => Ok(()),
    }
}

/// Prints as JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value).context("the report has no JSON form")?;
    text.push('\n');
    print(&text)
}

/// `99.94 %`, rounded down so that nothing looks better than it is.
pub fn share(part: u64, whole: u64) -> String {
    match (part * 10_000).checked_div(whole) {
        Some(share) => format!("{}.{:02} %", share / 100, share % 100),
        None => "-".to_owned(),
    }
}
