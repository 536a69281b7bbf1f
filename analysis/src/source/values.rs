//! Where functions and constants may be that a path names. They are not in the outline of a file, so the caller looks.

use super::extract::Extract;
use super::name::Name;
use super::resolve::{Entity, Search};
use super::{ModuleId, Source};

/// Longer chains of re-exports are treated as endless.
const DEPTH: usize = 8;

impl<X: Extract> Source<X> {
    /// The modules that may declare the value, with its name there, the likeliest first.
    pub fn value_places(&mut self, module: ModuleId, name: &Name) -> Vec<(ModuleId, String)> {
        let mut found = Vec::new();
        self.collect(module, name, &mut found, 0);
        found
    }

    fn collect(&mut self, module: ModuleId, name: &Name, found: &mut Vec<(ModuleId, String)>, depth: usize) {
        let Some((last, before)) = name.segments.split_last() else {
            return;
        };
        if depth > DEPTH {
            return;
        }
        if !before.is_empty() || name.global {
            let entity = self.path(module, name.global, before, &mut Search::default());
            if let Ok(Entity::Module(target)) = entity {
                let name = Name {
                    global: false,
                    segments: vec![last.clone()],
                };
                self.collect(target, &name, found, depth + 1);
            }
            return;
        }
        let here = (module, last.clone());
        if found.contains(&here) {
            return;
        }
        found.push(here);
        let imports = self.module(module).imports.iter();
        let imports = imports.filter(|import| import.name.as_ref().is_none_or(|name| name == last));
        let paths: Vec<_> = imports
            .map(|import| {
                let mut segments = import.path.clone();
                if import.name.is_none() {
                    segments.push(last.clone());
                }
                Name {
                    global: import.global,
                    segments,
                }
            })
            .collect();
        for path in paths {
            // `use x::y` where `x` is this module would lead here again.
            if path.segments.len() > 1 {
                self.collect(module, &path, found, depth + 1);
            }
        }
    }
}
