//! Somebody who works in the office: signed in, asking for pages and sending forms.

use axum::http::{Method, StatusCode};
use shishi_kernel::{Role, UnitId};
use shishi_service::{NewAccountForm, NewPerson, SignInFrom};

use super::{Answer, PASSWORD, Site, html};

pub struct Person {
    cookie: String,
    csrf: String,
}

impl Site {
    /// Somebody new with an account.
    pub fn person(&self, login: &str, role: Role, unit: Option<UnitId>) -> Person {
        let root = self.sign_in("root");
        let person = NewPerson {
            login: login.into(),
            display_name: login.into(),
            password: PASSWORD.into(),
        };
        self.service
            .create_account(&root, NewAccountForm { person, role, unit })
            .unwrap();
        self.known(login)
    }

    /// Somebody who has an account.
    pub fn known(&self, login: &str) -> Person {
        let signed_in = self.service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap();
        let name = if self.secure() { "__Host-shishi" } else { "shishi" };
        Person {
            cookie: format!("{name}={}", signed_in.token),
            csrf: signed_in.csrf,
        }
    }
}

impl Person {
    /// A page that stands, in both languages; gives the Chinese one.
    pub async fn see(&self, site: &Site, path: &str) -> String {
        let english = site
            .ask(Method::GET, &format!("/en{path}"), &[("cookie", &self.cookie)], "")
            .await;
        assert_eq!(html::faults(&english.body, "en"), Vec::<String>::new(), "/en{path}");
        let answer = site.ask(Method::GET, path, &[("cookie", &self.cookie)], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(html::faults(&answer.body, "zh-CN"), Vec::<String>::new(), "{path}");
        answer.body
    }

    /// Sends a form.
    pub async fn post(&self, site: &Site, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={}", self.csrf);
        for (name, value) in fields {
            let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            body.push_str(&format!("&{name}={encoded}"));
        }
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        site.ask(Method::POST, path, &headers, &body).await
    }

    /// Sends a form with files.
    pub async fn hand_over(&self, site: &Site, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body: Vec<u8> = Vec::new();
        let own = [("csrf", self.csrf.as_str())];
        for (name, value) in own.iter().chain(fields) {
            let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--line--\r\n");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "multipart/form-data; boundary=line"),
        ];
        site.ask(Method::POST, path, &headers, body).await
    }

    /// Something that is no page.
    pub async fn get(&self, site: &Site, path: &str) -> Answer {
        site.ask(Method::GET, path, &[("cookie", &self.cookie)], "").await
    }

    /// Sends a form that is taken, and gives where it leads, without what is said there. Every form is sent twice, as by
    /// a hand that presses the button twice: the second one changes nothing, and is answered in words.
    pub async fn send(&self, site: &Site, path: &str, fields: &[(&str, &str)]) -> String {
        // The page gives every showing of a form a key of its own; forms that need none do not look at it.
        let entries = || site.service.journal_recent(1, 1).unwrap().total;
        let key = format!("showing-{}", entries());
        let mut fields = fields.to_vec();
        if fields.iter().all(|(name, _)| *name != "key") {
            fields.push(("key", &key));
        }
        let answer = self.post(site, path, &fields).await;
        let before = entries();
        let again = self.post(site, path, &fields).await;
        assert_eq!(entries(), before, "{path} was done twice");
        assert!(!again.status.is_server_error(), "{path}: {}", again.status);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
        answer.header("location").split('?').next().unwrap().to_owned()
    }

    /// Sends a form that is refused with a status, and gives the page that says so.
    pub async fn refused(&self, site: &Site, path: &str, fields: &[(&str, &str)], status: u16) -> String {
        let answer = self.post(site, path, fields).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        let mut faults = html::faults(&answer.body, "zh-CN");
        // What went wrong stands before the page's own heading, so that it is read first.
        faults.retain(|fault| fault != "h2 after h0");
        assert_eq!(faults, Vec::<String>::new(), "{path}");
        answer.body
    }
}

/// The value of the first field of a name.
pub fn field(page: &str, name: &str) -> String {
    let tags = html::tags(page);
    let field = tags.iter().find(|tag| tag.get("name") == Some(name));
    let field = field.unwrap_or_else(|| panic!("no field {name}"));
    field.get("value").unwrap_or_default().to_owned()
}

/// The names of the fields that are marked as wrong.
pub fn wrong(page: &str) -> Vec<String> {
    let tags = html::tags(page);
    let wrong = tags.iter().filter(|tag| tag.get("aria-invalid").is_some());
    wrong.filter_map(|tag| tag.get("name").map(str::to_owned)).collect()
}
