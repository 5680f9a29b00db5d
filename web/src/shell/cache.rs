//! Public pages kept whole in memory while the jurisdiction's version has not moved.
//!
//! An entry holds the answer ready to send: headers, the plain bytes, and the compressed bytes once somebody has
//! asked for them. Looking one up takes a shared lock on one of a few shards and copies two reference counts.
//! Public pages hold no secret, so compressing them tells an eavesdropper nothing; office pages are never kept.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use parking_lot::RwLock;
use sha2::{Digest, Sha256};

const SHARDS: usize = 16;
/// Bytes of all pages kept, plain and compressed.
const BYTES_MAX: usize = 48 << 20;
/// Pages kept.
const ENTRIES_MAX: usize = 4096;
/// A page over this is sent and forgotten.
const ENTRY_BYTES_MAX: usize = 4 << 20;
/// Not worth compressing below.
const COMPRESS_FROM: usize = 600;

/// An answer ready to be sent many times.
#[derive(Debug)]
pub struct Kept {
    version: u64,
    etag: HeaderValue,
    headers: HeaderMap,
    plain: Bytes,
    packed: OnceLock<Option<Bytes>>,
}

impl Kept {
    /// An answer made while the jurisdiction was at `version`. The tag is of the bytes themselves, so that a page
    /// that a change did not touch is not sent again.
    #[must_use]
    pub fn new(version: u64, mut headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        let plain = body.into();
        let digest = Sha256::digest(&plain);
        let tag: String = digest[..9].iter().map(|byte| format!("{byte:02x}")).collect();
        // Weak, since the plain and the compressed form share it.
        let etag =
            HeaderValue::try_from(format!("W/\"{tag}\"")).unwrap_or_else(|_| HeaderValue::from_static("W/\"0\""));
        headers.insert(header::ETAG, etag.clone());
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-cache"));
        Self {
            version,
            etag,
            headers,
            plain,
            packed: OnceLock::new(),
        }
    }

    /// The version of the jurisdiction that it shows.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The answer to a request with these headers: 304 when the asker has it, compressed when the asker can read that.
    #[must_use]
    pub fn answer(&self, asked: &HeaderMap) -> Response<Body> {
        let matches = |value: &HeaderValue| {
            value
                .to_str()
                .is_ok_and(|tags| tags.trim() == "*" || tags.split(',').any(|tag| tag.trim() == self.etag))
        };
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = self.headers.clone();
        if asked.get(header::IF_NONE_MATCH).is_some_and(matches) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_TYPE);
            return response;
        }
        let reads_gzip = asked.get(header::ACCEPT_ENCODING).is_some_and(accepts_gzip);
        let body = match reads_gzip.then(|| self.packed.get_or_init(|| pack(&self.plain))) {
            Some(Some(packed)) => {
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                packed.clone()
            }
            _ => self.plain.clone(),
        };
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        *response.body_mut() = Body::from(body);
        response
    }

    fn bytes(&self) -> usize {
        // The compressed form may come later; it is rarely over a quarter.
        self.plain.len() + self.plain.len() / 4
    }
}

fn accepts_gzip(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|value| {
        value.split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.replace(' ', "").as_str(), "q=0" | "q=0.0")
        })
    })
}

/// The compressed form, when it is smaller.
fn pack(plain: &Bytes) -> Option<Bytes> {
    if plain.len() < COMPRESS_FROM {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::new(5));
    encoder.write_all(plain).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < plain.len()).then(|| Bytes::from(packed))
}

type Shard = HashMap<Box<str>, Arc<Kept>>;

/// The pages kept, by address; one set for ordinary and one for large type.
pub struct PageCache {
    shards: [[RwLock<Shard>; SHARDS]; 2],
    hasher: RandomState,
    bytes: AtomicUsize,
    entries: AtomicUsize,
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            shards: Default::default(),
            hasher: RandomState::new(),
            bytes: AtomicUsize::new(0),
            entries: AtomicUsize::new(0),
        }
    }
}

impl PageCache {
    fn shard(&self, large: bool, address: &str) -> &RwLock<Shard> {
        let hash = usize::try_from(self.hasher.hash_one(address) % SHARDS as u64).unwrap_or(0);
        &self.shards[usize::from(large)][hash]
    }

    /// The answer kept for an address (path and query), if it still shows `version`.
    #[must_use]
    pub fn get(&self, large: bool, address: &str, version: u64) -> Option<Arc<Kept>> {
        let shard = self.shard(large, address).read();
        shard.get(address).filter(|kept| kept.version == version).cloned()
    }

    /// Keeps an answer. When there is no room, pages of older versions go first, then whichever come first.
    pub fn put(&self, large: bool, address: &str, kept: &Arc<Kept>) {
        if kept.bytes() > ENTRY_BYTES_MAX {
            return;
        }
        let mut shard = self.shard(large, address).write();
        if let Some(old) = shard.insert(address.into(), Arc::clone(kept)) {
            self.forget(&old);
        }
        self.bytes.fetch_add(kept.bytes(), Ordering::Relaxed);
        self.entries.fetch_add(1, Ordering::Relaxed);
        if self.is_over() {
            shard.retain(|_, page| {
                let stays = page.version == kept.version;
                if !stays {
                    self.forget(page);
                }
                stays
            });
        }
        // The order of a hash map is arbitrary, which makes this a random choice; only this shard is locked, and
        // every shard is written to sooner or later.
        while self.is_over() && !shard.is_empty() {
            let Some(address) = shard.keys().next().cloned() else {
                break;
            };
            if let Some(page) = shard.remove(&address) {
                self.forget(&page);
            }
        }
    }

    /// Pages and bytes kept.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.entries.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }

    fn is_over(&self) -> bool {
        let (entries, bytes) = self.size();
        entries > ENTRIES_MAX || bytes > BYTES_MAX
    }

    fn forget(&self, page: &Kept) {
        self.bytes.fetch_sub(page.bytes(), Ordering::Relaxed);
        self.entries.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(version: u64, body: impl Into<Bytes>) -> Arc<Kept> {
        Arc::new(Kept::new(version, HeaderMap::new(), body))
    }

    fn asking(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::try_from(*value).unwrap()))
            .collect()
    }

    #[test]
    fn a_page_is_kept_until_the_version_moves() {
        let cache = PageCache::default();
        cache.put(false, "/units", &kept(7, "page"));
        assert!(cache.get(false, "/units", 7).is_some());
        assert!(cache.get(false, "/units", 8).is_none());
        assert!(cache.get(true, "/units", 7).is_none(), "large type is another page");
        cache.put(false, "/units", &kept(8, "page"));
        assert_eq!(cache.size().0, 1);
    }

    #[test]
    fn room_is_bounded() {
        let cache = PageCache::default();
        for number in 0..ENTRIES_MAX + 500 {
            cache.put(false, &format!("/{number}"), &kept(1, "x"));
        }
        assert!(cache.size().0 <= ENTRIES_MAX);
        let large = Bytes::from(vec![b'x'; 1 << 20]);
        for number in 0..200 {
            cache.put(false, &format!("/large/{number}"), &kept(2, large.clone()));
        }
        assert!(cache.size().1 <= BYTES_MAX + ENTRY_BYTES_MAX);
        let before = cache.size();
        cache.put(false, "/huge", &kept(2, vec![b'x'; ENTRY_BYTES_MAX]));
        assert_eq!(cache.size(), before, "too large to keep");
    }

    #[test]
    fn answers_by_what_is_asked() {
        let page = kept(1, "实事".repeat(1000));
        let tag = page.etag.to_str().unwrap().to_owned();
        let list = format!("\"x\", {tag}");
        for (asked, status, coding) in [
            (asking(&[]), 200, None),
            (
                asking(&[(header::ACCEPT_ENCODING, "br, gzip;q=0.8")]),
                200,
                Some("gzip"),
            ),
            (asking(&[(header::ACCEPT_ENCODING, "gzip;q=0")]), 200, None),
            (asking(&[(header::IF_NONE_MATCH, &tag)]), 304, None),
            (asking(&[(header::IF_NONE_MATCH, &list)]), 304, None),
            (asking(&[(header::IF_NONE_MATCH, "*")]), 304, None),
            (asking(&[(header::IF_NONE_MATCH, "W/\"other\"")]), 200, None),
        ] {
            let answer = page.answer(&asked);
            assert_eq!(answer.status(), status, "{asked:?}");
            let got = answer
                .headers()
                .get(header::CONTENT_ENCODING)
                .map(|value| value.to_str().unwrap());
            assert_eq!(got, coding, "{asked:?}");
            assert_eq!(answer.headers()[header::ETAG], tag);
        }
        let short = kept(1, "short").answer(&asking(&[(header::ACCEPT_ENCODING, "gzip")]));
        assert!(
            !short.headers().contains_key(header::CONTENT_ENCODING),
            "not worth compressing"
        );
    }
}
