//! A service as the oracle looks at it.

use shishi_kernel::{Actor, UnitId};
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, ServiceError};

/// A service with everybody who can be asked what it holds.
pub(crate) struct Seen {
    service: Service,
    /// A supervisor without an interest.
    pub supervisor: Actor,
    /// An administrator.
    pub admin: Actor,
    /// The programme's slug.
    pub programme: String,
    /// Every commitment as it stands.
    pub pages: Vec<CommitmentPage>,
    /// Every unit that is no group.
    pub units: Vec<UnitId>,
}

impl Seen {
    pub(crate) fn new(
        service: &Service,
        supervisor: &Actor,
        admin: &Actor,
        programme: &str,
    ) -> Result<Self, ServiceError> {
        let overview = service.overview(Some(programme))?.ok_or(ServiceError::NotFound)?;
        let mut pages = Vec::new();
        for row in overview.categories.iter().flat_map(|category| &category.commitments) {
            pages.push(service.commitment(&row.slug)?.ok_or(ServiceError::NotFound)?);
        }
        let units = service.units()?.into_iter().filter(|row| !row.unit.group);
        Ok(Self {
            supervisor: supervisor.clone(),
            admin: admin.clone(),
            programme: programme.to_owned(),
            units: units.map(|row| row.unit.id).collect(),
            service: service.clone(),
            pages,
        })
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }
}
