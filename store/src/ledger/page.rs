//! Everything about one commitment, and one measure as the rules need it.

use std::collections::HashMap;

use shishi_kernel::{CommitmentId, JurisdictionId, LeafId, MeasureId, ProgrammeId, UnitId};

use super::lists::{
    COMMITMENT, FROM_COMMITMENT, commitment_row, conflicts, members_day, programme_of, unit_ref, with_leads,
};
use crate::session::{Row, Value};
use crate::views::{ChangeRow, CommitmentPage, DutyRow, FindingRow, MeasureRow, Passage, ReportedValue, UnitRef};
use crate::{Reader, StoreError, journal};

/// Everything about one commitment, by its slug.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn commitment(r: &mut Reader<'_>, j: JurisdictionId, slug: &str) -> Result<Option<CommitmentPage>, StoreError> {
    let sql = format!(
        "SELECT {COMMITMENT}, c.programme_id FROM {FROM_COMMITMENT} WHERE c.jurisdiction_id = $1 AND c.slug = $2"
    );
    let found = r.one(&sql, &[j.0.into(), slug.into()], |row| {
        Ok((commitment_row(row)?, ProgrammeId(row.int(14)?)))
    })?;
    let Some((row, programme)) = found else { return Ok(None) };
    let mut rows = [row];
    with_leads(r, j, &mut rows)?;
    let [row] = rows;
    let Some(programme) = programme_of(r, j, programme)? else {
        return Ok(None);
    };
    let id = row.id;
    let key: [Value; 2] = [j.0.into(), id.0.into()];
    let sql = "SELECT span_start, span_end, raw FROM commitment_passage WHERE jurisdiction_id = $1 AND commitment_id = $2 ORDER BY position";
    let passages = r.all(sql, &key, |row| {
        Ok(Passage {
            span: row.span(0)?,
            raw: row.text(2)?,
        })
    })?;
    let sql = "SELECT quote, kind, span_start, span_end FROM commitment_condition WHERE jurisdiction_id = $1 AND commitment_id = $2 ORDER BY position";
    let conditions = r.all(sql, &key, |row| Ok((row.text(0)?, row.text(1)?, row.span(2)?)))?;
    let sql = "SELECT code, arguments, span_start, span_end FROM finding WHERE jurisdiction_id = $1 AND commitment_id = $2 ORDER BY +id";
    let findings = r.all(sql, &key, |row| {
        Ok(FindingRow {
            code: row.text(0)?,
            arguments: row.json(1)?,
            span: row.opt_span(2)?,
        })
    })?;
    Ok(Some(CommitmentPage {
        duties: duties(r, j, id, programme.id)?,
        measures: measures(r, j, "m.commitment_id = $2", id.0)?,
        conflicts: conflicts(r, j, "x.commitment_id = $2", id.0)?,
        changes: changes(r, j, id)?,
        history: journal::of_subject(r, j, &format!("commitment:{slug}"))?,
        neighbours: neighbours(r, j, programme.id, row.number)?,
        programme,
        row,
        passages,
        conditions,
        findings,
    }))
}

fn neighbours(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    number: u32,
) -> Result<(Option<String>, Option<String>), StoreError> {
    let values: [Value; 3] = [j.0.into(), programme.0.into(), number.into()];
    let of = "SELECT slug FROM commitment WHERE jurisdiction_id = $1 AND programme_id = $2 AND number";
    let before = r.one(
        &format!("{of} < $3 ORDER BY number DESC, id DESC LIMIT 1"),
        &values,
        |row| row.text(0),
    )?;
    let after = r.one(&format!("{of} > $3 ORDER BY number, id LIMIT 1"), &values, |row| {
        row.text(0)
    })?;
    Ok((before, after))
}

fn duties(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    programme: ProgrammeId,
) -> Result<Vec<DutyRow>, StoreError> {
    let sql = "SELECT u.id, u.name, u.is_group, d.role, d.span_start, d.span_end FROM duty d \
               JOIN unit u ON u.jurisdiction_id = d.jurisdiction_id AND u.id = d.unit_id \
               WHERE d.jurisdiction_id = $1 AND d.commitment_id = $2 ORDER BY +d.id";
    let mut duties = r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok(DutyRow {
            unit: unit_ref(row, 0)?,
            role: row.text(3)?,
            span: row.opt_span(4)?,
            members: Vec::new(),
        })
    })?;
    if let Some(day) = members_day(r, j, programme)?.filter(|_| duties.iter().any(|duty| duty.unit.group)) {
        let sql = "SELECT m.group_id, u.id, u.name, u.is_group FROM unit_group_member m \
                   JOIN unit u ON u.jurisdiction_id = m.jurisdiction_id AND u.id = m.member_id \
                   WHERE m.jurisdiction_id = $1 AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2) ORDER BY u.id";
        let mut members: HashMap<i64, Vec<UnitRef>> = HashMap::new();
        for (group, unit) in r.all(sql, &[j.0.into(), day.into()], |row| {
            Ok((row.int(0)?, unit_ref(row, 1)?))
        })? {
            members.entry(group).or_default().push(unit);
        }
        for duty in &mut duties {
            duty.members = members.get(&duty.unit.id.0).cloned().unwrap_or_default();
        }
    }
    Ok(duties)
}

fn changes(r: &mut Reader<'_>, j: JurisdictionId, commitment: CommitmentId) -> Result<Vec<ChangeRow>, StoreError> {
    let sql = "SELECT t.measure_id, m.what, t.before_text, t.after_text, t.decision, t.reason, t.at, t.leaf_id FROM target_change t \
               JOIN measure m ON m.jurisdiction_id = t.jurisdiction_id AND m.id = t.measure_id \
               WHERE t.jurisdiction_id = $1 AND t.commitment_id = $2 ORDER BY t.id LIMIT 200";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok(ChangeRow {
            measure: MeasureId(row.int(0)?),
            what: row.text(1)?,
            before: row.text(2)?,
            after: row.text(3)?,
            decision: row.text(4)?,
            reason: row.text(5)?,
            at: row.instant(6)?,
            leaf: LeafId(row.int(7)?),
        })
    })
}

fn measures(r: &mut Reader<'_>, j: JurisdictionId, condition: &str, value: i64) -> Result<Vec<MeasureRow>, StoreError> {
    let sql = format!(
        "SELECT m.id, m.position, m.kind, m.what, m.unit, t.comparator, t.value, t.value_max, t.tolerance, m.baseline, m.per, \
         m.role, m.each_value, m.each_places, t.cut_off, m.as_written, m.span_start, m.span_end, m.state, m.target_version, \
         v.value, v.as_of, v.at, v.note, u.id, u.name, u.is_group, v.leaf_id FROM measure m \
         LEFT JOIN target t ON t.jurisdiction_id = m.jurisdiction_id AND t.measure_id = m.id AND t.version = m.target_version \
         LEFT JOIN value_record v ON v.jurisdiction_id = m.jurisdiction_id AND v.id = m.record_id \
         LEFT JOIN unit u ON u.jurisdiction_id = v.jurisdiction_id AND u.id = v.unit_id \
         WHERE m.jurisdiction_id = $1 AND {condition} ORDER BY m.position"
    );
    r.all(&sql, &[j.0.into(), value.into()], measure_row)
}

fn measure_row(row: &Row<'_>) -> Result<MeasureRow, StoreError> {
    let reported = match row.opt_decimal(20)? {
        Some(value) => Some(ReportedValue {
            value,
            as_of: row.date(21)?,
            at: row.instant(22)?,
            note: row.text(23)?,
            unit: unit_ref(row, 24)?,
            leaf: LeafId(row.int(27)?),
        }),
        None => None,
    };
    Ok(MeasureRow {
        id: MeasureId(row.int(0)?),
        position: row.count(1)?,
        kind: row.text(2)?,
        what: row.text(3)?,
        unit: row.opt_text(4)?,
        comparator: row.opt_text(5)?,
        value: row.opt_decimal(6)?,
        value_max: row.opt_decimal(7)?,
        tolerance: row.opt_decimal(8)?,
        baseline: row.opt_decimal(9)?,
        per: row.opt_text(10)?,
        role: row.text(11)?,
        each_value: row.opt_decimal(12)?,
        each_places: row.json(13)?,
        cut_off: row.opt_date(14)?,
        as_written: row.opt_text(15)?,
        span: row.opt_span(16)?,
        state: row.text(18)?,
        reported,
        target_version: row.count(19)?,
    })
}

/// A measure with what the rules on records and changes need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureRecord {
    /// The measure with its target in force.
    pub row: MeasureRow,
    /// Its commitment.
    pub commitment: CommitmentId,
    /// The commitment's slug.
    pub commitment_slug: String,
    /// The programme's year.
    pub year: i16,
    /// Units that lead, by their own name or through a group.
    pub leads: Vec<UnitId>,
    /// Units with any other duty, likewise.
    pub helps: Vec<UnitId>,
}

/// A measure as the rules need it.
///
/// # Errors
/// See [`commitment`].
pub fn measure(r: &mut Reader<'_>, j: JurisdictionId, id: MeasureId) -> Result<Option<MeasureRecord>, StoreError> {
    let Some(row) = measures(r, j, "m.id = $2", id.0)?.into_iter().next() else {
        return Ok(None);
    };
    let sql = "SELECT c.id, c.slug, c.year FROM measure m JOIN commitment c ON c.jurisdiction_id = m.jurisdiction_id \
               AND c.id = m.commitment_id WHERE m.jurisdiction_id = $1 AND m.id = $2";
    let found = r.one(sql, &[j.0.into(), id.0.into()], |row| {
        Ok((CommitmentId(row.int(0)?), row.text(1)?, row.int(2)?))
    })?;
    let Some((commitment, commitment_slug, year)) = found else {
        return Ok(None);
    };
    let year = i16::try_from(year).map_err(|_| StoreError::Corrupt {
        table: "commitment",
        column: "year",
        id: commitment.0,
    })?;
    let parties = parties(r, j, commitment)?;
    Ok(Some(MeasureRecord {
        row,
        commitment,
        commitment_slug,
        year,
        leads: parties.leads,
        helps: parties.helps,
    }))
}

/// The units with duties in a commitment, groups replaced by their members on the document's day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyRows {
    /// Units that lead.
    pub leads: Vec<UnitId>,
    /// Units with any other duty.
    pub helps: Vec<UnitId>,
}

/// The parties of a commitment.
///
/// # Errors
/// See [`commitment`].
pub fn parties(r: &mut Reader<'_>, j: JurisdictionId, commitment: CommitmentId) -> Result<PartyRows, StoreError> {
    // The members of a group that has a duty, on the document's day; a unit with no members stands for itself.
    let sql = "SELECT coalesce(m.member_id, d.unit_id), d.role FROM duty d \
               JOIN commitment c ON c.jurisdiction_id = d.jurisdiction_id AND c.id = d.commitment_id \
               JOIN programme g ON g.jurisdiction_id = c.jurisdiction_id AND g.id = c.programme_id \
               LEFT JOIN unit_group_member m ON m.jurisdiction_id = d.jurisdiction_id AND m.group_id = d.unit_id \
               AND m.valid_from <= g.members_on AND (m.valid_to IS NULL OR m.valid_to >= g.members_on) \
               WHERE d.jurisdiction_id = $1 AND d.commitment_id = $2 ORDER BY 1";
    let held = r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok((UnitId(row.int(0)?), row.text(1)? == "lead"))
    })?;
    let with = |lead: bool| {
        held.iter()
            .filter(|(_, is_lead)| *is_lead == lead)
            .map(|(unit, _)| *unit)
            .collect()
    };
    Ok(PartyRows {
        leads: with(true),
        helps: with(false),
    })
}

/// What use cases need to know of a commitment before they load anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentHead {
    /// The commitment.
    pub id: CommitmentId,
    /// What stands in its address.
    pub slug: String,
    /// Its number as printed.
    pub number: u32,
    /// Short title.
    pub title: String,
    /// The programme.
    pub programme: ProgrammeId,
    /// The programme's year.
    pub year: i16,
    /// Who has duties.
    pub parties: PartyRows,
    /// The programme's supervising units, in the order of the document.
    pub supervisors: Vec<UnitId>,
}

/// A commitment by its slug, as the rules need it.
///
/// # Errors
/// See [`commitment`].
pub fn head(r: &mut Reader<'_>, j: JurisdictionId, slug: &str) -> Result<Option<CommitmentHead>, StoreError> {
    let sql =
        "SELECT id, slug, number, title, programme_id, year FROM commitment WHERE jurisdiction_id = $1 AND slug = $2";
    let found = r.one(sql, &[j.0.into(), slug.into()], |row| {
        let id = row.int(0)?;
        let year = i16::try_from(row.int(5)?).map_err(|_| StoreError::Corrupt {
            table: "commitment",
            column: "year",
            id,
        })?;
        Ok(CommitmentHead {
            id: CommitmentId(id),
            slug: row.text(1)?,
            number: row.count(2)?,
            title: row.text(3)?,
            programme: ProgrammeId(row.int(4)?),
            year,
            parties: PartyRows::default(),
            supervisors: Vec::new(),
        })
    })?;
    let Some(mut head) = found else { return Ok(None) };
    head.parties = parties(r, j, head.id)?;
    let sql =
        "SELECT unit_id FROM programme_supervisor WHERE jurisdiction_id = $1 AND programme_id = $2 ORDER BY unit_id";
    head.supervisors = r.all(sql, &[j.0.into(), head.programme.0.into()], |row| {
        Ok(UnitId(row.int(0)?))
    })?;
    Ok(Some(head))
}
