//! What can be printed: the ledger, the bulletin, the next issue of the gazette, and each commitment's public notice.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use shishi_service::may;
use shishi_service::papers::{PaperForm, PaperOrder};
use shishi_service::views::{ChronicleFilter, CommitmentRow};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::route;
use crate::public::{PaperFileForm, write_paper};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

const PRINT: Gate = Gate::May(&may::PRINT);

route::routes! {
    "/office/papers" { get show: PRINT }
    "/office/papers/{file}" { get file: PRINT }
}

struct Month {
    value: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "office/papers.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    programme: String,
    months: Vec<Month>,
    /// `?month=2020-04`, or empty.
    query: String,
    commitments: Vec<CommitmentRow>,
}

/// The papers that can be had.
pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/papers", |service, room| {
        let Room { frame, office, ask, .. } = room;
        let overview = service.overview(None)?;
        let facets = service.chronicle_facets(&ChronicleFilter::default())?;
        let month = parameter(&ask, "month").unwrap_or_default();
        let months = facets.months.into_iter().map(|(value, _)| Month {
            chosen: value == month,
            value,
        });
        let months: Vec<Month> = months.collect();
        let known = months.iter().find(|m| m.chosen);
        let page = Page {
            query: known.map(|m| format!("?month={}", m.value)).unwrap_or_default(),
            months,
            programme: overview.as_ref().map(|o| o.programme.slug.clone()).unwrap_or_default(),
            commitments: overview
                .map(|o| o.categories.into_iter().flat_map(|c| c.commitments).collect())
                .unwrap_or_default(),
            trouble: None,
            office,
            frame,
        };
        Ok(Drawn::new(page.render()?, None))
    })
    .await
}

/// A paper that the office prints: the bulletin, or the next issue of the gazette, of a month where one is named.
pub(super) async fn file(
    State(app): State<App>,
    ask: Ask,
    Path(file): Path<String>,
    signed_in: SignedIn,
) -> Result<Response<Body>, Failure> {
    let (programme, month) = (None, parameter(&ask, "month").map(str::to_owned));
    let (name, ending) = file.rsplit_once('.').unwrap_or_default();
    // Neither is a table.
    let form = PaperFileForm::of(ending).filter(|form| *form != PaperFileForm::Kept(PaperForm::Xlsx));
    let order = match name {
        "gazette" => PaperOrder::Gazette { programme, month },
        "bulletin" => PaperOrder::Bulletin { programme },
        _ => return Err(Failure::not_found()),
    };
    let form = form.ok_or_else(Failure::not_found)?;
    let actor = signed_in.session.actor;
    let drawn = write_paper(&app, form, move |service| Ok(service.paper(&actor, &order)?)).await?;
    drawn.ok_or_else(Failure::not_found)
}
