//! What every handler is given.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use shishi_service::{Service, ServiceError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::cache::PageCache;
use super::errors::Failure;
use super::headers;
use super::provider::Provider;

/// Changes under way at once; they share commits.
const WRITES_AT_ONCE: usize = 256;
/// Reads that may wait on the disk at the same time; more wait their turn.
const READS_AT_ONCE: usize = 8;
/// Reads that may wait their turn; beyond that the site says that it is busy.
const READS_WAITING_MAX: usize = 1024;
/// Streams that are open at the same time; beyond that the site says that it is busy.
const STREAMS_MAX: usize = 512;

/// Prints a page as PDF: the page in, the file out, or what is wrong in the operator's words.
type Print = dyn Fn(&str) -> Result<Vec<u8>, String> + Send + Sync;

/// What papers are printed as PDF with.
#[derive(Clone)]
pub struct PdfPrinter(Arc<Print>);

impl PdfPrinter {
    /// Of a function that may take its time.
    #[must_use]
    pub fn new(print: Arc<Print>) -> Self {
        Self(print)
    }

    /// Prints a page.
    ///
    /// # Errors
    /// What the printer says, for the operator.
    pub fn print(&self, page: &str) -> Result<Vec<u8>, String> {
        (self.0)(page)
    }
}

impl std::fmt::Debug for PdfPrinter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PdfPrinter")
    }
}

/// How the site is served.
#[derive(Clone, Debug, Default)]
pub struct WebOptions {
    /// Whether cookies are only for HTTPS; also turns on HSTS.
    pub secure_cookies: bool,
    /// The address under which the public knows the site: `https://shishi.example.gov.cn`.
    pub public_address: Option<String>,
    /// The office's provider of identities, where there is one.
    pub provider: Option<Arc<Provider>>,
    /// What papers are printed as PDF with, where that is possible.
    pub pdf: Option<PdfPrinter>,
    /// The payment providers of a demonstration, for whoever plays a driver with a telephone.
    pub simulators: Option<Arc<crate::Simulators>>,
}

/// What every handler is given; cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    options: WebOptions,
    cache: PageCache,
    headers: HeaderMap,
    live_headers: HeaderMap,
    reads: Semaphore,
    writes: Semaphore,
    queue: Semaphore,
    streams: Arc<Semaphore>,
    closing: watch::Sender<bool>,
}

impl App {
    /// The application over a service.
    #[must_use]
    pub fn new(service: Service, options: WebOptions) -> Self {
        let https = options.secure_cookies
            || options
                .public_address
                .as_deref()
                .is_some_and(|address| address.starts_with("https://"));
        // Without its site's name the page says nothing either; the name is kept in memory and does not fail.
        let simulated = service.site().is_ok_and(|site| site.simulated);
        let headers = headers::of_every_answer(https, simulated);
        Self {
            inner: Arc::new(Inner {
                service,
                cache: PageCache::default(),
                live_headers: headers::of_live_data(&headers),
                headers,
                options,
                reads: Semaphore::new(READS_AT_ONCE),
                writes: Semaphore::new(WRITES_AT_ONCE),
                queue: Semaphore::new(READS_WAITING_MAX),
                streams: Arc::new(Semaphore::new(STREAMS_MAX)),
                closing: watch::Sender::new(false),
            }),
        }
    }

    /// The service, for calls that do not block (`version`, `now`).
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.inner.service
    }

    /// How the site is served.
    #[must_use]
    pub fn options(&self) -> &WebOptions {
        &self.inner.options
    }

    /// The pages kept in memory.
    #[must_use]
    pub fn cache(&self) -> &PageCache {
        &self.inner.cache
    }

    /// The headers that every answer carries.
    #[must_use]
    pub fn security_headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The headers of what is answered from memory as open data.
    pub(crate) fn live_headers(&self) -> &HeaderMap {
        &self.inner.live_headers
    }

    /// A place for a stream that goes on; none when there is no more room.
    #[must_use]
    pub fn watching(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.inner.streams).try_acquire_owned().ok()
    }

    /// Waits, and says whether the site is still open then; says so at once when it closes.
    pub async fn stays_open_for(&self, time: Duration) -> bool {
        let mut closing = self.inner.closing.subscribe();
        tokio::time::timeout(time, closing.wait_for(|closing| *closing))
            .await
            .is_err()
    }

    /// Ends what would go on for ever, so that the server can end.
    pub fn close(&self) {
        self.inner.closing.send_replace(true);
    }

    /// Runs work that may block on the disk, beside the threads that answer the network.
    ///
    /// # Errors
    /// What the work says; busy when too many wait.
    pub async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        self.in_turn(&self.inner.reads, work).await
    }

    /// Runs work that commits. It waits for the disk together with others that share its commit, so that many more may
    /// be at it than read at once.
    ///
    /// # Errors
    /// As [`Self::blocking`].
    pub async fn committing<T, E>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        self.in_turn(&self.inner.writes, work).await
    }

    async fn in_turn<T, E>(
        &self,
        turns: &Semaphore,
        work: impl FnOnce(&Service) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        let _place = self
            .inner
            .queue
            .try_acquire()
            .map_err(|_| Failure::from(ServiceError::Busy))?;
        let _turn = turns.acquire().await.map_err(|_| Failure::from(ServiceError::Busy))?;
        let service = self.inner.service.clone();
        match tokio::task::spawn_blocking(move || work(&service)).await {
            Ok(done) => done.map_err(Into::into),
            Err(error) => Err(Failure::internal(format!("a use case stopped: {error}"))),
        }
    }
}
