//! The operators of the simulated city's charging areas: asked in this process as by T/CEC 102, pushing to the site over HTTP.
//!
//! Two companies share the areas. What they push with is given to them when they are registered and kept in a file of the demonstration, as a real operator would
//! keep it. Of an area's piles every fourth gives direct current.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use shishi_kernel::Date;
use shishi_parking::booking::BayId;
use shishi_parking::charging::{Code, Report};
use shishi_service::Service;
use shishi_service::gateways::{GatewayError, HttpRequest, HttpResponse};
use shishi_service::parking::money::Carry;
use shishi_service::parking::{AcceptForm, ChargingWord, OperatorForm};
use shishi_service::tcec102::messages::StationInfo;
use shishi_service::tcec102::simulator::{Operator, Sketch};
use shishi_service::tcec102::{Keys, Token};

use super::city::{City, Event, Kind, Site, What};
use super::live::office;
use crate::payments::carry;

/// The file with what the operators push with.
const FILE: &str = "chargers.json";
/// The companies: signs, name.
const COMPANIES: [(&str, &str); 2] = [("DEMO00001", "示例快充公司"), ("DEMO00002", "示例绿能充电公司")];
/// By which they know the site.
const OWN: &str = "DEMO00000";
/// What is between them and the site is nobody's secret: it is a simulation.
const SECRETS: [&str; 4] = [
    "demo-secret-0001",
    "demo-signing-001",
    "demo-data-key-01",
    "demo-data-iv-001",
];
/// Of so many piles one gives direct current.
const DIRECT_EVERY: usize = 4;
/// Watts of those, and of the others.
const WATTS: [u32; 2] = [120_000, 7_000];
/// A push that waited longer than this, in seconds, would be stale; then what happened is told as history.
const FRESH_SECONDS: i64 = 240;
/// Who accepts areas.
const ACCEPTED_BY: &str = "示例验收单位";

/// What a company pushes with.
#[derive(Clone, Serialize, Deserialize)]
struct Pushed {
    secret: String,
    sign: String,
    data: String,
    initial: String,
}

/// A company with its areas.
struct Company {
    operator: Operator,
    /// What the site gave it.
    token: Option<Token>,
}

/// Both companies.
pub struct Chargers {
    companies: Vec<Mutex<Company>>,
}

fn address(company: usize) -> String {
    format!("https://chargers-{company}.demo.invalid/evcs/v1")
}

/// The areas in their order, each with its place in the city and its company.
fn areas(city: &City) -> impl Iterator<Item = (usize, &Site, usize)> {
    let areas = city
        .sites()
        .iter()
        .enumerate()
        .filter(|(_, site)| site.kind == Kind::Charging);
    areas
        .enumerate()
        .map(|(number, (at, site))| (at, site, number % COMPANIES.len()))
}

fn company_of(city: &City, at: usize) -> Option<usize> {
    areas(city).find(|(site, ..)| *site == at).map(|(.., company)| company)
}

fn connector(site: &Site, bay: BayId) -> String {
    format!("{}-{:02}-1", site.lot.code, bay.0)
}

fn sketch(site: &Site) -> Sketch {
    Sketch {
        code: site.lot.code.to_string(),
        name: format!("{}充电站", site.lot.name),
        address: format!("{}旁", site.lot.name),
        place: (
            i64::from(site.lot.at.longitude_micro()),
            i64::from(site.lot.at.latitude_micro()),
        ),
        bays: site.lot.bays().map(|(_, bay)| bay.number.to_string()).collect(),
        direct_every: DIRECT_EVERY,
    }
}

impl Chargers {
    /// Registers the companies, places their areas in the lots and accepts those that were open for three weeks, all but the last one; keeps in a folder
    /// what the companies push with.
    pub fn register(service: &Service, city: &City, folder: &Path, opened: impl Fn(usize) -> Date) -> Result<Self> {
        let office = office();
        let mut kept = BTreeMap::new();
        for (company, (signs, name)) in COMPANIES.into_iter().enumerate() {
            let form = OperatorForm {
                operator: signs.to_owned(),
                name: name.to_owned(),
                address: address(company),
                own: OWN.to_owned(),
                secret: SECRETS[0].to_owned(),
                sign: SECRETS[1].to_owned(),
                data: SECRETS[2].to_owned(),
                initial: SECRETS[3].to_owned(),
                paused: false,
                renew: true,
            };
            let keys = service.put_charging_operator(&office, &form)?.context("new keys")?;
            let pushed = Pushed {
                secret: keys.secret,
                sign: keys.sign,
                data: keys.data,
                initial: keys.initial,
            };
            kept.insert(signs.to_owned(), pushed);
        }
        fs::write(folder.join(FILE), serde_json::to_string(&kept)?)?;
        let chargers = Self::of(city, &kept)?;
        service.put_stations(chargers.stations())?;
        let stations = service.charging_stations()?;
        let today = shishi_kernel::civil_date(service.now());
        let last = areas(city).last().map(|(at, ..)| at);
        for (number, (at, site, _)) in areas(city).enumerate() {
            let code = site.lot.code.as_str();
            let station = stations
                .iter()
                .find(|view| view.row.code == code)
                .context("a station")?;
            service.place_station(&office, station.row.id, code)?;
            let on = opened(at).checked_add(jiff::Span::new().days(21))?;
            if on <= today && Some(at) != last {
                let form = AcceptForm {
                    on,
                    by: ACCEPTED_BY.to_owned(),
                    evidence: format!("示例验收单第{}号", number + 1),
                };
                service.accept_station(&office, station.row.id, form)?;
            }
        }
        Ok(chargers)
    }

    /// The companies as they were registered in a folder; nothing where none was.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let kept: BTreeMap<String, Pushed> = serde_json::from_str(&fs::read_to_string(&path)?)
            .with_context(|| format!("{} is damaged", path.display()))?;
        Self::of(&City::new()?, &kept).map(Some)
    }

    fn of(city: &City, kept: &BTreeMap<String, Pushed>) -> Result<Self> {
        let mut companies = Vec::new();
        for (company, (signs, _)) in COMPANIES.into_iter().enumerate() {
            let pushed = kept.get(signs).context("a company without keys")?;
            let asked = Keys::new(OWN, SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[3])?;
            let keys = Keys::new(signs, &pushed.secret, &pushed.sign, &pushed.data, &pushed.initial)?;
            let own = areas(city).filter(|(.., of)| *of == company);
            let sketches: Vec<Sketch> = own.map(|(_, site, _)| sketch(site)).collect();
            let operator = Operator::between(asked, keys, "https://demo.invalid/parking/charging", &sketches)?;
            companies.push(Mutex::new(Company { operator, token: None }));
        }
        Ok(Self { companies })
    }

    fn stations(&self) -> Vec<StationInfo> {
        let each = self.companies.iter();
        each.flat_map(|company| company.lock().operator.stations().to_vec())
            .collect()
    }

    /// What asks them: in this process, whichever address stands in the request.
    pub fn carry(self: &Arc<Self>, service: &Service) -> Carry {
        let (chargers, clock) = (Arc::clone(self), service.clone());
        Arc::new(move |request: HttpRequest| {
            let of = (0..COMPANIES.len()).find(|company| request.url.starts_with(&address(*company)))?;
            Some(chargers.companies[of].lock().operator.answer(&request, clock.now()))
        })
    }

    /// Notes what a connector does, so that whoever asks is told.
    pub fn note(&self, city: &City, event: &Event) {
        let What::Connector { bay, state } = event.what else {
            return;
        };
        if let Some(company) = company_of(city, event.site) {
            let code = connector(&city.sites()[event.site], bay);
            self.companies[company].lock().operator.set(&code, state.code());
        }
    }

    /// Tells the site of an event of a charger: by a push where it is of now, else as it was. Without an address the push goes the short way.
    pub fn tell(&self, service: &Service, city: &City, event: &Event, site: Option<SocketAddr>) -> Result<()> {
        let Some(company) = company_of(city, event.site) else {
            return Ok(());
        };
        let (now, place) = (service.now(), &city.sites()[event.site]);
        let mut company = self.companies[company].lock();
        match &event.what {
            What::Connector { bay, state } => {
                let code = connector(place, *bay);
                if now.as_second() - event.at.0 > FRESH_SECONDS {
                    let word = ChargingWord::State(Report {
                        connector: Code::new(&code)?,
                        at: event.at,
                        state: *state,
                    });
                    let signs = company.operator.stations()[0].operator.clone();
                    return Ok(service.hear_charging(&signs, vec![word])?);
                }
                company.push(service, site, |operator, token| {
                    operator.turn(&code, state.code(), token, now)
                })
            }
            What::Charged {
                bay,
                begin,
                end,
                watt_hours,
                plate,
            } => {
                let code = connector(place, *bay);
                let direct = usize::try_from(bay.0)
                    .unwrap_or(1)
                    .saturating_sub(1)
                    .is_multiple_of(DIRECT_EVERY);
                let watts = i64::from(WATTS[usize::from(!direct)]);
                let most = u32::try_from(watts * (end.0 - begin.0) / 3600).unwrap_or(0);
                let (charged, times) = ((*watt_hours).min(most), (begin.0, end.0));
                let plate = plate.clone().unwrap_or_default();
                company.push(service, site, |operator, token| {
                    operator.charged(&code, times, charged, &plate, token, now)
                })
            }
            What::Passage(_) | What::Bay { .. } => Ok(()),
        }
    }
}

impl Company {
    /// Sends what is made with a token, and fails unless the site takes it.
    fn push(
        &mut self,
        service: &Service,
        site: Option<SocketAddr>,
        made: impl FnOnce(&mut Operator, &Token) -> Result<HttpRequest, GatewayError>,
    ) -> Result<()> {
        let now = service.now();
        let token = match self.token.take().filter(|token| token.holds(now)) {
            Some(token) => token,
            None => {
                let asked = self.operator.ask_token(now)?;
                let answer = send(service, site, asked)?;
                self.operator.read_token(&answer, now)?
            }
        };
        let request = made(&mut self.operator, &token)?;
        let answer = send(service, site, request)?;
        let said: serde_json::Value = serde_json::from_slice(&answer.body)?;
        anyhow::ensure!(said["Ret"] == 0, "the site answers {said}");
        self.token = Some(token);
        Ok(())
    }
}

fn send(service: &Service, site: Option<SocketAddr>, request: HttpRequest) -> Result<HttpResponse> {
    let Some(site) = site else {
        return Ok(service.hear_operator(&request)?);
    };
    let url = format!("http://{site}{}", request.path());
    carry()(HttpRequest { url, ..request }).context("the site does not answer")
}
