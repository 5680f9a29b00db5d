//! Takes pictures of pages: phone and desktop, light and dark. `cargo xtask shots` calls it.
//!
//! Arguments: the address, then paths, `--out DIR`, and `--session SECRET` for pages behind the sign-in. Each picture is `<path>-<width>-<scheme>.png`.

use anyhow::{Context, Result, bail};
use shishi_e2e::browser::{DESKTOP, Driver, PHONE, Scheme};
use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<()> {
    let mut paths = Vec::new();
    let mut out = PathBuf::from("target/shots");
    let mut session = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next().context("--out needs a folder")?.into(),
            "--session" => session = Some(arguments.next().context("--session needs the cookie's secret")?),
            _ => paths.push(argument),
        }
    }
    if paths.len() < 2 {
        bail!("usage: shots ADDRESS PATH... [--out DIR], for example: shots http://127.0.0.1:8080 / /units");
    }
    let address = paths.remove(0);
    std::fs::create_dir_all(&out)?;
    let driver = Driver::start()?;
    for size in [PHONE, DESKTOP] {
        let window = driver.open(size).await?;
        if let Some(secret) = &session {
            window.sign_in_with(&address, secret).await?;
        }
        for path in &paths {
            window
                .client
                .goto(&format!("{}{path}", address.trim_end_matches('/')))
                .await?;
            let wide = window.overflow().await?;
            for scheme in [Scheme::Light, Scheme::Dark] {
                window.prefer(scheme).await?;
                let file = out.join(format!("{}-{}-{}.png", file_name(path), size.width, scheme.name()));
                std::fs::write(&file, window.picture().await?)?;
                println!("{}", file.display());
            }
            if wide > 0 {
                println!("  {path} is {wide} px wider than the {} px window", size.width);
            }
        }
        window.close().await?;
    }
    Ok(())
}

fn file_name(path: &str) -> String {
    let name: String = path
        .trim_matches('/')
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    if name.is_empty() { "home".to_owned() } else { name }
}
