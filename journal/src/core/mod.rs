//! The log's arithmetic and text forms: no files, no clock, no randomness.

mod batch;
mod canonical;
mod checkpoint;
mod hash;
mod note;
mod proof;
mod range;
mod receipt;
mod tile;

pub use batch::{BatchReceipt, BatchTree};
pub use canonical::canonical;
pub use checkpoint::Checkpoint;
pub use hash::{EMPTY_ROOT, Hash, leaf_hash, node_hash};
pub use note::{Note, SigningKey, VerifyingKey};
pub use proof::{HashReader, consistency_proof, inclusion_proof, subtree_root, verify_consistency, verify_inclusion};
pub use range::CompactRange;
pub use receipt::Receipt;
pub use tile::{
    ENTRY_BYTES_MAX, TILE_WIDTH, Tile, TileKind, bundle_entries, bundle_parse, bundle_push, tile_at, tile_hash,
    tile_parse, tiles_of,
};
