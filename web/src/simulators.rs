//! The simulated providers of a demonstration, over HTTP: they take what the site asks them, and call the site back.
//!
//! Only a demonstration has them. They keep nothing: after a new start they know no order of before, and what was open then stays a debt.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use jiff::SignedDuration;
use parking_lot::Mutex;
use shishi_kernel::Timestamp;
use shishi_service::gateways::payment::{Provider, Wallet};
use shishi_service::gateways::simulator::{Callback, Simulator, Trouble, pair};
use shishi_service::gateways::{GatewayError, HttpRequest, HttpResponse, Method as Asked};
use shishi_service::parking::money::{DayStatement, read_statement};

/// Of a thousand plates so many are signed for at a provider.
const SIGNED_PER_MILLE: u16 = 550;

/// Gives the time of the demonstration.
type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Both providers.
pub struct Simulators {
    both: [Mutex<Simulator>; 2],
    now: Now,
}

impl std::fmt::Debug for Simulators {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulators").finish_non_exhaustive()
    }
}

fn place(wallet: Wallet) -> usize {
    match wallet {
        Wallet::WeChat => 0,
        Wallet::Alipay => 1,
    }
}

impl Simulators {
    /// Both providers with ordinary trouble, asked at `base`, calling back at `site`; and the merchant's accounts there.
    ///
    /// # Errors
    /// Where an address is none.
    pub fn new(base: &str, site: &str, seed: u64, now: Now) -> Result<(Self, Vec<Provider>), GatewayError> {
        let made = |wallet, word: &str| {
            let notify = format!("{site}/parking/callbacks/{word}");
            let mut made = pair(wallet, base, &notify, seed, Trouble::ordinary())?;
            made.simulator.set_signed(SIGNED_PER_MILLE);
            Ok::<_, GatewayError>((made.provider, Mutex::new(made.simulator)))
        };
        let (wechat, first) = made(Wallet::WeChat, "wechat")?;
        let (alipay, second) = made(Wallet::Alipay, "alipay")?;
        let both = [first, second];
        Ok((Self { both, now }, vec![wechat, alipay]))
    }

    fn handle(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let alipay = request.path() == "/gateway.do";
        let wallet = if alipay { Wallet::Alipay } else { Wallet::WeChat };
        self.both[place(wallet)].lock().handle(request, (self.now)())
    }

    /// Somebody scans a link and pays; false where nothing can be paid by it.
    pub fn pay(&self, wallet: Wallet, link: &str) -> bool {
        self.both[place(wallet)].lock().pay(link, (self.now)())
    }

    /// Callbacks that are to be sent by now.
    pub fn due(&self) -> Vec<(Wallet, Callback)> {
        let wallets = [Wallet::WeChat, Wallet::Alipay];
        let due = |wallet: Wallet| self.both[place(wallet)].lock().due((self.now)());
        wallets
            .into_iter()
            .flat_map(|wallet| due(wallet).into_iter().map(move |callback| (wallet, callback)))
            .collect()
    }

    /// How a callback was answered; what was not taken comes again.
    pub fn answered(&self, wallet: Wallet, id: u64, response: Option<&HttpResponse>) {
        self.both[place(wallet)].lock().answered(id, response, (self.now)());
    }

    /// Forgets orders of more than three days ago, so that a long demonstration does not grow.
    pub fn forget_old(&self) {
        let before = (self.now)()
            .saturating_sub(SignedDuration::from_hours(72))
            .unwrap_or_default();
        for one in &self.both {
            one.lock().forget(before);
        }
    }

    /// The statement of a provider over some time, with what is handed over of it; read from its file as one of a real provider is.
    #[must_use]
    pub fn statement(&self, wallet: Wallet, from: Timestamp, until: Timestamp) -> Option<DayStatement> {
        let file = self.both[place(wallet)].lock().statement_file(from, until);
        read_statement(file.as_bytes()).ok()
    }
}

/// Serves the providers on a listener until `shutdown` is ready.
///
/// # Errors
/// When the listener fails.
pub async fn serve_simulators(
    listener: tokio::net::TcpListener,
    simulators: Arc<Simulators>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = Router::new().fallback(handle).with_state(simulators);
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn handle(
    State(simulators): State<Arc<Simulators>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let headers = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    let request = HttpRequest {
        method: if method == Method::GET { Asked::Get } else { Asked::Post },
        url: uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers.collect(),
        body: body.to_vec(),
    };
    // A request that is lost is one that nobody answers; here it is a gateway that gave up, which the site takes for the same.
    let Some(answer) = simulators.handle(&request) else {
        return status(StatusCode::GATEWAY_TIMEOUT);
    };
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
