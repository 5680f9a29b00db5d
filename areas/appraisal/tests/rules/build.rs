//! Short words for schemes and facts.

use shishi_appraisal::document::{Document, SCHEMA};
use shishi_appraisal::hearing::{Correction, corrected};
use shishi_appraisal::input::Input;
use shishi_appraisal::scheme::{Criterion, Scheme};
use shishi_appraisal::score::{Fact, Part, run};
use shishi_kernel::{CommitmentId, Date, Refusal, UnitId};

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The code of a refusal, with every argument looked at; `ok` when there is none.
pub fn code<T, R: Refusal>(result: &Result<T, R>) -> &'static str {
    let Err(refusal) = result else { return "ok" };
    assert!(!refusal.to_string().is_empty());
    assert!(refusal.arguments().iter().all(|(_, value)| !value.is_empty()));
    refusal.code()
}

pub fn criterion(input: Input, weight: u32, floor: u32, full: u32) -> Criterion {
    Criterion {
        input,
        weight,
        floor,
        full,
    }
}

pub fn scheme(criteria: Vec<Criterion>) -> Scheme {
    Scheme {
        title: "办法".into(),
        from: date("2020-07-01"),
        to: date("2020-12-31"),
        lead: 100,
        help: 30,
        ranks: true,
        criteria,
    }
}

/// `1 2 lead 3/4`: unit, commitment, part, done of due.
pub fn fact(input: Input, text: &str) -> Fact {
    let words: Vec<&str> = text.split(' ').collect();
    let (done, of) = words[3].split_once('/').unwrap();
    Fact {
        unit: UnitId(words[0].parse().unwrap()),
        commitment: CommitmentId(words[1].parse().unwrap()),
        part: Part::from_code(words[2]).unwrap(),
        input,
        done: done.parse().unwrap(),
        of: of.parse().unwrap(),
    }
}

pub fn document(scheme: Scheme, facts: Vec<Fact>, corrections: Vec<Correction>) -> Document {
    Document {
        schema: SCHEMA.into(),
        run: 1,
        units: facts
            .iter()
            .map(|fact| (fact.unit, format!("单位{}", fact.unit)))
            .collect(),
        commitments: facts
            .iter()
            .map(|fact| (fact.commitment, format!("2020-{}", fact.commitment)))
            .collect(),
        results: run(&scheme, &corrected(&facts, &corrections)),
        scheme,
        facts,
        corrections,
    }
}

/// Chance by a seed (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    pub fn small(&mut self, bound: u64) -> u32 {
        u32::try_from(self.below(bound)).unwrap()
    }
}

/// A scheme, facts and corrections of any shape: no data, nothing due, twice the same, helping that does not count.
pub fn shape(seed: u64) -> (Scheme, Vec<Fact>, Vec<Correction>) {
    let mut chance = Chance(seed);
    let count = 1 + chance.small(4) as usize;
    let mut left = 100;
    let criteria = (0..count)
        .map(|index| {
            let weight = if index + 1 == count { left } else { 1 + chance.small(20) };
            left -= weight;
            let floor = chance.small(100);
            criterion(
                Input::ALL[index],
                weight,
                floor,
                floor + 1 + chance.small(u64::from(100 - floor)),
            )
        })
        .collect();
    let mut scheme = scheme(criteria);
    scheme.lead = chance.small(101);
    scheme.help = chance.small(101);
    scheme.ranks = chance.below(2) == 0;
    let units = 1 + chance.below(6);
    let commitments = 1 + chance.below(9);
    let facts: Vec<Fact> = (0..chance.below(60))
        .map(|_| {
            let of = [0, 1, 2, 3, 7, 8, 40, 1_000_000][chance.below(8) as usize];
            Fact {
                unit: UnitId(1 + chance.below(units) as i64),
                commitment: CommitmentId(1 + chance.below(commitments) as i64),
                part: Part::ALL[chance.below(2) as usize],
                input: Input::ALL[chance.below(5) as usize],
                done: chance.small(u64::from(of) + 1),
                of,
            }
        })
        .collect();
    let mut corrections = Vec::new();
    if let Some(fact) = facts.first().filter(|_| chance.below(3) == 0) {
        let (unit, commitment, input) = (fact.unit, fact.commitment, fact.input);
        for (done, of) in [(1, 2), (2, 2)] {
            corrections.push(Correction {
                unit,
                commitment,
                input,
                done,
                of,
            });
        }
    }
    (scheme, facts, corrections)
}
