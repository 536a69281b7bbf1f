//! What the program asks the API server for.

mod program;

use std::fmt;
use std::path::Path;

use kubewright_core::ir::Marker;
use kubewright_core::rbac::PolicyRule;
use kubewright_usage::{Found, Spot, Unfollowed, Use};

use super::Items;
use super::kube::{Files, Place, Shared};
use crate::Diagnostic;
use crate::source::Source;
use crate::threads;

use program::Calls;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The path of the file.
    pub path: String,
    /// The number of the line, from 1; 0 for the whole file.
    pub number: usize,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            0 => write!(f, "{}", self.path),
            number => write!(f, "{}:{number}", self.path),
        }
    }
}

/// A request, and where it is in the source.
pub type Request = Use<Line>;

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
    uses: Vec<Request>,
    /// What could not be followed.
    pub unfollowed: Vec<Unfollowed<Line>>,
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
    let mut source = Source::load(Items::default(), directory, paths)?;
    let mut markers = Vec::new();
    for (_, item) in source.selected_items() {
        markers.extend(
            item.data
                .iter()
                .flat_map(|data| data.decl.markers())
                .filter_map(&read),
        );
    }
    for fact in source.selected_facts() {
        markers.extend(fact.data.markers.iter().filter_map(|(marker, _)| read(marker)));
    }
    let Found { uses, unfollowed } =
        threads::apart(|| found(&mut source)).map_err(|message| vec![Diagnostic::error(message)])?;
    Ok(Requests {
        markers,
        uses,
        unfollowed,
    })
}

/// What is found, in the order of its places.
fn found(source: &mut Source<Items>) -> Found<Line> {
    let calls = Calls::new(Files::new(Shared::new(source)));
    let (bodies, mut unfollowed) = calls.bodies();
    let all = kubewright_usage::found(&calls, &bodies);
    let shown = |spot: Spot<Place>| calls.shown(&spot);
    let mut uses: Vec<_> = all.uses.into_iter().map(|found| found.placed(shown)).collect();
    uses.sort_by(|a, b| a.at.cmp(&b.at));
    unfollowed.extend(all.unfollowed.into_iter().map(|found| Unfollowed {
        message: found.message,
        at: shown(found.at),
    }));
    unfollowed.sort();
    unfollowed.dedup();
    Found { uses, unfollowed }
}

impl<M> Requests<M> {
    /// The markers for requests that no rule allows.
    pub fn missing(&self, rules: &[PolicyRule]) -> Vec<Missing<'_>> {
        let markers = kubewright_usage::missing(&self.uses, rules).into_iter();
        markers
            .map(|marker| Missing {
                text: marker.text(),
                requests: marker.uses,
            })
            .collect()
    }

    /// What rules allow and no request needs.
    pub fn superfluous(&self, rules: &[PolicyRule]) -> Vec<(String, String, Vec<String>)> {
        let found = kubewright_usage::superfluous(&self.uses, rules).into_iter();
        found
            .map(|((group, resource), verbs)| (group, resource, verbs.into_iter().collect()))
            .collect()
    }
}
