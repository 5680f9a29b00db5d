//! A load generator: a number of kept-alive HTTP/1.1 connections, each asking again as soon as its answer was read.
//!
//! Few threads and plain sockets, so that the client costs little and hides nothing: a thread goes round its connections, reads the answer
//! of one and asks the next question there. Waiting for the others counts as time of the answer. Every answer is read to
//! its end and checked: a status other than 200 to 299, or a body of another length than the first one's where it should
//! not change, ends the run as an error. A fast answer that is wrong is no answer.

use anyhow::{Context, Result, anyhow, bail, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};

/// What to ask, and how hard.
pub struct Load<'a> {
    /// The server.
    pub address: SocketAddr,
    /// Connections at the same time.
    pub connections: usize,
    /// Threads that they are shared among. As many as connections where an answer waits for a disk, so that none waits for another's; fewer
    /// cost less where answers come at once.
    pub threads: usize,
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
        let each = |thread| scope.spawn(move || round(load, thread, start));
        let threads: Vec<_> = (0..load.threads.min(load.connections)).map(each).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a thread of the client ended")))
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

/// A connection of a load with the question that is under way on it.
struct Asking {
    connection: Connection,
    number: usize,
    asked: u64,
    sent: Instant,
}

impl Asking {
    fn ask(&mut self, load: &Load<'_>, request: &mut Vec<u8>) -> Result<()> {
        request.clear();
        (load.request)(self.number, self.asked, request);
        self.asked += 1;
        self.sent = Instant::now();
        self.connection.stream.write_all(request).context("asking")
    }
}

/// Goes round the connections of a thread until the time is over.
fn round(load: &Load<'_>, thread: usize, start: Instant) -> Result<(Vec<u32>, usize)> {
    let mut request = Vec::new();
    let mut all = Vec::new();
    for number in (thread..load.connections).step_by(load.threads) {
        let (connection, sent) = (Connection::open(load.address)?, Instant::now());
        all.push(Asking {
            connection,
            number,
            asked: 0,
            sent,
        });
    }
    for asking in &mut all {
        asking.ask(load, &mut request)?;
    }
    let mut times = Vec::new();
    let mut length = None;
    while start.elapsed() < load.time {
        for asking in &mut all {
            let (status, body) = asking.connection.read()?;
            times.push(u32::try_from(asking.sent.elapsed().as_micros()).unwrap_or(u32::MAX));
            if !(200..300).contains(&status) {
                bail!("status {status}: {}", String::from_utf8_lossy(body));
            }
            let expected = *length.get_or_insert(body.len());
            if load.same_length && body.len() != expected {
                bail!("an answer of {} bytes after one of {expected}", body.len());
            }
            asking.ask(load, &mut request)?;
        }
    }
    Ok((times, length.unwrap_or(0)))
}

/// Header lines that are looked at.
const HEADERS_MAX: usize = 64;
/// Bytes asked of a socket at once.
const READ_BYTES: usize = 64 * 1024;

struct Connection<S = TcpStream> {
    stream: S,
    /// What came; an answer that was read lies at its start until the next one is read.
    came: Vec<u8>,
    /// Bytes of `came` that belong to the answer that was read.
    read: usize,
    /// Bytes of `came` that came.
    filled: usize,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self::over(stream))
    }

    fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request)?;
        self.answer()
    }
}

/// How the body of an answer comes.
enum Body {
    Length(usize),
    Chunked,
}

/// The head of an answer: status, its length in bytes, and how its body comes.
type Head = (u16, usize, Body);

impl<S: Read> Connection<S> {
    fn over(stream: S) -> Self {
        Self {
            stream,
            came: Vec::new(),
            read: 0,
            filled: 0,
        }
    }

    /// Reads the next answer: its status and its body, where that is kept until the next is read.
    fn read(&mut self) -> Result<(u16, &[u8])> {
        let (status, _, body) = self.next()?;
        Ok((status, &self.came[body]))
    }

    /// The same as values of their own, with the header lines.
    fn answer(&mut self) -> Result<Answer> {
        let (status, head, body) = self.next()?;
        let lines = String::from_utf8_lossy(&self.came[..head]).into_owned();
        let headers = lines.lines().skip(1).filter(|line| !line.is_empty());
        Ok(Answer {
            status,
            headers: headers.map(str::to_owned).collect(),
            body: self.came[body].to_vec(),
        })
    }

    fn next(&mut self) -> Result<(u16, usize, Range<usize>)> {
        self.came.copy_within(self.read..self.filled, 0);
        self.filled -= self.read;
        self.read = 0;
        let (status, head, body) = loop {
            if let Some(head) = head(&self.came[..self.filled])? {
                break head;
            }
            self.more()?;
        };
        match body {
            Body::Length(length) => {
                while self.filled < head + length {
                    self.more().context("the body ended early")?;
                }
                self.read = head + length;
                Ok((status, head, head..head + length))
            }
            Body::Chunked => {
                let end = self.chunks(head)?;
                Ok((status, head, head..end))
            }
        }
    }

    /// Puts the chunks from here on together where the first begins; gives where they end.
    fn chunks(&mut self, from: usize) -> Result<usize> {
        let (mut end, mut at) = (from, from);
        loop {
            let (size, start) = loop {
                match httparse::parse_chunk_size(&self.came[at..self.filled]).map_err(|_| anyhow!("a chunk's size"))? {
                    httparse::Status::Complete((start, size)) => break (usize::try_from(size)?, at + start),
                    httparse::Status::Partial => self.more()?,
                }
            };
            while self.filled < start + size + 2 {
                self.more().context("the body ended early")?;
            }
            self.came.copy_within(start..start + size, end);
            end += size;
            at = start + size + 2;
            if size == 0 {
                self.read = at;
                return Ok(end);
            }
        }
    }

    fn more(&mut self) -> Result<()> {
        if self.came.len() < self.filled + READ_BYTES {
            self.came.resize(self.filled + READ_BYTES, 0);
        }
        let count = self.stream.read(&mut self.came[self.filled..])?;
        ensure!(count > 0, "the server closed the connection");
        self.filled += count;
        Ok(())
    }
}

/// The head that these bytes begin with; none where it has not come whole.
fn head(came: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(came).context("no answer of HTTP")? else {
        return Ok(None);
    };
    let mut body = Body::Length(0);
    for header in &*response.headers {
        let value = || std::str::from_utf8(header.value).context("a header's value");
        if header.name.eq_ignore_ascii_case("content-length") {
            body = Body::Length(value()?.trim().parse().context("the body's length")?);
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") && value()?.eq_ignore_ascii_case("chunked") {
            body = Body::Chunked;
        }
    }
    Ok(Some((response.code.context("no status")?, length, body)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
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
            let read = Connection::over(text.as_bytes()).answer().ok();
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
                        let asked = (&mut stream)
                            .lines()
                            .map_while(Result::ok)
                            .take_while(|line| !line.is_empty());
                        if asked.count() == 0 {
                            return;
                        }
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
                connections: 3,
                threads: 2,
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
