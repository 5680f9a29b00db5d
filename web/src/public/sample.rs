//! View rows for tests, in our own words.

use shishi_kernel::MeasureId;
use shishi_service::views::MeasureRow;

/// A measure that promises 11 kindergartens and has not been reported on.
pub(super) fn measure() -> MeasureRow {
    MeasureRow {
        id: MeasureId(1),
        position: 1,
        kind: "count".into(),
        what: "新建幼儿园".into(),
        unit: Some("所".into()),
        comparator: Some("eq".into()),
        value: Some(11.into()),
        value_max: None,
        tolerance: None,
        baseline: None,
        per: None,
        role: "commitment".into(),
        each_value: None,
        each_places: Vec::new(),
        cut_off: None,
        as_written: Some("11 所".into()),
        span: None,
        state: "silent".into(),
        reported: None,
        target_version: 1,
    }
}
