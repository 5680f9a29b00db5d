//! The simulated payment providers of the demonstration: asked over HTTP on a port of their own, calling the site back as the real ones do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use shishi_kernel::Fen;
use shishi_service::Service;
use shishi_service::gateways::{HttpRequest, Method};
use shishi_service::parking::money::{Carry, PaymentsSetup, wallet_word};
use shishi_web::{Simulators, serve_simulators};

use crate::payments::carry;

/// Who would owe more than this pays before leaving: 30 yuan.
pub(super) const OWING_MAX: Fen = Fen(3_000);
/// How often callbacks are sent that are due.
const PACE: Duration = Duration::from_secs(1);
/// Turns after which old orders are forgotten.
const TURNS_FORGOTTEN: u32 = 3_600;

/// The providers while they run; they end with this.
pub struct Providers {
    /// Both of them.
    pub simulators: Arc<Simulators>,
    /// Where the site is, once that is known.
    pub site: Arc<OnceLock<SocketAddr>>,
    ending: Arc<AtomicBool>,
    callbacks: Option<JoinHandle<()>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Providers {
    /// Starts them and has the service ask them.
    pub fn start(service: &Service, seed: u64) -> Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("the simulated providers cannot listen")?;
        listener.set_nonblocking(true)?;
        let base = format!("http://{}", listener.local_addr()?);
        let clock = service.clone();
        let now = Arc::new(move || clock.now());
        // The site's own port may not be known yet; callbacks are carried to it below, whatever address stands in an order.
        let (simulators, providers) = Simulators::new(&base, "https://demo.invalid", seed, now)?;
        let simulators = Arc::new(simulators);
        let statements = Arc::clone(&simulators);
        service.set_payments(PaymentsSetup {
            providers,
            carry: carry(),
            owing_max: OWING_MAX,
            lots: std::collections::HashMap::new(),
            statement: Some(Arc::new(move |wallet, from, until| {
                statements.statement(wallet, from, until)
            })),
        });
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (site, ending) = (Arc::<OnceLock<SocketAddr>>::default(), Arc::<AtomicBool>::default());
        let server = {
            let simulators = Arc::clone(&simulators);
            std::thread::Builder::new()
                .name("providers".to_owned())
                .spawn(move || {
                    if let Err(error) = serve(listener, simulators, stopped) {
                        tracing::error!("the simulated providers ended: {error:#}");
                    }
                })?
        };
        let callbacks = {
            let (simulators, site, ended) = (Arc::clone(&simulators), Arc::clone(&site), Arc::clone(&ending));
            let work = move || call_back(&simulators, &site, &ended);
            std::thread::Builder::new().name("callbacks".to_owned()).spawn(work)?
        };
        Ok(Self {
            simulators,
            site,
            ending,
            callbacks: Some(callbacks),
            stop: Some(stop),
            server: Some(server),
        })
    }
}

impl Drop for Providers {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // Dropping the sender ends the server as well.
        drop(self.stop.take());
        for thread in [self.callbacks.take(), self.server.take()].into_iter().flatten() {
            thread.thread().unpark();
            // What it could not do it has said itself.
            let _ = thread.join();
        }
    }
}

fn serve(
    listener: std::net::TcpListener,
    simulators: Arc<Simulators>,
    stopped: tokio::sync::oneshot::Receiver<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let shutdown = async {
            let _ = stopped.await;
        };
        serve_simulators(listener, simulators, shutdown).await?;
        Ok(())
    })
}

fn call_back(simulators: &Simulators, site: &OnceLock<SocketAddr>, ended: &AtomicBool) {
    let carry: Carry = carry();
    let mut turns = 0_u32;
    while !ended.load(Ordering::SeqCst) {
        if let Some(address) = site.get() {
            for (wallet, callback) in simulators.due() {
                let request = HttpRequest {
                    method: Method::Post,
                    url: format!("http://{address}/parking/callbacks/{}", wallet_word(wallet)),
                    ..callback.request
                };
                let answer = carry(request);
                simulators.answered(wallet, callback.id, answer.as_ref());
            }
        }
        turns = turns.wrapping_add(1);
        if turns.is_multiple_of(TURNS_FORGOTTEN) {
            simulators.forget_old();
        }
        std::thread::park_timeout(PACE);
    }
}
