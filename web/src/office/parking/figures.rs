//! Figures of a period: stays, turnover, how long vehicles stay, the week's heat map; and the same as CSV.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use shishi_kernel::{Actor, Date};
use shishi_service::parking::{Figures, LotFigures, days_before};
use shishi_service::{Service, ServiceError};

use super::super::form::{Check, Input};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::heat::{self, Heat, heat};
use super::{Part, lasting, parts, yuan};
use crate::api::csv_text;
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// Days that are shown where nothing was asked.
const DAYS_USUAL: i32 = 28;

struct Row {
    href: String,
    name: String,
    capacity: u32,
    stays: u64,
    turnover: String,
    minutes: String,
    fees: String,
}

#[derive(Template)]
#[template(path = "office/parking-figures.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    inputs: Vec<Input>,
    action: String,
    rows: Vec<Row>,
    stays: u64,
    fees: String,
    heat: Heat,
    csv: String,
}

/// What is asked for: a lot, and a period that cannot be misread.
struct Asked {
    lot: Option<String>,
    from: Date,
    until: Date,
}

impl Asked {
    /// What the address asks for.
    ///
    /// # Errors
    /// The field of a day that is none.
    fn of(service: &Service, ask: &Ask) -> Result<Self, &'static str> {
        let usual = Self::usual(service, ask);
        let day = |name: &'static str, usual: Date| match parameter(ask, name) {
            Some(day) => day.parse().map_err(|_| name),
            None => Ok(usual),
        };
        Ok(Self {
            from: day("from", usual.from)?,
            until: day("until", usual.until)?,
            ..usual
        })
    }

    /// The last days, where nothing can be made of what was asked.
    fn usual(service: &Service, ask: &Ask) -> Self {
        let (from, until) = days_before(service.now(), DAYS_USUAL);
        Self {
            lot: parameter(ask, "lot").filter(|lot| *lot != "all").map(str::to_owned),
            from,
            until,
        }
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/parking", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let (wanted, figures, trouble) = figures(service, &session.actor, &ask)?;
    let typed = |name: &str, day: Date| parameter(&ask, name).map_or_else(|| day.to_string(), str::to_owned);
    let lots = service.parking()?;
    let mut choices = vec![("all".to_owned(), frame.t("parkdesk-all-lots").to_owned())];
    choices.extend(
        lots.in_order()
            .into_iter()
            .map(|lot| (lot.row.slug.clone(), lot.row.name.clone())),
    );
    let chosen = wanted.lot.clone().unwrap_or("all".to_owned());
    let inputs = vec![
        Input::new(&frame, "lot", "parkdesk-lot", "select")
            .value(&chosen)
            .options(choices),
        Input::new(&frame, "from", "parkdesk-from", "date")
            .value(typed("from", wanted.from))
            .wrong(trouble.as_ref()),
        Input::new(&frame, "until", "parkdesk-until", "date")
            .value(typed("until", wanted.until))
            .wrong(trouble.as_ref()),
    ];
    let row = |lot: &LotFigures| Row {
        href: frame.href(&format!("/office/parking/lots/{}", lot.slug)),
        name: lot.name.clone(),
        capacity: lot.capacity,
        stays: lot.stays,
        turnover: hundredths(lot.turnover_hundredths),
        minutes: lasting(&frame, i64::try_from(lot.minutes_mean).unwrap_or(i64::MAX)),
        fees: yuan(lot.fees.0),
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, "/office/parking/figures"),
        inputs,
        action: frame.href("/office/parking/figures"),
        rows: figures.lots.iter().map(row).collect(),
        stays: figures.lots.iter().map(|lot| lot.stays).sum(),
        fees: yuan(figures.lots.iter().map(|lot| lot.fees.0).sum()),
        heat: heat(&frame, &figures),
        csv: frame.href(&format!(
            "/office/parking/figures.csv?lot={chosen}&from={}&until={}",
            wanted.from, wanted.until
        )),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The figures of what is asked. Of a period that cannot be, those of the last days, with what is wrong: nothing was to be saved here, so the
/// title says what is shown.
fn figures(service: &Service, actor: &Actor, ask: &Ask) -> Result<(Asked, Figures, Option<Trouble>), Failure> {
    let of = |wanted: &Asked| service.parking_figures(actor, wanted.lot.as_deref(), wanted.from, wanted.until);
    let mut trouble = match Asked::of(service, ask) {
        Ok(wanted) => match of(&wanted) {
            Ok(figures) => return Ok((wanted, figures, None)),
            Err(error @ ServiceError::Invalid { .. }) => Trouble::of(&error.into(), ask.lang, "until"),
            Err(error) => return Err(error.into()),
        },
        Err(field) => {
            let mut check = Check::new(ask.lang);
            check.fault(field, "fault-date");
            Trouble::list(check.faults, ask.lang)
        }
    };
    trouble.title = ask.lang.t("parkdesk-period-wrong");
    let wanted = Asked::usual(service, ask);
    let figures = of(&wanted)?;
    Ok((wanted, figures, Some(trouble)))
}

fn hundredths(value: u64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// The figures of each lot as a table.
pub(super) async fn csv(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    let actor = signed_in.session.actor;
    let figures = app
        .blocking(move |service: &Service| {
            let invalid = |field| ServiceError::Invalid {
                field,
                code: "form.period",
            };
            let wanted = Asked::of(service, &ask).map_err(invalid)?;
            service.parking_figures(&actor, wanted.lot.as_deref(), wanted.from, wanted.until)
        })
        .await?;
    let name = format!("parking-{}-{}.csv", figures.from, figures.until);
    Ok(download(&name, table(&figures)?))
}

fn table(figures: &Figures) -> Result<String, Failure> {
    let head = [
        "lot",
        "name",
        "capacity",
        "stays",
        "turnover_per_bay_and_day",
        "minutes_mean",
        "fees_yuan",
    ];
    let row = |lot: &LotFigures| {
        vec![
            lot.slug.clone(),
            lot.name.clone(),
            lot.capacity.to_string(),
            lot.stays.to_string(),
            hundredths(lot.turnover_hundredths),
            lot.minutes_mean.to_string(),
            yuan(lot.fees.0),
        ]
    };
    let rows = std::iter::once(head.map(str::to_owned).to_vec()).chain(figures.lots.iter().map(row));
    csv_text(&rows.collect::<Vec<_>>())
}

/// A table to take away.
pub(super) fn download(name: &str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
