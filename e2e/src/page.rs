//! What is asked of every page: it answers, fits, can be read by everybody and fetches nothing from elsewhere.

use crate::browser::{Scheme, Window};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// axe-core, vendored with its licence beside it.
const AXE: &str = include_str!("../vendor/axe.min.js");

impl Window {
    /// Goes to an address and checks the status of the answer.
    ///
    /// # Errors
    /// When the answer has another status.
    pub async fn visit(&self, address: &str, status: u16) -> Result<()> {
        self.client.goto(address).await.with_context(|| address.to_owned())?;
        let got = self
            .evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
            .await?;
        ensure!(got == json!(status), "{address} answered {got}, not {status}");
        Ok(())
    }

    /// What an expression is in the page, which may be a promise. It runs beside the page, not under its
    /// content security policy, and also where the page's own scripts are switched off.
    ///
    /// # Errors
    /// When the expression throws.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.devtools("Runtime.evaluate", params).await?;
        ensure!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        Ok(answer["result"]["value"].clone())
    }

    /// The page's barriers as axe-core finds them, one line each: rule, help, and the first element.
    ///
    /// # Errors
    /// When axe-core does not run.
    pub async fn barriers(&self) -> Result<Vec<String>> {
        self.evaluate(&format!("{AXE};0")).await?;
        let found = self
            .evaluate(
                "axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(violation => \
                 violation.id + ': ' + violation.help + ' — ' + violation.nodes.length + ' x, first ' + \
                 violation.nodes[0].target + ' ' + violation.nodes[0].failureSummary.replaceAll('\\n', ' ')))",
            )
            .await?;
        let lines = found.as_array().context("axe-core's answer")?;
        Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Addresses that the page fetched from another place than it came from.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn foreign(&self) -> Result<Vec<String>> {
        let expression = "performance.getEntriesByType('resource').map(entry => entry.name)\
                          .filter(name => !name.startsWith(location.origin + '/') && !name.startsWith('data:'))";
        let found = self.evaluate(expression).await?;
        let names = found.as_array().context("the page's resources")?;
        Ok(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Everything that is wrong with the page that is open, in both colour schemes; empty when all is well.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn faults(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        let wide = self.overflow().await?;
        if wide > 0 {
            faults.push(format!("{wide} px wider than the window of {} px", self.size.width));
        }
        faults.extend(self.foreign().await?.into_iter().map(|name| format!("fetched {name}")));
        for scheme in [Scheme::Light, Scheme::Dark] {
            self.prefer(scheme).await?;
            faults.extend(
                self.barriers()
                    .await?
                    .into_iter()
                    .map(|barrier| format!("{}: {barrier}", scheme.name())),
            );
        }
        let console = self.console().await?;
        faults.extend(console.into_iter().map(|line| format!("console: {line}")));
        Ok(faults)
    }

    /// Takes up a session that was begun elsewhere.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn sign_in_with(&self, address: &str, secret: &str) -> Result<()> {
        let cookie = json!({ "name": "shishi", "value": secret, "url": address, "httpOnly": true });
        self.devtools("Network.setCookie", cookie).await?;
        Ok(())
    }

    /// Saves a picture of the whole page in both schemes as `target/screenshots/NAME-WIDTH-SCHEME.png`.
    ///
    /// # Errors
    /// When Chromium refuses or the disk is full.
    pub async fn save_pictures(&self, name: &str) -> Result<()> {
        let folder = crate::app::pictures()?;
        for scheme in [Scheme::Light, Scheme::Dark] {
            self.prefer(scheme).await?;
            let file = folder.join(format!("{name}-{}-{}.png", self.size.width, scheme.name()));
            std::fs::write(file, self.picture().await?)?;
        }
        Ok(())
    }
}
