//! A server under measurement: started, timed to its first answer, weighed, and stopped.

use super::load;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; it is stopped when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the end of its first answer.
    pub first_answer: Duration,
}

impl Server {
    /// Starts a server that prints a line with `http://ADDRESS` in it, and asks it for a page.
    ///
    /// # Errors
    /// When it ends before it names its address, or its first answer is not a 200.
    pub fn start(command: &mut Command, path: &str) -> Result<Self> {
        let start = Instant::now();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?}"))?;
        let output = process.stdout.take().context("its output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(Ok(line)) = lines.next() {
            let Some(address) = address_in(&line) else { continue };
            // The pipe has to stay read, or the server would stop at its first full buffer.
            std::thread::spawn(move || lines.for_each(drop));
            let mut server = Self {
                process,
                address,
                first_answer: Duration::ZERO,
            };
            let answer = load::ask(address, &load::get(path))?;
            server.first_answer = start.elapsed();
            if answer.status != 200 {
                bail!("{path} answered {}", answer.status);
            }
            return Ok(server);
        }
        let _ = process.kill();
        bail!("it ended before it named its address: {:?}", process.wait()?)
    }

    /// Resident memory in kibibytes.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        memory_in(&status).context("no VmRSS")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn memory_in(status: &str) -> Option<u64> {
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, tail) = line.split_once("http://")?;
    let end = tail
        .find(|c: char| !(c.is_ascii_digit() || ".:[]".contains(c)))
        .unwrap_or(tail.len());
    tail[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_memory_are_found_in_text() {
        let rows = [
            ("open http://127.0.0.1:8080/ now", Some("127.0.0.1:8080")),
            ("网站已打开：http://127.0.0.1:43211", Some("127.0.0.1:43211")),
            ("http://[::1]:80/x", Some("[::1]:80")),
            ("http://example.org/", None),
            ("starting", None),
        ];
        for (line, expected) in rows {
            assert_eq!(
                address_in(line).map(|address| address.to_string()).as_deref(),
                expected,
                "{line}"
            );
        }
        assert_eq!(memory_in("Name:\tx\nVmRSS:\t   5120 kB\n"), Some(5120));
        assert_eq!(memory_in("Name:\tx\n"), None);
    }
}
