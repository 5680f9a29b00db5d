//! What operators push: believed when signed, durable before it is answered, and the same when it comes again.
//!
//! A push says itself to which second or charge it belongs, and the signature covers that. So one that is replayed says what was said before and changes
//! nothing; nothing has to be remembered of envelopes.

use jiff::Timestamp;
use shishi_gateways::tcec102::{Incoming, Receiver, Refused, Stamp, sender, stranger};
use shishi_gateways::{GatewayError, HttpRequest, HttpResponse};
use shishi_kernel::{Fen, Refusal, civil_date};
use shishi_parking::charging::{Code, Order, Report, State};
use shishi_parking::passages::Second;
use shishi_store::parking::operators::{self as rows, OperatorRow};

use super::ChargingWord;
use crate::{Service, ServiceError};

impl Service {
    /// Takes what an operator pushes, and answers when it is durable. What is forged, stale, or cannot be is refused by the field that is wrong, and
    /// counted; an operator that is paused is heard all the same, as what it charged is somebody's money.
    ///
    /// # Errors
    /// When the store is away, before it is known who speaks; then nobody can sign a reply.
    pub fn hear_operator(&self, request: &HttpRequest) -> Result<HttpResponse, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let signs = sender(request).unwrap_or_default();
        let known = self.store().read(|r| Ok::<_, ServiceError>(rows::one(r, j, &signs)?))?;
        let Some(row) = known else {
            self.count_refused(String::new(), "gateway.forged");
            return Ok(stranger());
        };
        let receiver = self.receiver(&row)?;
        let (stamp, incoming) = match receiver.read(request, now) {
            Ok(read) => read,
            Err(Refused { error, response }) => {
                self.count_refused(row.operator, error.code());
                return Ok(response);
            }
        };
        match self.hear_incoming(&row, stamp, &incoming) {
            Ok(()) => Ok(receiver.answer(&incoming, now)),
            Err(Heard::Impossible { what, code }) => {
                self.count_refused(row.operator, code);
                Ok(receiver.refuse(&GatewayError::Malformed { what }))
            }
            Err(Heard::Failed(error)) => {
                tracing::error!(%error, "what an operator pushed could not be kept; it comes again");
                Ok(receiver.failed())
            }
        }
    }

    fn receiver(&self, row: &OperatorRow) -> Result<Receiver, ServiceError> {
        let keys = self.secrets(row)?.pushed().map_err(ServiceError::internal)?;
        // With other keys there are other tokens.
        let tokens = self
            .inner
            .parking
            .plates
            .digest("charging-token", &keys.sign(&[&row.operator]));
        Ok(Receiver::new(keys, tokens))
    }

    fn hear_incoming(&self, row: &OperatorRow, stamp: Stamp, incoming: &Incoming) -> Result<(), Heard> {
        let word = match incoming {
            Incoming::Token => return Ok(()),
            Incoming::Status(told) => ChargingWord::State(Report {
                connector: Code::new(&told.connector.connector).map_err(|_| Heard::of("ConnectorID"))?,
                at: Second(stamp.second),
                state: State::from_code(told.connector.status).map_err(|_| Heard::of("Status"))?,
            }),
            Incoming::Order(told) => {
                let (begin, end) = told.times().map_err(|_| Heard::of("EndTime"))?;
                let order = Order {
                    number: Code::new(&told.start_charge_seq).map_err(|_| Heard::of("StartChargeSeq"))?,
                    connector: Code::new(&told.connector).map_err(|_| Heard::of("ConnectorID"))?,
                    begin: Second(begin),
                    end: Second(end),
                    watt_hours: told.watt_hours(),
                    electricity: Fen(told.total_elec_money.0),
                    service: Fen(told.total_sevice_money.0),
                    total: Fen(told.total_money.0),
                    plate: None,
                };
                ChargingWord::Charge(order, told.license_plate.clone())
            }
        };
        self.hear_charging(&row.operator, vec![word])
            .map_err(|error| match error {
                ServiceError::Refused { code, .. } => Heard::Impossible {
                    what: field_of(code),
                    code,
                },
                other => Heard::Failed(other),
            })
    }

    fn count_refused(&self, signs: String, code: &'static str) {
        let (j, now): (_, Timestamp) = (self.jurisdiction(), self.now());
        tracing::warn!(operator = signs, code, "a push of a charging operator was refused");
        let counted = self.store().write(move |w| {
            rows::count_refused(w, j, &signs, civil_date(now), code)?;
            Ok::<_, ServiceError>(())
        });
        if let Err(error) = counted {
            tracing::error!(%error, "a refused push was not counted");
        }
    }
}

/// Why a push is not answered by yes.
enum Heard {
    /// It cannot be, and would not when it came again.
    Impossible { what: &'static str, code: &'static str },
    /// We failed.
    Failed(ServiceError),
}

impl Heard {
    fn of(what: &'static str) -> Self {
        let code = GatewayError::Malformed { what }.code();
        Self::Impossible { what, code }
    }
}

/// The field of a push that a rule speaks of.
fn field_of(code: &str) -> &'static str {
    match code {
        "charging.time_bad" | "charging.order_backwards" | "charging.order_long" => "EndTime",
        "charging.amount_bad" => "TotalMoney",
        _ => "Data",
    }
}
