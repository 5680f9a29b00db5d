//! What the office puts on paper: rows of the ledger laid out as an official paper, and the file that holds it.
//!
//! Papers are Chinese and their words belong to the form, so this is the one place of the crate with sentences in it. Each
//! paper is a pure function from rows to [`Paper`].

mod appraisal;
mod bulletin;
mod conclusion;
pub mod gazette;
mod ledger;
pub(crate) mod may;
mod notice;
mod plan;
mod slip;

use shishi_kernel::{Actor, Date, InspectionId, SlipId, civil_date};
pub use shishi_papers::Paper;
use shishi_papers::{Block, Cell, Level, Orientation, Signature};
use shishi_store::views::{ChronicleFilter, CommitmentPage, MeasureRow, Overview};
use shishi_store::{chronicle, documents, ledger as rows, people, slips};

use crate::{Service, ServiceError};

/// Entries of the chronicle on a paper at most; more of them are not one issue.
const ENTRIES_MAX: u32 = 1_000;

/// What a paper of a demonstration says on every page.
const SIMULATED: &str = "演示文件：人物、进展和日期均为模拟，不是正式公文";

/// A paper that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperOrder {
    /// The ledger (台账) of a programme; the newest when none is named.
    Ledger {
        /// The programme's slug.
        programme: Option<String>,
    },
    /// The public notice (公示) of how a commitment stands.
    Notice {
        /// The commitment's slug.
        commitment: String,
    },
    /// The implementation plan (实施方案) of a commitment that is in force.
    Plan {
        /// The commitment's slug.
        commitment: String,
    },
    /// A supervision slip (督办单) as it stands.
    Slip {
        /// The slip.
        slip: SlipId,
    },
    /// The served conclusion of an inspection (督查结论).
    Conclusion {
        /// The inspection.
        inspection: InspectionId,
    },
    /// The published result of a year's appraisal (考核结果).
    Appraisal {
        /// The year.
        year: i16,
    },
    /// The bulletin (通报) on how a programme stands.
    Bulletin {
        /// The programme's slug; the newest when none is named.
        programme: Option<String>,
    },
    /// The next issue of the gazette, with the programme's notice and a month of the chronicle.
    Gazette {
        /// The programme's slug; the newest when none is named.
        programme: Option<String>,
        /// `2020-04`; without it everything recorded.
        month: Option<String>,
    },
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperForm {
    /// To read and to print.
    Html,
    /// To edit, in the form of GB/T 9704.
    Docx,
    /// The tables only.
    Xlsx,
}

impl PaperForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Html, Self::Docx, Self::Xlsx];

    /// The ending of its files' names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// A paper in this form.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(self, paper: &Paper) -> Result<Vec<u8>, ServiceError> {
        match self {
            Self::Html => Ok(shishi_papers::html(paper).into_bytes()),
            Self::Docx => shishi_papers::docx(paper).map_err(internal),
            Self::Xlsx => shishi_papers::xlsx(paper).map_err(internal),
        }
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}

impl Service {
    /// A paper of what everybody may see; `None` when there is no such programme or commitment.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_paper(&self, order: &PaperOrder) -> Result<Option<Paper>, ServiceError> {
        let paper = self.unmarked_paper(order)?;
        self.marked(paper)
    }

    /// With the mark of a demonstration, where this is one.
    fn marked(&self, paper: Option<Paper>) -> Result<Option<Paper>, ServiceError> {
        let simulated = self.site()?.simulated;
        Ok(paper.map(|mut paper| {
            if simulated {
                paper.blocks.insert(0, Block::Mark(SIMULATED.to_owned()));
            }
            paper
        }))
    }

    fn unmarked_paper(&self, order: &PaperOrder) -> Result<Option<Paper>, ServiceError> {
        match order {
            PaperOrder::Ledger { programme } => self.ledger_paper(programme.as_deref()),
            PaperOrder::Notice { commitment } => {
                let today = civil_date(self.now());
                let organ = self.site()?.name;
                Ok(self
                    .commitment(commitment)?
                    .map(|page| notice::paper(&page, &organ, today)))
            }
            PaperOrder::Plan { commitment } => self.plan_paper(commitment),
            PaperOrder::Slip { slip } => self.slip_paper(*slip),
            PaperOrder::Conclusion { inspection } => self.conclusion_paper(*inspection),
            PaperOrder::Appraisal { year } => {
                let organ = self.site()?.name;
                let view = self.public_appraisal(*year)?;
                Ok(view.and_then(|view| appraisal::paper(&view, &organ)))
            }
            PaperOrder::Bulletin { .. } | PaperOrder::Gazette { .. } => Ok(None),
        }
    }

    /// A paper for the office.
    ///
    /// # Errors
    /// Not permitted; the store is away.
    pub fn paper(&self, actor: &Actor, order: &PaperOrder) -> Result<Option<Paper>, ServiceError> {
        may::PRINT.check(actor)?;
        let paper = match order {
            PaperOrder::Gazette { programme, month } => self.next_gazette(programme.as_deref(), month.as_deref())?,
            PaperOrder::Bulletin { programme } => {
                let (today, organ) = (civil_date(self.now()), self.site()?.name);
                let overview = self.overview(programme.as_deref())?;
                overview.map(|overview| bulletin::paper(&overview, &organ, today))
            }
            _ => self.unmarked_paper(order)?,
        };
        self.marked(paper)
    }

    /// A programme with all of each commitment, read at one moment.
    fn programme_pages(&self, slug: Option<&str>) -> Result<Option<(Overview, Vec<CommitmentPage>)>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let Some(overview) = rows::overview(r, j, slug)? else {
                return Ok(None);
            };
            let mut pages = Vec::new();
            for row in overview.categories.iter().flat_map(|category| &category.commitments) {
                pages.extend(rows::commitment(r, j, &row.slug)?);
            }
            Ok(Some((overview, pages)))
        })
    }

    fn ledger_paper(&self, slug: Option<&str>) -> Result<Option<Paper>, ServiceError> {
        let today = civil_date(self.now());
        let found = self.programme_pages(slug)?;
        Ok(found.map(|(overview, pages)| ledger::paper(&overview, &pages, today)))
    }

    fn plan_paper(&self, slug: &str) -> Result<Option<Paper>, ServiceError> {
        let Some(page) = self.commitment(slug)? else {
            return Ok(None);
        };
        let plans = self.plans_in_force(page.row.id)?;
        Ok(plans.first().map(|plan| plan::paper(&page, plan)))
    }

    fn slip_paper(&self, id: SlipId) -> Result<Option<Paper>, ServiceError> {
        let (j, organ) = (self.jurisdiction(), self.site()?.name);
        self.store().read(|r| {
            let Some(slip) = slips::one(r, j, id)? else {
                return Ok(None);
            };
            let page = rows::commitment(r, j, &slip.slug)?;
            Ok(page.and_then(|page| slip::paper(&page, &slip, &organ)))
        })
    }

    fn conclusion_paper(&self, id: InspectionId) -> Result<Option<Paper>, ServiceError> {
        let Some(inspection) = self.public_inspection(id)? else {
            return Ok(None);
        };
        let (j, organ) = (self.jurisdiction(), self.site()?.name);
        let units = self.store().read(|r| people::units_named(r, j, &inspection.units))?;
        let units: Vec<String> = units.into_iter().map(|unit| unit.name).collect();
        Ok(conclusion::paper(&inspection, &units, &organ))
    }

    fn next_gazette(&self, slug: Option<&str>, month: Option<&str>) -> Result<Option<Paper>, ServiceError> {
        let Some((overview, pages)) = self.programme_pages(slug)? else {
            return Ok(None);
        };
        let j = self.jurisdiction();
        let document = overview.programme.instrument.document;
        let filter = ChronicleFilter {
            month: month.map(str::to_owned),
            ..ChronicleFilter::default()
        };
        let (page, entries) = self.store().read(|r| {
            let page = documents::page(r, j, document)?;
            Ok::<_, shishi_store::StoreError>((page, chronicle::entries(r, j, &filter, 1, ENTRIES_MAX)?))
        })?;
        let Some(page) = page else { return Ok(None) };
        let reading = serde_json::from_str(&page.reading).map_err(internal)?;
        let mut issue = gazette::Issue::of(&reading);
        issue.advance(civil_date(self.now()));
        if issue.name.is_empty() {
            issue.name = format!("{}公报", self.site()?.name);
        }
        issue.take_issued(&overview, &pages);
        issue.take_chronicle(entries.rows);
        Ok(Some(issue.paper()))
    }
}

/// An empty paper of a name.
fn blank(name: impl Into<String>, orientation: Orientation) -> Paper {
    Paper {
        name: name.into(),
        orientation,
        blocks: Vec::new(),
    }
}

/// Which commitment a paper is about: `2020年为民办实事第15件“新建公厕”`.
fn about(page: &CommitmentPage) -> String {
    format!(
        "{}年为民办实事第{}件“{}”",
        page.programme.year, page.row.number, page.row.title
    )
}

fn heading(number: u32, words: &str) -> Block {
    Block::Heading {
        level: Level::One,
        number: Some(number),
        words: words.to_owned(),
        rest: String::new(),
    }
}

fn signed(organ: &str, date: Date) -> Block {
    Block::Signature(Signature {
        organ: organ.to_owned(),
        date: Some(date),
    })
}

fn row<const N: usize>(words: [String; N]) -> Vec<Cell> {
    words.map(Cell::words).into()
}

/// Words without the line ends of the page they were printed on.
fn flowing(words: &str) -> String {
    words.split_whitespace().collect()
}

/// The target in force as a ledger prints it: `≥120场`; empty when no figure was promised.
fn target(measure: &MeasureRow) -> String {
    let Some(value) = measure.value else {
        return String::new();
    };
    let unit = measure.unit.as_deref().unwrap_or_default();
    let value = value.normalize();
    match (measure.comparator.as_deref(), measure.value_max) {
        (Some("ge"), _) => format!("≥{value}{unit}"),
        (Some("le"), _) => format!("≤{value}{unit}"),
        (Some("approx"), _) => format!("约{value}{unit}"),
        (Some("range"), Some(max)) => format!("{value}—{}{unit}", max.normalize()),
        _ => format!("{value}{unit}"),
    }
}

/// What a measure's state is called.
fn state(code: &str) -> &'static str {
    match code {
        "reported" => "自报",
        "verified" => "已核实",
        "untestable" => "无法检验",
        _ => "未报",
    }
}

/// The units of a commitment in some role.
fn units<'a>(page: &'a CommitmentPage, role: &'a str) -> impl Iterator<Item = &'a str> {
    let duties = page.duties.iter().filter(move |duty| duty.role == role);
    duties.map(|duty| duty.unit.name.as_str())
}
