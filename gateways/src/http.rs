//! A request and a response as values, small enough for any client.

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Do.
    Post,
}

impl Method {
    /// As it stands on the wire and in what is signed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Headers in order, as pairs of name and value.
pub type Headers = Vec<(String, String)>;

/// A request that somebody else sends or has received.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address; of one that was received, at least path and query.
    pub url: String,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
}

/// A response that somebody else has received or sends.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// The value of a header; none where it is absent or stands there more than once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        once(&self.headers, name)
    }

    /// Path and query, as both protocols sign them.
    #[must_use]
    pub fn target(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }

    /// The path alone.
    #[must_use]
    pub fn path(&self) -> &str {
        let target = self.target();
        target.split_once('?').map_or(target, |(path, _)| path)
    }

    /// The query as it stands there, empty where there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.target().split_once('?').map_or("", |(_, query)| query)
    }
}

impl HttpResponse {
    /// The value of a header; none where it is absent or stands there more than once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        once(&self.headers, name)
    }

    /// A response with a text of a kind.
    #[must_use]
    pub fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), kind.to_owned())],
            body: body.into(),
        }
    }
}

/// Two headers of one name would be two opinions on who signed, so they are as good as none.
fn once<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let mut found = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    let (_, value) = found.next()?;
    found.next().is_none().then_some(value)
}

/// Bodies hold plates and headers signatures, which have no place in a log: only their sizes show.
impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &self.headers.len())
            .field("body", &self.body.len())
            .finish()
    }
}

impl std::fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("body", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_cut_from_addresses() {
        let rows = [
            ("https://a.example/v3/b?c=1", "/v3/b?c=1", "/v3/b", "c=1"),
            ("https://a.example", "/", "/", ""),
            ("/callbacks/wechat", "/callbacks/wechat", "/callbacks/wechat", ""),
            ("http://127.0.0.1:80/x?u=http://b", "/x?u=http://b", "/x", "u=http://b"),
        ];
        for (url, target, path, query) in rows {
            let request = HttpRequest {
                method: Method::Get,
                url: url.to_owned(),
                headers: Vec::new(),
                body: Vec::new(),
            };
            assert_eq!(
                (request.target(), request.path(), request.query()),
                (target, path, query),
                "{url}"
            );
        }
    }
}
