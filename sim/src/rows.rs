//! All rows as they lie in the store, to tell whether anything changed.

use std::collections::BTreeMap;

use shishi_service::ServiceError;
use shishi_store::{Store, Target};

/// The rows of a store at a moment.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Rows(Vec<String>);

impl Rows {
    /// Reads them beside the service that writes.
    pub(crate) fn read(target: &Target) -> Result<Self, ServiceError> {
        let store = Store::open_reader(target)?;
        let mut out = Vec::new();
        store.dump(&mut out)?;
        let text = String::from_utf8_lossy(&out);
        // The first and the last line are those of the form itself.
        Ok(Self(
            text.lines()
                .filter(|line| line.starts_with('['))
                .map(str::to_owned)
                .collect(),
        ))
    }

    /// The tables in which rows came, went or changed since.
    pub(crate) fn changed_since(&self, before: &Self) -> Vec<String> {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for (rows, sign) in [(self, 1), (before, -1)] {
            for row in &rows.0 {
                *counts.entry(row).or_default() += sign;
            }
        }
        let mut tables: Vec<String> = counts
            .into_iter()
            .filter(|(_, count)| *count != 0)
            .filter_map(|(row, _)| Some(row.split('"').nth(1)?.to_owned()))
            .collect();
        tables.dedup();
        tables
    }
}
