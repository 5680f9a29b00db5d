//! A load generator: a number of kept-alive HTTP/1.1 connections, each asking again as soon as it was answered.
//!
//! One thread a connection and plain sockets, so that the client costs little and hides nothing. Every answer is read to
//! its end and checked: a status other than 200 to 299, or a body of another length than the first one's where it should
//! not change, ends the run as an error. A fast answer that is wrong is no answer.

use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What to ask, and how hard.
pub struct Load<'a> {
    /// The server.
    pub address: SocketAddr,
    /// Connections at the same time.
    pub connections: usize,
    /// For how long.
    pub time: Duration,
    /// Writes the request with this number on this connection into the buffer.
    pub request: &'a (dyn Fn(usize, u64, &mut Vec<u8>) + Sync),
    /// Whether every answer has the same length.
    pub same_length: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Connections at the same time.
    pub connections: usize,
    /// Answers in all.
    pub answers: u64,
    /// Answers per second.
    pub per_second: f64,
    /// Half of the answers came within this many microseconds.
    pub p50_us: u32,
    /// 99 of 100 answers came within this many microseconds.
    pub p99_us: u32,
    /// The length of the last body in bytes.
    pub body_bytes: usize,
}

/// One answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header lines as they came.
    pub headers: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A plain `GET`.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n\r\n").into_bytes()
}

/// Asks once on a connection of its own.
///
/// # Errors
/// When the server does not answer in HTTP.
pub fn ask(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    let mut connection = Connection::open(address)?;
    connection.ask(request)
}

/// Runs the load.
///
/// # Errors
/// When any answer is wrong.
pub fn run(load: &Load<'_>) -> Result<Figures> {
    let start = Instant::now();
    let results: Vec<Result<(Vec<u32>, usize)>> = std::thread::scope(|scope| {
        let each = |number| scope.spawn(move || connection(load, number, start));
        let threads: Vec<_> = (0..load.connections).map(each).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a connection's thread ended")))
            .collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut times = Vec::new();
    let mut body_bytes = 0;
    for result in results {
        let (more, length) = result?;
        times.extend(more);
        body_bytes = length;
    }
    ensure!(!times.is_empty(), "no answer came");
    times.sort_unstable();
    let at = |share: f64| times[(((times.len() - 1) as f64) * share).round() as usize];
    Ok(Figures {
        connections: load.connections,
        answers: times.len() as u64,
        per_second: times.len() as f64 / seconds,
        p50_us: at(0.50),
        p99_us: at(0.99),
        body_bytes,
    })
}

fn connection(load: &Load<'_>, number: usize, start: Instant) -> Result<(Vec<u32>, usize)> {
    let mut connection = Connection::open(load.address)?;
    let mut request = Vec::new();
    let mut times = Vec::new();
    let mut length = None;
    while start.elapsed() < load.time {
        request.clear();
        (load.request)(number, times.len() as u64, &mut request);
        let sent = Instant::now();
        let answer = connection.ask(&request)?;
        times.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        if !(200..300).contains(&answer.status) {
            bail!("status {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        let expected = *length.get_or_insert(answer.body.len());
        if load.same_length && answer.body.len() != expected {
            bail!("an answer of {} bytes after one of {expected}", answer.body.len());
        }
    }
    Ok((times, length.unwrap_or(0)))
}

struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
        })
    }

    fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        read_answer(&mut self.stream)
    }
}

fn read_answer(stream: &mut impl BufRead) -> Result<Answer> {
    let first = read_line(stream)?;
    let status = first
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .with_context(|| format!("no status in {first:?}"))?;
    let mut answer = Answer {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            break;
        }
        answer.headers.push(line);
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = usize::from_str_radix(read_line(stream)?.trim(), 16).context("a chunk's size")?;
            take(stream, size, &mut answer.body)?;
            read_line(stream)?;
            if size == 0 {
                return Ok(answer);
            }
        }
    }
    let length = answer
        .header("content-length")
        .map_or(Ok(0), str::parse)
        .context("the body's length")?;
    take(stream, length, &mut answer.body)?;
    Ok(answer)
}

fn take(stream: &mut impl BufRead, length: usize, body: &mut Vec<u8>) -> Result<()> {
    let old = body.len();
    body.resize(old + length, 0);
    stream.read_exact(&mut body[old..]).context("the body ended early")
}

fn read_line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    let count = stream.by_ref().take(16 * 1024).read_line(&mut line)?;
    ensure!(count > 0, "the server closed the connection");
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn answers_are_read_to_their_end() {
        let rows: [(&str, Option<(u16, &str)>); 6] = [
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcNEXT",
                Some((200, "abc")),
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
                Some((200, "abcd")),
            ),
            ("HTTP/1.1 304 Not Modified\r\n\r\n", Some((304, ""))),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", None),
            ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let read = read_answer(&mut text.as_bytes()).ok();
            let expected = expected.map(|(status, body)| (status, body.as_bytes().to_vec()));
            assert_eq!(read.map(|answer| (answer.status, answer.body)), expected, "{text:?}");
        }
    }

    /// Answers every request on every connection with the next of these bodies.
    fn serve(bodies: &'static [(u16, &'static str)]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let mut stream = BufReader::new(stream);
                    for (status, body) in bodies.iter().cycle() {
                        while read_line(&mut stream).ok().filter(|line| !line.is_empty()).is_some() {}
                        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                        if stream.get_mut().write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        address
    }

    #[test]
    fn a_wrong_answer_ends_the_run() {
        type Bodies = &'static [(u16, &'static str)];
        let rows: [(Bodies, bool, bool); 4] = [
            (&[(200, "abc")], true, true),
            (&[(200, "abc"), (500, "abc")], true, false),
            (&[(200, "abc"), (200, "ab")], true, false),
            (&[(200, "abc"), (201, "ab")], false, true),
        ];
        for (bodies, same_length, good) in rows {
            let request = |_: usize, _: u64, buffer: &mut Vec<u8>| buffer.extend(get("/"));
            let time = Duration::from_millis(50);
            let load = Load {
                address: serve(bodies),
                connections: 2,
                time,
                request: &request,
                same_length,
            };
            let figures = run(&load);
            assert_eq!(figures.is_ok(), good, "{bodies:?}: {figures:?}");
            if let Ok(figures) = figures {
                assert!(figures.answers > 0 && figures.p50_us <= figures.p99_us && figures.body_bytes == 3);
            }
        }
    }
}
