//! Who runs charging stations: where it is asked, and the keys of both ways, sealed at rest.
//!
//! Each side hands the other its own: what we ask with was given to us by the operator, what it pushes with is given by us and shown once. Neither is
//! ever shown again.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shishi_gateways::GatewayError;
use shishi_gateways::tcec102::{Client, Keys};
use shishi_kernel::{Actor, Date, JurisdictionId, civil_date};
use shishi_store::parking::charges;
use shishi_store::parking::operators::{self as rows, OperatorRow};
use shishi_store::{Reader, jobs};

use super::super::catalogue::invalid;
use super::super::may;
use super::ask::{self, JOB};
use crate::journal::leaf::Kind;
use crate::{Service, ServiceError};

/// Most characters of an operator's name.
const NAME_CHARS_MAX: usize = 50;
/// Most characters of an address.
const ADDRESS_CHARS_MAX: usize = 200;
/// What was refused is shown for so many days.
const REFUSED_DAYS: i64 = 30;
/// What the keys are sealed for.
const PURPOSE: &str = "charging-operator";

/// An operator as it is typed. Secrets that are left empty stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatorForm {
    /// `OperatorID`: nine letters or digits.
    pub operator: String,
    /// What people call it.
    pub name: String,
    /// Where it is asked: `operator.example/evcs/v1`. It goes over HTTPS unless it says otherwise.
    pub address: String,
    /// `OperatorID` by which it knows us.
    pub own: String,
    /// `OperatorSecret` that it gave us.
    pub secret: String,
    /// `SigSecret` that it gave us.
    pub sign: String,
    /// `DataSecret` that it gave us.
    pub data: String,
    /// `DataSecretIV` that it gave us.
    pub initial: String,
    /// It is not asked for now.
    pub paused: bool,
    /// It gets new keys to push with; an operator that is new gets them anyway.
    pub renew: bool,
}

/// What an operator pushes with. It is shown this once, to be handed to the operator.
#[derive(Clone, PartialEq, Eq)]
pub struct PushKeys {
    /// `OperatorSecret`.
    pub secret: String,
    /// `SigSecret`.
    pub sign: String,
    /// `DataSecret`.
    pub data: String,
    /// `DataSecretIV`.
    pub initial: String,
}

impl std::fmt::Debug for PushKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PushKeys(secret)")
    }
}

/// An operator as the desk sees it.
#[derive(Clone, Debug)]
pub struct OperatorView {
    /// As it is kept.
    pub row: OperatorRow,
    /// `OperatorID` by which it knows us.
    pub own: String,
    /// How many stations it told of.
    pub stations: usize,
    /// When it is asked again; none while it is paused.
    pub next: Option<Timestamp>,
    /// What it pushed and was refused in the last days: day, code, how often.
    pub refused: Vec<(Date, String, u32)>,
}

/// The secrets of one way.
#[derive(Clone, Serialize, Deserialize)]
struct Way {
    operator: String,
    secret: String,
    sign: String,
    data: String,
    initial: String,
}

impl Way {
    fn keys(&self) -> Result<Keys, GatewayError> {
        Keys::new(&self.operator, &self.secret, &self.sign, &self.data, &self.initial)
    }
}

/// The secrets of both ways, as they are sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Secrets {
    ask: Way,
    push: Way,
}

impl Secrets {
    /// Whoever asks the operator.
    pub(super) fn client(&self, address: &str) -> Result<Client, GatewayError> {
        Client::new(self.ask.keys()?, address)
    }

    /// What the operator pushes with.
    pub(super) fn pushed(&self) -> Result<Keys, GatewayError> {
        self.push.keys()
    }
}

/// What operators are called, by their signs.
pub(super) fn names(r: &mut Reader<'_>, j: JurisdictionId) -> Result<HashMap<String, String>, ServiceError> {
    let all = rows::all(r, j)?.into_iter();
    Ok(all.map(|row| (row.operator, row.name)).collect())
}

/// An address with its scheme.
fn whole(typed: &str) -> Result<String, ServiceError> {
    let address = match typed.contains("://") {
        true => typed.to_owned(),
        false => format!("https://{typed}"),
    };
    let place = address.split_once("://").map_or("", |(_, place)| place);
    let fits = place.starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '[')
        && address.chars().count() <= ADDRESS_CHARS_MAX
        && !address
            .chars()
            .any(|sign| sign.is_control() || sign.is_whitespace() || sign == '@');
    match fits {
        true => Ok(address),
        false => Err(invalid("address", "form.operator_address")),
    }
}

fn unusable(error: &GatewayError) -> ServiceError {
    let field = match error {
        GatewayError::KeyUnusable { what } => match *what {
            "OperatorSecret" => "secret",
            "SigSecret" => "sign",
            "DataSecret" => "data",
            "DataSecretIV" => "initial",
            _ => "own",
        },
        _ => "address",
    };
    let code = match field {
        "address" => "form.operator_address",
        "own" => "form.operator_signs",
        "secret" | "sign" => "form.operator_secret",
        _ => "form.operator_data_key",
    };
    invalid(field, code)
}

impl Service {
    /// Keeps an operator, new or changed, and has it asked at once. Gives what it pushes with where that is new.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Invalid`] with the field that cannot be.
    pub fn put_charging_operator(&self, actor: &Actor, form: &OperatorForm) -> Result<Option<PushKeys>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let trimmed = |text: &str| text.trim().to_owned();
        let (signs, name, address) = (trimmed(&form.operator), trimmed(&form.name), trimmed(&form.address));
        if signs.len() != 9 || !signs.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(invalid("operator", "form.operator_signs"));
        }
        let named = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control);
        if !named {
            return Err(invalid("name", "form.operator_name"));
        }
        let address = whole(&address)?;
        let j = self.jurisdiction();
        let known = self.store().read(|r| Ok::<_, ServiceError>(rows::one(r, j, &signs)?))?;
        // Keys that cannot be opened any more are typed again.
        let before = known.as_ref().and_then(|row| self.secrets(row).ok());
        let kept = |typed: &str, of: fn(&Way) -> &String| match (trimmed(typed), &before) {
            (typed, Some(before)) if typed.is_empty() => of(&before.ask).clone(),
            (typed, _) => typed,
        };
        let ask = Way {
            operator: kept(&form.own, |way| &way.operator),
            secret: kept(&form.secret, |way| &way.secret),
            sign: kept(&form.sign, |way| &way.sign),
            data: kept(&form.data, |way| &way.data),
            initial: kept(&form.initial, |way| &way.initial),
        };
        let (push, new) = match before {
            Some(before) if !form.renew => (before.push, None),
            _ => {
                let new = PushKeys {
                    secret: self.random_hex::<16>(),
                    sign: self.random_hex::<16>(),
                    data: self.random_hex::<8>(),
                    initial: self.random_hex::<8>(),
                };
                let way = Way {
                    operator: signs.clone(),
                    secret: new.secret.clone(),
                    sign: new.sign.clone(),
                    data: new.data.clone(),
                    initial: new.initial.clone(),
                };
                (way, Some(new))
            }
        };
        let secrets = Secrets { ask, push };
        secrets.client(&address).map_err(|error| unusable(&error))?;
        let plain = serde_json::to_vec(&secrets).map_err(ServiceError::internal)?;
        let context = self.context(actor);
        let row = OperatorRow {
            sealed: self.inner.parking.plates.seal_secret(&purpose(&signs), &plain)?,
            operator: signs.clone(),
            name,
            address,
            paused_at: form.paused.then_some(context.at),
            turn: 0,
            stations_at: None,
            answered_at: None,
            trouble: None,
            failures: 0,
        };
        let renewed = new.is_some();
        self.commit(move |w| {
            let data = json!({
                "address": row.address,
                "keys_renewed": renewed,
                "name": row.name,
                "operator": row.operator,
                "paused": row.paused_at.is_some(),
            });
            let subject = format!("parking-operator:{}", row.operator);
            let leaf = context.leaf(w, Kind::ParkingOperatorPut, subject, data)?;
            let turn = rows::put(w, context.j, &row, leaf)?;
            if row.paused_at.is_none() {
                jobs::add(w, context.j, JOB, &ask::payload(&row.operator, turn), context.at)?;
            }
            Ok(w.touch(context.j)?)
        })?;
        let charging = &self.inner.parking.charging;
        charging.tokens.lock().remove(&signs);
        charging.moved();
        Ok(new)
    }

    /// Every operator, with what came of asking it.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn charging_operators(&self, actor: &Actor) -> Result<Vec<OperatorView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, today) = (self.jurisdiction(), civil_date(self.now()));
        let since = today.checked_sub(jiff::Span::new().days(REFUSED_DAYS)).unwrap_or(today);
        let (operators, stations, refused) = self.store().read(|r| {
            Ok::<_, ServiceError>((
                rows::all(r, j)?,
                charges::stations(r, j)?,
                rows::refused_since(r, j, since)?,
            ))
        })?;
        let view = |row: OperatorRow| {
            let of_it = refused.iter().filter(|(_, operator, ..)| *operator == row.operator);
            OperatorView {
                own: self
                    .secrets(&row)
                    .map(|secrets| secrets.ask.operator)
                    .unwrap_or_default(),
                stations: stations
                    .iter()
                    .filter(|station| station.operator == row.operator)
                    .count(),
                next: ask::next(&row),
                refused: of_it
                    .map(|(day, _, code, count)| (*day, code.clone(), *count))
                    .collect(),
                row,
            }
        };
        Ok(operators.into_iter().map(view).collect())
    }

    /// The secrets of an operator.
    pub(super) fn secrets(&self, row: &OperatorRow) -> Result<Secrets, ServiceError> {
        let plain = self
            .inner
            .parking
            .plates
            .open_secret(&purpose(&row.operator), &row.sealed);
        let damaged = || ServiceError::Internal(format!("the keys of operator {} cannot be opened", row.operator));
        serde_json::from_slice(&plain.ok_or_else(damaged)?).map_err(|_| damaged())
    }
}

/// Keys of one operator cannot be put in the place of another's.
fn purpose(signs: &str) -> String {
    format!("{PURPOSE}:{signs}")
}
