//! Requests between units about a commitment: who asked whom, by when, and whose turn it is. What is asked stays in the
//! office; that something was, by whom and when, stands in the journal anyway.

use askama::Template;
use shishi_kernel::civil_date;
use shishi_service::commitments::request::Court;
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, standing};

use crate::shell::{Failure, Frame};

struct Line {
    between: String,
    due: String,
    state: &'static str,
    /// Whose turn it is and since when; empty when it has come to its end.
    court: String,
}

#[derive(Template)]
#[template(path = "public/requests.html")]
struct Part<'f> {
    frame: &'f Frame,
    lines: Vec<Line>,
}

/// Draws the requests; nothing when there are none. Says since when, not how many days: the page is kept.
pub(super) fn section(
    service: &Service,
    frame: &Frame,
    commitment: &CommitmentPage,
) -> Result<Option<String>, Failure> {
    let rows = service.requests_of_commitment(commitment.row.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        let stands = standing(row, civil_date(service.now()))?;
        let who = stands.court.map(|court| match court {
            Court::Asker => row.asker.name.as_str(),
            Court::Asked => row.asked.name.as_str(),
            Court::Office => frame.t("request-office"),
        });
        let since = frame.lang.date(stands.since);
        lines.push(Line {
            between: format!("{} → {}", row.asker.name, row.asked.name),
            due: frame.lang.date(row.due),
            state: frame.coded("request-state-", stands.stands.code()),
            court: who
                .map(|who| {
                    frame
                        .lang
                        .say("request-court", &[("who", who.into()), ("since", since.into())])
                })
                .unwrap_or_default(),
        });
    }
    Ok(Some(Part { frame, lines }.render()?))
}
