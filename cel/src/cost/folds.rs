//! Loops.

use super::{Coster, Variable};
use crate::parser::ACCUMULATOR;
use crate::tree::{Fold, Id, Kind, Literal, Name};
use crate::types::Type;

use super::estimate::Estimate;
use super::path::Path;

/// What a variable of a loop holds.
#[derive(Clone, Copy)]
enum Of {
    Key,
    Value,
    /// The only variable: the items of a list, the keys of a map.
    Single,
}

impl Coster<'_> {
    pub(super) fn fold(&mut self, id: Id, fold: &Fold) -> Estimate {
        if self.is_binding(fold) {
            return self.binding(id, fold);
        }
        let mut sum = self.cost(fold.range);
        sum = sum.plus(self.cost(fold.start));
        let outside = self.variables.len();
        self.accumulator(fold);
        let inside = self.variables.len();
        match &fold.second {
            Some(second) => {
                self.push(&fold.item, fold.range, Of::Key);
                self.push(second, fold.range, Of::Value);
            }
            None => self.push(&fold.item, fold.range, Of::Single),
        }
        let condition = self.cost(fold.condition);
        let step = self.cost(fold.step);
        self.variables.truncate(inside);
        sum = sum.plus(self.cost(fold.result));
        self.variables.truncate(outside);
        let count = self.size_or_unknown(fold.range);
        sum = sum.plus(count.times(step.plus(condition)));
        match self.checked.tree.kind(fold.start) {
            Kind::Literal(_) => {
                if let Some(size) = self.size(fold.start) {
                    self.sizes[id] = Some(size);
                }
            }
            Kind::List(_) | Kind::Map(_) => {
                self.sizes[id] = Some(count);
                if let Some(entries) = self.entries(fold.step) {
                    self.entries[id] = Some(entries);
                }
            }
            _ => {}
        }
        sum
    }

    /// Whether a loop only gives a value a name.
    fn is_binding(&self, fold: &Fold) -> bool {
        let tree = &self.checked.tree;
        let nothing = matches!(tree.kind(fold.range), Kind::List(elements) if elements.is_empty());
        let never = matches!(tree.kind(fold.condition), Kind::Literal(Literal::Bool(false)));
        nothing && never && fold.accumulator.as_ref() != ACCUMULATOR
    }

    fn binding(&mut self, id: Id, fold: &Fold) -> Estimate {
        let mut sum = self.cost(fold.range);
        sum = sum.plus(self.cost(fold.start));
        let outside = self.variables.len();
        self.accumulator(fold);
        sum = sum.plus(self.cost(fold.result));
        self.variables.truncate(outside);
        self.copy_sizes(id, fold.result);
        sum
    }

    fn accumulator(&mut self, fold: &Fold) {
        let variable = Variable {
            path: self.path(fold.start),
            entries: self.entries(fold.start),
            size: self.size(fold.start),
        };
        self.variables.push((Name::clone(&fold.accumulator), variable));
    }

    fn push(&mut self, name: &Name, range: Id, of: Of) {
        let entries = self.entries(range);
        let list = match entries {
            Some(entries) => entries.list,
            None => matches!(self.checked.types[range], Type::List(_)),
        };
        let is_key = match of {
            Of::Key => true,
            Of::Value => false,
            Of::Single => !list,
        };
        let step = match (is_key, list) {
            (true, true) => "@indices",
            (true, false) => "@keys",
            (false, true) => "@items",
            (false, false) => "@values",
        };
        let size = entries.map(|entries| if is_key { entries.key } else { entries.value });
        let path = Path::append(self.path(range).as_ref(), step.into());
        let variable = Variable {
            path: Some(path),
            size,
            entries: None,
        };
        self.variables.push((Name::clone(name), variable));
    }
}
