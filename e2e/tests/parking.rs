//! Every page of parking, public and at the desk, with the demonstration's city; and a resident's whole way through it.

use anyhow::{Context, Result, ensure};
use shishi_e2e::app::{App, DEMO_PASSWORD};
use shishi_e2e::browser::{DESKTOP, Driver, PHONE, Size, Window, ZOOMED, left_out};
use shishi_e2e::clerk::Clerk;

const LANGUAGES: [(&str, &str); 2] = [("", "zh"), ("/en", "en")];

/// Pages that are always there, and the names of their pictures.
const DESK: &[(&str, &str)] = &[
    ("/office/parking", "board"),
    ("/office/parking/work", "work"),
    ("/office/parking/figures", "figures"),
    ("/office/parking/illegal", "illegal"),
    ("/office/parking/ledger", "feed"),
    ("/office/parking/charging", "charging"),
    ("/office/parking/charging/operators", "operator-new"),
    ("/office/parking/grants", "grants"),
    ("/office/parking/setup", "setup"),
    ("/office/parking/setup/lots", "place-new"),
    ("/office/parking/setup/occupancy", "occupancy"),
    ("/office/parking/money", "money"),
];
const LOOKS: &[(&str, &str)] = &[("/office/parking/looks", "looks")];
const PUBLIC: &[(&str, &str)] = &[
    ("/parking", "find"),
    ("/parking?lat=95&lon=x", "find-wrong"),
    ("/parking/mine", "mine"),
];

/// Pages that are found on others: where, the link on it, and the name of the picture.
const FOUND: &[(&str, &str, &str)] = &[
    ("/parking", ".lot-name a", "lot"),
    ("/office/parking", ".parking-name a", "desk-lot"),
    ("/office/parking/work", ".desk-list a.desk-name", "message"),
    ("/office/parking/charging", "#stations ~ ul a.desk-name", "station"),
    ("/office/parking/charging", "#operators ~ ul a.desk-name", "operator"),
    ("/office/parking/setup", "#lots ~ .plan-scroll td a", "place-lot"),
    ("/office/parking/money", "#open ~ ul a.desk-name", "pay"),
];

/// Looks at pages in both languages, and notes what is wrong.
async fn look(clerk: &mut Clerk<'_>, pages: &[(&str, &str)], picture: &str) -> Result<()> {
    for (prefix, language) in LANGUAGES {
        for (path, name) in pages {
            clerk.go(&format!("{prefix}{path}")).await?;
            if !picture.is_empty() {
                let name = format!("parking-{picture}{name}-{language}");
                clerk.window.save_pictures(&name).await?;
            }
        }
    }
    Ok(())
}

/// The path that a link on a page leads to.
async fn path_of(window: &Window, selector: &str) -> Result<String> {
    let found = window
        .evaluate(&format!("document.querySelector({selector:?})?.getAttribute('href')"))
        .await?;
    found
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("{selector} finds nothing"))
}

async fn city(driver: &Driver, app: &App, size: Size, picture: &str) -> Result<Vec<String>> {
    let window = driver.open(size).await?;
    let mut clerk = Clerk::at(&window, &app.address);
    look(&mut clerk, PUBLIC, picture).await?;
    clerk.sign_in("zhujian-head", DEMO_PASSWORD).await?;
    look(&mut clerk, DESK, picture).await?;
    let mut found = Vec::new();
    for (on, selector, name) in FOUND {
        clerk.go(on).await?;
        found.push((path_of(&window, selector).await?, *name));
    }
    let lot = found.iter().find(|(_, name)| *name == "desk-lot").context("a lot")?;
    clerk.go(&lot.0.clone()).await?;
    found.push((path_of(&window, "table a").await?, "stay"));
    let place = found
        .iter()
        .find(|(_, name)| *name == "place-lot")
        .context("a lot to change")?;
    clerk.go(&place.0.clone()).await?;
    found.push((path_of(&window, ".bay-links a").await?, "place-bay"));
    let pages: Vec<(&str, &str)> = found.iter().map(|(path, name)| (path.as_str(), *name)).collect();
    look(&mut clerk, &pages, picture).await?;
    clerk.press(".office-menu form button").await?;
    clerk.sign_in("shenji", DEMO_PASSWORD).await?;
    look(&mut clerk, LOOKS, picture).await?;
    let faults = clerk.faults;
    window.close().await?;
    Ok(faults
        .into_iter()
        .map(|fault| format!("{fault} ({} px)", size.width))
        .collect())
}

#[tokio::test]
async fn pages_of_a_city_are_sound() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::city()?, Driver::start()?);
    let mut faults = city(&driver, &app, PHONE, "city-").await?;
    faults.extend(city(&driver, &app, DESKTOP, "city-").await?);
    faults.extend(city(&driver, &app, ZOOMED, "").await?);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    Ok(())
}

/// Finds a lot, asks a price, books, gives it up, reads the trace of a fee, objects, deletes; with what goes wrong on the way.
async fn resident(clerk: &mut Clerk<'_>) -> Result<()> {
    clerk.go("/parking").await?;
    let bookable = ".lot:has(.chip.neutral) .lot-name a";
    clerk.press(bookable).await?;
    let lot = clerk.window.client.current_url().await?.path().to_owned();
    clerk.go(&format!("{lot}?from=yesterday&to=")).await?;
    ensure!(clerk.text("#price ~ [role=alert]").await?.contains("2026-05-11 14:30"));
    clerk.go(&lot).await?;
    clerk.fill("plate", "鲁HZZZZZZZZZ").await?;
    clerk.press("form[action$=book] .button").await?;
    ensure!(
        !clerk.text("#verdict").await?.is_empty(),
        "a plate that cannot be is refused"
    );
    let kept = clerk.window.evaluate("document.getElementById('plate').value").await?;
    ensure!(kept == "鲁HZZZZZZZZZ", "what was typed is kept, not {kept}");
    clerk.fill("plate", "鲁H24680").await?;
    clerk.press("form[action$=book] .button").await?;
    ensure!(clerk.text("#bookings ~ ol").await?.contains("已预约"), "it is booked");
    clerk.press("button[value=cancel]").await?;
    ensure!(clerk.text("#bookings ~ ol").await?.contains("已取消"), "it is given up");
    clerk.fill("plate", "鲁H24680").await?;
    clerk.press("form[action$=prove] .button").await?;
    ensure!(
        !clerk.text("#verdict").await?.is_empty(),
        "an entry that never was proves nothing"
    );
    clerk.press("form[action$=forget] .button").await?;
    ensure!(clerk.text("#verdict").await?.contains("已删除"), "all of it is deleted");
    Ok(())
}

/// Asks for a code to pay by, again while the page says that it cannot be had now: in the demonstration too, wallets are silent now and then.
async fn ask_for_code(clerk: &mut Clerk<'_>, page: &str) -> Result<()> {
    const SHOWS: &str = "document.querySelector('.pay-code') !== null";
    const SAYS: &str = "document.querySelector('main [role=alert]')?.textContent ?? ''";
    clerk.go(page).await?;
    let mut said = String::new();
    for _ in 0..20 {
        clerk.press("form[action$=link] .button").await?;
        if clerk.window.evaluate(SHOWS).await? == true {
            return Ok(());
        }
        said = clerk
            .window
            .evaluate(SAYS)
            .await?
            .as_str()
            .unwrap_or_default()
            .to_owned();
        ensure!(!said.is_empty(), "no code, and no word why");
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    }
    anyhow::bail!("no code came: {said}")
}

/// Reads what a stay cost, gets a code to pay by, and objects.
async fn driver_who_left(clerk: &mut Clerk<'_>, page: &str) -> Result<()> {
    ask_for_code(clerk, page).await?;
    ensure!(
        clerk.text(".pay-code figcaption").await?.contains("扫码"),
        "there is a code"
    );
    clerk.fill("words", "少").await?;
    clerk.press("form[action$=objection] .button").await?;
    ensure!(
        clerk.text("[role=alert]").await?.contains('4'),
        "four characters are the least"
    );
    ensure!(clerk.window.evaluate("document.getElementById('words').value").await? == "少");
    clerk.fill("words", "我在里面只停了十分钟，请查一下出场时间。").await?;
    clerk.press("form[action$=objection] .button").await?;
    ensure!(clerk.text("[role=status]").await?.contains("异议"), "it was taken");
    Ok(())
}

#[tokio::test]
async fn a_resident_finds_books_pays_and_deletes() -> Result<()> {
    if left_out() {
        return Ok(());
    }
    let (app, driver) = (App::city()?, Driver::start()?);
    let desk = driver.open(DESKTOP).await?;
    let mut head = Clerk::at(&desk, &app.address);
    head.sign_in("zhujian-head", DEMO_PASSWORD).await?;
    head.go("/office/parking/money").await?;
    // The oldest debt: nothing is being charged for it any more. What has a chip is money to give back.
    let debt = "#open ~ ul li:not(:has(.chip)) a.desk-name";
    let page = path_of(&desk, debt).await?;
    let window = driver.open(PHONE).await?;
    let mut clerk = Clerk::at(&window, &app.address);
    resident(&mut clerk).await?;
    driver_who_left(&mut clerk, &page).await?;
    head.go("/office/parking/money").await?;
    ensure!(
        head.text("#objections ~ ul").await?.contains("只停了十分钟"),
        "the desk sees it"
    );
    head.window
        .evaluate("document.querySelector('#objections ~ ul details').open = true")
        .await?;
    head.fill_at("#objections ~ ul textarea", "已核对出入场记录，计费无误。")
        .await?;
    head.press("#objections ~ ul button.button").await?;
    clerk.go(&page).await?;
    ensure!(
        clerk.text("#objection ~ p").await?.contains("费用不变"),
        "the driver reads the answer"
    );
    clerk.faults.extend(head.faults);
    assert!(clerk.faults.is_empty(), "\n{}\n", clerk.faults.join("\n"));
    desk.close().await?;
    window.close().await
}
