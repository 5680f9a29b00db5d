//! Asking operators, by jobs: for a token, their stations, what their connectors do.
//!
//! A job asks one operator once and adds the job of the next time with the outcome, in one commit. The turn of the operator's row says which job that
//! is: a job that is done twice, or was left over from before the operator was changed, finds another turn and adds nothing. An operator that fails is
//! asked later and later, and why is kept for a person; what it told before it failed is kept as well.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use shishi_gateways::tcec102::messages::{Call, ConnectorStatus, QueryStationStatus, QueryStationsInfo, StationInfo};
use shishi_gateways::tcec102::{Client, STATIONS_ASKED_MAX, Stamp, Token};
use shishi_gateways::{Decline, GatewayError, HttpRequest, HttpResponse};
use shishi_kernel::Refusal;
use shishi_parking::charging::{Code, Report, State};
use shishi_parking::passages::Second;
use shishi_store::parking::charges as stations;
use shishi_store::parking::operators::{self as rows, Came, OperatorRow};
use shishi_store::{Writer, jobs};

use super::super::money::Carry;
use super::{ChargingWord, station_row};
use crate::{Service, ServiceError};

/// The kind of these jobs; the payload is an operator and its turn.
pub(crate) const JOB: &str = "parking.charging";
/// Seconds between two questions for what connectors do.
const ASK_SECONDS: i64 = 60;
/// After a failure twice the time before, but no more than so many seconds.
const AGAIN_SECONDS_MAX: i64 = 1_800;
/// Seconds between two questions for all stations; a connector that is not known has them asked for at once.
const STATIONS_SECONDS: i64 = 3_600;
/// What a connector goes on doing is kept again after so many seconds, so that it is known to be so still.
const BEAT_SECONDS: i64 = 600;
/// Stations asked for at once.
const PAGE_SIZE: u32 = 50;
/// Most pages of stations; an operator that has more is no operator of one town.
const PAGES_MAX: u32 = 40;

/// What a job is to do.
pub(super) fn payload(operator: &str, turn: i64) -> String {
    format!("{operator} {turn}")
}

/// When an operator is asked again; none while it is paused.
pub(super) fn next(row: &OperatorRow) -> Option<Timestamp> {
    let last = [row.answered_at, row.trouble.as_ref().map(|(_, at)| *at)];
    let last = last.into_iter().flatten().max();
    row.paused_at
        .is_none()
        .then(|| last.map_or(Timestamp::UNIX_EPOCH, |at| later(at, pause(row.failures))))
}

fn pause(failures: u32) -> i64 {
    ASK_SECONDS.saturating_mul(1 << failures.min(20)).min(AGAIN_SECONDS_MAX)
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// Why asking came to nothing.
enum Away {
    Gateway(GatewayError),
    /// One of its stations or words cannot be; the others are kept.
    Refused(String),
    Service(ServiceError),
}

impl From<GatewayError> for Away {
    fn from(error: GatewayError) -> Self {
        Self::Gateway(error)
    }
}

impl From<ServiceError> for Away {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Refused { code, .. } => Self::Refused(code.to_owned()),
            other => Self::Service(other),
        }
    }
}

/// A conversation with one operator.
struct Talk<'a> {
    service: &'a Service,
    carry: Carry,
    client: Client,
    operator: &'a str,
}

impl Service {
    /// Has charging operators asked from now on, by what carries requests. Without it none is asked, and what they push is heard all the same.
    pub fn set_charging(&self, carry: Carry) {
        *self.inner.parking.charging.carry.write() = Some(carry);
    }

    /// Does a job of this kind. An operator that fails is no failure of the job: why is kept with the operator.
    pub(crate) fn ask_operator(&self, payload: &str) -> Result<(), String> {
        let (operator, turn) = payload.split_once(' ').unwrap_or_default();
        let turn: i64 = turn.parse().map_err(|_| format!("no turn in {payload:?}"))?;
        self.ask_in_turn(operator, turn).map_err(|error| error.to_string())
    }

    fn ask_in_turn(&self, operator: &str, turn: i64) -> Result<(), ServiceError> {
        let (j, operator) = (self.jurisdiction(), operator.to_owned());
        let known = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::one(r, j, &operator)?))?;
        let Some(row) = known.filter(|row| row.turn == turn && row.paused_at.is_none()) else {
            return Ok(());
        };
        let mut asked_stations = false;
        let outcome = self.talk(&row).and_then(|talk| {
            if self.wants_stations(&row) {
                talk.stations()?;
                asked_stations = true;
            }
            talk.states()
        });
        let trouble = match outcome {
            Ok(()) => None,
            // The store is away: the job fails, and is done again with the same turn.
            Err(Away::Service(error)) => return Err(error),
            Err(Away::Gateway(error)) => {
                tracing::warn!(operator = row.operator, %error, "a charging operator was asked in vain");
                Some(error.code().to_owned())
            }
            Err(Away::Refused(code)) => {
                tracing::warn!(operator = row.operator, code, "a charging operator says what cannot be");
                Some(code)
            }
        };
        let failures = if trouble.is_some() { row.failures + 1 } else { 0 };
        let came = Came {
            at: self.now(),
            stations: asked_stations,
            trouble,
        };
        self.store().write(move |w: &mut Writer<'_>| {
            if rows::came(w, j, &row.operator, turn, &came)? {
                let due = later(came.at, pause(failures));
                jobs::add(w, j, JOB, &self::payload(&row.operator, turn + 1), due)?;
            }
            Ok::<_, ServiceError>(())
        })
    }

    fn wants_stations(&self, row: &OperatorRow) -> bool {
        let again = row.stations_at.map(|at| later(at, STATIONS_SECONDS));
        again.is_none_or(|again| again <= self.now())
    }

    fn talk<'a>(&'a self, row: &'a OperatorRow) -> Result<Talk<'a>, Away> {
        let carry = self.inner.parking.charging.carry.read().clone();
        // Keys that cannot be opened are no fault that goes away: a person types them again.
        let secrets = self
            .secrets(row)
            .map_err(|_| GatewayError::KeyUnusable { what: "keys" })?;
        Ok(Talk {
            service: self,
            carry: carry.ok_or(GatewayError::Unavailable { status: 0 })?,
            client: secrets.client(&row.address)?,
            operator: &row.operator,
        })
    }
}

impl Talk<'_> {
    fn stamp(&self) -> Result<Stamp, GatewayError> {
        let mut stamps = self.service.inner.parking.charging.stamps.lock();
        let of_it = stamps.entry(self.operator.to_owned()).or_default();
        let stamp = of_it.next(self.service.now());
        stamp.ok_or(GatewayError::CommandBad { what: "Seq" })
    }

    fn carry(&self, request: HttpRequest) -> Result<HttpResponse, GatewayError> {
        (self.carry)(request).ok_or(GatewayError::Unavailable { status: 0 })
    }

    /// The token that holds, or another one.
    fn token(&self) -> Result<Token, GatewayError> {
        let tokens = &self.service.inner.parking.charging.tokens;
        let kept = tokens.lock().get(self.operator).cloned();
        if let Some(token) = kept.filter(|token| token.holds(self.service.now())) {
            return Ok(token);
        }
        let response = self.carry(self.client.ask_token(self.stamp()?)?)?;
        let token = self.client.read_token(&response, self.service.now())?;
        tokens.lock().insert(self.operator.to_owned(), token.clone());
        Ok(token)
    }

    /// Asks; where the token is refused, once more with another one.
    fn ask<C: Call>(&self, call: &C) -> Result<C::Answer, GatewayError> {
        let once = || {
            let request = self.client.ask(call, &self.token()?, self.stamp()?)?;
            self.client.read(call, &self.carry(request)?)
        };
        match once() {
            Err(GatewayError::Declined {
                reason: Decline::NotAllowed,
                ..
            }) => {
                self.service.inner.parking.charging.tokens.lock().remove(self.operator);
                once()
            }
            other => other,
        }
    }

    /// Asks for all stations and keeps those that can be; one that cannot keeps the others from nobody.
    fn stations(&self) -> Result<(), Away> {
        let mut wrong = None;
        for page_no in 1..=PAGES_MAX {
            let call = QueryStationsInfo {
                last_query_time: String::new(),
                page_no,
                page_size: PAGE_SIZE,
            };
            let page = self.ask(&call)?;
            let pages = page.page_count;
            if let Err(away) = self.keep_stations(page.stations) {
                match away {
                    Away::Service(_) => return Err(away),
                    other => wrong = Some(other),
                }
            }
            if page_no >= pages {
                break;
            }
        }
        wrong.map_or(Ok(()), Err)
    }

    fn keep_stations(&self, told: Vec<StationInfo>) -> Result<(), Away> {
        let mut wrong = None;
        let mut good = Vec::with_capacity(told.len());
        for info in told {
            // Whose stations it tells of is not the operator's to choose.
            let own = info.operator == self.operator;
            match station_row(&info, self.service.now()) {
                Ok(_) if own => good.push(info),
                Ok(_) => {
                    wrong = Some(Away::Gateway(GatewayError::Mismatch {
                        what: "OperatorID",
                        expected: self.operator.to_owned(),
                        said: info.operator.chars().take(9).collect(),
                    }));
                }
                Err(error) => wrong = Some(error.into()),
            }
        }
        self.service.put_stations(good)?;
        wrong.map_or(Ok(()), Err)
    }

    /// Asks what the connectors of its stations do, and keeps what is new of it.
    fn states(&self) -> Result<(), Away> {
        let j = self.service.jurisdiction();
        let codes = self.service.store().read(|r| {
            let all = stations::stations(r, j)?;
            let own = all.into_iter().filter(|row| row.operator == self.operator);
            Ok::<_, ServiceError>(own.map(|row| row.code).collect::<Vec<_>>())
        })?;
        for codes in codes.chunks(STATIONS_ASKED_MAX) {
            let call = QueryStationStatus {
                stations: codes.to_vec(),
            };
            let asked_at = self.service.now().as_second();
            let answer = self.ask(&call)?;
            let said = answer.stations.into_iter().flat_map(|station| station.connectors);
            self.keep_states(said, asked_at)?;
        }
        Ok(())
    }

    fn keep_states(&self, said: impl Iterator<Item = ConnectorStatus>, at: i64) -> Result<(), Away> {
        let j = self.service.jurisdiction();
        let mut last: HashMap<String, (i64, u8)> = HashMap::new();
        let lately = self
            .service
            .store()
            .read(|r| Ok::<_, ServiceError>(stations::reports(r, j, self.operator, at - BEAT_SECONDS)?))?;
        for report in lately {
            // They come in the order of their seconds.
            last.insert(report.connector, (report.second, report.state));
        }
        let mut words = Vec::new();
        for status in said {
            let known = last.get(&status.connector);
            // What was pushed while we asked is newer than the answer.
            if known.is_some_and(|(second, state)| *second >= at || *state == status.status) {
                continue;
            }
            words.push(ChargingWord::State(Report {
                connector: Code::new(&status.connector).map_err(crate::once::refused)?,
                at: Second(at),
                state: State::from_code(status.status).map_err(crate::once::refused)?,
            }));
        }
        if !words.is_empty() {
            self.service.hear_charging(self.operator, words)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_that_fails_is_asked_later_and_later() {
        let pauses: Vec<i64> = [0, 1, 2, 4, 5, 6, u32::MAX].map(pause).into();
        assert_eq!(pauses, [60, 120, 240, 960, 1_800, 1_800, 1_800]);
    }
}
