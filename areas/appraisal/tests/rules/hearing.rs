//! From a first result to a final one, refusal by refusal.

use std::collections::BTreeSet;

use shishi_appraisal::AppraisalRefusal;
use shishi_appraisal::hearing::{
    CORRECTIONS_MAX, Correction, HEARING_DAYS_MAX, Judgement, Progress, WORDS_CHARS_MAX, corrected, judge,
};
use shishi_appraisal::input::Input;
use shishi_kernel::{CommitmentId, UnitId};

use crate::build::{code, date, fact};

fn progress(runs: u32, until: Option<&str>, replies: &[Option<bool>], finished: bool) -> Progress {
    Progress {
        approved: true,
        runs,
        reply_until: until.map(date),
        replies: replies.to_vec(),
        finished,
    }
}

const UNTIL: Option<&str> = Some("2021-01-20");

type Said = (&'static str, Result<String, AppraisalRefusal>);

fn said<T: ToString>(expected: &'static str, got: Result<T, AppraisalRefusal>) -> Said {
    (expected, got.map(|value| value.to_string()))
}

fn steps() -> Vec<Said> {
    let (to, after) = (date("2020-12-31"), date("2021-02-01"));
    let long = "长".repeat(WORDS_CHARS_MAX + 1);
    let draft = Progress::default();
    let reply = |progress: &Progress, appraised, replied, words: &str, today| {
        progress.reply(appraised, replied, words, date(today))
    };
    let heard = progress(1, UNTIL, &[], false);
    let accepted = progress(1, UNTIL, &[Some(false), Some(true)], false);
    vec![
        said("appraisal.not_approved", draft.run(to, after)),
        said("appraisal.period_open", progress(0, None, &[], false).run(to, to)),
        said("1", progress(0, None, &[], false).run(to, after)),
        said("appraisal.final_already", progress(1, UNTIL, &[], true).run(to, after)),
        said("appraisal.run_already", progress(1, None, &[], false).run(to, after)),
        said(
            "appraisal.run_already",
            progress(1, UNTIL, &[Some(false)], false).run(to, after),
        ),
        said(
            "appraisal.run_already",
            progress(2, UNTIL, &[Some(true)], false).run(to, after),
        ),
        said("appraisal.reply_open", accepted.run(to, date("2021-01-20"))),
        said(
            "appraisal.replies_waiting",
            progress(1, UNTIL, &[Some(true), None], false).run(to, after),
        ),
        said("2", accepted.run(to, after)),
        said("appraisal.not_run", progress(0, None, &[], false).publish(10, after)),
        said("appraisal.published_already", heard.publish(10, after)),
        said("appraisal.days_unfit", progress(1, None, &[], false).publish(4, after)),
        said(
            "appraisal.days_unfit",
            progress(1, None, &[], false).publish(HEARING_DAYS_MAX + 1, after),
        ),
        said("2021-02-11", progress(1, None, &[], false).publish(10, after)),
        said(
            "appraisal.not_published",
            reply(&progress(1, None, &[], false), true, false, "有误", "2021-01-05"),
        ),
        said(
            "appraisal.not_appraised",
            reply(&heard, false, false, "有误", "2021-01-05"),
        ),
        said("appraisal.reply_late", reply(&heard, true, false, "有误", "2021-01-21")),
        said(
            "appraisal.replied_already",
            reply(&heard, true, true, "有误", "2021-01-20"),
        ),
        said("appraisal.words_missing", reply(&heard, true, false, " ", "2021-01-20")),
        said("appraisal.words_long", reply(&heard, true, false, &long, "2021-01-20")),
        said("有误", reply(&heard, true, false, " 有误 ", "2021-01-20")),
        said(
            "appraisal.not_published",
            progress(1, None, &[], false).finish(after).map(|()| ""),
        ),
        said("appraisal.reply_open", heard.finish(date("2021-01-20")).map(|()| "")),
        said(
            "appraisal.replies_waiting",
            progress(1, UNTIL, &[None], false).finish(after).map(|()| ""),
        ),
        said("appraisal.rerun_first", accepted.finish(after).map(|()| "")),
        said(
            "appraisal.final_already",
            progress(2, UNTIL, &[Some(true)], true).finish(after).map(|()| ""),
        ),
        said(
            "final",
            progress(2, UNTIL, &[Some(true)], false).finish(after).map(|()| "final"),
        ),
        said("final", heard.finish(after).map(|()| "final")),
    ]
}

fn correction(unit: i64, commitment: i64, done: u32, of: u32) -> Correction {
    Correction {
        unit: UnitId(unit),
        commitment: CommitmentId(commitment),
        input: Input::MilestonesOnTime,
        done,
        of,
    }
}

/// Expected, judged before, the judge's unit, accepted, reason, corrections.
type Asked = (&'static str, bool, Option<i64>, bool, &'static str, Vec<Correction>);

fn judgements() -> Vec<Said> {
    let facts = [
        fact(Input::MilestonesOnTime, "1 7 lead 2/4"),
        fact(Input::TargetVerified, "1 7 lead 0/1"),
    ];
    let parties: BTreeSet<UnitId> = [1, 2].map(UnitId).into();
    let rows: Vec<Asked> = vec![
        ("appraisal.judged_already", true, Some(1), true, "", vec![]),
        ("appraisal.own_interest", false, Some(1), true, "", vec![]),
        ("appraisal.own_interest", false, Some(2), true, "", vec![]),
        ("appraisal.words_missing", false, Some(3), true, "", vec![]),
        ("appraisal.correction_missing", false, None, true, "属实", vec![]),
        (
            "appraisal.correction_unknown",
            false,
            None,
            true,
            "属实",
            vec![correction(1, 8, 3, 4)],
        ),
        (
            "appraisal.correction_unknown",
            false,
            None,
            true,
            "属实",
            vec![correction(2, 7, 3, 4)],
        ),
        (
            "appraisal.correction_unfit",
            false,
            None,
            true,
            "属实",
            vec![correction(1, 7, 5, 4)],
        ),
        (
            "appraisal.correction_unfit",
            false,
            None,
            true,
            "属实",
            vec![correction(1, 7, 0, 0)],
        ),
        (
            "appraisal.correction_unfit",
            false,
            None,
            true,
            "属实",
            vec![correction(1, 7, 2, 4)],
        ),
        (
            "appraisal.correction_unfit",
            false,
            None,
            true,
            "属实",
            vec![correction(1, 7, 3, 4); CORRECTIONS_MAX + 1],
        ),
        (
            "true 1 属实",
            false,
            Some(3),
            true,
            " 属实 ",
            vec![correction(1, 7, 3, 4)],
        ),
        (
            "false 0 不属实",
            false,
            None,
            false,
            "不属实",
            vec![correction(1, 7, 3, 4)],
        ),
    ];
    rows.into_iter()
        .map(|(expected, judged, by, accepted, reason, corrections)| {
            let asked = Judgement {
                corrections,
                accepted,
                reason: reason.into(),
            };
            let got = judge(UnitId(1), judged, &facts, &parties, by.map(UnitId), asked);
            said(
                expected,
                got.map(|made| format!("{} {} {}", made.accepted, made.corrections.len(), made.reason)),
            )
        })
        .collect()
}

#[test]
fn each_step_follows_or_is_refused() {
    for (expected, got) in steps().into_iter().chain(judgements()) {
        let said = match &got {
            Ok(said) => said,
            Err(_) => code(&got),
        };
        assert_eq!(said, expected);
    }
}

#[test]
fn a_correction_stands_in_the_place_of_its_input_alone() {
    let facts = [
        fact(Input::MilestonesOnTime, "1 7 lead 2/4"),
        fact(Input::MilestonesOnTime, "2 7 help 2/4"),
        fact(Input::TargetVerified, "1 7 lead 0/1"),
    ];
    let corrections = [correction(1, 7, 3, 4), correction(1, 7, 4, 4), correction(3, 7, 1, 4)];
    let mut expected = facts.to_vec();
    expected[0].done = 4;
    assert_eq!(corrected(&facts, &corrections), expected, "the last correction holds");
    assert_eq!(corrected(&facts, &[]), facts);
}

pub fn seen() -> BTreeSet<&'static str> {
    let all = steps().into_iter().chain(judgements());
    all.map(|(_, got)| code(&got)).filter(|code| *code != "ok").collect()
}
