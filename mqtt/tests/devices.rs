//! Devices over real sockets, on both versions: what is acknowledged is there when it is asked for again, and counted.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use bytes::BytesMut;
use jiff::Timestamp;
use rumqttc::mqttbytes::{QoS, v4};
use rumqttc::v5::mqttbytes::{self as mqttbytes5, v5};
use shishi_kernel::{Actor, Role};
use shishi_mqtt::{Answer, Broker, follow, listen};
use shishi_service::parking::{Delivered, Taken};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::{Backend, NewAccountForm, NewPerson, Service, ServiceConfig, SignInFrom};
use tokio::runtime::Runtime;

const NOW: &str = "2026-05-11T04:00:00Z";
const PASSWORD: &str = "several plain words";

struct Town {
    service: Service,
    token: String,
    runtime: Runtime,
    _folder: tempfile::TempDir,
}

fn town() -> Town {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::open(ServiceConfig {
        data: folder.path().to_owned(),
        backend: Backend::Sqlite,
        slug: Some("zone".into()),
        name: Some("某高新区".into()),
        origin_host: "test.invalid".into(),
        simulated: true,
        clock: Arc::new(|| NOW.parse::<Timestamp>().unwrap()),
        entropy: Arc::new(|bytes| getrandom::fill(bytes).unwrap()),
        password_memory_kib: 8,
    })
    .unwrap();
    let keeper = keeper(&service);
    let lot = LotRow {
        id: 0,
        slug: "east".into(),
        name: "东停车场".into(),
        setting: "surface".into(),
        access: "public".into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        operator: "某停车管理公司".into(),
        opened_on: None,
        capacity: 50,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: None,
        confidence_min: 60,
        terms: None,
        revision: 0,
    };
    service.put_lot(&keeper, lot, Vec::new(), Vec::new()).unwrap();
    Town {
        token: service.put_device(&keeper, "east", "gate-1", "lane").unwrap(),
        service,
        runtime: Runtime::new().unwrap(),
        _folder: folder,
    }
}

fn keeper(service: &Service) -> Actor {
    let person = |login: &str| NewPerson {
        login: login.into(),
        display_name: login.into(),
        password: PASSWORD.into(),
    };
    let sign_in = |login: &str| {
        let signed_in = service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap();
        service.session(&signed_in.token).unwrap().unwrap().actor
    };
    let token = service.new_setup_token().unwrap().unwrap();
    service.complete_setup(&token, person("root")).unwrap();
    let form = NewAccountForm {
        person: person("keeper"),
        role: Role::Supervisor,
        unit: None,
    };
    service.create_account(&sign_in("root"), form).unwrap();
    sign_in("keeper")
}

impl Town {
    fn listen(&self) -> SocketAddr {
        let listener = self
            .runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        self.runtime.spawn(listen(listener, self.service.clone(), answer()));
        address
    }

    fn device(&self) -> DeviceRow {
        self.service.device_by_token("gate-1", &self.token).unwrap()
    }

    /// How many of these numbers are there already, word for word.
    fn there(&self, sequences: impl Iterator<Item = u64>) -> usize {
        let device = self.device();
        let sequences: Vec<u64> = sequences.collect();
        let found = sequences.chunks(500).flat_map(|some| {
            let outcomes = self.service.hear_delivery(&device, &delivery(some)).unwrap();
            outcomes
                .into_iter()
                .filter(|outcome| matches!(outcome.taken, Ok(Taken::Before)))
        });
        found.count()
    }
}

fn answer() -> Answer {
    Arc::new(|delivered: Delivered| match delivered {
        Ok(outcomes) => {
            let word = |taken: Result<Taken, _>| taken.map_or("refused", |_| "taken");
            let words = outcomes
                .into_iter()
                .map(|outcome| format!("{:?} {}", outcome.sequence, word(outcome.taken)));
            words.collect::<Vec<_>>().join(", ").into_bytes()
        }
        Err(error) => error.code().as_bytes().to_vec(),
    })
}

/// Messages with these numbers, one a line.
fn delivery(sequences: &[u64]) -> Vec<u8> {
    let line = |sequence: &u64| {
        let way = if sequence.is_multiple_of(2) { "in" } else { "out" };
        let second = sequence % 60;
        format!(
            "{{\"version\":1,\"kind\":\"passage\",\"sequence\":{sequence},\"at\":\"2026-05-11T11:00:{second:02}+08:00\",\
             \"way\":\"{way}\",\"plate\":\"鲁HI{:04}\",\"confidence\":98,\"lane\":1}}\n",
            sequence / 2 % 10_000
        )
    };
    sequences.iter().map(line).collect::<String>().into_bytes()
}

const TOPIC: &str = "shishi/parking/gate-1/messages";
const ACKS: &str = "shishi/parking/gate-1/acks";

/// A socket on which packets of either version are read.
struct Wire<P> {
    stream: TcpStream,
    read: BytesMut,
    take: fn(&mut BytesMut) -> Option<P>,
    put: fn(&P, &mut BytesMut),
}

impl<P> Wire<P> {
    fn put(&mut self, packets: &[P]) {
        let mut bytes = BytesMut::new();
        for packet in packets {
            (self.put)(packet, &mut bytes);
        }
        self.stream.write_all(&bytes).unwrap();
    }

    /// The next packet; none where the other side has gone.
    fn next(&mut self) -> Option<P> {
        loop {
            if let Some(packet) = (self.take)(&mut self.read) {
                return Some(packet);
            }
            let mut bytes = [0; 4_096];
            match self.stream.read(&mut bytes) {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.read.extend_from_slice(&bytes[..count]),
            }
        }
    }
}

fn wire4(stream: TcpStream) -> Wire<v4::Packet> {
    Wire {
        stream,
        read: BytesMut::new(),
        take: |bytes| match v4::Packet::read(bytes, 1 << 20) {
            Ok(packet) => Some(packet),
            Err(rumqttc::mqttbytes::Error::InsufficientBytes(_)) => None,
            Err(error) => panic!("{error}"),
        },
        put: |packet, bytes| assert!(packet.write(bytes, 1 << 20).is_ok()),
    }
}

fn wire5(stream: TcpStream) -> Wire<v5::Packet> {
    Wire {
        stream,
        read: BytesMut::new(),
        take: |bytes| match v5::Packet::read(bytes, None) {
            Ok(packet) => Some(packet),
            Err(mqttbytes5::Error::InsufficientBytes(_)) => None,
            Err(error) => panic!("{error}"),
        },
        put: |packet, bytes| assert!(packet.write(bytes, None).is_ok()),
    }
}

fn connect4(address: SocketAddr, token: &str) -> (Wire<v4::Packet>, v4::ConnectReturnCode) {
    let mut wire = wire4(TcpStream::connect(address).unwrap());
    let mut connect = v4::Connect::new("gate");
    connect.set_login("gate-1", token);
    wire.put(&[v4::Packet::Connect(connect)]);
    match wire.next() {
        Some(v4::Packet::ConnAck(ack)) => (wire, ack.code),
        other => panic!("{other:?}"),
    }
}

fn publish4(id: u16, topic: &str, payload: Vec<u8>) -> v4::Packet {
    let mut publish = v4::Publish::new(topic, QoS::AtLeastOnce, payload);
    publish.pkid = id;
    v4::Packet::Publish(publish)
}

#[test]
fn what_is_acknowledged_is_there_and_counted() {
    let town = town();
    let address = town.listen();
    let (mut wire, code) = connect4(address, &town.token);
    assert_eq!(code, v4::ConnectReturnCode::Success);
    let subscribe = |id, path: &str| {
        let mut subscribe = v4::Subscribe::new(path, QoS::AtLeastOnce);
        subscribe.pkid = id;
        v4::Packet::Subscribe(subscribe)
    };
    wire.put(&[
        subscribe(1, ACKS),
        subscribe(2, "shishi/parking/+/messages"),
        v4::Packet::PingReq,
    ]);
    let granted = v4::SubscribeReasonCode::Success(QoS::AtMostOnce);
    for expected in [
        v4::Packet::SubAck(v4::SubAck::new(1, vec![granted])),
        v4::Packet::SubAck(v4::SubAck::new(2, vec![v4::SubscribeReasonCode::Failure])),
        v4::Packet::PingResp,
    ] {
        assert_eq!(wire.next(), Some(expected));
    }
    // All at once, without waiting, each third delivery twice.
    let packets: Vec<v4::Packet> = (1..=600_u16)
        .map(|id| {
            let first = u64::from(id - id / 3) * 10;
            publish4(id, TOPIC, delivery(&(first..first + 10).collect::<Vec<_>>()))
        })
        .collect();
    let mut writer = wire4(wire.stream.try_clone().unwrap());
    let writing = std::thread::spawn(move || writer.put(&packets));
    let (mut acknowledged, mut answered) = (BTreeSet::new(), 0);
    while acknowledged.len() < 600 || answered < 600 {
        match wire.next() {
            Some(v4::Packet::PubAck(ack)) => assert!(acknowledged.insert(ack.pkid)),
            Some(v4::Packet::Publish(publish)) => {
                assert_eq!(publish.topic, ACKS);
                answered += String::from_utf8(publish.payload.to_vec())
                    .unwrap()
                    .matches("taken")
                    .count()
                    / 10;
            }
            other => panic!("{other:?}"),
        }
    }
    writing.join().unwrap();
    assert_eq!(town.there(10..4_010), 4_000);
    drop(town);
}

#[test]
fn whoever_is_not_let_in_is_told_and_what_cannot_be_read_does_not_come_again() {
    let town = town();
    let address = town.listen();
    let (mut refused, code) = connect4(address, "0123");
    assert_eq!(code, v4::ConnectReturnCode::BadUserNamePassword);
    assert_eq!(refused.next(), None);
    let mut noise = TcpStream::connect(address).unwrap();
    noise.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(noise.read(&mut [0; 8]).unwrap_or(0), 0);

    let mut wire = wire5(TcpStream::connect(address).unwrap());
    let login = v5::Login {
        username: "gate-1".into(),
        password: town.token.clone(),
    };
    let connect = v5::Connect {
        keep_alive: 60,
        client_id: "gate".into(),
        clean_start: true,
        properties: None,
    };
    wire.put(&[v5::Packet::Connect(connect, None, Some(login))]);
    match wire.next() {
        Some(v5::Packet::ConnAck(ack)) => assert_eq!(ack.code, v5::ConnectReturnCode::Success),
        other => panic!("{other:?}"),
    }
    let publish = |pkid, topic: &str, payload: Vec<u8>| {
        let mut publish = v5::Publish::new(topic, mqttbytes5::QoS::AtLeastOnce, payload, None);
        publish.pkid = pkid;
        v5::Packet::Publish(publish)
    };
    wire.put(&[
        publish(1, TOPIC, delivery(&[1, 2])),
        publish(2, "shishi/parking/gate-2/messages", delivery(&[3])),
        publish(3, TOPIC, b"[{".to_vec()),
        publish(4, TOPIC, b"{\"version\":1}\n".to_vec()),
        publish(5, TOPIC, delivery(&[4])),
    ]);
    for (pkid, reason) in [
        (1, v5::PubAckReason::Success),
        (2, v5::PubAckReason::NotAuthorized),
        (3, v5::PubAckReason::PayloadFormatInvalid),
        (4, v5::PubAckReason::Success),
        (5, v5::PubAckReason::Success),
    ] {
        match wire.next() {
            Some(v5::Packet::PubAck(ack)) => assert_eq!((ack.pkid, ack.reason), (pkid, reason)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(town.there([1, 2, 4].into_iter()), 3);
    assert_eq!(town.there([3].into_iter()), 0, "nobody speaks for another");
}

/// A broker that forgets to read, goes away, and sends again what was not acknowledged.
fn broker(listener: &TcpListener, town: &Town, deliveries: &[Vec<u64>]) {
    let mut open: BTreeSet<u16> = (1..=u16::try_from(deliveries.len()).unwrap()).collect();
    // How many acknowledgements it reads before it goes away.
    for patience in [0, 7, 40, usize::MAX] {
        let mut wire = wire4(listener.accept().unwrap().0);
        assert!(matches!(wire.next(), Some(v4::Packet::Connect(connect)) if !connect.clean_session));
        let known = v4::ConnAck::new(v4::ConnectReturnCode::Success, patience > 0);
        wire.put(&[v4::Packet::ConnAck(known)]);
        // The latest first, so that a day's backlog comes in disorder too.
        for id in open.iter().rev() {
            wire.put(&[publish4(*id, TOPIC, delivery(&deliveries[usize::from(*id) - 1]))]);
        }
        let mut read = 0;
        while read < patience && !open.is_empty() {
            match wire.next() {
                Some(v4::Packet::PubAck(ack)) => {
                    assert!(open.remove(&ack.pkid), "{} was acknowledged twice", ack.pkid);
                    read += 1;
                    let sequences = &deliveries[usize::from(ack.pkid) - 1];
                    assert_eq!(town.there(sequences.iter().copied()), sequences.len());
                }
                Some(v4::Packet::Subscribe(subscribe)) => {
                    assert_eq!(subscribe.filters[0].path, "shishi/parking/+/messages");
                    let granted = vec![v4::SubscribeReasonCode::Success(QoS::AtLeastOnce)];
                    wire.put(&[v4::Packet::SubAck(v4::SubAck::new(subscribe.pkid, granted))]);
                }
                Some(v4::Packet::Publish(publish)) => assert_eq!(publish.topic, ACKS),
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(open.is_empty());
}

#[test]
fn a_broker_that_comes_and_goes_loses_nothing() {
    let town = town();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let broker_of = Broker {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        client_id: "shishi-zone".into(),
        login: None,
    };
    town.runtime.spawn(follow(broker_of, town.service.clone(), answer()));
    let deliveries: Vec<Vec<u64>> = (0..100).map(|number| (number * 5..number * 5 + 5).collect()).collect();
    broker(&listener, &town, &deliveries);
    assert_eq!(town.there(0..500), 500);
}
