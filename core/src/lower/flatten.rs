//! Flattened fields: their fields and checks become part of the surrounding object.

use super::{Graph, Lowerer};
use crate::{
    cel::escape,
    check::cel::uses_old_self,
    diagnostic::{Located, Message},
    ir::{Field, Site},
    markers::{self, Effect, kind},
    schema::{Additional, Properties, Schema, Validation},
};

/// Markers with the same meaning on a flattened field as on the surrounding object.
const LIFTED: &[&str] = &[
    "kubebuilder:pruning:PreserveUnknownFields",
    "kubebuilder:validation:MaxProperties",
    "kubebuilder:validation:MinProperties",
    "kubebuilder:validation:XPreserveUnknownFields",
    "kubebuilder:validation:XValidation",
    kind::SCHEMALESS,
    kind::TYPE,
    "mapType",
    "structType",
];

/// Whether a marker on a flattened field is about the value of the field as a part of the surrounding object.
pub fn is_lifted(name: &str) -> bool {
    LIFTED.contains(&name)
}

impl<G: Graph> Lowerer<'_, G> {
    /// Adds the fields of a flattened field to the surrounding object, whose only field it may be.
    pub(super) fn flattened(&mut self, node: &G::Node, object: &mut Schema, field: &Field, is_alone: bool) {
        let refused = self.refuse_markers(node, field);
        let mut inner = self.field(node, field);
        // Such a rule is about the value of the field, and has been reported.
        inner.validations.retain(|rule| {
            let place = rule.place.and_then(|place| self.places.get(place));
            place.is_none_or(|place| place.node != *node || !refused.contains(&place.at))
        });
        object.opaque |= inner.opaque;
        if !inner.is("object") && !inner.opaque && !inner.preserve_unknown_fields {
            let message = Message::new(format!("`{}` is flattened, but it is not an object", field.rust));
            self.error(node, field.at, message.help("remove `flatten` or use a struct"));
            return;
        }
        // The branches of such a union would be about the whole object around.
        if !inner.is("object") && !inner.any_of.is_empty() {
            let message = Message::new(format!(
                "`{}` is flattened, but not every value of it is an object",
                field.rust
            ));
            self.error(
                node,
                field.at,
                message.help("remove `flatten`, or give every variant named fields"),
            );
            return;
        }
        self.refuse_keys(node, field, &inner);
        object.preserve_unknown_fields |= inner.preserve_unknown_fields;
        if let Some(values) = inner.additional_properties.take() {
            match &*values {
                Additional::Schema(schema) if is_alone && is_marked(schema) => {
                    object.additional_properties = Some(values);
                }
                Additional::Schema(schema) => {
                    // A structural schema has either properties or additionalProperties.
                    object.preserve_unknown_fields = true;
                    if is_marked(schema) && refused.is_empty() {
                        let message = Message::new(format!(
                            "the markers of the values of `{}` are lost, because a flattened map beside other fields has no schema",
                            field.rust
                        ));
                        self.error(node, field.at, message.help("remove `flatten`, or the markers"));
                    }
                }
                Additional::Allowed(_) => object.preserve_unknown_fields = true,
            }
        }
        self.lift_map_type(node, object, field, &inner);
        let properties = std::mem::take(&mut inner.properties);
        // serde ignores `default` beside `flatten`.
        if self.is_option(node, &field.ty) {
            let presence = Presence::of(&inner, &properties);
            for rule in std::mem::take(&mut inner.validations) {
                match presence.guard(rule) {
                    Ok(rule) => object.validations.push(rule),
                    Err(Located { place, message }) => match place {
                        Some(place) => self.error_at(place, message),
                        None => self.error(node, field.at, message),
                    },
                }
            }
            object.all_of.extend(presence.check(checks(inner)));
        } else {
            object.required.append(&mut inner.required);
            object.min_properties = object.min_properties.max(inner.min_properties.take());
            object.max_properties = match (object.max_properties, inner.max_properties.take()) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            object.validations.append(&mut inner.validations);
            let checks = checks(inner);
            if checks != Schema::default() {
                object.all_of.push(checks);
            }
        }
        for (name, schema) in properties {
            self.property(node, object, &name, schema, field.at);
        }
    }

    /// Reports markers of the field that would be lost, because the object has no field of that name. Returns their places.
    fn refuse_markers(&mut self, node: &G::Node, field: &Field) -> Vec<Site> {
        let mut refused = Vec::new();
        for marker in &field.markers {
            let has_effect = markers::find(&marker.name).is_some_and(|found| match found.def.effect {
                Effect::Schema { .. } | Effect::Presence { .. } | Effect::Placed(_) | Effect::Lowerer(_) => {
                    true
                }
                Effect::Resource(_) | Effect::Project(_) | Effect::Refused(_) | Effect::Ignored => false,
            });
            if has_effect && !is_lifted(&marker.name) {
                let message =
                    Message::new("does not apply to a flattened field, because JSON has no such field")
                        .help("move it to the fields of its type");
                self.error(node, marker.at, message.about_marker(&marker.name));
                refused.push(marker.at);
            }
        }
        refused
    }

    /// Keywords of the type that apply to the flattened object only.
    fn refuse_keys(&mut self, node: &G::Node, field: &Field, inner: &Schema) {
        let keys = [
            ("enum", !inner.enumeration.is_empty()),
            ("x-kubernetes-embedded-resource", inner.embedded_resource),
        ];
        for (key, _) in keys.into_iter().filter(|(_, set)| *set) {
            let message = Message::new(format!(
                "`{}` is flattened, and `{key}` of its type does not apply to the surrounding object",
                field.rust
            ));
            self.error(
                node,
                field.at,
                message.help("remove `flatten`, or remove the marker from the type"),
            );
        }
    }

    fn lift_map_type(&mut self, node: &G::Node, object: &mut Schema, field: &Field, inner: &Schema) {
        match (&object.map_type, &inner.map_type) {
            (Some(one), Some(other)) if one != other => {
                let message = Message::new(format!(
                    "`{}` is flattened with the struct type `{other}`, but another flattened field has `{one}`",
                    field.rust
                ));
                self.error(node, field.at, message.help("set the same `+structType` on both"));
            }
            (None, Some(_)) => {
                object.map_type.clone_from(&inner.map_type);
                let origins = inner.origins.iter();
                object
                    .origins
                    .extend(origins.filter(|origin| origin.key == "x-kubernetes-map-type"));
            }
            (Some(_) | None, _) => {}
        }
    }
}

/// Whether a marker has set anything in the schema.
fn is_marked(schema: &Schema) -> bool {
    let inside = schema.properties.iter().map(|(_, inner)| inner);
    let values = match schema.additional_properties.as_deref() {
        Some(Additional::Schema(values)) => Some(values),
        Some(Additional::Allowed(_)) | None => None,
    };
    !schema.validations.is_empty()
        || schema.origins.iter().any(|origin| !origin.key.is_empty())
        || inside.chain(values).chain(schema.items.as_deref()).any(is_marked)
}

/// The value checks of an object that are allowed in a branch.
fn checks(inner: Schema) -> Schema {
    Schema {
        required: inner.required,
        min_properties: inner.min_properties,
        max_properties: inner.max_properties,
        all_of: inner.all_of,
        any_of: inner.any_of,
        one_of: inner.one_of,
        not: inner.not,
        ..Schema::default()
    }
}

/// How a rule finds out whether the value of a flattened `Option` exists.
struct Presence {
    /// The value exists if and only if all of these fields exist.
    required: Vec<String>,
    /// The value exists only if at least one of these fields exists.
    any: Vec<String>,
}

impl Presence {
    /// Decides by the fields of the value, without those that the API server defaults.
    fn of(inner: &Schema, properties: &Properties) -> Self {
        let mut any: Vec<_> = properties
            .iter()
            .filter(|(_, property)| property.default.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        let required = any.iter().filter(|name| inner.required.contains(*name));
        let required: Vec<_> = required.cloned().collect();
        // serde always finds the fields that the API server fills in, and needs no others.
        if required.is_empty() && properties.iter().any(|(_, property)| property.default.is_some()) {
            any.clear();
        }
        Self { required, any }
    }

    /// If the value exists, its checks; otherwise none of its fields may exist.
    fn check(&self, checks: Schema) -> Option<Schema> {
        if checks == Schema::default() {
            return None;
        }
        if self.any.is_empty() {
            return Some(checks);
        }
        let needs = |name: &String| Schema {
            required: [name.clone()].into(),
            ..Schema::default()
        };
        let absent = Schema {
            not: Some(Box::new(Schema {
                any_of: self.any.iter().map(needs).collect(),
                ..Schema::default()
            })),
            ..Schema::default()
        };
        Some(Schema {
            any_of: vec![checks, absent],
            ..Schema::default()
        })
    }

    /// Turns a rule of the value into a rule of the surrounding object.
    fn guard(&self, rule: Validation) -> Result<Validation, Located<Option<usize>>> {
        let names = match self.required.first() {
            Some(name) => std::slice::from_ref(name),
            None => self.any.as_slice(),
        };
        if names.is_empty() {
            return Ok(rule);
        }
        // Problems of the expression are reported by the check of rules.
        let old_self = uses_old_self(&rule.rule, rule.optional_old_self == Some(true));
        if old_self && rule.optional_old_self == Some(true) {
            let message = Message::new("a rule with `optionalOldSelf` does not work in a flattened `Option`");
            return Err(message
                .help("remove `flatten` or `Option`, or put the rule on the surrounding type")
                .at(rule.place));
        }
        let is_there = |of: &str| {
            let has = |name: &String| format!("has({of}.{})", escape(name));
            let all: Vec<_> = names.iter().map(has).collect();
            match all.as_slice() {
                [one] => format!("!{one}"),
                many => format!("!({})", many.join(" || ")),
            }
        };
        let mut text = format!("{} || ", is_there("self"));
        if old_self {
            text += &format!("{} || ", is_there("oldSelf"));
        }
        Ok(Validation {
            rule: format!("{text}({})", rule.rule),
            ..rule
        })
    }
}
