//! A private PostgreSQL for the tests: its own folder, a free loopback port, and an end that cannot be missed.
//!
//! A small shell stands between us and the server. It holds the reading end of a pipe of ours and waits for it to close,
//! which happens when [`Postgres`] is dropped and also when this process is interrupted or killed. Then it stops the
//! server and removes the folder. PostgreSQL refuses to run as root, so as root the shell runs as the user `postgres`.

use crate::machine;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const SCRIPT: &str = r#"
trap '' INT TERM HUP
cd "$FOLDER" || exit 1
"$PROGRAMS/initdb" -D data -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 > initdb.log 2>&1 || { cat initdb.log; exit 1; }
"$PROGRAMS/pg_ctl" -D data -l server.log -w start > start.log 2>&1 \
    -o "-p $PORT -k $FOLDER -c listen_addresses=127.0.0.1 -c max_connections=200 $OPTIONS" || { cat start.log server.log; exit 1; }
"$PROGRAMS/createdb" -h 127.0.0.1 -p "$PORT" -U postgres shishi_test && echo ready
cat > /dev/null
"$PROGRAMS/pg_ctl" -D data -m immediate -w stop > /dev/null 2>&1
cd / && rm -rf "$FOLDER"
"#;

/// A running server; it stops when this is dropped.
#[derive(Debug)]
pub struct Postgres {
    shell: Child,
    port: u16,
    _folder: TempDir,
}

impl Postgres {
    /// Makes a cluster and starts it, with fsync on as in earnest.
    ///
    /// # Errors
    /// With the server's own words when it does not start.
    pub fn start() -> Result<Self> {
        Self::start_with("")
    }

    /// The same with options of the server, such as `-c shared_buffers=1GB`.
    ///
    /// # Errors
    /// With the server's own words when it does not start.
    pub fn start_with(options: &str) -> Result<Self> {
        let programs =
            machine::postgres_programs().context("PostgreSQL is not installed: apt-get install postgresql")?;
        let folder = tempfile::Builder::new().prefix("shishi-postgres-").tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = if machine::is_root() {
            give_away(folder.path())?;
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", SCRIPT]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", SCRIPT]);
            command
        };
        command
            .env("PROGRAMS", programs)
            .env("FOLDER", folder.path())
            .env("PORT", port.to_string())
            .env("OPTIONS", options);
        // In a group of its own, so that Ctrl-C reaches it only through the pipe.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        let mut shell = command.spawn().context("starting PostgreSQL")?;
        let output = shell.stdout.take().context("PostgreSQL's output")?;
        let mut said = String::new();
        for line in BufReader::new(output).lines() {
            let line = line?;
            if line == "ready" {
                return Ok(Self {
                    shell,
                    port,
                    _folder: folder,
                });
            }
            said.push_str(&line);
            said.push('\n');
        }
        drop(shell.stdin.take());
        shell.wait()?;
        bail!("PostgreSQL did not start:\n{said}")
    }

    /// The address to connect to.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/shishi_test", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

fn give_away(folder: &Path) -> Result<()> {
    let status = Command::new("chown").arg("postgres").arg(folder).status()?;
    if status.success() {
        Ok(())
    } else {
        bail!("there is no user postgres to give {} to", folder.display())
    }
}
