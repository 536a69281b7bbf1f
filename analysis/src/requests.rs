//! What the program asks the API server for.

mod program;

use std::path::Path;

use kubewright_core::ir::Marker;
use kubewright_core::rbac::PolicyRule;
use kubewright_usage::{Use, found, missing, superfluous};

use super::Items;
use super::kube::{Files, Place};
use crate::Diagnostic;
use crate::source::Source;

use program::Calls;

/// A request with its place, as text.
#[derive(Debug)]
pub struct Request {
    /// The file and the line.
    pub place: String,
    /// What sends it.
    pub by: String,
    /// The verb.
    pub verb: &'static str,
}

/// A marker that is missing, and the requests that need it.
pub struct Missing<'r> {
    /// The marker.
    pub text: String,
    /// The requests.
    pub requests: Vec<&'r Request>,
}

/// All requests that were found, and the markers `M` of the source.
pub struct Requests<M> {
    /// The markers.
    pub markers: Vec<M>,
    uses: Vec<Use<Place>>,
    shown: Vec<Request>,
    /// The places and messages of what could not be followed.
    pub unfollowed: Vec<(String, String)>,
}

/// Reads the calls of a program. Its types may have errors: only their names count.
///
/// # Errors
///
/// If files cannot be read.
pub fn requests<M>(
    directory: &Path,
    paths: &[String],
    read: impl Fn(&Marker) -> Option<M>,
) -> Result<Requests<M>, Vec<Diagnostic>> {
    let mut source = Source::load(Items, directory, paths)?;
    let mut markers = Vec::new();
    for (_, item) in source.selected_items() {
        markers.extend(
            item.data
                .iter()
                .flat_map(super::Declared::markers)
                .filter_map(&read),
        );
    }
    for fact in source.selected_facts() {
        markers.extend(fact.data.markers.iter().filter_map(|(marker, _)| read(marker)));
    }
    let calls = Calls::new(Files::new(&mut source));
    let (bodies, unread) = calls.bodies();
    let mut all = found(&calls, &bodies);
    all.uses.sort_by_cached_key(|found| calls.shown(&found.at));
    let shown = all.uses.iter().map(|found| Request {
        place: calls.shown(&found.at),
        by: found.by.clone(),
        verb: found.verb,
    });
    let shown = shown.collect();
    let mut unfollowed: Vec<(String, String)> = unread;
    unfollowed.extend(
        all.unfollowed
            .iter()
            .map(|found| (calls.shown(&found.at), found.message.clone())),
    );
    unfollowed.sort();
    unfollowed.dedup();
    Ok(Requests {
        markers,
        uses: all.uses,
        shown,
        unfollowed,
    })
}

impl<M> Requests<M> {
    /// The markers for requests that no rule allows.
    pub fn missing(&self, rules: &[PolicyRule]) -> Vec<Missing<'_>> {
        let markers = missing(&self.uses, rules);
        let missing = markers.into_iter().map(|marker| Missing {
            text: marker.text(),
            requests: marker
                .uses
                .iter()
                .filter_map(|wanted| self.uses.iter().position(|found| std::ptr::eq(found, *wanted)))
                .filter_map(|at| self.shown.get(at))
                .collect(),
        });
        missing.collect()
    }

    /// What rules allow and no request needs.
    pub fn superfluous(&self, rules: &[PolicyRule]) -> Vec<(String, String, Vec<String>)> {
        let found = superfluous(&self.uses, rules).into_iter();
        found
            .map(|((group, resource), verbs)| (group, resource, verbs.into_iter().collect()))
            .collect()
    }
}
