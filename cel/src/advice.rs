//! Which bounds in the schema make a rule cheap enough.

use crate::compile::Compiled;
use crate::context::{Context, Level};
use crate::cost::cost;
use crate::declaration::{Declarations, Keyword, Place, Shape};

/// A bound that the schema lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The node that lacks it.
    pub node: Node,
    /// The keyword.
    pub keyword: Keyword,
    /// A value to begin with.
    pub value: u64,
}

/// A node, as seen from the one with the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An ancestor, by the number of steps from the root.
    Above(usize),
    /// A node below, as a path of the rule's own fields: `items[*].name`. Empty for the node itself.
    Below(String),
}

/// The bounds that bring a rule's cost into the budget, and the cost with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The bounds, the one that helps most first.
    pub bounds: Vec<Bound>,
    /// The cost with all of them, with every occurrence of the node.
    pub cost: u64,
}

/// The most bounds that one message names.
const MOST: usize = 3;
/// The most declarations that are tried; a larger schema gets advice for its first ones.
const TRIED: usize = 100;

impl Keyword {
    /// A bound that most APIs can live with.
    fn usual(self) -> u64 {
        match self {
            Self::MaxItems | Self::MaxProperties => 100,
            Self::MaxLength => 256,
        }
    }
}

impl Context {
    /// Finds the bounds that help a rule of this node most. `None` if no bound brings it into the limit.
    pub fn advice(&self, compiled: &Compiled, limit: u64) -> Option<Advice> {
        let (declarations, place) = self.declarations().ok()?;
        let mut search = Search {
            compiled,
            declarations: declarations.clone(),
            place,
            levels: self.levels().to_vec(),
            least: declarations.get(place).least_bytes,
        };
        let mut below = Vec::new();
        paths(declarations, place, String::new(), &mut below);
        let mut bounds = Vec::new();
        let mut cost = search.total();
        while cost > limit && bounds.len() < MOST {
            let above = search.levels.iter().filter(|level| level.most.is_none());
            let above = above.map(|level| (Candidate::Above(level.depth), level.keyword));
            let inside = below.iter().filter_map(|(path, place)| {
                let bound = search.declarations.get(*place).bound?;
                (!bound.set).then(|| (Candidate::Below(path.clone(), *place), bound.keyword))
            });
            let candidates: Vec<_> = above.chain(inside).take(TRIED).collect();
            let tried = candidates.into_iter().map(|(candidate, keyword)| {
                let with = search.with(&candidate, keyword.usual());
                (with, candidate, keyword)
            });
            let (best, candidate, keyword) = tried.min_by_key(|(with, ..)| *with)?;
            if best >= cost && search.levels.iter().filter(|level| level.most.is_none()).count() < 2 {
                return None;
            }
            search.set(&candidate, keyword.usual());
            cost = best;
            bounds.push(Bound {
                node: match candidate {
                    Candidate::Above(depth) => Node::Above(depth),
                    Candidate::Below(path, _) => Node::Below(path),
                },
                keyword,
                value: keyword.usual(),
            });
        }
        (cost <= limit).then_some(Advice { bounds, cost })
    }
}

enum Candidate {
    Above(usize),
    Below(String, Place),
}

struct Search<'a> {
    compiled: &'a Compiled,
    declarations: Declarations,
    place: Place,
    levels: Vec<Level>,
    least: u64,
}

impl Search<'_> {
    fn total(&self) -> u64 {
        let each = cost(
            &self.compiled.checked,
            &self.declarations,
            self.place,
            self.compiled.minor,
        );
        each.saturating_mul(crate::context::occurrences(&self.levels, self.least))
    }

    fn set(&mut self, candidate: &Candidate, value: u64) {
        match candidate {
            Candidate::Above(depth) => {
                for level in self.levels.iter_mut().filter(|level| level.depth == *depth) {
                    level.most = Some(value);
                }
            }
            Candidate::Below(_, place) => {
                let declaration = self.declarations.get_mut(*place);
                if let Some(bound) = &mut declaration.bound {
                    bound.set = true;
                    declaration.most = value * bound.factor;
                }
            }
        }
    }

    fn with(&mut self, candidate: &Candidate, value: u64) -> u64 {
        let before = (self.levels.clone(), self.declarations.clone());
        self.set(candidate, value);
        let total = self.total();
        (self.levels, self.declarations) = before;
        total
    }
}

/// The nodes at and below a declaration, with their paths.
fn paths(declarations: &Declarations, place: Place, path: String, found: &mut Vec<(String, Place)>) {
    if found.len() >= TRIED {
        return;
    }
    found.push((path.clone(), place));
    match &declarations.get(place).shape {
        Shape::Scalar => {}
        Shape::List(below) | Shape::Map(below) => paths(declarations, *below, format!("{path}[*]"), found),
        Shape::Object(fields) => {
            for (name, below) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                paths(declarations, *below, format!("{path}{dot}{name}"), found);
            }
        }
    }
}
