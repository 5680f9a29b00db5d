//! The JSON API keeps to its own OpenAPI document, as schemathesis sees it.

use anyhow::{Context, Result, bail};
use shishi_e2e::app::App;
use std::process::Command;

const MISSING: &str = "schemathesis is needed to check the API: run `cargo xtask test`, which installs it, or set \
     SHISHI_WITHOUT_SCHEMATHESIS=1 to leave this test out";

#[test]
fn the_api_keeps_to_its_document() -> Result<()> {
    if std::env::var("SHISHI_WITHOUT_SCHEMATHESIS").is_ok_and(|value| value == "1") {
        return Ok(());
    }
    let program = std::env::var("SHISHI_SCHEMATHESIS").context(MISSING)?;
    let app = App::demo()?;
    let report = tempfile::tempdir()?;
    // A stream of events has no end for whoever waits for it: its first event is looked at.
    std::fs::write(report.path().join("schemathesis.toml"), "max-stream-events = 1\n")?;
    let output = Command::new(program)
        .args(["run", &format!("{}/api/v1/openapi.json", app.address)])
        .args([
            "--checks",
            "all",
            "--max-examples",
            "25",
            "--seed",
            "20200401",
            // With two, CPython 3.11 at times breaks off in its own parser, which the tool asks about the tool's functions.
            "--workers",
            "1",
            "--no-color",
        ])
        .current_dir(report.path())
        .output()
        .context(MISSING)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout);
        bail!(
            "schemathesis found failures:\n{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}
