//! What the office and the public read of inspections.

use shishi_inspections::draw::Proof;
use shishi_inspections::plan::{Mode, Quota};
use shishi_inspections::schedule::{UseCheck, due_check};
use shishi_kernel::{Actor, CommitmentId, DrawId, InspectionId, InspectionPlanId, JurisdictionId, civil_date};
use shishi_store::inspections::{self as rows, DrawRow, InspectedRow, InspectionRow, InspectorRow, PlanRow};
use shishi_store::{Reader, StoreError};

use super::draw::{self, DrawView};
use super::may;
use crate::{Service, ServiceError};

impl Service {
    fn inspections_view<T>(
        &self,
        query: impl FnOnce(&mut Reader<'_>, JurisdictionId) -> Result<T, StoreError>,
    ) -> Result<T, ServiceError> {
        let j = self.jurisdiction();
        Ok(self.store().read(|r| query(r, j))?)
    }

    /// The register of what can be inspected.
    ///
    /// # Errors
    /// When the store is away; the same holds for every read here.
    pub fn inspected(&self) -> Result<Vec<InspectedRow>, ServiceError> {
        self.inspections_view(rows::register)
    }

    /// The register of inspectors, with names; for the office.
    ///
    /// # Errors
    /// See [`Service::inspected`]; when the actor may not see them.
    pub fn inspectors(&self, actor: &Actor) -> Result<Vec<InspectorRow>, ServiceError> {
        may::READ_INSPECTIONS.check(actor)?;
        self.inspections_view(rows::inspectors)
    }

    /// How often may be inspected.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspection_quota(&self) -> Result<Quota, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| super::quota(r, j))
    }

    /// Plans, newest first.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspection_plans(&self) -> Result<Vec<PlanRow>, ServiceError> {
        self.inspections_view(rows::plans)
    }

    /// One plan.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspection_plan(&self, id: InspectionPlanId) -> Result<Option<PlanRow>, ServiceError> {
        self.inspections_view(|r, j| rows::plan(r, j, id))
    }

    /// Finished sites that are due for a look, with the look.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn use_checks_due(&self) -> Result<Vec<(InspectedRow, UseCheck)>, ServiceError> {
        let today = civil_date(self.now());
        let due = |row: InspectedRow| {
            let check = due_check(row.accepted?, &row.use_checks, today)?;
            Some((row, check))
        };
        Ok(self.inspected()?.into_iter().filter_map(due).collect())
    }

    /// Every draw, newest first; for the office.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn draws(&self, actor: &Actor) -> Result<Vec<DrawRow>, ServiceError> {
        may::READ_INSPECTIONS.check(actor)?;
        self.inspections_view(rows::draws)
    }

    /// One draw; for the office.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn draw(&self, actor: &Actor, id: DrawId) -> Result<Option<DrawView>, ServiceError> {
        may::READ_INSPECTIONS.check(actor)?;
        let row = self.inspections_view(|r, j| rows::draw(r, j, id))?;
        row.map(draw::view).transpose()
    }

    /// Every inspection, newest first; for the office.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspections(&self, actor: &Actor) -> Result<Vec<InspectionRow>, ServiceError> {
        may::READ_INSPECTIONS.check(actor)?;
        self.inspections_view(rows::inspections)
    }

    /// One inspection; for the office.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspection(&self, actor: &Actor, id: InspectionId) -> Result<Option<InspectionRow>, ServiceError> {
        may::READ_INSPECTIONS.check(actor)?;
        self.inspections_view(|r, j| rows::inspection(r, j, id))
    }

    /// Inspections that the public may see: an unannounced one only after its visit.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn public_inspections(&self) -> Result<Vec<InspectionRow>, ServiceError> {
        let mut all = self.inspections_view(rows::inspections)?;
        all.retain(is_public);
        Ok(all)
    }

    /// One inspection that the public may see.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn public_inspection(&self, id: InspectionId) -> Result<Option<InspectionRow>, ServiceError> {
        Ok(self
            .inspections_view(|r, j| rows::inspection(r, j, id))?
            .filter(is_public))
    }

    /// Inspections of what belongs to a commitment, as far as the public may see them.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn inspections_of(&self, commitment: CommitmentId) -> Result<Vec<InspectionRow>, ServiceError> {
        let mut all = self.inspections_view(|r, j| rows::of_commitment(r, j, commitment))?;
        all.retain(is_public);
        Ok(all)
    }

    /// Draws whose proof is public, newest first: finished, and of unannounced visits none is still to be made.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn public_draws(&self) -> Result<Vec<DrawRow>, ServiceError> {
        self.inspections_view(|r, j| {
            let hidden: Vec<_> = (rows::inspections(r, j)?.into_iter())
                .filter(|row| !is_public(row))
                .filter_map(|row| row.draw)
                .collect();
            let mut draws = rows::draws(r, j)?;
            draws.retain(|draw| draw.seed.is_some() && !hidden.contains(&draw.id));
            Ok(draws)
        })
    }

    /// The proof of a draw, with its plan's title, once it is public.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn draw_proof(&self, id: DrawId) -> Result<Option<(String, Proof)>, ServiceError> {
        if !self.public_draws()?.iter().any(|draw| draw.id == id) {
            return Ok(None);
        }
        let Some(row) = self.inspections_view(|r, j| rows::draw(r, j, id))? else {
            return Ok(None);
        };
        Ok(draw::proof(&row)?.map(|proof| (row.title, proof)))
    }

    /// The proof as the file that is published: canonical JSON.
    ///
    /// # Errors
    /// See [`Service::inspected`].
    pub fn draw_proof_file(&self, id: DrawId) -> Result<Option<Vec<u8>>, ServiceError> {
        let Some((_, proof)) = self.draw_proof(id)? else {
            return Ok(None);
        };
        let value = serde_json::to_value(&proof).map_err(ServiceError::internal)?;
        Ok(Some(shishi_journal::canonical(&value)?))
    }
}

fn is_public(row: &InspectionRow) -> bool {
    row.mode != Mode::Unannounced.code() || row.visited.is_some()
}
