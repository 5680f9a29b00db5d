//! Looking after the rows: checks.

use crate::{Backend, Reader, Store, StoreError};

/// Something that should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code: `integrity`, `foreign_key`, `sequence_gap`, `count`.
    pub code: &'static str,
    /// What was found.
    pub detail: String,
}

impl Store {
    /// Looks for damage and for rows that contradict each other.
    ///
    /// # Errors
    /// When the store is away.
    pub fn check(&self) -> Result<Vec<Problem>, StoreError> {
        let mut problems = match &self.inner.backend {
            Backend::Sqlite(sqlite) => sqlite.damage()?,
            Backend::Postgres(_) => Vec::new(),
        };
        self.read(|r| {
            problems.extend(contradictions(r)?);
            Ok::<_, StoreError>(())
        })?;
        Ok(problems)
    }
}

fn contradictions(r: &mut Reader<'_>) -> Result<Vec<Problem>, StoreError> {
    let sql = "SELECT h.jurisdiction_id, h.log_year, h.size, (SELECT count(*) FROM leaf l WHERE l.jurisdiction_id = h.jurisdiction_id \
               AND l.log_year = h.log_year AND l.idx IS NOT NULL), (SELECT coalesce(max(l.idx), -1) + 1 FROM leaf l \
               WHERE l.jurisdiction_id = h.jurisdiction_id AND l.log_year = h.log_year AND l.idx IS NOT NULL) FROM log_head h";
    let heads = r.all(sql, &[], |row| {
        Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?, row.int(4)?))
    })?;
    let mut problems: Vec<Problem> = heads
        .into_iter()
        .filter(|(_, _, size, count, end)| size != count || size != end)
        .map(|(jurisdiction, year, size, count, end)| Problem {
            code: "sequence_gap",
            detail: format!("jurisdiction {jurisdiction}, log {year}: head {size}, leaves {count}, last index {end}"),
        })
        .collect();
    let sql = "SELECT c.slug FROM commitment c WHERE c.measures_silent + c.measures_reported + c.measures_verified + \
               c.measures_untestable <> (SELECT count(*) FROM measure m WHERE m.jurisdiction_id = c.jurisdiction_id AND m.commitment_id = c.id) \
               OR c.measures_reported <> (SELECT count(*) FROM measure m WHERE m.jurisdiction_id = c.jurisdiction_id \
               AND m.commitment_id = c.id AND m.state = 'reported') \
               OR c.measures_verified <> (SELECT count(*) FROM measure m WHERE m.jurisdiction_id = c.jurisdiction_id \
               AND m.commitment_id = c.id AND m.state = 'verified') LIMIT 100";
    problems.extend(r.all(sql, &[], |row| row.text(0))?.into_iter().map(|slug| Problem {
        code: "count",
        detail: format!("commitment {slug}: its counts are not those of its measures"),
    }));
    Ok(problems)
}
