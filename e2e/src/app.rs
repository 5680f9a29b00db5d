//! The real binary with a data folder of its own.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// Everybody's password in the demonstration.
pub const DEMO_PASSWORD: &str = "shishi-demo-2020";

/// A running `shishi`, ended when dropped; its data folder goes with it.
#[derive(Debug)]
pub struct App {
    process: Child,
    data: TempDir,
    /// Where the site is, without a slash at the end.
    pub address: String,
    /// The one-time link that makes the first account, when one was printed.
    pub setup_link: Option<String>,
}

impl App {
    /// The site with the bundled gazette read and its programme issued.
    ///
    /// # Errors
    /// When the binary is not built, or ends before it names its address.
    pub fn demo() -> Result<Self> {
        Self::start(&["demo", "--no-year", "--no-city"], false)
    }

    /// The demonstration with the first two months of delivery, and the simulated city with its parking. A login is in its table, the password [`DEMO_PASSWORD`].
    ///
    /// # Errors
    /// When the binary is not built, or ends before it names its address.
    pub fn city() -> Result<Self> {
        Self::start(&["demo", "--until", "2020-05-31"], false)
    }

    /// The bundled gazette, with a browser that prints papers as PDF.
    ///
    /// # Errors
    /// When the binary is not built, or ends before it names its address.
    pub fn printing(browser: &str) -> Result<Self> {
        Self::start(&["demo", "--no-year", "--no-city", "--pdf-browser", browser], false)
    }

    /// An empty site with its set-up link.
    ///
    /// # Errors
    /// When the binary is not built, or ends before it names its address and the link.
    pub fn empty() -> Result<Self> {
        Self::start(&["serve", "--name", "济宁高新区", "--slug", "jining-hitech"], true)
    }

    /// The folder with the site's data.
    pub fn data(&self) -> PathBuf {
        self.data.path().join("data")
    }

    fn start(arguments: &[&str], wants_link: bool) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("shishi-e2e-").tempdir()?;
        let program = program()?;
        let mut process = Command::new(&program)
            .args(arguments)
            .arg("--data")
            .arg(data.path().join("data"))
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let output = process.stdout.take().context("its output")?;
        let mut lines = BufReader::new(output).lines();
        let Some((address, setup_link)) = read_addresses(&mut lines, wants_link) else {
            let _ = process.kill();
            bail!(
                "{} {arguments:?} ended before it named its address: {:?}",
                program.display(),
                process.wait()?
            );
        };
        // The pipe has to stay read, or the program would stop at its first full buffer.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            process,
            data,
            address,
            setup_link,
        })
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary beside the test that runs, as cargo lays them out.
fn program() -> Result<PathBuf> {
    let path = target_profile()?.join("shishi");
    if path.exists() {
        return Ok(path);
    }
    bail!(
        "{} is not built: run `cargo xtask test`, or `cargo build --workspace --bins` first",
        path.display()
    )
}

/// The folder of finished programs that belongs to the test that runs: `target/debug`.
fn target_profile() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.parent().context("the test's folder")?;
    Ok(if folder.ends_with("deps") {
        folder.parent().context("its parent")?.to_path_buf()
    } else {
        folder.to_path_buf()
    })
}

/// Where pictures of pages go: `target/screenshots`.
///
/// # Errors
/// When it cannot be made.
pub fn pictures() -> Result<PathBuf> {
    let folder = target_profile()?
        .parent()
        .context("the target folder")?
        .join("screenshots");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn read_addresses(lines: &mut Lines<BufReader<ChildStdout>>, wants_link: bool) -> Option<(String, Option<String>)> {
    let (mut address, mut link) = (None, None);
    for line in lines {
        for found in addresses_in(&line.ok()?) {
            if found.contains("/setup") {
                link = Some(found);
            } else if address.is_none() {
                address = Some(found.trim_end_matches('/').to_owned());
            }
        }
        if address.is_some() && (link.is_some() || !wants_link) {
            break;
        }
    }
    (link.is_some() || !wants_link).then_some((address?, link))
}

/// The `http://` addresses in a line of any language.
fn addresses_in(line: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || !c.is_ascii() || "\"'<>)".contains(c);
    let tails = line.match_indices("http://").map(|(at, _)| &line[at..]);
    tails
        .map(|tail| tail[..tail.find(ends).unwrap_or(tail.len())].to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_words_go_on() {
        let rows: [(&str, &[&str]); 4] = [
            ("网站：http://127.0.0.1:80/。", &["http://127.0.0.1:80/"]),
            (
                "open http://127.0.0.1:80 (set up: http://127.0.0.1:80/office/setup?token=a-b_c)",
                &["http://127.0.0.1:80", "http://127.0.0.1:80/office/setup?token=a-b_c"],
            ),
            ("reading 12 of 21", &[]),
            ("https://example.org", &[]),
        ];
        for (line, expected) in rows {
            assert_eq!(addresses_in(line), expected, "{line}");
        }
    }
}
