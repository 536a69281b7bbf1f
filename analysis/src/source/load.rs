//! Loads `paths`: packages, then files, then the `Source`.

use kubewright_core::diagnostic::{Errors, Message};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::assemble::Assembly;
use super::cfg::Cfg;
use super::extract::Extract;
use super::features;
use super::foreign::{self, Foreign};
use super::manifest::Manifest;
use super::module_file::Folder;
use super::read::{self, Job};
use super::selection::Selection;
use super::{ModuleId, Package, PackageId, Source, absolute, shown};
use crate::diagnostic::Diagnostic;

impl<X: Extract> Source<X> {
    /// Reads the packages in `paths`, relative to `directory`; without paths, those below `directory`.
    ///
    /// # Errors
    ///
    /// If anything cannot be read: all errors, sorted by file and place.
    pub fn load(extract: X, directory: &Path, paths: &[String]) -> Result<Self, Vec<Diagnostic>> {
        let directory = absolute(directory);
        let mut errors = Errors::new();
        let selection = Selection::find(&directory, paths, &mut errors);
        let mut source = Self {
            extract,
            directory,
            files: Vec::new(),
            packages: Vec::new(),
            modules: Vec::new(),
            items: Vec::new(),
            facts: Vec::new(),
            foreign: Foreign::default(),
            meanings: BTreeMap::new(),
        };
        let manifests = selection.packages.values().cloned();
        let packages: Vec<_> = manifests
            .map(|manifest| {
                let lock = foreign::lock_for(&manifest);
                (manifest, lock)
            })
            .collect();
        let cfgs = features::together(&packages, &mut source.foreign);
        let packages = packages
            .into_iter()
            .zip(cfgs)
            .map(|((manifest, lock), cfg)| (manifest, lock, cfg))
            .collect();
        source.add(packages);
        source
            .packages
            .iter_mut()
            .for_each(|package| package.foreign = false);
        errors.extend(
            source
                .packages
                .iter_mut()
                .flat_map(|package| std::mem::take(&mut package.errors)),
        );
        if errors.is_empty() {
            errors.extend(source.select(&selection));
        }
        let Err(found) = errors.check() else {
            return Ok(source);
        };
        let mut found: Vec<_> = found.into_iter().map(|error| source.relative(error)).collect();
        found.sort_by_key(|error| {
            (
                error.path.clone(),
                error.range.as_ref().map(|range| range.start),
                error.message.clone(),
            )
        });
        found.dedup();
        Err(found)
    }

    fn select(&mut self, selection: &Selection) -> Vec<Diagnostic> {
        let mut used = BTreeSet::new();
        for file in &mut self.files {
            let package = self.packages[file.package.0].manifest.folder();
            for (number, rule) in selection.rules.iter().enumerate() {
                if rule.matches(&file.disk, package) {
                    file.selected = true;
                    used.insert(number);
                }
            }
        }
        let rules = selection
            .rules
            .iter()
            .enumerate()
            .filter(|(number, _)| !used.contains(number));
        rules.map(|(_, rule)| rule.without_match()).collect()
    }

    /// Reads packages, with all their files in parallel.
    fn add(&mut self, packages: Vec<(Manifest, Option<PathBuf>, Cfg)>) {
        let mut manifests = Vec::new();
        let mut cfgs = Vec::new();
        for (manifest, lock, cfg) in packages {
            manifests.push((manifest, lock));
            cfgs.push(cfg);
        }
        let mut jobs = Vec::new();
        for (cfg, (manifest, _)) in manifests.iter().enumerate() {
            let roots = manifest
                .package
                .iter()
                .flat_map(|package| package.targets.roots());
            jobs.extend(roots.map(|path| Job {
                path: path.to_owned(),
                folder: Folder::beside(path),
                cfg,
            }));
        }
        let read = read::read(&self.extract, &cfgs, jobs);
        let (mut texts, failure) = match read {
            Ok(texts) => (texts, None),
            Err(message) => (BTreeMap::new(), Some(message)),
        };
        let settings = manifests.into_iter().zip(cfgs).enumerate();
        for (cfg, ((manifest, lock), setting)) in settings {
            let id = PackageId(self.packages.len());
            let roots: Vec<_> = manifest
                .package
                .iter()
                .flat_map(|package| package.targets.roots())
                .map(Path::to_owned)
                .collect();
            let library = manifest
                .package
                .as_ref()
                .and_then(|package| package.targets.library.clone());
            let errors = failure
                .iter()
                .map(|message| Diagnostic::of_file(&manifest.path, message.clone()))
                .collect();
            self.packages.push(Package {
                manifest,
                lock,
                library: None,
                foreign: true,
                cfg: setting,
                errors: Vec::new(),
            });
            let mut assembly = Assembly {
                source: self,
                texts: &mut texts,
                package: id,
                cfg,
                placed: BTreeMap::new(),
                ancestors: Vec::new(),
                errors,
            };
            for root in &roots {
                let module = assembly.root(root);
                if library.as_ref() == Some(root) {
                    assembly.source.packages[id.0].library = module;
                }
            }
            let errors = assembly.errors;
            self.packages[id.0].errors = errors.into_iter().map(|error| self.relative(error)).collect();
        }
    }

    /// The root module of the library of the package in a folder, which is read on first use.
    pub(super) fn library(
        &mut self,
        folder: &Path,
        lock: Option<PathBuf>,
        cfg: impl FnOnce(&mut Self, &Manifest) -> Cfg,
    ) -> Result<ModuleId, Message> {
        let known = self
            .packages
            .iter()
            .position(|package| package.manifest.folder() == folder);
        let id = match known {
            Some(id) => id,
            None => {
                let path = folder.join("Cargo.toml");
                let mut manifest =
                    Manifest::read(&path).map_err(|error| self.relative(error).into_message())?;
                if let Some(package) = &mut manifest.package {
                    package.targets.programs.clear();
                }
                let cfg = cfg(self, &manifest);
                self.add(vec![(manifest, lock, cfg)]);
                self.packages.len() - 1
            }
        };
        let package = &self.packages[id];
        package.library.ok_or_else(|| match package.errors.first() {
            Some(error) => error.clone().into_message(),
            None => {
                let folder = shown(&self.directory, folder);
                Message::new(format!("the package in `{}` has no library", folder.display()))
                    .help("move the type to a library")
            }
        })
    }

    fn relative(&self, error: Diagnostic) -> Diagnostic {
        Diagnostic {
            path: error.path.map(|path| shown(&self.directory, &path)),
            ..error
        }
    }
}
