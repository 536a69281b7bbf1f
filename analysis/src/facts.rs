//! Markers that are collected from the whole project.

use std::ops::Range;

use kubewright_core::diagnostic::{Argument, MarkerError};
use kubewright_core::ir::Marker;

use super::{Analysis, focus};
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

/// The parsed markers of one kind, in the order of the module trees.
#[derive(Debug)]
pub struct Facts<T> {
    /// The markers.
    pub markers: Vec<T>,
    places: Vec<Found>,
}

/// The place of a marker.
#[derive(Clone, Debug)]
pub struct Found {
    name: String,
    /// The number of the item that has the marker.
    item: usize,
    file: FileId,
    range: Range<usize>,
}

impl<T> Facts<T> {
    /// For each marker, a number of the item that has it.
    pub fn items(&self) -> Vec<usize> {
        self.places.iter().map(|found| found.item).collect()
    }
}

impl Analysis {
    /// Parses markers with `read`, wherever they are.
    ///
    /// Malformed markers are skipped here; `Analysis::read` reports them.
    pub fn facts<T>(&self, read: impl Fn(&Marker) -> Option<T>) -> Facts<T> {
        let mut found: Vec<(T, Found)> = Vec::new();
        let mut take = |marker: &Marker, item, file, range: &Range<usize>| {
            if let Some(made) = read(marker) {
                let place = Found {
                    name: marker.name.clone(),
                    item,
                    file,
                    range: range.clone(),
                };
                found.push((made, place));
            }
        };
        let mut number = 0;
        for (_, item) in self.source.selected_items() {
            number += 1;
            if let Some(data) = &item.data {
                data.decl
                    .markers()
                    .for_each(|marker| take(marker, number, item.file, &data.sites[marker.at]));
            }
        }
        for fact in self.source.selected_facts() {
            number += 1;
            for (marker, range) in &fact.data.markers {
                take(marker, number, fact.file, range);
            }
        }
        found.sort_by_key(|(_, place)| (place.file, place.range.start));
        let (markers, places) = found.into_iter().unzip();
        Facts { markers, places }
    }

    /// Creates diagnostics for markers.
    pub fn located<T>(&self, facts: &Facts<T>, errors: Vec<MarkerError>) -> Vec<Diagnostic> {
        errors
            .into_iter()
            .map(|error| {
                let Argument { marker, name, value } = &error.place;
                let Some(found) = facts.places.get(*marker) else {
                    return Diagnostic::error(error.message);
                };
                let file = self.source.file(found.file);
                let range = match name {
                    Some(name) => focus::argument(&file.text, found.range.clone(), name, value.as_deref()),
                    None => found.range.clone(),
                };
                let message = error.message.about_marker(&found.name);
                Diagnostic::at(&file.path, file.text.clone(), range, message)
            })
            .collect()
    }
}
