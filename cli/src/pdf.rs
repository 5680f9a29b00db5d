//! Papers as PDF: the printed page, through a browser that the operator names.
//!
//! A browser lays out Chinese text, tables and page breaks better than any library of a reasonable size, and the page that
//! it prints is the one that people see. It is asked for nothing from the network; the page holds no script.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use parking_lot::Mutex;
use shishi_web::shell::PdfPrinter;

/// How long one paper may take.
const WITHIN: Duration = Duration::from_secs(25);
/// How often it is seen whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Larger files are not passed on.
const BYTES_MAX: u64 = 64 << 20;

/// How papers become PDF.
#[derive(Args, Clone, Default)]
pub struct PdfArguments {
    /// A Chromium with which papers are printed as PDF. Without it papers are offered as pages, DOCX and XLSX.
    #[arg(long, env = "SHISHI_PDF_BROWSER", value_name = "PROGRAM")]
    pdf_browser: Option<PathBuf>,
}

impl PdfArguments {
    /// The printer, where a browser was named.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn printer(&self) -> Result<Option<PdfPrinter>> {
        let Some(browser) = self.pdf_browser.clone() else {
            return Ok(None);
        };
        if !browser.is_file() {
            bail!("--pdf-browser: there is no program at {}", browser.display());
        }
        // A browser takes more memory than the whole site, so that one prints at a time and the others wait.
        let turn = Mutex::new(());
        Ok(Some(PdfPrinter::new(Arc::new(move |page| {
            let _turn = turn.lock();
            print(&browser, page, WITHIN).map_err(|error| format!("{error:#}"))
        }))))
    }
}

fn print(browser: &Path, page: &str, within: Duration) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir().context("no room for the page to print")?;
    let (source, output) = (folder.path().join("paper.html"), folder.path().join("paper.pdf"));
    std::fs::write(&source, page).context("no room for the page to print")?;
    let mut command = Command::new(browser);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-pdf-header-footer",
            // Whatever the page might name, nothing is looked up.
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", output.display()));
    if is_root() {
        // Chromium refuses its sandbox to the administrator of the machine.
        command.arg("--no-sandbox");
    }
    let mut child = command
        .arg(format!("file://{}", source.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{} does not start", browser.display()))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > within {
            child.kill()?;
            child.wait()?;
            bail!("{} did not print within {} s", browser.display(), within.as_secs());
        }
        std::thread::sleep(LOOK_EVERY);
    };
    if !status.success() {
        bail!("{} ended with {status}", browser.display());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&output).with_context(|| format!("{} printed nothing", browser.display()))?;
    file.take(BYTES_MAX).read_to_end(&mut bytes)?;
    if !bytes.starts_with(b"%PDF-") {
        bail!("{} printed something that is no PDF", browser.display());
    }
    Ok(bytes)
}

/// Whether this process belongs to the administrator, as the folder of the process says.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
    }
    #[cfg(not(unix))]
    {
        false
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A program that stands in for a browser and does what `script` says; `$out` is where the PDF goes.
    fn browser(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("browser");
        let find = "for a in \"$@\"; do case $a in --print-to-pdf=*) out=${a#--print-to-pdf=};; file://*) page=${a#file://};; esac; done";
        std::fs::write(&path, format!("#!/bin/sh\n{find}\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn what_the_browser_prints_is_passed_on_and_what_it_does_wrong_is_said() {
        let said = |script: &str| {
            let folder = tempfile::tempdir().unwrap();
            match print(&browser(folder.path(), script), "<p>页</p>", Duration::from_millis(300)) {
                Ok(bytes) => String::from_utf8(bytes).unwrap(),
                Err(error) => format!("{error:#}").replace(&folder.path().display().to_string(), ""),
            }
        };
        for (script, expected) in [
            ("printf %%PDF- > $out; cat $page >> $out", "%PDF-<p>页</p>"),
            ("exit 3", "/browser ended with exit status: 3"),
            ("printf hello > $out", "/browser printed something that is no PDF"),
            ("exec sleep 20", "/browser did not print within 0 s"),
        ] {
            assert_eq!(said(script), expected, "{script}");
        }
        assert!(said("true").starts_with("/browser printed nothing"));
        let missing = PdfArguments {
            pdf_browser: Some("/nowhere/browser".into()),
        };
        assert!(missing.printer().is_err(), "a wrong path is said at the start");
    }
}
