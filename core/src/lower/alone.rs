//! One item by itself: everything else is out of sight.

use super::{Graph, Lowerer, Options, Target};
use crate::{
    diagnostic::Message,
    ir::{Decl, Site},
};

/// What is wrong with an item whatever the types are that it names, in source order.
pub fn alone(decl: &Decl) -> Vec<(Site, Message)> {
    let graph = Alone(decl);
    let mut lowerer = Lowerer::new(&graph, Options::default());
    lowerer.schema(&());
    let mut found: Vec<_> = lowerer
        .into_misuses()
        .into_iter()
        .map(|misuse| (misuse.place.at, misuse.message))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The graph of one item.
struct Alone<'a>(&'a Decl);

impl Graph for Alone<'_> {
    type Node = ();

    fn decl(&self, (): &()) -> &Decl {
        self.0
    }

    fn target(&self, (): &(), _: usize) -> Target<()> {
        Target::Unseen
    }
}
