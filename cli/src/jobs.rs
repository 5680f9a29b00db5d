//! The work behind the site, seen from the command line.

use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;
use shishi_kernel::Date;
use shishi_service::{JOB_ATTEMPTS_MAX, Service};

use crate::open::DataArguments;

/// Arguments of `shishi jobs`.
#[derive(Args)]
pub struct JobsArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `shishi sweep`.
#[derive(Args)]
pub struct SweepArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The day, as 2020-06-01; today when none is given. Notices and leaves get noon of that day as their time.
    #[arg(long)]
    date: Option<Date>,
}

/// Lists what waits or failed; the exit code is 2 when something was left to a person.
pub fn list(arguments: &JobsArguments) -> Result<()> {
    arguments.data.must_exist()?;
    let jobs = arguments.data.open(false)?.jobs_for_operator()?;
    let dead = jobs.iter().filter(|job| job.attempts >= JOB_ATTEMPTS_MAX).count();
    if arguments.json {
        let rows: Vec<_> = jobs
            .iter()
            .map(|job| {
                serde_json::json!({
                    "id": job.id,
                    "kind": job.kind,
                    "due_at": job.due_at.to_string(),
                    "attempts": job.attempts,
                    "dead": job.attempts >= JOB_ATTEMPTS_MAX,
                    "error": job.last_error,
                })
            })
            .collect();
        println!("{}", serde_json::json!({ "dead": dead, "jobs": rows }));
    } else {
        for job in &jobs {
            let error = job.last_error.as_deref().unwrap_or_default();
            println!(
                "{:>6} {:<8} {} {:>2}x {error}",
                job.id, job.kind, job.due_at, job.attempts
            );
        }
        println!(
            "{} 项等待或失败，{dead} 项待人工处理 / waiting or failed, left to a person",
            jobs.len()
        );
    }
    anyhow::ensure!(dead == 0, "{dead} jobs need a person");
    Ok(())
}

/// Sweeps a day.
pub fn sweep(arguments: &SweepArguments) -> Result<()> {
    arguments.data.must_exist()?;
    let mut config = arguments.data.config(false);
    if let Some(date) = arguments.date {
        let noon: Timestamp = format!("{date}T04:00:00Z").parse().context("this day has no noon")?;
        config.clock = Arc::new(move || noon);
    }
    let service = Service::open(config).context("stop the server first: one process writes")?;
    let done = service.sweep()?;
    println!(
        "{} 条提醒 / reminders, {} 张督办单待升级 / slips to raise, {} 份报告重新锁定 / reports locked, {} 项个人信息删除 / erased",
        done.reminders, done.proposals, done.locked, done.erased
    );
    Ok(())
}
