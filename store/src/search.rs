//! Search: all words, anywhere in one folded text. Two-character Chinese words rule out trigram indexes, and a
//! jurisdiction's texts are few, so that reading them is fast enough.

use shishi_kernel::{Date, JurisdictionId};

use crate::session::Value;
use crate::views::{Paged, SearchHit};
use crate::{Reader, StoreError, Writer};

/// Words of a search that are looked at.
const WORDS_MAX: usize = 8;

/// Text as it is compared: lower case, white space taken out of it.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The patterns of a search, one for each word.
pub(crate) fn words(search: &str) -> Vec<String> {
    search
        .split_whitespace()
        .take(WORDS_MAX)
        .map(|word| {
            let escaped: String = fold(word)
                .chars()
                .flat_map(|c| {
                    if matches!(c, '%' | '_' | '\\') {
                        vec!['\\', c]
                    } else {
                        vec![c]
                    }
                })
                .collect();
            format!("%{escaped}%")
        })
        .collect()
}

/// Makes something findable, or changes what it is found by.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    kind: &str,
    reference: &str,
    title: &str,
    body: &str,
    date: Option<Date>,
) -> Result<(), StoreError> {
    let rank = ["commitment", "unit", "requirement", "instrument"]
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(9);
    let rank = i64::try_from(rank).unwrap_or(9);
    let sql = "INSERT INTO search_entry (jurisdiction_id, rank, kind, reference, title, body, date, folded) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (jurisdiction_id, kind, reference) \
               DO UPDATE SET title = excluded.title, body = excluded.body, date = excluded.date, folded = excluded.folded";
    let folded = fold(&format!("{title} {body}"));
    w.execute(
        sql,
        &[
            j.0.into(),
            rank.into(),
            kind.into(),
            reference.into(),
            title.into(),
            body.into(),
            date.into(),
            folded.into(),
        ],
    )?;
    Ok(())
}

/// Where all words occur; commitments first.
///
/// # Errors
/// See [`put`].
pub fn find(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    search: &str,
    page: u32,
    per_page: u32,
) -> Result<Paged<SearchHit>, StoreError> {
    let mut values: Vec<Value> = vec![j.0.into()];
    let mut conditions = String::from("jurisdiction_id = $1");
    for word in words(search) {
        values.push(word.into());
        conditions.push_str(&format!(" AND folded LIKE ${} ESCAPE '\\'", values.len()));
    }
    let total = r.number(
        &format!("SELECT count(*) FROM search_entry WHERE {conditions}"),
        &values,
    )?;
    let offset = i64::from(page.max(1) - 1) * i64::from(per_page);
    let (limit_at, offset_at) = (values.len() + 1, values.len() + 2);
    values.push(per_page.into());
    values.push(offset.into());
    let sql = format!(
        "SELECT kind, reference, title, body, date FROM search_entry WHERE {conditions} ORDER BY rank, id LIMIT ${limit_at} OFFSET ${offset_at}"
    );
    let rows = r.all(&sql, &values, |row| {
        Ok(SearchHit {
            kind: row.text(0)?,
            reference: row.text(1)?,
            title: row.text(2)?,
            body: row.text(3)?,
            date: row.opt_date(4)?,
        })
    })?;
    Ok(Paged {
        rows,
        total,
        page,
        per_page,
    })
}
