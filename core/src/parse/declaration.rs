//! A struct or an enum: its name, its markers and its JSON shape.

use syn::DeriveInput;

use super::{
    REFUSED, Reader, first_token, generic,
    serde_attrs::{Alone, Container, Data, VariantFacts},
    tuple,
    types::primitive,
    unread::Replaced,
};
use crate::{
    diagnostic::Message,
    ir::{Body, Decl, Marker, Own, Tagging, Type},
    markers::{On, kind},
};

impl Reader<'_> {
    pub(super) fn decl(&mut self, input: &DeriveInput) -> Decl {
        let at = self.site(input.ident.span());
        let name = input.ident.to_string();
        let root = self.root(input);
        let places = if root.is_some() {
            On::TYPE.or(On::ROOT)
        } else {
            On::TYPE
        };
        self.refuse_cfg_attr(&input.attrs);
        let mut docs = self.docs(&input.attrs, places);
        let parameter = input.generics.params.first();
        if let Some(parameter) = parameter {
            self.error(first_token(parameter), generic());
        }
        let container = self.container(input);
        if let Some(container) = &container {
            self.root_fields(input, container);
            match &container.data {
                _ if container.like.is_some() => {
                    docs.1.extend(self.replaced(&input.data, Replaced::BySerde));
                }
                Data::Newtype(field) => self.add_payload(&mut docs, field, places),
                Data::Unit | Data::Tuple | Data::Struct(_) | Data::Enum(..) => {}
            }
        }
        let (docs, mut markers) = docs;
        let stated = Marker::find(&markers, kind::TYPE).map(kind::stated_type);
        let body = match container {
            // The parameters of a generic type do not name types that can be found.
            _ if parameter.is_some() => REFUSED,
            Some(container) if stated.is_some_and(|stated| contradicts(&container, &stated)) => {
                markers.extend(self.replaced(&input.data, Replaced::ByMarker));
                Body::Opaque
            }
            Some(container) => self.body(container, input, &markers),
            None => REFUSED,
        };
        // Of a type that is refused, nothing is read.
        let is_read = !matches!(body, Body::Alias(Type::Refused));
        markers.extend(self.unread(&input.data, is_read));
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

    fn body(&mut self, container: Container<'_>, input: &DeriveInput, markers: &[Marker]) -> Body {
        if container.deny_unknown_fields {
            self.error(
                input.ident.span(),
                Message::new("`deny_unknown_fields` has no effect: the API server drops unknown fields before the operator sees them")
                    .help("remove it"),
            );
        }
        if let Some(like) = &container.like {
            let ty = self.marked_ty(like, markers);
            let own = container.alone.and_then(|alone| own(&container.data, alone));
            return match own {
                Some(own) => Body::OneWay(ty, own),
                None => Body::Alias(ty),
            };
        }
        match container.data {
            Data::Unit => {
                self.error(
                    input.ident.span(),
                    Message::new("a unit struct is `null` in JSON").help("give it fields: `struct Name {}`"),
                );
                REFUSED
            }
            Data::Newtype(field) => Body::Alias(self.payload(&field, markers)),
            Data::Tuple => {
                self.error(input.ident.span(), tuple());
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
}

/// The JSON of a type that serde reads or writes without a conversion; `None` if it is not compared.
fn own(data: &Data<'_>, alone: Alone) -> Option<Own> {
    let value = |ty: &str| Some(Own::Value(ty.to_owned()));
    match data {
        Data::Struct(fields) if fields.iter().all(|field| !field.flatten) => {
            let names = fields.iter().filter_map(|field| match alone {
                Alone::Read => (!field.skip_deserializing).then(|| field.read.clone()),
                Alone::Written => (!field.skip_serializing).then(|| field.written.clone()),
            });
            Some(Own::Fields(names.collect()))
        }
        Data::Newtype(field) => match field.ty {
            _ if field.by_function => None,
            syn::Type::Path(path) => match primitive(&path.path.get_ident()?.to_string())? {
                Type::String => value("string"),
                Type::Bool => value("boolean"),
                Type::Int(_) => value("integer"),
                _ => None,
            },
            _ => None,
        },
        Data::Enum(Tagging::External, variants)
            if variants.iter().all(|variant| matches!(variant.data, Data::Unit)) =>
        {
            value("string")
        }
        Data::Struct(_) | Data::Enum(..) | Data::Unit | Data::Tuple => None,
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
