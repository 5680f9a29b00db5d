//! Printed papers that everybody may have, as `/papers/{name}.{html,docx,xlsx}`: the ledger, a commitment's public notice and
//! plan, a supervision slip, the conclusion of an inspection, the result of an appraisal.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shishi_kernel::{InspectionId, SlipId};
use shishi_service::Service;
use shishi_service::papers::{PaperForm, PaperOrder};
use shishi_service::views::CommitmentPage;

use askama::Template;

use crate::shell::{App, Failure, Frame};

/// A file: `ledger.docx`, `ledger-2020.xlsx`, `notice-2020-15.html`, `plan-2020-15.xlsx`, `slip-3.html`, `conclusion-3.docx`, `appraisal-2020.docx`.
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
    let policy = policy(&bytes);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    if let Ok(value) = HeaderValue::try_from(disposition(name, form)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if let (PaperForm::Html, Some(policy)) = (form, policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What a printed page may do: apply the one style it brings, known by its digest, and nothing else.
fn policy(page: &[u8]) -> Option<HeaderValue> {
    let page = std::str::from_utf8(page).ok()?;
    let (_, rest) = page.split_once("<style>")?;
    let (style, _) = rest.split_once("</style>")?;
    let digest = STANDARD.encode(Sha256::digest(style));
    let words = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    HeaderValue::try_from(words).ok()
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
    let (kind, of) = match stem.split_once('-') {
        Some((kind, of)) => (kind, Some(of.to_owned())),
        None => (stem, None),
    };
    // A file of tables is offered where the paper is one.
    if form == PaperForm::Xlsx && !matches!(kind, "ledger" | "plan" | "appraisal") {
        return None;
    }
    let order = match (kind, of) {
        ("ledger", programme) => PaperOrder::Ledger { programme },
        ("notice", Some(commitment)) => PaperOrder::Notice { commitment },
        ("plan", Some(commitment)) => PaperOrder::Plan { commitment },
        ("slip", Some(id)) => PaperOrder::Slip {
            slip: SlipId(id.parse().ok()?),
        },
        ("conclusion", Some(id)) => PaperOrder::Conclusion {
            inspection: InspectionId(id.parse().ok()?),
        },
        ("appraisal", Some(year)) => PaperOrder::Appraisal {
            year: year.parse().ok()?,
        },
        _ => return None,
    };
    Some((order, form))
}

#[derive(Template)]
#[template(path = "public/papers-section.html")]
struct Part<'a> {
    frame: &'a Frame,
    slug: &'a str,
    /// Whether a plan is in force.
    plan: bool,
}

/// The papers of a commitment, on its page.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let slug = &page.row.slug;
    let plan = service.approved_plan(page.row.id)?.is_some();
    Ok(Some(Part { frame, slug, plan }.render()?))
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
            ("plan-2020-15.xlsx", true),
            ("slip-3.docx", true),
            ("slip-three.docx", false),
            ("slip.docx", false),
            ("conclusion-3.html", true),
            ("conclusion-3.xlsx", false),
            ("appraisal-2020.xlsx", true),
            ("appraisal-last.html", false),
            ("bulletin.docx", false),
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
