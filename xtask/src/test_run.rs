//! `cargo xtask test`: everything the tests need, the tests, and an orderly end.

use crate::phases::Phases;
use crate::postgres::Postgres;
use crate::{machine, metadata, root};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The packages of the API checker, every one with its version.
const CHECKER_PACKAGES: &str = include_str!("../../e2e/tools/schemathesis.txt");

/// How much to test.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Leave out the browser and the API checker.
    pub fast: bool,
    /// Add the slow sets.
    pub nightly: bool,
    /// Install what is missing.
    pub install: bool,
}

/// What the test programs said in all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: Vec<String>,
    failures: u64,
}

/// Runs the tests and prints a summary.
///
/// # Errors
/// When something cannot be had or a test fails.
pub fn run(choice: Choice) -> Result<()> {
    let mut phases = Phases::default();
    let mut tally = Tally::default();
    let result = run_phases(choice, &mut phases, &mut tally);
    println!("\n{}", phases.summary());
    for name in &tally.failed {
        println!("FAILED {name}");
    }
    if let Err(error) = &result {
        println!("{error:#}");
    }
    println!(
        "{} passed, {} failed",
        tally.passed,
        tally.failures.max(u64::from(result.is_err()))
    );
    result.map_err(|_| anyhow::anyhow!("the tests did not pass"))
}

fn run_phases(choice: Choice, phases: &mut Phases, tally: &mut Tally) -> Result<()> {
    if !choice.fast {
        phases.run("what the tests need", || machine::ensure(choice.install))?;
    }
    let mut environment = Vec::new();
    let given = std::env::var("SHISHI_TEST_POSTGRES").ok();
    let server = match &given {
        Some(_) => None,
        None => Some(phases.run("a private PostgreSQL", Postgres::start)?),
    };
    if let Some(server) = &server {
        environment.push(("SHISHI_TEST_POSTGRES", server.url()));
    }
    if choice.fast {
        environment.push(("SHISHI_WITHOUT_BROWSER", "1".to_owned()));
        environment.push(("SHISHI_WITHOUT_SCHEMATHESIS", "1".to_owned()));
    } else {
        let checker = phases.run("the API checker", checker)?;
        environment.push(("SHISHI_SCHEMATHESIS", checker.display().to_string()));
    }
    if choice.nightly {
        environment.push(("SHISHI_NIGHTLY", "1".to_owned()));
    }
    let profile = if choice.nightly { "nightly" } else { "dev" };
    phases.run("build", || build(profile, &environment))?;
    phases.run("tests", || test(profile, &environment, tally))?;
    phases.run("stopping what was started", || {
        drop(server);
        Ok(())
    })
}

/// The program and its tests in one go, so that both share every dependency.
fn build(profile: &str, environment: &[(&str, String)]) -> Result<()> {
    let arguments = ["build", "--workspace", "--bins", "--tests", "--profile", profile];
    let status = cargo(&arguments, environment).status()?;
    if status.success() {
        Ok(())
    } else {
        bail!("it does not build: see above")
    }
}

fn test(profile: &str, environment: &[(&str, String)], tally: &mut Tally) -> Result<()> {
    let arguments = ["test", "--workspace", "--no-fail-fast", "--profile", profile];
    let mut command = cargo(&arguments, environment);
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("the tests' output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        tally.read(&line);
        // The lines of tests that pass are thousands; what is left can be read.
        if !line.starts_with("test ") || line.starts_with("test result") || line.ends_with("FAILED") {
            println!("{line}");
        }
    }
    if child.wait()?.success() {
        Ok(())
    } else {
        bail!("some tests failed")
    }
}

impl Tally {
    fn read(&mut self, line: &str) {
        if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failed.push(name.to_owned());
        }
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let Some(Ok(count)) = words.next().map(str::parse::<u64>) else {
                continue;
            };
            match words.next() {
                Some("passed") => self.passed += count,
                Some("failed") => self.failures += count,
                _ => {}
            }
        }
    }
}

fn cargo(arguments: &[&str], environment: &[(&str, String)]) -> Command {
    let mut command = Command::new(metadata::cargo());
    command
        .args(arguments)
        .current_dir(root())
        .envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// Installs schemathesis beside the build output, once for each list of versions.
fn checker() -> Result<PathBuf> {
    let folder = target().join("tools/schemathesis");
    let program = folder.join("bin/schemathesis");
    let stamp = folder.join("installed.txt");
    if program.exists() && std::fs::read_to_string(&stamp).is_ok_and(|text| text == CHECKER_PACKAGES) {
        return Ok(program);
    }
    let python = ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| Path::new(python).exists())
        .unwrap_or("python3");
    quiet(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let list = root().join("e2e/tools/schemathesis.txt");
    quiet(
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", "--no-input", "-r"])
            .arg(list),
    )?;
    std::fs::write(stamp, CHECKER_PACKAGES)?;
    Ok(program)
}

fn quiet(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{command:?}"))?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The folder that cargo builds into.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_adds_up() {
        let mut tally = Tally::default();
        let lines = [
            "running 3 tests",
            "test a::b ... ok",
            "test a::c ... FAILED",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s",
        ];
        lines.iter().for_each(|line| tally.read(line));
        assert_eq!(
            tally,
            Tally {
                passed: 42,
                failed: vec!["a::c".to_owned()],
                failures: 1
            }
        );
    }
}
