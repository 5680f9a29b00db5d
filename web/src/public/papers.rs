//! Printed papers that everybody may have: the ledger and a commitment's public notice, as `/papers/{name}.{html,docx,xlsx}`.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, Response};
use shishi_service::Service;
use shishi_service::papers::{PaperForm, PaperOrder};
use shishi_service::views::CommitmentPage;

use askama::Template;

use crate::shell::{App, Failure, Frame};

/// A printed page brings its own style and can do nothing else.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// A file: `ledger.docx`, `ledger-2020.xlsx`, `notice-2020-15.html`.
pub(super) async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response<Body>, Failure> {
    let Some((order, form)) = parse(&name) else {
        return Err(Failure::not_found());
    };
    let drawn = app
        .blocking(move |service| {
            let paper = service.public_paper(&order)?;
            let Some(paper) = paper else { return Ok(None) };
            Ok::<_, Failure>(Some((form.write(&paper)?, paper.name)))
        })
        .await?;
    let (bytes, name) = drawn.ok_or_else(Failure::not_found)?;
    Ok(answer(bytes, &name, form))
}

/// A paper as a file with its Chinese name; a page to read opens, the others are saved.
pub(crate) fn answer(bytes: Vec<u8>, name: &str, form: PaperForm) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    if let Ok(value) = HeaderValue::try_from(disposition(name, form)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if form == PaperForm::Html {
        headers.insert(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        );
    }
    response
}

/// The name in the form of RFC 5987, with a plain one for programs that do not know it.
fn disposition(name: &str, form: PaperForm) -> String {
    let way = if form == PaperForm::Html {
        "inline"
    } else {
        "attachment"
    };
    let ending = form.ending();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{way}; filename=\"paper.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

fn parse(name: &str) -> Option<(PaperOrder, PaperForm)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let form = PaperForm::ALL.into_iter().find(|form| form.ending() == ending)?;
    let order = match stem.split_once('-') {
        None if stem == "ledger" => PaperOrder::Ledger { programme: None },
        Some(("ledger", slug)) => PaperOrder::Ledger {
            programme: Some(slug.to_owned()),
        },
        Some(("notice", slug)) if form != PaperForm::Xlsx => PaperOrder::Notice {
            commitment: slug.to_owned(),
        },
        _ => return None,
    };
    Some((order, form))
}

#[derive(Template)]
#[template(path = "public/papers-section.html")]
struct Notice<'a> {
    frame: &'a Frame,
    slug: &'a str,
}

/// The public notice of a commitment, on its page.
pub(super) fn section(_: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let slug = &page.row.slug;
    Ok(Some(Notice { frame, slug }.render()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_papers_are_known() {
        for (name, known) in [
            ("ledger.docx", true),
            ("ledger-2020.xlsx", true),
            ("notice-2020-15.html", true),
            ("notice-2020-15.xlsx", false),
            ("gazette.docx", false),
            ("ledger", false),
            ("ledger.pdf", false),
            ("../ledger.docx", false),
        ] {
            assert_eq!(parse(name).is_some(), known, "{name}");
        }
    }

    #[test]
    fn names_are_chinese_and_no_header_is_broken_by_one() {
        assert_eq!(
            disposition("台账\r\n\"", PaperForm::Docx),
            "attachment; filename=\"paper.docx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%0D%0A%22.docx"
        );
    }
}
