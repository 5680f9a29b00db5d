//! A client of a broker of somebody else: what devices publish there is taken off it once it is on our disk.
//!
//! The broker keeps our session while we are away and sends again what was not acknowledged, so that it is the queue between devices
//! and us. It answers devices itself, before we have heard anything: a device that wants to know that its messages are on our disk
//! listens for the answers, which are sent without asking whether they came, as sending a message again is how to ask again. Who may
//! write to whose topic is for the broker to see to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use rumqttc::{AsyncClient, ClientError, Event, EventLoop, Incoming, MqttOptions, Publish, QoS};
use shishi_service::Service;
use shishi_service::parking::DELIVERY_BYTES_MAX;
use tokio::sync::mpsc;

use crate::{ALL_MESSAGES, Answer, acks_of, device_of, hear};

/// Where the broker is and who we are there.
#[derive(Clone, PartialEq, Eq)]
pub struct Broker {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Our name there, under which our session is kept; the same after every start.
    pub client_id: String,
    /// User and password, where it wants them.
    pub login: Option<(String, String)>,
}

/// A password has no place in a log.
impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "mqtt://{}:{} as {}", self.host, self.port, self.client_id)
    }
}

/// Deliveries that are taken in one turn.
const DELIVERIES_AT_ONCE_MAX: usize = 1_000;
/// Deliveries that wait here. A broker has at most so many under way that ask for an answer, as an id has 16 bits; only such that ask
/// for none could be more, and they are let go.
const WAITING_MAX: usize = 1 << 16;
/// How long we wait before we try again, after the broker or the store was away.
const PAUSE: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Follows a broker for as long as it is polled, through its absences and the store's.
pub async fn follow(broker: Broker, service: Service, answer: Answer) {
    let mut options = MqttOptions::new(&broker.client_id, &broker.host, broker.port);
    options
        .set_keep_alive(KEEP_ALIVE)
        .set_clean_session(false)
        .set_manual_acks(true)
        .set_max_packet_size(DELIVERY_BYTES_MAX + 1_024, DELIVERY_BYTES_MAX + 1_024);
    if let Some((user, password)) = &broker.login {
        options.set_credentials(user, password);
    }
    let (client, events) = AsyncClient::new(options, WAITING_MAX);
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    let broker_side = Arc::new(BrokerSide {
        client,
        connection: Mutex::new(0),
    });
    let receive = receive(&broker, &broker_side, events, sender);
    let take = take(&broker_side, receiver, &service, &answer);
    tokio::join!(receive, take);
}

/// What is said to the broker.
struct BrokerSide {
    client: AsyncClient,
    /// Counts connections. An id means something on its own connection only: on the next one a broker that has forgotten us may give it
    /// to another message, which would then be taken off it unheard.
    connection: Mutex<u64>,
}

impl BrokerSide {
    fn connection(&self) -> u64 {
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection is gone, and with it every acknowledgement that has not left.
    fn gone(&self, events: &mut EventLoop) {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        *connection += 1;
        events.clean();
    }

    /// Takes a message off the broker, unless it came by a connection that is gone: then it comes again, and is known.
    fn acknowledge(&self, publish: &Publish, came_by: u64) -> Result<(), ClientError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if *connection == came_by {
            self.client.try_ack(publish)?;
        }
        Ok(())
    }
}

/// A message, and the connection that it came by.
type Came = (Publish, u64);

/// Keeps the connection and hands on what comes in.
async fn receive(broker: &Broker, side: &BrokerSide, mut events: EventLoop, sender: mpsc::Sender<Came>) {
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Incoming::ConnAck(_))) => {
                tracing::info!(?broker, "the broker of parking devices is there");
                // Each time, as a broker that was made anew has forgotten it.
                if let Err(error) = side.client.try_subscribe(ALL_MESSAGES, QoS::AtLeastOnce) {
                    tracing::error!(%error, "the broker was not asked for messages");
                }
            }
            Ok(Event::Incoming(Incoming::Publish(publish))) => {
                if sender.try_send((publish, side.connection())).is_err() {
                    tracing::warn!("more messages without an id than can wait; one was let go");
                }
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(?broker, %error, "the broker of parking devices is away");
                side.gone(&mut events);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Takes what came in, and only then tells the broker.
async fn take(side: &Arc<BrokerSide>, mut receiver: mpsc::Receiver<Came>, service: &Service, answer: &Answer) {
    let mut waiting = Vec::new();
    while receiver.recv_many(&mut waiting, DELIVERIES_AT_ONCE_MAX).await > 0 {
        let mut devices: BTreeMap<String, Vec<Came>> = BTreeMap::new();
        for came in waiting.drain(..) {
            let code = device_of(&came.0.topic).unwrap_or_default().to_owned();
            devices.entry(code).or_default().push(came);
        }
        let devices = devices.into_iter().map(|(code, came)| {
            let (side, service, answer) = (Arc::clone(side), service.clone(), Arc::clone(answer));
            tokio::spawn(async move { take_of(&side, &service, &answer, code, came).await })
        });
        // Side by side, so that what several devices say shares a commit.
        let devices: Vec<_> = devices.collect();
        for device in devices {
            if let Err(error) = device.await {
                tracing::error!(%error, "messages of a device were not taken");
            }
        }
    }
}

async fn take_of(side: &BrokerSide, service: &Service, answer: &Answer, code: String, came: Vec<Came>) {
    let payloads: Vec<Bytes> = came.iter().map(|(publish, _)| publish.payload.clone()).collect();
    let delivered = loop {
        match hear::deliver_for(service, code.clone(), payloads.clone()).await {
            Ok(delivered) => break delivered,
            Err(error) => {
                tracing::warn!(%error, "messages of a device wait for the store");
                tokio::time::sleep(PAUSE).await;
            }
        }
    };
    for ((publish, came_by), delivered) in came.iter().zip(delivered) {
        let acknowledged = side.acknowledge(publish, *came_by);
        let told = side
            .client
            .try_publish(acks_of(&code), QoS::AtMostOnce, false, answer(delivered));
        if let Err(error) = acknowledged.and(told) {
            tracing::warn!(%error, "the broker was not told");
        }
    }
}
