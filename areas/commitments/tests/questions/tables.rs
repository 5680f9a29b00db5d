//! Each rule at its line: what is just not asked, and what just is.

use shishi_commitments::question::arithmetic::{
    Cumulative, Parts, Share, TargetVersion, eased_at_the_end, impossible_shares, impossible_values, parts_differ,
};
use shishi_commitments::question::filing::{Edit, Entered, Filing, edited_late, entered_late, missing_or_late};
use shishi_commitments::question::peers::{Peer, outliers};
use shishi_commitments::question::photo::{Coordinates, Photo, PhotoFacts, odd_facts, seen_before};
use shishi_commitments::question::shape::{Arrival, equal_steps, late_jump, night_batch};
use shishi_commitments::question::sources::{Complaint, Counted, DoneSite, Paid, payment_gap, public_echo, source_gap};
use shishi_commitments::question::{Pattern, Period};
use shishi_kernel::{CommitmentId, Comparator, EvidenceId, Fen};

use crate::build::{at, date, month, number, reported, subject, text, year};

#[test]
fn reports_missing_or_late() {
    for (filed, today, expected) in [
        ("", "2020-04-12", ""),
        ("", "2020-04-13", "report_missing due=2020-04-05 days=8 threshold=7"),
        ("2020-04-05T15:59:59Z", "2020-12-31", ""),
        ("2020-04-08T15:59:59Z", "2020-12-31", ""),
        (
            "2020-04-08T16:00:00Z",
            "2020-12-31",
            "report_late due=2020-04-05 days=4 threshold=3",
        ),
        ("2020-03-01T00:00:00Z", "2020-12-31", ""),
    ] {
        let filing = Filing {
            subject: subject(1, None),
            period: month(3),
            due: date("2020-04-05"),
            filed: (!filed.is_empty()).then(|| at(filed)),
        };
        let flags: Vec<_> = missing_or_late(&filing, date(today)).into_iter().collect();
        assert_eq!(text(&flags), expected, "{filed} {today}");
    }
}

#[test]
fn entered_or_changed_afterwards() {
    for (entered, asked) in [
        ("2020-03-10T15:00:00Z", false),
        ("2020-03-12T15:59:59Z", false),
        ("2020-03-12T16:00:00Z", true),
        // Entered before it happened: the rule on records refuses that.
        ("2020-03-01T00:00:00Z", false),
    ] {
        let event = Entered {
            subject: subject(1, None),
            period: month(3),
            on: date("2020-03-10"),
            at: at(entered),
        };
        assert_eq!(entered_late(&event).is_some(), asked, "{entered}");
    }
    for (changed, reopened, asked) in [
        ("2020-04-05T15:59:59Z", false, false),
        ("2020-04-05T16:00:00Z", false, true),
        ("2020-04-05T16:00:00Z", true, false),
    ] {
        let edit = Edit {
            subject: subject(1, None),
            period: month(3),
            deadline: date("2020-04-05"),
            at: at(changed),
            reopened,
        };
        assert_eq!(edited_late(&edit).is_some(), asked, "{changed}");
    }
}

#[test]
fn parts_and_totals() {
    for (total, parts, expected) in [
        ("35", vec![], ""),
        ("35", vec!["12", "12", "11"], ""),
        ("35.0", vec!["12", "23"], ""),
        ("35", vec!["12", "12", "12"], "parts_differ total=35 sum=36"),
        ("0", vec!["1"], "parts_differ total=0 sum=1"),
    ] {
        let parts = Parts {
            subject: subject(1, None),
            period: month(3),
            total: number(total),
            parts: parts.into_iter().map(number).collect(),
        };
        let flags: Vec<_> = parts_differ(&parts).into_iter().collect();
        assert_eq!(text(&flags), expected);
    }
}

#[test]
fn cumulative_values() {
    let series = |values: &[&str]| Cumulative {
        subject: subject(1, None),
        values: values.iter().map(|value| reported(value)).collect(),
        most: Some(number("35")),
        full: Some(number("35")),
        starts: Some(date("2020-03-01")),
    };
    for (values, expected) in [
        (vec![], ""),
        (vec!["2020-03-31 3", "2020-04-30 3"], ""),
        (
            vec!["2020-03-31 3", "2020-04-30 2"],
            "value_falls on=2020-04-30 value=2 before=3",
        ),
        (vec!["2020-03-31 3", "2020-04-30 2 noted"], ""),
        (vec!["2020-03-31 36"], "over_target on=2020-03-31 value=36 target=35"),
        (vec!["2020-03-31 36 noted"], ""),
        (
            vec!["2020-02-29 35"],
            "done_before_start on=2020-02-29 value=35 starts=2020-03-01",
        ),
        (vec!["2020-03-01 35"], ""),
    ] {
        assert_eq!(text(&impossible_values(&series(&values))), expected, "{values:?}");
    }
}

#[test]
fn shares() {
    let share = |month_number: i8, text: &str| {
        let mut words = text.split(['/', ' ']);
        Share {
            period: month(month_number),
            numerator: number(words.next().unwrap()),
            denominator: number(words.next().unwrap()),
            noted: words.next().is_some(),
        }
    };
    for (first, second, expected) in [
        ("50/100", "60/100", ""),
        ("50/100", "101/100", "numerator_over numerator=101 denominator=100"),
        ("50/100", "50/90", "denominator_shrinks before=100 denominator=90"),
        ("50/100", "50/90 noted", ""),
        // The whole shrinks and the share with it: nobody gains.
        ("50/100", "40/90", ""),
        ("50/100", "45/90", ""),
    ] {
        let shares = [share(3, first), share(4, second)];
        assert_eq!(
            text(&impossible_shares(subject(1, None), &shares)),
            expected,
            "{second}"
        );
    }
}

#[test]
fn targets_eased_at_the_end() {
    for (comparator, value, since, asked) in [
        (Comparator::Ge, "30", "2020-11-24", false),
        (Comparator::Ge, "30", "2020-11-26", true),
        (Comparator::Ge, "40", "2020-11-26", false),
        (Comparator::Le, "30", "2020-11-26", false),
        (Comparator::Le, "40", "2021-01-10", true),
    ] {
        let version = |version, value, since| TargetVersion {
            version,
            comparator,
            value: number(value),
            since: date(since),
        };
        let versions = [version(1, "35", "2020-01-01"), version(2, value, since)];
        let flags = eased_at_the_end(subject(1, None), year(), &versions);
        assert_eq!(flags.len(), usize::from(asked), "{value} {since}");
    }
}

#[test]
fn leaps_at_the_end() {
    for (values, expected) in [
        (vec!["2020-11-30 60", "2020-12-31 90"], ""),
        (
            vec!["2020-11-30 60", "2020-12-31 91"],
            "late_jump from=60 to=91 since=2020-11-30 points=31 threshold=30",
        ),
        // As much, but not at the end.
        (vec!["2020-08-31 60", "2020-09-30 91"], ""),
        // Silent since summer: a missing report, not a leap.
        (vec!["2020-08-31 20", "2020-12-31 91"], ""),
    ] {
        let values: Vec<_> = values.iter().map(|value| reported(value)).collect();
        let flags: Vec<_> = late_jump(subject(1, None), year(), number("100"), &values)
            .into_iter()
            .collect();
        assert_eq!(text(&flags), expected);
    }
}

#[test]
fn steps_that_are_all_alike() {
    let series = |step: i64, count: i8| -> Vec<_> {
        (1..=count)
            .map(|number| {
                let mut value = reported("2020-01-31 0");
                value.period = month(number);
                value.point.on = value.period.to;
                value.point.value = (step * i64::from(number)).into();
                value
            })
            .collect()
    };
    for (step, count, asked) in [
        (10, 7, true),
        (10, 6, false),
        (9, 12, false),
        (0, 12, false),
        (137, 12, true),
    ] {
        let flag = equal_steps(subject(1, None), &series(step, count));
        assert_eq!(flag.is_some(), asked, "{step} {count}");
    }
}

#[test]
fn nights_with_many_reports() {
    // Half past one at night here is half past five in the afternoon before, in UTC.
    for (first, minutes_apart, units, asked) in [
        ("2020-04-05T17:30:00Z", 10, 5, 5),
        ("2020-04-05T17:30:00Z", 10, 4, 0),
        ("2020-04-05T17:30:00Z", 15, 5, 0),
        ("2020-04-05T05:30:00Z", 10, 9, 0),
    ] {
        let arrivals: Vec<_> = (0..units)
            .map(|unit| Arrival {
                subject: subject(unit, None),
                at: at(first) + jiff::SignedDuration::from_mins(minutes_apart * unit),
            })
            .collect();
        assert_eq!(night_batch(month(3), &arrivals).len(), asked, "{first} {minutes_apart}");
    }
}

#[test]
fn values_far_from_the_peers() {
    for (values, expected) in [
        // Median 50, median deviation 2: 0.6745 × d / 2 > 3.5 from d = 10.4.
        ("46 48 48 50 50 52 52 54 60", ""),
        (
            "46 48 48 50 50 52 52 54 61",
            "outlier value=61 median=50 score=3.7 peers=9 threshold=3.5",
        ),
        (
            "39 48 48 50 50 52 52 54 50",
            "outlier value=39 median=50 score=-3.7 peers=9 threshold=3.5",
        ),
        // Too few: the others' bounds and once more their width.
        ("40 45 50 60", ""),
        ("40 45 50 61", "outlier value=61 low=40 high=50 peers=4"),
        ("29 40 45 50", "outlier value=29 low=40 high=50 peers=4"),
        ("40 50 61", ""),
        // More than half are equal: no spread to measure by.
        ("0 0 0 0 0 0 0 0 0 5", ""),
        ("0 0 0 0 0 0 0 0 5 11", "outlier value=11 low=0 high=5 peers=10"),
        ("", ""),
    ] {
        let peers: Vec<_> = (1..)
            .zip(values.split_whitespace())
            .map(|(unit, value)| Peer {
                subject: subject(unit, None),
                value: number(value),
            })
            .collect();
        assert_eq!(text(&outliers(month(3), &peers)), expected, "{values}");
    }
}

#[test]
fn other_sources() {
    for (value, paid, asked) in [
        ("60", 40, false),
        ("60.2", 40, true),
        ("20", 40, false),
        ("19", 40, true),
    ] {
        let paid = Paid {
            subject: subject(1, None),
            period: month(3),
            value: number(value),
            target: number("100"),
            paid: Fen(paid),
            whole: Fen(100),
        };
        assert_eq!(payment_gap(&paid).is_some(), asked, "{value}");
    }
    let nothing = Paid {
        subject: subject(1, None),
        period: month(3),
        value: number("5"),
        target: number("0"),
        paid: Fen(0),
        whole: Fen(0),
    };
    assert_eq!(payment_gap(&nothing), None);
    for (claimed, counted, asked) in [
        ("100", "90", false),
        ("100", "89", true),
        ("100", "111", true),
        ("0", "1", true),
        ("0", "0", false),
    ] {
        let counted = Counted {
            subject: subject(1, None),
            period: month(3),
            reported: number(claimed),
            counted: number(counted),
        };
        assert_eq!(source_gap(&counted).is_some(), asked, "{claimed}");
    }
}

const SITE: Coordinates = Coordinates {
    latitude: 35_400_000,
    longitude: 116_600_000,
};

fn north(metres: i32) -> Coordinates {
    Coordinates {
        latitude: SITE.latitude + metres * 9,
        ..SITE
    }
}

#[test]
fn complaints_round_a_site() {
    let site = DoneSite {
        subject: subject(1, Some(7)),
        period: month(6),
        done: date("2020-06-30"),
        place: SITE,
    };
    for (complaints, asked) in [
        (vec![("2020-07-02", 0), ("2020-07-05", 100)], false),
        (vec![("2020-07-02", 0), ("2020-07-05", 100), ("2020-09-28", 490)], true),
        (vec![("2020-07-02", 0), ("2020-07-05", 100), ("2020-07-06", 600)], false),
        (vec![("2020-07-02", 0), ("2020-07-05", 100), ("2020-09-29", 0)], false),
        // More before than after: the site made it better.
        (
            vec![
                ("2020-07-02", 0),
                ("2020-07-05", 0),
                ("2020-07-06", 0),
                ("2020-05-01", 0),
                ("2020-05-02", 0),
                ("2020-06-01", 0),
                ("2020-06-30", 0),
            ],
            false,
        ),
    ] {
        let complaints: Vec<_> = complaints
            .into_iter()
            .map(|(on, metres)| Complaint {
                on: date(on),
                place: north(metres),
            })
            .collect();
        assert_eq!(public_echo(&site, &complaints).is_some(), asked, "{complaints:?}");
    }
}

#[test]
fn pictures_seen_before() {
    let known = Photo {
        evidence: EvidenceId(1),
        subject: subject(1, Some(7)),
        period: month(3),
        digest: [1; 32],
        hash: Some(0xff00_ff00_ff00_ff00),
    };
    for (name, change, expected) in [
        ("another", (|_| ()) as fn(&mut Photo), ""),
        ("the same file", |photo| photo.digest = [1; 32], "photo_same"),
        ("6 bits", |photo| photo.hash = Some(0xff00_ff00_ff00_ff3f), "photo_near"),
        (
            "7 bits",
            |photo| photo.hash = Some(0xff00_ff00_ff00_ff7f),
            "photo_review",
        ),
        (
            "10 bits",
            |photo| photo.hash = Some(0xff00_ff00_ff03_ffff),
            "photo_review",
        ),
        ("11 bits", |photo| photo.hash = Some(0xff00_ff00_ff07_ffff), ""),
        ("no hash", |photo| photo.hash = None, ""),
        (
            "another commitment",
            |photo| {
                photo.digest = [1; 32];
                photo.subject.commitment = CommitmentId(2);
            },
            "photo_same",
        ),
        (
            "the same site a month later, nearly alike",
            |photo| {
                photo.subject = subject(1, Some(7));
                photo.hash = Some(0xff00_ff00_ff00_ff01);
            },
            "",
        ),
        (
            "the same site a month later, the same picture",
            |photo| {
                photo.subject = subject(1, Some(7));
                photo.hash = Some(0xff00_ff00_ff00_ff00);
            },
            "photo_same",
        ),
        (
            "the same report",
            |photo| {
                photo.subject = subject(1, Some(7));
                photo.period = month(3);
                photo.digest = [1; 32];
            },
            "",
        ),
    ] {
        let mut photo = Photo {
            evidence: EvidenceId(2),
            subject: subject(2, Some(8)),
            period: month(4),
            digest: [2; 32],
            hash: Some(0),
        };
        change(&mut photo);
        let found = seen_before(&photo, &[known]);
        assert_eq!(found.map_or("", |flag| flag.pattern.code()), expected, "{name}");
    }
}

#[test]
fn what_pictures_say() {
    for (taken, changed, metres, expected) in [
        ("2020-03-10", "", 499, ""),
        ("2020-02-29", "", 0, ""),
        ("2020-02-28", "", 0, "photo_time"),
        ("2020-04-01", "", 0, ""),
        ("2020-04-02", "", 0, "photo_time"),
        // The camera says tomorrow and the day after: a wrong clock at the least.
        ("2020-04-07", "", 0, "photo_contradicts"),
        ("2020-03-10", "2020-03-12", 0, ""),
        ("2020-03-10", "2020-03-08", 0, "photo_contradicts"),
        ("2020-03-10", "", 510, "photo_place"),
        ("", "", 510, "photo_place"),
        ("", "", 0, ""),
    ] {
        let day = |text: &str| (!text.is_empty()).then(|| date(text));
        let facts = PhotoFacts {
            evidence: EvidenceId(1),
            subject: subject(1, Some(7)),
            period: month(3),
            taken: day(taken),
            changed: day(changed),
            place: Some(north(metres)),
            site: Some(SITE),
            received: at("2020-04-05T00:00:00Z"),
        };
        let codes: Vec<_> = odd_facts(&facts).iter().map(|flag| flag.pattern.code()).collect();
        assert_eq!(codes.join(" "), expected, "{taken} {changed} {metres}");
    }
    assert_eq!(SITE.metres_to(SITE), 0);
    let east = Coordinates {
        longitude: SITE.longitude + 11_033,
        ..SITE
    };
    // A degree of longitude is 90.6 km here.
    assert_eq!(SITE.metres_to(east), 1_000);
}

#[test]
fn patterns_have_codes_of_their_own() {
    for pattern in Pattern::ALL {
        assert_eq!(Pattern::from_code(pattern.code()), Some(*pattern));
        assert!(pattern.rule().code().starts_with('r'));
    }
    assert_eq!(Pattern::from_code("guilty"), None);
}

#[test]
fn the_same_flag_has_the_same_fingerprint() {
    let filing = |unit, number| Filing {
        subject: subject(unit, Some(7)),
        period: month(number),
        due: date("2020-04-05"),
        filed: None,
    };
    let fingerprint = |unit, number, today| {
        let flag = missing_or_late(&filing(unit, number), date(today)).unwrap();
        flag.fingerprint()
    };
    assert_eq!(fingerprint(1, 3, "2020-04-13"), fingerprint(1, 3, "2020-05-13"));
    assert_eq!(
        fingerprint(1, 3, "2020-04-13"),
        "report_missing:1:1:1:7:2020-03-01:2020-03-31"
    );
    assert_ne!(fingerprint(1, 3, "2020-04-13"), fingerprint(2, 3, "2020-04-13"));
    assert_eq!(
        month(2),
        Period {
            from: date("2020-02-01"),
            to: date("2020-02-29")
        }
    );
}
