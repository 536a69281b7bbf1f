//! Flattened fields: the fields and checks of one object stand in the object around it.

use super::{Graph, Lowerer};
use crate::{
    cel::escape,
    check::cel::{self, Scope},
    diagnostic::Message,
    ir::Field,
    markers::{self, Effect, kind},
    schema::{Properties, Schema, Validation},
};

/// Markers that mean the same on a flattened field as on the object around it.
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

impl<G: Graph> Lowerer<'_, G> {
    /// Adds the fields of a flattened field to the object around it.
    pub(super) fn flattened(&mut self, node: &G::Node, object: &mut Schema, field: &Field) {
        self.refuse_markers(node, field);
        let mut inner = self.field(node, field);
        object.opaque |= inner.opaque;
        if !inner.is("object") && !inner.opaque && !inner.preserve_unknown_fields {
            let message = Message::new(format!("`{}` is flattened and is no object", field.rust));
            self.misuse(node, field.at, message.help("remove `flatten` or use a struct"));
            return;
        }
        self.refuse_keys(node, field, &inner);
        if inner.additional_properties.is_some() || inner.preserve_unknown_fields {
            // A structural schema has properties or additionalProperties, not both.
            object.preserve_unknown_fields = true;
        }
        self.lift_map_type(node, object, field, &inner);
        let properties = std::mem::take(&mut inner.properties);
        // serde ignores `default` beside `flatten`.
        if self.is_option(node, &field.ty) {
            let presence = Presence::of(&inner, &properties);
            for rule in std::mem::take(&mut inner.validations) {
                match presence.guard(rule) {
                    Ok(rule) => object.validations.push(rule),
                    Err((place, message)) => match place {
                        Some(place) => self.report(place, message),
                        None => self.misuse(node, field.at, message),
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

    /// Markers of the field that would be lost, because no field of its name is left.
    fn refuse_markers(&mut self, node: &G::Node, field: &Field) {
        for marker in &field.markers {
            let has_effect = markers::find(&marker.name).is_some_and(|found| match found.def.effect {
                Effect::Schema { .. } | Effect::Presence { .. } | Effect::Lowerer(_) => true,
                Effect::Resource(_) | Effect::Project(_) | Effect::Refused(_) | Effect::Ignored => false,
            });
            if has_effect && !LIFTED.contains(&marker.name.as_str()) {
                let message =
                    Message::new("does not apply to a flattened field, which does not exist in JSON")
                        .help("move it to the fields of its type");
                self.misuse(node, marker.at, message.about_marker(&marker.name));
            }
        }
    }

    /// Keys of the type that hold for the flattened object alone.
    fn refuse_keys(&mut self, node: &G::Node, field: &Field, inner: &Schema) {
        let keys = [
            ("enum", !inner.enumeration.is_empty()),
            ("x-kubernetes-embedded-resource", inner.embedded_resource),
        ];
        for (key, _) in keys.into_iter().filter(|(_, set)| *set) {
            let message = Message::new(format!(
                "`{}` is flattened, and `{key}` of its type does not apply to the object around it",
                field.rust
            ));
            self.misuse(
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
                    "`{}` is flattened and is `{other}`, and another flattened field is `{one}`",
                    field.rust
                ));
                self.misuse(
                    node,
                    field.at,
                    message.help("state the same `+structType` on both"),
                );
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

/// The checks of an object's values that can stand in a branch.
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

/// How to tell whether the value of a flattened `Option` is there.
struct Presence {
    /// A field of each of these names is there if the value is.
    required: Vec<String>,
    /// If none of these is there, the value is not.
    any: Vec<String>,
}

impl Presence {
    /// By the fields of the value, without those that the API server fills in by itself.
    fn of(inner: &Schema, properties: &Properties) -> Self {
        let any: Vec<_> = properties
            .iter()
            .filter(|(_, property)| property.default.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        let required = any.iter().filter(|name| inner.required.contains(*name));
        Self {
            required: required.cloned().collect(),
            any,
        }
    }

    /// The checks of the value, where it is there; none of its fields where it is not.
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

    /// A rule of the value, for the object around it.
    fn guard(&self, rule: Validation) -> Result<Validation, (Option<usize>, Message)> {
        let names = match self.required.first() {
            Some(name) => std::slice::from_ref(name),
            None => self.any.as_slice(),
        };
        if names.is_empty() {
            return Ok(rule);
        }
        let open = Schema::unseen();
        let scope = Scope {
            schema: &open,
            object: false,
            optional_old_self: rule.optional_old_self == Some(true),
        };
        // What is wrong with the expression is told where rules are checked.
        let old_self = cel::check(&rule.rule, &scope).is_ok_and(|uses| uses.old_self);
        if old_self && rule.optional_old_self == Some(true) {
            let message = Message::new("a rule with `optionalOldSelf` does not work in a flattened `Option`");
            return Err((
                rule.place,
                message.help("remove `flatten` or `Option`, or put the rule on the type around it"),
            ));
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
