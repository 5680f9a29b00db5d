//! Files that support an entry: kept by their digest, pictures drawn anew, what cameras wrote kept apart until a day.

use jiff::ToSpan;
use serde_json::json;
use sha2::{Digest, Sha256};
use shishi_commitments::entry::{Command, Step, decide};
use shishi_kernel::{Actor, Date, EvidenceId, RecordId};
use shishi_store::evidence::{self as rows, EvidenceRow, NewEvidence, Origin};
use shishi_store::records::{self, Change, Moved};
use shishi_store::{StoreError, Writer};

use super::entry::{keep_step, tell};
use super::picture::keep;
use super::{Loaded, load, may};
use crate::journal::leaf::{self, Kind, Leaf};
use crate::once::Context;
use crate::{Service, ServiceError};

/// What a camera wrote is kept for so many days: as long as an entry may wait for its verification.
const ORIGIN_DAYS: i32 = 180;
/// What it is kept for.
const ORIGIN_PURPOSE: &str = "verification";
/// A file's name has at most so many characters; what is over is cut off.
const NAME_CHARS_MAX: usize = 100;

/// A file as it was handed in.
#[derive(Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for EvidenceFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// A file that lies on the disk, before its row is written.
pub(super) struct Prepared {
    name: String,
    media_type: &'static str,
    bytes: u64,
    pixels: Option<(u32, u32)>,
    sha256: String,
    pub received_sha256: String,
    origin: Option<super::picture::CameraWords>,
}

impl Service {
    /// Adds a file to a draft, or to what was returned, as it was seen at a revision.
    ///
    /// # Errors
    /// A refusal of the rules on entries; [`ServiceError::Invalid`] for a file that is not taken;
    /// [`ServiceError::Conflict`] when the entry was changed since that revision.
    pub fn add_evidence(
        &self,
        actor: &Actor,
        id: RecordId,
        revision: u32,
        file: EvidenceFile,
    ) -> Result<EvidenceId, ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        let context = self.context(actor);
        // Who may not add it is told so before the picture is drawn anew.
        self.store().read(|r| {
            let loaded = load(r, context.j, id)?;
            decide(&loaded.facts, &loaded.entry, Command::AddEvidence, actor)
                .map_err(|refusal| ServiceError::refused(&refusal))
        })?;
        let file = self.prepare(vec![file])?.pop();
        let file = file.ok_or_else(|| ServiceError::internal("a file was lost"))?;
        self.commit(move |w| {
            let loaded = load(w, context.j, id)?;
            if loaded.row.revision != revision {
                return Err(ServiceError::Conflict);
            }
            add(w, &context, &loaded, file)
        })
    }

    /// A file with its bytes, for the office.
    ///
    /// # Errors
    /// When there is none, or the role may not see it.
    pub fn evidence_file(&self, actor: &Actor, id: EvidenceId) -> Result<(EvidenceRow, Vec<u8>), ServiceError> {
        may::READ_RECORDS.check(actor)?;
        let j = self.jurisdiction();
        let row = self
            .store()
            .read(|r| rows::one(r, j, id)?.ok_or(ServiceError::NotFound))?;
        let bytes = self.inner.files.get(&row.sha256)?;
        let missing = || ServiceError::Internal(format!("the file of evidence {id} is missing; run `shishi doctor`"));
        Ok((row, bytes.ok_or_else(missing)?))
    }

    /// Erases what cameras wrote, where its day has come; gives how many.
    ///
    /// # Errors
    /// When the store is away.
    pub fn erase_expired_origins(&self) -> Result<u64, ServiceError> {
        let (j, at) = (self.jurisdiction(), self.now());
        let today = shishi_kernel::civil_date(at);
        self.commit(move |w| {
            let erased = rows::erase_origins(w, j, today)?;
            if erased > 0 {
                let data = json!({ "erased": erased });
                let leaf = Leaf::new(Kind::OriginsErased, "evidence".to_owned(), None, at, data);
                leaf::append(w, j, &leaf)?;
            }
            Ok(erased)
        })
    }

    /// Puts files on the disk as they will be kept. Nothing points to them until their rows are written.
    pub(super) fn prepare(&self, files: Vec<EvidenceFile>) -> Result<Vec<Prepared>, ServiceError> {
        let prepared = files.into_iter().map(|file| {
            let received_sha256 = hex::encode(Sha256::digest(&file.bytes));
            let kept = keep(file.bytes)?;
            let sha256 = self.inner.files.put(&kept.bytes)?;
            Ok(Prepared {
                name: plain_name(&file.name),
                media_type: kept.media_type,
                bytes: u64::try_from(kept.bytes.len()).map_err(ServiceError::internal)?,
                pixels: kept.pixels,
                sha256,
                received_sha256,
                origin: kept.origin,
            })
        });
        prepared.collect()
    }
}

/// Adds a file that lies on the disk to an entry.
pub(super) fn add(
    w: &mut Writer<'_>,
    context: &Context,
    loaded: &Loaded,
    file: Prepared,
) -> Result<EvidenceId, ServiceError> {
    let row = &loaded.row;
    let event = decide(&loaded.facts, &loaded.entry, Command::AddEvidence, &context.by)
        .map_err(|refusal| ServiceError::refused(&refusal))?;
    if rows::has(w, context.j, row.id, &file.received_sha256)? {
        return Err(ServiceError::Invalid {
            field: "file",
            code: "form.evidence_known",
        });
    }
    let data = json!({ "evidence_sha256": file.sha256, "measure": loaded.record.row.position });
    let leaf = tell(w, context, Kind::EvidenceAdded, row.id, data)?;
    let erase_on = erase_on(context.today);
    let new = NewEvidence {
        record: row.id,
        file_name: file.name,
        media_type: file.media_type.to_owned(),
        bytes: file.bytes,
        pixels: file.pixels,
        sha256: file.sha256,
        received_sha256: file.received_sha256,
        at: context.at,
        by: context.by.account,
        unit: context.by.unit,
        leaf,
        origin: file.origin.map(|words| Origin {
            taken_at: words.taken_at,
            position: words.position,
            purpose: ORIGIN_PURPOSE.to_owned(),
            erase_on,
        }),
    };
    let id = match rows::insert(w, context.j, &new) {
        Err(StoreError::Duplicate(_)) => return Err(ServiceError::Conflict),
        other => other?,
    };
    let moved = Moved {
        state: event.state.code().to_owned(),
        outcome: None,
        change: Change::Nothing,
    };
    records::advance(w, context.j, row.id, row.revision, &moved)?;
    keep_step(
        w,
        context,
        row.id,
        Step::EvidenceAdded.code(),
        None,
        String::new(),
        leaf,
    )?;
    Ok(id)
}

fn erase_on(today: Date) -> Date {
    today.saturating_add(ORIGIN_DAYS.days())
}

/// The name without folders and without letters that no name has.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|letter| !letter.is_control());
    let plain: String = plain.take(NAME_CHARS_MAX).collect();
    match plain.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}
