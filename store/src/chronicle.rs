//! The chronicle: dated entries with the persons and organisations they name.

use shishi_kernel::{Date, DocumentId, JurisdictionId, Span};

use crate::session::{Value, json};
use crate::views::{ChronicleFacets, ChronicleFilter, ChronicleRow, Paged, PersonRow};
use crate::{Reader, StoreError, Writer, search};

/// An entry to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::ChronicleRow")]
pub struct NewEntry {
    pub document: DocumentId,
    pub date: Option<Date>,
    pub date_end: Option<Date>,
    pub kind: String,
    pub text: String,
    pub span: Span,
    pub continuation: bool,
    pub people: Vec<PersonRow>,
    pub organisations: Vec<String>,
}

/// Writes an entry.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert_entry(w: &mut Writer<'_>, j: JurisdictionId, new: &NewEntry) -> Result<i64, StoreError> {
    let sql = "INSERT INTO chronicle_entry (jurisdiction_id, document_id, date, date_end, month, kind, content, folded, \
               span_start, span_end, continuation, people, organisations) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id";
    let people: Vec<(&String, &Option<String>)> =
        new.people.iter().map(|person| (&person.name, &person.title)).collect();
    let values = [
        j.0.into(),
        new.document.0.into(),
        new.date.into(),
        new.date_end.into(),
        new.date
            .map(|date| format!("{:04}-{:02}", date.year(), date.month()))
            .into(),
        (&new.kind).into(),
        (&new.text).into(),
        search::fold(&new.text).into(),
        new.span.start.into(),
        new.span.end.into(),
        new.continuation.into(),
        json(&people)?,
        json(&new.organisations)?,
    ];
    let id = w.insert(sql, &values)?;
    let sql = "INSERT INTO chronicle_person (jurisdiction_id, entry_id, position, name, title, folded) VALUES ($1, $2, $3, $4, $5, $6)";
    for (position, person) in (1_u32..).zip(&new.people) {
        let folded = person.title.as_deref().map(search::fold);
        let title = person.title.as_ref();
        w.execute(
            sql,
            &[
                j.0.into(),
                id.into(),
                position.into(),
                (&person.name).into(),
                title.into(),
                folded.into(),
            ],
        )?;
    }
    let sql = "INSERT INTO chronicle_organisation (jurisdiction_id, entry_id, name) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, entry_id, name) DO NOTHING";
    for name in &new.organisations {
        w.execute(sql, &[j.0.into(), id.into(), name.into()])?;
    }
    Ok(id)
}

fn conditions(j: JurisdictionId, filter: &ChronicleFilter) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![j.0.into()];
    let mut text = String::from("e.jurisdiction_id = $1");
    let mut also = |condition: &str, value: Value| {
        values.push(value);
        text.push_str(" AND ");
        text.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(title) = &filter.title {
        for word in search::words(title) {
            also(
                "EXISTS (SELECT 1 FROM chronicle_person p WHERE p.jurisdiction_id = $1 AND p.entry_id = e.id AND p.folded LIKE ? ESCAPE '\\')",
                word.into(),
            );
        }
    }
    if let Some(name) = &filter.organisation {
        also(
            "EXISTS (SELECT 1 FROM chronicle_organisation o WHERE o.jurisdiction_id = $1 AND o.entry_id = e.id AND o.name = ?)",
            name.into(),
        );
    }
    if let Some(kind) = &filter.kind {
        also("e.kind = ?", kind.into());
    }
    if let Some(month) = &filter.month {
        also("e.month = ?", month.into());
    }
    for word in search::words(filter.words.as_deref().unwrap_or_default()) {
        also("e.folded LIKE ? ESCAPE '\\'", word.into());
    }
    (text, values)
}

/// A page of entries, oldest first.
///
/// # Errors
/// See [`insert_entry`].
pub fn entries(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    filter: &ChronicleFilter,
    page: u32,
    per_page: u32,
) -> Result<Paged<ChronicleRow>, StoreError> {
    let (conditions, mut values) = conditions(j, filter);
    let total = r.number(
        &format!("SELECT count(*) FROM chronicle_entry e WHERE {conditions}"),
        &values,
    )?;
    let offset = i64::from(page.max(1) - 1) * i64::from(per_page);
    let (limit_at, offset_at) = (values.len() + 1, values.len() + 2);
    values.push(per_page.into());
    values.push(offset.into());
    let sql = format!(
        "SELECT e.id, e.document_id, e.date, e.date_end, e.kind, e.content, e.span_start, e.span_end, e.people, e.organisations \
         FROM chronicle_entry e WHERE {conditions} ORDER BY e.date, e.id LIMIT ${limit_at} OFFSET ${offset_at}"
    );
    let rows = r.all(&sql, &values, |row| {
        let people: Vec<(String, Option<String>)> = row.json(8)?;
        Ok(ChronicleRow {
            id: row.int(0)?,
            document: DocumentId(row.int(1)?),
            date: row.opt_date(2)?,
            date_end: row.opt_date(3)?,
            kind: row.text(4)?,
            text: row.text(5)?,
            span: row.span(6)?,
            people: people
                .into_iter()
                .map(|(name, title)| PersonRow { name, title })
                .collect(),
            organisations: row.json(9)?,
        })
    })?;
    Ok(Paged {
        rows,
        total,
        page,
        per_page,
    })
}

/// What can be chosen to narrow the entries, with counts.
///
/// # Errors
/// See [`insert_entry`].
pub fn facets(r: &mut Reader<'_>, j: JurisdictionId, filter: &ChronicleFilter) -> Result<ChronicleFacets, StoreError> {
    let (conditions, values) = conditions(j, filter);
    let mut group = |column: &str, join: &str, order: &str| {
        let sql = format!(
            "SELECT {column}, count(DISTINCT e.id) FROM chronicle_entry e {join} WHERE {conditions} AND {column} IS NOT NULL \
             GROUP BY {column} ORDER BY {order} LIMIT 60"
        );
        r.all(&sql, &values, |row| Ok((row.text(0)?, row.count(1)?)))
    };
    let person = "JOIN chronicle_person p ON p.jurisdiction_id = e.jurisdiction_id AND p.entry_id = e.id";
    let organisation = "JOIN chronicle_organisation o ON o.jurisdiction_id = e.jurisdiction_id AND o.entry_id = e.id";
    Ok(ChronicleFacets {
        titles: group("p.title", person, "2 DESC, 1")?,
        organisations: group("o.name", organisation, "2 DESC, 1")?,
        kinds: group("e.kind", "", "2 DESC, 1")?,
        months: group("e.month", "", "1")?,
    })
}
