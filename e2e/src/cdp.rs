//! What chromedriver understands beyond WebDriver: Chromium's own commands, and the console.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

/// A command below a session's address.
#[derive(Debug)]
pub(crate) struct Beyond {
    path: &'static str,
    body: Value,
}

impl Beyond {
    /// One DevTools command: a method such as `Emulation.setEmulatedMedia` and its parameters.
    pub(crate) fn devtools(method: &'static str, params: Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": method, "params": params }),
        }
    }

    /// What was written to the console since the last time.
    pub(crate) fn console() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }
}

impl WebDriverCompatibleCommand for Beyond {
    fn endpoint(&self, base_url: &url::Url, session_id: Option<&str>) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
