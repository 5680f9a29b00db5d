//! The same messages over HTTP and MQTT, to the real server: what a city's devices see of it.

use super::super::load::{self, Load};
use super::super::process::Server;
use super::super::report::{Report, number};
use super::house::House;
use super::ingest::{RUN, line};
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const GROUP: &str = "Durable messages over the wire, SQLite";
/// Devices, connections, messages of a delivery.
const OVER_HTTP: [(usize, usize); 2] = [(8, 1_000), (64, 1)];
/// Devices that speak MQTT.
const OVER_MQTT: usize = 8;
/// Deliveries that a device sends before it waits for an answer.
const WINDOW: u16 = 500;

/// Measures it.
pub fn measure(report: &mut Report, program: &Path, time: Duration) -> Result<()> {
    let house = House::open(None)?;
    let devices = OVER_HTTP.iter().map(|(devices, _)| *devices).max().unwrap_or(OVER_MQTT);
    // Each in a lot of its own: the same vehicle does not come in at two gates at once.
    let token = |number: usize| {
        let lot = format!("lot-{number}");
        house.lot(&lot, None)?;
        Ok(house.device(&lot, &code(number))?.1)
    };
    let tokens = (0..devices).map(token).collect::<Result<Vec<String>>>()?;
    let data = house.close();
    let mqtt = free_address()?;
    let mut command = Command::new(program);
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--mqtt-listen",
        &mqtt.to_string(),
        "--data",
    ]);
    let server = Server::start(command.arg(data.path()), "/healthz")?;
    // Each run goes on where the one before it ended, as a device's numbers never go back.
    let mut first = 1_u64;
    for (connections, size) in OVER_HTTP {
        let request = |connection: usize, asked: u64, buffer: &mut Vec<u8>| {
            let from = first + asked * size as u64;
            let body: String = (from..from + size as u64).map(line).collect();
            let (code, token) = (code(connection), &tokens[connection]);
            let head = format!(
                "POST /api/parking/messages?device={code} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            buffer.extend_from_slice(head.as_bytes());
            buffer.extend_from_slice(body.as_bytes());
        };
        let figures = load::run(&Load {
            address: server.address,
            connections,
            threads: connections,
            time,
            request: &request,
            same_length: false,
        })?;
        let ms = |us: u32| number(f64::from(us) / 1000.0);
        let note = format!("p50 {} ms, p99 {} ms", ms(figures.p50_us), ms(figures.p99_us));
        let what = format!("over HTTP, deliveries of {size}, {connections} connections");
        report.add(GROUP, what, figures.per_second * size as f64, "messages/s", note);
        first += RUN;
    }
    let per_second = over_mqtt(mqtt, &tokens[..OVER_MQTT], first, time)?;
    let what = format!("over MQTT at QoS 1, deliveries of 1, {OVER_MQTT} connections");
    report.add(
        GROUP,
        what,
        per_second,
        "messages/s",
        format!("{WINDOW} under way each, counted by PUBACK"),
    );
    Ok(())
}

fn code(number: usize) -> String {
    format!("gate-{number}")
}

/// An address that nobody listens on at the moment.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn over_mqtt(address: SocketAddr, tokens: &[String], first: u64, time: Duration) -> Result<f64> {
    let start = Instant::now();
    let counts: Vec<Result<u64>> = std::thread::scope(|scope| {
        let threads: Vec<_> = tokens
            .iter()
            .enumerate()
            .map(|(number, token)| scope.spawn(move || publish(address, &code(number), token, first, start, time)))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<u64>>| {
            thread
                .join()
                .unwrap_or_else(|_| Err(anyhow!("a device's thread ended")))
        };
        threads.into_iter().map(join).collect()
    });
    let mut acknowledged = 0;
    for count in counts {
        acknowledged += count?;
    }
    Ok(acknowledged as f64 / start.elapsed().as_secs_f64())
}

/// Publishes a window at a time and waits for all its acknowledgements. The packets are written by hand, so that the client costs little.
fn publish(address: SocketAddr, code: &str, token: &str, first: u64, start: Instant, time: Duration) -> Result<u64> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    // Version 3.1.1, user name and password, a clean session, no keep-alive.
    let mut connect = [&[0, 4][..], b"MQTT", &[4, 0b1100_0010, 0, 0]].concat();
    for text in [code, code, token] {
        put_text(&mut connect, text)?;
    }
    stream.write_all(&packet(0x10, &connect))?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer)?;
    ensure!(answer == [0x20, 2, 0, 0], "the device was not let in: {answer:?}");
    let topic = format!("shishi/parking/{code}/messages");
    let (mut sequence, mut acks) = (first, vec![0; usize::from(WINDOW) * 4]);
    while start.elapsed() < time {
        let mut bytes = Vec::new();
        for id in 1..=WINDOW {
            let mut body = Vec::new();
            put_text(&mut body, &topic)?;
            body.extend_from_slice(&id.to_be_bytes());
            body.extend_from_slice(line(sequence).as_bytes());
            bytes.extend(packet(0x32, &body));
            sequence += 1;
        }
        stream.write_all(&bytes)?;
        stream.read_exact(&mut acks)?;
        for (ack, id) in acks.chunks(4).zip(1..=WINDOW) {
            let [high, low] = id.to_be_bytes();
            if ack != [0x40, 2, high, low] {
                bail!("{ack:?} is no PUBACK of {id}");
            }
        }
    }
    Ok(sequence - first)
}

fn put_text(into: &mut Vec<u8>, text: &str) -> Result<()> {
    into.extend_from_slice(&u16::try_from(text.len())?.to_be_bytes());
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A packet of a type: its length goes by seven bits a byte.
fn packet(head: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![head];
    let mut length = body.len();
    loop {
        let more = length >= 0x80;
        bytes.push((length & 0x7f) as u8 | if more { 0x80 } else { 0 });
        length >>= 7;
        if !more {
            break;
        }
    }
    bytes.extend_from_slice(body);
    bytes
}
