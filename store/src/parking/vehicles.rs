//! The one place where plates are: found again by a keyed digest, shown again by unsealing, forgotten by a day.

use std::collections::HashMap;

use shishi_kernel::{Date, JurisdictionId};

use crate::lists::Piece;
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// A plate as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlate {
    /// The keyed digest of number and colour.
    pub key: [u8; 32],
    /// Both, sealed.
    pub sealed: Vec<u8>,
}

/// The numbers of vehicles by their keys; those that are not known are absent.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn known(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    keys: &[[u8; 32]],
) -> Result<HashMap<[u8; 32], (i64, Date)>, StoreError> {
    let mut found = HashMap::with_capacity(keys.len());
    for Piece { text, values } in r.among(&[j.0.into()], keys) {
        let sql = format!(
            "SELECT id, seen_on, plate_key FROM parking_vehicle WHERE jurisdiction_id = $1 AND plate_key {text}"
        );
        for (id, day, key) in r.all(&sql, &values, |row| Ok((row.int(0)?, row.date(1)?, row.opt_digest(2)?)))? {
            found.extend(key.map(|key| (key, (id, day))));
        }
    }
    Ok(found)
}

/// A plate that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The number of its vehicle.
    pub number: i64,
    /// Whether it is kept since now only.
    pub is_new: bool,
}

/// Keeps plates and gives their vehicles, by key; where one is known, it was seen today.
///
/// # Errors
/// See [`known`].
pub fn see(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    new: &[KeptPlate],
    today: Date,
) -> Result<HashMap<[u8; 32], Seen>, StoreError> {
    let mut seen = HashMap::with_capacity(new.len());
    let sealed: HashMap<[u8; 32], &Vec<u8>> = new.iter().map(|plate| (plate.key, &plate.sealed)).collect();
    let row = |plate: &KeptPlate| [j.0.into(), plate.key.into(), plate.sealed.clone().into(), today.into()];
    let rows: Vec<[Value; 4]> = new.iter().map(row).collect();
    let head = "INSERT INTO parking_vehicle (jurisdiction_id, plate_key, sealed, seen_on)";
    let tail = "ON CONFLICT (jurisdiction_id, plate_key) DO UPDATE SET seen_on = excluded.seen_on RETURNING id, plate_key, sealed";
    for Piece { text, values } in w.inserts(head, tail, rows)? {
        let row = |row: &Row<'_>| Ok((row.int(0)?, row.opt_digest(1)?, row.opt_blob(2)?));
        for (number, key, kept) in w.all(&text, &values, row)? {
            // No two sealed texts are alike, so what lies there is this one only where it was put there now.
            let is_new = |key| kept.is_some() && sealed.get(&key).copied() == kept.as_ref();
            seen.extend(key.map(|key| {
                let is_new = is_new(key);
                (key, Seen { number, is_new })
            }));
        }
    }
    Ok(seen)
}

/// The kept plates of vehicles; those that were forgotten are absent.
///
/// # Errors
/// See [`known`].
pub fn kept(r: &mut Reader<'_>, j: JurisdictionId, vehicles: &[i64]) -> Result<HashMap<i64, KeptPlate>, StoreError> {
    let mut found = HashMap::with_capacity(vehicles.len());
    for Piece { text, values } in r.among(&[j.0.into()], vehicles) {
        let sql = format!(
            "SELECT id, plate_key, sealed FROM parking_vehicle WHERE jurisdiction_id = $1 AND plate_key IS NOT NULL AND id {text}"
        );
        let rows = r.all(&sql, &values, |row| {
            Ok((row.int(0)?, row.opt_digest(1)?, row.opt_blob(2)?))
        })?;
        found.extend(rows.into_iter().filter_map(|(id, key, sealed)| {
            let (key, sealed) = (key?, sealed?);
            Some((id, KeptPlate { key, sealed }))
        }));
    }
    Ok(found)
}

/// Forgets the plates of vehicles that were last seen before a day and are in no lot. Gives how many.
///
/// # Errors
/// See [`known`].
pub fn forget(w: &mut Writer<'_>, j: JurisdictionId, before: Date) -> Result<u64, StoreError> {
    let sql = "UPDATE parking_vehicle SET plate_key = NULL, sealed = NULL WHERE jurisdiction_id = $1 AND seen_on < $2 \
               AND plate_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parking_stay AS s WHERE s.jurisdiction_id = $1 \
               AND s.vehicle_id = parking_vehicle.id AND s.exit_second IS NULL AND s.withdrawn = 0)";
    w.execute(sql, &[j.0.into(), before.into()])
}

/// Forgets the plate of one vehicle.
///
/// # Errors
/// See [`known`].
pub fn forget_one(w: &mut Writer<'_>, j: JurisdictionId, vehicle: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_vehicle SET plate_key = NULL, sealed = NULL WHERE jurisdiction_id = $1 AND id = $2 AND plate_key IS NOT NULL";
    Ok(w.execute(sql, &[j.0.into(), vehicle.into()])? > 0)
}

/// Takes back that plates were kept, in the unit of work in which [`see`] first kept them and while nothing refers to them.
///
/// # Errors
/// See [`known`].
pub fn unsee(w: &mut Writer<'_>, j: JurisdictionId, vehicles: &[i64]) -> Result<(), StoreError> {
    for Piece { text, values } in w.among(&[j.0.into()], vehicles) {
        let sql = format!("DELETE FROM parking_vehicle WHERE jurisdiction_id = $1 AND id {text}");
        w.execute(&sql, &values)?;
    }
    Ok(())
}
