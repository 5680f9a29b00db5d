//! Tables to take away: registers and entries as they stand, and templates to fill in.

use axum::extract::{Path, State};
use shishi_service::Service;
use shishi_service::record_rows::RecordFilter;

use super::super::ledger::find;
use super::super::page::Answer;
use super::table::Column;
use super::{entries, sites};
use crate::public::sites::files::{Form, answer, entries as entries_file, heading, register, written};
use crate::shell::{App, Failure, Lang, SignedIn};

/// Entries in a file at most.
const ENTRIES_MAX: u32 = 10_000;

pub(super) async fn show(
    State(app): State<App>,
    Path((slug, measure, file)): Path<(String, i64, String)>,
    signed_in: SignedIn,
) -> Answer {
    let (stem, ending) = file.rsplit_once('.').ok_or_else(Failure::not_found)?;
    let (stem, form) = (stem.to_owned(), Form::of(ending).ok_or_else(Failure::not_found)?);
    let actor = signed_in.session.actor;
    let name = format!("{slug}-{file}");
    let bytes = app
        .blocking(move |service: &Service| {
            let (commitment, row) = find(service, &slug, measure)?;
            match stem.as_str() {
                "sites" => register(form, &service.register(&actor, row.id)?.sites, &commitment),
                "entries" => {
                    let filter = RecordFilter {
                        measure: Some(row.id),
                        reported: true,
                        ..RecordFilter::default()
                    };
                    entries_file(form, &service.entries(&actor, &filter, 1, ENTRIES_MAX)?.rows)
                }
                "sites-template" => template(form, sites::COLUMNS),
                other => {
                    let kind = other.strip_suffix("-template").ok_or_else(Failure::not_found)?;
                    let (known, _) = entries::kinds_of(&row, kind);
                    if known == kind {
                        template(form, entries::columns(kind))
                    } else {
                        Err(Failure::not_found())
                    }
                }
            }
        })
        .await?;
    Ok(answer(form, &name, bytes))
}

/// A table with headings alone.
fn template(form: Form, columns: &[Column]) -> Result<Vec<u8>, Failure> {
    let headings: Vec<String> = columns.iter().map(|column| heading(column.name)).collect();
    written(form, Lang::Zh.t("import-template"), &headings, &[])
}
