//! Carrying notices out of the house: by e-mail over SMTP, and as a signed POST.
//!
//! An error is shown to administrators and goes into the operator's log, so that it says what to look at and nothing else:
//! no address, no password, no words of a server that might hold one.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use hmac::{Hmac, KeyInit, Mac};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport};
use sha2::Sha256;
use shishi_service::{ChannelKind, Deliver, Delivery, Service};

/// How long a server may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How notices leave the house.
#[derive(Args, Clone, Default)]
pub struct PostArguments {
    /// Mail server: smtps://user:password@host, or smtp://user:password@host:587?tls=required.
    #[arg(long, env = "SHISHI_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Sender of notices: 某高新区督查室 <notices@example.org>.
    #[arg(long, env = "SHISHI_MAIL_FROM")]
    mail_from: Option<String>,
}

/// What notices are carried with.
struct Post {
    site: String,
    address: String,
    mail: Option<(SmtpTransport, Mailbox)>,
    agent: ureq::Agent,
}

impl PostArguments {
    /// The way out, for a worker.
    pub fn deliver(&self, service: &Service, public_address: Option<&str>) -> Result<Deliver> {
        let address = public_address.unwrap_or_default();
        let post = Post::new(self, &service.site()?.name, address, TIMEOUT)?;
        Ok(Arc::new(move |delivery| post.carry(delivery)))
    }
}

impl Post {
    fn new(arguments: &PostArguments, site: &str, address: &str, timeout: Duration) -> Result<Self> {
        let mail = match (&arguments.smtp, &arguments.mail_from) {
            (Some(server), Some(from)) => {
                // The address of the server holds its password: it is not repeated.
                let builder = SmtpTransport::from_url(server).map_err(|_| anyhow::anyhow!("--smtp is no address"))?;
                let from = from.parse().context("--mail-from is no sender")?;
                Some((builder.timeout(Some(timeout)).build(), from))
            }
            (None, None) => None,
            _ => anyhow::bail!("mail needs both --smtp and --mail-from"),
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Ok(Self {
            site: site.to_owned(),
            address: address.to_owned(),
            mail,
            agent: config.into(),
        })
    }

    fn carry(&self, delivery: &Delivery) -> Result<(), String> {
        match delivery.kind {
            ChannelKind::Mail => self.mail(delivery),
            ChannelKind::Webhook => self.hook(delivery),
        }
    }

    /// A mail whose number is the delivery's key, so that a second one is seen to be the same.
    fn mail(&self, delivery: &Delivery) -> Result<(), String> {
        let Some((server, from)) = &self.mail else {
            return Err("no mail server is set: start with --smtp and --mail-from".to_owned());
        };
        let to: Mailbox = delivery
            .address
            .parse()
            .map_err(|_| "the address is no mailbox".to_owned())?;
        let (subject, body) = shishi_web::letter(&delivery.notice, &self.site, &self.address);
        let letter = Message::builder()
            .from(from.clone())
            .to(to)
            .message_id(Some(format!("<{}@{}>", delivery.key, from.email.domain())))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| "the letter could not be written".to_owned())?;
        server.send(&letter).map(drop).map_err(|error| match error.status() {
            Some(code) => format!("the mail server answered {code}"),
            None if error.is_tls() => "no safe connection to the mail server".to_owned(),
            None => "the mail server cannot be reached, broke off, or took too long".to_owned(),
        })
    }

    /// A POST whose body is signed: `X-Shishi-Signature: sha256=` and the HMAC-SHA256 of the body in hex.
    fn hook(&self, delivery: &Delivery) -> Result<(), String> {
        let notice = &delivery.notice;
        let (subject, text) = shishi_web::letter(notice, &self.site, &self.address);
        let arguments: serde_json::Map<String, serde_json::Value> = notice
            .arguments
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        let body = serde_json::json!({
            "schema": "shishi-notice/1",
            "key": delivery.key,
            "kind": notice.kind,
            "at": notice.at.to_string(),
            "unit": notice.unit.as_ref().map(|unit| unit.name.as_str()),
            "arguments": arguments,
            "path": notice.path,
            "subject": subject,
            "text": text,
        })
        .to_string();
        let sent = self
            .agent
            .post(&delivery.address)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", &delivery.key)
            .header("X-Shishi-Signature", signature(&delivery.secret.0, body.as_bytes()))
            .send(&body);
        match sent {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("the receiver answered {}", answer.status().as_u16())),
            Err(ureq::Error::Timeout(_)) => Err("the receiver did not answer in time".to_owned()),
            Err(ureq::Error::HostNotFound) => Err("the receiver's name is not known".to_owned()),
            Err(_) => Err("the receiver cannot be reached, or broke off".to_owned()),
        }
    }
}

/// The signature of a body.
fn signature(secret: &str, body: &[u8]) -> String {
    // HMAC takes keys of any length, so that this is never empty.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}
