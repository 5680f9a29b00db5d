//! The list of commitments, with filters.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;
use shishi_kernel::UnitId;
use shishi_service::Service;
use shishi_service::commitments::status;
use shishi_service::views::{CommitmentFilter, CommitmentRow, Paged, UnitRow};

use super::parts::{self, Pager, Row};
use super::status::{Standings, standings, state_chip};
use crate::shell::{App, Ask, Failure, Frame, Memo, cached, with_query};

/// Rows on a page.
const PER_PAGE: u32 = 25;
/// What was reported, as far as it can be asked for.
const STATES: [&str; 4] = ["silent", "reported", "findings", "plan_missing"];

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wish {
    programme: Option<String>,
    category: Option<String>,
    unit: Option<String>,
    state: Option<String>,
    q: Option<String>,
    page: Option<String>,
}

impl Wish {
    fn filter(self) -> Result<CommitmentFilter, Failure> {
        let number = |text: Option<String>| -> Result<Option<i64>, Failure> {
            parts::wish(text)
                .map(|text| text.parse().map_err(|_| Failure::bad_request("bad_filter")))
                .transpose()
        };
        let category = match number(self.category)? {
            None => None,
            Some(number) => Some(u32::try_from(number).map_err(|_| Failure::bad_request("bad_filter"))?),
        };
        let state = parts::wish(self.state);
        let known = |state: &str| STATES.contains(&state) || status::State::from_code(state).is_some();
        if state.as_deref().is_some_and(|state| !known(state)) {
            return Err(Failure::bad_request("bad_filter"));
        }
        Ok(CommitmentFilter {
            programme: parts::wish(self.programme),
            category,
            unit: number(self.unit)?.map(UnitId),
            state,
            words: parts::wish(self.q),
            ..CommitmentFilter::default()
        })
    }
}

/// What the filters offer; worked out once a version, since it takes every row there is.
#[derive(Debug, Default)]
pub(super) struct Choices {
    categories: Vec<(u32, String)>,
    units: Vec<UnitRow>,
}

impl Choices {
    /// One of each, for tests.
    #[cfg(test)]
    pub(super) fn sample(text: &str) -> Self {
        Self {
            categories: vec![(1, text.to_owned())],
            units: vec![super::sample::unit_row(text)],
        }
    }

    fn load(service: &Service) -> Result<Self, Failure> {
        let overview = service.overview(None)?;
        let categories = overview
            .map(|overview| {
                overview
                    .categories
                    .into_iter()
                    .map(|category| (category.number, category.title))
                    .collect()
            })
            .unwrap_or_default();
        Ok(Self {
            categories,
            units: service.units()?,
        })
    }
}

pub(super) async fn handle(
    State(app): State<App>,
    Extension(memo): Extension<Arc<Memo<Choices>>>,
    ask: Ask,
    Query(mut wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    let page_number = parts::page_number(wish.page.take().as_deref())?;
    let filter = wish.filter()?;
    cached(&app, ask, "commitments", move |service, frame| {
        let choices = memo.get(service, Choices::load)?;
        let rows = service.commitments(&filter, page_number, PER_PAGE)?;
        let standings = standings(service, frame.lang, &rows.rows)?;
        page(frame, &filter, &choices, &rows, &standings)
    })
    .await
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "public/commitments.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    total: u64,
    pager: Pager,
    filtered: bool,
    words: String,
    programme: String,
    categories: Vec<Choice>,
    units: Vec<Choice>,
    /// Where a commitment stands, and what was reported.
    states: [(&'static str, Vec<Choice>); 2],
}

/// Draws a page of the list.
pub(super) fn page(
    frame: Frame,
    filter: &CommitmentFilter,
    choices: &Choices,
    paged: &Paged<CommitmentRow>,
    standings: &Standings,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let (category, unit) = (
        filter.category.map(|n| n.to_string()),
        filter.unit.map(|id| id.to_string()),
    );
    let address = |page: u32| {
        lang.href(&with_query(
            "/commitments",
            &[
                ("programme", filter.programme.as_deref()),
                ("category", category.as_deref()),
                ("unit", unit.as_deref()),
                ("state", filter.state.as_deref()),
                ("q", filter.words.as_deref()),
                ("page", (page > 1).then(|| page.to_string()).as_deref()),
            ],
        ))
    };
    let pager = parts::pager(lang, paged, address)?;
    let choice = |value: String, name: String, chosen: Option<&str>| {
        let chosen = chosen == Some(value.as_str());
        Choice { value, name, chosen }
    };
    let named = |code: &str, name: &str| choice(code.to_owned(), name.to_owned(), filter.state.as_deref());
    let categories = choices.categories.iter().filter(|(number, _)| *number > 0);
    let page = Page {
        rows: paged
            .rows
            .iter()
            .map(|row| parts::standing_row(lang, row, standings))
            .collect(),
        total: paged.total,
        pager,
        filtered: *filter != CommitmentFilter::default(),
        words: filter.words.clone().unwrap_or_default(),
        programme: filter.programme.clone().unwrap_or_default(),
        categories: categories
            .map(|(number, title)| {
                let name = format!("{} {title}", parts::category_numeral(&frame, *number));
                choice(number.to_string(), name, category.as_deref())
            })
            .collect(),
        units: choices
            .units
            .iter()
            .map(|row| choice(row.unit.id.to_string(), row.unit.name.clone(), unit.as_deref()))
            .collect(),
        states: [
            (
                frame.t("status-filter-derived"),
                // That there is no plan can be asked for among what was reported.
                status::State::ALL
                    .iter()
                    .filter(|state| !STATES.contains(&state.code()))
                    .map(|state| named(state.code(), state_chip(lang, *state).word))
                    .collect(),
            ),
            (
                frame.t("status-filter-known"),
                STATES
                    .iter()
                    .map(|state| named(state, frame.coded("filter-state-", state)))
                    .collect(),
            ),
        ],
        frame,
    };
    Ok(page.render()?)
}
