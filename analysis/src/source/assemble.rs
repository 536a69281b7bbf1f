//! Assembles parsed files into modules, items and facts, in the order of the module tree.

use kubewright_core::diagnostic::Message;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::extract::Extract;
use super::module_file::Folder;
use super::outline::{Import, Outline, Reach, Submodule};
use super::read::{Job, Texts};
use super::{Binding, Fact, File, FileId, Item, ItemId, Module, ModuleId, PackageId, Source, Target, shown};
use crate::diagnostic::Diagnostic;

/// The files of one package, while they are assembled.
pub(super) struct Assembly<'a, X: Extract> {
    pub(super) source: &'a mut Source<X>,
    pub(super) texts: &'a mut Texts<X::Item, X::Fact>,
    pub(super) package: PackageId,
    pub(super) cfg: usize,
    /// The module of each file; a file that two crates of a package share belongs to the first.
    pub(super) placed: BTreeMap<PathBuf, ModuleId>,
    /// The chain of files that leads here, the crate root first.
    pub(super) ancestors: Vec<PathBuf>,
    pub(super) errors: Vec<Diagnostic>,
}

impl<X: Extract> Assembly<'_, X> {
    /// Assembles a crate, starting at its root file.
    pub(super) fn root(&mut self, path: &Path) -> Option<ModuleId> {
        self.file(path, Folder::beside(path), None, None)
    }

    fn file(
        &mut self,
        path: &Path,
        folder: Folder,
        parent: Option<ModuleId>,
        name: Option<&str>,
    ) -> Option<ModuleId> {
        if let Some(&module) = self.placed.get(path) {
            return Some(module);
        }
        let job = Job {
            path: path.to_owned(),
            folder,
            cfg: self.cfg,
        };
        let text = match self.texts.remove(&job)? {
            Ok(text) => text,
            Err(error) => {
                self.errors.push(error);
                return None;
            }
        };
        let file = FileId(self.source.files.len());
        self.source.files.push(File {
            path: shown(&self.source.directory, path),
            text: text.text,
            selected: false,
            package: self.package,
            disk: path.to_owned(),
            asides: text.asides,
            tree: text.tree,
        });
        let module = self.add(parent, name);
        self.placed.insert(path.to_owned(), module);
        self.ancestors.push(path.to_owned());
        self.fill(module, file, text.outline);
        self.ancestors.pop();
        Some(module)
    }

    fn add(&mut self, parent: Option<ModuleId>, name: Option<&str>) -> ModuleId {
        let id = ModuleId(self.source.modules.len());
        let mut path = parent
            .map(|parent| self.source.module(parent).path.clone())
            .unwrap_or_default();
        path.extend(name.map(str::to_owned));
        self.source.modules.push(Module {
            path,
            parent,
            root: parent.map_or(id, |parent| self.source.module(parent).root),
            package: self.package,
            // Its contents are added next, with their file.
            file: FileId(usize::MAX),
            included: false,
            bindings: BTreeMap::new(),
            imports: Vec::new(),
        });
        id
    }

    fn fill(&mut self, module: ModuleId, file: FileId, outline: Outline<X::Item, X::Fact>) {
        let Outline {
            items,
            imports,
            modules,
            facts,
        } = outline;
        self.source.modules[module.0].file = file;
        for data in facts {
            self.source.facts.push(Fact { file, module, data });
        }
        for item in items {
            let id = ItemId(self.source.items.len());
            self.bind(module, &item.name, item.reach, Target::Item(id));
            let (name, kind, range, data) = (item.name, item.kind, item.range, item.data);
            self.source.items.push(Item {
                name,
                kind,
                file,
                module,
                range,
                data,
            });
        }
        for (number, import) in imports.iter().enumerate() {
            if let Some(name) = &import.name {
                self.bind(module, name, import.reach, Target::Import(number));
            }
        }
        self.source.modules[module.0].imports = imports;
        for submodule in modules {
            self.submodule(module, file, submodule);
        }
    }

    fn submodule(&mut self, parent: ModuleId, file: FileId, module: Submodule<X::Item, X::Fact>) {
        let Submodule {
            name,
            included,
            reach,
            range,
            path: _,
            possible_paths: _,
            inline,
            file: found,
        } = module;
        let placed = match (inline, found) {
            (Some(outline), _) => {
                let id = self.add(Some(parent), Some(&name));
                self.fill(id, file, outline);
                Some(id)
            }
            (None, Some(Ok((path, folder)))) if !self.ancestors.contains(&path) => {
                let name = Some(name.as_str()).filter(|_| !included);
                self.file(&path, folder, Some(parent), name)
            }
            (None, Some(Ok((path, _)))) => {
                self.error(file, range, self.circle(&name, &path));
                None
            }
            (None, Some(Err(absent))) => {
                let directory = &self.source.directory;
                let message = absent.message(&name, |path| shown(directory, path).display().to_string());
                self.error(file, range, message);
                None
            }
            (None, None) => None,
        };
        if let Some(id) = placed {
            self.bind(parent, &name, reach, Target::Module(id));
            if included {
                self.include(parent, id, name);
            }
        }
    }

    /// Makes the names of an included file those of the module around, and the other way round.
    fn include(&mut self, around: ModuleId, file: ModuleId, name: String) {
        let glob = |of: String| Import {
            name: None,
            global: false,
            path: vec![of],
            reach: Reach::Public,
        };
        let module = &mut self.source.modules[file.0];
        module.included = true;
        module.imports.push(glob("self".to_owned()));
        for (name, bindings) in module.bindings.clone() {
            // Imports are found by the glob: their numbers are those of the file.
            let declared = bindings
                .iter()
                .filter(|binding| !matches!(binding.target, Target::Import(_)));
            for binding in declared {
                self.bind(around, &name, binding.reach, binding.target);
            }
        }
        self.source.modules[around.0].imports.push(glob(name));
    }

    fn circle(&self, name: &str, path: &Path) -> Message {
        let start = self
            .ancestors
            .iter()
            .position(|ancestor| ancestor == path)
            .unwrap_or_default();
        let round = self.ancestors[start..].iter().map(PathBuf::as_path).chain([path]);
        let round: Vec<_> = round
            .map(|path| format!("`{}`", shown(&self.source.directory, path).display()))
            .collect();
        Message::new(format!("module `{name}` contains itself: {}", round.join(" → ")))
            .help("remove this line")
    }

    fn error(&mut self, file: FileId, range: std::ops::Range<usize>, message: Message) {
        let File { disk, text, .. } = self.source.file(file);
        let error = Diagnostic::at(disk, text.clone(), range, message);
        self.errors.push(error);
    }

    fn bind(&mut self, module: ModuleId, name: &str, reach: Reach, target: Target) {
        let bindings = &mut self.source.modules[module.0].bindings;
        bindings
            .entry(name.to_owned())
            .or_default()
            .push(Binding { reach, target });
    }
}
