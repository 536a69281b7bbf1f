//! Walks an expression from its leaves to its root: infers the kind of each part and reports unknown names.

use super::{
    Scope,
    kind::{Found, Kind},
    names::{NAMESPACES, TYPES},
};
use crate::{
    cel::{Expr, macros},
    diagnostic::Message,
    suggest,
};

pub(super) struct Walk<'a> {
    pub(super) messages: Vec<Message>,
    pub(super) old_self: bool,
    itself: Kind<'a>,
    optional_old_self: bool,
    bound: Vec<(String, Kind<'a>)>,
}

/// A value, and its text if it is a plain path.
struct Value<'a> {
    kind: Kind<'a>,
    path: Option<String>,
}

impl<'a> From<Kind<'a>> for Value<'a> {
    fn from(kind: Kind<'a>) -> Self {
        Self { kind, path: None }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(scope: &Scope<'a>) -> Self {
        Self {
            messages: Vec::new(),
            old_self: false,
            itself: Kind::of(scope.schema, scope.object).unwrap_or(Kind::Unknown),
            optional_old_self: scope.optional_old_self,
            bound: Vec::new(),
        }
    }

    pub(super) fn expression(&mut self, expression: &Expr) {
        self.value(expression);
    }

    fn value(&mut self, expression: &Expr) -> Value<'a> {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::Field { of, name, .. } => {
                let operand = self.operand(of);
                self.field(operand, name)
            }
            Expr::Index { of, at } => {
                let of = self.value(of);
                self.value(at);
                match of.kind {
                    Kind::List(_) | Kind::Map(_) => Value {
                        kind: of.kind.element(),
                        path: of.path.map(|path| format!("{path}[…]")),
                    },
                    Kind::Unknown | Kind::Scalar(_) | Kind::Object(..) | Kind::Metadata => {
                        Kind::Unknown.into()
                    }
                }
            }
            Expr::Call {
                function,
                target,
                arguments,
            } => self.call(function, target.as_deref(), arguments),
            Expr::Parts(parts) => {
                for part in parts {
                    self.value(part);
                }
                Kind::Unknown.into()
            }
            Expr::Literal => Kind::Unknown.into(),
        }
    }

    /// The operand before a dot, which may also be a namespace.
    fn operand(&mut self, expression: &Expr) -> Value<'a> {
        match expression {
            Expr::Name(name) if NAMESPACES.contains(&name.as_str()) && !self.is_bound(name) => {
                Kind::Unknown.into()
            }
            _ => self.value(expression),
        }
    }

    fn is_bound(&self, name: &str) -> bool {
        self.bound.iter().any(|(bound, _)| bound == name)
    }

    fn name(&mut self, name: &str) -> Value<'a> {
        let bound = self.bound.iter().rev().find(|(bound, _)| bound == name);
        let kind = match (bound, name) {
            (Some((_, kind)), _) => *kind,
            (None, "self") => self.itself,
            (None, "oldSelf") => {
                self.old_self = true;
                if self.optional_old_self {
                    Kind::Unknown
                } else {
                    self.itself
                }
            }
            (None, _) if TYPES.contains(&name) || NAMESPACES.contains(&name) || name.starts_with('.') => {
                Kind::Unknown
            }
            (None, _) => {
                self.undeclared(name);
                Kind::Unknown
            }
        };
        Value {
            kind,
            path: Some(name.to_owned()),
        }
    }

    fn undeclared(&mut self, name: &str) {
        let message = Message::new(format!("names `{name}`, which is not declared"));
        let known = self.bound.iter().map(|(bound, _)| bound.as_str());
        let near = suggest::nearest(name, known.chain(["self", "oldSelf"])).map(str::to_owned);
        let is_field = matches!(self.itself.field(name), Found::Field(_)) && !self.itself.names().is_empty();
        self.push(match near {
            _ if is_field => message.help(format!("write `self.{name}`")),
            Some(near) => message.help(format!("did you mean `{near}`?")),
            None => message,
        });
    }

    fn field(&mut self, operand: Value<'a>, name: &str) -> Value<'a> {
        let Value { kind, path } = operand;
        let path = path.map(|path| format!("{path}.{name}"));
        let shown = path.clone().unwrap_or_else(|| name.to_owned());
        let kind = match kind.field(name) {
            Found::Field(field) => field,
            Found::Hidden => {
                let message = Message::new(format!(
                    "names `{shown}`, which the API server does not expose to rules"
                ));
                let names = kind.names();
                self.push(match kind {
                    Kind::Metadata => message.help(format!("the fields are {}", names.join(" and "))),
                    _ => message.help("give the field a type"),
                });
                Kind::Unknown
            }
            Found::Missing => {
                let names = kind.names();
                let message = match kind {
                    Kind::Scalar(ty) => Message::new(format!(
                        "names `{shown}`, but a value of type `{ty}` has no fields"
                    )),
                    _ => Message::new(format!("names `{shown}`, which does not exist")),
                };
                let near = suggest::nearest(name, names.iter().map(String::as_str));
                self.push(match near {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None if names.is_empty() => message,
                    None => message.help(format!("the fields are {}", names.join(", "))),
                });
                Kind::Unknown
            }
        };
        Value { kind, path }
    }

    fn call(&mut self, function: &str, target: Option<&Expr>, arguments: &[Expr]) -> Value<'a> {
        let depth = self.bound.len();
        let target = target.map(|target| self.operand(target).kind);
        let arguments = match target {
            Some(range) => self.bind(function, range, arguments),
            None => arguments,
        };
        for argument in arguments {
            self.value(argument);
        }
        self.bound.truncate(depth);
        Kind::Unknown.into()
    }

    /// Declares the variables in a macro's first arguments, and returns the remaining arguments.
    fn bind<'e>(&mut self, function: &str, range: Kind<'a>, arguments: &'e [Expr]) -> &'e [Expr] {
        let (names, rest) = arguments.split_at(macros::declared_by(function, arguments.len()));
        let string = Kind::Scalar("string");
        let kinds: &[Kind<'a>] = match (range, names.len()) {
            _ if !macros::ITERATING.contains(&function) => &[],
            // A single variable is an item of a list or a key of a map.
            (Kind::List(_), 1) => &[range.element()],
            (Kind::Map(_), 1) => &[string],
            (Kind::List(_), _) => &[Kind::Unknown, range.element()],
            (Kind::Map(_), _) => &[string, range.element()],
            (Kind::Unknown | Kind::Scalar(_) | Kind::Object(..) | Kind::Metadata, _) => &[],
        };
        for (index, name) in names.iter().enumerate() {
            if let Expr::Name(name) = name {
                let kind = kinds.get(index).copied().unwrap_or(Kind::Unknown);
                self.bound.push((name.clone(), kind));
            }
        }
        rest
    }

    fn push(&mut self, message: Message) {
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }
}
