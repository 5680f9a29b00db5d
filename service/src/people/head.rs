//! First-responsible persons: coming, leaving, and being forgotten in time.

use jiff::Timestamp;
use serde_json::json;
use shishi_commitments::person::{Appoint, Office, Term};
use shishi_kernel::{Actor, Date, JurisdictionId, PersonId, UnitId, civil_date};
use shishi_store::people::{self, HeadRow, NewHead};
use shishi_store::{Writer, ledger};

use super::may;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Terms are few, and decided on one after the other.
const HELD: &str = "heads";

impl Service {
    /// The heads of a unit, newest first. Public: governments publish who heads their units.
    ///
    /// # Errors
    /// When the store is away.
    pub fn heads(&self, unit: UnitId) -> Result<Vec<HeadRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(people::heads(r, j, unit)?))
    }

    /// Who heads which unit today, and whose name may be erased.
    ///
    /// # Errors
    /// Unless the actor may keep persons.
    pub fn heads_today(&self, actor: &Actor) -> Result<Vec<HeadRow>, ServiceError> {
        may::KEEP_PERSONS.check(actor)?;
        let (j, today) = (self.jurisdiction(), civil_date(self.now()));
        self.store().read(|r| Ok(people::heads_on(r, j, today)?))
    }

    /// Makes somebody head of a unit.
    ///
    /// # Errors
    /// Unless the actor may keep persons; a refusal of the rules on heads.
    pub fn appoint_head(&self, actor: &Actor, unit: UnitId, command: Appoint) -> Result<PersonId, ServiceError> {
        may::KEEP_PERSONS.check(actor)?;
        let (j, at, by, salt) = (self.jurisdiction(), self.now(), actor.clone(), self.random_hex::<32>());
        self.commit(move |w| {
            w.hold(j, HELD)?;
            let page = ledger::unit(w, j, unit)?.ok_or(ServiceError::NotFound)?;
            let office = Office {
                unit,
                group: page.row.unit.group,
                terms: people::heads(w, j, unit)?.iter().map(term).collect(),
            };
            let event = office
                .appoint(command)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            let new = NewHead {
                unit: event.unit,
                name: event.name,
                salt,
                from: event.from,
                to: event.to,
                erase_on: event.erase_on,
            };
            let person = people::insert_head(w, j, &new)?;
            let data = json!({
                "from": new.from.to_string(),
                "name": leaf::salted(&new.salt, &new.name),
                "person": person.0,
                "to": new.to.map(|to| to.to_string()),
                "unit": page.row.unit.name,
            });
            let subject = format!("unit:{unit}");
            leaf::append(w, j, &Leaf::new(Kind::PersonAppointed, subject, Some(&by), at, data))?;
            w.touch(j)?;
            Ok(person)
        })
    }

    /// Records the last day of a head in office.
    ///
    /// # Errors
    /// Unless the actor may keep persons; when the term has ended, or would end before it began.
    pub fn end_term(&self, actor: &Actor, person: PersonId, to: Date) -> Result<(), ServiceError> {
        may::KEEP_PERSONS.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            w.hold(j, HELD)?;
            let row = row(w, j, person)?;
            let erase_on = term(&row).end(to).map_err(|refusal| ServiceError::refused(&refusal))?;
            people::end_term(w, j, person, to, erase_on)?;
            let data = json!({ "erase_on": erase_on.to_string(), "person": person.0, "to": to.to_string() });
            let subject = format!("unit:{}", row.unit.id);
            leaf::append(w, j, &Leaf::new(Kind::PersonTermEnded, subject, Some(&by), at, data))?;
            Ok(w.touch(j)?)
        })
    }

    /// Erases a name whose time has come, and the salt of its digest: the journal still verifies, and nobody can find
    /// the name from it.
    ///
    /// # Errors
    /// Unless the actor may keep persons; before the day of erasure, and when it was erased.
    pub fn erase_person(&self, actor: &Actor, person: PersonId) -> Result<(), ServiceError> {
        may::KEEP_PERSONS.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| erase(w, j, person, Some(&by), at))
    }

    /// Erases the names whose time has come; answers how many.
    pub(crate) fn erase_heads_due(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, at) = (self.jurisdiction(), self.now());
        let rows = self.store().read(|r| people::heads_on(r, j, today))?;
        let due = rows.into_iter().filter(|row| term(row).erase(today).is_ok());
        let mut erased = 0;
        for row in due {
            self.commit(move |w| erase(w, j, row.id, None, at))?;
            erased += 1;
        }
        Ok(erased)
    }
}

/// Erases a name and its salt.
fn erase(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    person: PersonId,
    by: Option<&Actor>,
    at: Timestamp,
) -> Result<(), ServiceError> {
    w.hold(j, HELD)?;
    let row = row(w, j, person)?;
    term(&row)
        .erase(civil_date(at))
        .map_err(|refusal| ServiceError::refused(&refusal))?;
    people::erase_name(w, j, person, at)?;
    let subject = format!("unit:{}", row.unit.id);
    let data = json!({ "person": person.0 });
    leaf::append(w, j, &Leaf::new(Kind::PersonErased, subject, by, at, data))?;
    Ok(w.touch(j)?)
}

fn row(w: &mut Writer<'_>, j: JurisdictionId, person: PersonId) -> Result<HeadRow, ServiceError> {
    people::head(w, j, person)?.ok_or(ServiceError::NotFound)
}

fn term(row: &HeadRow) -> Term {
    Term {
        person: row.id,
        from: row.from,
        to: row.to,
        erased: row.erased,
    }
}
