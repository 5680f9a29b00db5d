//! The rules of appraisal: every refusal by a row, the arithmetic against a naive model and a second implementation.

mod build;
mod cases;
mod hearing;
mod interop;
mod schemes;
mod scores;

/// Every code has a row in one of the tables.
#[test]
fn every_refusal_has_a_row() {
    let mut seen = schemes::seen();
    seen.extend(hearing::seen());
    seen.extend(cases::seen());
    let all: std::collections::BTreeSet<_> = shishi_appraisal::CODES.iter().copied().collect();
    assert_eq!(all.len(), shishi_appraisal::CODES.len(), "a code stands twice");
    assert_eq!(seen, all);
}
