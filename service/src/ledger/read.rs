//! What anyone may read: views straight from the store.

use shishi_commitments::status::State;
use shishi_kernel::{DocumentId, UnitId};
use shishi_store::views::{
    ChronicleFacets, ChronicleFilter, ChronicleRow, CommitmentFilter, CommitmentPage, CommitmentRow, DocumentPage,
    DocumentRow, Overview, Paged, ProgrammeRow, RequirementRow, SearchHit, UnitPage, UnitRow,
};
use shishi_store::{Reader, StoreError, chronicle, documents, ledger, search};

use crate::{Service, ServiceError};

/// Most characters of a search that are looked at.
const WORDS_MAX: usize = 100;

impl Service {
    fn view<T>(&self, query: impl FnOnce(&mut Reader<'_>) -> Result<T, StoreError>) -> Result<T, ServiceError> {
        Ok(self.store().read(query)?)
    }

    /// Issued programmes, newest year first.
    ///
    /// # Errors
    /// When the store is away; the same holds for every read here.
    pub fn programmes(&self) -> Result<Vec<ProgrammeRow>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::programmes(r, j))
    }

    /// A programme at a glance; the newest when none is named.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn overview(&self, slug: Option<&str>) -> Result<Option<Overview>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::overview(r, j, slug))
    }

    /// A page of commitments. The state that is asked for may be one that is worked out: then the commitments of one
    /// programme are looked through, of the newest when none is named.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn commitments(
        &self,
        filter: &CommitmentFilter,
        page: u32,
        per_page: u32,
    ) -> Result<Paged<CommitmentRow>, ServiceError> {
        let j = self.jurisdiction();
        let derived = filter.state.as_deref().and_then(State::from_code);
        // That no plan was filed is a row's own.
        let Some(state) = derived.filter(|state| *state != State::PlanMissing) else {
            return self.view(|r| ledger::commitments(r, j, filter, page, per_page));
        };
        let board = self.programme_status(filter.programme.as_deref())?;
        let all = board.iter().flat_map(|board| &board.commitments);
        let filter = CommitmentFilter {
            state: None,
            among: Some(all.filter(|one| one.state == state).map(|one| one.id).collect()),
            ..filter.clone()
        };
        self.view(|r| ledger::commitments(r, j, &filter, page, per_page))
    }

    /// Everything about one commitment.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn commitment(&self, slug: &str) -> Result<Option<CommitmentPage>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::commitment(r, j, slug))
    }

    /// Units that hold duties.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn units(&self) -> Result<Vec<UnitRow>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::units(r, j))
    }

    /// What one unit owes.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn unit(&self, id: UnitId) -> Result<Option<UnitPage>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::unit(r, j, id))
    }

    /// The notice's requirements, for a programme.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn requirements(&self, programme: &str) -> Result<Vec<RequirementRow>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| ledger::requirements(r, j, programme))
    }

    /// Published documents, newest first.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn documents(&self) -> Result<Vec<DocumentRow>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| documents::list(r, j, true))
    }

    /// A published document with its text and what was read from it.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn document(&self, id: DocumentId) -> Result<Option<DocumentPage>, ServiceError> {
        let j = self.jurisdiction();
        Ok(self.view(|r| documents::page(r, j, id))?.filter(|page| page.row.public))
    }

    /// A published document as it was handed in: its row, its media type and its bytes.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn document_file(&self, id: DocumentId) -> Result<Option<(DocumentRow, String, Vec<u8>)>, ServiceError> {
        let j = self.jurisdiction();
        let Some(row) = self.documents()?.into_iter().find(|row| row.id == id) else {
            return Ok(None);
        };
        let Some(bytes) = self.inner.files.get(&row.sha256)? else {
            return Err(ServiceError::Internal(format!(
                "the file of document {id} is missing; run `shishi doctor`"
            )));
        };
        let media_type = self.view(|r| documents::media_type(r, j, id))?.unwrap_or_default();
        Ok(Some((row, media_type, bytes)))
    }

    /// A page of the chronicle, oldest entry first.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn chronicle(
        &self,
        filter: &ChronicleFilter,
        page: u32,
        per_page: u32,
    ) -> Result<Paged<ChronicleRow>, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| chronicle::entries(r, j, filter, page, per_page))
    }

    /// What can be chosen to narrow the chronicle.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn chronicle_facets(&self, filter: &ChronicleFilter) -> Result<ChronicleFacets, ServiceError> {
        let j = self.jurisdiction();
        self.view(|r| chronicle::facets(r, j, filter))
    }

    /// Where words occur, over everything that is public. All words must occur.
    ///
    /// # Errors
    /// See [`Service::programmes`].
    pub fn search(&self, words: &str, page: u32, per_page: u32) -> Result<Paged<SearchHit>, ServiceError> {
        let words: String = words.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
        if words.trim().is_empty() {
            return Ok(Paged {
                rows: Vec::new(),
                total: 0,
                page,
                per_page,
            });
        }
        let j = self.jurisdiction();
        self.view(|r| search::find(r, j, &words, page, per_page))
    }
}
