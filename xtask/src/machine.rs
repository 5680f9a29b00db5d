//! What the tests need on the machine beside Rust, and how it gets there.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A thing the tests need, how to see that it is there, and the Debian package that brings it.
struct Need {
    package: &'static str,
    there: fn() -> bool,
}

const NEEDS: [Need; 9] = [
    Need {
        package: "postgresql",
        there: || postgres_programs().is_some(),
    },
    Need {
        package: "chromium",
        there: || on_path("chromium"),
    },
    Need {
        package: "chromium-driver",
        there: || on_path("chromedriver"),
    },
    Need {
        package: "fonts-noto-cjk",
        there: || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists(),
    },
    Need {
        package: "golang-go",
        there: || on_path("go"),
    },
    Need {
        package: "golang-golang-x-mod-dev",
        there: || Path::new("/usr/share/gocode/src/golang.org/x/mod").exists(),
    },
    Need {
        package: "python3",
        there: || on_path("python3"),
    },
    Need {
        package: "python3-venv",
        there: || succeeds("python3", &["-c", "import ensurepip, venv"]),
    },
    Need {
        package: "openssl",
        there: || on_path("openssl"),
    },
];

/// The Debian packages that are missing.
pub fn missing() -> Vec<&'static str> {
    NEEDS
        .iter()
        .filter(|need| !(need.there)())
        .map(|need| need.package)
        .collect()
}

/// Installs what is missing from Debian's packages, or says exactly what to install.
///
/// # Errors
/// When something is missing and may not or cannot be installed.
pub fn ensure(may_install: bool) -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing, may_install)?;
    let still = self::missing();
    if still.is_empty() {
        Ok(())
    } else {
        bail!("apt-get installed it, but this is still missing: {}", still.join(" "))
    }
}

/// Brings PostGIS for the PostgreSQL that is there; only the measurements need it.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn ensure_postgis() -> Result<()> {
    let programs = postgres_programs().context("PostgreSQL is not installed: apt-get install postgresql")?;
    let version = programs
        .parent()
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    let version = version.context("the folder of PostgreSQL has no version")?;
    if Path::new(&format!("/usr/share/postgresql/{version}/extension/postgis.control")).exists() {
        return Ok(());
    }
    install(&[&format!("postgresql-{version}-postgis-3")], true)
}

/// Installs packages of Debian.
fn install(missing: &[&str], may_install: bool) -> Result<()> {
    let by_hand = format!(
        "missing: {0}\ninstall it yourself: apt-get install {0}",
        missing.join(" ")
    );
    if !may_install {
        bail!("{by_hand}");
    }
    let Some(prefix) = installer() else {
        bail!("this needs apt-get and root, or sudo without a password\n{by_hand}");
    };
    println!("   installing {}", missing.join(" "));
    apt(&prefix, &["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&prefix, &arguments)
}

fn installer() -> Option<Vec<&'static str>> {
    if !on_path("apt-get") {
        return None;
    }
    if is_root() {
        return Some(vec!["apt-get"]);
    }
    succeeds("sudo", &["-n", "true"]).then(|| vec!["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let status = Command::new(prefix[0])
        .args(&prefix[1..])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        bail!("apt-get {} failed", arguments.join(" "))
    }
}

/// The folder of the newest PostgreSQL programs of Debian. What is first on the path may be a stand-in or a wrapper.
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            let programs = path.join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect();
    versions.sort();
    versions.pop().map(|(_, programs)| programs)
}

/// Whether a program is on the path.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Whether we run as root.
pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let quiet = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    quiet.is_ok_and(|status| status.success())
}
