//! The harness itself: what it is there to find, it finds.

use anyhow::Result;
use shishi_e2e::browser::{DESKTOP, Driver, PHONE, left_out};
use std::io::{Read, Write};
use std::net::TcpListener;

/// A page, and a word from each fault that must be found in it.
const ROWS: [(&str, &[&str]); 6] = [
    (
        "<!doctype html><html lang=zh><title>实事</title><meta name=viewport content='width=device-width'><main><h1>实事</h1></main>",
        &[],
    ),
    (
        "<!doctype html><html><title>实事</title><main><h1>实事</h1></main>",
        &["html-has-lang"],
    ),
    (
        "<!doctype html><html lang=zh><title>实事</title><meta name=viewport content='width=device-width'><main><h1>实事</h1>\
         <div style='width:2000px'>宽</div></main>",
        &["px wider than the window"],
    ),
    (
        "<!doctype html><html lang=zh><title>实事</title><style>@media (prefers-color-scheme: dark) \
         { body { color: #777; background: #666 } }</style><main><h1>实事</h1></main>",
        &["dark: color-contrast"],
    ),
    (
        "<!doctype html><html lang=zh><title>实事</title><main><h1>实事</h1><img alt=图 src='http://elsewhere.example/x.png'></main>",
        &["elsewhere.example"],
    ),
    (
        "<!doctype html><html lang=zh><title>实事</title><main><h1>实事</h1><script>console.error('odd')</script></main>",
        &["odd"],
    ),
];

/// Answers every request with the page whose number is its path.
fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let count = stream.read(&mut request).unwrap_or(0);
            let text = String::from_utf8_lossy(&request[..count]).into_owned();
            let path = text
                .split(' ')
                .nth(1)
                .unwrap_or_default()
                .trim_start_matches('/')
                .to_owned();
            let page = path
                .parse::<usize>()
                .ok()
                .and_then(|number| ROWS.get(number))
                .map_or("", |row| row.0);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close";
            let _ = write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{page}", page.len());
        }
    });
    Ok(address)
}

#[tokio::test]
async fn every_kind_of_fault_is_found() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let address = serve()?;
    let driver = Driver::start()?;
    let window = driver.open(PHONE).await?;
    for (number, (page, expected)) in ROWS.iter().enumerate() {
        window.visit(&format!("{address}/{number}"), 200).await?;
        let faults = window.faults().await?;
        assert_eq!(faults.is_empty(), expected.is_empty(), "{page}: {faults:?}");
        for word in *expected {
            assert!(faults.iter().any(|fault| fault.contains(word)), "{word} in {faults:?}");
        }
    }
    assert!(
        window.visit(&format!("{address}/0"), 404).await.is_err(),
        "another status is noticed"
    );
    window.close().await
}

#[tokio::test]
async fn script_can_be_switched_off() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let address = serve()?;
    let driver = Driver::start()?;
    for (script, lines) in [(true, 1), (false, 0)] {
        let window = if script {
            driver.open(DESKTOP).await?
        } else {
            driver.open_without_script(DESKTOP).await?
        };
        window.visit(&format!("{address}/5"), 200).await?;
        let console = window.console().await?;
        let odd = console.iter().filter(|line| line.contains("odd")).count();
        assert_eq!(odd, lines, "script {script}: {console:?}");
        window.close().await?;
    }
    Ok(())
}
