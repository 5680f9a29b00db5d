//! The broker for devices: whoever is acknowledged is on the disk.
//!
//! A device may send on without waiting. What has come in meanwhile is taken in one unit of work, and acknowledged in order once that is
//! durable. Where it is not, because the store is away or the outcome is unknown, the connection ends without an acknowledgement, and
//! the device, which has kept its messages, sends them again.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use shishi_service::parking::DELIVERY_BYTES_MAX;
use shishi_service::parking_rows::lots::DeviceRow;
use shishi_service::{Service, ServiceError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::packet::{self, Acknowledged, Broken, Out, Packet, Version, Welcome};
use crate::{Answer, acks_of, device_of, hear};

/// Devices that are connected at once.
const CONNECTIONS_MAX: usize = 4_096;
/// Bytes of a packet at most: a delivery, and what stands before it.
const PACKET_BYTES_MAX: usize = DELIVERY_BYTES_MAX + 1_024;
/// Bytes of a packet before its sender is known.
const CONNECT_BYTES_MAX: usize = 4 << 10;
/// Bytes for which there is room before more is read.
const READ_BYTES: usize = 16 << 10;
/// Deliveries that are taken in one unit of work.
const DELIVERIES_AT_ONCE_MAX: usize = 1_000;
/// Within this a device has to sign in.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The longest that a device may be silent, whatever it asks for.
const SILENT_MAX: Duration = Duration::from_secs(3_600);
/// How long nothing is accepted after the machine had no socket left.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves devices on a listener for as long as it is polled.
pub async fn listen(listener: TcpListener, service: Service, answer: Answer) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a device was not accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!("more than {CONNECTIONS_MAX} devices at once; one was turned away");
            continue;
        };
        let (service, answer) = (service.clone(), Arc::clone(&answer));
        tokio::spawn(async move {
            let _place = place;
            if let Err(Broken(why)) = serve(stream, &service, &answer).await {
                tracing::debug!(why, "a device was left");
            }
        });
    }
}

struct Connection {
    stream: TcpStream,
    version: Version,
    read: BytesMut,
    out: Out,
    silent_max: Duration,
    /// Whether it wants to be told what became of its messages.
    told: bool,
}

async fn serve(stream: TcpStream, service: &Service, answer: &Answer) -> Result<(), Broken> {
    stream.set_nodelay(true).map_err(broken)?;
    let signing_in = tokio::time::timeout(CONNECT_WITHIN, sign_in(stream, service));
    let signed_in = signing_in.await.map_err(broken)??;
    let Some((mut connection, device)) = signed_in else {
        return Ok(());
    };
    let mut published: Vec<Published> = Vec::new();
    loop {
        let packet = if published.len() < DELIVERIES_AT_ONCE_MAX {
            packet::take(connection.version, &mut connection.read, PACKET_BYTES_MAX)?
        } else {
            None
        };
        match packet {
            Some(Packet::Publish { id, topic, payload }) => {
                let own = device_of(&topic) == Some(&device.code);
                published.push(Published { id, own, payload });
            }
            Some(Packet::Disconnect) => {
                connection.answer(service, &device, answer, &mut published).await?;
                return Ok(());
            }
            // What was published before it is answered before it.
            Some(other) => {
                connection.answer(service, &device, answer, &mut published).await?;
                connection.courtesy(other, &device)?;
            }
            None if !published.is_empty() => {
                connection.answer(service, &device, answer, &mut published).await?;
            }
            None => {
                connection.flush().await?;
                if !connection.read_more().await? {
                    return Ok(());
                }
            }
        }
    }
}

/// What a device published and was not answered for.
struct Published {
    id: u16,
    own: bool,
    payload: Bytes,
}

/// Reads the first packet and answers it; none where the device does not sign in.
async fn sign_in(stream: TcpStream, service: &Service) -> Result<Option<(Connection, DeviceRow)>, Broken> {
    let mut connection = Connection {
        stream,
        version: Version::V3,
        read: BytesMut::new(),
        out: Out::new(Version::V3),
        silent_max: SILENT_MAX,
        told: false,
    };
    let first = loop {
        if let Some(version) = packet::version(&connection.read)? {
            connection.version = version;
            if let Some(packet) = packet::take(version, &mut connection.read, CONNECT_BYTES_MAX)? {
                break packet;
            }
        }
        if !connection.read_more().await? {
            return Ok(None);
        }
    };
    connection.out = Out::new(connection.version);
    let Packet::Connect { keep_alive, login } = first else {
        return Err(Broken("the first packet is no CONNECT".into()));
    };
    if keep_alive > 0 {
        // Half as long again as was said, by the standard.
        connection.silent_max = Duration::from_millis(u64::from(keep_alive) * 1_500).min(SILENT_MAX);
    }
    let (welcome, device) = match hear::sign_in(service, login).await {
        Ok(device) => (Welcome::Yes, Some(device)),
        Err(ServiceError::SignInFailed) => (Welcome::Unknown, None),
        Err(_) => (Welcome::Away, None),
    };
    connection.out.welcome(welcome, PACKET_BYTES_MAX)?;
    connection.flush().await?;
    Ok(device.map(|device| (connection, device)))
}

impl Connection {
    /// Waits for more bytes, and takes all that are there, so that what was sent together is kept together; false where the device is gone.
    async fn read_more(&mut self) -> Result<bool, Broken> {
        self.read.reserve(READ_BYTES);
        let reading = self.stream.read_buf(&mut self.read);
        let read = tokio::time::timeout(self.silent_max, reading).await.map_err(broken)?;
        if read.map_err(broken)? == 0 {
            return Ok(false);
        }
        while self.read.len() < PACKET_BYTES_MAX {
            self.read.reserve(READ_BYTES);
            // Where nothing more is there, or the device is gone, the next wait says so.
            match self.stream.try_read_buf(&mut self.read) {
                Ok(read) if read > 0 => {}
                _ => break,
            }
        }
        Ok(true)
    }

    async fn flush(&mut self) -> Result<(), Broken> {
        let bytes = self.out.take();
        self.stream.write_all(&bytes).await.map_err(broken)
    }

    /// Takes what was published, and answers it when it is on the disk.
    async fn answer(
        &mut self,
        service: &Service,
        device: &DeviceRow,
        answer: &Answer,
        published: &mut Vec<Published>,
    ) -> Result<(), Broken> {
        if published.is_empty() {
            return Ok(());
        }
        let own = published.iter().filter(|published| published.own);
        let payloads = own.map(|published| published.payload.clone()).collect();
        let delivered = hear::deliver(service, device, payloads).await.map_err(broken)?;
        let mut delivered = delivered.into_iter();
        for Published { id, own, .. } in published.drain(..) {
            let outcome = if own { delivered.next() } else { None };
            let why = match &outcome {
                Some(Ok(_)) => Acknowledged::Taken,
                Some(Err(_)) => Acknowledged::Unreadable,
                None => Acknowledged::NotAllowed,
            };
            if id > 0 {
                self.out.acknowledge(id, why)?;
            }
            if let (true, Some(outcome)) = (self.told, outcome) {
                self.out.publish(&acks_of(&device.code), answer(outcome))?;
            }
        }
        self.flush().await
    }

    /// Answers everything but what is published.
    fn courtesy(&mut self, packet: Packet, device: &DeviceRow) -> Result<(), Broken> {
        match packet {
            Packet::Subscribe { id, filters } => {
                let acks = acks_of(&device.code);
                let granted: Vec<bool> = filters.iter().map(|filter| *filter == acks).collect();
                self.told |= granted.contains(&true);
                self.out.subscribed(id, &granted)
            }
            Packet::Unsubscribe { id, count } => {
                self.told = false;
                self.out.unsubscribed(id, count)
            }
            Packet::Ping => self.out.pong(),
            Packet::Connect { .. } => Err(Broken("a second CONNECT".into())),
            Packet::Publish { .. } | Packet::Disconnect => Ok(()),
        }
    }
}

fn broken(error: impl std::fmt::Display) -> Broken {
    Broken(error.to_string())
}
