//! The place of a field of a kind in the source.

use std::collections::BTreeSet;
use std::path::PathBuf;

use kubewright_core::ir::{Body, Field, Shape, Type};
use kubewright_core::lower::{Graph as _, Target};

use super::Analysis;
use crate::source::ItemId;

/// A site of an item.
type Found = (ItemId, usize);

/// The items that were searched, each with the number of steps that were left: a type may contain itself.
type Seen = BTreeSet<(ItemId, usize)>;

impl Analysis {
    /// The file and the line of a field, or of the closest field or type above it that the source has.
    ///
    /// The path is one of a schema: `.spec.ports[].name`, with `[*]` for the values of a map.
    #[must_use]
    pub fn place(&self, group: &str, version: &str, kind: &str, path: &str) -> Option<(PathBuf, usize)> {
        let (id, root) = self.targets.keys().find_map(|id| {
            let root = self.source.item(*id).data.as_ref()?.decl.root.as_ref()?;
            let is_it = root.group == group && root.version == version && root.kind == kind;
            is_it.then_some((*id, root))
        })?;
        let steps: Vec<_> = steps(path).collect();
        let (id, site) = self
            .in_item(id, &steps, &mut Seen::new())
            .unwrap_or((id, root.at));
        let item = self.source.item(id);
        let sites = item.data.as_ref().map_or(&[][..], |data| &data.sites);
        let start = sites.get(site).unwrap_or(&item.range).start;
        let file = self.source.file(item.file);
        let before = file.text.get(..start)?;
        Some((file.path.clone(), before.matches('\n').count() + 1))
    }

    /// The deepest field of an item that a path leads to.
    fn in_item(&self, id: ItemId, steps: &[&str], seen: &mut Seen) -> Option<Found> {
        if !seen.insert((id, steps.len())) {
            return None;
        }
        match &self.types().decl(&id).body {
            Body::Alias(ty) | Body::OneWay(ty, _) => self.in_type(id, ty, steps, seen),
            Body::Struct(fields) => self.in_fields(id, fields, steps, seen),
            Body::Enum(_, variants) => variants.iter().find_map(|variant| {
                let (is_named, rest) = match steps.split_first() {
                    Some((name, rest)) if *name == variant.name => (true, rest),
                    _ => (false, steps),
                };
                let inner = match &variant.shape {
                    Shape::Unit => None,
                    Shape::Newtype(ty) => self.in_type(id, ty, rest, seen),
                    Shape::Struct(fields) => self.in_fields(id, fields, rest, seen),
                };
                inner.or(is_named.then_some((id, variant.at)))
            }),
            Body::Opaque => None,
        }
    }

    fn in_fields(&self, id: ItemId, fields: &[Field], steps: &[&str], seen: &mut Seen) -> Option<Found> {
        let (name, rest) = steps.split_first()?;
        let named = fields.iter().find(|field| field.name == *name && !field.flatten);
        if let Some(field) = named {
            return self.in_type(id, &field.ty, rest, seen).or(Some((id, field.at)));
        }
        let mut flattened = fields.iter().filter(|field| field.flatten);
        flattened.find_map(|field| self.in_type(id, &field.ty, steps, seen))
    }

    fn in_type(&self, id: ItemId, ty: &Type, steps: &[&str], seen: &mut Seen) -> Option<Found> {
        match ty {
            Type::Option(inner) => self.in_type(id, inner, steps, seen),
            Type::List(inner) | Type::Set(inner) | Type::Array(inner, _) => {
                self.in_type(id, inner, steps.strip_prefix(&["[]"])?, seen)
            }
            Type::Map(_, inner) => self.in_type(id, inner, steps.strip_prefix(&["[*]"])?, seen),
            Type::Ref(reference) if !steps.is_empty() => match self.types().target(&id, *reference) {
                Target::Node(id) => self.in_item(id, steps, seen),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The steps of a path: names, `[]` and `[*]`.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').skip(1).flat_map(|part| {
        let (name, brackets) = part.split_at(part.find('[').unwrap_or(part.len()));
        let brackets = brackets.split_inclusive(']');
        [name].into_iter().filter(|name| !name.is_empty()).chain(brackets)
    })
}
