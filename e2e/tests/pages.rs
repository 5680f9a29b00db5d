//! Every public page of the demonstration, as a phone, a desk, a zoomed desk and a browser without script see it.

use anyhow::Result;
use shishi_e2e::app::App;
use shishi_e2e::browser::{DESKTOP, Driver, PHONE, Size, ZOOMED, left_out};

/// Paths below the language, and the name of the page's picture.
const PAGES: &[(&str, &str)] = &[
    ("/", "home"),
    ("/commitments", "commitments"),
    ("/commitments/2020-15", "commitment-15"),
    ("/commitments/2020-18", "commitment-18"),
    ("/commitments/2020-15/sites", "sites"),
    ("/commitments/2020-15/entries", "entries"),
    ("/units", "units"),
    ("/units/1", "unit"),
    ("/gazettes", "gazettes"),
    ("/gazettes/1", "gazette"),
    ("/chronicle", "chronicle"),
    ("/search?q=", "search"),
    ("/search?q=%E5%81%9C%E8%BD%A6", "search-found"),
    ("/inspections", "inspections"),
    ("/appraisal", "appraisal"),
    ("/verify", "verify"),
    ("/data", "data"),
    ("/about", "about"),
    ("/office/sign-in", "sign-in"),
    ("/parking/mine", "parking-mine"),
];
/// A page that is not the same without script, which adds a button to it.
const SCRIPTED: &[(&str, &str)] = &[("/parking", "parking")];
const LANGUAGES: [(&str, &str); 2] = [("", "zh"), ("/en", "en")];

/// Visits every page in both languages and collects what is wrong, so that one run tells everything.
async fn look(driver: &Driver, app: &App, size: Size, pictures: bool) -> Result<Vec<String>> {
    let window = driver.open(size).await?;
    let mut faults = Vec::new();
    for (prefix, language) in LANGUAGES {
        for (path, name) in PAGES.iter().chain(SCRIPTED) {
            if let Err(error) = window.visit(&format!("{}{prefix}{path}", app.address), 200).await {
                faults.push(format!("{error:#}"));
                continue;
            }
            let found = window.faults().await?;
            faults.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{prefix}{path} at {}: {fault}", size.width)),
            );
            if pictures {
                window.save_pictures(&format!("{name}-{language}")).await?;
            }
        }
    }
    window.close().await?;
    Ok(faults)
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[tokio::test]
async fn pages_are_sound_on_a_phone() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::demo()?, Driver::start()?);
    none(&look(&driver, &app, PHONE, true).await?);
    Ok(())
}

#[tokio::test]
async fn pages_are_sound_on_a_desk_and_zoomed_to_200_percent() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::demo()?, Driver::start()?);
    none(&look(&driver, &app, DESKTOP, true).await?);
    none(&look(&driver, &app, ZOOMED, false).await?);
    Ok(())
}

#[tokio::test]
async fn pages_work_without_script() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::demo()?, Driver::start()?);
    let plain = driver.open_without_script(PHONE).await?;
    let scripted = driver.open(PHONE).await?;
    let mut faults = Vec::new();
    for (path, _) in PAGES {
        let address = format!("{}{path}", app.address);
        let mut words = Vec::new();
        for window in [&plain, &scripted] {
            window.visit(&address, 200).await?;
            words.push(window.evaluate("document.querySelector('main').innerText").await?);
        }
        if words[0] != words[1] {
            faults.push(format!("{path} says something else without script"));
        }
    }
    plain.close().await?;
    scripted.close().await?;
    none(&faults);
    Ok(())
}
