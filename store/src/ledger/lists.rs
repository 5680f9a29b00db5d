//! Lists: a page costs a fixed number of statements, however many rows it has.

use std::collections::HashMap;

use shishi_kernel::{CommitmentId, Date, DocumentId, InstrumentId, JurisdictionId, ProgrammeId, UnitId};

use crate::session::{Row, Value};
use crate::views::{
    CategoryRow, CommitmentFilter, CommitmentRow, ConflictRow, InstrumentRow, MeasureCounts, Overview, Paged,
    ProgrammeRow, RequirementRow, UnitRef,
};
use crate::{Reader, StoreError};

const PROGRAMME: &str = "SELECT g.id, g.slug, g.year, g.title, g.issued_at, i.id, i.document_id, i.title, i.number, i.issuer, \
                         i.date, i.span_start, i.span_end FROM programme g JOIN instrument i \
                         ON i.jurisdiction_id = g.jurisdiction_id AND i.id = g.instrument_id WHERE g.jurisdiction_id = $1";

fn programme(row: &Row<'_>) -> Result<ProgrammeRow, StoreError> {
    let id = row.int(0)?;
    Ok(ProgrammeRow {
        id: ProgrammeId(id),
        slug: row.text(1)?,
        year: i16::try_from(row.int(2)?).map_err(|_| StoreError::Corrupt {
            table: "programme",
            column: "year",
            id,
        })?,
        title: row.text(3)?,
        issued_at: row.instant(4)?,
        instrument: InstrumentRow {
            id: InstrumentId(row.int(5)?),
            document: DocumentId(row.int(6)?),
            title: row.text(7)?,
            number: row.opt_text(8)?,
            issuer: row.opt_text(9)?,
            date: row.opt_date(10)?,
            span: row.span(11)?,
        },
    })
}

/// Issued programmes, newest year first.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn programmes(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<ProgrammeRow>, StoreError> {
    r.all(
        &format!("{PROGRAMME} ORDER BY g.year DESC, g.slug DESC LIMIT 200"),
        &[j.0.into()],
        programme,
    )
}

pub(super) fn programme_of(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    id: ProgrammeId,
) -> Result<Option<ProgrammeRow>, StoreError> {
    r.one(
        &format!("{PROGRAMME} AND g.id = $2"),
        &[j.0.into(), id.0.into()],
        programme,
    )
}

/// The columns of [`CommitmentRow`], without its leads; `c` is the commitment.
pub(super) const COMMITMENT: &str = "c.id, c.slug, c.number, c.title, c.category, k.title, c.co_units, c.measures_silent, c.measures_reported, \
     c.measures_verified, c.measures_untestable, c.findings, c.plan_filed, c.reported_as_of";
pub(super) const FROM_COMMITMENT: &str = "commitment c LEFT JOIN category k ON k.jurisdiction_id = c.jurisdiction_id \
                                          AND k.programme_id = c.programme_id AND k.number = c.category";

pub(super) fn commitment_row(row: &Row<'_>) -> Result<CommitmentRow, StoreError> {
    Ok(CommitmentRow {
        id: CommitmentId(row.int(0)?),
        slug: row.text(1)?,
        number: row.count(2)?,
        title: row.text(3)?,
        category: row.opt_int(4)?.and_then(|number| u32::try_from(number).ok()),
        category_title: row.opt_text(5)?,
        leads: Vec::new(),
        co_units: row.count(6)?,
        measures: MeasureCounts {
            silent: row.count(7)?,
            reported: row.count(8)?,
            verified: row.count(9)?,
            untestable: row.count(10)?,
        },
        findings: row.count(11)?,
        plan_filed: row.opt_date(12)?,
        reported_as_of: row.opt_date(13)?,
    })
}

/// Puts the lead units into rows, with one statement.
pub(super) fn with_leads(r: &mut Reader<'_>, j: JurisdictionId, rows: &mut [CommitmentRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let sql = format!(
        "SELECT d.commitment_id, u.id, u.name, u.is_group FROM duty d \
         JOIN unit u ON u.jurisdiction_id = d.jurisdiction_id AND u.id = d.unit_id \
         WHERE d.jurisdiction_id = $1 AND d.role = 'lead' AND d.commitment_id IN ({}) ORDER BY +d.id",
        ids.join(", ")
    );
    let mut leads: HashMap<i64, Vec<UnitRef>> = HashMap::new();
    for (commitment, unit) in r.all(&sql, &[j.0.into()], |row| Ok((row.int(0)?, unit_ref(row, 1)?)))? {
        leads.entry(commitment).or_default().push(unit);
    }
    for row in rows {
        row.leads = leads.remove(&row.id.0).unwrap_or_default();
    }
    Ok(())
}

/// A unit in three columns: identifier, name, whether a group.
pub(crate) fn unit_ref(row: &Row<'_>, column: usize) -> Result<UnitRef, StoreError> {
    Ok(UnitRef {
        id: UnitId(row.int(column)?),
        name: row.text(column + 1)?,
        group: row.flag(column + 2)?,
    })
}

/// A page of commitments, newest year first, then by number.
///
/// # Errors
/// See [`programmes`].
pub fn commitments(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    filter: &CommitmentFilter,
    page: u32,
    per_page: u32,
) -> Result<Paged<CommitmentRow>, StoreError> {
    let mut values: Vec<Value> = vec![j.0.into()];
    let mut conditions = String::from("c.jurisdiction_id = $1");
    let mut also = |condition: &str, value: Value| {
        values.push(value);
        conditions.push_str(" AND ");
        conditions.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(slug) = &filter.programme {
        also(
            "c.programme_id = (SELECT id FROM programme WHERE jurisdiction_id = $1 AND slug = ?)",
            slug.into(),
        );
    }
    if let Some(category) = filter.category {
        also("c.category = ?", category.into());
    }
    if let Some(unit) = filter.unit {
        also(
            "EXISTS (SELECT 1 FROM duty_held h WHERE h.jurisdiction_id = $1 AND h.commitment_id = c.id AND h.unit_id = ?)",
            unit.0.into(),
        );
    }
    for word in crate::search::words(filter.words.as_deref().unwrap_or_default()) {
        also("c.folded LIKE ? ESCAPE '\\'", word.into());
    }
    match filter.state.as_deref() {
        Some("silent") => conditions.push_str(" AND c.reported_as_of IS NULL"),
        Some("reported") => conditions.push_str(" AND c.reported_as_of IS NOT NULL"),
        Some("findings") => conditions.push_str(" AND c.findings > 0"),
        Some("plan_missing") => conditions.push_str(" AND c.plan_filed IS NULL"),
        Some(_) => conditions.push_str(" AND 1 = 0"),
        None => {}
    }
    if let Some(among) = &filter.among {
        // 0 is nobody's number, so that an empty list finds nothing.
        let ids: Vec<String> = among
            .iter()
            .map(|id| id.0.to_string())
            .chain(["0".to_owned()])
            .collect();
        conditions.push_str(&format!(" AND c.id IN ({})", ids.join(", ")));
    }
    let total = r.number(
        &format!("SELECT count(*) FROM commitment c WHERE {conditions}"),
        &values,
    )?;
    let offset = i64::from(page.max(1) - 1) * i64::from(per_page);
    let (limit_at, offset_at) = (values.len() + 1, values.len() + 2);
    values.push(per_page.into());
    values.push(offset.into());
    let sql = format!(
        "SELECT {COMMITMENT} FROM {FROM_COMMITMENT} WHERE {conditions} \
         ORDER BY c.year DESC, c.programme_id, c.number, c.id LIMIT ${limit_at} OFFSET ${offset_at}"
    );
    let mut rows = r.all(&sql, &values, commitment_row)?;
    with_leads(r, j, &mut rows)?;
    Ok(Paged {
        rows,
        total,
        page,
        per_page,
    })
}

/// A programme by its slug; the newest when none is named.
///
/// # Errors
/// See [`programmes`].
pub fn programme_named(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    slug: Option<&str>,
) -> Result<Option<ProgrammeRow>, StoreError> {
    match slug {
        Some(slug) => r.one(
            &format!("{PROGRAMME} AND g.slug = $2"),
            &[j.0.into(), slug.into()],
            programme,
        ),
        None => Ok(programmes(r, j)?.into_iter().next()),
    }
}

/// A programme at a glance; the newest when none is named.
///
/// # Errors
/// See [`programmes`].
pub fn overview(r: &mut Reader<'_>, j: JurisdictionId, slug: Option<&str>) -> Result<Option<Overview>, StoreError> {
    let found = programme_named(r, j, slug)?;
    let Some(programme) = found else { return Ok(None) };
    let key: [Value; 2] = [j.0.into(), programme.id.0.into()];
    let sql = format!(
        "SELECT {COMMITMENT} FROM {FROM_COMMITMENT} WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 ORDER BY c.number, c.id LIMIT 2000"
    );
    let mut rows = r.all(&sql, &key, commitment_row)?;
    with_leads(r, j, &mut rows)?;
    let sql = "SELECT number, title FROM category WHERE jurisdiction_id = $1 AND programme_id = $2 ORDER BY number";
    let titles = r.all(sql, &key, |row| Ok((row.count(0)?, row.text(1)?)))?;
    let sql = "SELECT count(DISTINCT d.unit_id) FROM duty d JOIN commitment c ON c.jurisdiction_id = d.jurisdiction_id \
               AND c.id = d.commitment_id WHERE d.jurisdiction_id = $1 AND c.programme_id = $2";
    let units = u32::try_from(r.number(sql, &key)?).unwrap_or(u32::MAX);
    let conflicts = conflicts(r, j, "x.programme_id = $2", programme.id.0)?;
    let mut measures = MeasureCounts::default();
    for row in &rows {
        measures.silent += row.measures.silent;
        measures.reported += row.measures.reported;
        measures.verified += row.measures.verified;
        measures.untestable += row.measures.untestable;
    }
    let count = |holds: fn(&CommitmentRow) -> bool| {
        u32::try_from(rows.iter().filter(|row| holds(row)).count()).unwrap_or(u32::MAX)
    };
    Ok(Some(Overview {
        commitments: count(|_| true),
        plans_missing: count(|row| row.plan_filed.is_none()),
        // Also what cannot be tested as written can be reported on.
        silent: count(|row| row.reported_as_of.is_none()),
        with_findings: count(|row| row.findings > 0),
        programme,
        categories: by_category(titles, rows),
        measures,
        conflicts,
        units,
    }))
}

fn by_category(titles: Vec<(u32, String)>, rows: Vec<CommitmentRow>) -> Vec<CategoryRow> {
    let mut categories: Vec<CategoryRow> = titles
        .into_iter()
        .map(|(number, title)| CategoryRow {
            number,
            title,
            commitments: Vec::new(),
        })
        .collect();
    let mut loose = CategoryRow {
        number: 0,
        title: String::new(),
        commitments: Vec::new(),
    };
    for row in rows {
        let home = categories
            .iter_mut()
            .find(|category| Some(category.number) == row.category);
        home.unwrap_or(&mut loose).commitments.push(row);
    }
    categories.retain(|category| !category.commitments.is_empty());
    if !loose.commitments.is_empty() {
        categories.push(loose);
    }
    categories
}

/// Conflicts of interest under a condition on `x` with one value.
pub(super) fn conflicts(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    condition: &str,
    value: i64,
) -> Result<Vec<ConflictRow>, StoreError> {
    let sql = format!(
        "SELECT u.id, u.name, u.is_group, x.role, c.slug, c.number, c.title FROM interest_conflict x \
         JOIN unit u ON u.jurisdiction_id = x.jurisdiction_id AND u.id = x.unit_id \
         JOIN commitment c ON c.jurisdiction_id = x.jurisdiction_id AND c.id = x.commitment_id \
         WHERE x.jurisdiction_id = $1 AND {condition} ORDER BY u.id, c.year DESC, c.number LIMIT 1000"
    );
    r.all(&sql, &[j.0.into(), value.into()], |row| {
        Ok(ConflictRow {
            unit: unit_ref(row, 0)?,
            role: row.text(3)?,
            commitment: row.text(4)?,
            number: row.count(5)?,
            title: row.text(6)?,
        })
    })
}

/// The notice's requirements, by the programme's slug.
///
/// # Errors
/// See [`programmes`].
pub fn requirements(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<RequirementRow>, StoreError> {
    let sql = "SELECT q.number, q.title, q.content, q.span_start, q.span_end FROM requirement q JOIN programme g \
               ON g.jurisdiction_id = q.jurisdiction_id AND g.id = q.programme_id \
               WHERE q.jurisdiction_id = $1 AND g.slug = $2 ORDER BY q.number";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok(RequirementRow {
            number: row.count(0)?,
            title: row.text(1)?,
            text: row.text(2)?,
            span: row.span(3)?,
        })
    })
}

/// The day on which a programme's groups are expanded.
pub(super) fn members_day(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
) -> Result<Option<Date>, StoreError> {
    let sql = "SELECT members_on FROM programme WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), programme.0.into()], |row| row.date(0))
}
