//! The loops that macros expand to, node for node as cel-go builds them: the cost is that of the nodes.

use crate::tree::{Fold, Id, Kind, Literal, Name, Tree};

/// The variable that collects the result of a loop; no expression can name it.
pub(crate) const ACCUMULATOR: &str = "@result";
/// The variable of a loop that runs over nothing, because only its accumulator is wanted.
const UNUSED: &str = "#unused";
/// The variable that holds the list which `sortBy` sorts.
const SORTED: &str = "@__sortBy_input__";

pub(super) struct Loop<'a> {
    pub(super) tree: &'a mut Tree,
    pub(super) at: usize,
    pub(super) range: Id,
    pub(super) names: Vec<Name>,
    /// The node of the first variable's name.
    pub(super) first: Id,
}

impl Loop<'_> {
    fn accumulator(&mut self) -> Id {
        self.ident(ACCUMULATOR)
    }

    fn fold(&mut self, start: Id, condition: Id, step: Id, result: Id) -> Id {
        let fold = Fold {
            range: self.range,
            item: Name::clone(&self.names[0]),
            second: self.names.get(1).cloned(),
            accumulator: ACCUMULATOR.into(),
            start,
            condition,
            step,
            result,
        };
        self.tree.add(self.at, Kind::Fold(Box::new(fold)))
    }

    pub(super) fn all(&mut self, predicate: Id) -> Id {
        let start = self.literal(Literal::Bool(true));
        let so_far = self.accumulator();
        let condition = self.call("@not_strictly_false", &[so_far]);
        let so_far = self.accumulator();
        let step = self.call("_&&_", &[so_far, predicate]);
        let result = self.accumulator();
        self.fold(start, condition, step, result)
    }

    pub(super) fn exists(&mut self, predicate: Id) -> Id {
        let start = self.literal(Literal::Bool(false));
        let so_far = self.accumulator();
        let none = self.call("!_", &[so_far]);
        let condition = self.call("@not_strictly_false", &[none]);
        let so_far = self.accumulator();
        let step = self.call("_||_", &[so_far, predicate]);
        let result = self.accumulator();
        self.fold(start, condition, step, result)
    }

    pub(super) fn exists_one(&mut self, predicate: Id) -> Id {
        let start = self.literal(Literal::Int(0));
        let condition = self.literal(Literal::Bool(true));
        let so_far = self.accumulator();
        let one = self.literal(Literal::Int(1));
        let more = self.call("_+_", &[so_far, one]);
        let so_far = self.accumulator();
        let step = self.call("_?_:_", &[predicate, more, so_far]);
        let count = self.accumulator();
        let one = self.literal(Literal::Int(1));
        let result = self.call("_==_", &[count, one]);
        self.fold(start, condition, step, result)
    }

    /// A step that happens if the filter holds.
    fn filtered(&mut self, filter: Option<Id>, step: Id) -> Id {
        let Some(filter) = filter else { return step };
        let so_far = self.accumulator();
        self.call("_?_:_", &[filter, step, so_far])
    }

    fn collect(&mut self, filter: Option<Id>, element: Id) -> Id {
        let start = self.list_of(&[]);
        let condition = self.literal(Literal::Bool(true));
        let so_far = self.accumulator();
        let last = self.list_of(&[element]);
        let step = self.call("_+_", &[so_far, last]);
        let step = self.filtered(filter, step);
        let result = self.accumulator();
        self.fold(start, condition, step, result)
    }

    pub(super) fn filter(&mut self, predicate: Id) -> Id {
        self.collect(Some(predicate), self.first)
    }

    /// `map` and `transformList`: the last argument is the element, one before it filters.
    pub(super) fn list(&mut self, rest: &[Id]) -> Id {
        match rest {
            [filter, element, ..] => self.collect(Some(*filter), *element),
            _ => self.collect(None, rest[0]),
        }
    }

    /// `transformMap`, whose last argument is a value, and `transformMapEntry`, whose last one is a map.
    pub(super) fn map(&mut self, rest: &[Id], keyed: bool) -> Id {
        let (filter, value) = match rest {
            [filter, value, ..] => (Some(*filter), *value),
            _ => (None, rest[0]),
        };
        let start = self.tree.add(self.at, Kind::Map(Vec::new()));
        let condition = self.literal(Literal::Bool(true));
        let so_far = self.accumulator();
        let step = if keyed {
            let key = self.ident(&Name::clone(&self.names[0]));
            self.call("cel.@mapInsert", &[so_far, key, value])
        } else {
            self.call("cel.@mapInsert", &[so_far, value])
        };
        let step = self.filtered(filter, step);
        let result = self.accumulator();
        self.fold(start, condition, step, result)
    }

    /// A variable for the result: a loop over nothing.
    fn bind(&mut self, name: &str, value: Id, result: Id) -> Id {
        let range = self.list_of(&[]);
        let condition = self.literal(Literal::Bool(false));
        let step = self.ident(name);
        let fold = Fold {
            range,
            item: UNUSED.into(),
            second: None,
            accumulator: name.into(),
            start: value,
            condition,
            step,
            result,
        };
        self.tree.add(self.at, Kind::Fold(Box::new(fold)))
    }

    /// `optMap`, and `optFlatMap`, whose argument is an optional itself.
    pub(super) fn optional(&mut self, then: Id, wrap: bool) -> Id {
        let has = self.method("hasValue", self.range, &[]);
        let again = self.tree.copy(self.range);
        let value = self.method("value", again, &[]);
        let mut bound = self.bind(&Name::clone(&self.names[0]), value, then);
        if wrap {
            bound = self.call("optional.of", &[bound]);
        }
        let none = self.call("optional.none", &[]);
        self.call("_?_:_", &[has, bound, none])
    }

    pub(super) fn sort_by(&mut self, key: Id) -> Id {
        let target = self.range;
        self.range = self.ident(SORTED);
        let keys = self.list(&[key]);
        let sorted = self.ident(SORTED);
        let call = self.method("@sortByAssociatedKeys", sorted, &[keys]);
        self.bind(SORTED, target, call)
    }
}
