//! The markers in the doc comments of a run, by number.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::diagnostic::Message;
use kubewright_core::ir::{Marker, Site};
use proc_macro2::Span;
use serde_json::Value;

use crate::json::MARKERS;
use crate::scope::Problem;

/// The markers that were read, and where they are.
#[derive(Clone, Debug)]
pub(crate) struct Marked<P> {
    /// Those of each doc comment, by its number. Their `at` is an index of `sites`.
    pub(crate) comments: Vec<Vec<Marker>>,
    pub(crate) sites: Vec<(P, Span)>,
    /// The numbers by the places of the first lines: a generic type is read again for each of its arguments.
    pub(crate) numbers: BTreeMap<(P, usize), usize>,
    /// The places in the schema, as indices of `sites`.
    pub(crate) places: Vec<Site>,
    /// The numbers in schemas of map keys, which a CRD does not have.
    pub(crate) keys: BTreeSet<usize>,
}

impl<P> Default for Marked<P> {
    fn default() -> Self {
        Self {
            comments: Vec::new(),
            sites: Vec::new(),
            numbers: BTreeMap::new(),
            places: Vec::new(),
            keys: BTreeSet::new(),
        }
    }
}

impl<P: Clone + Ord> Marked<P> {
    pub(crate) fn problem(&self, site: Site, message: Message) -> Problem<P> {
        let (place, span) = self.sites[site].clone();
        Problem { place, span, message }
    }

    /// Whether no type or field has a marker, so that no schema has a number.
    pub(crate) fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// Notes that a schema is that of the keys of a map.
    pub(crate) fn of_keys(&mut self, schema: &Value) {
        self.keys.extend(numbers(schema.get(MARKERS)));
    }

    /// Where the marker is that a place in the schema refers to.
    pub(crate) fn site(&self, place: usize) -> Option<&(P, Span)> {
        self.sites.get(*self.places.get(place)?)
    }
}

/// The numbers in a list.
pub(crate) fn numbers(list: Option<&Value>) -> impl Iterator<Item = usize> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|number| usize::try_from(number.as_u64()?).ok())
}
