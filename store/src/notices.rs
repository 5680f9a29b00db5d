//! Notices, how far they were read, and their ways out of the house.

use jiff::Timestamp;
use shishi_kernel::{AccountId, Date, JurisdictionId, UnitId};

use crate::session::{Row, Value, json};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// The notice.
    pub id: i64,
    /// To which unit; `None` for the supervision office.
    pub unit: Option<UnitRef>,
    /// Code of its sentence.
    pub kind: String,
    /// Values for its sentence.
    pub arguments: Vec<(String, String)>,
    /// The page that it is about.
    pub path: String,
    /// When it was written.
    pub at: Timestamp,
}

/// A notice before it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see NoticeRow and the migration")]
pub struct NewNotice {
    pub unit: Option<UnitId>,
    pub kind: String,
    pub key: String,
    pub arguments: Vec<(String, String)>,
    pub path: String,
    pub at: Timestamp,
}

/// Whose notices are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Those to a unit.
    pub unit: Option<UnitId>,
    /// Those to the supervision office.
    pub office: bool,
}

/// A way out of the house.
#[derive(Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// The channel.
    pub id: i64,
    /// For which unit; `None` for the supervision office.
    pub unit: Option<UnitRef>,
    /// `mail` or `webhook`.
    pub channel: String,
    /// The address; empty once it was erased.
    pub address: String,
    /// What bodies are signed with; empty for mail.
    pub secret: String,
    /// What the address is for.
    pub purpose: String,
    /// When it is erased.
    pub erase_on: Date,
    /// Whether it is in use.
    pub in_use: bool,
}

/// Without the secret, which belongs in no log.
impl std::fmt::Debug for ChannelRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChannelRow")
            .field("id", &self.id)
            .field("unit", &self.unit)
            .field("channel", &self.channel)
            .field("in_use", &self.in_use)
            .finish_non_exhaustive()
    }
}

/// A channel before it is kept.
#[derive(Clone)]
#[allow(
    missing_docs,
    missing_debug_implementations,
    reason = "see ChannelRow; it holds a secret"
)]
pub struct NewChannel {
    pub unit: Option<UnitId>,
    pub channel: String,
    pub address: String,
    pub secret: String,
    pub purpose: String,
    pub erase_on: Date,
    pub at: Timestamp,
}

/// A notice on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The delivery.
    pub id: i64,
    /// What is delivered.
    pub notice: NoticeRow,
    /// Where to.
    pub channel: ChannelRow,
    /// `waiting`, `sent` or `removed`.
    pub state: String,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Keeps a notice; `None` when it is known already.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewNotice) -> Result<Option<i64>, StoreError> {
    let sql = "INSERT INTO notice (jurisdiction_id, unit_id, kind, notice_key, arguments, path, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (jurisdiction_id, notice_key) DO NOTHING RETURNING id";
    let values = [
        j.0.into(),
        new.unit.map(|unit| unit.0).into(),
        (&new.kind).into(),
        (&new.key).into(),
        json(&new.arguments)?,
        (&new.path).into(),
        new.at.into(),
    ];
    w.one(sql, &values, |row| row.int(0))
}

const NOTICE: &str = "n.id, u.id, u.name, u.is_group, n.kind, n.arguments, n.path, n.at";
const FROM_NOTICE: &str = "notice n LEFT JOIN unit u ON u.jurisdiction_id = n.jurisdiction_id AND u.id = n.unit_id";
/// Of an inbox: the unit's, and the office's when `$3` is 1.
const OWN: &str = "n.jurisdiction_id = $1 AND (n.unit_id = $2 OR ($3 = 1 AND n.unit_id IS NULL))";

fn own(j: JurisdictionId, inbox: Inbox) -> Vec<Value> {
    let unit = inbox.unit.map_or(-1, |unit| unit.0);
    vec![j.0.into(), unit.into(), inbox.office.into()]
}

fn unit(row: &Row<'_>, column: usize) -> Result<Option<UnitRef>, StoreError> {
    let Some(id) = row.opt_int(column)? else {
        return Ok(None);
    };
    Ok(Some(UnitRef {
        id: UnitId(id),
        name: row.text(column + 1)?,
        group: row.flag(column + 2)?,
    }))
}

fn notice(row: &Row<'_>, column: usize) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.int(column)?,
        unit: unit(row, column + 1)?,
        kind: row.text(column + 4)?,
        arguments: row.json(column + 5)?,
        path: row.text(column + 6)?,
        at: row.instant(column + 7)?,
    })
}

/// The newest notices of an inbox, newest first, at most so many.
///
/// # Errors
/// See [`insert`].
pub fn inbox(r: &mut Reader<'_>, j: JurisdictionId, inbox: Inbox, most: u32) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!("SELECT {NOTICE} FROM {FROM_NOTICE} WHERE {OWN} ORDER BY n.id DESC LIMIT $4");
    let mut values = own(j, inbox);
    values.push(most.into());
    r.all(&sql, &values, |row| notice(row, 0))
}

/// How many notices of an inbox an account has not read.
///
/// # Errors
/// See [`insert`].
pub fn unread(r: &mut Reader<'_>, j: JurisdictionId, inbox: Inbox, account: AccountId) -> Result<u64, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM notice n WHERE {OWN} AND n.id > coalesce((SELECT s.seen_id FROM notice_seen s \
         WHERE s.jurisdiction_id = $1 AND s.account_id = $4), 0)"
    );
    let mut values = own(j, inbox);
    values.push(account.0.into());
    r.number(&sql, &values)
}

/// The last notice that an account has read; 0 when none.
///
/// # Errors
/// See [`insert`].
pub fn seen(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<i64, StoreError> {
    let sql = "SELECT seen_id FROM notice_seen WHERE jurisdiction_id = $1 AND account_id = $2";
    Ok(r.one(sql, &[j.0.into(), account.0.into()], |row| row.int(0))?
        .unwrap_or(0))
}

/// Says that an account has read up to a notice.
///
/// # Errors
/// See [`insert`].
pub fn see(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId, up_to: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO notice_seen (jurisdiction_id, account_id, seen_id) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, account_id) DO UPDATE SET seen_id = excluded.seen_id \
               WHERE notice_seen.seen_id < excluded.seen_id";
    w.execute(sql, &[j.0.into(), account.0.into(), up_to.into()])?;
    Ok(())
}

const CHANNEL: &str =
    "k.id, v.id, v.name, v.is_group, k.channel, k.address, k.secret, k.purpose, k.erase_on, k.removed_at";
const FROM_CHANNEL: &str =
    "notice_channel k LEFT JOIN unit v ON v.jurisdiction_id = k.jurisdiction_id AND v.id = k.unit_id";

fn channel(row: &Row<'_>, column: usize) -> Result<ChannelRow, StoreError> {
    Ok(ChannelRow {
        id: row.int(column)?,
        unit: unit(row, column + 1)?,
        channel: row.text(column + 4)?,
        address: row.text(column + 5)?,
        secret: row.text(column + 6)?,
        purpose: row.text(column + 7)?,
        erase_on: row.date(column + 8)?,
        in_use: row.opt_int(column + 9)?.is_none(),
    })
}

/// Keeps a channel.
///
/// # Errors
/// See [`insert`].
pub fn insert_channel(w: &mut Writer<'_>, j: JurisdictionId, new: &NewChannel) -> Result<i64, StoreError> {
    let sql = "INSERT INTO notice_channel (jurisdiction_id, unit_id, channel, address, secret, purpose, erase_on, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let values = [
        j.0.into(),
        new.unit.map(|unit| unit.0).into(),
        (&new.channel).into(),
        (&new.address).into(),
        (&new.secret).into(),
        (&new.purpose).into(),
        new.erase_on.into(),
        new.at.into(),
    ];
    w.insert(sql, &values)
}

/// The channels in use, by number.
///
/// # Errors
/// See [`insert`].
pub fn channels(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<ChannelRow>, StoreError> {
    let sql = format!(
        "SELECT {CHANNEL} FROM {FROM_CHANNEL} WHERE k.jurisdiction_id = $1 AND k.removed_at IS NULL ORDER BY k.id LIMIT 5000"
    );
    r.all(&sql, &[j.0.into()], |row| channel(row, 0))
}

/// The numbers of the channels in use of a unit, or of the supervision office.
///
/// # Errors
/// See [`insert`].
pub fn channels_of(r: &mut Reader<'_>, j: JurisdictionId, unit: Option<UnitId>) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT id FROM notice_channel WHERE jurisdiction_id = $1 AND coalesce(unit_id, -1) = $2 \
               AND removed_at IS NULL ORDER BY id";
    let unit = unit.map_or(-1, |unit| unit.0);
    r.all(sql, &[j.0.into(), unit.into()], |row| row.int(0))
}

/// Takes a channel out of use and erases its address and secret; `false` when it was not in use.
///
/// # Errors
/// See [`insert`].
pub fn remove_channel(w: &mut Writer<'_>, j: JurisdictionId, id: i64, at: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE notice_channel SET address = '', secret = '', removed_at = $3 \
               WHERE jurisdiction_id = $1 AND id = $2 AND removed_at IS NULL";
    Ok(w.execute(sql, &[j.0.into(), id.into(), at.into()])? == 1)
}

/// Keeps that a notice is to go out through a channel.
///
/// # Errors
/// See [`insert`].
pub fn insert_delivery(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    notice: i64,
    channel: i64,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO notice_delivery (jurisdiction_id, notice_id, channel_id, state, at) \
               VALUES ($1, $2, $3, 'waiting', $4) RETURNING id";
    w.insert(sql, &[j.0.into(), notice.into(), channel.into(), at.into()])
}

fn deliveries(r: &mut Reader<'_>, condition: &str, values: &[Value]) -> Result<Vec<DeliveryRow>, StoreError> {
    let sql = format!(
        "SELECT d.id, d.state, d.last_error, {NOTICE}, {CHANNEL} FROM notice_delivery d \
         JOIN notice n ON n.jurisdiction_id = d.jurisdiction_id AND n.id = d.notice_id \
         LEFT JOIN unit u ON u.jurisdiction_id = n.jurisdiction_id AND u.id = n.unit_id \
         JOIN notice_channel k ON k.jurisdiction_id = d.jurisdiction_id AND k.id = d.channel_id \
         LEFT JOIN unit v ON v.jurisdiction_id = k.jurisdiction_id AND v.id = k.unit_id \
         WHERE d.jurisdiction_id = $1 AND {condition} LIMIT 200"
    );
    r.all(&sql, values, |row| {
        Ok(DeliveryRow {
            id: row.int(0)?,
            state: row.text(1)?,
            last_error: row.opt_text(2)?,
            notice: notice(row, 3)?,
            channel: channel(row, 11)?,
        })
    })
}

/// A delivery.
///
/// # Errors
/// See [`insert`].
pub fn delivery(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<DeliveryRow>, StoreError> {
    Ok(deliveries(r, "d.id = $2", &[j.0.into(), id.into()])?.into_iter().next())
}

/// Deliveries that failed at least once and were not made yet, oldest first.
///
/// # Errors
/// See [`insert`].
pub fn undelivered(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<DeliveryRow>, StoreError> {
    deliveries(
        r,
        "d.state = 'waiting' AND d.last_error IS NOT NULL ORDER BY d.id",
        &[j.0.into()],
    )
}

/// Says what came of an attempt: `sent`, `removed`, or `waiting` with what went wrong.
///
/// # Errors
/// See [`insert`].
pub fn settle(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: i64,
    state: &str,
    error: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE notice_delivery SET state = $3, last_error = $4, at = $5 WHERE jurisdiction_id = $1 AND id = $2";
    let values = [j.0.into(), id.into(), state.into(), error.into(), at.into()];
    w.execute(sql, &values)?;
    Ok(())
}
