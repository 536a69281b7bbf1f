//! Which comment belongs to which declaration, by the rules of controller-gen.

use crate::syntax::{Docs, Marker};
use crate::token::{Comment, Line};

/// The comments of a file.
pub(super) struct Comments {
    groups: Vec<Comment>,
    /// Whether a group belongs to a declaration, so that it is not at package level.
    taken: Vec<bool>,
}

/// The markers that belong to the package even if the comment is above a type.
const OF_PACKAGES: &[&str] = &[
    "groupName",
    "versionName",
    "kubebuilder:skip",
    "kubebuilder:rbac",
    "kubebuilder:webhook",
];

impl Comments {
    pub(super) fn new(groups: Vec<Comment>) -> Self {
        let taken = vec![false; groups.len()];
        Self { groups, taken }
    }

    /// The comments of the item in this line; `before` is the last line of the code above it.
    pub(super) fn of(&mut self, line: usize, before: usize, top: bool) -> Docs {
        let above: Vec<usize> = (0..self.groups.len())
            .filter(|index| self.groups[*index].first > before && self.groups[*index].last < line)
            .collect();
        let mut docs = Docs::default();
        let mut rest = above.as_slice();
        if let [others @ .., last] = rest
            && self.groups[*last].last + 1 == line
        {
            docs.own.clone_from(&self.groups[*last].lines);
            self.taken[*last] = true;
            rest = others;
        }
        if let [.., detached] = rest {
            docs.detached.clone_from(&self.groups[*detached].lines);
            // At the top level, a marker of packages keeps its place.
            let package = |line: &Line| marker(line).is_some_and(|text| is_of_package(&text));
            self.taken[*detached] |= !top || !docs.detached.iter().any(package);
        }
        docs
    }

    /// Marks the comments between two lines as parts of a body.
    pub(super) fn take(&mut self, from: usize, to: usize) {
        for (group, taken) in self.groups.iter().zip(&mut self.taken) {
            *taken |= group.first >= from && group.last <= to;
        }
    }

    /// The markers at package level.
    pub(super) fn markers(&self) -> Vec<Marker> {
        self.of_groups(false)
    }

    /// Markers about roles and webhooks in comments of declarations and in bodies, where controller-gen ignores them.
    pub(super) fn ignored(&self) -> Vec<Marker> {
        let mut markers = self.of_groups(true);
        markers.retain(|marker| {
            ["kubebuilder:rbac:", "kubebuilder:webhook:"]
                .iter()
                .any(|name| marker.text.starts_with(name))
        });
        markers
    }

    fn of_groups(&self, are_taken: bool) -> Vec<Marker> {
        let groups = self.groups.iter().zip(&self.taken);
        groups
            .filter(|(_, taken)| **taken == are_taken)
            .flat_map(|(group, _)| &group.lines)
            .filter_map(|line| {
                Some(Marker {
                    text: marker(line)?,
                    line: line.number,
                })
            })
            .collect()
    }
}

fn is_of_package(text: &str) -> bool {
    let name = text.split(['=', ' ']).next().unwrap_or(text);
    OF_PACKAGES
        .iter()
        .any(|known| name == *known || name.starts_with(&format!("{known}:")))
}

/// The text of a marker without the `+`.
pub(crate) fn marker(line: &Line) -> Option<String> {
    let text = line.text.trim().strip_prefix('+')?;
    (!line.block).then(|| text.to_owned())
}
