//! Heads of units, and which units watch over which commitments.

use jiff::Timestamp;
use shishi_kernel::{Date, JurisdictionId, PersonId, UnitId};

use crate::session::{Row, Value};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A head to be.
#[derive(Clone, Debug)]
pub struct NewHead {
    /// The unit.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// What the journal's digest of the name is made with.
    pub salt: String,
    /// First day in office.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
    /// The day from which the name may be erased.
    pub erase_on: Option<Date>,
}

/// A head of a unit and the days in office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// The person.
    pub id: PersonId,
    /// The unit.
    pub unit: UnitRef,
    /// The name; empty once it was erased.
    pub name: String,
    /// What the journal's digest of the name was made with; erased with it.
    pub salt: String,
    /// First day in office.
    pub from: Date,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
    /// The day from which the name may be erased.
    pub erase_on: Option<Date>,
    /// Whether it was.
    pub erased: bool,
}

const HEAD: &str = "SELECT h.id, u.id, u.name, u.is_group, h.name, h.salt, h.valid_from, h.valid_to, h.erase_on, \
                    h.erased_at FROM unit_head h \
                    JOIN unit u ON u.jurisdiction_id = h.jurisdiction_id AND u.id = h.unit_id \
                    WHERE h.jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<HeadRow, StoreError> {
    Ok(HeadRow {
        id: PersonId(row.int(0)?),
        unit: UnitRef {
            id: UnitId(row.int(1)?),
            name: row.text(2)?,
            group: row.flag(3)?,
        },
        name: row.text(4)?,
        salt: row.text(5)?,
        from: row.date(6)?,
        to: row.opt_date(7)?,
        erase_on: row.opt_date(8)?,
        erased: row.opt_int(9)?.is_some(),
    })
}

/// Writes a head.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn insert_head(w: &mut Writer<'_>, j: JurisdictionId, new: &NewHead) -> Result<PersonId, StoreError> {
    let sql = "INSERT INTO unit_head (jurisdiction_id, unit_id, name, salt, valid_from, valid_to, erase_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.unit.0.into(),
        (&new.name).into(),
        (&new.salt).into(),
        new.from.into(),
        new.to.into(),
        new.erase_on.into(),
    ];
    Ok(PersonId(w.insert(sql, &values)?))
}

/// The heads of a unit, newest first.
///
/// # Errors
/// See [`insert_head`].
pub fn heads(r: &mut Reader<'_>, j: JurisdictionId, unit: UnitId) -> Result<Vec<HeadRow>, StoreError> {
    let sql = format!("{HEAD} AND h.unit_id = $2 ORDER BY h.valid_from DESC LIMIT 500");
    r.all(&sql, &[j.0.into(), unit.0.into()], decode)
}

/// One head.
///
/// # Errors
/// See [`insert_head`].
pub fn head(r: &mut Reader<'_>, j: JurisdictionId, person: PersonId) -> Result<Option<HeadRow>, StoreError> {
    let sql = format!("{HEAD} AND h.id = $2");
    r.one(&sql, &[j.0.into(), person.0.into()], decode)
}

/// The heads of all units on a day, and whoever's name may be erased by then, by unit.
///
/// # Errors
/// See [`insert_head`].
pub fn heads_on(r: &mut Reader<'_>, j: JurisdictionId, day: Date) -> Result<Vec<HeadRow>, StoreError> {
    let sql = format!(
        "{HEAD} AND ((h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to >= $2)) \
         OR (h.erase_on <= $2 AND h.erased_at IS NULL)) ORDER BY u.id, h.valid_from LIMIT 10000"
    );
    r.all(&sql, &[j.0.into(), day.into()], decode)
}

/// Ends a term of office.
///
/// # Errors
/// See [`insert_head`].
pub fn end_term(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    person: PersonId,
    to: Date,
    erase_on: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE unit_head SET valid_to = $3, erase_on = $4 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), person.0.into(), to.into(), erase_on.into()])?;
    Ok(())
}

/// Erases a name, and with it what would let somebody guess it from the journal.
///
/// # Errors
/// See [`insert_head`].
pub fn erase_name(w: &mut Writer<'_>, j: JurisdictionId, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE unit_head SET name = '', salt = '', erased_at = $3 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), person.0.into(), at.into()])?;
    Ok(())
}

/// The addresses, numbers and titles of the commitments of every programme that a unit is made a supervisor of.
///
/// # Errors
/// See [`insert_head`].
pub fn supervised(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    unit: UnitId,
) -> Result<Vec<(String, u32, String)>, StoreError> {
    let sql = "SELECT c.slug, c.number, c.title FROM programme_supervisor s \
               JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.programme_id = s.programme_id \
               WHERE s.jurisdiction_id = $1 AND s.unit_id = $2 ORDER BY c.year DESC, c.number LIMIT 2000";
    r.all(sql, &[j.0.into(), unit.0.into()], |row| {
        Ok((row.text(0)?, row.count(1)?, row.text(2)?))
    })
}

/// Units by their identifiers, in the order asked for; unknown ones are left out.
///
/// # Errors
/// See [`insert_head`].
pub fn units_named(r: &mut Reader<'_>, j: JurisdictionId, units: &[UnitId]) -> Result<Vec<UnitRef>, StoreError> {
    let sql = "SELECT id, name, is_group FROM unit WHERE jurisdiction_id = $1 AND id = $2";
    let mut found = Vec::new();
    for unit in units {
        let values: [Value; 2] = [j.0.into(), unit.0.into()];
        found.extend(r.one(sql, &values, |row| {
            Ok(UnitRef {
                id: UnitId(row.int(0)?),
                name: row.text(1)?,
                group: row.flag(2)?,
            })
        })?);
    }
    Ok(found)
}
