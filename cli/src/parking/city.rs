//! A simulated city as text: everything that its devices say from a moment on, or what stands there.

use std::io::{BufWriter, ErrorKind, Write};

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use jiff::tz::Offset;
use serde::Serialize;
use shishi_kernel::Timestamp;
use shishi_parking::passages::{Colour, Second, Way};
use shishi_parking::places::form::{Form, write};
use shishi_parking::places::{Code, Places};

use super::files;
use crate::demo::city::{City, Event, Site, TARIFFS, Traffic, What, devices};

/// Arguments of `shishi parking city`.
#[derive(Args)]
pub struct CityArguments {
    /// What happens is drawn from this; the same number gives the same lines.
    #[arg(long, default_value_t = 2020)]
    seed: u64,
    /// The moment to begin at, in China's civil time: `2026-03-02 08:00`.
    #[arg(long, default_value = "2026-03-02 08:00")]
    from: jiff::civil::DateTime,
    /// For how many hours.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=8_784))]
    hours: u32,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Show::Events)]
    show: Show,
}

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    /// What devices say, a line of JSON each.
    Events,
    /// Lots and bays as a table.
    Csv,
    /// Lots and bays as GeoJSON.
    Geojson,
    /// Lots and bays with the tags of OpenStreetMap.
    Osm,
    /// The lots as a table: bays, quota of bookings, tariff.
    Lots,
    /// The devices as a table.
    Devices,
    /// The tariffs, one after the other.
    Tariffs,
}

/// What a device says, as a line of JSON.
#[derive(Default, Serialize)]
struct Line<'a> {
    heard: Timestamp,
    at: Timestamp,
    lot: &'a str,
    device: u32,
    sequence: u64,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plate: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lane: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bay: Option<u32>,
    /// The code of T/CEC 102.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    begin: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watt_hours: Option<u32>,
}

/// Prints them.
pub fn run(arguments: &CityArguments) -> anyhow::Result<()> {
    let city = City::new()?;
    match arguments.show {
        Show::Events => events(&city, arguments),
        Show::Csv => places(&city, Form::Csv),
        Show::Geojson => places(&city, Form::GeoJson),
        Show::Osm => places(&city, Form::Osm),
        Show::Lots => files::print(&lot_table(&city)),
        Show::Devices => files::print(&device_table(&city)),
        Show::Tariffs => {
            let told = |(code, text): &(&str, &str)| format!("# {code}\n{text}\n");
            files::print(&TARIFFS.iter().map(told).collect::<String>())
        }
    }
}

fn events(city: &City, arguments: &CityArguments) -> anyhow::Result<()> {
    let from = Offset::constant(8).to_timestamp(arguments.from)?.as_second();
    let until = from + i64::from(arguments.hours) * 3600;
    let (mut traffic, before) = Traffic::start(city, arguments.seed, Second(from));
    let after = traffic.by_ref().take_while(|event| event.heard.0 < until);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for event in before.into_iter().chain(after) {
        let line = serde_json::to_string(&line(city, &event)?)?;
        match writeln!(out, "{line}") {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            other => other.context("the output could not be written")?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("the output could not be written")?,
        _ => {}
    }
    let count = traffic.turned_away();
    eprintln!("{count}辆车没有找到泊位 / vehicles found no bay, the three days before included");
    Ok(())
}

fn lot_table(city: &City) -> String {
    let mut table = "lot,name,bays,quota,tariff\n".to_owned();
    for Site { lot, quota, .. } in city.sites() {
        let (bays, tariff) = (lot.bays().count(), lot.tariff.as_ref().map_or("", Code::as_str));
        table.push_str(&format!("{},{},{bays},{quota},{tariff}\n", lot.code, lot.name));
    }
    table
}

fn device_table(city: &City) -> String {
    let mut table = "lot,device,kind\n".to_owned();
    for (at, site) in city.sites().iter().enumerate() {
        for device in devices(at, site) {
            let kind = if device.is_camera { "camera" } else { "collector" };
            table.push_str(&format!("{},{},{kind}\n", site.lot.code, device.number));
        }
    }
    table
}

fn places(city: &City, form: Form) -> anyhow::Result<()> {
    let lots = city.sites().iter().map(|site| site.lot.clone()).collect();
    let places = Places::new(lots).map_err(|wrong| anyhow!("the city's lots do not fit together: {wrong:?}"))?;
    files::print(&write(&places, form).context("the lots have no such form")?)
}

fn moment(second: Second) -> anyhow::Result<Timestamp> {
    Ok(Timestamp::from_second(second.0)?)
}

fn line<'a>(city: &'a City, event: &'a Event) -> anyhow::Result<Line<'a>> {
    let mut line = Line {
        heard: moment(event.heard)?,
        at: moment(event.at)?,
        lot: city.sites()[event.site].lot.code.as_str(),
        device: event.device,
        sequence: event.sequence,
        ..Line::default()
    };
    match &event.what {
        What::Passage(reading) => {
            line.what = if reading.way == Way::Entry { "entry" } else { "exit" };
            line.plate = Some(&reading.plate);
            line.colour = Some(colour(reading.colour));
            line.confidence = Some(reading.confidence);
            line.lane = Some(reading.lane);
        }
        What::Bay { bay, taken } => {
            line.what = if *taken { "taken" } else { "free" };
            line.bay = Some(bay.0);
        }
        What::Connector { bay, state } => {
            line.what = "connector";
            line.bay = Some(bay.0);
            line.status = Some(state.code());
        }
        What::Charged {
            bay,
            begin,
            end,
            watt_hours,
            plate,
        } => {
            line.what = "charged";
            line.bay = Some(bay.0);
            line.begin = Some(moment(*begin)?);
            line.end = Some(moment(*end)?);
            line.watt_hours = Some(*watt_hours);
            line.plate = plate.as_deref();
        }
    }
    Ok(line)
}

const fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Blue => "blue",
        Colour::Yellow => "yellow",
        Colour::Green => "green",
        Colour::YellowGreen => "yellow_green",
        Colour::White => "white",
        Colour::Black => "black",
        Colour::Unread => "unread",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shishi_parking::booking::BayId;
    use shishi_parking::charging::State;

    #[test]
    fn events_as_lines() {
        let city = City::new().unwrap();
        let event = |what| Event {
            heard: Second(1_772_409_605),
            at: Second(1_772_409_600),
            site: 0,
            device: 7,
            sequence: 9,
            what,
        };
        let bay = BayId(3);
        let rows = [
            (What::Bay { bay, taken: true }, r#""what":"taken","bay":3}"#),
            (
                What::Connector {
                    bay,
                    state: State::Charging,
                },
                r#""what":"connector","bay":3,"status":3}"#,
            ),
            (
                What::Charged {
                    bay,
                    begin: Second(1_772_406_000),
                    end: Second(1_772_409_600),
                    watt_hours: 38_000,
                    plate: None,
                },
                r#""what":"charged","bay":3,"begin":"2026-03-01T23:00:00Z","end":"2026-03-02T00:00:00Z","watt_hours":38000}"#,
            ),
        ];
        for (what, expected) in rows {
            let event = event(what);
            let text = serde_json::to_string(&line(&city, &event).unwrap()).unwrap();
            let head = r#"{"heard":"2026-03-02T00:00:05Z","at":"2026-03-02T00:00:00Z","lot":"guangfu-charging-01","device":7,"sequence":9,"#;
            assert_eq!(text, format!("{head}{expected}"));
        }
        let (traffic, _) = Traffic::start(&city, 1, Second(1_772_409_600));
        let passage = traffic
            .into_iter()
            .find(|event| matches!(event.what, What::Passage(_)))
            .unwrap();
        let text = serde_json::to_string(&line(&city, &passage).unwrap()).unwrap();
        assert!(text.contains("\"plate\":\"鲁") && text.contains("\"lane\":"), "{text}");
    }
}
