//! Parking devices over MQTT 3.1.1 and 5: the same deliveries as over HTTP, on the topic `shishi/parking/{device}/messages`.
//!
//! [`listen`] is the broker that needs nothing beside this program: devices sign in with their code and token, and a `PUBACK` says that
//! the messages are on the disk. [`follow`] is a client of a broker of somebody else, which takes a message off that broker only when
//! it is on our disk. Both answer on `shishi/parking/{device}/acks` what became of each message.
//!
//! It is deliberately no broker for anything else: nobody can subscribe to what others say, and nothing is kept for devices that are
//! away, as devices keep what has no answer. Why this is not an embedded rumqttd is in `docs/decisions/mqtt.md`. How bytes and packets
//! go together is a library's; `packet.rs` makes one shape of its two versions.

mod follow;
mod hear;
mod listen;
mod packet;

use std::sync::Arc;

use shishi_service::parking::Delivered;

pub use follow::{Broker, follow};
pub use listen::listen;

/// Writes what became of a delivery, for the topic of the answers.
pub type Answer = Arc<dyn Fn(Delivered) -> Vec<u8> + Send + Sync>;

/// What stands before the code of a device in a topic.
const TOPIC_HEAD: &str = "shishi/parking/";
/// What stands after it where the device speaks.
const MESSAGES_TAIL: &str = "/messages";
/// What stands after it where it is answered.
const ACKS_TAIL: &str = "/acks";
/// Everything that devices say, as a broker is asked for it.
const ALL_MESSAGES: &str = "shishi/parking/+/messages";

/// The device that a topic of messages is of.
fn device_of(topic: &str) -> Option<&str> {
    let code = topic.strip_prefix(TOPIC_HEAD)?.strip_suffix(MESSAGES_TAIL)?;
    (!code.is_empty() && !code.contains('/')).then_some(code)
}

fn acks_of(device: &str) -> String {
    format!("{TOPIC_HEAD}{device}{ACKS_TAIL}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_one_device() {
        for (topic, device) in [
            ("shishi/parking/gate-1/messages", Some("gate-1")),
            ("shishi/parking/东门1/messages", Some("东门1")),
            ("shishi/parking//messages", None),
            ("shishi/parking/a/b/messages", None),
            ("shishi/parking/gate-1/acks", None),
            ("shishi/parking/messages", None),
            ("", None),
        ] {
            assert_eq!(device_of(topic), device, "{topic}");
        }
    }
}
