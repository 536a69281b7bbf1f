//! Rust types, as far as the front ends resolve them.
//!
//! Only the names in the prelude are resolved by name. Every other path is a reference, so that a renamed import means
//! the same to rustc and to the CLI.

use syn::{GenericArgument, PathArguments, spanned::Spanned};

use super::{DocText, Reader, Reference, first_token, tuple};
use crate::{
    diagnostic::Message,
    ir::{Int, Type},
};

pub(super) struct Types<'a, 'text>(pub(super) &'a mut Reader<'text>);

impl Types<'_, '_> {
    /// Parses a type; `nested` if it is an argument of a reference.
    pub(super) fn read(&mut self, ty: &syn::Type, nested: bool) -> Type {
        match ty {
            syn::Type::Path(path) if path.qself.is_none() => self.path(ty, &path.path, nested),
            syn::Type::Paren(inner) => self.read(&inner.elem, nested),
            syn::Type::Group(inner) => self.read(&inner.elem, nested),
            syn::Type::Reference(inner) => self.read(&inner.elem, nested),
            syn::Type::Slice(inner) => Type::List(Box::new(self.read(&inner.elem, nested))),
            syn::Type::Array(array) => {
                let length = match &array.len {
                    syn::Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Int(length),
                        ..
                    }) => length.base10_parse().ok(),
                    _ => None,
                };
                Type::Array(Box::new(self.read(&array.elem, nested)), length)
            }
            syn::Type::Tuple(types) if types.elems.is_empty() => self.refuse(
                ty,
                Message::new("`()` is `null` in JSON").help("use another type"),
            ),
            syn::Type::Tuple(_) => self.refuse(ty, tuple()),
            _ => self.refuse(
                ty,
                Message::new("the type has no name, so it has no schema").help("use a named type"),
            ),
        }
    }

    fn path(&mut self, ty: &syn::Type, path: &syn::Path, nested: bool) -> Type {
        let Some(last) = path.segments.last() else {
            return Type::Opaque;
        };
        let args = arguments(&last.arguments);
        if path.segments.len() == 1 && path.leading_colon.is_none() {
            let name = last.ident.to_string();
            if let Some(known) = primitive(&name) {
                return known;
            }
            match (name.as_str(), args.as_slice()) {
                ("Option", [inner]) => return Type::Option(Box::new(self.read(inner, nested))),
                ("Vec", [inner]) => return Type::List(Box::new(self.read(inner, nested))),
                ("Box", [inner]) => return self.read(inner, nested),
                ("i128" | "u128", []) => {
                    let message = Message::new(format!("`{name}` does not fit in a JSON number"));
                    return self.refuse(ty, message.help("use `i64` or `String`"));
                }
                _ => {}
            }
        }
        let mut segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| unraw(&segment.ident))
            .collect();
        if path.leading_colon.is_some() {
            segments.insert(0, String::new());
        }
        let index = self.0.references.len();
        let at = self.0.site(ty.span());
        self.0.references.push(Reference {
            written: ty.clone(),
            path: segments,
            args: Vec::new(),
            nested,
            stated: self.0.stated && !nested,
        });
        self.0.reference_sites.push(at);
        let args = args.iter().map(|arg| self.read(arg, true)).collect();
        self.0.references[index].args = args;
        Type::Ref(index)
    }

    fn refuse(&mut self, ty: &syn::Type, message: Message) -> Type {
        self.0.error(first_token(ty), message);
        Type::Refused
    }
}

fn unraw(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn arguments(arguments: &PathArguments) -> Vec<&syn::Type> {
    match arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

pub(super) fn primitive(name: &str) -> Option<Type> {
    let int = |bits, signed| {
        Some(Type::Int(Int {
            bits,
            signed,
            nonzero: false,
        }))
    };
    match name {
        "bool" => Some(Type::Bool),
        "String" | "str" => Some(Type::String),
        "char" => Some(Type::Char),
        "f32" | "f64" => Some(Type::Float),
        "i8" => int(8, true),
        "i16" => int(16, true),
        "i32" => int(32, true),
        "i64" | "isize" => int(64, true),
        "u8" => int(8, false),
        "u16" => int(16, false),
        "u32" => int(32, false),
        "u64" | "usize" => int(64, false),
        _ => None,
    }
}

/// Returns whether serde reads a missing value of this type as `None`.
pub(super) fn is_option(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "Option"),
        syn::Type::Paren(inner) => is_option(&inner.elem),
        syn::Type::Group(inner) => is_option(&inner.elem),
        _ => false,
    }
}

/// Returns whether the type is understood without resolving a reference.
pub(super) fn is_plain(ty: &syn::Type) -> bool {
    let mut reader = Reader::new(DocText::InAttributes);
    let _ = reader.ty(ty);
    reader.errors.take().is_empty() && reader.references.is_empty()
}
