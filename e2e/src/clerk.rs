//! A person at a browser, who notes what is wrong with every page that comes.

use crate::browser::Window;
use anyhow::{Context, Result, ensure};
use fantoccini::Locator;

/// One person at one browser.
#[derive(Debug)]
pub struct Clerk<'w> {
    /// Where the site is looked at.
    pub window: &'w Window,
    /// The site's address, without a slash at the end.
    pub address: &'w str,
    /// What was wrong with the pages that were seen, with their paths.
    pub faults: Vec<String>,
}

impl<'w> Clerk<'w> {
    /// Somebody who has seen nothing yet.
    pub fn at(window: &'w Window, address: &'w str) -> Self {
        Self {
            window,
            address,
            faults: Vec::new(),
        }
    }

    /// Goes to a page and looks at it.
    ///
    /// # Errors
    /// When it is not answered with 200.
    pub async fn go(&mut self, path: &str) -> Result<()> {
        self.window.visit(&format!("{}{path}", self.address), 200).await?;
        self.look().await
    }

    /// Notes what is wrong with the page that is open.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn look(&mut self) -> Result<()> {
        let here = self.window.client.current_url().await?;
        let found = self.window.faults().await?;
        // A refused form is answered with 422, which Chromium notes in its console.
        let found = found.into_iter().filter(|fault| !fault.contains("status of 422"));
        self.faults
            .extend(found.map(|fault| format!("{}: {fault}", here.path())));
        Ok(())
    }

    /// Types into a field.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        self.fill_at(&format!("#{id}"), text).await
    }

    /// Types into what a selector finds.
    ///
    /// # Errors
    /// When it finds nothing.
    pub async fn fill_at(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.window.client.find(Locator::Css(selector)).await;
        let field = field.with_context(|| selector.to_owned())?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses from a list.
    ///
    /// # Errors
    /// When there is none of this name, or no such choice.
    pub async fn choose(&self, id: &str, value: &str) -> Result<()> {
        let field = self
            .window
            .client
            .find(Locator::Id(id))
            .await
            .with_context(|| id.to_owned())?;
        Ok(field.select_by_value(value).await?)
    }

    /// Clicks what a selector finds, by script so that a bar at the foot of a phone's screen does not cover it, waits for
    /// the next page, and looks at it.
    ///
    /// # Errors
    /// When nothing is found, or no other page comes.
    pub async fn press(&mut self, selector: &str) -> Result<()> {
        let before = self.window.client.find(Locator::Css("html")).await?;
        let found = self
            .window
            .client
            .find(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())?;
        let argument = serde_json::to_value(&found)?;
        self.window
            .client
            .execute("setTimeout(() => arguments[0].click(), 0)", vec![argument])
            .await?;
        // The page that was open is gone once its root can no longer be asked.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while before.attr("lang").await.is_ok() {
            ensure!(std::time::Instant::now() < deadline, "{selector} leads nowhere");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        self.window.client.wait().for_element(Locator::Css("main")).await?;
        self.look().await
    }

    /// Signs in at the office.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Result<()> {
        self.go("/office/sign-in").await?;
        self.fill("login", login).await?;
        self.fill("password", password).await?;
        self.press("main form .button").await
    }

    /// The text of what a selector finds.
    ///
    /// # Errors
    /// When it finds nothing.
    pub async fn text(&self, selector: &str) -> Result<String> {
        Ok(self
            .window
            .client
            .find(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())?
            .text()
            .await?)
    }
}
