//! Servers of our own on a local port, which take, refuse, lose and delay.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use shishi_service::Secret;
use shishi_service::notice_rows::NoticeRow;

use super::*;

/// What a server does with what comes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    Takes,
    Refuses,
    /// Breaks off when everything was sent, before it answers.
    Loses,
    /// Never answers.
    Delays,
}

/// A server for one connection; gives its port, and what it was sent.
fn server(manner: Manner, talk: fn(TcpStream, Manner, &Sender<String>)) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        talk(stream, manner, &sender);
    });
    (port, receiver)
}

fn smtp(stream: TcpStream, manner: Manner, sent: &Sender<String>) {
    let mut answers = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    if manner == Manner::Delays {
        // Waits until the other side gives up.
        lines.by_ref().for_each(drop);
        return;
    }
    let mut say = |line: &str| answers.write_all(format!("{line}\r\n").as_bytes()).unwrap_or_default();
    say("220 test");
    let mut letter = String::new();
    while let Some(line) = lines.next() {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match word.as_str() {
            "EHLO" | "HELO" => say("250 test"),
            "RCPT" if manner == Manner::Refuses => say("550 5.1.1 <clerk@unit.invalid> unknown"),
            "DATA" => {
                say("354 go on");
                for line in lines.by_ref().take_while(|line| line != ".") {
                    letter.push_str(&line);
                    letter.push('\n');
                }
                sent.send(letter.clone()).unwrap_or_default();
                if manner == Manner::Loses {
                    return;
                }
                say("250 taken");
            }
            "QUIT" => {
                say("221 bye");
                return;
            }
            _ => say("250 ok"),
        }
    }
}

fn http(mut stream: TcpStream, manner: Manner, sent: &Sender<String>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    sent.send(format!("{head}\n{}", String::from_utf8(body).unwrap()))
        .unwrap();
    let answer = match manner {
        Manner::Takes => "HTTP/1.1 204 No Content\r\n\r\n",
        Manner::Refuses => "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n",
        Manner::Loses => return,
        Manner::Delays => {
            reader.read_to_end(&mut Vec::new()).unwrap_or_default();
            return;
        }
    };
    stream.write_all(answer.as_bytes()).unwrap();
}

fn post(smtp: Option<u16>) -> Post {
    let arguments = PostArguments {
        smtp: smtp.map(|port| format!("smtp://127.0.0.1:{port}")),
        mail_from: smtp.map(|_| "督查室 <notices@zone.invalid>".to_owned()),
    };
    Post::new(
        &arguments,
        "某高新区",
        "https://zone.invalid",
        Duration::from_millis(500),
    )
    .unwrap()
}

fn delivery(kind: ChannelKind, address: &str) -> Delivery {
    Delivery {
        key: "zone-7".into(),
        kind,
        address: address.into(),
        secret: Secret("a key".into()),
        notice: NoticeRow {
            id: 1,
            unit: None,
            kind: "report_due".into(),
            arguments: vec![
                ("number".into(), "15".into()),
                ("title".into(), "公厕".into()),
                ("period".into(), "2020-05".into()),
                ("due".into(), "2020-06-05".into()),
            ],
            path: "/office/reports".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
        },
    }
}

#[test]
fn a_letter_is_taken_refused_lost_or_delayed() {
    for (manner, expected) in [
        (Manner::Takes, Ok(())),
        (Manner::Refuses, Err("the mail server answered 550")),
        (
            Manner::Loses,
            Err("the mail server cannot be reached, broke off, or took too long"),
        ),
        (
            Manner::Delays,
            Err("the mail server cannot be reached, broke off, or took too long"),
        ),
    ] {
        let (port, sent) = server(manner, smtp);
        let outcome = post(Some(port)).carry(&delivery(ChannelKind::Mail, "clerk@unit.invalid"));
        assert_eq!(
            outcome.as_ref().map_err(String::as_str).copied(),
            expected,
            "{manner:?}"
        );
        if matches!(manner, Manner::Takes | Manner::Loses) {
            let letter = sent.recv().unwrap();
            assert!(letter.contains("Message-ID: <zone-7@zone.invalid>"), "{letter}");
            assert!(letter.contains("To: clerk@unit.invalid"), "{letter}");
        }
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (post, address, expected) in [
        (
            post(None),
            "clerk@unit.invalid",
            "no mail server is set: start with --smtp and --mail-from",
        ),
        (
            post(Some(nobody)),
            "clerk@unit.invalid",
            "the mail server cannot be reached, broke off, or took too long",
        ),
        (post(Some(nobody)), "clerk", "the address is no mailbox"),
    ] {
        assert_eq!(post.carry(&delivery(ChannelKind::Mail, address)).unwrap_err(), expected);
    }
}

#[test]
fn a_signed_post_is_taken_refused_lost_or_delayed() {
    for (manner, expected) in [
        (Manner::Takes, Ok(())),
        (Manner::Refuses, Err("the receiver answered 410")),
        (Manner::Loses, Err("the receiver cannot be reached, or broke off")),
        (Manner::Delays, Err("the receiver did not answer in time")),
    ] {
        let (port, sent) = server(manner, http);
        let address = format!("http://127.0.0.1:{port}/hook?token=hidden");
        let outcome = post(None).carry(&delivery(ChannelKind::Webhook, &address));
        assert_eq!(
            outcome.as_ref().map_err(String::as_str).copied(),
            expected,
            "{manner:?}"
        );
        let sent = sent.recv().unwrap();
        let (head, body) = sent.split_once("\n\n").or_else(|| sent.split_once("\r\n\n")).unwrap();
        let head = head.to_lowercase();
        assert!(head.contains("idempotency-key: zone-7"), "{head}");
        let signed = format!("x-shishi-signature: {}", signature("a key", body.as_bytes()));
        assert!(head.contains(&signed), "{head}");
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(
            (body["kind"].as_str(), body["arguments"]["due"].as_str()),
            (Some("report_due"), Some("2020-06-05"))
        );
        assert!(!body.to_string().contains("a key"), "the key stays at home");
    }
    for (address, expected) in [
        ("http://", "the receiver cannot be reached, or broke off"),
        ("http://127.0.0.1:1/", "the receiver cannot be reached, or broke off"),
    ] {
        assert_eq!(
            post(None).carry(&delivery(ChannelKind::Webhook, address)).unwrap_err(),
            expected
        );
    }
}

#[test]
fn the_signature_is_as_rfc_4231_says() {
    let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(signature("Jefe", b"what do ya want for nothing?"), expected);
}

#[test]
fn half_a_mail_server_is_none_and_a_password_is_not_repeated() {
    for (smtp, from) in [
        (Some("smtp://u:hidden@h"), None),
        (None, Some("a@b.c")),
        (Some("mail:hidden"), Some("a@b.c")),
    ] {
        let arguments = PostArguments {
            smtp: smtp.map(str::to_owned),
            mail_from: from.map(str::to_owned),
        };
        let error = Post::new(&arguments, "", "", TIMEOUT).err().unwrap();
        assert!(!format!("{error:?}").contains("hidden"));
    }
}
