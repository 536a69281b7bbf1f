//! Reads a Rust item into the [`crate::ir`].
//!
//! All problems are errors, and all of them are collected: a derive cannot print warnings, so the CLI prints none
//! either.

mod attrs;
mod root_fields;
mod serde_attrs;
mod types;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{DeriveInput, spanned::Spanned};

use crate::{
    diagnostic::Message,
    ir::{Body, Decl, Field, Marker, Root, Shape, Site, Tagging, Type, Variant},
    markers::{On, kind},
};
pub use attrs::docs;
pub use root_fields::pass_over;
use serde_attrs::{Container, Data, FieldFacts, VariantFacts};
use types::Types;

/// A parsed item: its IR, and the two side tables with its paths and spans.
pub struct Parsed {
    /// The IR.
    pub decl: Decl,
    /// The types behind [`Type::Ref`].
    pub references: Vec<Reference>,
    /// The places behind every `at`.
    pub sites: Vec<Span>,
    /// The problems.
    pub problems: Vec<Problem>,
}

/// A path to another type.
#[derive(Clone)]
pub struct Reference {
    /// The type as written, including its arguments.
    pub written: syn::Type,
    /// The path's segments; a leading `::` is an empty first one.
    pub path: Vec<String>,
    /// The type arguments.
    pub args: Vec<Type>,
    /// Whether it is an argument of another reference.
    pub nested: bool,
    /// Whether the type may lack a schema, because the markers beside it define one.
    pub stated: bool,
}

/// A problem and its place.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The message.
    pub message: Message,
    /// The place.
    pub span: Span,
}

/// Parses a struct or an enum.
pub fn item(input: &DeriveInput, taken: Taken<'_>) -> Parsed {
    let mut reader = Reader::new(taken);
    let decl = reader.decl(input);
    reader.into_parsed(decl)
}

/// Parses the root type of a custom resource.
pub fn root(input: &DeriveInput, taken: Taken<'_>) -> Parsed {
    let mut parsed = item(input, taken);
    let mut problem = |message: Message| {
        parsed.problems.push(Problem {
            message,
            span: input.ident.span(),
        });
    };
    if parsed.decl.root.is_none() {
        problem(
            Message::new("a root type needs a group and a version")
                .help("write `#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]`"),
        );
    }
    let fields = match &parsed.decl.body {
        Body::Struct(fields) => fields.as_slice(),
        Body::Alias(_) | Body::Enum(..) | Body::Opaque => &[],
    };
    let has_metadata = fields
        .iter()
        .any(|field| field.rust == "metadata" && field.name == "metadata");
    if !has_metadata {
        problem(Message::new("a root type needs `metadata`").help("add `pub metadata: ObjectMeta`"));
    }
    root_fields::check(input, &mut parsed.problems);
    parsed
}

/// Parses a type alias.
pub fn alias(input: &syn::ItemType, taken: Taken<'_>) -> Parsed {
    let mut reader = Reader::new(taken);
    let at = reader.site(input.ident.span());
    let (docs, markers) = reader.docs(&input.attrs, On::TYPE);
    if let Some(marker) = markers.first() {
        let message = Message::new(format!(
            "`+{}` on a type alias is invisible to the derive",
            marker.name
        ));
        let span = reader.sites[marker.at];
        reader.problem(
            span,
            message.help("put it on the field, or write a newtype struct"),
        );
    }
    let body = match input.generics.params.first() {
        Some(parameter) => {
            reader.problem(first_token(parameter), generic());
            REFUSED
        }
        None => Body::Alias(reader.ty(&input.ty)),
    };
    let decl = Decl {
        name: input.ident.to_string(),
        docs,
        markers: Vec::new(),
        body,
        root: None,
        references: Vec::new(),
        at,
    };
    reader.into_parsed(decl)
}

/// An empty body, for a type whose problem has been reported.
const REFUSED: Body = Body::Alias(Type::Refused);

/// The span of the first token. On stable Rust a derive cannot get the end of several tokens.
fn first_token(tokens: &impl ToTokens) -> Span {
    let first = tokens.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}

fn generic() -> Message {
    Message::new("a generic type has no single schema").help("write one type for each use")
}

/// The lines of a doc comment that the CLI has cut out of the source text, by the attribute that it left in their
/// place.
///
/// Every line of a doc comment costs a dozen tokens in the syntax tree, and most of a file of types is doc comments.
pub type Taken<'a> = Option<&'a dyn Fn(&syn::Attribute) -> Option<Vec<&'a str>>>;

struct Reader<'a> {
    taken: Taken<'a>,
    /// Whether the types at hand may lack a schema.
    stated: bool,
    references: Vec<Reference>,
    reference_sites: Vec<Site>,
    sites: Vec<Span>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn new(taken: Taken<'a>) -> Self {
        Self {
            taken,
            stated: false,
            references: Vec::new(),
            reference_sites: Vec::new(),
            sites: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn into_parsed(self, decl: Decl) -> Parsed {
        let Self {
            taken: _,
            stated: _,
            references,
            reference_sites,
            sites,
            problems,
        } = self;
        Parsed {
            decl: Decl {
                references: reference_sites,
                ..decl
            },
            references,
            sites,
            problems,
        }
    }

    fn site(&mut self, span: Span) -> Site {
        self.sites.push(span);
        self.sites.len() - 1
    }

    fn problem(&mut self, span: Span, message: impl Into<Message>) {
        self.problems.push(Problem {
            message: message.into(),
            span,
        });
    }

    fn ty(&mut self, ty: &syn::Type) -> Type {
        Types(self).read(ty, false)
    }

    /// Parses a type that has these markers.
    fn marked_ty(&mut self, ty: &syn::Type, markers: &[Marker]) -> Type {
        let before = std::mem::replace(&mut self.stated, kind::states_type(markers));
        let ty = self.ty(ty);
        self.stated = before;
        ty
    }

    fn decl(&mut self, input: &DeriveInput) -> Decl {
        let at = self.site(input.ident.span());
        let name = input.ident.to_string();
        let root = self.root(input);
        let places = if root.is_some() {
            On::TYPE.or(On::ROOT)
        } else {
            On::TYPE
        };
        self.refuse_cfg_attr(&input.attrs);
        let (docs, markers) = self.docs(&input.attrs, places);
        let parameter = input.generics.params.first();
        if let Some(parameter) = parameter {
            self.problem(first_token(parameter), generic());
        }
        let stated = Marker::find(&markers, kind::TYPE).map(kind::stated_type);
        let body = match self.container(input) {
            // The parameters of a generic type do not name types that can be found.
            _ if parameter.is_some() => REFUSED,
            Some(container) if stated.is_some_and(|stated| contradicts(&container, &stated)) => Body::Opaque,
            Some(container) => self.body(container, input, &markers),
            None => REFUSED,
        };
        Decl {
            name,
            docs,
            markers,
            body,
            root,
            references: Vec::new(),
            at,
        }
    }

    fn root(&mut self, input: &DeriveInput) -> Option<Root> {
        let attribute = input
            .attrs
            .iter()
            .find(|attribute| attribute.path().is_ident("resource"))?;
        let at = self.site(attribute.path().span());
        let mut root = Root {
            group: String::new(),
            version: String::new(),
            kind: input.ident.to_string(),
            at,
        };
        let mut group = false;
        let mut wrong = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if !["group", "version", "kind"].contains(&name.as_str()) {
                return Err(meta.error(
                    "unknown argument; the arguments of `#[resource]` are `group`, `version` and `kind`",
                ));
            }
            let value: syn::LitStr = meta.value()?.parse()?;
            match name.as_str() {
                "group" => {
                    group = true;
                    root.group = value.value();
                    if let Err(reason) = crate::names::check_group(&root.group) {
                        wrong.push((value.span(), reason.to_string()));
                    }
                }
                "version" => {
                    root.version = value.value();
                    if let Err(reason) = crate::names::check_version(&root.version) {
                        wrong.push((value.span(), reason.to_string()));
                    }
                }
                _ => root.kind = value.value(),
            }
            Ok(())
        });
        for (span, reason) in wrong {
            self.problem(span, reason);
        }
        if let Err(error) = parsed {
            self.problem(error.span(), error.to_string());
        } else if !group || root.version.is_empty() {
            let missing = if group { "version" } else { "group" };
            self.problem(
                attribute.path().span(),
                Message::new(format!("`#[resource]` needs `{missing}`"))
                    .help("write `#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]`"),
            );
        }
        if let Err(reason) = crate::names::check_kind(&root.kind) {
            let message = Message::new(reason.to_string());
            self.problem(input.ident.span(), message.help("write it like `Memcached`"));
        }
        Some(root)
    }

    fn body(&mut self, container: Container<'_>, input: &DeriveInput, markers: &[Marker]) -> Body {
        if container.deny_unknown_fields {
            self.problem(
                input.ident.span(),
                Message::new("`deny_unknown_fields` has no effect: the API server drops unknown fields before the operator sees them")
                    .help("remove it"),
            );
        }
        if let Some(like) = &container.like {
            return Body::Alias(self.marked_ty(like, markers));
        }
        match container.data {
            Data::Unit => {
                self.problem(
                    input.ident.span(),
                    Message::new("a unit struct is `null` in JSON").help("give it fields: `struct Name {}`"),
                );
                REFUSED
            }
            Data::Newtype(field) => Body::Alias(self.payload(&field, markers)),
            Data::Tuple => {
                self.problem(input.ident.span(), tuple());
                REFUSED
            }
            Data::Struct(fields) => Body::Struct(self.fields(fields, container.default)),
            Data::Enum(tagging, variants) => {
                let variants = variants
                    .into_iter()
                    .map(|variant| self.variant(variant))
                    .collect();
                Body::Enum(tagging, variants)
            }
        }
    }

    fn fields(&mut self, fields: Vec<FieldFacts<'_>>, all_optional: bool) -> Vec<Field> {
        fields
            .into_iter()
            .filter_map(|facts| self.field(facts, all_optional))
            .collect()
    }

    fn field(&mut self, facts: FieldFacts<'_>, all_optional: bool) -> Option<Field> {
        let span = facts.span;
        if facts.skip_serializing && facts.skip_deserializing {
            return None;
        }
        let at = self.site(span);
        self.refuse_cfg(facts.attrs);
        let (docs, markers) = self.docs(facts.attrs, On::FIELD);
        if facts.written != facts.read {
            let message = Message::new(format!(
                "the field is serialized as `{}` and deserialized as `{}`",
                facts.written, facts.read
            ));
            self.problem(
                span,
                message.help("use one name; `alias` adds names for deserializing"),
            );
        }
        // `Schemaless` ignores the type, so the type may lack a schema.
        let schemaless = Marker::find(&markers, kind::SCHEMALESS).is_some();
        let is_option = types::is_option(facts.ty);
        let ty = if facts.by_function || schemaless && !types::is_plain(facts.ty) {
            Type::Opaque
        } else {
            self.marked_ty(facts.ty, &markers)
        };
        let optional = all_optional
            || facts.default
            || is_option && !facts.by_function
            || facts.skip_serializing
            || facts.skip_deserializing;
        if facts.left_out_sometimes && !optional && !facts.flatten {
            let message =
                Message::new("the field may be missing when serialized and is required when deserialized");
            self.problem(span, message.help("add `default` to its `#[serde(...)]`"));
        }
        Some(Field {
            name: facts.written,
            aliases: facts.aliases,
            rust: facts.rust,
            docs,
            markers,
            ty,
            optional,
            flatten: facts.flatten,
            skipped_if: facts.left_out_sometimes || facts.skip_serializing,
            at,
        })
    }

    fn variant(&mut self, facts: VariantFacts<'_>) -> Variant {
        let at = self.site(facts.span);
        self.refuse_cfg(facts.attrs);
        let (docs, markers) = self.docs(facts.attrs, On::FIELD);
        if facts.written != facts.read {
            let message = Message::new(format!(
                "the variant is serialized as `{}` and deserialized as `{}`",
                facts.written, facts.read
            ));
            self.problem(
                facts.span,
                message.help("use one name; `alias` adds names for deserializing"),
            );
        }
        if facts.untagged {
            let message = Message::new("an untagged variant in a tagged enum has no structural schema");
            self.problem(facts.span, message.help("make the whole enum `untagged`"));
        }
        let shape = match facts.data {
            Data::Unit => Shape::Unit,
            Data::Newtype(field) => Shape::Newtype(self.payload(&field, &markers)),
            Data::Struct(fields) => Shape::Struct(self.fields(fields, false)),
            Data::Tuple | Data::Enum(..) => {
                self.problem(facts.span, tuple());
                Shape::Unit
            }
        };
        if shape == Shape::Unit
            && let Some(marker) = markers.first()
        {
            let span = self.sites[marker.at];
            let message = Message::new(format!(
                "`+{}` does not apply to a variant without data",
                marker.name
            ));
            self.problem(span, message.help("remove it, or put it on the enum"));
        }
        Variant {
            name: facts.written,
            aliases: facts.aliases,
            docs,
            markers,
            shape,
            other: facts.other,
            at,
        }
    }

    fn payload(&mut self, field: &FieldFacts<'_>, markers: &[Marker]) -> Type {
        if field.by_function {
            Type::Opaque
        } else {
            self.marked_ty(field.ty, markers)
        }
    }

    /// A derive sees items after `cfg`, a reader of text before it: a schema must not depend on it.
    ///
    /// Of `cfg_attr`, a reader of text leaves those whose condition it does not know.
    fn refuse_cfg(&mut self, attrs: &[syn::Attribute]) {
        self.refuse_cfg_attr(attrs);
        if let Some(cfg) = attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            self.problem(
                cfg.span(),
                Message::new("a schema cannot depend on `#[cfg]`").help("make the field optional instead"),
            );
        }
    }
}

/// Returns whether serde cannot write the item as the type that its markers state. Then only the markers count.
fn contradicts(container: &Container<'_>, stated: &str) -> bool {
    if container.like.is_some() {
        return false;
    }
    let written = match &container.data {
        // Only the lowerer knows the type of these.
        Data::Newtype(_) | Data::Enum(Tagging::Untagged, _) => return false,
        Data::Struct(_) | Data::Enum(Tagging::Internal(_) | Tagging::Adjacent { .. }, _) => "object",
        Data::Enum(Tagging::External, variants) => {
            let is_unit = |variant: &VariantFacts<'_>| matches!(variant.data, Data::Unit);
            match variants.iter().filter(|variant| is_unit(variant)).count() {
                0 => "object",
                count if count == variants.len() => "string",
                _ => return true,
            }
        }
        Data::Unit | Data::Tuple => return true,
    };
    written != stated
}

fn tuple() -> Message {
    Message::new("a tuple is a list of different types in JSON, which a structural schema cannot describe")
        .help("use a struct with named fields")
}
