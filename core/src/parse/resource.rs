//! `#[resource(...)]`: group, version and kind of a root type.

use syn::{DeriveInput, spanned::Spanned};

use super::Reader;
use crate::{diagnostic::Message, ir::Root, names};

impl Reader<'_> {
    pub(super) fn root(&mut self, input: &DeriveInput) -> Option<Root> {
        let mut attributes = { input.attrs.iter() }.filter(|attribute| attribute.path().is_ident("resource"));
        let attribute = attributes.next()?;
        for other in attributes {
            let message = Message::new("`#[resource]` is given twice");
            self.error(other.path().span(), message.help("write all arguments in one"));
        }
        let at = self.site(attribute.path().span());
        let mut root = Root {
            group: String::new(),
            version: String::new(),
            kind: input.ident.to_string(),
            at,
        };
        let mut group = false;
        let mut seen = Vec::new();
        let mut wrong = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if !["group", "version", "kind"].contains(&name.as_str()) {
                return Err(meta.error(
                    "unknown argument; the arguments of `#[resource]` are `group`, `version` and `kind`",
                ));
            }
            if seen.contains(&name) {
                return Err(meta.error(format!("`{name}` is given twice; remove one")));
            }
            seen.push(name.clone());
            let value: syn::LitStr = meta.value()?.parse()?;
            match name.as_str() {
                "group" => {
                    group = true;
                    root.group = value.value();
                    if let Err(reason) = names::check_group(&root.group) {
                        wrong.push((value.span(), reason.to_string()));
                    }
                }
                "version" => {
                    root.version = value.value();
                    if let Err(reason) = names::check_version(&root.version) {
                        wrong.push((value.span(), reason.to_string()));
                    }
                }
                _ => root.kind = value.value(),
            }
            Ok(())
        });
        for (span, reason) in wrong {
            self.error(span, reason);
        }
        if let Err(error) = parsed {
            self.error(error.span(), error.to_string());
        } else if !group || root.version.is_empty() {
            let missing = if group { "version" } else { "group" };
            self.error(
                attribute.path().span(),
                Message::new(format!("`#[resource]` needs `{missing}`"))
                    .help("write `#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]`"),
            );
        }
        if let Err(reason) = names::check_kind(&root.kind) {
            let message = Message::new(reason.to_string());
            self.error(input.ident.span(), message.help("write it like `Memcached`"));
        }
        Some(root)
    }
}
