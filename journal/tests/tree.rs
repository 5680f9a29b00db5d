//! The tree's arithmetic against published vectors, a naive model, and the `tlog_tiles` crate.

mod common;

use common::naive::{Leaves, naive_root};
use proptest::prelude::*;
use shishi_journal::core::{
    EMPTY_ROOT, HashReader, consistency_proof, inclusion_proof, node_hash, subtree_root, verify_consistency,
    verify_inclusion,
};
use shishi_journal::{CompactRange, Hash, leaf_hash};
use tlog_tiles::tlog;

/// The eight leaves that RFC 6962 implementations share, and the root after each (Certificate Transparency's reference tests).
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn classic() -> Leaves {
    Leaves(
        LEAVES
            .iter()
            .map(|leaf| leaf_hash(&hex::decode(leaf).unwrap()))
            .collect(),
    )
}

#[test]
fn the_classic_tree_has_the_classic_roots() {
    let mut range = CompactRange::new();
    for (size, root) in ROOTS.iter().enumerate() {
        let computed = [
            range.root(),
            naive_root(&classic().0[..size]),
            subtree_root(&classic(), 0, size as u64).unwrap(),
        ];
        assert_eq!(computed.map(Hash::to_hex), [*root; 3], "size {size}");
        range.extend(classic().0.get(size).copied());
    }
}

/// The proofs in the classic tree, by the (level, index) of the nodes that RFC 6962 asks for.
#[test]
fn the_classic_tree_has_the_classic_proofs() {
    let node = |(level, index): (u8, u64)| classic().hash(level, index).unwrap();
    type Rows<'a> = &'a [(u64, u64, &'a [(u8, u64)])];
    let inclusions: Rows = &[
        (0, 1, &[]),
        (0, 8, &[(0, 1), (1, 1), (2, 1)]),
        (5, 8, &[(0, 4), (1, 3), (2, 0)]),
        (2, 3, &[(1, 0)]),
        (6, 7, &[(1, 2), (2, 0)]),
        (4, 5, &[(2, 0)]),
    ];
    for (index, size, nodes) in inclusions {
        let proof: Vec<_> = nodes.iter().copied().map(node).collect();
        assert_eq!(
            inclusion_proof(&classic(), *index, *size).unwrap(),
            proof,
            "leaf {index} of {size}"
        );
    }
    let consistencies: Rows = &[
        (1, 1, &[]),
        (1, 8, &[(0, 1), (1, 1), (2, 1)]),
        (6, 8, &[(1, 2), (1, 3), (2, 0)]),
        (4, 8, &[(2, 1)]),
        (3, 7, &[(0, 2), (0, 3), (1, 0)]),
        (0, 8, &[]),
    ];
    for (old, new, nodes) in consistencies {
        let proof = consistency_proof(&classic(), *old, *new).unwrap();
        let expected: Vec<_> = match (old, new) {
            // The right part of a tree of seven is not one node.
            (3, 7) => nodes
                .iter()
                .copied()
                .map(node)
                .chain([node_hash(&node((1, 2)), &node((0, 6)))])
                .collect(),
            _ => nodes.iter().copied().map(node).collect(),
        };
        assert_eq!(proof, expected, "{old} to {new}");
    }
}

/// `tlog_tiles` over the same leaves: all its stored hashes in memory.
struct Theirs(Vec<tlog::Hash>);

impl tlog::HashReader for Theirs {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

fn theirs(leaves: &[Hash]) -> Theirs {
    let mut stored = Theirs(Vec::new());
    for (index, leaf) in leaves.iter().enumerate() {
        let more = tlog::stored_hashes_for_record_hash(index as u64, tlog::Hash(leaf.0), &stored).unwrap();
        stored.0.extend(more);
    }
    stored
}

/// Compares roots and proofs at a size, for some leaves and older sizes.
fn agree(leaves: &Leaves, oracle: &Theirs, size: u64, picks: &[u64]) {
    let root = subtree_root(leaves, 0, size).unwrap();
    assert_eq!(root.0, tlog::tree_hash(size, oracle).unwrap().0, "root at {size}");
    assert_eq!(
        root,
        leaves.0[..size as usize]
            .iter()
            .copied()
            .collect::<CompactRange>()
            .root()
    );
    for pick in picks.iter().map(|pick| pick % size) {
        let (proof, leaf) = (inclusion_proof(leaves, pick, size).unwrap(), leaves.0[pick as usize]);
        let other = tlog::prove_record(size, pick, oracle).unwrap();
        assert_eq!(
            proof.iter().map(|hash| hash.0).collect::<Vec<_>>(),
            other.iter().map(|hash| hash.0).collect::<Vec<_>>()
        );
        verify_inclusion(&leaf, pick, size, &proof, &root).unwrap();
        tlog::check_record(&other, size, tlog::Hash(root.0), pick, tlog::Hash(leaf.0)).unwrap();

        let old = pick + 1;
        let old_root = subtree_root(leaves, 0, old).unwrap();
        let proof = consistency_proof(leaves, old, size).unwrap();
        let other = tlog::prove_tree(size, old, oracle).unwrap();
        assert_eq!(
            proof.iter().map(|hash| hash.0).collect::<Vec<_>>(),
            other.iter().map(|hash| hash.0).collect::<Vec<_>>()
        );
        verify_consistency(old, &old_root, size, &root, &proof).unwrap();
        tlog::check_tree(&other, size, tlog::Hash(root.0), old, tlog::Hash(old_root.0)).unwrap();
    }
}

#[test]
fn agrees_with_tlog_tiles_at_awkward_sizes() {
    let leaves = Leaves((0..65_537).map(|index| leaf_hash(&common::entry(index))).collect());
    let oracle = theirs(&leaves.0);
    for size in [1, 2, 255, 256, 257, 65_535, 65_536, 65_537] {
        agree(
            &leaves,
            &oracle,
            size,
            &[0, 1, 2, size / 2, size - 1, 254, 255, 256, 40_000],
        );
    }
    assert_eq!(tlog::tree_hash(0, &oracle).unwrap().0, EMPTY_ROOT.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_tlog_tiles_at_any_size(size in 1u64..1500, picks in prop::collection::vec(any::<u64>(), 4)) {
        let leaves = Leaves((0..size).map(|index| leaf_hash(&common::entry(index))).collect());
        agree(&leaves, &theirs(&leaves.0), size, &picks);
        prop_assert_eq!(naive_root(&leaves.0), leaves.0.iter().copied().collect::<CompactRange>().root());
    }

    #[test]
    fn a_proof_holds_for_one_leaf_and_one_size_only(size in 2u64..400, a in any::<u64>(), b in any::<u64>()) {
        let leaves = Leaves((0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect());
        let (a, b) = (a % size, b % size);
        let proof = inclusion_proof(&leaves, a, size).unwrap();
        let root = naive_root(&leaves.0);
        let holds = |index: u64, leaf: u64| verify_inclusion(&leaves.0[leaf as usize], index, size, &proof, &root).is_ok();
        prop_assert!(holds(a, a));
        prop_assert!(a == b || !(holds(b, a) || holds(a, b) || holds(b, b)));
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct InclusionVector {
    name: String,
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsistencyVector {
    name: String,
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

fn hashes(texts: &[String]) -> Option<Vec<Hash>> {
    texts.iter().map(|text| Hash::from_base64(text)).collect()
}

/// The vectors of transparency-dev/merkle, an extra check where they lie beside the project.
#[test]
fn shared_vectors_give_the_expected_outcome() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/merkle");
    if !folder.exists() {
        println!("no shared vectors here: nothing compared beyond the tables above");
        return;
    }
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let inclusions: Vec<InclusionVector> = serde_json::from_slice(&read("inclusion.json")).unwrap();
    let consistencies: Vec<ConsistencyVector> = serde_json::from_slice(&read("consistency.json")).unwrap();
    assert!(inclusions.len() >= 98 && consistencies.len() >= 98);
    for vector in inclusions {
        // What is not even a hash cannot be given to the checker, and counts as refused.
        let texts = [vec![vector.root, vector.leaf_hash], vector.proof.unwrap_or_default()].concat();
        let holds = hashes(&texts).is_some_and(|hashes| {
            verify_inclusion(&hashes[1], vector.leaf_idx, vector.tree_size, &hashes[2..], &hashes[0]).is_ok()
        });
        assert_eq!(holds, !vector.want_err, "{}", vector.name);
    }
    for vector in consistencies {
        let proof = vector.proof.unwrap_or_default();
        // Some vectors use a text in place of a root; the checker only ever sees 32 bytes, so they are hashed first.
        let root = |text: &str| Hash::from_base64(text).unwrap_or_else(|| leaf_hash(text.as_bytes()));
        let holds = hashes(&proof).is_some_and(|proof| {
            let (old, new) = (root(&vector.root1), root(&vector.root2));
            verify_consistency(vector.size1, &old, vector.size2, &new, &proof).is_ok()
        });
        assert_eq!(holds, !vector.want_err, "{}", vector.name);
    }
}
