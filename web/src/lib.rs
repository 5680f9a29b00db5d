//! The site: public pages, office pages, the JSON API, static files.
//!
//! A folder an area: [`shell`] is what every page stands on, [`public`] what anybody reads (pages, and the journal's
//! files and receipts), [`office`] what people sign in for, [`api`] the JSON API and the downloads. A handler parses,
//! asks the service for view rows, and draws them with a pure function; it holds no rule. Nothing here names a
//! database. Chinese pages are at `/…`, English ones at `/en/…`.

pub mod api;
mod notices;
pub mod office;
pub mod public;
pub mod shell;
mod simulators;

use axum::Router;
use axum::serve::ListenerExt;
use shishi_service::Service;

pub use notices::letter;
pub use shell::{App, WebOptions};
pub use simulators::{Simulators, serve_simulators};

/// The whole site over a service.
pub fn router(service: Service, options: WebOptions) -> Router {
    Router::new().fallback_service(site(App::new(service, options)))
}

fn site(app: App) -> shell::Front {
    let pages = public::pages()
        .merge(office::pages())
        .merge(api::pages())
        .merge(shell::pages());
    let site = Router::new()
        .merge(pages.clone())
        .nest("/en", pages)
        .merge(public::files())
        .merge(api::routes())
        .merge(shell::routes())
        .fallback(async || shell::Failure::not_found())
        .with_state(app.clone());
    shell::stack(site, app)
}

/// Serves the site on a listener until `shutdown` is ready; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    service: Service,
    options: WebOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let app = App::new(service, options);
    let closing = app.clone();
    let shutdown = async move {
        shutdown.await;
        closing.close();
    };
    axum::serve(listener.tap_io(unpaced), shell::Door(site(app)))
        .with_graceful_shutdown(shutdown)
        .await
}

/// What goes to the same machine, to a proxy for instance, waits for nobody's line. Where a machine paces what it sends (BBR), it would pace
/// that as well, and a short answer may wait for a timer.
#[cfg_attr(
    not(target_os = "linux"),
    allow(unused_variables, reason = "only Linux lets a connection choose")
)]
fn unpaced(stream: &mut tokio::net::TcpStream) {
    let is_near = stream
        .peer_addr()
        .is_ok_and(|peer| peer.ip().to_canonical().is_loopback());
    #[cfg(target_os = "linux")]
    if is_near {
        // Without it everything works as well, only later; so nobody needs to know.
        let _ = socket2::SockRef::from(&*stream).set_tcp_congestion(b"reno");
    }
}
