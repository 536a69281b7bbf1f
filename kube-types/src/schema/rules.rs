//! `#[derive(KubeSchema)]`: CEL rules and merge strategies from `#[x_kube(...)]`.

use std::borrow::Cow;

use kubewright_core::diagnostic::Message;
use serde_json::{Map, Value, json};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Expr};

use crate::attrs::container::{self, Container, Data};
use crate::attrs::meta::plain;
use crate::json::object;
use crate::reader::{Made, Reader};
use crate::repair::{Effect, note};
use crate::scope::{Path, Scope, Valued};
use crate::types::Context;

/// Marks a merge strategy of a struct.
const STRUCT: &str = "struct";

/// The attributes that schemars reads, and the derive does not pass on to it.
const DROPPED: [&str; 2] = ["deprecated", "garde"];

impl<S: Scope> Reader<'_, S> {
    /// What `#[derive(KubeSchema)]` makes.
    pub(super) fn validated(&mut self, cx: &Context<S::Place>, data: &DeriveInput) -> Made<Value, S::Place> {
        let rules = self.rules(cx, &data.attrs)?;
        let syn::Data::Struct(structure) = &data.data else {
            return self.fail(
                cx,
                data.ident.span(),
                "`KubeSchema` is only for structs with named fields",
            );
        };
        let mut fields = Vec::new();
        for field in &structure.fields {
            let found = self.rules(cx, &field.attrs)?;
            if !found.is_empty() {
                fields.push((field, found));
            }
        }
        let strict = self.strict;
        let passed = passed(data, strict);
        let input = self.effective(cx, &passed)?;
        let container = self.wrong(cx, container::container(&input))?;
        let mut schema = self.container(cx, &input, &container)?;
        let is_bound = |field: &syn::Field| field.attrs.iter().any(|attr| attr.path().is_ident("garde"));
        let has_bounds = structure.fields.iter().any(is_bound);
        if strict && has_bounds {
            note(
                &mut schema,
                Effect::Lost,
                "`KubeSchema` drops the bounds of `#[garde(...)]`; they are checked",
            );
        }
        if strict && !rules.merge.is_empty() {
            self.atomic(&mut schema, &rules.merge);
        }
        for rule in rules.rules {
            push(&mut schema, rule);
        }
        for (field, found) in fields {
            if let Some(property) =
                name(&container, field).and_then(|name| schema.get_mut("properties")?.get_mut(name))
            {
                for rule in found.rules {
                    push(property, rule);
                }
                self.atomic(property, &found.merge);
                continue;
            }
            // The derive makes a struct of this field alone. The rules go to its first property, which is another one if
            // the field is flattened.
            let mut alone = input.clone().into_owned();
            let mut field = field.clone();
            keep(&mut field.attrs, strict);
            if let syn::Data::Struct(structure) = &mut alone.data
                && let syn::Fields::Named(named) = &mut structure.fields
            {
                named.named = Punctuated::from_iter([field]);
            }
            let known = self.problems.len();
            let mut merge = self.derived(cx, &alone)?;
            // What is wrong with the field was found before.
            self.problems.truncate(known);
            let Value::Object(properties) = object(&mut merge)
                .entry("properties")
                .or_insert_with(|| json!({}))
            else {
                continue;
            };
            if let Some((_, first)) = properties.iter_mut().next() {
                for rule in found.rules {
                    push(first, rule);
                }
                self.atomic(first, &found.merge);
            }
            let properties = std::mem::take(properties);
            if let Value::Object(all) = object(&mut schema)
                .entry("properties")
                .or_insert_with(|| json!({}))
            {
                all.extend(properties);
            }
        }
        Ok(schema)
    }

    /// The entries of `#[x_kube(...)]`.
    fn rules(&mut self, cx: &Context<S::Place>, attrs: &[Attribute]) -> Made<Rules, S::Place> {
        let mut found = Rules::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("x_kube")) {
            let metas = match plain::of(attr) {
                Ok(metas) => metas,
                Err(error) => return self.fail(cx, error.span(), error.to_string()),
            };
            for meta in metas {
                match &meta {
                    syn::Meta::NameValue(meta) if meta.path.is_ident("validation") => {
                        found.rules.push(self.rule(cx, &meta.value)?);
                    }
                    syn::Meta::NameValue(meta) if meta.path.is_ident("merge_strategy") => {
                        found.merge.extend(self.merge_strategy(cx, &meta.value)?);
                    }
                    meta if meta.path().is_ident("cel") || meta.path().is_ident("crates") => {}
                    meta => {
                        let name = meta
                            .path()
                            .get_ident()
                            .map(ToString::to_string)
                            .unwrap_or_default();
                        let message = Message::new(format!("`x_kube` has no `{name}`"));
                        return self.fail(
                            cx,
                            meta.span(),
                            message.help("write `validation` or `merge_strategy`"),
                        );
                    }
                }
            }
        }
        Ok(found)
    }

    /// A CEL rule, as the API server reads it.
    pub(crate) fn rule(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<Value, S::Place> {
        match expr {
            Expr::Tuple(tuple) if tuple.elems.len() == 2 => {
                let (rule, message) = (self.text(cx, &tuple.elems[0])?, self.text(cx, &tuple.elems[1])?);
                Ok(json!({"rule": rule, "message": message}))
            }
            Expr::Paren(paren) => self.rule(cx, &paren.expr),
            Expr::Group(group) => self.rule(cx, &group.expr),
            Expr::Reference(reference) => self.rule(cx, &reference.expr),
            Expr::MethodCall(call) if call.args.len() == 1 => {
                let mut rule = self.rule(cx, &call.receiver)?;
                self.set(
                    cx,
                    &mut rule,
                    &call.method.to_string(),
                    &call.args[0],
                    call.method.span(),
                )?;
                Ok(rule)
            }
            Expr::MethodCall(call)
                if ["into", "clone", "to_owned"]
                    .iter()
                    .any(|name| call.method == name) =>
            {
                self.rule(cx, &call.receiver)
            }
            Expr::Struct(literal) if Path::of(&literal.path).last() == "Rule" => {
                let mut rule = json!({});
                for field in &literal.fields {
                    let syn::Member::Named(name) = &field.member else {
                        continue;
                    };
                    let name = name.to_string();
                    let value = match &field.expr {
                        Expr::Path(path) if path.path.is_ident("None") => continue,
                        Expr::Call(call) if ends_in(&call.func, "Some") && call.args.len() == 1 => {
                            &call.args[0]
                        }
                        other => other,
                    };
                    if name == "rule" {
                        rule["rule"] = self.text(cx, value)?.into();
                    } else {
                        self.set(cx, &mut rule, &name, value, field.span())?;
                    }
                }
                Ok(rule)
            }
            Expr::Call(call) => match &*call.func {
                Expr::Path(path)
                    if Path::of(&path.path)
                        .segments
                        .ends_with(&["Rule".into(), "new".into()]) =>
                {
                    let text = match call.args.first() {
                        Some(text) => self.text(cx, text)?,
                        None => return self.fail(cx, call.func.span(), "`Rule::new` needs a rule"),
                    };
                    Ok(json!({"rule": text}))
                }
                Expr::Path(path) => match self.scope.value(&cx.place, &Path::of(&path.path)) {
                    Some(Valued::Function(place, function)) if call.args.is_empty() => {
                        let inner = Context::of(place);
                        match function.body.stmts.last() {
                            Some(syn::Stmt::Expr(expr, None)) if function.body.stmts.len() == 1 => {
                                self.within(&inner, expr.span(), |this| this.rule(&inner, expr))
                            }
                            _ => self.plain_rule(cx, expr),
                        }
                    }
                    _ => self.plain_rule(cx, expr),
                },
                _ => self.plain_rule(cx, expr),
            },
            Expr::Path(path) => match self.scope.value(&cx.place, &Path::of(&path.path)) {
                Some(Valued::Constant(place, constant)) => {
                    let inner = Context::of(place);
                    self.within(&inner, expr.span(), |this| this.rule(&inner, &constant.value))
                }
                _ => self.plain_rule(cx, expr),
            },
            _ => self.plain_rule(cx, expr),
        }
    }

    fn plain_rule(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<Value, S::Place> {
        let text = self.text(cx, expr)?;
        Ok(json!({"rule": text}))
    }

    fn set(
        &mut self,
        cx: &Context<S::Place>,
        rule: &mut Value,
        key: &str,
        value: &Expr,
        span: proc_macro2::Span,
    ) -> Made<(), S::Place> {
        match key {
            "message" => {
                let (kind, value) = match value {
                    Expr::Call(call) if call.args.len() == 1 && ends_in(&call.func, "Expression") => {
                        ("messageExpression", &call.args[0])
                    }
                    Expr::Call(call) if call.args.len() == 1 && ends_in(&call.func, "Message") => {
                        ("message", &call.args[0])
                    }
                    other => ("message", other),
                };
                rule[kind] = self.text(cx, value)?.into();
            }
            "reason" => match value {
                Expr::Path(path) => rule["reason"] = Path::of(&path.path).last().into(),
                _ => return self.fail(cx, value.span(), "write the reason as `Reason::...`"),
            },
            "field_path" => rule["fieldPath"] = self.text(cx, value)?.into(),
            "optional_old_self" => {
                let value_ = self.value(cx, value)?;
                rule["optionalOldSelf"] = self.json(cx, &value_, value.span())?;
            }
            _ => return self.fail(cx, span, format!("a rule has no `{key}`")),
        }
        Ok(())
    }

    /// Sets a merge strategy.
    fn atomic(&self, schema: &mut Value, merge: &Map<String, Value>) {
        for (key, value) in merge.iter().filter(|(key, _)| *key != STRUCT) {
            object(schema).insert(key.clone(), value.clone());
        }
        if merge.contains_key(STRUCT) {
            note(
                schema,
                Effect::Lost,
                "kube drops the merge strategy of a struct; it is written",
            );
        }
    }

    fn merge_strategy(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<Map<String, Value>, S::Place> {
        let (path, args) = match expr {
            Expr::Path(path) => (Path::of(&path.path), None),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => (Path::of(&path.path), call.args.first()),
                _ => return self.fail(cx, expr.span(), "this merge strategy cannot be read"),
            },
            _ => return self.fail(cx, expr.span(), "this merge strategy cannot be read"),
        };
        let of = path.parent();
        let (of, which) = (of.as_ref().map_or("", Path::last), path.last());
        let mut found = Map::new();
        match (of, which) {
            ("ListMerge", "Map") => {
                found.insert("x-kubernetes-list-type".to_owned(), "map".into());
                if let Some(keys) = args {
                    let value = self.value(cx, keys)?;
                    let keys = self.json(cx, &value, keys.span())?;
                    found.insert("x-kubernetes-list-map-keys".to_owned(), keys);
                }
            }
            ("ListMerge", which) => {
                found.insert("x-kubernetes-list-type".to_owned(), which.to_lowercase().into());
            }
            ("MapMerge", which) => {
                found.insert("x-kubernetes-map-type".to_owned(), which.to_lowercase().into());
            }
            // kube writes a key that CRDs do not have.
            ("StructMerge", which) if self.strict => {
                found.insert("x-kubernetes-map-type".to_owned(), which.to_lowercase().into());
                found.insert(STRUCT.to_owned(), true.into());
            }
            ("StructMerge", _) => {}
            _ => return self.fail(cx, expr.span(), "this merge strategy cannot be read"),
        }
        Ok(found)
    }
}

#[derive(Default)]
struct Rules {
    rules: Vec<Value>,
    merge: Map<String, Value>,
}

impl Rules {
    fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.merge.is_empty()
    }
}

/// The name in JSON of a field that is not flattened.
fn name<'c>(container: &'c Container<'_>, field: &syn::Field) -> Option<&'c String> {
    let Data::Struct(_, fields) = &container.data else {
        return None;
    };
    let rust = field.ident.as_ref()?.unraw();
    let found = fields
        .iter()
        .find(|field| rust == field.member && !field.flatten)?;
    Some(&found.read)
}

/// The item as the derive passes it on.
fn passed(input: &DeriveInput, strict: bool) -> Cow<'_, DeriveInput> {
    let is_passed = |attrs: &[Attribute]| attrs.iter().all(|attr| is_passed(attr, strict));
    let fields = match &input.data {
        syn::Data::Struct(data) => Some(&data.fields),
        syn::Data::Enum(_) | syn::Data::Union(_) => None,
    };
    let mut fields = fields.into_iter().flatten();
    if is_passed(&input.attrs) && fields.all(|field| is_passed(&field.attrs)) {
        return Cow::Borrowed(input);
    }
    let mut input = input.clone();
    keep(&mut input.attrs, strict);
    if let syn::Data::Struct(data) = &mut input.data {
        for field in &mut data.fields {
            keep(&mut field.attrs, strict);
        }
    }
    Cow::Owned(input)
}

fn keep(attrs: &mut Vec<Attribute>, strict: bool) {
    attrs.retain(|attr| is_passed(attr, strict));
}

fn is_passed(attr: &Attribute, strict: bool) -> bool {
    let is_dropped = |name: &&str| attr.path().is_ident(name);
    !DROPPED.iter().any(is_dropped) || (strict && attr.path().is_ident("garde"))
}

fn ends_in(func: &Expr, name: &str) -> bool {
    matches!(func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Adds a rule behind those that the schema has.
pub(crate) fn push(schema: &mut Value, rule: Value) {
    if let Value::Array(rules) = object(schema)
        .entry("x-kubernetes-validations")
        .or_insert_with(|| json!([]))
    {
        rules.push(rule);
    }
}
