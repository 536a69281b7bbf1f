//! Which parts of a value have a JSON type that markers state.

use super::{Graph, Lowerer};
use crate::{
    ir::{Marker, Site, Type},
    markers::{self, Step, kind},
    schema::Schema,
};

/// What the `Type=` markers beside a value state.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    /// Whether they state the type of any part.
    any: bool,
    /// The way from the value to each part, and the part's type.
    parts: Vec<(Vec<Step>, String)>,
    /// Whether nothing remains of the Rust type, because the value around it has another type.
    replaced: bool,
}

impl Stated {
    pub(super) fn by(markers: &[Marker]) -> Self {
        let parts = markers
            .iter()
            .filter(|marker| marker.name.ends_with(":Type"))
            .filter_map(|marker| Some((markers::find(&marker.name)?.steps, kind::stated_type(marker))));
        Self {
            any: kind::states_type(markers),
            parts: parts.collect(),
            replaced: false,
        }
    }

    /// Whether markers state the type of a part, here or elsewhere. Then the type needs no schema.
    pub(super) fn is_any(&self) -> bool {
        self.any
    }

    /// Whether markers state the type of the value itself. Then a float is intentional.
    pub(super) fn is_whole(&self) -> bool {
        self.replaced || self.parts.iter().any(|(steps, _)| steps.is_empty())
    }

    /// What they state about a part of a value whose Rust type is `own` in JSON.
    fn below(&self, step: Step, own: &str) -> Self {
        let differs = |(steps, ty): &(Vec<Step>, String)| steps.is_empty() && ty != own;
        let parts = self.parts.iter().filter_map(|(steps, ty)| {
            let (first, rest) = steps.split_first()?;
            (*first == step).then(|| (rest.to_vec(), ty.clone()))
        });
        Self {
            any: self.any,
            parts: parts.collect(),
            replaced: self.replaced || self.parts.iter().any(differs),
        }
    }
}

impl<G: Graph> Lowerer<'_, G> {
    /// Returns the schema of the items or values of the type `ty` in a value whose type is `own` in JSON.
    pub(super) fn part(&mut self, node: &G::Node, ty: &Type, at: Site, step: Step, own: &str) -> Schema {
        let below = self.stated.below(step, own);
        let before = std::mem::replace(&mut self.stated, below);
        let schema = self.ty(node, ty, at);
        self.stated = before;
        schema
    }
}
