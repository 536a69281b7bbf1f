//! Reads module trees, with several files in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::Scope;

use super::cfg::Cfg;
use super::extract::Extract;
use super::kept::Tree;
use super::module_file::Folder;
use super::outline::{self, Outline};
use super::scan::Asides;
use crate::diagnostic::Diagnostic;
use crate::threads;
use kubewright_core::diagnostic::Message;

/// The maximum depth of modules: a symbolic link can make an endless tree.
const DEPTH: usize = 200;

/// A file to read, and how it was reached, which decides where its modules are searched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Job {
    pub(super) path: PathBuf,
    pub(super) folder: Folder,
    /// The index of its configuration.
    pub(super) cfg: usize,
}

/// A parsed file.
#[derive(Debug)]
pub(super) struct Text<I, F> {
    pub(super) text: Arc<str>,
    pub(super) outline: Outline<I, F>,
    pub(super) asides: Asides,
    pub(super) tree: Option<Tree>,
}

/// The result for each file.
pub(super) type Texts<I, F> = BTreeMap<Job, Result<Text<I, F>, Diagnostic>>;

/// Reads the files, and all files of their modules.
pub(super) fn read<X: Extract>(
    extract: &X,
    cfgs: &[Cfg],
    jobs: Vec<Job>,
) -> Result<Texts<X::Item, X::Fact>, Message> {
    let reading = Reading {
        extract,
        cfgs,
        seen: Mutex::new(jobs.iter().cloned().collect()),
        done: Mutex::new(BTreeMap::new()),
    };
    threads::scope(|scope| {
        for job in jobs {
            reading.begin(scope, job, 0);
        }
    })?;
    Ok(reading.done.into_inner().unwrap_or_else(PoisonError::into_inner))
}

struct Reading<'a, X: Extract> {
    extract: &'a X,
    cfgs: &'a [Cfg],
    seen: Mutex<BTreeSet<Job>>,
    done: Mutex<Texts<X::Item, X::Fact>>,
}

impl<X: Extract> Reading<'_, X> {
    fn begin<'s>(&'s self, scope: &Scope<'s>, job: Job, depth: usize) {
        scope.spawn(move |scope| self.file(scope, job, depth));
    }

    fn file<'s>(&'s self, scope: &Scope<'s>, job: Job, depth: usize) {
        let mut text = read_one(self.extract, &self.cfgs[job.cfg], &job);
        let mut found = Vec::new();
        if let Ok(text) = &mut text {
            find_modules(&mut text.outline, &job.folder, &mut found);
        }
        if depth >= DEPTH && !found.is_empty() {
            found.clear();
            text = Err(Diagnostic::of_file(
                &job.path,
                Message::new("modules nest too deep here")
                    .help("does a symbolic link point to a parent folder?"),
            ));
        }
        let cfg = job.cfg;
        let next = found.into_iter().map(|(path, folder)| Job { path, folder, cfg });
        for job in self.unseen(next) {
            self.begin(scope, job, depth + 1);
        }
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.insert(job, text);
    }

    fn unseen(&self, jobs: impl Iterator<Item = Job>) -> Vec<Job> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.filter(|job| seen.insert(job.clone())).collect()
    }
}

fn read_one<X: Extract>(extract: &X, cfg: &Cfg, job: &Job) -> Result<Text<X::Item, X::Fact>, Diagnostic> {
    let text: Arc<str> = super::read_text(&job.path)?.into();
    let (outline, asides, tree) = outline::read(extract, cfg, &job.path, &text)?;
    Ok(Text {
        text,
        outline,
        asides,
        tree,
    })
}

/// Searches for the files of the declared modules.
fn find_modules<I, F>(outline: &mut Outline<I, F>, folder: &Folder, found: &mut Vec<(PathBuf, Folder)>) {
    for module in &mut outline.modules {
        let path = module.path.as_deref();
        match &mut module.inline {
            Some(inline) => find_modules(inline, &folder.inline(&module.name, path), found),
            None => {
                let mut others = module.possible_paths.iter();
                let file = match path.filter(|_| module.included) {
                    Some(path) => folder.included(path),
                    None => folder.find(&module.name, path).or_else(|absent| {
                        let other = others.find_map(|path| folder.find(&module.name, Some(path)).ok());
                        other.ok_or(absent)
                    }),
                };
                found.extend(file.as_ref().ok().cloned());
                module.file = Some(file);
            }
        }
    }
}
