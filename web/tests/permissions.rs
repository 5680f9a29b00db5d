//! Every address of the office, with every method, as every role and as nobody: what the table says is what happens.

mod common;

use axum::http::{Method, StatusCode};
use common::{PASSWORD, Site};
use shishi_kernel::{Role, UnitId};
use shishi_service::{NewAccountForm, NewPerson, SignInFrom};
use shishi_web::office::{ROUTES, Route};
use shishi_web::shell::Gate;

fn login(role: Role) -> String {
    format!("walker-{}", role.code())
}

/// One account for each role, beside those that the site was set up with.
fn accounts(site: &Site) {
    let root = site.service.sign_in("root", PASSWORD, SignInFrom::default()).unwrap();
    let root = site.service.session(&root.token).unwrap().unwrap().actor;
    for role in Role::ALL {
        let form = NewAccountForm {
            person: NewPerson {
                login: login(role),
                display_name: role.code().into(),
                password: PASSWORD.into(),
            },
            role,
            unit: matches!(role, Role::Clerk | Role::Head).then_some(UnitId(1)),
        };
        site.service.create_account(&root, form).unwrap();
    }
}

/// An address with something in the place of its names: what is asked for does not exist, except the commitment.
fn address(route: &Route) -> String {
    let mut path = String::new();
    for part in route.path.split_inclusive('/') {
        let (part, slash) = part.strip_suffix('/').map_or((part, ""), |part| (part, "/"));
        path += match part {
            "{slug}" => "2020-1",
            name if name.starts_with('{') => "987654",
            word => word,
        };
        path += slash;
    }
    path
}

/// The status, and the code of the problem when it is one.
async fn walk(site: &Site, route: &Route, role: Option<Role>) -> (StatusCode, String) {
    let method: Method = route.method.to_uppercase().parse().unwrap();
    let mut headers = vec![("accept".to_owned(), "application/problem+json".to_owned())];
    let mut body = String::new();
    if let Some(role) = role {
        // A session for each walk, since some of the addresses end it.
        let signed_in = site
            .service
            .sign_in(&login(role), PASSWORD, SignInFrom::default())
            .unwrap();
        let name = if site.secure() { "__Host-shishi" } else { "shishi" };
        headers.push(("cookie".to_owned(), format!("{name}={}", signed_in.token)));
        if method == Method::POST {
            headers.push((
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ));
            body = format!("csrf={}", signed_in.csrf);
        }
    }
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = site.ask(method, &address(route), &headers, &body).await;
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    (answer.status, problem["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_route_asks_for_what_the_table_says() {
    let site = Site::issued();
    accounts(&site);
    let mut walked = 0;
    for route in ROUTES.iter().copied().flatten() {
        let what = format!("{} {}", route.method, route.path);
        let (status, code) = walk(&site, route, None).await;
        match route.gate {
            Gate::Open => assert_ne!(status, StatusCode::UNAUTHORIZED, "{what} as nobody"),
            Gate::May(_) => assert_eq!(
                (status, code.as_str()),
                (StatusCode::UNAUTHORIZED, "unauthenticated"),
                "{what} as nobody"
            ),
        }
        for role in Role::ALL {
            let (status, code) = walk(&site, route, Some(role)).await;
            let allowed = match route.gate {
                Gate::Open => true,
                Gate::May(action) => action.allows(role),
            };
            let refused = status == StatusCode::FORBIDDEN && code == "forbidden";
            assert_eq!(refused, !allowed, "{what} as {}: {status} {code}", role.code());
            assert!(!status.is_server_error(), "{what} as {}: {status} {code}", role.code());
            walked += 1;
        }
    }
    assert!(walked >= 180, "{walked} walks");
}
