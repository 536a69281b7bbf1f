//! The effects of markers on the schema of a type.

use super::{Graph, Lowerer, merge};
use crate::{
    cel,
    diagnostic::{Located, Message, Part},
    ir::{Field, Marker},
    markers::{self, Effect, Step, other, presence, slot::Slot},
    schema::{Additional, Origin, Schema, Validation},
};

impl<G: Graph> Lowerer<'_, G> {
    /// Applies markers to `base`.
    pub(super) fn marked(&mut self, node: &G::Node, markers: &[Marker], base: &Schema) -> Schema {
        let mut found: Vec<_> = markers
            .iter()
            .filter_map(|marker| {
                let found = markers::find(&marker.name)?;
                match found.def.effect {
                    Effect::Schema { priority, key, apply } => {
                        Some((!found.steps.is_empty(), priority, found.steps, key, apply, marker))
                    }
                    Effect::Resource(_)
                    | Effect::Presence { .. }
                    | Effect::Project(_)
                    | Effect::Placed(_)
                    | Effect::Lowerer(_)
                    | Effect::Refused(_)
                    | Effect::Ignored => None,
                }
            })
            .collect();
        // Source order breaks ties, so the result is deterministic.
        found.sort_by_key(|(nested, priority, ..)| (*nested, *priority));
        let mut own = Schema::default();
        let mut before: Vec<(&[Step], &str, &Marker)> = Vec::new();
        for (_, _, steps, key, apply, marker) in &found {
            let (key, steps) = (*key, steps.as_slice());
            let place = self.place(node, marker.at);
            let rival = before
                .iter()
                .find(|(other, same, _)| *other == steps && *same == key)
                .map(|(_, _, rival)| *rival);
            before.push((steps, key, marker));
            let result = descend(base, &mut own, steps, place).map_err(Located::<Part>::from);
            let result = result.and_then(|mut slot| {
                let old = rival.map(|_| slot.own.clone());
                apply(&marker.args, &mut slot)?;
                slot.own.origins.push(Origin { key, place });
                match (old, rival) {
                    (Some(old), Some(rival)) => Ok(agree(&old, slot.own, key, rival, marker)?),
                    _ => Ok(()),
                }
            });
            if let Err(error) = result {
                self.error_in(node, marker.at, error.about_marker(&marker.name));
            }
        }
        own
    }

    pub(super) fn merged(&mut self, base: Schema, own: Schema) -> Schema {
        let mut conflicts = Vec::new();
        let schema = merge::merge(base, own, &mut conflicts);
        for Located { place, message } in conflicts {
            self.error_at(place, message);
        }
        schema
    }

    /// The rules against removing optional immutable fields, and against giving them under another name. `path` leads from
    /// the value of the rules to the object with the fields.
    pub(super) fn once_set<'f>(
        &mut self,
        node: &G::Node,
        fields: impl IntoIterator<Item = &'f Field>,
        path: &str,
    ) -> Vec<Validation> {
        let mut rules = Vec::new();
        for field in fields {
            let Some(marker) = Marker::find(&field.markers, other::IMMUTABLE) else {
                continue;
            };
            let required = presence::required(&field.markers).unwrap_or(!field.optional);
            if required && field.aliases.is_empty() {
                continue;
            }
            for name in std::iter::once(&field.name).chain(&field.aliases) {
                rules.push(Validation {
                    place: Some(self.place(node, marker.at)),
                    ..other::once_set(&field.name, &format!("{path}.{}", cel::escape(name)))
                });
            }
        }
        rules
    }
}

/// Reports a marker that sets a key that another marker has set before.
fn agree(old: &Schema, new: &Schema, key: &str, rival: &Marker, marker: &Marker) -> Result<(), Message> {
    // Each marker of these extends a list; of the two markers for defaults, one wins by definition.
    let grows = ["x-kubernetes-validations", "x-kubernetes-list-map-keys"].contains(&key);
    let defaults = key == "default" && rival.name != marker.name;
    if grows || defaults || value_of(old, key) == value_of(new, key) {
        return Ok(());
    }
    let message = match rival.name == marker.name {
        true => format!("contradicts the marker above, which has `{}`", rival.args),
        false => format!("contradicts `+{}={}`", rival.name, rival.args),
    };
    Err(Message::new(message).help("keep one of the two"))
}

fn value_of(schema: &Schema, key: &str) -> Option<serde_json::Value> {
    serde_json::to_value(schema)
        .ok()?
        .get_mut(key)
        .map(serde_json::Value::take)
}

fn descend<'a>(
    base: &'a Schema,
    own: &'a mut Schema,
    steps: &[Step],
    place: usize,
) -> Result<Slot<'a>, Message> {
    static UNSEEN: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(Schema::unseen);
    let out_of_sight = base.opaque;
    let (mut base, mut own) = (base, own);
    for step in steps {
        let unseen = base.opaque || own.ty.is_some();
        match step {
            Step::Items => {
                let items = base.items.as_deref().or(unseen.then_some(&*UNSEEN));
                base = items.ok_or_else(|| {
                    Message::new("applies to items, but this is not an array").help("remove `items:`")
                })?;
                own = own.items.get_or_insert_default();
            }
            Step::Values => {
                let values = base.values().or(unseen.then_some(&*UNSEEN));
                base = values.ok_or_else(no_values)?;
                let additional = own
                    .additional_properties
                    .get_or_insert_with(|| Box::new(Schema::default().into()));
                own = match &mut **additional {
                    Additional::Schema(schema) => schema,
                    Additional::Allowed(_) => return Err(no_values()),
                };
            }
        }
        own.opaque |= out_of_sight;
    }
    Ok(Slot { base, own, place })
}

fn no_values() -> Message {
    Message::new("applies to map values, but this is not a map").help("remove `values:`")
}

/// The effect of `+k8s:required` beside making the field required.
pub(super) fn at_least_one(schema: &mut Schema) {
    match schema.ty.as_deref() {
        Some("string") => schema.min_length = schema.min_length.or(Some(1)),
        Some("array") => schema.min_items = schema.min_items.or(Some(1)),
        Some("object") => schema.min_properties = schema.min_properties.or(Some(1)),
        Some(_) | None => {}
    }
}
