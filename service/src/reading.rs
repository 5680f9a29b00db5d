//! Taking a document in: keep the bytes, read them, open a review on what was read.

use serde_json::json;
use shishi_commitments::draft::Draft;
use shishi_gazette::intake::{self, Format};
use shishi_gazette::reading::Reading;
use shishi_kernel::{Actor, DocumentId, DraftId};
use shishi_store::{StoreError, documents, drafts, jurisdictions};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError, review};

/// The largest file that is taken in, in bytes.
const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// What came of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// The document.
    pub document: DocumentId,
    /// The review that was opened; `None` when the document has neither a list nor a chronicle.
    pub draft: Option<DraftId>,
    /// How many places a person should look at.
    pub remarks: u32,
}

impl Service {
    /// Reads a document without keeping anything.
    ///
    /// # Errors
    /// [`ServiceError::Unreadable`] with what to do about it.
    pub fn read_only(file_name: &str, bytes: &[u8]) -> Result<Reading, ServiceError> {
        Ok(read(file_name, bytes)?.0)
    }

    /// Keeps a document and opens a review on what was read from it.
    ///
    /// # Errors
    /// Unless the actor is a supervisor; when the file is empty, too large, unreadable or already here.
    pub fn upload(&self, actor: &Actor, file_name: &str, bytes: &[u8]) -> Result<Uploaded, ServiceError> {
        review::may::UPLOAD.check(actor)?;
        let (reading, format) = read(file_name, bytes)?;
        let sha256 = self.inner.files.put(bytes)?;
        let draft = Draft::open(review::input_of(&reading));
        let opens = reading.programme.is_some() || reading.chronicle.is_some();
        let new = documents::NewDocument {
            file_name: file_name.chars().filter(|c| !c.is_control()).take(200).collect(),
            title: title_of(&reading, file_name),
            sha256: sha256.clone(),
            bytes: bytes.len() as u64,
            media_type: media_type(format).to_owned(),
            text: reading.text.clone(),
            reading: serde_json::to_string(&reading).map_err(ServiceError::internal)?,
            published: reading
                .issue
                .as_ref()
                .and_then(|issue| issue.published.as_ref())
                .map(|date| date.value),
            uploaded_by: (actor.account.0 > 0).then_some(actor.account),
            uploaded_at: self.now(),
        };
        let body = serde_json::to_string(&draft).map_err(ServiceError::internal)?;
        let (j, at, by, salt) = (self.jurisdiction(), self.now(), actor.clone(), self.random_hex::<32>());
        let (document, draft) = self.commit(move |w| {
            let document = match documents::insert(w, j, &new) {
                Err(StoreError::Duplicate(_)) => {
                    return Err(ServiceError::Invalid {
                        field: "file",
                        code: "form.file_known",
                    });
                }
                other => other?,
            };
            let data = json!({ "bytes": new.bytes, "sha256": new.sha256 });
            leaf::append(
                w,
                j,
                &Leaf::new(
                    Kind::DocumentReceived,
                    format!("document:{document}"),
                    Some(&by),
                    at,
                    data,
                ),
            )?;
            if !opens {
                return Ok((document, None));
            }
            let draft = drafts::insert(w, j, document, &body, at)?;
            jurisdictions::set_setting(w, j, &review::salt_key(draft), &salt)?;
            let data = json!({ "body": leaf::salted(&salt, &body), "document": document.0 });
            leaf::append(
                w,
                j,
                &Leaf::new(Kind::DraftOpened, format!("draft:{draft}"), Some(&by), at, data),
            )?;
            Ok((document, Some(draft)))
        })?;
        Ok(Uploaded {
            document,
            draft,
            remarks: u32::try_from(reading.remarks.len()).unwrap_or(u32::MAX),
        })
    }
}

fn read(file_name: &str, bytes: &[u8]) -> Result<(Reading, Format), ServiceError> {
    let invalid = |code| Err(ServiceError::Invalid { field: "file", code });
    if bytes.is_empty() {
        return invalid("form.file_empty");
    }
    if bytes.len() > FILE_BYTES_MAX {
        return invalid("form.file_large");
    }
    let taken = intake::text_of(bytes, file_name).map_err(|error| ServiceError::Unreadable {
        zh: error.message_zh(),
        en: error.to_string(),
    })?;
    Ok((shishi_gazette::read(&taken.text), taken.format))
}

/// A title for lists: the gazette's name and number, else the document's title, else the file's name.
fn title_of(reading: &Reading, file_name: &str) -> String {
    if let Some(issue) = &reading.issue {
        let number = match (&issue.year, &issue.number) {
            (Some(year), Some(number)) => format!(" {}年第{}期", year.value, number.value),
            _ => String::new(),
        };
        return format!("{}{number}", issue.name.value);
    }
    let instrument = reading
        .instruments
        .iter()
        .find_map(|instrument| instrument.title.as_ref());
    let chronicle = reading
        .chronicle
        .as_ref()
        .and_then(|chronicle| chronicle.title.as_ref());
    let title = instrument.or(chronicle).map_or(file_name, |title| title.value.as_str());
    title.chars().take(200).collect()
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Text => "text/plain; charset=utf-8",
        Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Format::Pdf => "application/pdf",
    }
}
