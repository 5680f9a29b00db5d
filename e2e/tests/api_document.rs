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
    let output = Command::new(program)
        .args(["run", &format!("{}/api/v1/openapi.json", app.address)])
        .args([
            "--checks",
            "all",
            "--max-examples",
            "25",
            "--seed",
            "20200401",
            "--workers",
            "2",
            "--no-color",
        ])
        // What is left out so far: a stream of events, which the tool takes for a text; the questions of a place, whose classes the
        // document does not list; what devices send, over whose shapes the tool itself breaks off.
        .args(["--exclude-path-regex", "^/api/(v1/parking|parking)/"])
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
