//! A real Chromium: one driver process, any number of windows of a given size.
//!
//! Both come from Debian's packages. Every window has its own empty profile and can reach the loopback
//! interface only, so that a page which fetches anything from elsewhere shows it as a failure.

use crate::cdp::Beyond;
use anyhow::{Context, Result, bail};
use base64::Engine;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What to say when Chromium or its driver is not there.
pub const MISSING: &str = "chromium and chromedriver are needed for the browser tests: run `cargo xtask test`, which \
     installs them from Debian's packages, or set SHISHI_WITHOUT_BROWSER=1 to leave these tests out";

/// Whether the browser tests are left out, as `SHISHI_WITHOUT_BROWSER=1` asks.
pub fn left_out() -> bool {
    std::env::var("SHISHI_WITHOUT_BROWSER").is_ok_and(|value| value == "1")
}

/// A window's size in CSS pixels, and whether it acts as a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Touch, mobile viewport rules and two device pixels to a CSS pixel.
    pub phone: bool,
}

/// The phone every page must be readable on.
pub const PHONE: Size = Size {
    width: 390,
    height: 844,
    phone: true,
};
/// An office desk.
pub const DESKTOP: Size = Size {
    width: 1440,
    height: 900,
    phone: false,
};
/// The office desk with the page zoomed to 200 %: half the CSS pixels.
pub const ZOOMED: Size = Size {
    width: 720,
    height: 450,
    phone: false,
};

/// The colour scheme the reader's device asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on a light page.
    Light,
    /// Light text on a dark page.
    Dark,
}

impl Scheme {
    /// The value of `prefers-color-scheme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A running chromedriver, ended when dropped.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver on a port of its own choice.
    ///
    /// # Errors
    /// With [`MISSING`] when the driver is not installed.
    pub fn start() -> Result<Self> {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=WARNING"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context(MISSING)?;
        let output = process.stdout.take().context("chromedriver's output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(Ok(line)) = lines.next() {
            let Some((_, tail)) = line.split_once("started successfully on port ") else {
                continue;
            };
            let port = tail.trim_end_matches('.').parse().context("chromedriver's port")?;
            // The pipe has to stay read, or the driver would stop at its first full buffer.
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(Self { process, port });
        }
        let _ = process.kill();
        let _ = process.wait();
        bail!("chromedriver ended before it named its port")
    }

    /// Opens a window with an empty profile.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open(&self, size: Size) -> Result<Window> {
        self.open_with(size, true).await
    }

    /// Opens a window in which JavaScript is switched off.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open_without_script(&self, size: Size) -> Result<Window> {
        self.open_with(size, false).await
    }

    async fn open_with(&self, size: Size, script: bool) -> Result<Window> {
        let profile = tempfile::Builder::new().prefix("shishi-chromium-").tempdir()?;
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                format!("--user-data-dir={}", profile.path().display()),
                format!("--window-size={},{}", size.width, size.height),
            ],
        });
        if !script {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let capabilities = json!({
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "WARNING" },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(serde_json::from_value(capabilities)?)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .context(MISSING)?;
        let window = Window {
            client,
            size,
            _profile: profile,
        };
        window.resize(size.height).await?;
        Ok(window)
    }
}

impl Drop for Driver {
    /// Asks the driver to close its windows and end, since killing it would leave every Chromium behind.
    fn drop(&mut self) {
        let asked = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut stream| {
            stream.write_all(b"GET /shutdown HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
            stream.read_to_end(&mut Vec::new())
        });
        if asked.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// One window of Chromium. Close it with [`Window::close`]; the driver's end closes what was left open.
#[derive(Debug)]
pub struct Window {
    /// The WebDriver client, for clicking, typing and reading.
    pub client: Client,
    /// The size it was opened with.
    pub size: Size,
    _profile: TempDir,
}

impl Window {
    /// Sends one of Chromium's own commands.
    ///
    /// # Errors
    /// When Chromium refuses it.
    pub async fn devtools(&self, method: &'static str, params: Value) -> Result<Value> {
        self.client
            .issue_cmd(Beyond::devtools(method, params))
            .await
            .with_context(|| method.to_owned())
    }

    /// Warnings and errors on the console since the last time, such as what the content security policy stopped.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn console(&self) -> Result<Vec<String>> {
        let log = self.client.issue_cmd(Beyond::console()).await.context("the console")?;
        let entries = log.as_array().context("the console's entries")?;
        Ok(entries
            .iter()
            .filter_map(|entry| entry["message"].as_str())
            .map(str::to_owned)
            .collect())
    }

    /// Makes the device ask for a colour scheme.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "media": "", "features": features }),
        )
        .await?;
        Ok(())
    }

    /// A picture of the whole page as PNG bytes, not only of the part in the window.
    ///
    /// The window is made as high as the page rather than captured beyond its edge, so that what is fixed to the
    /// bottom of the window is drawn once and at the bottom.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let height = metrics["cssContentSize"]["height"]
            .as_f64()
            .context("the page's height")?;
        let highest = 16_000.0;
        self.resize((height.ceil().clamp(f64::from(self.size.height), highest)) as u32)
            .await?;
        let shot = self
            .devtools("Page.captureScreenshot", json!({ "format": "png" }))
            .await?;
        self.resize(self.size.height).await?;
        let text = shot["data"].as_str().context("the picture's bytes")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(text)?)
    }

    /// By how many pixels the page is wider than the window; 0 when nothing scrolls sideways.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn overflow(&self) -> Result<u32> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let width = metrics["cssContentSize"]["width"]
            .as_f64()
            .context("the page's width")?;
        Ok((width - f64::from(self.size.width)).max(0.0).ceil() as u32)
    }

    /// Closes the window.
    ///
    /// # Errors
    /// When Chromium is already gone.
    pub async fn close(self) -> Result<()> {
        self.client.close().await.context("closing the window")
    }

    async fn resize(&self, height: u32) -> Result<()> {
        let Size { width, phone, .. } = self.size;
        let scale = if phone { 2 } else { 1 };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone }))
            .await?;
        Ok(())
    }
}
