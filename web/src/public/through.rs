//! Requests and replies of other programs as the protocols have them: bytes that go through as they came.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri};
use shishi_service::gateways::{HttpRequest, HttpResponse, Method};

use crate::shell::Failure;

/// A request that was posted.
pub(super) fn request(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> HttpRequest {
    let headers = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    HttpRequest {
        method: Method::Post,
        url: uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers.collect(),
        body: body.to_vec(),
    }
}

/// A reply.
pub(super) fn reply(answer: HttpResponse) -> Result<Response<Body>, Failure> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(Failure::internal)?;
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
