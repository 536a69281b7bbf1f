//! From the leaves of an expression to its root: what each part is, and which names are wrong.

use kube_cel::cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use kubewright_core::{check::cel::Scope, diagnostic::Message, suggest};

use super::{
    kind::{Found, Kind},
    names::{MACROS, NAMESPACES, TYPES},
};

pub(super) struct Walk<'a> {
    pub(super) messages: Vec<Message>,
    pub(super) old_self: bool,
    itself: Kind<'a>,
    optional_old_self: bool,
    bound: Vec<(String, Kind<'a>)>,
}

/// A value, and how it was written, where that is a plain path.
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

    pub(super) fn expression(&mut self, expression: &IdedExpr) {
        self.value(expression);
    }

    fn value(&mut self, expression: &IdedExpr) -> Value<'a> {
        match &expression.expr {
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => {
                let operand = self.operand(&select.operand);
                self.field(operand, &select.field)
            }
            Expr::Call(call) => self.call(&call.func_name, call.target.as_deref(), &call.args),
            Expr::Comprehension(inner) => {
                let range = self.value(&inner.iter_range).kind;
                self.value(&inner.accu_init);
                // One variable over a map is its keys.
                let item = match (range, &inner.iter_var2) {
                    (Kind::List(_), None) => range.element(),
                    (Kind::Map(_), None) => Kind::Scalar("string"),
                    _ => Kind::Unknown,
                };
                let depth = self.bound.len();
                self.bound.push((inner.accu_var.clone(), Kind::Unknown));
                self.bound.push((inner.iter_var.clone(), item));
                if let Some(second) = &inner.iter_var2 {
                    self.bound.push((second.clone(), range.element()));
                }
                self.value(&inner.loop_cond);
                self.value(&inner.loop_step);
                self.value(&inner.result);
                self.bound.truncate(depth);
                Kind::Unknown.into()
            }
            Expr::List(list) => {
                for element in &list.elements {
                    self.value(element);
                }
                Kind::Unknown.into()
            }
            Expr::Map(map) => {
                map.entries.iter().for_each(|entry| self.entry(&entry.expr));
                Kind::Unknown.into()
            }
            Expr::Struct(object) => {
                object.entries.iter().for_each(|entry| self.entry(&entry.expr));
                Kind::Unknown.into()
            }
            Expr::Literal(_) | Expr::Unspecified => Kind::Unknown.into(),
        }
    }

    fn entry(&mut self, entry: &EntryExpr) {
        match entry {
            EntryExpr::StructField(field) => {
                self.value(&field.value);
            }
            EntryExpr::MapEntry(entry) => {
                self.value(&entry.key);
                self.value(&entry.value);
            }
        }
    }

    /// What stands before a dot: there also namespaces may stand.
    fn operand(&mut self, expression: &IdedExpr) -> Value<'a> {
        match &expression.expr {
            Expr::Ident(name) if NAMESPACES.contains(&name.as_str()) && !self.is_bound(name) => {
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
            (None, _)
                if TYPES.contains(&name) || NAMESPACES.contains(&name) || name.starts_with(['@', '.']) =>
            {
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
        let message = Message::new(format!("names `{name}`, which nothing declares"));
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
                    "names `{shown}`, which the API server does not show to rules"
                ));
                let names = kind.names();
                self.push(match kind {
                    Kind::Metadata => message.help(format!("there are {}", names.join(" and "))),
                    _ => message.help("give the field a type"),
                });
                Kind::Unknown
            }
            Found::Missing => {
                let names = kind.names();
                let message = match kind {
                    Kind::Scalar(ty) => Message::new(format!(
                        "names `{shown}`, and a value of type `{ty}` has no fields"
                    )),
                    _ => Message::new(format!("names `{shown}`, and there is no such field")),
                };
                let near = suggest::nearest(name, names.iter().map(String::as_str));
                self.push(match near {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None if names.is_empty() => message,
                    None => message.help(format!("there are {}", names.join(", "))),
                });
                Kind::Unknown
            }
        };
        Value { kind, path }
    }

    fn call(&mut self, function: &str, target: Option<&IdedExpr>, arguments: &[IdedExpr]) -> Value<'a> {
        if let (operators::OPT_SELECT, [operand, name]) = (function, arguments) {
            let operand = self.operand(operand);
            if let Expr::Literal(LiteralValue::String(name)) = &name.expr {
                self.field(operand, name.inner());
            }
            return Kind::Unknown.into();
        }
        if let (operators::INDEX, [operand, index]) = (function, arguments) {
            let operand = self.value(operand);
            self.value(index);
            return match operand.kind {
                Kind::List(_) | Kind::Map(_) => Value {
                    kind: operand.kind.element(),
                    path: operand.path.map(|path| format!("{path}[…]")),
                },
                _ => Kind::Unknown.into(),
            };
        }
        let depth = self.bound.len();
        let target = target.map(|target| self.operand(target).kind);
        let mut arguments = arguments;
        if target.is_some() && MACROS.contains(&function) {
            // The last argument speaks of the names before it.
            while let [first, rest @ ..] = arguments
                && !rest.is_empty()
                && let Expr::Ident(name) = &first.expr
                && (self.bound.len() == depth || function != "bind")
            {
                self.bound.push((name.clone(), Kind::Unknown));
                arguments = rest;
            }
        }
        for argument in arguments {
            self.value(argument);
        }
        self.bound.truncate(depth);
        Kind::Unknown.into()
    }

    fn push(&mut self, message: Message) {
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }
}
