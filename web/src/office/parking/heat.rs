//! The heat map of a week, made on the server: a row for each weekday, a column for each hour.

use shishi_service::parking::Figures;

use crate::shell::Frame;

/// Steps of shade.
pub(super) const SHADES: u32 = 5;
/// Hours that are named, every so many.
const HOURS_NAMED: usize = 3;

/// A cell of the map, one by one in size: as wide and high as the page makes it.
pub(super) struct Cell {
    /// The hour.
    pub x: usize,
    /// The weekday, from 0 for Monday.
    pub y: usize,
    /// From 0 for empty to 5 for full.
    pub shade: u32,
    /// Weekday, hour and figure, in words.
    pub words: String,
}

/// The map.
pub(super) struct Heat {
    pub cells: Vec<Cell>,
    /// Hours that are named below the map, evenly spread.
    pub hours: Vec<usize>,
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
            let percent = u64::from(*tenths) * 100 / u64::from(full);
            cells.push(Cell {
                x: at_hour,
                y: at_day,
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
        cells,
        hours: (0..24).step_by(HOURS_NAMED).collect(),
        rows: figures
            .inside_tenths
            .iter()
            .enumerate()
            .map(|(at, hours)| (day(at), hours.iter().map(|tenths| (tenths + 5) / 10).collect()))
            .collect(),
    }
}
