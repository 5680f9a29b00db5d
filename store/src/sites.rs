//! Sites of measures: the register, what looks like the same object, and the stages that each has reached.

use jiff::Timestamp;
use shishi_kernel::{
    AccountId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, RecordId, SiteId, UnitId,
};

use crate::session::{Row, Value};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A list holds at most so many sites, which is as many as a measure can have.
const ROWS_MAX: i64 = 5_000;

/// A site as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// The site.
    pub id: SiteId,
    /// The measure that counts it.
    pub measure: MeasureId,
    /// The measure's commitment.
    pub commitment: CommitmentId,
    /// The commitment's slug.
    pub slug: String,
    /// The unit responsible for it.
    pub unit: UnitRef,
    /// Its name.
    pub name: String,
    /// Where it is, in words.
    pub place: String,
    /// Degrees east, WGS-84.
    pub longitude: Option<Decimal>,
    /// Degrees north.
    pub latitude: Option<Decimal>,
    /// Code of its template.
    pub template: String,
    /// Code of the stage it has reached.
    pub stage: String,
    /// Since when.
    pub stage_on: Date,
    /// Code of the stage at which the year began, when it was carried over.
    pub opening: Option<String>,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// The site it was taken for, and why it was registered all the same.
    pub same_as: Option<(SiteId, String)>,
    /// When it was registered.
    pub at: Timestamp,
    /// The journal entry of its registration.
    pub leaf: LeafId,
}

/// A site to be put on a register.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see SiteRow and the migration")]
pub struct NewSite {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub name: String,
    pub place: String,
    pub position: Option<(Decimal, Decimal)>,
    pub square: Option<(i64, i64)>,
    pub template: String,
    pub stage: String,
    pub on: Date,
    pub opening: Option<String>,
    pub hidden: bool,
    pub folded_name: String,
    pub same_as: Option<(SiteId, String)>,
    pub salt: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub leaf: LeafId,
}

/// What is written of a site, when it is corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see SiteRow and the migration")]
pub struct SiteWords {
    pub unit: UnitId,
    pub name: String,
    pub place: String,
    pub position: Option<(Decimal, Decimal)>,
    pub square: Option<(i64, i64)>,
    pub hidden: bool,
    pub folded_name: String,
    pub same_as: Option<(SiteId, String)>,
    pub salt: String,
}

/// A site that may be the same object as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeRow {
    /// The site.
    pub id: SiteId,
    /// The measure that counts it.
    pub measure: MeasureId,
    /// The commitment's slug.
    pub slug: String,
    /// The programme's year.
    pub year: i16,
    /// Code of the stage it has reached.
    pub stage: String,
    /// Its name.
    pub name: String,
    /// Where it is, in words.
    pub place: String,
    /// Degrees east and north.
    pub position: (Option<Decimal>, Option<Decimal>),
}

/// A stage that a site has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRow {
    /// Code of the stage.
    pub stage: String,
    /// On which day.
    pub day: Date,
    /// Why, for a step back; else empty.
    pub reason: String,
    /// The entry that says so; none for the registration.
    pub record: Option<RecordId>,
    /// The unit that stands for it.
    pub unit: Option<String>,
    /// When it was confirmed.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A stage to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see StageRow")]
pub struct NewStage {
    pub site: SiteId,
    pub stage: String,
    pub day: Date,
    pub reason: String,
    pub record: Option<RecordId>,
    pub at: Timestamp,
    pub by: AccountId,
    pub unit: Option<UnitId>,
    pub leaf: LeafId,
}

const SITE: &str = "SELECT s.id, s.measure_id, s.commitment_id, c.slug, u.id, u.name, u.is_group, s.name, s.place, s.longitude, \
    s.latitude, s.template, s.stage, s.stage_on, s.opening, s.hidden, s.same_as, s.same_reason, s.at, s.leaf_id FROM site s \
    JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.id = s.commitment_id \
    JOIN unit u ON u.jurisdiction_id = s.jurisdiction_id AND u.id = s.unit_id WHERE s.jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<SiteRow, StoreError> {
    Ok(SiteRow {
        id: SiteId(row.int(0)?),
        measure: MeasureId(row.int(1)?),
        commitment: CommitmentId(row.int(2)?),
        slug: row.text(3)?,
        unit: UnitRef {
            id: UnitId(row.int(4)?),
            name: row.text(5)?,
            group: row.flag(6)?,
        },
        name: row.text(7)?,
        place: row.text(8)?,
        longitude: row.opt_decimal(9)?,
        latitude: row.opt_decimal(10)?,
        template: row.text(11)?,
        stage: row.text(12)?,
        stage_on: row.date(13)?,
        opening: row.opt_text(14)?,
        hidden: row.flag(15)?,
        same_as: match row.opt_int(16)? {
            Some(site) => Some((SiteId(site), row.opt_text(17)?.unwrap_or_default())),
            None => None,
        },
        at: row.instant(18)?,
        leaf: LeafId(row.int(19)?),
    })
}

/// Puts a site on its measure's register, with the stage at which it begins.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewSite) -> Result<SiteId, StoreError> {
    let sql = "INSERT INTO site (jurisdiction_id, measure_id, commitment_id, unit_id, name, place, longitude, latitude, template, \
               stage, stage_on, opening, hidden, folded_name, cell_x, cell_y, same_as, same_reason, salt, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) \
               RETURNING id";
    let (longitude, latitude) = new.position.unzip();
    let (cell_x, cell_y) = new.square.unzip();
    let same_as = new.same_as.as_ref();
    let values = [
        j.0.into(),
        new.measure.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        (&new.name).into(),
        (&new.place).into(),
        longitude.into(),
        latitude.into(),
        (&new.template).into(),
        (&new.stage).into(),
        new.on.into(),
        new.opening.as_ref().into(),
        new.hidden.into(),
        (&new.folded_name).into(),
        cell_x.into(),
        cell_y.into(),
        same_as.map(|(site, _)| site.0).into(),
        same_as.map(|(_, reason)| reason).into(),
        (&new.salt).into(),
        new.at.into(),
        new.by.0.into(),
        new.leaf.0.into(),
    ];
    let id = SiteId(w.insert(sql, &values)?);
    let stage = NewStage {
        site: id,
        stage: new.stage.clone(),
        day: new.on,
        reason: String::new(),
        record: None,
        at: new.at,
        by: new.by,
        unit: Some(new.unit),
        leaf: new.leaf,
    };
    insert_stage(w, j, &stage)?;
    Ok(id)
}

/// Writes anew what is written of a site; its stages stay.
///
/// # Errors
/// See [`insert`].
pub fn correct(w: &mut Writer<'_>, j: JurisdictionId, id: SiteId, new: &SiteWords) -> Result<(), StoreError> {
    let sql = "UPDATE site SET unit_id = $3, name = $4, place = $5, longitude = $6, latitude = $7, hidden = $8, \
               folded_name = $9, cell_x = $10, cell_y = $11, same_as = $12, same_reason = $13, salt = $14 \
               WHERE jurisdiction_id = $1 AND id = $2";
    let (longitude, latitude) = new.position.unzip();
    let (cell_x, cell_y) = new.square.unzip();
    let same_as = new.same_as.as_ref();
    let values = [
        j.0.into(),
        id.0.into(),
        new.unit.0.into(),
        (&new.name).into(),
        (&new.place).into(),
        longitude.into(),
        latitude.into(),
        new.hidden.into(),
        (&new.folded_name).into(),
        cell_x.into(),
        cell_y.into(),
        same_as.map(|(site, _)| site.0).into(),
        same_as.map(|(_, reason)| reason).into(),
        (&new.salt).into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// Keeps that a site has reached a stage, and moves it there.
///
/// # Errors
/// See [`insert`].
pub fn reach(w: &mut Writer<'_>, j: JurisdictionId, new: &NewStage) -> Result<(), StoreError> {
    insert_stage(w, j, new)?;
    let sql = "UPDATE site SET stage = $3, stage_on = $4 WHERE jurisdiction_id = $1 AND id = $2";
    let values = [j.0.into(), new.site.0.into(), (&new.stage).into(), new.day.into()];
    w.execute(sql, &values)?;
    Ok(())
}

fn insert_stage(w: &mut Writer<'_>, j: JurisdictionId, new: &NewStage) -> Result<(), StoreError> {
    let sql = "INSERT INTO site_stage (jurisdiction_id, site_id, stage, day, reason, record_id, at, by_account, unit_id, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = [
        j.0.into(),
        new.site.0.into(),
        (&new.stage).into(),
        new.day.into(),
        (&new.reason).into(),
        new.record.map(|id| id.0).into(),
        new.at.into(),
        new.by.0.into(),
        new.unit.map(|id| id.0).into(),
        new.leaf.0.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// A site.
///
/// # Errors
/// See [`insert`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: SiteId) -> Result<Option<SiteRow>, StoreError> {
    r.one(&format!("{SITE} AND s.id = $2"), &[j.0.into(), id.0.into()], decode)
}

/// The sites that were registered although they look like this one; a few.
///
/// # Errors
/// See [`insert`].
pub fn taken_for(r: &mut Reader<'_>, j: JurisdictionId, id: SiteId) -> Result<Vec<SiteRow>, StoreError> {
    let sql = format!("{SITE} AND s.same_as = $2 ORDER BY s.id LIMIT 20");
    r.all(&sql, &[j.0.into(), id.0.into()], decode)
}

/// The register of a measure, in the order of registration.
///
/// # Errors
/// See [`insert`].
pub fn of_measure(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<Vec<SiteRow>, StoreError> {
    let sql = format!("{SITE} AND s.measure_id = $2 ORDER BY s.id LIMIT {ROWS_MAX}");
    r.all(&sql, &[j.0.into(), measure.0.into()], decode)
}

/// The sites of a commitment by measure, in the order of registration.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<SiteRow>, StoreError> {
    // The register is kept by measure, so the measures of the commitment lead to it.
    let sql = format!(
        "{SITE} AND s.measure_id IN (SELECT m.id FROM measure m WHERE m.jurisdiction_id = $1 AND m.commitment_id = $2) \
         ORDER BY s.measure_id, s.id LIMIT {ROWS_MAX}"
    );
    r.all(&sql, &[j.0.into(), commitment.0.into()], decode)
}

/// How many sites a measure has.
///
/// # Errors
/// See [`insert`].
pub fn count(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM site WHERE jurisdiction_id = $1 AND measure_id = $2";
    r.number(sql, &[j.0.into(), measure.0.into()])
}

/// How many sites of each measure of a commitment are at each stage.
///
/// # Errors
/// See [`insert`].
pub fn stage_counts(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<(MeasureId, String, u32)>, StoreError> {
    let sql = "SELECT s.measure_id, s.stage, count(*) FROM site s JOIN measure m ON m.jurisdiction_id = s.jurisdiction_id \
               AND m.id = s.measure_id WHERE s.jurisdiction_id = $1 AND m.commitment_id = $2 \
               GROUP BY s.measure_id, s.stage ORDER BY s.measure_id, s.stage";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok((MeasureId(row.int(0)?), row.text(1)?, row.count(2)?))
    })
}

/// Sites of any measure and year with the same folded name: near the square, or not on the map; all of them when the
/// square is not known.
///
/// # Errors
/// See [`insert`].
pub fn alike(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    folded_name: &str,
    square: Option<(i64, i64)>,
) -> Result<Vec<AlikeRow>, StoreError> {
    let near = "AND (s.cell_x IS NULL OR (s.cell_x BETWEEN $3 - 1 AND $3 + 1 AND s.cell_y BETWEEN $4 - 1 AND $4 + 1))";
    let sql = format!(
        "SELECT s.id, s.measure_id, c.slug, c.year, s.stage, s.name, s.place, s.longitude, s.latitude FROM site s \
         JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.id = s.commitment_id \
         WHERE s.jurisdiction_id = $1 AND s.folded_name = $2 {} ORDER BY s.id",
        if square.is_some() { near } else { "" }
    );
    let mut values: Vec<Value> = vec![j.0.into(), folded_name.into()];
    if let Some((x, y)) = square {
        values.extend([x.into(), y.into()]);
    }
    r.all(&sql, &values, |row| {
        let id = row.int(0)?;
        Ok(AlikeRow {
            id: SiteId(id),
            measure: MeasureId(row.int(1)?),
            slug: row.text(2)?,
            year: i16::try_from(row.int(3)?).map_err(|_| StoreError::Corrupt {
                table: "commitment",
                column: "year",
                id,
            })?,
            stage: row.text(4)?,
            name: row.text(5)?,
            place: row.text(6)?,
            position: (row.opt_decimal(7)?, row.opt_decimal(8)?),
        })
    })
}

/// The stages of a site, in the order in which they were confirmed.
///
/// # Errors
/// See [`insert`].
pub fn stages(r: &mut Reader<'_>, j: JurisdictionId, site: SiteId) -> Result<Vec<StageRow>, StoreError> {
    let sql = "SELECT t.stage, t.day, t.reason, t.record_id, u.name, t.at, t.leaf_id FROM site_stage t \
               LEFT JOIN unit u ON u.jurisdiction_id = t.jurisdiction_id AND u.id = t.unit_id \
               WHERE t.jurisdiction_id = $1 AND t.site_id = $2 ORDER BY t.id";
    r.all(sql, &[j.0.into(), site.0.into()], |row| {
        Ok(StageRow {
            stage: row.text(0)?,
            day: row.date(1)?,
            reason: row.text(2)?,
            record: row.opt_int(3)?.map(RecordId),
            unit: row.opt_text(4)?,
            at: row.instant(5)?,
            leaf: LeafId(row.int(6)?),
        })
    })
}
