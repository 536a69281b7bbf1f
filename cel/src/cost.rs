//! The estimate of what a rule costs at most: cel-go's `checker.Cost` with the estimators of Kubernetes.
//!
//! Every change here changes which CRDs are refused, so the code keeps the order and the oddities of the original. A test compares
//! each rule in `testdata/rules` with what the API server's own code says.

mod core;
mod estimate;
mod extensions;
mod folds;
mod kubernetes;
mod operand;
mod path;

use crate::check::Checked;
use crate::declaration::{Declarations, Place, Shape};
use crate::minor::Minor;
use crate::tree::{Id, Kind, Name};
use crate::types::Type;

use estimate::{Estimate, MESSAGE};
pub(crate) use estimate::{LIST, MAP};
#[cfg(feature = "evaluate")]
pub(crate) use estimate::{PATTERN, TRAVERSAL};
use operand::{Call, Operand};
use path::Path;

/// The most that one evaluation of an expression costs.
pub(crate) fn cost(checked: &Checked, declarations: &Declarations, place: Place, minor: Minor) -> u64 {
    let nodes = checked.tree.len();
    let mut coster = Coster {
        checked,
        declarations,
        place,
        minor,
        paths: vec![None; nodes],
        sizes: vec![None; nodes],
        entries: vec![None; nodes],
        variables: Vec::new(),
    };
    coster.cost(checked.tree.root).max
}

struct Coster<'a> {
    checked: &'a Checked,
    declarations: &'a Declarations,
    place: Place,
    minor: Minor,
    paths: Vec<Option<Path>>,
    sizes: Vec<Option<Estimate>>,
    entries: Vec<Option<Entries>>,
    variables: Vec<(Name, Variable)>,
}

/// The sizes of what is in a list or map.
#[derive(Clone, Copy, Debug)]
struct Entries {
    list: bool,
    key: Estimate,
    value: Estimate,
}

impl Entries {
    fn union(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (one, other) = (one?, other?);
        Some(Self {
            list: one.list,
            key: one.key.union(other.key),
            value: one.value.union(other.value),
        })
    }
}

/// A variable of a loop.
#[derive(Clone, Debug)]
struct Variable {
    path: Option<Path>,
    size: Option<Estimate>,
    entries: Option<Entries>,
}

impl Coster<'_> {
    fn cost(&mut self, id: Id) -> Estimate {
        let checked = self.checked;
        match checked.tree.kind(id) {
            Kind::Literal(_) => Estimate::fixed(0),
            Kind::Ident(name) => {
                let variable = self.variable(name).map(|variable| variable.path.clone());
                self.paths[id] = variable.unwrap_or_else(|| Some(Path::of(Name::clone(name))));
                Estimate::fixed(1)
            }
            Kind::Select {
                operand, test: true, ..
            } => self.cost(*operand),
            Kind::Select { operand, field, .. } => {
                let mut sum = self.cost(*operand);
                let of = &checked.types[*operand];
                if matches!(of, Type::Map(_) | Type::Object(_) | Type::Named(_)) {
                    sum = sum.plus(Estimate::fixed(1));
                }
                self.paths[id] = Some(Path::append(self.path(*operand).as_ref(), Name::clone(field)));
                sum
            }
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(id, function, *target, arguments),
            Kind::List(elements) => {
                let (mut sum, mut sizes) = (Estimate::fixed(0), Estimate::none());
                if elements.is_empty() {
                    sizes.min = 0;
                }
                for element in elements {
                    sum = sum.plus(self.cost(element.value));
                    sizes = sizes.union(self.size_or_unknown(element.value));
                }
                self.entries[id] = Some(Entries {
                    list: true,
                    key: Estimate::fixed(1),
                    value: sizes,
                });
                sum.plus(Estimate::fixed(LIST))
            }
            Kind::Map(entries) => {
                let mut sum = Estimate::fixed(0);
                let (mut keys, mut values) = (Estimate::none(), Estimate::none());
                if entries.is_empty() {
                    (keys.min, values.min) = (0, 0);
                }
                for entry in entries {
                    sum = sum.plus(self.cost(entry.key));
                    sum = sum.plus(self.cost(entry.value));
                    keys = keys.union(self.size_or_unknown(entry.key));
                    values = values.union(self.size_or_unknown(entry.value));
                }
                self.entries[id] = Some(Entries {
                    list: false,
                    key: keys,
                    value: values,
                });
                sum.plus(Estimate::fixed(MAP))
            }
            Kind::Message { fields, .. } => {
                let costs = fields.iter().map(|field| self.cost(field.value));
                costs.fold(Estimate::fixed(MESSAGE), Estimate::plus)
            }
            Kind::Fold(fold) => self.fold(id, fold),
        }
    }

    fn call(&mut self, id: Id, function: &str, target: Option<Id>, arguments: &[Id]) -> Estimate {
        // `dyn` only ends type checking.
        if function == "dyn" {
            let cost = self.cost(arguments[0]);
            self.copy_sizes(id, arguments[0]);
            return Estimate::fixed(1).plus(cost);
        }
        let mut costs = Vec::new();
        let mut operands = Vec::new();
        for argument in arguments {
            costs.push(self.cost(*argument));
            operands.push(self.operand(*argument));
        }
        let checked = self.checked;
        let Some(overloads) = checked.overloads.get(&id) else {
            return Estimate::fixed(0);
        };
        let mut sum = Estimate::fixed(0);
        let target = target.map(|target| {
            sum = self.cost(target);
            self.operand(target)
        });
        let mut range = Estimate::none();
        let mut result: Option<Estimate> = None;
        for overload in overloads {
            let call = Call {
                function,
                overload,
                target: target.as_ref(),
                arguments: &operands,
            };
            let (cost, size) = self.function(id, &call, &costs);
            range = range.union(cost);
            if let Some(size) = size {
                result = Some(result.map_or(size, |before| before.union(size)));
            }
            let step = match *overload {
                "index_list" => Some("@items"),
                "index_map" => Some("@values"),
                _ => None,
            };
            if let (Some(step), Some(of)) = (step, arguments.first()) {
                result = self.entries(*of).map(|entries| entries.value);
                self.paths[id] = Some(Path::append(self.path(*of).as_ref(), step.into()));
            }
            if result.is_none() {
                result = self.size(id);
            }
        }
        if result.is_some() {
            self.sizes[id] = result;
        }
        sum.plus(range)
    }

    fn variable(&self, name: &str) -> Option<&Variable> {
        let found = self
            .variables
            .iter()
            .rev()
            .find(|(known, _)| known.as_ref() == name);
        found.map(|(_, variable)| variable)
    }

    fn path(&self, id: Id) -> Option<Path> {
        if let Kind::Ident(name) = self.checked.tree.kind(id)
            && let Some(variable) = self.variable(name)
        {
            return variable.path.clone();
        }
        self.paths[id].clone()
    }

    fn copy_sizes(&mut self, to: Id, from: Id) {
        if let Some(size) = self.size(from) {
            self.sizes[to] = Some(size);
        }
        if let Some(entries) = self.entries(from) {
            self.entries[to] = Some(entries);
        }
    }

    fn size_or_unknown(&mut self, id: Id) -> Estimate {
        self.size(id).unwrap_or(Estimate::UNKNOWN)
    }

    /// The size of a node's value, as far as it is known.
    fn size(&mut self, id: Id) -> Option<Estimate> {
        if let Some(size) = self.sizes[id] {
            return Some(size);
        }
        let kind = self.checked.tree.kind(id);
        match kind {
            Kind::Literal(literal) => return Some(Estimate::of_literal(literal)),
            Kind::List(elements) => return Some(Estimate::fixed(elements.len() as u64)),
            Kind::Map(entries) => return Some(Estimate::fixed(entries.len() as u64)),
            _ => {}
        }
        if let Some(size) = self.declared(self.path(id).as_ref()) {
            self.sizes[id] = Some(size);
            return Some(size);
        }
        if self.checked.types[id].is_scalar() {
            return Some(Estimate::fixed(1));
        }
        match kind {
            Kind::Ident(name) => self.variable(name).and_then(|variable| variable.size),
            _ => None,
        }
    }

    fn entries(&self, id: Id) -> Option<Entries> {
        if let Some(entries) = self.entries[id] {
            return Some(entries);
        }
        match self.checked.tree.kind(id) {
            Kind::Ident(name) => self.variable(name).and_then(|variable| variable.entries),
            _ => None,
        }
    }

    /// The size that the schema gives the value at a path. The first step is a variable, whichever.
    fn declared(&self, path: Option<&Path>) -> Option<Estimate> {
        let steps = path?.steps();
        let mut at = self.place;
        let mut steps = steps[1..].iter();
        while let Some(step) = steps.next() {
            at = match (&self.declarations.get(at).shape, step.as_ref()) {
                (Shape::List(below) | Shape::Map(below), "@items" | "@values") => *below,
                // A key has no size of its own in Kubernetes, and nothing below it.
                (Shape::Map(_), "@keys") => {
                    return (steps.len() == 0).then_some(Estimate::fixed(0));
                }
                (Shape::Object(fields), name) => *fields.get(name)?,
                _ => return None,
            };
        }
        Some(Estimate::new(0, self.declarations.get(at).most))
    }
}
