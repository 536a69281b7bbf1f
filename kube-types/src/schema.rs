//! From types to the schemas that schemars makes, before any transformation.

mod docs;
mod enums;
mod fields;
mod flatten;
mod known;
mod maps;
mod merge;
mod paragraphs;
mod rules;

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use kubewright_core::diagnostic::Message;
use proc_macro2::Span;
use serde_json::{Value, json};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::attrs::container::{self, Container, Data, Field, Style};
use crate::attrs::meta::mentions;
use crate::attrs::{Attrs, On, With, Wrong, derives, serde as serde_attrs};
use crate::reader::{Made, Reader};
use crate::repair::{self, Effect};
use crate::scope::{Item, Path, Problem, Scope, Syntax};
use crate::types::{Context, Ty};

pub(crate) use rules::push as push_rule;

/// Puts the schema of a type into the schema of the struct that flattens it.
pub(crate) fn flatten_into(schema: &mut Value, other: Value) {
    flatten::flatten(schema, flatten::flattened(other, false));
}

/// The most types that are inside of each other; each takes several frames of the stack.
const DEEPEST: usize = 400;

impl<S: Scope> Reader<'_, S> {
    pub(crate) fn wrong<T>(&self, cx: &Context<S::Place>, made: Result<T, Wrong>) -> Made<T, S::Place> {
        match made {
            Ok(value) => Ok(value),
            Err((span, message)) => self.fail(cx, span, message),
        }
    }

    pub(crate) fn attrs(
        &self,
        cx: &Context<S::Place>,
        attrs: &[syn::Attribute],
        on: On,
    ) -> Made<Attrs, S::Place> {
        let docs = self.doc_comments(cx, attrs);
        self.wrong(cx, Attrs::read(attrs, docs, on, self.era.is_old()))
    }

    /// The item with the attributes of serde that schemars reads.
    pub(crate) fn effective<'i>(
        &self,
        cx: &Context<S::Place>,
        input: &'i DeriveInput,
    ) -> Made<Cow<'i, DeriveInput>, S::Place> {
        self.wrong(cx, serde_attrs::effective(input, self.era.is_old()))
    }

    /// `T::json_schema`
    pub(crate) fn schema(
        &mut self,
        cx: &Context<S::Place>,
        ty: &Ty<S::Place>,
        span: Span,
    ) -> Made<Value, S::Place> {
        if self.endless.is_none() && self.levels >= DEEPEST {
            let name = self.named.last().cloned().unwrap_or_default();
            let message =
                format!("`{name}` is inside of more than {DEEPEST} types, which may go on without end");
            let help = "replace the type of a field on the way, or its schema with `#[schemars(schema_with = \"...\")]`";
            self.endless = Some(Problem {
                place: cx.place.clone(),
                span,
                message: Message::new(message).help(help),
            });
        }
        // Nothing else can be known of the kind.
        if let Some(problem) = &self.endless {
            return Err(Box::new(problem.clone()));
        }
        self.levels += 1;
        let made = self.schema_of(cx, ty, span);
        self.levels -= 1;
        made
    }

    fn schema_of(&mut self, cx: &Context<S::Place>, ty: &Ty<S::Place>, span: Span) -> Made<Value, S::Place> {
        match ty {
            Ty::Known(path, args) => self.known_schema(cx, path, args, span),
            Ty::Tuple(all) if all.is_empty() => Ok(json!({"type": "null"})),
            Ty::Tuple(all) => {
                let items: Result<Vec<_>, _> = all.iter().map(|ty| self.schema(cx, ty, span)).collect();
                let length = all.len();
                Ok(json!({"type": "array", "prefixItems": items?, "minItems": length, "maxItems": length}))
            }
            Ty::Array(_, 0) => Ok(json!({"type": "array", "maxItems": 0})),
            Ty::Array(item, length) => {
                let items = self.schema(cx, item, span)?;
                Ok(json!({"type": "array", "items": items, "minItems": length, "maxItems": length}))
            }
            Ty::Item(item, args) => self.item_schema(cx, item, args, span),
        }
    }

    fn item_schema(
        &mut self,
        cx: &Context<S::Place>,
        item: &Rc<Item<S::Place>>,
        args: &[Ty<S::Place>],
        span: Span,
    ) -> Made<Value, S::Place> {
        let key = Ty::Item(item.clone(), args.into()).key();
        if let Some(schema) = self.schemas.get(&key) {
            return Ok((**schema).clone());
        }
        if self.strict && self.open.contains(&key) {
            return Ok(preserved(
                "a type that contains itself is preserved as it is from there on",
            ));
        }
        if self.open.contains(&key) {
            let message = format!(
                "`{}` contains itself, which no structural schema can express",
                item.name
            );
            let help = "replace the field's type, or its schema with `#[schemars(schema_with = \"...\")]`";
            return self.fail(cx, span, Message::new(message).help(help));
        }
        self.open.push(key.clone());
        self.named.push(item.name.clone());
        let made = self.new_schema(cx, item, args, span);
        self.named.pop();
        self.open.pop();
        let schema = made?;
        self.schemas.insert(key, Arc::new(schema.clone()));
        Ok(schema)
    }

    fn new_schema(
        &mut self,
        cx: &Context<S::Place>,
        item: &Rc<Item<S::Place>>,
        args: &[Ty<S::Place>],
        span: Span,
    ) -> Made<Value, S::Place> {
        let Syntax::Data(data) = &item.syntax else {
            return self.fail(cx, span, "an alias is not a type of its own");
        };
        if item.generated {
            return self.generated(item, data, span);
        }
        let inner = self.inside(item, args);
        let replaced = "does not apply to a field of a type whose schema is not made from its fields";
        if let Some(schema) = self.stated.schemas.get(&item.name) {
            self.used.schemas.insert(item.name.clone());
            let mut schema = schema.clone();
            let attrs = self.attrs(&inner, &data.attrs, On::Container)?;
            self.markers_alone(&inner, &attrs.common, &mut schema, data.ident.span())?;
            self.refuse_inside(&inner, &data.data, replaced, "put it on the type");
            return Ok(schema);
        }
        let derives = derives(&data.attrs);
        let has = |name: &str| derives.iter().any(|derive| derive == name);
        if has("KubeSchema") {
            return self.validated(&inner, data);
        }
        if has("JsonSchema") {
            return self.derived(&inner, data);
        }
        if has("JsonSchema_repr") {
            return self.repr(&inner, data);
        }
        self.decided_derives(&inner, &data.attrs)?;
        if let Some(found) = self.scope.implementation(item, "JsonSchema") {
            let mut schema = self.by_hand(&inner, &found, span)?;
            let attrs = self.attrs(&inner, &data.attrs, On::Container)?;
            self.markers_alone(&inner, &attrs.common, &mut schema, data.ident.span())?;
            self.refuse_inside(&inner, &data.data, replaced, "put it on the type");
            return Ok(schema);
        }
        let message = Message::new(format!("`{}` has no schema", item.name));
        let help = format!(
            "derive `JsonSchema` for it; or state it in `PROJECT` as the schema `{}`, or run once with `--probe`",
            item.name
        );
        self.fail(cx, span, message.help(help))
    }

    /// What `#[derive(JsonSchema)]` makes.
    pub(crate) fn derived(&mut self, cx: &Context<S::Place>, data: &DeriveInput) -> Made<Value, S::Place> {
        let input = self.effective(cx, data)?;
        let container = self.wrong(cx, container::container(&input))?;
        self.container(cx, &input, &container)
    }

    pub(super) fn container(
        &mut self,
        cx: &Context<S::Place>,
        input: &DeriveInput,
        container: &Container<'_>,
    ) -> Made<Value, S::Place> {
        let attrs = self.attrs(cx, &input.attrs, On::Container)?;
        self.refuse_undecided(cx, &input.attrs);
        let transparent = transparent_field(container);
        if let Some(field) = transparent {
            self.refuse_undecided(cx, &field.original.attrs);
        }
        if let Some(ty) = self.passed_through(cx, container, &attrs)? {
            let span = ty.span();
            let ty = self.ty(cx, &ty)?;
            let mut schema = self.schema(cx, &ty, span)?;
            self.markers_alone(cx, &attrs.common, &mut schema, input.ident.span())?;
            if let Some(field) = transparent.filter(|_| self.era.is_old()) {
                let mut of_field = self.attrs(cx, &field.original.attrs, On::Field)?;
                of_field.common.on = On::Unnamed;
                self.markers_alone(cx, &of_field.common, &mut schema, field.span())?;
            }
            return Ok(schema);
        }
        if self.era.is_old()
            && let Some(field) = transparent
        {
            let mut schema = self.unnamed(cx, field)?;
            self.markers_alone(cx, &attrs.common, &mut schema, input.ident.span())?;
            return Ok(schema);
        }
        if attrs.with.is_some() || container.from.is_some() {
            let why = "does not apply to a field of a type whose schema is that of another type";
            self.refuse_inside(cx, &input.data, why, "put it on the fields of that type");
        }
        let mut schema = if let Some(with) = &attrs.with {
            self.with_schema(cx, with)?
        } else if let Some(field) = transparent {
            self.unnamed(cx, field)?
        } else if let Some(from) = &container.from {
            let ty = self.ty(cx, from)?;
            self.schema(cx, &ty, from.span())?
        } else {
            let deny = container.deny_unknown_fields;
            match &container.data {
                Data::Struct(Style::Unit, _) => json!({"type": "null"}),
                Data::Struct(Style::Newtype, fields) => self.unnamed(cx, &fields[0])?,
                Data::Struct(Style::Tuple, fields) => self.tuple(cx, fields)?,
                Data::Struct(Style::Struct, fields) => {
                    self.structure(cx, fields, &container.default, deny)?
                }
                Data::Enum(variants) => self.enumeration(cx, &container.tagging, variants, deny)?,
            }
        };
        self.common(cx, &attrs.common, &mut schema, input.ident.span())?;
        Ok(schema)
    }

    /// `#[derive(JsonSchema_repr)]`: an integer for each variant.
    fn repr(&mut self, cx: &Context<S::Place>, data: &DeriveInput) -> Made<Value, S::Place> {
        let syn::Data::Enum(variants) = &data.data else {
            return self.fail(cx, data.ident.span(), "only enums derive `JsonSchema_repr`");
        };
        let why = "does not apply to a variant without data";
        self.refuse_inside(cx, &data.data, why, "remove it, or put it on the enum");
        let mut next = 0_i64;
        let mut all = Vec::new();
        self.refuse_undecided(cx, &data.attrs);
        for variant in &variants.variants {
            self.refuse_undecided_member(cx, &variant.attrs);
            if let Some((_, value)) = &variant.discriminant {
                next = self.integer(cx, value)?;
            }
            all.push(Value::from(next));
            next += 1;
        }
        let mut schema = json!({"type": "integer", "enum": all});
        let attrs = self.attrs(cx, &data.attrs, On::Container)?;
        self.common(cx, &attrs.common, &mut schema, data.ident.span())?;
        Ok(schema)
    }

    /// The schema of a type or function that replaces the Rust type.
    pub(crate) fn with_schema(&mut self, cx: &Context<S::Place>, with: &With) -> Made<Value, S::Place> {
        match with {
            With::Type(ty) => {
                let resolved = self.ty(cx, ty)?;
                self.schema(cx, &resolved, ty.span())
            }
            With::Function(path) => {
                let name = Path::of(&path.path);
                match self.stated.schemas.get(name.last()) {
                    Some(schema) => {
                        self.used.schemas.insert(name.last().to_owned());
                        Ok(schema.clone())
                    }
                    None => self.schema_function(cx, &path.path).map_err(|mut problem| {
                        if let Some(help) = &mut problem.message.help {
                            help.push_str(&format!(
                                "; or state it in `PROJECT` as the schema `{}`, or run once with `--probe`",
                                name.last()
                            ));
                        }
                        problem
                    }),
                }
            }
        }
    }

    /// Whether an absent field of this type is read as `None`.
    pub(crate) fn is_option(&mut self, cx: &Context<S::Place>, ty: &Ty<S::Place>) -> Made<bool, S::Place> {
        match ty.bare() {
            Ty::Known(path, _) => Ok(path == "std::option::Option"),
            Ty::Item(item, args) => match self.forwarded(item, args)? {
                Some((inner, ty)) => self.within(cx, item_span(item), |this| this.is_option(&inner, &ty)),
                None => Ok(false),
            },
            Ty::Tuple(_) | Ty::Array(..) => Ok(false),
        }
    }

    /// The schema without `null`.
    pub(crate) fn non_optional(
        &mut self,
        cx: &Context<S::Place>,
        ty: &Ty<S::Place>,
        span: Span,
    ) -> Made<Value, S::Place> {
        match ty.bare() {
            Ty::Known(path, args) if path == "std::option::Option" && !args.is_empty() => {
                self.non_optional(cx, &args[0], span)
            }
            Ty::Item(item, args) => match self.forwarded(item, args)? {
                Some((inner, ty)) => self.within(cx, span, |this| this.non_optional(&inner, &ty, span)),
                None => self.schema(cx, ty, span),
            },
            ty => self.schema(cx, ty, span),
        }
    }

    /// The type whose schema a container has without any change.
    fn passed_through(
        &self,
        cx: &Context<S::Place>,
        container: &Container<'_>,
        attrs: &Attrs,
    ) -> Made<Option<syn::Type>, S::Place> {
        let transparent = transparent_field(container);
        if self.era.is_old() {
            // Whatever attributes it and its field have.
            let Some(field) = transparent else { return Ok(None) };
            return Ok(match self.attrs(cx, &field.original.attrs, On::Field)?.with {
                None => Some(field.ty().clone()),
                Some(With::Type(ty)) => Some(ty),
                Some(With::Function(_)) => None,
            });
        }
        if !attrs.common.is_default() {
            return Ok(None);
        }
        if let Some(With::Type(ty)) = &attrs.with {
            return Ok(Some(ty.clone()));
        }
        let Some(field) = transparent else { return Ok(None) };
        let field_attrs = self.attrs(cx, &field.original.attrs, On::Field)?;
        Ok(field_attrs.is_default().then(|| field.ty().clone()))
    }

    /// The type that stands for a transparent one in every respect.
    #[expect(clippy::type_complexity, reason = "a type with its context")]
    fn forwarded(
        &mut self,
        item: &Rc<Item<S::Place>>,
        args: &[Ty<S::Place>],
    ) -> Made<Option<(Context<S::Place>, Ty<S::Place>)>, S::Place> {
        let Syntax::Data(data) = &item.syntax else {
            return Ok(None);
        };
        if item.generated {
            return Ok(None);
        }
        let words = ["transparent", "with"];
        let may_forward = ["serde", "schemars"]
            .iter()
            .any(|of| mentions(&data.attrs, of, &words));
        if !may_forward || !derives(&data.attrs).iter().any(|derive| derive == "JsonSchema") {
            return Ok(None);
        }
        let cx = self.inside(item, args);
        let input = self.effective(&cx, data)?;
        let attrs = self.attrs(&cx, &input.attrs, On::Container)?;
        let container = self.wrong(&cx, container::container(&input))?;
        match self.passed_through(&cx, &container, &attrs)? {
            Some(ty) => {
                let ty = self.ty(&cx, &ty)?;
                Ok(Some((cx, ty)))
            }
            None => Ok(None),
        }
    }
}

/// An object of which nothing is known.
fn preserved(why: &str) -> Value {
    let mut schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    repair::note(&mut schema, Effect::Refused, why);
    schema
}

fn item_span<P>(item: &Item<P>) -> Span {
    match &item.syntax {
        Syntax::Data(data) => data.ident.span(),
        Syntax::Alias(alias) => alias.ident.span(),
    }
}

fn transparent_field<'a, 'i>(container: &'a Container<'i>) -> Option<&'a Field<'i>> {
    match &container.data {
        Data::Struct(_, fields) if container.transparent => fields.iter().find(|field| field.transparent),
        _ => None,
    }
}
