//! The heat map of a week, made on the server: a row for each weekday, a column for each hour.

use shishi_service::parking::Figures;

use crate::shell::Frame;

/// Steps of shade.
const SHADES: u32 = 5;
const CELL: (u32, u32) = (26, 24);
const LABEL_WIDTH: u32 = 44;
const HEAD_HEIGHT: u32 = 18;

/// A cell of the map.
pub(super) struct Cell {
    pub x: u32,
    pub y: u32,
    /// From 0 for empty to 5 for full.
    pub shade: u32,
    /// Weekday, hour and figure, in words.
    pub words: String,
}

/// The map.
pub(super) struct Heat {
    pub width: u32,
    pub height: u32,
    pub cells: Vec<Cell>,
    /// Weekdays: place from above, word.
    pub days: Vec<(u32, &'static str)>,
    /// Hours: place from the left, number.
    pub hours: Vec<(u32, u32)>,
    /// The same to be read: weekday, and the mean of each hour in whole vehicles.
    pub rows: Vec<(&'static str, Vec<u32>)>,
}

/// The map of figures; shades go by the places there are, or by the fullest hour where none are known.
pub(super) fn heat(frame: &Frame, figures: &Figures) -> Heat {
    let fullest = figures.inside_tenths.iter().flatten().copied().max().unwrap_or(0);
    let full = (figures.capacity * 10).max(fullest).max(1);
    let day = |day: usize| frame.t(&format!("parkdesk-weekday-{}", day + 1));
    let mut cells = Vec::with_capacity(7 * 24);
    for (at_day, hours) in figures.inside_tenths.iter().enumerate() {
        for (at_hour, tenths) in hours.iter().enumerate() {
            let (column, row) = (to_u32(at_hour), to_u32(at_day));
            let percent = u64::from(*tenths) * 100 / u64::from(full);
            cells.push(Cell {
                x: LABEL_WIDTH + column * CELL.0,
                y: HEAD_HEIGHT + row * CELL.1,
                shade: (*tenths * SHADES).div_ceil(full).min(SHADES),
                words: format!(
                    "{} {at_hour}:00 · {}.{} · {percent} %",
                    day(at_day),
                    tenths / 10,
                    tenths % 10
                ),
            });
        }
    }
    Heat {
        width: LABEL_WIDTH + 24 * CELL.0,
        height: HEAD_HEIGHT + 7 * CELL.1,
        cells,
        days: (0..7)
            .map(|at| (HEAD_HEIGHT + to_u32(at) * CELL.1 + 16, day(at)))
            .collect(),
        hours: (0..24)
            .step_by(3)
            .map(|hour| (LABEL_WIDTH + hour * CELL.0 + 2, hour))
            .collect(),
        rows: figures
            .inside_tenths
            .iter()
            .enumerate()
            .map(|(at, hours)| (day(at), hours.iter().map(|tenths| (tenths + 5) / 10).collect()))
            .collect(),
    }
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(0)
}
