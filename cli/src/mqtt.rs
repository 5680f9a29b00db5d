//! How parking devices reach the site over MQTT.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use shishi_mqtt::{Answer, Broker};
use shishi_service::Service;
use shishi_web::shell::Lang;

/// Where devices are listened to when nothing is said.
const DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), PORT);
/// The port that belongs to MQTT.
const PORT: u16 = 1883;

/// Arguments of MQTT.
#[derive(Args)]
pub struct MqttArguments {
    /// Address on which parking devices are listened to over MQTT; 127.0.0.1:1883 where it is free. Put a proxy that ends TLS before any
    /// other than loopback.
    #[arg(long, env = "SHISHI_MQTT_LISTEN", conflicts_with = "mqtt_broker")]
    pub mqtt_listen: Option<SocketAddr>,
    /// A broker of somebody else to which the devices speak instead: mqtt://HOST:PORT.
    #[arg(long, env = "SHISHI_MQTT_BROKER")]
    pub mqtt_broker: Option<String>,
    /// Our name at that broker.
    #[arg(long, env = "SHISHI_MQTT_USER", requires = "mqtt_broker", default_value = "")]
    pub mqtt_user: String,
    /// The password that goes with it; the environment keeps it out of the list of processes.
    #[arg(long, env = "SHISHI_MQTT_PASSWORD", hide_env_values = true, default_value = "")]
    pub mqtt_password: String,
}

/// Where what devices say over MQTT comes from.
pub enum Devices {
    /// Nobody is listened to.
    Nobody,
    /// They come to us, on the default address where it is free.
    ByDefault,
    /// They come to us, on this address.
    Listen(SocketAddr),
    /// They go to a broker.
    Broker(Broker),
}

impl MqttArguments {
    /// What is asked for.
    pub fn devices(&self, service: &Service) -> Result<Devices> {
        Ok(match (&self.mqtt_broker, self.mqtt_listen) {
            (Some(address), _) => {
                let (host, port) = broker_at(address)?;
                let login = || (self.mqtt_user.clone(), self.mqtt_password.clone());
                Devices::Broker(Broker {
                    host,
                    port,
                    client_id: format!("shishi-{}", service.site()?.slug),
                    login: (!self.mqtt_user.is_empty()).then(login),
                })
            }
            (None, Some(address)) => Devices::Listen(address),
            (None, None) => Devices::ByDefault,
        })
    }
}

fn broker_at(address: &str) -> Result<(String, u16)> {
    let wrong = || anyhow!("{address} is no address of a broker: mqtt://HOST:PORT is meant; TLS is ended elsewhere");
    let place = address.strip_prefix("mqtt://").ok_or_else(wrong)?;
    let place = place.strip_suffix('/').unwrap_or(place);
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong())?),
        _ => (place, PORT),
    };
    let fits = !host.is_empty() && !host.contains(['/', '@']);
    fits.then(|| (host.to_owned(), port)).ok_or_else(wrong)
}

impl Devices {
    /// Begins to hear devices, inside a runtime, and says where.
    pub async fn hear(self, service: &Service) -> Result<()> {
        let answer: Answer = Arc::new(|delivered| shishi_web::api::delivered_json(delivered, Lang::Zh));
        let listener = match self {
            Self::Nobody => return Ok(()),
            Self::Broker(broker) => {
                println!("停车设备经消息服务器接入 / parking devices by broker: {broker:?}");
                tokio::spawn(shishi_mqtt::follow(broker, service.clone(), answer));
                return Ok(());
            }
            Self::Listen(address) => tokio::net::TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address}"))?,
            Self::ByDefault => match tokio::net::TcpListener::bind(DEFAULT).await {
                Ok(listener) => listener,
                Err(error) => {
                    tracing::info!(%error, "{DEFAULT} is not free: no parking devices over MQTT");
                    return Ok(());
                }
            },
        };
        println!("停车设备 / parking devices: mqtt://{}", listener.local_addr()?);
        tokio::spawn(shishi_mqtt::listen(listener, service.clone(), answer));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broker_is_a_host_and_a_port() {
        for (address, place) in [
            ("mqtt://broker.example", Some(("broker.example", 1883))),
            ("mqtt://broker.example:1884/", Some(("broker.example", 1884))),
            ("mqtt://[::1]", Some(("[::1]", 1883))),
            ("mqtt://[::1]:7", Some(("[::1]", 7))),
            ("mqtts://broker.example", None),
            ("broker.example", None),
            ("mqtt://", None),
            ("mqtt://a:b@broker.example:1883", None),
            ("mqtt://broker.example:x", None),
        ] {
            let found = broker_at(address).ok();
            let found = found.as_ref().map(|(host, port)| (host.as_str(), *port));
            assert_eq!(found, place, "{address}");
        }
    }
}
