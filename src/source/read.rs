//! Reading module trees, several files at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::cfg::Cfg;
use super::extract::Extract;
use super::module_file::Folder;
use super::outline::{self, Outline};
use super::problem::Problem;
use crate::threads;
use kubewright_core::diagnostic::Message;

/// Modules of modules of modules: a symbolic link can make a tree without an end.
const DEPTH: usize = 200;

/// The parser is recursive; `scan` keeps it within this.
const STACK: usize = 64 << 20;

/// More threads than this wait for each other more than they read.
const THREADS: usize = 8;

/// A file to read, and how it was reached, which decides where its modules are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Job {
    pub(super) path: PathBuf,
    pub(super) folder: Folder,
    /// Which of the configurations it is read with.
    pub(super) cfg: usize,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Text<I, F> {
    pub(super) text: Arc<str>,
    pub(super) outline: Outline<I, F>,
}

/// What became of each file.
pub(super) type Texts<I, F> = BTreeMap<Job, Result<Text<I, F>, Problem>>;

/// Reads the files and all files that they lead to.
pub(super) fn read<X: Extract>(
    extract: &X,
    cfgs: &[Cfg],
    jobs: Vec<Job>,
) -> io::Result<Texts<X::Item, X::Fact>> {
    let state = State {
        seen: jobs.iter().cloned().collect(),
        open: jobs.into_iter().map(|job| (job, 0)).collect(),
        busy: 0,
        done: BTreeMap::new(),
    };
    let pool = Pool {
        state: Mutex::new(state),
        changed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 0..threads::count().min(THREADS) {
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, || pool.work(extract, cfgs))?;
        }
        Ok::<_, io::Error>(())
    })?;
    Ok(pool
        .state
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .done)
}

struct State<I, F> {
    open: Vec<(Job, usize)>,
    seen: BTreeSet<Job>,
    busy: usize,
    done: Texts<I, F>,
}

struct Pool<I, F> {
    state: Mutex<State<I, F>>,
    changed: Condvar,
}

impl<I, F> Pool<I, F> {
    fn lock(&self) -> MutexGuard<'_, State<I, F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work<X: Extract<Item = I, Fact = F>>(&self, extract: &X, cfgs: &[Cfg]) {
        while let Some((job, depth)) = self.next() {
            let _turn = Turn(self);
            let mut text = read_one(extract, &cfgs[job.cfg], &job);
            let mut found = Vec::new();
            if let Ok(text) = &mut text {
                find_modules(&mut text.outline, &job.folder, &mut found);
            }
            if depth >= DEPTH && !found.is_empty() {
                found.clear();
                text = Err(Problem::whole(
                    &job.path,
                    Message::new("modules nest too deep here").help("does a symbolic link go round?"),
                ));
            }
            self.finish(job, text, found, depth);
        }
    }

    fn next(&self) -> Option<(Job, usize)> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.open.pop() {
                state.busy += 1;
                return Some(job);
            }
            if state.busy == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finish(
        &self,
        job: Job,
        text: Result<Text<I, F>, Problem>,
        found: Vec<(PathBuf, Folder)>,
        depth: usize,
    ) {
        let mut state = self.lock();
        for (path, folder) in found {
            let next = Job {
                path,
                folder,
                cfg: job.cfg,
            };
            if state.seen.insert(next.clone()) {
                state.open.push((next, depth + 1));
            }
        }
        state.done.insert(job, text);
    }
}

/// The reading of one file. It ends also when an `Extract` panics, or the other threads would wait for ever.
struct Turn<'a, I, F>(&'a Pool<I, F>);

impl<I, F> Drop for Turn<'_, I, F> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.changed.notify_all();
    }
}

fn read_one<X: Extract>(extract: &X, cfg: &Cfg, job: &Job) -> Result<Text<X::Item, X::Fact>, Problem> {
    let text: Arc<str> = super::read_text(&job.path)?.into();
    let outline = outline::read(extract, cfg, &job.path, &text)?;
    Ok(Text { text, outline })
}

/// Looks for the files of the modules that are declared.
fn find_modules<I, F>(outline: &mut Outline<I, F>, folder: &Folder, found: &mut Vec<(PathBuf, Folder)>) {
    for module in &mut outline.modules {
        let path = module.path.as_deref();
        match &mut module.inline {
            Some(inline) => find_modules(inline, &folder.inline(&module.name, path), found),
            None => {
                let mut others = module.possible_paths.iter();
                let file = folder.find(&module.name, path).or_else(|absent| {
                    let other = others.find_map(|path| folder.find(&module.name, Some(path)).ok());
                    other.ok_or(absent)
                });
                found.extend(file.as_ref().ok().cloned());
                module.file = Some(file);
            }
        }
    }
}
