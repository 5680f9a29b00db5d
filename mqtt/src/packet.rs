//! Packets of MQTT 3.1.1 and 5 in one shape, as far as devices and we need them.
//!
//! Reading and writing is rumqttc's, which has a module for each version. Here both become [`Packet`], and what only one of them can
//! say (a reason why) is left out of the other.

use bytes::{Bytes, BytesMut};
use rumqttc::mqttbytes::{self, v4};
use rumqttc::v5::mqttbytes::{self as mqttbytes5, v5};

/// The version that a device speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 3.1.1.
    V3,
    /// 5.
    V5,
}

/// What a device sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Packet {
    Connect {
        /// Seconds within which it says something; 0 where it need not.
        keep_alive: u16,
        /// Code and token.
        login: Option<(String, String)>,
    },
    Publish {
        /// 0 where no answer is asked for.
        id: u16,
        topic: String,
        payload: Bytes,
    },
    Subscribe {
        id: u16,
        filters: Vec<String>,
    },
    Unsubscribe {
        id: u16,
        count: usize,
    },
    Ping,
    Disconnect,
}

/// Why a stream of bytes cannot be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken(pub String);

/// How a device that signs in is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Welcome {
    Yes,
    /// No device has this code and token.
    Unknown,
    /// The store is away.
    Away,
}

/// Why what was published is acknowledged; only version 5 says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acknowledged {
    Taken,
    /// It cannot be taken apart and will not be another time.
    Unreadable,
    /// It is not the device's topic.
    NotAllowed,
}

/// The type of a packet that ends a connection, which version 5 may send without a body.
const DISCONNECT_TYPE: u8 = 14;

/// The version that a `CONNECT` at the head of `bytes` speaks; none while too little of it is there.
pub(crate) fn version(bytes: &[u8]) -> Result<Option<Version>, Broken> {
    let Some((first, rest)) = bytes.split_first() else {
        return Ok(None);
    };
    if first >> 4 != 1 {
        return Err(Broken("the first packet is no CONNECT".into()));
    }
    // The length is of one to four bytes, each but the last with its high bit set; name and level follow.
    let Some(length_bytes) = rest.iter().take(4).position(|byte| byte & 0x80 == 0) else {
        return if rest.len() < 4 {
            Ok(None)
        } else {
            Err(Broken("the length has no end".into()))
        };
    };
    match rest.get(length_bytes + 1..length_bytes + 8) {
        None => Ok(None),
        Some([0, 4, b'M', b'Q', b'T', b'T', 4]) => Ok(Some(Version::V3)),
        Some([0, 4, b'M', b'Q', b'T', b'T', 5]) => Ok(Some(Version::V5)),
        Some(_) => Err(Broken("neither MQTT 3.1.1 nor MQTT 5".into())),
    }
}

/// Takes the next packet off the head of `bytes`; none while too little of it is there.
pub(crate) fn take(version: Version, bytes: &mut BytesMut, max: usize) -> Result<Option<Packet>, Broken> {
    match bytes.first() {
        None => return Ok(None),
        Some(first) if first >> 4 == DISCONNECT_TYPE => return Ok(Some(Packet::Disconnect)),
        Some(_) => {}
    }
    let broken = |words: String| Err(Broken(words));
    match version {
        Version::V3 => match v4::Packet::read(bytes, max) {
            Ok(packet) => of_v4(packet).map(Some),
            Err(mqttbytes::Error::InsufficientBytes(_)) => Ok(None),
            Err(error) => broken(error.to_string()),
        },
        Version::V5 => match v5::Packet::read(bytes, u32::try_from(max).ok()) {
            Ok(packet) => of_v5(packet).map(Some),
            Err(mqttbytes5::Error::InsufficientBytes(_)) => Ok(None),
            Err(error) => broken(error.to_string()),
        },
    }
}

fn of_v4(packet: v4::Packet) -> Result<Packet, Broken> {
    Ok(match packet {
        v4::Packet::Connect(connect) => Packet::Connect {
            keep_alive: connect.keep_alive,
            login: connect.login.map(|login| (login.username, login.password)),
        },
        v4::Packet::Publish(publish) => {
            exactly_once(publish.qos == mqttbytes::QoS::ExactlyOnce)?;
            Packet::Publish {
                id: publish.pkid,
                topic: publish.topic,
                payload: publish.payload,
            }
        }
        v4::Packet::Subscribe(subscribe) => Packet::Subscribe {
            id: subscribe.pkid,
            filters: subscribe.filters.into_iter().map(|filter| filter.path).collect(),
        },
        v4::Packet::Unsubscribe(unsubscribe) => Packet::Unsubscribe {
            id: unsubscribe.pkid,
            count: unsubscribe.topics.len(),
        },
        v4::Packet::PingReq => Packet::Ping,
        v4::Packet::Disconnect => Packet::Disconnect,
        _ => return Err(Broken("a packet that devices do not send".into())),
    })
}

fn of_v5(packet: v5::Packet) -> Result<Packet, Broken> {
    Ok(match packet {
        v5::Packet::Connect(connect, _, login) => Packet::Connect {
            keep_alive: connect.keep_alive,
            login: login.map(|login| (login.username, login.password)),
        },
        v5::Packet::Publish(publish) => {
            exactly_once(publish.qos == mqttbytes5::QoS::ExactlyOnce)?;
            Packet::Publish {
                id: publish.pkid,
                topic: String::from_utf8_lossy(&publish.topic).into_owned(),
                payload: publish.payload,
            }
        }
        v5::Packet::Subscribe(subscribe) => Packet::Subscribe {
            id: subscribe.pkid,
            filters: subscribe.filters.into_iter().map(|filter| filter.path).collect(),
        },
        v5::Packet::Unsubscribe(unsubscribe) => Packet::Unsubscribe {
            id: unsubscribe.pkid,
            count: unsubscribe.filters.len(),
        },
        v5::Packet::PingReq(_) => Packet::Ping,
        v5::Packet::Disconnect(_) => Packet::Disconnect,
        _ => return Err(Broken("a packet that devices do not send".into())),
    })
}

/// A message that comes twice is one message here, so that nothing is won by a second round of packets.
fn exactly_once(asked: bool) -> Result<(), Broken> {
    match asked {
        true => Err(Broken("QoS 2 is not spoken here; use QoS 1".into())),
        false => Ok(()),
    }
}

/// What is sent to a device.
pub(crate) struct Out {
    version: Version,
    bytes: BytesMut,
}

impl Out {
    pub(crate) fn new(version: Version) -> Self {
        Self {
            version,
            bytes: BytesMut::new(),
        }
    }

    /// What was written since the last time.
    pub(crate) fn take(&mut self) -> Bytes {
        self.bytes.split().freeze()
    }

    pub(crate) fn welcome(&mut self, welcome: Welcome, max: usize) -> Result<(), Broken> {
        match self.version {
            Version::V3 => {
                let code = match welcome {
                    Welcome::Yes => v4::ConnectReturnCode::Success,
                    Welcome::Unknown => v4::ConnectReturnCode::BadUserNamePassword,
                    Welcome::Away => v4::ConnectReturnCode::ServiceUnavailable,
                };
                self.v4(v4::Packet::ConnAck(v4::ConnAck::new(code, false)))
            }
            Version::V5 => {
                let code = match welcome {
                    Welcome::Yes => v5::ConnectReturnCode::Success,
                    Welcome::Unknown => v5::ConnectReturnCode::BadUserNamePassword,
                    Welcome::Away => v5::ConnectReturnCode::ServerUnavailable,
                };
                let properties = v5::ConnAckProperties {
                    max_qos: Some(1),
                    retain_available: Some(0),
                    max_packet_size: u32::try_from(max).ok(),
                    wildcard_subscription_available: Some(0),
                    subscription_identifiers_available: Some(0),
                    shared_subscription_available: Some(0),
                    ..no_properties()
                };
                let properties = (welcome == Welcome::Yes).then_some(properties);
                let session_present = false;
                self.v5(v5::Packet::ConnAck(v5::ConnAck {
                    session_present,
                    code,
                    properties,
                }))
            }
        }
    }

    pub(crate) fn acknowledge(&mut self, id: u16, why: Acknowledged) -> Result<(), Broken> {
        match self.version {
            Version::V3 => self.v4(v4::Packet::PubAck(v4::PubAck::new(id))),
            Version::V5 => {
                let mut ack = v5::PubAck::new(id, None);
                ack.reason = match why {
                    Acknowledged::Taken => v5::PubAckReason::Success,
                    Acknowledged::Unreadable => v5::PubAckReason::PayloadFormatInvalid,
                    Acknowledged::NotAllowed => v5::PubAckReason::NotAuthorized,
                };
                self.v5(v5::Packet::PubAck(ack))
            }
        }
    }

    /// Says of each filter whether it is granted; what is granted is sent without asking for an answer.
    pub(crate) fn subscribed(&mut self, id: u16, granted: &[bool]) -> Result<(), Broken> {
        match self.version {
            Version::V3 => {
                let code = |granted: &bool| match granted {
                    true => v4::SubscribeReasonCode::Success(mqttbytes::QoS::AtMostOnce),
                    false => v4::SubscribeReasonCode::Failure,
                };
                let codes = granted.iter().map(code).collect();
                self.v4(v4::Packet::SubAck(v4::SubAck::new(id, codes)))
            }
            Version::V5 => {
                let code = |granted: &bool| match granted {
                    true => v5::SubscribeReasonCode::Success(mqttbytes5::QoS::AtMostOnce),
                    false => v5::SubscribeReasonCode::NotAuthorized,
                };
                self.v5(v5::Packet::SubAck(v5::SubAck {
                    pkid: id,
                    return_codes: granted.iter().map(code).collect(),
                    properties: None,
                }))
            }
        }
    }

    pub(crate) fn unsubscribed(&mut self, id: u16, count: usize) -> Result<(), Broken> {
        match self.version {
            Version::V3 => self.v4(v4::Packet::UnsubAck(v4::UnsubAck::new(id))),
            Version::V5 => self.v5(v5::Packet::UnsubAck(v5::UnsubAck {
                pkid: id,
                reasons: vec![v5::UnsubAckReason::Success; count],
                properties: None,
            })),
        }
    }

    pub(crate) fn pong(&mut self) -> Result<(), Broken> {
        match self.version {
            Version::V3 => self.v4(v4::Packet::PingResp),
            Version::V5 => self.v5(v5::Packet::PingResp(v5::PingResp)),
        }
    }

    pub(crate) fn publish(&mut self, topic: &str, payload: Vec<u8>) -> Result<(), Broken> {
        match self.version {
            Version::V3 => {
                let publish = v4::Publish::new(topic, mqttbytes::QoS::AtMostOnce, payload);
                self.v4(v4::Packet::Publish(publish))
            }
            Version::V5 => {
                let publish = v5::Publish::new(topic, mqttbytes5::QoS::AtMostOnce, payload, None);
                self.v5(v5::Packet::Publish(publish))
            }
        }
    }

    fn v4(&mut self, packet: v4::Packet) -> Result<(), Broken> {
        let written = packet.write(&mut self.bytes, usize::MAX);
        written.map(drop).map_err(|error| Broken(error.to_string()))
    }

    fn v5(&mut self, packet: v5::Packet) -> Result<(), Broken> {
        let written = packet.write(&mut self.bytes, None);
        written.map(drop).map_err(|error| Broken(error.to_string()))
    }
}

/// The library's type has no empty value of its own.
fn no_properties() -> v5::ConnAckProperties {
    v5::ConnAckProperties {
        session_expiry_interval: None,
        receive_max: None,
        max_qos: None,
        retain_available: None,
        max_packet_size: None,
        assigned_client_identifier: None,
        topic_alias_max: None,
        reason_string: None,
        user_properties: Vec::new(),
        wildcard_subscription_available: None,
        subscription_identifiers_available: None,
        shared_subscription_available: None,
        server_keep_alive: None,
        response_information: None,
        server_reference: None,
        authentication_method: None,
        authentication_data: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_known_from_the_first_bytes() {
        let head = |level: u8| [&[0x10, 0x0c, 0, 4][..], b"MQTT", &[level]].concat();
        for (name, bytes, expected) in [
            ("nothing", Vec::new(), Ok(None)),
            ("a part", head(4)[..6].to_vec(), Ok(None)),
            ("3.1.1", head(4), Ok(Some(Version::V3))),
            ("5", head(5), Ok(Some(Version::V5))),
            ("3.1", head(3), Err(())),
            ("a publish", vec![0x30, 0], Err(())),
            ("HTTP", b"GET / HTTP/1.1\r\n".to_vec(), Err(())),
            (
                "no end of the length",
                vec![0x10, 0xff, 0xff, 0xff, 0xff, 0xff],
                Err(()),
            ),
            (
                "a length of two bytes",
                [&[0x10, 0x8c, 0x01, 0, 4][..], b"MQTT\x05"].concat(),
                Ok(Some(Version::V5)),
            ),
        ] {
            assert_eq!(version(&bytes).map_err(drop), expected, "{name}");
        }
    }

    #[test]
    fn a_stream_that_breaks_off_or_is_noise_is_no_packet() {
        for version in [Version::V3, Version::V5] {
            for (name, bytes, expected) in [
                ("nothing", &[][..], Ok(None)),
                ("half a publish", &[0x32, 20, 0, 4], Ok(None)),
                ("a ping", &[0xc0, 0], Ok(Some(Packet::Ping))),
                ("an end without a body", &[0xe0, 0], Ok(Some(Packet::Disconnect))),
                ("too large", &[0x32, 0xff, 0xff, 0x7f], Err(())),
                ("type 0", &[0x00, 0x02, 1, 1], Err(())),
                ("a topic longer than the packet", &[0x32, 4, 0xff, 0xff, 1, 1], Err(())),
                ("QoS 2", &[0x34, 6, 0, 1, b'a', 0, 1, 0], Err(())),
            ] {
                let mut bytes = BytesMut::from(bytes);
                let taken = take(version, &mut bytes, 1_000).map_err(drop);
                assert_eq!(taken, expected, "{version:?}: {name}");
            }
        }
    }
}
