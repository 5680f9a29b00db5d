//! Every public page with a text in every place that is hostile to it, and with the longest names.

use std::collections::BTreeSet;

use shishi_service::ReceiptReport;
use shishi_service::views::{ChronicleFacets, ChronicleFilter, CommitmentFilter};

use super::{chronicle, commitment, commitments, gazette, gazettes, overview, sample, search, texts, units, verify};
use crate::shell::{Failure, Lang};

/// Every page, with `text` wherever a text can stand.
fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let frame = || sample::frame(lang, text);
    let counted = || vec![(text.to_owned(), 3)];
    let facets = ChronicleFacets {
        titles: counted(),
        organisations: counted(),
        kinds: counted(),
        months: counted(),
    };
    let wish = ChronicleFilter {
        title: Some(text.into()),
        organisation: Some("other".into()),
        kind: Some(text.into()),
        month: Some(text.into()),
        words: Some(text.into()),
    };
    let filter = CommitmentFilter {
        programme: Some(text.into()),
        words: Some(text.into()),
        ..CommitmentFilter::default()
    };
    let hits = ["commitment", "unit", "chronicle", "requirement", "instrument"].map(|kind| sample::hit(kind, text));
    let report = ReceiptReport {
        entry: Some(text.into()),
        problem: Some("new_problem"),
        ..ReceiptReport::default()
    };
    let choices = commitments::Choices::sample(text);
    let programmes = [sample::programme(text), {
        let mut other = sample::programme(text);
        other.slug = "2021".into();
        other
    }];
    let drawn: [(&'static str, Result<String, Failure>); 15] = [
        (
            "overview",
            overview::page(
                frame(),
                Some((&sample::overview(text), None)),
                &[sample::requirement(text)],
                &programmes,
                &sample::head(text),
            ),
        ),
        (
            "no overview",
            overview::page(frame(), None, &[], &[], &sample::head(text)),
        ),
        (
            "commitments",
            commitments::page(
                frame(),
                &filter,
                &choices,
                &sample::paged(vec![sample::row(text)]),
                &Default::default(),
            ),
        ),
        (
            "no commitments",
            commitments::page(frame(), &filter, &choices, &sample::paged(vec![]), &Default::default()),
        ),
        (
            "commitment",
            commitment::page(frame(), &sample::commitment(text), Default::default()),
        ),
        ("units", units::all(frame(), &[sample::unit_row(text)])),
        (
            "unit",
            units::one(frame(), &sample::unit_page(text), Vec::new(), &Default::default()),
        ),
        ("gazettes", gazettes::all(frame(), &[sample::document(text).row])),
        (
            "gazette",
            gazette::page(frame(), &sample::document(text), &BTreeSet::new()),
        ),
        (
            "chronicle",
            chronicle::page(frame(), &wish, &facets, &sample::paged(vec![sample::entry(text)])),
        ),
        (
            "no chronicle",
            chronicle::page(frame(), &wish, &ChronicleFacets::default(), &sample::paged(vec![])),
        ),
        ("search", search::page(frame(), text, &sample::paged(hits.to_vec()))),
        (
            "verify",
            verify::page(
                frame(),
                &sample::head(text),
                &sample::history(text),
                Some((text, report)),
            ),
        ),
        ("data", texts::data(frame())),
        ("about", texts::about(frame())),
    ];
    drawn
        .into_iter()
        .map(|(name, page)| (name, page.unwrap_or_else(|failure| panic!("{name}: {failure:?}"))))
        .collect()
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "车<script>alert(1)</script>\"'><b onclick=x style=y>&amp;";
    for lang in Lang::ALL {
        for (name, page) in pages(lang, hostile) {
            for bad in ["<script", "<b onclick", "\"'>", "车<s"] {
                assert!(!page.contains(bad), "{name} in {lang}: {bad}");
            }
        }
    }
}

#[test]
fn every_page_has_its_sentences_in_both_languages() {
    for lang in Lang::ALL {
        for (name, page) in pages(lang, "某某局") {
            assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{name}");
            assert!(!page.contains('⟨'), "{name} in {lang} lacks a sentence");
        }
    }
}

#[test]
fn a_blank_is_not_a_nought() {
    let mut page = sample::commitment("某某局");
    page.measures = vec![sample::measure()];
    let drawn = commitment::page(sample::frame(Lang::Zh, "某区"), &page, Default::default()).unwrap_or_default();
    assert!(drawn.contains("<b>未报</b>"));
    assert!(!drawn.contains("<b>0"));
}
