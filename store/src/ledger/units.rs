//! Units, groups and their members, and what a unit owes.

use shishi_kernel::{Date, JurisdictionId, UnitId};

use super::lists::{COMMITMENT, commitment_row, conflicts, unit_ref, with_leads};
use crate::session::Row;
use crate::views::{CommitmentRow, UnitPage, UnitRef, UnitRow};
use crate::{Reader, StoreError, Writer};

/// The unit of a name, made when it is new.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn ensure_unit(w: &mut Writer<'_>, j: JurisdictionId, name: &str, group: bool) -> Result<UnitId, StoreError> {
    let sql = "SELECT id FROM unit WHERE jurisdiction_id = $1 AND name = $2";
    if let Some(id) = w.one(sql, &[j.0.into(), name.into()], |row| row.int(0))? {
        return Ok(UnitId(id));
    }
    let sql = "INSERT INTO unit (jurisdiction_id, name, is_group) VALUES ($1, $2, $3) RETURNING id";
    Ok(UnitId(w.insert(sql, &[j.0.into(), name.into(), group.into()])?))
}

/// Writes a time of membership. An earlier one that began on the same day is replaced.
///
/// # Errors
/// See [`ensure_unit`].
pub fn set_group_member(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    group: UnitId,
    member: UnitId,
    from: Date,
    to: Option<Date>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO unit_group_member (jurisdiction_id, group_id, member_id, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (jurisdiction_id, group_id, member_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to";
    w.execute(
        sql,
        &[j.0.into(), group.0.into(), member.0.into(), from.into(), to.into()],
    )?;
    Ok(())
}

/// Every time of membership of a group: member, first day, last day.
///
/// # Errors
/// See [`ensure_unit`].
pub fn memberships(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    group: UnitId,
) -> Result<Vec<(UnitRef, Date, Option<Date>)>, StoreError> {
    let sql = "SELECT u.id, u.name, u.is_group, m.valid_from, m.valid_to FROM unit_group_member m \
               JOIN unit u ON u.jurisdiction_id = m.jurisdiction_id AND u.id = m.member_id \
               WHERE m.jurisdiction_id = $1 AND m.group_id = $2 ORDER BY m.valid_from, u.id LIMIT 2000";
    r.all(sql, &[j.0.into(), group.0.into()], |row| {
        Ok((unit_ref(row, 0)?, row.date(3)?, row.opt_date(4)?))
    })
}

/// The members of a group on a day.
///
/// # Errors
/// See [`ensure_unit`].
pub fn members_on(r: &mut Reader<'_>, j: JurisdictionId, group: UnitId, day: Date) -> Result<Vec<UnitRef>, StoreError> {
    let sql = "SELECT DISTINCT u.id, u.name, u.is_group FROM unit_group_member m \
               JOIN unit u ON u.jurisdiction_id = m.jurisdiction_id AND u.id = m.member_id \
               WHERE m.jurisdiction_id = $1 AND m.group_id = $2 AND m.valid_from <= $3 \
               AND (m.valid_to IS NULL OR m.valid_to >= $3) ORDER BY u.id";
    r.all(sql, &[j.0.into(), group.0.into(), day.into()], |row| unit_ref(row, 0))
}

const UNIT: &str = "SELECT u.id, u.name, u.is_group, \
    (SELECT count(DISTINCT h.commitment_id) FROM duty_held h WHERE h.jurisdiction_id = u.jurisdiction_id AND h.unit_id = u.id AND h.role = 'lead'), \
    (SELECT count(DISTINCT h.commitment_id) FROM duty_held h WHERE h.jurisdiction_id = u.jurisdiction_id AND h.unit_id = u.id AND h.role <> 'lead'), \
    (SELECT count(*) FROM programme_supervisor s WHERE s.jurisdiction_id = u.jurisdiction_id AND s.unit_id = u.id) \
    FROM unit u WHERE u.jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<UnitRow, StoreError> {
    Ok(UnitRow {
        unit: unit_ref(row, 0)?,
        leads: row.count(3)?,
        helps: row.count(4)?,
        supervises: row.int(5)? > 0,
    })
}

/// Units, in order of first appearance.
///
/// # Errors
/// See [`ensure_unit`].
pub fn units(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<UnitRow>, StoreError> {
    r.all(&format!("{UNIT} ORDER BY u.id LIMIT 5000"), &[j.0.into()], decode)
}

/// What one unit owes.
///
/// # Errors
/// See [`ensure_unit`].
pub fn unit(r: &mut Reader<'_>, j: JurisdictionId, id: UnitId) -> Result<Option<UnitPage>, StoreError> {
    let Some(row) = r.one(&format!("{UNIT} AND u.id = $2"), &[j.0.into(), id.0.into()], decode)? else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT {COMMITMENT}, h.role, g.id, g.name, g.is_group FROM duty_held h \
         JOIN commitment c ON c.jurisdiction_id = h.jurisdiction_id AND c.id = h.commitment_id \
         LEFT JOIN category k ON k.jurisdiction_id = c.jurisdiction_id AND k.programme_id = c.programme_id AND k.number = c.category \
         LEFT JOIN unit g ON g.jurisdiction_id = h.jurisdiction_id AND g.id = h.via_id \
         WHERE h.jurisdiction_id = $1 AND h.unit_id = $2 ORDER BY c.year DESC, c.number, h.via_id LIMIT 2000"
    );
    let held = r.all(&sql, &[j.0.into(), id.0.into()], |row| {
        let via = if row.opt_int(15)?.is_some() {
            Some(unit_ref(row, 15)?)
        } else {
            None
        };
        Ok((commitment_row(row)?, row.text(14)? == "lead", via))
    })?;
    let mut rows: Vec<CommitmentRow> = held.iter().map(|(row, _, _)| row.clone()).collect();
    with_leads(r, j, &mut rows)?;
    let (mut leads, mut helps): (Vec<CommitmentRow>, Vec<(CommitmentRow, Option<UnitRef>)>) = (Vec::new(), Vec::new());
    for (row, (_, lead, via)) in rows.into_iter().zip(held) {
        if lead && leads.iter().all(|known| known.id != row.id) {
            leads.push(row);
        } else if !lead && helps.iter().all(|(known, _)| known.id != row.id) {
            helps.push((row, via));
        }
    }
    let sql = "SELECT DISTINCT u.id, u.name, u.is_group FROM unit_group_member m JOIN unit u ON u.jurisdiction_id = m.jurisdiction_id AND u.id = m.group_id \
               WHERE m.jurisdiction_id = $1 AND m.member_id = $2 ORDER BY u.id";
    let groups = r.all(sql, &[j.0.into(), id.0.into()], |row| unit_ref(row, 0))?;
    let mut members: Vec<UnitRef> = memberships(r, j, id)?.into_iter().map(|(unit, _, _)| unit).collect();
    members.dedup_by_key(|unit| unit.id);
    Ok(Some(UnitPage {
        row,
        members,
        groups,
        leads,
        helps,
        conflicts: conflicts(r, j, "x.unit_id = $2", id.0)?,
    }))
}
