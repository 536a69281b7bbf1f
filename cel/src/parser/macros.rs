//! Macros: calls that stand for a loop or a condition.

use super::fold::{ACCUMULATOR, Loop};
use super::{Parser, Part};
use crate::error::{SyntaxError, problem};
use crate::minor::Minor;
use crate::tree::{Element, Kind, Literal, Name};

/// The first version that has `sortBy`.
const SORT_BY: Minor = Minor(35);
/// The most nodes that an expression may have after expansion; `optMap` copies its target.
const MOST_NODES: usize = 300_000;

/// Macros that loop over the items of a list or the keys of a map.
const LOOPS: &[&str] = &[
    "all",
    "exists",
    "existsOne",
    "exists_one",
    "filter",
    "map",
    "sortBy",
    "transformList",
    "transformMap",
    "transformMapEntry",
];

impl Parser<'_> {
    /// What a call on a target expands to, if it is a macro.
    pub(super) fn expand_method(
        &mut self,
        at: usize,
        target: Part,
        function: &str,
        arguments: &[Part],
    ) -> Result<Option<Part>, SyntaxError> {
        let parts: Vec<Part> = [target].iter().chain(arguments).copied().collect();
        let two = match (function, arguments.len()) {
            ("all" | "exists" | "existsOne" | "exists_one" | "filter", 2) | ("map", 2 | 3) => false,
            ("optMap" | "optFlatMap", 2) => false,
            ("sortBy", 2) if self.minor >= SORT_BY => false,
            ("all" | "exists" | "existsOne" | "exists_one", 3) => true,
            ("transformList" | "transformMap" | "transformMapEntry", 3 | 4) => true,
            _ => return Ok(None),
        };
        let (names, rest) = arguments.split_at(if two { 2 } else { 1 });
        let names = self.variables(at, function, names)?;
        let mut expand = Loop {
            tree: &mut self.tree,
            at,
            range: target.id,
            names,
            first: arguments[0].id,
        };
        let rest: Vec<_> = rest.iter().map(|part| part.id).collect();
        let id = match function {
            "all" => expand.all(rest[0]),
            "exists" => expand.exists(rest[0]),
            "existsOne" | "exists_one" => expand.exists_one(rest[0]),
            "filter" => expand.filter(rest[0]),
            "map" | "transformList" => expand.list(&rest),
            "transformMap" => expand.map(&rest, true),
            "transformMapEntry" => expand.map(&rest, false),
            "optMap" => expand.optional(rest[0], true),
            "optFlatMap" => expand.optional(rest[0], false),
            _ => expand.sort_by(rest[0]),
        };
        if self.tree.len() > MOST_NODES {
            let message = problem(at, "the expression grows too large when its macros are expanded");
            return Err(message.help("nest fewer calls of `optMap`"));
        }
        let deepest = |of: fn(&Part) -> usize| parts.iter().map(of).max().unwrap_or(0);
        Ok(Some(Part {
            id,
            depth: self.limited(deepest(|part| part.depth) + 1)?,
            height: deepest(|part| part.height) + 8,
        }))
    }

    fn limited(&self, depth: usize) -> Result<usize, SyntaxError> {
        if depth > super::DEEPEST {
            return Err(self.too_deep());
        }
        Ok(depth)
    }

    /// The names of a macro's variables.
    fn variables(&self, at: usize, function: &str, arguments: &[Part]) -> Result<Vec<Name>, SyntaxError> {
        let open = self.tree.at(arguments[0].id);
        let mut names: Vec<Name> = Vec::new();
        for argument in arguments {
            let Kind::Ident(name) = self.tree.kind(argument.id) else {
                let ordinal = if names.is_empty() { "first" } else { "second" };
                let place = at + 1 + function.len();
                let message = problem(
                    place,
                    format!("`{function}` needs a variable as its {ordinal} argument"),
                );
                return Err(message.help(match (arguments.len(), LOOPS.contains(&function)) {
                    (1, true) => format!("write `list.{function}(x, x > 0)`"),
                    (1, false) => format!("write `optional.{function}(x, x + 1)`"),
                    _ => format!("write `list.{function}(i, x, x > i)`"),
                }));
            };
            let reserved = [ACCUMULATOR, "__result__"].contains(&name.as_ref());
            if reserved && LOOPS.contains(&function) {
                return Err(problem(open, format!("a variable cannot be named `{name}`")));
            }
            if names.contains(name) {
                return Err(problem(
                    open,
                    format!("`{function}` has two variables named `{name}`"),
                ));
            }
            names.push(Name::clone(name));
        }
        Ok(names)
    }
}

impl Loop<'_> {
    pub(super) fn literal(&mut self, literal: Literal) -> usize {
        self.tree.add(self.at, Kind::Literal(literal))
    }

    pub(super) fn ident(&mut self, name: &str) -> usize {
        self.tree.add(self.at, Kind::Ident(name.into()))
    }

    pub(super) fn call(&mut self, function: &str, arguments: &[usize]) -> usize {
        let kind = Kind::Call {
            function: function.into(),
            target: None,
            arguments: arguments.to_vec(),
        };
        self.tree.add(self.at, kind)
    }

    pub(super) fn method(&mut self, function: &str, target: usize, arguments: &[usize]) -> usize {
        let kind = Kind::Call {
            function: function.into(),
            target: Some(target),
            arguments: arguments.to_vec(),
        };
        self.tree.add(self.at, kind)
    }

    pub(super) fn list_of(&mut self, elements: &[usize]) -> usize {
        let elements = elements.iter().map(|value| Element {
            value: *value,
            optional: false,
        });
        let kind = Kind::List(elements.collect());
        self.tree.add(self.at, kind)
    }
}
