//! Papers printed as PDF by a real Chromium, and not offered where none was named.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result};
use shishi_e2e::app::App;
use shishi_e2e::browser;

/// The head and the body of an answer.
fn fetch(app: &App, path: &str) -> Result<(String, Vec<u8>)> {
    let host = app.address.strip_prefix("http://").context("its address")?;
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("a head")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    Ok((head, bytes[end + 4..].to_vec()))
}

#[test]
fn the_ledger_is_printed_as_pdf_where_a_browser_was_named() -> Result<()> {
    if browser::left_out() {
        return Ok(());
    }
    let app = App::printing("/usr/bin/chromium")?;
    let (head, pdf) = fetch(&app, "/papers/ledger.pdf")?;
    assert!(
        head.starts_with("http/1.0 200") && head.contains("content-type: application/pdf"),
        "{head}"
    );
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{} bytes", pdf.len());
    let pages = pdf
        .windows(b"/Type /Page\n".len())
        .filter(|part| *part == b"/Type /Page\n");
    assert!(pages.count() > 1, "a ledger of 21 commitments has more than a page");
    let (_, page) = fetch(&app, "/data")?;
    assert!(String::from_utf8_lossy(&page).contains("/papers/ledger.pdf"));
    let (head, _) = fetch(&app, "/papers/notice-2020-99.pdf")?;
    assert!(head.starts_with("http/1.0 404"), "{head}");

    let app = App::demo()?;
    let (head, _) = fetch(&app, "/papers/ledger.pdf")?;
    assert!(head.starts_with("http/1.0 404"), "{head}");
    let (_, page) = fetch(&app, "/data")?;
    assert!(
        !String::from_utf8_lossy(&page).contains(".pdf"),
        "what cannot be had is not offered"
    );
    Ok(())
}
