//! A day held against the provider's own statement: asked of a simulator by itself, uploaded by the desk of a real one.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use shishi_gateways::payment::Wallet;
use shishi_kernel::{Actor, Date, Fen};
use shishi_parking::accounts::{Item, Kind, Reconciliation, postings, reconcile};
use shishi_parking::passages::Second;
use shishi_store::parking::money::desk::{self, ReconciliationRow};
use shishi_store::parking::money::payments;

use super::words::{post, wallet_word};
use crate::journal::leaf::{self, Kind as LeafKind, Leaf};
use crate::once::refused;
use crate::parking::catalogue::invalid;
use crate::parking::may;
use crate::{Service, ServiceError, payments as between};

/// Bytes of a statement that is uploaded.
pub const STATEMENT_BYTES_MAX: usize = 20 << 20;
/// Lines that differ and are kept to be shown; the sums say the rest.
const FOUND_MAX: usize = 200;

/// What a statement of a day says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayStatement {
    /// Payments and refunds, line by line.
    pub items: Vec<Item>,
    /// What was handed over for the day, and what the provider kept as its fee; none where the statement says nothing of that.
    pub settled: Option<(Fen, Fen)>,
}

/// Reads a statement: a CSV with the columns `kind` (`payment`, `refund`, `settlement` for what was handed over, `fee` for what was kept), `number` (ours; of
/// a settlement or fee it does not matter) and `amount` (yuan with two decimals).
///
/// # Errors
/// [`ServiceError::Invalid`] for a file that is too large or a line that cannot be read.
pub fn read_statement(bytes: &[u8]) -> Result<DayStatement, ServiceError> {
    if bytes.len() > STATEMENT_BYTES_MAX {
        return Err(invalid("file", "form.file_large"));
    }
    let bad = || invalid("file", "form.statement");
    let mut lines = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let header = lines.headers().map_err(|_| bad())?.clone();
    let column = |name: &str| header.iter().position(|known| known.trim() == name).ok_or_else(bad);
    let (kind, number, amount) = (column("kind")?, column("number")?, column("amount")?);
    let mut statement = DayStatement::default();
    for line in lines.records() {
        let line = line.map_err(|_| bad())?;
        let cell = |at: usize| line.get(at).unwrap_or_default().trim();
        let fen = yuan(cell(amount)).ok_or_else(bad)?;
        let kind = match cell(kind) {
            "payment" => Kind::Payment,
            "refund" => Kind::Refund,
            what @ ("settlement" | "fee") => {
                let (received, fee) = statement.settled.get_or_insert_default();
                let sum = if what == "fee" { fee } else { received };
                sum.0 = sum.0.checked_add(fen.0).ok_or_else(bad)?;
                continue;
            }
            _ => return Err(bad()),
        };
        statement.items.push(Item {
            kind,
            number: cell(number).chars().take(64).collect(),
            amount: fen,
        });
    }
    Ok(statement)
}

/// Yuan with at most two decimals, as fen; never through a floating point number.
fn yuan(text: &str) -> Option<Fen> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 10 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let (yuan, fen): (i64, i64) = (whole.parse().ok()?, format!("{part:0<2}").parse().ok()?);
    Some(Fen(yuan * 100 + fen))
}

/// A civil day of China as instants: from, and until before.
pub(in crate::parking) fn bounds(day: Date) -> Result<(Timestamp, Timestamp), ServiceError> {
    let zone = TimeZone::fixed(Offset::constant(8));
    let start = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).map_err(ServiceError::internal);
    let next = day.checked_add(1.day()).map_err(ServiceError::internal)?;
    Ok((start(day)?, start(next)?))
}

impl Service {
    /// Holds a day against a statement that was uploaded.
    ///
    /// # Errors
    /// Unless the actor runs the desk; a statement that cannot be read.
    pub fn reconcile_upload(
        &self,
        actor: &Actor,
        wallet: Wallet,
        day: Date,
        statement: &[u8],
    ) -> Result<ReconciliationRow, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        self.reconcile(Some(actor.clone()), wallet, day, &read_statement(statement)?)
    }

    /// Holds yesterday against the statements that can be had without a person. For the daily sweep.
    pub(crate) fn reconcile_yesterday(&self, today: Date) -> Result<(), ServiceError> {
        self.reconcile_day(today.checked_sub(1.day()).map_err(ServiceError::internal)?)
    }

    /// Holds a day against the statements that can be had without a person; does nothing where none can.
    ///
    /// # Errors
    /// When the store is away. A statement that contradicts what was taken in before is left to a person: the log says so.
    pub fn reconcile_day(&self, day: Date) -> Result<(), ServiceError> {
        let Some(setup) = self.payments() else { return Ok(()) };
        let Some(statement) = &setup.statement else {
            return Ok(());
        };
        let (from, until) = bounds(day)?;
        for provider in &setup.providers {
            let wallet = provider.wallet();
            let Some(theirs) = statement(wallet, from, until) else {
                continue;
            };
            match self.reconcile(None, wallet, day, &theirs) {
                Err(error @ ServiceError::Refused { .. }) => {
                    tracing::error!(%error, %day, wallet = wallet_word(wallet), "a day could not be reconciled");
                }
                other => drop(other?),
            }
        }
        Ok(())
    }

    fn reconcile(
        &self,
        actor: Option<Actor>,
        wallet: Wallet,
        day: Date,
        theirs: &DayStatement,
    ) -> Result<ReconciliationRow, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let (from, until) = bounds(day)?;
        let (from, until) = (from.as_second(), until.as_second());
        let word = wallet_word(wallet);
        let ours = self.store().read(|r| {
            let item = |kind| move |(number, amount)| Item { kind, number, amount };
            let paid = payments::paid_between(r, j, word, from, until)?
                .into_iter()
                .map(item(Kind::Payment));
            let mut ours: Vec<Item> = paid.collect();
            let back = payments::refunded_between(r, j, word, from, until)?;
            ours.extend(back.into_iter().map(item(Kind::Refund)));
            Ok::<_, ServiceError>(ours)
        })?;
        let found = reconcile(&ours, &theirs.items).map_err(refused)?;
        let row = ReconciliationRow {
            wallet: word.to_owned(),
            day,
            at: now,
            matched: u32::try_from(found.matched).unwrap_or(u32::MAX),
            here: found.here,
            there: found.there,
            difference: found.difference(),
            found: lines(&found).to_string(),
            settled: theirs.settled,
        };
        let settled = theirs.settled.filter(|(received, _)| *received > Fen(0));
        let settled = settled.map(|(received, fee)| {
            let at = Second(now.as_second());
            postings::settled(between::wallet(wallet), day, received, fee, at).map_err(refused)
        });
        let settled = settled.transpose()?;
        let kept = row.clone();
        self.commit(move |w| {
            let data = json!({
                "difference_fen": row.difference.0,
                "here_fen": row.here.0,
                "matched": row.matched,
                "received_fen": row.settled.map(|(received, _)| received.0),
                "there_fen": row.there.0,
            });
            let subject = format!("parking-day:{}:{day}", row.wallet);
            let kind = LeafKind::ParkingDayReconciled;
            leaf::append(w, j, &Leaf::new(kind, subject, actor.as_ref(), now, data))?;
            // What was handed over for a day is posted once; other amounts for the same day are a contradiction that a person has to look at.
            if let Some(posting) = &settled {
                post(w, j, posting)?;
            }
            Ok(desk::put_reconciliation(w, j, &row)?)
        })?;
        Ok(kept)
    }
}

/// The lines that differ, as a list of `what`, `kind`, `number`, `here` and `there` in fen.
fn lines(found: &Reconciliation) -> serde_json::Value {
    let kind = |kind: Kind| match kind {
        Kind::Payment => "payment",
        Kind::Refund => "refund",
    };
    let alone = [
        ("missing_here", &found.missing_here),
        ("missing_there", &found.missing_there),
        ("twice_here", &found.twice_here),
        ("twice_there", &found.twice_there),
    ];
    let alone = alone.into_iter().flat_map(|(what, items)| {
        items.iter().map(move |item| {
            let (here, there) = match what {
                "missing_here" | "twice_there" => (None, Some(item.amount.0)),
                _ => (Some(item.amount.0), None),
            };
            json!({ "what": what, "kind": kind(item.kind), "number": item.number, "here": here, "there": there })
        })
    });
    let differing = found.differing.iter().map(|line| {
        json!({ "what": "differing", "kind": kind(line.kind), "number": line.number, "here": line.here.0, "there": line.there.0 })
    });
    differing.chain(alone).take(FOUND_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Lines = &'static [(Kind, &'static str, i64)];

    #[test]
    fn statements_are_read_exactly_or_not_at_all() {
        let rows: [(&str, Option<Lines>); 8] = [
            (
                "kind,number,amount\npayment,P1,12.30\nrefund,R1,0.5\n",
                Some(&[(Kind::Payment, "P1", 1_230), (Kind::Refund, "R1", 50)]),
            ),
            (
                "number,amount,kind\nP1,12,payment\n",
                Some(&[(Kind::Payment, "P1", 1_200)]),
            ),
            ("kind,number,amount\n", Some(&[])),
            ("kind,number\npayment,P1\n", None),
            ("kind,number,amount\ngift,P1,1.00\n", None),
            ("kind,number,amount\npayment,P1,1.005\n", None),
            ("kind,number,amount\npayment,P1,-1.00\n", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let read = read_statement(text.as_bytes()).ok();
            let read = read.map(|statement| {
                assert_eq!(statement.settled, None);
                statement
                    .items
                    .into_iter()
                    .map(|item| (item.kind, item.number, item.amount.0))
                    .collect()
            });
            let expected: Option<Vec<(Kind, String, i64)>> = expected.map(|rows| {
                rows.iter()
                    .map(|(kind, number, fen)| (*kind, (*number).to_owned(), *fen))
                    .collect()
            });
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn what_was_handed_over_is_added_up() {
        let text = "kind,number,amount\npayment,P1,12.30\nsettlement,B7,10.00\nfee,,0.08\nsettlement,B8,2.22\n";
        let read = read_statement(text.as_bytes()).unwrap();
        assert_eq!((read.items.len(), read.settled), (1, Some((Fen(1_222), Fen(8)))));
    }
}
