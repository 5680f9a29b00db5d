//! A clerk's whole way in a browser: set-up, accounts, upload, review, issue, the public page, a checked receipt.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use shishi_e2e::app::App;
use shishi_e2e::browser::{DESKTOP, Driver, PHONE, Size, left_out};
use shishi_e2e::clerk::Clerk;

const GAZETTE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/gazettes/jining-hi-tech-2020-04.txt"
);
const PASSWORD: &str = "several plain words";

async fn walk(size: Size) -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::empty()?, Driver::start()?);
    let window = driver.open(size).await?;
    let mut clerk = Clerk::at(&window, &app.address);
    clerk.go("/").await?;
    set_up(&mut clerk, app.setup_link.as_deref().context("a set-up link")?).await?;
    let slug = review(&mut clerk).await?;
    supervise(&mut clerk).await?;
    read(&mut clerk, &slug).await?;
    assert!(clerk.faults.is_empty(), "\n{}\n", clerk.faults.join("\n"));
    window.close().await
}

/// From the one-time link to a supervisor who is signed in.
async fn set_up(clerk: &mut Clerk<'_>, link: &str) -> Result<()> {
    let path = link
        .strip_prefix(clerk.address)
        .context("a link to this site")?
        .to_owned();
    clerk.go(&path).await?;
    clerk.fill("login", "root").await?;
    clerk.fill("display_name", "管理员甲").await?;
    clerk.fill("password", "short").await?;
    clerk.press("main form .button").await?;
    ensure!(
        !clerk.text("[role=alert]").await?.is_empty(),
        "a short password is refused with a reason"
    );
    clerk.fill("password", PASSWORD).await?;
    clerk.press("main form .button").await?;
    clerk.go("/office/accounts").await?;
    clerk.fill("login", "ducha").await?;
    clerk.fill("display_name", "督查员乙").await?;
    clerk.fill("password", PASSWORD).await?;
    clerk.choose("role", "supervisor").await?;
    clerk.press(".narrow-form .button").await?;
    clerk.press(".office-menu form button").await?;
    clerk.sign_in("ducha", PASSWORD).await
}

/// From a file to an issued programme; returns its first commitment's address.
async fn review(clerk: &mut Clerk<'_>) -> Result<String> {
    clerk.go("/office/upload").await?;
    let file = clerk.window.client.find(Locator::Id("file")).await?;
    file.send_keys(&std::fs::canonicalize(GAZETTE)?.to_string_lossy())
        .await?;
    clerk.press("#upload .button").await?;
    let draft = clerk.window.client.current_url().await?.path().to_owned();
    ensure!(
        draft.contains("/office/drafts/"),
        "the upload leads to its review, not to {draft}"
    );
    clerk.press("button[value=accept-certain]").await?;
    // What the reader was not certain of is accepted one by one.
    for _ in 0..25 {
        clerk
            .go(&format!("{}?show=pending", draft.split('?').next().unwrap_or(&draft)))
            .await?;
        if clerk
            .window
            .client
            .find(Locator::Css("button[value=accept]"))
            .await
            .is_err()
        {
            break;
        }
        clerk.press("button[value=accept]").await?;
    }
    clerk
        .go(&format!("{}/issue", draft.split('?').next().unwrap_or(&draft)))
        .await?;
    clerk.window.evaluate("document.getElementById('sure').click()").await?;
    clerk.press(".seal-box button.button").await?;
    Ok("/commitments/2020-15".to_owned())
}

/// The rooms of supervision: a slip that is refused keeps its words, then is issued; a pause; the other desks.
async fn supervise(clerk: &mut Clerk<'_>) -> Result<()> {
    const SLIP: &str = "form.sheet .button";
    clerk.go("/office/commitments/2020-16/slips").await?;
    clerk.fill("words", "请说明选址进展").await?;
    clerk.fill("days", "99").await?;
    clerk.press(SLIP).await?;
    ensure!(!clerk.text("[role=alert]").await?.is_empty(), "99 days are refused");
    let kept = clerk.window.evaluate("document.getElementById('words').value").await?;
    ensure!(kept == "请说明选址进展", "what was typed is still there, not {kept}");
    clerk.fill("days", "3").await?;
    clerk.press(SLIP).await?;
    ensure!(
        clerk.text("main").await?.contains("请说明选址进展"),
        "the slip is shown"
    );
    clerk.go("/office/commitments/2020-16/course").await?;
    clerk.press("form.sheet .button").await?;
    ensure!(
        !clerk.text("[role=alert]").await?.is_empty(),
        "an empty decision is refused"
    );
    for desk in [
        "/office/people",
        "/office/people/1",
        "/office/inspections",
        "/office/account",
    ] {
        clerk.go(desk).await?;
    }
    Ok(())
}

/// What a stranger does: read the commitment, take its receipt, have it checked.
async fn read(clerk: &mut Clerk<'_>, path: &str) -> Result<()> {
    clerk.go("/").await?;
    clerk.go(path).await?;
    ensure!(clerk.text("main").await?.contains("35"), "35 toilets were promised");
    let receipt = clerk.window.client.find(Locator::Css("a[href$='.tlog-proof']")).await?;
    let link = receipt.attr("href").await?.context("a receipt's address")?;
    let proof = clerk
        .window
        .evaluate(&format!("fetch('{link}').then(answer => answer.text())"))
        .await?;
    clerk.go("/verify").await?;
    let area = serde_json::to_string(proof.as_str().context("a receipt's text")?)?;
    clerk
        .window
        .evaluate(&format!("document.getElementById('receipt').value = {area}"))
        .await?;
    clerk.press("form[action='/verify'] .button").await?;
    ensure!(
        clerk.text("main").await?.contains("commitment.issued"),
        "the checked receipt shows its entry"
    );
    Ok(())
}

#[tokio::test]
async fn a_gazette_is_issued_on_a_desk() -> Result<()> {
    walk(DESKTOP).await
}

#[tokio::test]
async fn a_gazette_is_issued_on_a_phone() -> Result<()> {
    walk(PHONE).await
}
