//! The barrier's question: a vehicle is at the lane, does it open?

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde::Serialize;
use shishi_service::parking::money::GateView;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::made;
use super::document::RefusedDelivery;
use super::extract::InQuery;
use super::parking::{Delivery, PassageShape, Speaker, of_device};
use crate::shell::{App, Failure};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(pass))
}

/// What the barrier does. The passage is on the disk when this is answered; no payment provider was asked for it.
#[derive(Serialize, ToSchema)]
#[schema(as = ParkingGate)]
struct Gate {
    /// Whether it opens.
    open: bool,
    /// Why.
    why: GateWord,
    /// What the stay costs, in fen; null where it is not known.
    fee_fen: Option<i64>,
    /// What is open, in fen: of this stay, and with `pay_first` of earlier ones too.
    owed_fen: i64,
    /// The path of the page that a driver pays on, to be shown as a code; null where there is nothing to pay.
    page: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GateWord {
    /// A vehicle came in.
    Entered,
    /// Nothing is open.
    Settled,
    /// Somebody signed for the plate, and is charged afterwards.
    Charge,
    /// What is open is a debt.
    Owing,
    /// The driver pays by the page first; the same message again says whether that is done.
    PayFirst,
    /// No entry of this vehicle is known.
    NoEntry,
    /// The plate was not read surely enough: a person opens.
    Unsure,
    /// The number of the message was used for another one: a person opens.
    Contradicted,
}

impl From<GateView> for Gate {
    fn from(view: GateView) -> Self {
        let why = match view.why {
            "entered" => GateWord::Entered,
            "settled" => GateWord::Settled,
            "charge" => GateWord::Charge,
            "owing" => GateWord::Owing,
            "pay_first" => GateWord::PayFirst,
            "unsure" => GateWord::Unsure,
            "contradicted" => GateWord::Contradicted,
            _ => GateWord::NoEntry,
        };
        Self {
            open: view.open,
            why,
            fee_fen: view.fee.map(|fee| fee.0),
            owed_fen: view.owed.0,
            page: view.code.map(|code| format!("/parking/pay/{code}")),
        }
    }
}

/// Takes one passage of a lane and says at once whether the barrier opens. Repeating the same message is safe and has the answer of now.
#[utoipa::path(post, path = "/api/parking/passages", tag = "parking", security(("device" = [])), params(Speaker),
    request_body(content = PassageShape, content_type = "application/json"),
    responses((status = 200, body = Gate), RefusedDelivery))]
async fn pass(
    State(app): State<App>,
    InQuery(speaker): InQuery<Speaker>,
    delivery: Delivery,
) -> Result<Response<Body>, Failure> {
    let Delivery { token, bytes, .. } = delivery;
    let gate = app
        .committing(move |service| {
            let device = service.device_by_token(&speaker.device, &token).map_err(of_device)?;
            service.pass_delivery(&device, &bytes).map_err(Failure::from)
        })
        .await?;
    made(StatusCode::OK, &Gate::from(gate))
}
