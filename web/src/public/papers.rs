//! Printed papers that everybody may have, as `/papers/{name}.{html,docx,xlsx}`, and as `.pdf` where a printer was named: the ledger, a commitment's public notice and
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
use shishi_service::papers::{Paper, PaperForm, PaperOrder};
use shishi_service::views::CommitmentPage;

use askama::Template;

use crate::shell::{App, Failure, Frame};

/// A file: `ledger.docx`, `ledger-2020.xlsx`, `notice-2020-15.html`, `plan-2020-15.xlsx`, `slip-3.html`, `conclusion-3.docx`, `appraisal-2020.docx`.
pub(super) async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response<Body>, Failure> {
    let Some((order, form)) = parse(&name) else {
        return Err(Failure::not_found());
    };
    let drawn = write(&app, form, move |service| Ok(service.public_paper(&order)?)).await?;
    drawn.ok_or_else(Failure::not_found)
}

/// The file of a paper in a form; `None` when there is no such paper or it cannot be had in that form here.
pub(crate) async fn write(
    app: &App,
    form: Form,
    paper: impl FnOnce(&Service) -> Result<Option<Paper>, Failure> + Send + 'static,
) -> Result<Option<Response<Body>>, Failure> {
    let printer = app.options().pdf.clone();
    if form == Form::Pdf && printer.is_none() {
        return Ok(None);
    }
    let drawn = app
        .blocking(move |service| {
            let Some(paper) = paper(service)? else { return Ok(None) };
            let bytes = match (form, printer) {
                (Form::Kept(form), _) => form.write(&paper)?,
                (Form::Pdf, None) => return Ok(None),
                (Form::Pdf, Some(printer)) => {
                    let page = String::from_utf8(PaperForm::Html.write(&paper)?).map_err(Failure::internal)?;
                    printer.print(&page).map_err(Failure::internal)?
                }
            };
            Ok::<_, Failure>(Some((bytes, paper.name)))
        })
        .await?;
    Ok(drawn.map(|(bytes, name)| answer(bytes, &name, form)))
}

/// The form of a file that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One that the service writes.
    Kept(PaperForm),
    /// The page as it is printed.
    Pdf,
}

impl Form {
    /// The form of an ending.
    pub(crate) fn of(ending: &str) -> Option<Self> {
        let kept = PaperForm::ALL.into_iter().find(|form| form.ending() == ending);
        kept.map(Self::Kept).or((ending == "pdf").then_some(Self::Pdf))
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Kept(form) => form.ending(),
            Self::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Kept(form) => form.media_type(),
            Self::Pdf => "application/pdf",
        }
    }
}

/// A paper as a file with its Chinese name; a page to read opens, the others are saved.
fn answer(bytes: Vec<u8>, name: &str, form: Form) -> Response<Body> {
    let policy = match form {
        Form::Kept(PaperForm::Html) => policy(&bytes),
        _ => None,
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    if let Ok(value) = HeaderValue::try_from(disposition(name, form)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if let Some(policy) = policy {
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
fn disposition(name: &str, form: Form) -> String {
    let way = if form == Form::Kept(PaperForm::Html) {
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

fn parse(name: &str) -> Option<(PaperOrder, Form)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let form = Form::of(ending)?;
    let (kind, of) = match stem.split_once('-') {
        Some((kind, of)) => (kind, Some(of.to_owned())),
        None => (stem, None),
    };
    // A file of tables is offered where the paper is one.
    if form == Form::Kept(PaperForm::Xlsx) && !matches!(kind, "ledger" | "plan" | "appraisal") {
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
            ("ledger.pdf", true),
            ("ledger.txt", false),
            ("../ledger.docx", false),
        ] {
            assert_eq!(parse(name).is_some(), known, "{name}");
        }
    }

    #[test]
    fn names_are_chinese_and_no_header_is_broken_by_one() {
        assert_eq!(
            disposition("台账\r\n\"", Form::Kept(PaperForm::Docx)),
            "attachment; filename=\"paper.docx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%0D%0A%22.docx"
        );
    }
}
