//! The ledger (台账): every commitment with its units, measures, targets and values, a row a measure.

use shishi_kernel::Date;
use shishi_papers::{Block, Cell, Orientation, Paper, Table, date};
use shishi_store::views::{CommitmentPage, MeasureRow, Overview};

use super::{blank, flowing, state, target, units};

/// The paper, as things stand on a day.
pub(super) fn paper(overview: &Overview, pages: &[CommitmentPage], today: Date) -> Paper {
    let name = format!("{}年为民办实事工作台账", overview.programme.year);
    let mut table = Table::new([
        ("序号", 2),
        ("大项", 4),
        ("实事", 6),
        ("公布的内容", 12),
        ("主办单位", 5),
        ("协办单位", 7),
        ("指标", 6),
        ("目标值", 4),
        ("截止日", 4),
        ("自报值", 3),
        ("截至", 4),
        ("状态", 3),
    ]);
    for category in &overview.categories {
        let slugs: Vec<&str> = category.commitments.iter().map(|c| c.slug.as_str()).collect();
        let pages: Vec<&CommitmentPage> = pages.iter().filter(|p| slugs.contains(&p.row.slug.as_str())).collect();
        let height: usize = pages.iter().map(|p| p.measures.len().max(1)).sum();
        let mut heading = Some(Cell::words(&category.title).rows(height));
        for page in pages {
            commitment(&mut table, page, &mut heading);
        }
    }
    let mut paper = blank(&name, Orientation::Landscape);
    paper.blocks = vec![
        Block::Title(name),
        Block::Line(format!(
            "依据：{}{}　　制表日期：{}",
            overview.programme.title,
            overview
                .programme
                .instrument
                .number
                .as_deref()
                .map(|n| format!("（{n}）"))
                .unwrap_or_default(),
            date(today)
        )),
        Block::Table(table),
        Block::Line("说明：自报值为责任单位上报、尚未核实的数；空白表示没有上报，不等于零。".to_owned()),
    ];
    paper
}

/// The rows of a commitment; the category's cell stands before the first commitment of the category.
fn commitment(table: &mut Table, page: &CommitmentPage, category: &mut Option<Cell>) {
    let height = page.measures.len().max(1);
    let joined = |role: &str| units(page, role).collect::<Vec<_>>().join("、");
    let words: Vec<String> = page.passages.iter().map(|p| flowing(&p.raw)).collect();
    let mut row = vec![Cell {
        number: Some(page.row.number.into()),
        ..Cell::words(page.row.number.to_string()).rows(height)
    }];
    row.extend(category.take());
    let cells = [
        page.row.title.clone(),
        words.join("\n"),
        joined("lead"),
        joined("co_unit"),
    ];
    row.extend(cells.map(|words| Cell::words(words).rows(height)));
    if page.measures.is_empty() {
        row.extend((0..6).map(|_| Cell::default()));
    }
    for measure in &page.measures {
        row.extend(figures(measure));
        table.rows.push(std::mem::take(&mut row));
    }
    if !row.is_empty() {
        table.rows.push(row);
    }
}

/// What is counted, target, cut-off, reported value and its day, state.
pub(super) fn figures(measure: &MeasureRow) -> [Cell; 6] {
    let day = |day: Option<Date>| Cell::words(day.map(|d| d.to_string()).unwrap_or_default());
    let reported = measure.reported.as_ref();
    [
        Cell::words(&measure.what),
        Cell::words(target(measure)),
        day(measure.cut_off),
        Cell::number(reported.map(|r| r.value)),
        day(reported.map(|r| r.as_of)),
        Cell::words(state(&measure.state)),
    ]
}
