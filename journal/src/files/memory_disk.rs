//! A file system in memory that keeps apart what was written and what is durable, and lets any step fail.

use super::disk::{Disk, Guard, Unsynced};
use crate::verify::{SourceError, TileSource};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What becomes of the step that fails. The caller sees an error in each case.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Nothing was done.
    Undone,
    /// It was done all the same.
    Done,
    /// Half of it was done.
    Half,
}

/// What is left after the machine stopped.
#[derive(Clone, Copy, Debug)]
pub enum Crash {
    /// All that was written: only the process died.
    Kept,
    /// Only what was synced.
    Lost,
    /// Of what was not synced some, chosen by the seed, and some of that in half.
    Mixed(u64),
}

/// Which step fails, and whether all later ones fail too.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub step: u64,
    pub fault: Fault,
    pub dead_afterwards: bool,
}

#[derive(Clone, Default)]
struct File {
    written: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Clone, Default)]
struct State {
    files: Vec<File>,
    /// Paths of files, and the names that are durable.
    names: BTreeMap<PathBuf, usize>,
    names_durable: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
    folders_durable: BTreeSet<PathBuf>,
    guards: BTreeSet<PathBuf>,
    steps: u64,
    plan: Option<Plan>,
}

/// The disk; its clones are the same disk.
#[derive(Clone, Default)]
pub struct MemoryDisk(Arc<Mutex<State>>);

impl MemoryDisk {
    pub fn new(plan: Option<Plan>) -> MemoryDisk {
        let disk = MemoryDisk::default();
        disk.0.lock().plan = plan;
        disk
    }

    /// Steps that were taken so far, failed ones too.
    pub fn steps(&self) -> u64 {
        self.0.lock().steps
    }

    /// The disk as it is after a crash, with the next plan.
    pub fn crash(&self, crash: Crash, plan: Option<Plan>) -> MemoryDisk {
        let mut state = self.0.lock().clone();
        let mut seed = match crash {
            Crash::Kept => Seed::always(0),
            Crash::Lost => Seed::always(1),
            Crash::Mixed(seed) => Seed {
                state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
                always: None,
            },
        };
        let paths: BTreeSet<_> = state.names.keys().chain(state.names_durable.keys()).cloned().collect();
        let mut names = BTreeMap::new();
        for path in paths {
            let (written, durable) = (state.names.get(&path), state.names_durable.get(&path));
            let kept = if seed.choose(2) == 0 { written } else { durable };
            names.extend(kept.map(|file| (path, *file)));
        }
        let folders = state
            .folders
            .iter()
            .filter(|path| state.folders_durable.contains(*path) || seed.choose(2) == 0);
        state.folders = folders.cloned().collect();
        // What is in a folder that is gone, is gone.
        let there = state.folders.clone();
        let inside = |path: &Path| {
            path.ancestors()
                .skip(1)
                .all(|above| is_top(above) || there.contains(above))
        };
        state.folders.retain(|path| inside(path));
        names.retain(|path, _| inside(path));
        for file in state.files.iter_mut().filter(|file| file.written != file.durable) {
            match seed.choose(3) {
                0 => {}
                1 => file.written = file.durable.clone(),
                _ => file.written.truncate(file.written.len() / 2),
            }
            file.durable = file.written.clone();
        }
        state.names_durable = names.clone();
        state.names = names;
        state.folders_durable = state.folders.clone();
        state.guards.clear();
        (state.steps, state.plan) = (0, plan);
        MemoryDisk(Arc::new(Mutex::new(state)))
    }

    /// The disk as another process finds it after this one was killed: nothing is lost, but nothing more is durable either.
    pub fn crash_of_process(&self, plan: Option<Plan>) -> MemoryDisk {
        let mut state = self.0.lock().clone();
        state.guards.clear();
        (state.steps, state.plan) = (0, plan);
        MemoryDisk(Arc::new(Mutex::new(state)))
    }

    fn step<T>(&self, act: impl FnOnce(&mut State, bool) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.0.lock();
        state.steps += 1;
        let Some(plan) = state.plan else {
            return act(&mut state, false);
        };
        let fails = state.steps == plan.step;
        if fails {
            match plan.fault {
                Fault::Undone => {}
                Fault::Done => drop(act(&mut state, false)),
                Fault::Half => drop(act(&mut state, true)),
            }
        } else if state.steps < plan.step || !plan.dead_afterwards {
            return act(&mut state, false);
        }
        Err(io::Error::other("made to fail"))
    }
}

/// The top of the disk is always there.
fn is_top(path: &Path) -> bool {
    path == Path::new("/") || path == Path::new("")
}

struct Seed {
    state: u64,
    always: Option<u64>,
}

impl Seed {
    fn always(choice: u64) -> Seed {
        Seed {
            state: 0,
            always: Some(choice),
        }
    }

    fn choose(&mut self, among: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.always.unwrap_or((self.state >> 20) % among)
    }
}

struct MemoryFile {
    disk: MemoryDisk,
    file: usize,
}

impl Unsynced for MemoryFile {
    fn sync(self: Box<Self>) -> io::Result<()> {
        self.disk.step(|state, half| {
            let file = &mut state.files[self.file];
            file.durable = file.written[..file.written.len() >> usize::from(half)].to_vec();
            Ok(())
        })
    }
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        self.step(|state, _| Ok(state.names.get(path).map(|file| state.files[*file].written.clone())))
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.step(|state, _| Ok(is_top(path) || state.names.contains_key(path) || state.folders.contains(path)))
    }

    fn make_folder(&self, path: &Path) -> io::Result<bool> {
        self.step(|state, half| Ok(!half && state.folders.insert(path.to_path_buf())))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Unsynced>> {
        let file = self.step(|state, half| {
            let above = path.parent().unwrap();
            assert!(
                is_top(above) || state.folders.contains(above),
                "no folder for {}",
                path.display()
            );
            let file = *state.names.entry(path.to_path_buf()).or_insert(state.files.len());
            if file == state.files.len() {
                state.files.push(File::default());
            }
            state.files[file].written = bytes[..bytes.len() >> usize::from(half)].to_vec();
            Ok(file)
        })?;
        Ok(Box::new(MemoryFile {
            disk: self.clone(),
            file,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|state, half| {
            if !half {
                let file = state.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
                state.names.insert(to.to_path_buf(), file);
            }
            Ok(())
        })
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step(|state, half| {
            if half {
                return Ok(());
            }
            let inside = |child: &PathBuf| child.parent() == Some(path);
            state.names_durable.retain(|name, _| !inside(name));
            state.names_durable.extend(
                state
                    .names
                    .iter()
                    .filter(|(name, _)| inside(name))
                    .map(|(n, f)| (n.clone(), *f)),
            );
            state
                .folders_durable
                .extend(state.folders.iter().filter(|folder| inside(folder)).cloned());
            Ok(())
        })
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step(|state, _| {
            state.names.retain(|name, _| !name.starts_with(path));
            state.folders.retain(|folder| !folder.starts_with(path));
            Ok(())
        })
    }

    fn guard(&self, path: &Path) -> io::Result<Option<Guard>> {
        struct Held(MemoryDisk, PathBuf);
        impl Drop for Held {
            fn drop(&mut self) {
                self.0.0.lock().guards.remove(&self.1);
            }
        }
        let free = self.0.lock().guards.insert(path.to_path_buf());
        Ok(free.then(|| Box::new(Held(self.clone(), path.to_path_buf())) as Guard))
    }
}

/// The folder `/data/journal` of the disk, as it would be served.
impl TileSource for MemoryDisk {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let state = self.0.lock();
        Ok(state
            .names
            .get(&Path::new("/data/journal").join(path))
            .map(|file| state.files[*file].written.clone()))
    }

    fn name(&self) -> String {
        "memory".to_string()
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        let state = self.0.lock();
        let names = state
            .names
            .keys()
            .filter_map(|path| path.strip_prefix("/data/journal").ok());
        Ok(Some(
            names
                .filter(|path| path.starts_with("tile"))
                .map(|path| path.display().to_string())
                .collect(),
        ))
    }
}
