//! The bare page: axum answering the bytes of one file from memory. What a framework costs before we add anything.

use anyhow::Result;
use axum::http::header;
use axum::{Router, routing::get};
use std::path::Path;

/// Serves a file's bytes at every path of a free loopback port, until it is stopped.
///
/// # Errors
/// When the file cannot be read or there is no port.
pub fn serve(file: &Path) -> Result<()> {
    let body: &'static [u8] = std::fs::read(file)?.leak();
    let answer = move || async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) };
    let router: Router = Router::new().fallback(get(answer));
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            println!("http://{}", listener.local_addr()?);
            axum::serve(listener, router).await?;
            Ok(())
        })
}
