//! What a path in Rust code names.

use std::collections::BTreeMap;

use super::Moves;
use super::block::{Block, Names};

/// The most imports that one name is followed through.
const LONGEST: usize = 16;

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As an item of the module before it.
    Inside,
    /// Through an import, a crate or a keyword.
    Elsewhere,
}

/// The modules of all files, and what moves.
pub(super) struct Resolver<'r> {
    pub(super) modules: &'r BTreeMap<Vec<String>, Names>,
    pub(super) moves: &'r Moves,
}

/// The blocks around a path, the outermost first.
pub(super) type Around<'r> = [&'r Block];

impl Resolver<'_> {
    /// The paths that the beginnings of a path name, one for each segment.
    pub(super) fn each(&self, path: &[&str], around: &Around<'_>) -> Vec<(Vec<String>, Found)> {
        self.follow(path, around, None, LONGEST)
    }

    fn follow(
        &self,
        path: &[&str],
        around: &Around<'_>,
        except: Option<&str>,
        left: usize,
    ) -> Vec<(Vec<String>, Found)> {
        let mut found: Vec<(Vec<String>, Found)> = Vec::new();
        let Some(left) = left.checked_sub(1) else {
            return found;
        };
        for name in path {
            let next = match found.last() {
                None => self.first(name, around, except, left),
                Some((before, _)) if *name == "super" => {
                    let above = before.len().saturating_sub(1);
                    (before[..above].to_vec(), Found::Elsewhere)
                }
                Some((before, _)) => self.inside(before, name, left),
            };
            found.push(next);
        }
        found
    }

    /// What the first segment of a path names.
    fn first(
        &self,
        name: &str,
        around: &Around<'_>,
        except: Option<&str>,
        left: usize,
    ) -> (Vec<String>, Found) {
        let module = around.last().map(|block| &*block.module).unwrap_or_default();
        let above = module.len().saturating_sub(1);
        match name {
            "crate" => return (module.iter().take(1).cloned().collect(), Found::Elsewhere),
            "self" => return (module.to_vec(), Found::Elsewhere),
            "super" => return (module[..above].to_vec(), Found::Elsewhere),
            _ => {}
        }
        for (index, block) in around.iter().enumerate().rev() {
            let here = &around[..=index];
            if let Some(found) = self.in_names(&block.names, name, here, except, left) {
                return found;
            }
            if block.is_module {
                break;
            }
        }
        let of_module = self.modules.get(module);
        let found = of_module.and_then(|names| self.in_names(names, name, around, except, left));
        found.unwrap_or_else(|| (vec![name.to_owned()], Found::Elsewhere))
    }

    fn in_names(
        &self,
        names: &Names,
        name: &str,
        around: &Around<'_>,
        except: Option<&str>,
        left: usize,
    ) -> Option<(Vec<String>, Found)> {
        let module = &around.last()?.module;
        if names.declared.contains(name) {
            return Some(([&**module, &[name.to_owned()]].concat(), Found::Inside));
        }
        // The path of an import does not start with the name that it imports.
        let imported = names.imported.get(name).filter(|_| except != Some(name));
        if let Some(path) = imported {
            let (path, _) = self.whole(path, around, Some(name), left)?;
            return Some((path, Found::Elsewhere));
        }
        // Modules that are found through other such imports are rare, and looking for them is slow.
        let left = left / 4;
        names.globs.iter().find_map(|glob| {
            let (module, _) = self.whole(glob, around, except, left)?;
            self.known(&module, name, left)
        })
    }

    fn whole(
        &self,
        path: &[String],
        around: &Around<'_>,
        except: Option<&str>,
        left: usize,
    ) -> Option<(Vec<String>, Found)> {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        self.follow(&path, around, except, left).pop()
    }

    /// What a name of a module names.
    fn inside(&self, module: &[String], name: &str, left: usize) -> (Vec<String>, Found) {
        self.known(module, name, left)
            .unwrap_or_else(|| ([module, &[name.to_owned()]].concat(), Found::Inside))
    }

    /// The same, if the module is known to have the name.
    fn known(&self, module: &[String], name: &str, left: usize) -> Option<(Vec<String>, Found)> {
        let inside = [module, &[name.to_owned()]].concat();
        if self.moves.has(&inside) {
            return Some((inside, Found::Inside));
        }
        let names = self.modules.get(module)?;
        let block = Block {
            is_module: true,
            module: module.to_vec(),
            ..Block::default()
        };
        let left = left.checked_sub(1)?;
        self.in_names(names, name, &[&block], None, left)
    }
}
