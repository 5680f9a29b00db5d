//! The second factor from its offer to its removal, through the use cases alone.

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, Role};
use shishi_service::{NewAccountForm, SecondFactorView, Service, ServiceError, SignInFrom, SignedIn};
use totp_rs::{Builder, Secret};

use common::{config, person, staffed};

const PASSWORD: &str = "several plain words";

/// A service whose clock the test moves, and its administrator with the secret of the session.
struct House {
    service: Service,
    now: Arc<AtomicI64>,
    root: Actor,
    token: String,
}

fn house(data: &Path) -> House {
    drop(staffed(data));
    let now = Arc::new(AtomicI64::new(1_590_969_600));
    let (clock, mut config) = (Arc::clone(&now), config(data));
    config.clock = Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap());
    let service = Service::open(config).unwrap();
    let token = service.sign_in("root", PASSWORD, SignInFrom::default()).unwrap().token;
    let root = service.session(&token).unwrap().unwrap().actor;
    House {
        service,
        now,
        root,
        token,
    }
}

impl House {
    /// What an authenticator with this secret shows now.
    fn code(&self, secret: &str) -> String {
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(self.now.load(Ordering::SeqCst).cast_unsigned())
            .to_string()
    }

    fn later(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    fn enrolled(&self) -> (String, Vec<String>) {
        self.service.offer_second_factor(&self.root).unwrap();
        let SecondFactorView::Offered { secret, link } = self.service.second_factor(&self.root).unwrap() else {
            panic!("nothing is offered");
        };
        assert!(link.starts_with("otpauth://totp/") && link.contains(&secret), "{link}");
        let codes = self
            .service
            .confirm_second_factor(&self.root, &self.token, &self.code(&secret))
            .unwrap();
        (secret, codes)
    }

    fn sign_in(&self, code: &str) -> Result<SignedIn, ServiceError> {
        self.service
            .sign_in_with_code("root", PASSWORD, code, SignInFrom::default())
    }
}

fn refusal<T>(outcome: Result<T, ServiceError>) -> String {
    outcome.err().map(|error| error.code().to_owned()).unwrap_or_default()
}

#[test]
fn a_code_is_asked_for_and_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path());
    assert!(
        house
            .service
            .session(&house.token)
            .unwrap()
            .unwrap()
            .second_factor_missing
    );
    let early = house.service.confirm_second_factor(&house.root, &house.token, "123456");
    assert_eq!(refusal(early), "not_found");
    house.service.offer_second_factor(&house.root).unwrap();
    assert!(house.sign_in("").is_ok(), "an offer is not in force");
    let wrong = house.service.confirm_second_factor(&house.root, &house.token, "12345");
    assert_eq!(refusal(wrong), "form.factor_wrong");
    let (secret, codes) = house.enrolled();
    assert_eq!(codes.len(), 10);
    assert!(
        !house
            .service
            .session(&house.token)
            .unwrap()
            .unwrap()
            .second_factor_missing
    );
    assert_eq!(refusal(house.service.offer_second_factor(&house.root)), "conflict");

    let shown = house.code(&secret);
    for (code, why) in [
        ("", "no code"),
        (shown.as_str(), "the code was used to confirm"),
        ("0", "no code at all"),
    ] {
        assert_eq!(refusal(house.sign_in(code)), "sign_in_failed", "{why}");
    }
    house.later(30);
    let next = house.code(&secret);
    let spaced = format!("{} {}", &next[..3], &next[3..]);
    assert_eq!(refusal(house.sign_in(&spaced)), "");
    assert_eq!(refusal(house.sign_in(&next)), "sign_in_failed", "a code counts once");
    house.later(90);
    assert_eq!(refusal(house.sign_in(&next)), "sign_in_failed", "the code is too old");
    assert_eq!(refusal(house.sign_in(&codes[0])), "");
    assert_eq!(
        refusal(house.sign_in(&codes[0])),
        "sign_in_failed",
        "a recovery code counts once"
    );
    let SecondFactorView::InForce { recovery_codes, .. } = house.service.second_factor(&house.root).unwrap() else {
        panic!("it is in force");
    };
    assert_eq!(recovery_codes, 9);
}

#[test]
fn wrong_codes_make_a_login_wait_as_wrong_passwords_do() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path());
    let (secret, codes) = house.enrolled();
    house.later(30);
    for _ in 0..3 {
        assert_eq!(refusal(house.sign_in("x")), "sign_in_failed");
    }
    for _ in 0..2 {
        let removed = house.service.remove_second_factor(&house.root, "x");
        assert_eq!(refusal(removed), "form.factor_wrong");
    }
    assert_eq!(refusal(house.sign_in(&house.code(&secret))), "too_many");
    assert_eq!(
        refusal(house.service.remove_second_factor(&house.root, &codes[0])),
        "too_many"
    );
    house.later(16 * 60);
    assert_eq!(refusal(house.service.remove_second_factor(&house.root, &codes[0])), "");
    assert_eq!(
        refusal(house.service.remove_second_factor(&house.root, &codes[1])),
        "not_found"
    );
    assert_eq!(refusal(house.sign_in("")), "");
}

#[test]
fn it_is_compulsory_when_an_administrator_who_has_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path());
    let service = &house.service;
    let form = NewAccountForm {
        person: person("second"),
        role: Role::Administrator,
        unit: None,
    };
    service.create_account(&house.root, form).unwrap();
    let second = common::sign_in(service, "second");
    let supervisor = common::sign_in(service, "supervisor");
    assert_eq!(
        refusal(service.set_second_factor_compulsory(&supervisor, true)),
        "forbidden"
    );
    assert_eq!(
        refusal(service.set_second_factor_compulsory(&house.root, true)),
        "form.factor_first"
    );
    house.enrolled();
    service.set_second_factor_compulsory(&house.root, true).unwrap();
    assert!(service.second_factor_compulsory().unwrap());
    assert_eq!(refusal(service.accounts(&second)), "form.factor_first");
    assert_eq!(
        refusal(service.disable_account(&second, house.root.account)),
        "form.factor_first"
    );
    let rows = service.accounts(&house.root).unwrap();
    let with: Vec<_> = rows
        .iter()
        .filter(|row| row.second_factor)
        .map(|row| row.login.as_str())
        .collect();
    assert_eq!(with, ["root"]);
    service.set_second_factor_compulsory(&house.root, false).unwrap();
    assert_eq!(
        refusal(service.reset_second_factor(&house.root, house.root.account)),
        "forbidden"
    );
    assert_eq!(
        refusal(service.reset_second_factor(&house.root, second.account)),
        "not_found"
    );
    service.reset_second_factor(&second, house.root.account).unwrap();
    assert!(service.session(&house.token).unwrap().is_none(), "its sessions end");
    assert_eq!(refusal(house.sign_in("")), "");
    service.publish_now().unwrap();
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}
