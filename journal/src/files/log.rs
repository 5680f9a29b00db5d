//! The writer of a log.

use super::disk::{Disk, Guard, SystemDisk};
use super::edge::{Edge, Staged, damaged};
use super::lock::{Lock, folder_of, read, replace};
use super::reader::{Head, LogReader};
use super::reread::ReadBack;
use crate::core::{
    Checkpoint, ENTRY_BYTES_MAX, Hash, Note, SigningKey, Tile, TileKind, VerifyingKey, tile_at, tiles_of,
};
use crate::error::{JournalError, Result};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Leaves under one checkpoint at most; a call with more signs several.
const BATCH_LEAVES_MAX: usize = 65_536;
/// Files written before the first of them is synced, which bounds the open files.
const OPEN_FILES_MAX: usize = 64;

/// Where a log lives.
#[derive(Clone, Debug)]
pub struct LogPaths {
    /// Folder of the public files: `checkpoint` and `tile/`. It can be served as it is.
    pub tiles: PathBuf,
    /// File with the last signed checkpoint, outside that folder, and best on another disk and out of the backup.
    pub lock: PathBuf,
}

/// A log in a folder, open for writing. One at a time: a second one on the same folder or lock file is refused.
///
/// # Order of writes
///
/// The caller has committed the leaves in its database before it offers them; the journal only ever catches up with it.
///
/// 1. The tiles that the new leaves fill or lengthen are written, each file once, under names that no signed checkpoint needs:
///    the name of a partial tile tells its width. Nobody is told of them yet.
/// 2. Those files are synced, put in place by a rename, so that no file of a log is ever half written, and then the folders
///    with new names in them are synced.
/// 3. They are read back, and the new root is computed from those bytes along a second path (`reread.rs`), as is the old root,
///    which must be the one that was signed: what is signed is on the disk, and is a continuation.
/// 4. The checkpoint is signed and put into the lock file by compare-and-swap. From here on it counts.
/// 5. The public checkpoint is replaced.
/// 6. Partial tiles that have become full are removed.
///
/// A crash before 4 leaves tiles that nobody vouches for; they are written again, since the caller offers the same leaves again
/// after [`Log::open`] told it the size. A crash after 4 leaves an old public checkpoint; `open` writes the new one. So recovery
/// is no more than opening and publishing, and is run every day. After a failed write the outcome is unknown, and `publish`
/// refuses until [`Log::reload`] has looked.
///
/// # What the loss of each store, or an enemy in it, can do
///
/// - **Tiles folder.** Lost: the log stops until it is copied back from a mirror or built again from the database; nothing can be
///   forged. Changed: proofs fail and any full check names the first bad leaf. An enemy here can stop the log, not rewrite it.
/// - **Lock file.** Lost: `open` refuses. Put back to an older one: `open` refuses as long as the public checkpoint tells;
///   an enemy who rolls back both, and the database, can make the log sign a fork, which everyone who kept a
///   newer checkpoint or receipt can prove. Hence outside the tiles folder and out of the backup.
/// - **Database.** Rolled back or rewritten: [`Log::check_database`] refuses before anything is served.
/// - **Signing key.** Lost: the log is closed and another origin begun. Stolen: forks can be signed, but not hidden from those who
///   keep checkpoints.
pub struct Log {
    disk: Arc<dyn Disk>,
    paths: LogPaths,
    key: SigningKey,
    vkey: VerifyingKey,
    lock: Lock,
    edge: Edge,
    reader: LogReader,
    /// Folders known to be there with their names durable.
    folders: HashSet<PathBuf>,
    /// Set while a write is under way: still set afterwards, its outcome is unknown.
    unsure: bool,
    _guards: [Guard; 2],
}

impl Log {
    /// Opens the log of `origin` in a folder, or begins it there, with an empty tree signed. Finishes what a crash left undone.
    pub fn open(paths: LogPaths, origin: &str, key: &SigningKey) -> Result<Log> {
        Log::open_on(Arc::new(SystemDisk), paths, origin, key)
    }

    pub(super) fn open_on(disk: Arc<dyn Disk>, paths: LogPaths, origin: &str, key: &SigningKey) -> Result<Log> {
        let vkey = key.verifying(origin)?;
        let mut folders = HashSet::new();
        make_folder(&*disk, &paths.tiles, &mut folders)?;
        make_folder(&*disk, folder_of(&paths.lock), &mut folders)?;
        let guards = [
            guard(&*disk, paths.tiles.join(".writer"))?,
            guard(&*disk, beside(&paths.lock, ".guard"))?,
        ];
        let mut lock = Lock::open(disk.clone(), paths.lock.clone())?;
        if lock.note()?.is_none() {
            begin(&*disk, &paths, &mut lock, key, origin)?;
        }
        let (edge, reader) = load(&disk, &paths, &lock, &vkey)?;
        let key = key.clone();
        Ok(Log {
            disk,
            paths,
            key,
            vkey,
            lock,
            edge,
            reader,
            folders,
            unsure: false,
            _guards: guards,
        })
    }

    /// Looks again at what is on the disk, after a failed write. Afterwards [`Log::size`] is the truth.
    pub fn reload(&mut self) -> Result<()> {
        self.unsure = true;
        self.folders.clear();
        self.lock = Lock::open(self.disk.clone(), self.paths.lock.clone())?;
        let (edge, reader) = load(&self.disk, &self.paths, &self.lock, &self.vkey)?;
        let head = reader.head();
        self.reader.set_head(Head {
            checkpoint: head.checkpoint.clone(),
            note: head.note.clone(),
        });
        self.edge = edge;
        self.unsure = false;
        Ok(())
    }

    /// Appends entries, signs and publishes the checkpoint over them. When it returns, everything is durable.
    pub fn publish(&mut self, entries: &[Vec<u8>]) -> Result<Checkpoint> {
        if self.unsure {
            return Err(JournalError::NeedsReload);
        }
        if let Some(position) = entries.iter().position(|entry| entry.len() > ENTRY_BYTES_MAX) {
            return Err(JournalError::EntryTooLong {
                position,
                length: entries[position].len(),
            });
        }
        for batch in entries.chunks(BATCH_LEAVES_MAX) {
            self.publish_batch(batch)?;
        }
        Ok(self.reader.head().checkpoint.clone())
    }

    /// Like [`Log::publish`], for a caller that numbers its leaves: refused unless `first` is the log's next index.
    pub fn publish_from(&mut self, first: u64, entries: &[Vec<u8>]) -> Result<Checkpoint> {
        if self.unsure {
            return Err(JournalError::NeedsReload);
        }
        if first != self.size() {
            return Err(JournalError::NotNext {
                first,
                size: self.size(),
            });
        }
        self.publish(entries)
    }

    fn publish_batch(&mut self, entries: &[Vec<u8>]) -> Result<()> {
        self.unsure = true;
        let Staged { tiles, edge, filled } = self.edge.stage(entries);
        let checkpoint = Checkpoint {
            origin: self.vkey.name().to_string(),
            size: edge.size(),
            root: edge.root(),
        };
        self.write(&tiles)?;
        let names: Vec<Tile> = tiles.into_iter().map(|(tile, _)| tile).collect();
        self.read_back(&names, entries, &checkpoint)?;
        let note = self.key.sign(self.vkey.name(), &checkpoint.to_text())?;
        Note::parse(&note)?.open(&self.vkey)?;
        self.lock.swap(&note)?;
        replace(&*self.disk, &self.paths.tiles.join("checkpoint"), note.as_bytes())?;
        self.reader.set_head(Head { checkpoint, note });
        self.edge = edge;
        for tile in filled {
            // Left-over partial tiles do no harm, so it does not matter whether this succeeds.
            let folder = self.paths.tiles.join(tile.path_full() + ".p");
            self.folders.remove(&folder);
            let _ = self.disk.remove_folder(&folder);
        }
        self.unsure = false;
        Ok(())
    }

    fn write(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<()> {
        let mut changed = HashSet::new();
        for window in tiles.chunks(OPEN_FILES_MAX) {
            let mut unsynced = Vec::with_capacity(window.len());
            for (tile, bytes) in window {
                let path = self.paths.tiles.join(tile.path());
                let folder = folder_of(&path).to_path_buf();
                make_folder(&*self.disk, &folder, &mut self.folders)?;
                changed.insert(folder);
                // Under another name until its bytes are durable: a tile cut short by a crash would lie there for ever,
                // since the next run may never write a partial tile of this width again.
                let beside = path.with_extension("new");
                let file = self.disk.write(&beside, bytes);
                unsynced.push((
                    file.map_err(|source| JournalError::Io {
                        action: "write",
                        path: beside.clone(),
                        source,
                    })?,
                    beside,
                    path,
                ));
            }
            for (file, beside, path) in unsynced {
                file.sync().map_err(|source| JournalError::Io {
                    action: "sync",
                    path: beside.clone(),
                    source,
                })?;
                self.disk.rename(&beside, &path).map_err(|source| JournalError::Io {
                    action: "replace",
                    path,
                    source,
                })?;
            }
        }
        for path in changed {
            let synced = self.disk.sync_folder(&path);
            synced.map_err(|source| JournalError::Io {
                action: "sync",
                path,
                source,
            })?;
        }
        Ok(())
    }

    /// The second computation, from the bytes on the disk; see `reread.rs`.
    fn read_back(&self, tiles: &[Tile], entries: &[Vec<u8>], new: &Checkpoint) -> Result<()> {
        let old = &self.reader.head().checkpoint;
        let read = |tile: &Tile| self.reader.tile(tile);
        let mut back = ReadBack::read(tiles, old.size, entries, &read)?;
        for (checkpoint, size) in [(old, old.size), (new, new.size)] {
            let (computed, read) = (checkpoint.root, back.root(size, &read)?);
            if read != computed {
                return Err(JournalError::ReadBack { size, computed, read });
            }
        }
        Ok(())
    }

    /// Compares the database with what is signed: `size` leaves in it, and the root over the first [`Log::size`] of them (see
    /// [`crate::CompactRange`]). An older database, or another history, must not go on.
    pub fn check_database(&self, size: u64, root_of_first: Hash) -> Result<()> {
        let (signed, ours) = (self.size(), self.root());
        if size < signed {
            return Err(JournalError::Rollback {
                what: "the database",
                found: size,
                signed,
            });
        }
        if root_of_first != ours {
            return Err(JournalError::Fork {
                what: "the database",
                size: signed,
                ours,
                theirs: root_of_first,
            });
        }
        Ok(())
    }

    /// Leaves under the last signed checkpoint.
    pub fn size(&self) -> u64 {
        self.reader.size()
    }

    /// Root of the last signed checkpoint.
    pub fn root(&self) -> Hash {
        self.reader.root()
    }

    /// The last signed checkpoint as a note.
    pub fn checkpoint(&self) -> String {
        self.reader.checkpoint()
    }

    /// The public key in the form `origin+id+base64`.
    pub fn vkey(&self) -> String {
        self.vkey.to_text()
    }

    /// The receipt of a leaf; see [`LogReader::receipt`].
    pub fn receipt(&self, index: u64) -> Result<String> {
        self.reader.receipt(index)
    }

    /// The proof that the tree of `new` leaves begins with the tree of `old` leaves.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.reader.consistency(old, new)
    }

    /// A handle for reading from other threads, which is not held up while this one publishes.
    pub fn reader(&self) -> LogReader {
        self.reader.clone()
    }
}

/// Signs the empty tree in a folder where no log was begun.
fn begin(disk: &dyn Disk, paths: &LogPaths, lock: &mut Lock, key: &SigningKey, origin: &str) -> Result<()> {
    for name in ["checkpoint", "tile"] {
        let path = paths.tiles.join(name);
        if disk.exists(&path).map_err(|source| JournalError::Io {
            action: "look for",
            path,
            source,
        })? {
            return Err(JournalError::LockMissing {
                tiles: paths.tiles.clone(),
                lock: paths.lock.clone(),
            });
        }
    }
    let empty = Checkpoint {
        origin: origin.to_string(),
        size: 0,
        root: Edge::default().root(),
    };
    lock.swap(&key.sign(origin, &empty.to_text())?)
}

/// Reads the signed state from the lock file, brings the public checkpoint up to it, and loads the right edge of the tree.
fn load(disk: &Arc<dyn Disk>, paths: &LogPaths, lock: &Lock, vkey: &VerifyingKey) -> Result<(Edge, LogReader)> {
    let missing = || JournalError::LockMissing {
        tiles: paths.tiles.clone(),
        lock: paths.lock.clone(),
    };
    let note = lock.note()?.ok_or_else(missing)?.to_string();
    // Whoever wrote it may have been killed before its name was durable, and what follows builds on it.
    let folder = folder_of(&paths.lock);
    disk.sync_folder(folder).map_err(|source| JournalError::Io {
        action: "sync",
        path: folder.to_path_buf(),
        source,
    })?;
    let checkpoint = open_own(&note, vkey)?;
    let (size, root) = (checkpoint.size, checkpoint.root);
    let reader = LogReader::new(
        disk.clone(),
        paths.tiles.clone(),
        Head {
            checkpoint,
            note: note.clone(),
        },
    );
    let edge = Edge::load(size, &reader.hashes_of(size), &|tile| reader.tile(tile))?;
    if edge.root() != root || reader.root_at(size)? != root {
        let (index, partial) = tiles_of(TileKind::Hashes(0), size);
        let tile = tile_at(
            TileKind::Hashes(0),
            index.saturating_sub(u64::from(partial.is_none())),
            size,
        );
        return Err(damaged(
            &tile,
            0,
            "this tile, or one above it, does not lead to the signed root",
        ));
    }
    let path = paths.tiles.join("checkpoint");
    let public = read(&**disk, &path)?;
    let behind = match &public {
        Some(bytes) => public_is_behind(bytes, &path, &reader, vkey)?,
        None => true,
    };
    if behind {
        replace(&**disk, &path, note.as_bytes())?;
    }
    Ok((edge, reader))
}

/// Whether the public checkpoint is an older one of this log. Refused are newer ones, which tell that the lock file is the older,
/// and those of another history.
fn public_is_behind(bytes: &[u8], path: &Path, reader: &LogReader, vkey: &VerifyingKey) -> Result<bool> {
    let opened = str::from_utf8(bytes).map_err(|_| JournalError::NoteMalformed("it is not text"));
    let foreign = |error: JournalError| JournalError::ForeignCheckpoint {
        path: path.to_path_buf(),
        reason: error.to_string(),
    };
    let public = opened.and_then(|note| open_own(note, vkey)).map_err(foreign)?;
    let signed = reader.size();
    if public.size > signed {
        return Err(JournalError::Rollback {
            what: "the lock file",
            found: signed,
            signed: public.size,
        });
    }
    let (size, ours, theirs) = (public.size, reader.root_at(public.size)?, public.root);
    if ours != theirs {
        return Err(JournalError::Fork {
            what: "the public checkpoint",
            size,
            ours,
            theirs,
        });
    }
    Ok(size < signed)
}

/// Opens a note that this log itself should have signed.
fn open_own(note: &str, vkey: &VerifyingKey) -> Result<Checkpoint> {
    let note = Note::parse(note)?;
    let checkpoint = Checkpoint::from_text(note.text_untrusted())?;
    if checkpoint.origin != vkey.name() {
        return Err(JournalError::WrongOrigin {
            expected: vkey.name().to_string(),
            found: checkpoint.origin,
        });
    }
    match note.open(vkey) {
        Ok(_) => Ok(checkpoint),
        Err(JournalError::NotSigned { .. }) => Err(JournalError::WrongKey { vkey: vkey.to_text() }),
        Err(error) => Err(error),
    }
}

/// Makes a folder and those above it that are missing, and makes its name durable. A folder that is there already may have been
/// made by a process that was killed before it synced, so its name is synced all the same, once; known folders cost nothing.
fn make_folder(disk: &dyn Disk, path: &Path, known: &mut HashSet<PathBuf>) -> Result<()> {
    if known.contains(path) {
        return Ok(());
    }
    let at = |action, path: &Path| {
        let path = path.to_path_buf();
        move |source| JournalError::Io { action, path, source }
    };
    if !disk.exists(path).map_err(at("look for", path))? {
        make_folder(disk, folder_of(path), known)?;
        disk.make_folder(path).map_err(at("make", path))?;
    }
    let above = folder_of(path);
    disk.sync_folder(above).map_err(at("sync", above))?;
    known.insert(path.to_path_buf());
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

fn guard(disk: &dyn Disk, path: PathBuf) -> Result<Guard> {
    let guard = disk.guard(&path).map_err(|source| JournalError::Io {
        action: "lock",
        path: path.clone(),
        source,
    })?;
    guard.ok_or(JournalError::Busy { path })
}
