//! The charts on disk: reads them, merges the new ones into them, and plans the changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use super::{Options, Planned};
use crate::chart::{
    self, Chart, Charts, CrdPlace, Existing, MergeError, Merged, Moved, Pair, RECORD, Texts, Which,
};
use crate::line_ends;
use crate::plan;

/// Plans the files of new charts, merged into those that exist.
pub(super) fn merged(
    mut charts: Charts,
    crds: CrdPlace,
    options: &Options,
    force: bool,
    directory: &Path,
) -> Result<Planned, Vec<Message>> {
    let folders = [options.folder(Which::Operator), options.folder(Which::Crds)];
    let new = [Some(&charts.operator), charts.crds.as_ref()];
    let mut pair: Pair = Default::default();
    let mut errors = Vec::new();
    for ((existing, folder), chart) in pair.iter_mut().zip(&folders).zip(new) {
        match read(directory, folder, chart, force) {
            Ok(found) => *existing = found,
            Err(error) => errors.push(shown(folder, &error)),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut planned = Planned::default();
    let names = charts.names.each_ref().map(String::as_str);
    let moved = chart::move_crds(&mut pair, &charts.kinds, crds, names);
    for Moved {
        from: (which, path), ..
    } in &moved
    {
        planned.plan.remove(options.folder(*which).join(path));
    }
    let new = [Some(&mut charts.operator), charts.crds.as_mut()];
    for ((which, existing), chart) in [Which::Operator, Which::Crds].into_iter().zip(&pair).zip(new) {
        let folder = options.folder(which);
        let Some(chart) = chart else {
            planned.remove(existing, &folder);
            continue;
        };
        match chart::merge(chart, existing, force) {
            Ok(merged) => planned.put(chart, merged, &folder).map_err(|error| vec![error])?,
            // A file that moves is still where it was.
            Err(found) => errors.extend(found.into_iter().map(|mut error| {
                let is_it = |moved: &&Moved| {
                    moved.to.0 == which && error.path_mut().is_some_and(|path| *path == moved.to.1)
                };
                match (moved.iter().find(is_it), error.path_mut()) {
                    (Some(moved), Some(path)) => {
                        path.clone_from(&moved.from.1);
                        shown(&options.folder(moved.from.0), &error)
                    }
                    _ => shown(&folder, &error),
                }
            })),
        }
    }
    if options.is_outside() {
        folders.into_iter().for_each(|folder| planned.plan.allow(folder));
    }
    planned.notes.extend(charts.notes);
    match errors.is_empty() {
        true => Ok(planned),
        false => Err(errors),
    }
}

/// Plans the removal of the charts, except files that somebody edited.
pub(super) fn removed(options: &Options, directory: &Path) -> Planned {
    let mut planned = Planned::default();
    for which in [Which::Operator, Which::Crds] {
        let folder = options.folder(which);
        // A record that cannot be read says nothing about edits, so the files stay.
        let existing = read(directory, &folder, None, false).unwrap_or_default();
        planned.remove(&existing, &folder);
    }
    planned
}

impl Planned {
    /// Plans the changes of a chart's files.
    fn put(&mut self, chart: &Chart, merged: Merged, folder: &Path) -> Result<(), Message> {
        for (path, text) in merged.files {
            match text {
                Some(text) => _ = self.plan.write(folder.join(path), text),
                None => self.plan.remove(folder.join(path)),
            }
        }
        let record = chart::record(&chart.files).map_err(|error| Message::new(error.to_string()))?;
        self.plan.write(folder.join(RECORD), record);
        self.notes.extend(merged.notes);
        Ok(())
    }

    /// Plans the removal of the files of a chart that nobody edited.
    fn remove(&mut self, existing: &Existing, folder: &Path) {
        let Some(record) = &existing.record else {
            return;
        };
        self.plan.remove(folder.join(RECORD));
        for (path, written) in record {
            let file: PathBuf = folder.join(path);
            match existing.present.get(path) {
                Some(is) if is == written => self.plan.remove(file),
                Some(_) => self
                    .notes
                    .push(format!("`{}` was edited, so it stays", file.display())),
                None => {}
            }
        }
    }
}

fn shown(folder: &Path, error: &MergeError) -> Message {
    Message::new(format!("{}: {error}", folder.display()))
}

/// The record of a chart, and the files that it or the new chart lists.
fn read(directory: &Path, folder: &Path, new: Option<&Chart>, force: bool) -> Result<Existing, MergeError> {
    let folder = directory.join(folder);
    let record = match text(&folder, RECORD)? {
        Some(text) => match chart::recorded(&text) {
            Ok(record) => Some(record),
            Err(_) if force => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let recorded = record.iter().flat_map(Texts::keys);
    let paths: BTreeSet<&String> = recorded
        .chain(new.iter().flat_map(|chart| chart.files.keys()))
        .collect();
    let mut present = Texts::new();
    for path in paths {
        if let Some(text) = text(&folder, path)? {
            present.insert(path.clone(), text);
        }
    }
    Ok(Existing { record, present })
}

/// The text of a file, if it exists.
fn text(folder: &Path, path: &str) -> Result<Option<String>, MergeError> {
    plan::if_exists(line_ends::read(&folder.join(path))).map_err(|error| MergeError::Unreadable {
        path: path.to_owned(),
        reason: plan::reason(&error),
    })
}
