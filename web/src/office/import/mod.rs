//! Sites and entries as tables: a template to fill in, a look at every fault by row and column, and taking all or none;
//! and the same tables to take away.

mod entries;
mod files;
mod sites;
mod table;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{Service, SiteFault, TABLE_BYTES_MAX, may, read_table};

use super::entries::files::{Sent, read};
use super::form::Posted;
use super::ledger::find;
use super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::route;
use crate::api::csv_text;
use crate::shell::{App, Ask, Failure, Frame, Gate, Lang, SignedIn, check_csrf};
use table::{Column, Fault as CellFault, Sheet};

route::routes! {
    "/office/commitments/{slug}/measures/{measure}/sites/import" { get show_sites: KEEP, post send_sites: KEEP }
    "/office/commitments/{slug}/measures/{measure}/entries/import" { get show_entries: WRITE, post send_entries: WRITE }
    "/office/commitments/{slug}/measures/{measure}/tables/{file}" { get files::show: READ }
}

const READ: Gate = Gate::May(&may::READ_RECORDS);
const KEEP: Gate = Gate::May(&may::KEEP_SITES);
const WRITE: Gate = Gate::May(&may::WRITE_ENTRIES);

/// Rows that are shown before anything is taken.
const ROWS_SHOWN: usize = 30;
/// Faults that are shown; the rest is counted.
const FAULTS_SHOWN: usize = 100;

/// What is taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Sites,
    Entries,
}

impl What {
    fn path(self, at: &At) -> String {
        let name = match self {
            Self::Sites => "sites",
            Self::Entries => "entries",
        };
        format!("{}/{name}/import", at.base())
    }

    /// The words of a key that both kinds have.
    fn t(self, frame: &Frame, key: &str) -> &'static str {
        let kind = match self {
            Self::Sites => "sites",
            Self::Entries => "entries",
        };
        frame.t(&format!("import-{kind}-{key}"))
    }
}

/// The measure that a table is about.
#[derive(Clone)]
struct At {
    slug: String,
    measure: i64,
}

impl At {
    fn base(&self) -> String {
        format!("/office/commitments/{}/measures/{}", self.slug, self.measure)
    }
}

/// A table that was looked at.
struct Looked {
    head: Vec<&'static str>,
    rows: Vec<(usize, Vec<String>)>,
    total: usize,
    faults: Vec<CellFault>,
    unused: String,
    /// The table once more, to be sent with the button that takes it.
    again: String,
}

#[derive(Template)]
#[template(path = "office/import.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    what: String,
    heading: &'static str,
    note: &'static str,
    go: &'static str,
    back: String,
    back_word: &'static str,
    action: String,
    key: String,
    /// The kind of entries; empty for sites.
    kind: String,
    /// Other kinds of entries: address, word, here.
    kinds: Vec<(String, &'static str, bool)>,
    columns: Vec<(&'static str, bool, &'static str)>,
    template: String,
    looked: Option<Looked>,
    idle: &'static str,
}

type Named = (String, i64);

async fn show_sites(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<Named>,
    signed_in: SignedIn,
) -> Answer {
    page(
        &app,
        ask,
        signed_in,
        What::Sites,
        At { slug, measure },
        Posted::default(),
        None,
        None,
    )
    .await
}

async fn show_entries(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<Named>,
    signed_in: SignedIn,
) -> Answer {
    page(
        &app,
        ask,
        signed_in,
        What::Entries,
        At { slug, measure },
        Posted::default(),
        None,
        None,
    )
    .await
}

async fn send_sites(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<Named>,
    signed_in: SignedIn,
    request: Request,
) -> Answer {
    send(app, ask, What::Sites, At { slug, measure }, signed_in, request).await
}

async fn send_entries(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<Named>,
    signed_in: SignedIn,
    request: Request,
) -> Answer {
    send(app, ask, What::Entries, At { slug, measure }, signed_in, request).await
}

async fn send(app: App, ask: Ask, what: What, at: At, signed_in: SignedIn, mut request: Request) -> Answer {
    DefaultBodyLimit::max(TABLE_BYTES_MAX + (64 << 10)).apply(&mut request);
    let headers = request.headers().clone();
    let Sent { form, mut files } = match read(request).await {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.table_large");
            let trouble = Trouble::of(&failure, ask.lang, "file");
            return page(&app, ask, signed_in, what, at, Posted::default(), None, Some(trouble)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &form.text("csrf"))?;
    let take = files.is_empty() && form.text("go") == "take";
    let bytes = match files.pop() {
        Some(file) => file.bytes,
        None if take => form.text("table").into_bytes(),
        None => {
            let fault = Fault {
                anchor: "file".to_owned(),
                words: ask.lang.t("upload-none").to_owned(),
            };
            let trouble = Trouble::list(vec![fault], ask.lang);
            return page(&app, ask, signed_in, what, at, form, None, Some(trouble)).await;
        }
    };
    let (actor, lang, key) = (signed_in.session.actor.clone(), ask.lang, form.key());
    let (place, kind) = (at.clone(), form.text("kind"));
    let done = attempt(&app, move |service| {
        let table = read_table(&bytes)?;
        Ok(match what {
            What::Sites => sites::go(service, &actor, lang, &place, table, take.then_some(key.as_deref())),
            What::Entries => entries::go(
                service,
                &actor,
                lang,
                &place,
                &kind,
                table,
                take.then_some(key.as_deref()),
            ),
        })
    });
    match done.await? {
        Ok(outcome) => match outcome? {
            Went::Taken(said) => {
                let to = match what {
                    What::Sites => format!("{}/sites?said={said}", at.base()),
                    What::Entries => format!("/office/entries?said={said}"),
                };
                Ok(see_other(ask.lang, &to))
            }
            Went::Looked(looked) => page(&app, ask, signed_in, what, at, form, Some(looked), None).await,
            Went::Missing(columns) => {
                let names: Vec<&str> = columns.iter().map(|column| column.title(ask.lang)).collect();
                let fault = Fault {
                    anchor: "file".to_owned(),
                    words: ask
                        .lang
                        .with("import-missing", "columns", names.join(ask.lang.t("list-separator"))),
                };
                let trouble = Trouble::list(vec![fault], ask.lang);
                page(&app, ask, signed_in, what, at, form, None, Some(trouble)).await
            }
            Went::Refused(failure) => {
                let trouble = Trouble::of(&failure, ask.lang, "file");
                page(&app, ask, signed_in, what, at, form, None, Some(trouble)).await
            }
        },
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "file");
            page(&app, ask, signed_in, what, at, form, None, Some(trouble)).await
        }
    }
}

/// What came of a table.
enum Went {
    /// It was taken over, and what is said of that.
    Taken(&'static str),
    /// It was looked at; without faults it can be taken.
    Looked(Looked),
    /// Columns are wanting.
    Missing(Vec<Column>),
    /// It was refused as a whole.
    Refused(Failure),
}

/// A table as it is shown, with the faults of its cells and what the rules would refuse.
fn looked(lang: Lang, sheet: &Sheet, mut faults: Vec<CellFault>) -> Result<Looked, Failure> {
    faults.sort_by_key(|fault| fault.row);
    let (head, rows) = sheet.preview(lang, ROWS_SHOWN);
    Ok(Looked {
        head,
        rows,
        total: sheet.len(),
        again: if faults.is_empty() {
            csv_text(&sheet.again())?
        } else {
            String::new()
        },
        faults,
        unused: sheet.unused().join(lang.t("list-separator")),
    })
}

/// What the rules would refuse, in words, at the column that it is about.
fn refused(
    lang: Lang,
    columns: &[Column],
    numbers: &[usize],
    refused: Vec<SiteFault>,
    column: impl Fn(&SiteFault) -> &'static str,
) -> Vec<CellFault> {
    let faults = refused.into_iter().map(|fault| {
        let name = column(&fault);
        let mut failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, fault.code);
        failure.arguments = fault
            .arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        CellFault {
            row: numbers.get(fault.row).copied().unwrap_or_default(),
            column: (columns.iter().find(|column| column.name == name))
                .map(|column| column.title(lang).to_owned())
                .unwrap_or_default(),
            words: match fault.arguments.as_slice() {
                // A site of the same table has no number yet.
                [("name", name), ("site", number)] if number == "0" => lang.with("import-twice", "name", name),
                _ => failure.sentence(lang),
            },
        }
    });
    faults.collect()
}

#[allow(
    clippy::too_many_arguments,
    reason = "what was asked, what was sent, and what came of it"
)]
async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    what: What,
    at: At,
    typed: Posted,
    looked: Option<Looked>,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, what, &at, &typed, looked, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    what: What,
    at: &At,
    typed: &Posted,
    looked: Option<Looked>,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let (commitment, row) = find(service, &at.slug, at.measure)?;
    let asked = if typed.has("kind") {
        typed.text("kind")
    } else {
        parameter(&ask, "kind").unwrap_or_default().to_owned()
    };
    let (kind, kinds) = match what {
        What::Sites => ("", Vec::new()),
        What::Entries => entries::kinds_of(&row, &asked),
    };
    let columns = match what {
        What::Sites => sites::COLUMNS,
        What::Entries => entries::columns(kind),
    };
    let path = what.path(at);
    let back = match what {
        What::Sites => format!("{}/sites", at.base()),
        What::Entries => format!("/office/commitments/{}", at.slug),
    };
    let file = match what {
        What::Sites => "sites-template.xlsx".to_owned(),
        What::Entries => format!("{kind}-template.xlsx"),
    };
    // A table that cannot be taken is refused; one that was only looked at is shown.
    let faulty = looked.as_ref().is_some_and(|looked| !looked.faults.is_empty());
    let status = match &trouble {
        Some(trouble) => Some(trouble.status),
        None => faulty.then_some(StatusCode::UNPROCESSABLE_ENTITY),
    };
    let idle = idle(what, &commitment, &row, &session.actor);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        what: row.what.clone(),
        heading: what.t(&frame, "title"),
        note: what.t(&frame, "note"),
        go: what.t(&frame, "go"),
        back: frame.href(&back),
        back_word: match what {
            What::Sites => frame.t("sites-title"),
            What::Entries => frame.t("entry-kind"),
        },
        action: frame.href(&path),
        key: typed.key_or("table", session.actor.account, service.now()),
        kinds: kinds
            .into_iter()
            .map(|code| {
                let href = frame.href(&format!("{path}?kind={code}"));
                (href, frame.coded("entry-kind-", code), code == kind)
            })
            .collect(),
        columns: columns
            .iter()
            .map(|column| {
                let hint = format!("table-hint-{}", column.name.replace('_', "-"));
                let hint = if frame.lang.has(&hint) { frame.t(&hint) } else { "" };
                (column.title(frame.lang), column.needed, hint)
            })
            .collect(),
        template: format!("{}/tables/{file}", at.base()),
        kind: kind.to_owned(),
        looked,
        idle: if idle.is_empty() { "" } else { frame.t(idle) },
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// Why nothing can be taken over here; empty when something can.
fn idle(what: What, commitment: &CommitmentPage, row: &MeasureRow, actor: &shishi_kernel::Actor) -> &'static str {
    if !super::plans::part_of(commitment, actor, false) {
        "entry-not-party-page"
    } else if what == What::Sites && !super::sites::has_sites(row) {
        "sites-unfit"
    } else if row.state == "untestable" {
        "entry-untestable"
    } else {
        ""
    }
}

impl Page {
    /// What is wrong with the file, or empty.
    fn wrong(&self) -> String {
        let trouble = self.trouble.as_ref();
        trouble.map(|trouble| trouble.beside("file")).unwrap_or_default()
    }

    /// The faults that are shown.
    fn faults(&self) -> &[CellFault] {
        let faults = self.looked.as_ref().map(|looked| looked.faults.as_slice());
        let faults = faults.unwrap_or_default();
        faults.get(..FAULTS_SHOWN).unwrap_or(faults)
    }
}

/// Names that may be written instead of a number, folded, with what they stand for; a name that stands twice is none.
fn by_name<T: Copy>(names: impl Iterator<Item = (String, T)>) -> HashMap<String, Option<T>> {
    let mut known = HashMap::new();
    for (name, what) in names {
        known
            .entry(shishi_service::commitments::site::fold(&name))
            .and_modify(|known| *known = None)
            .or_insert(Some(what));
    }
    known
}
