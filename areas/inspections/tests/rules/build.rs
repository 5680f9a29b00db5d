//! Lists and finished draws for the tests.

use shishi_inspections::Digest;
use shishi_inspections::draw::{
    BodyState, Candidate, Ceremony, Exclusion, Inspector, List, PROOF_SCHEMA, Proof, Reveal, SCHEME, commitment, freeze,
};
use shishi_kernel::{Date, UnitId};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Six kitchens of three risk classes, five inspectors of three units, three bodies.
pub fn list() -> List {
    let candidate = |number: u32| Candidate {
        number,
        name: format!("第{number}小学食堂"),
        weight: [1, 2, 4][number as usize % 3],
        units: vec![UnitId(i64::from(number % 3) + 1)],
    };
    let inspector = |number: u32| Inspector {
        number,
        unit: (number != 5).then_some(UnitId(i64::from(number % 3) + 1)),
    };
    List {
        scheme: SCHEME.into(),
        objects: (1..=6).map(candidate).collect(),
        inspectors: (1..=5).map(inspector).collect(),
        exclusions: vec![Exclusion {
            inspector: 5,
            object: 2,
        }],
        draw: 3,
        per_object: 2,
        bodies: vec!["市场监管所".into(), "审计局".into(), "人大代表联络站".into()],
        externals: vec!["福彩双色球 2020071 期".into()],
        fallback: "福彩双色球 2020072 期".into(),
    }
}

/// A reveal that depends on a number alone.
pub fn secret(number: u64) -> Reveal {
    let spread = |salt: u64| {
        let mut bytes = [0; 32];
        for (at, part) in bytes.chunks_mut(8).enumerate() {
            let word = (number + 1)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(salt * 7 + at as u64);
            part.copy_from_slice(&word.to_be_bytes());
        }
        Digest(bytes)
    };
    Reveal {
        salt: spread(1),
        secret: spread(2),
    }
}

/// A sealed draw of a list in which everybody but `silent` has opened a secret made of `number`.
pub fn ceremony(list: List, number: u64, silent: Option<usize>) -> Ceremony {
    let list = freeze(list).unwrap();
    let bodies = (0..list.bodies.len())
        .map(|body| {
            let reveal = secret(number * 100 + body as u64);
            BodyState {
                commitment: Some(commitment(&reveal)),
                reveal: (silent != Some(body)).then_some(reveal),
            }
        })
        .collect();
    Ceremony {
        frozen: list.digest(),
        list,
        commit_until: day("2020-06-05"),
        reveal_until: day("2020-06-10"),
        bodies,
        root: Some(secret(number + 5_000).salt),
        finished: false,
    }
}

/// The proof of a finished draw.
pub fn proof(ceremony: &Ceremony, externals: &[String], fallback: &str) -> Proof {
    let outcome = ceremony.finish(externals, fallback, day("2020-06-11")).unwrap();
    Proof {
        schema: PROOF_SCHEMA.into(),
        list: ceremony.list.clone(),
        list_sha256: ceremony.frozen,
        commitments: ceremony.bodies.iter().map(|body| body.commitment.unwrap()).collect(),
        reveals: ceremony.bodies.iter().map(|body| body.reveal).collect(),
        root: ceremony.root.unwrap(),
        root_size: 42,
        externals: externals.to_vec(),
        fallback: outcome.fallback,
        seed: outcome.seed,
        picks: outcome.picks,
    }
}
