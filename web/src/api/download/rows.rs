//! Walking the rows of each data set, a page of the ledger at a time.

use shishi_kernel::Span;
use shishi_service::views::{
    ChronicleFilter, ChronicleRow, CommitmentFilter, CommitmentPage, DutyRow, MeasureRow, UnitRow,
};
use shishi_service::{ProgrammeStatus, Service};

use super::cell::{Cell, joined};
use super::dataset::Dataset;
use crate::shell::Failure;

/// Rows that are asked for at once.
const PER_PAGE: u32 = 100;

type Take<'a> = &'a mut dyn FnMut(Vec<Cell>) -> Result<(), Failure>;

/// Hands every row of the data set to `take`, in the order of the pages.
pub fn walk(service: &Service, dataset: Dataset, take: Take<'_>) -> Result<(), Failure> {
    match dataset {
        Dataset::Commitments => commitments(service, |page, board| take(commitment(&page, board))),
        Dataset::Measures => commitments(service, |page, board| {
            page.measures
                .iter()
                .try_for_each(|row| take(measure(&page, row, board)))
        }),
        Dataset::Duties => commitments(service, |page, _| {
            page.duties.iter().try_for_each(|row| take(duty(&page, row)))
        }),
        Dataset::Units => service.units()?.iter().try_for_each(|row| take(unit(row))),
        Dataset::Chronicle => chronicle(service, take),
    }
}

/// Every commitment with the board of its programme.
fn commitments(
    service: &Service,
    mut take: impl FnMut(CommitmentPage, Option<&ProgrammeStatus>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for number in 1.. {
        let listed = service.commitments(&CommitmentFilter::default(), number, PER_PAGE)?;
        for row in &listed.rows {
            // A commitment is never taken back, so it is there unless the store is away.
            if let Some(page) = service.commitment(&row.slug)? {
                let board = service.programme_status(Some(&page.programme.slug))?;
                take(page, board.as_deref())?;
            }
        }
        if number >= listed.pages() {
            break;
        }
    }
    Ok(())
}

fn chronicle(service: &Service, take: Take<'_>) -> Result<(), Failure> {
    for number in 1.. {
        let listed = service.chronicle(&ChronicleFilter::default(), number, PER_PAGE)?;
        listed.rows.iter().try_for_each(|row| take(entry(row)))?;
        if number >= listed.pages() {
            break;
        }
    }
    Ok(())
}

fn commitment(page: &CommitmentPage, board: Option<&ProgrammeStatus>) -> Vec<Cell> {
    let (row, programme) = (&page.row, &page.programme);
    let stands = board.and_then(|board| board.of(&row.slug));
    let named = |role: &str| {
        joined(
            page.duties
                .iter()
                .filter(|duty| duty.role == role)
                .map(|duty| duty.unit.name.as_str()),
        )
    };
    let words: Vec<&str> = page.passages.iter().map(|passage| passage.raw.as_str()).collect();
    vec![
        row.slug.as_str().into(),
        programme.slug.as_str().into(),
        row.number.into(),
        row.category.into(),
        row.category_title.as_deref().into(),
        row.title.as_str().into(),
        words.join("\n").into(),
        named("lead"),
        named("co_unit"),
        row.measures.silent.into(),
        row.measures.reported.into(),
        row.measures.verified.into(),
        row.measures.untestable.into(),
        joined(page.findings.iter().map(|finding| finding.code.as_str())),
        row.plan_filed.into(),
        row.reported_as_of.into(),
        programme.instrument.document.0.into(),
        format!("/commitments/{}", row.slug).into(),
        stands.map(|one| one.state.code()).into(),
        joined(stands.iter().flat_map(|one| &one.flags).map(|flag| flag.code())),
        stands.map(|one| one.colour.code()).into(),
        stands.map(|one| one.grade.code()).into(),
        stands.and_then(|one| one.done).into(),
    ]
}

fn measure(page: &CommitmentPage, row: &MeasureRow, board: Option<&ProgrammeStatus>) -> Vec<Cell> {
    let stands = board.and_then(|board| {
        let own = board
            .of(&page.row.slug)?
            .measures
            .iter()
            .find(|one| one.measure == row.id)?;
        Some((own, board.today))
    });
    let verified = stands.and_then(|(one, today)| one.last_verified(today));
    let reported = row.reported.as_ref();
    let [start, end] = places(row.span);
    vec![
        row.id.0.into(),
        page.row.slug.as_str().into(),
        page.row.number.into(),
        page.row.title.as_str().into(),
        row.position.into(),
        row.kind.as_str().into(),
        row.what.as_str().into(),
        row.unit.as_deref().into(),
        row.per.as_deref().into(),
        row.role.as_str().into(),
        row.baseline.into(),
        row.comparator.as_deref().into(),
        row.value.into(),
        row.value_max.into(),
        row.tolerance.into(),
        row.cut_off.into(),
        row.target_version.into(),
        row.each_value.into(),
        joined(row.each_places.iter().map(String::as_str)),
        row.as_written.as_deref().into(),
        row.state.as_str().into(),
        reported.map(|value| value.value).into(),
        reported.map(|value| value.as_of).into(),
        reported.map(|value| value.unit.name.as_str()).into(),
        reported.map(|value| value.note.as_str()).into(),
        reported.map(|value| value.leaf.0).into(),
        page.programme.instrument.document.0.into(),
        start,
        end,
        format!("/commitments/{}", page.row.slug).into(),
        stands.and_then(|(one, today)| one.expected(today)).into(),
        verified.map(|point| point.value).into(),
        verified.map(|point| point.on).into(),
        stands.map(|(one, _)| one.colour.code()).into(),
    ]
}

fn unit(row: &UnitRow) -> Vec<Cell> {
    vec![
        row.unit.id.0.into(),
        row.unit.name.as_str().into(),
        row.unit.group.into(),
        row.leads.into(),
        row.helps.into(),
        row.supervises.into(),
        format!("/units/{}", row.unit.id).into(),
    ]
}

fn duty(page: &CommitmentPage, row: &DutyRow) -> Vec<Cell> {
    let [start, end] = places(row.span);
    vec![
        page.row.slug.as_str().into(),
        page.row.number.into(),
        page.row.title.as_str().into(),
        row.unit.id.0.into(),
        row.unit.name.as_str().into(),
        row.unit.group.into(),
        row.role.as_str().into(),
        joined(row.members.iter().map(|member| member.name.as_str())),
        page.programme.instrument.document.0.into(),
        start,
        end,
        format!("/commitments/{}", page.row.slug).into(),
    ]
}

fn entry(row: &ChronicleRow) -> Vec<Cell> {
    let people: Vec<String> = row
        .people
        .iter()
        .map(|person| match &person.title {
            Some(title) => format!("{}（{title}）", person.name),
            None => person.name.clone(),
        })
        .collect();
    let [start, end] = places(Some(row.span));
    vec![
        row.id.into(),
        row.document.0.into(),
        row.date.into(),
        row.date_end.into(),
        row.kind.as_str().into(),
        row.text.as_str().into(),
        joined(people.iter().map(String::as_str)),
        joined(row.organisations.iter().map(String::as_str)),
        start,
        end,
        format!("/gazettes/{}#s{}-{}", row.document, row.span.start, row.span.end).into(),
    ]
}

fn places(span: Option<Span>) -> [Cell; 2] {
    [span.map(|span| span.start).into(), span.map(|span| span.end).into()]
}
