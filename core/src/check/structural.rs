//! Checks that a schema is structural: every value has one type, set outside of `allOf`, `anyOf`, `oneOf` and `not`,
//! which only restrict it.

use super::{
    Findings,
    node::{Level, META, Node, extend},
};
use crate::{
    diagnostic::Message,
    schema::{Additional, Schema},
};

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// The ways to allow any value.
const ANYTHING: &str = "state it with `+kubebuilder:validation:Type`, or allow anything with `+kubebuilder:pruning:PreserveUnknownFields`";

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    the_type(node, findings);
    the_root(node, findings);
    properties(node, findings);
    metadata(node, findings);
    logic(node, findings);
}

fn the_type(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let any = schema.int_or_string || schema.preserve_unknown_fields || schema.opaque;
    match schema.ty.as_deref() {
        None | Some("") if any || schema.embedded_resource => {}
        None | Some("") => findings.add(node, "type", Message::new("has no type").help(ANYTHING)),
        Some(ty) if !TYPES.contains(&ty) => {
            let message = Message::new(format!("unknown type `{ty}`"));
            findings.add(
                node,
                "type",
                message.help(format!("use one of {}", TYPES.join(", "))),
            );
        }
        Some("array") if schema.items.is_none() && !schema.opaque => {
            findings.add(
                node,
                "type",
                Message::new("an array needs a schema for its items"),
            );
        }
        Some(_) => {}
    }
    if schema.unique_items {
        let message = Message::new("the API server rejects `uniqueItems: true`");
        findings.add(node, "uniqueItems", message.help("write `+listType=set` instead"));
    }
}

fn the_root(node: &Node<'_>, findings: &mut Findings) {
    if node.level != Level::Root {
        return;
    }
    let schema = node.schema;
    if schema
        .ty
        .as_deref()
        .is_some_and(|ty| ty != "object" && TYPES.contains(&ty))
    {
        findings.add(
            node,
            "type",
            Message::new("a root type must be an object in JSON"),
        );
    }
    if schema.nullable {
        findings.add(node, "nullable", Message::new("a root type cannot be nullable"));
    }
    if schema.additional_properties.is_some() {
        let message = Message::new("a root type cannot be a map");
        findings.add(
            node,
            "additionalProperties",
            message.help("put the map into a field"),
        );
    }
}

/// Keywords that the API server rejects at the root of a kind with a status subresource, because it also validates the
/// status on its own.
pub(super) fn check_beside_status(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let keys = [
        ("allOf", !schema.all_of.is_empty()),
        ("anyOf", !schema.any_of.is_empty()),
        ("oneOf", !schema.one_of.is_empty()),
        ("not", schema.not.is_some()),
        ("enum", !schema.enumeration.is_empty()),
        ("default", schema.default.is_some()),
        ("minProperties", schema.min_properties.is_some()),
        ("maxProperties", schema.max_properties.is_some()),
        ("x-kubernetes-map-type", schema.map_type.is_some()),
        ("x-kubernetes-embedded-resource", schema.embedded_resource),
        ("x-kubernetes-int-or-string", schema.int_or_string),
    ];
    for (key, _) in keys.into_iter().filter(|(_, set)| *set) {
        let message = Message::new(format!(
            "a root type with a status subresource cannot have `{key}`"
        ));
        findings.add(
            node,
            key,
            message.help("move it to the type of a field such as `spec`"),
        );
    }
}

fn properties(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    // `true` means the same as no keyword, and the API server accepts it.
    let closed = schema
        .additional_properties
        .as_deref()
        .is_some_and(|additional| !matches!(additional, Additional::Allowed(true)));
    if closed && !schema.properties.is_empty() {
        let message = Message::new("cannot have both named properties and additional ones");
        findings.add(
            node,
            "additionalProperties",
            message.help("put the map into a separate field, or preserve unknown fields"),
        );
    }
    if schema.embedded_resource && schema.additional_properties.is_some() {
        let message = Message::new("an embedded resource cannot be a map");
        findings.add(node, "x-kubernetes-embedded-resource", message);
    }
}

fn metadata(node: &Node<'_>, findings: &mut Findings) {
    if !node.is_object() {
        return;
    }
    for name in META {
        let Some(property) = node.schema.properties.get(name) else {
            continue;
        };
        let wanted = if *name == "metadata" { "object" } else { "string" };
        if !property.is(wanted) && !property.opaque {
            let message = Message::new(format!("`{name}` of an object must be of type `{wanted}`"));
            findings.add(node, "properties", message);
        }
    }
    if let (Level::Root, Some(metadata)) = (node.level, node.schema.properties.get("metadata")) {
        let mut rest = Schema {
            ty: None,
            default: None,
            origins: Vec::new(),
            // The API server compares the schema without its value checks, and only with an empty one.
            ..metadata.clone()
        };
        rest.properties.remove("name");
        rest.properties.remove("generateName");
        if rest != Schema::default() {
            let message = Message::new("`metadata` may only restrict `name` and `generateName`");
            findings.add(
                node,
                "properties",
                message.help("remove the others; the API server validates `metadata` itself"),
            );
        }
    }
}

fn logic(node: &Node<'_>, findings: &mut Findings) {
    let mut walk = Logic { node, findings };
    walk.junctors(node.schema, Some(node.schema), "", int_or_string(node.schema));
}

/// The form of "integer or string" that a schema uses; only inside these forms may `type` appear.
fn int_or_string(schema: &Schema) -> Allowed {
    let is_either = |schema: &Schema| match &schema.any_of[..] {
        [first, second] => *first == Schema::of("integer") && *second == Schema::of("string"),
        _ => false,
    };
    Allowed {
        any_of: is_either(schema),
        all_of: schema.all_of.first().is_some_and(is_either),
    }
}

#[derive(Clone, Copy, Default)]
struct Allowed {
    any_of: bool,
    all_of: bool,
}

struct Logic<'a, 'n> {
    node: &'a Node<'n>,
    findings: &'a mut Findings,
}

impl Logic<'_, '_> {
    /// `beside` is the part of the structural schema that the checks of `schema` apply to.
    fn junctors(&mut self, schema: &Schema, beside: Option<&Schema>, path: &str, allowed: Allowed) {
        for (index, branch) in schema.all_of.iter().enumerate() {
            let first = Allowed {
                any_of: allowed.all_of && index == 0,
                all_of: false,
            };
            self.branch(branch, beside, &format!("{path}allOf[{index}]"), first);
        }
        if !allowed.any_of {
            for (index, branch) in schema.any_of.iter().enumerate() {
                self.branch(
                    branch,
                    beside,
                    &format!("{path}anyOf[{index}]"),
                    Allowed::default(),
                );
            }
        }
        for (index, branch) in schema.one_of.iter().enumerate() {
            self.branch(
                branch,
                beside,
                &format!("{path}oneOf[{index}]"),
                Allowed::default(),
            );
        }
        if let Some(branch) = &schema.not {
            self.branch(branch, beside, &format!("{path}not"), Allowed::default());
        }
    }

    fn branch(&mut self, branch: &Schema, beside: Option<&Schema>, path: &str, allowed: Allowed) {
        for key in forbidden(branch) {
            let message = Message::new(format!(
                "`{path}` has `{key}`, but `allOf`, `anyOf`, `oneOf` and `not` may only check values"
            ));
            self.report(message.help("move it out, to where it applies to every value"));
        }
        if branch.properties.contains_key("metadata") {
            let message = format!("`{path}` restricts the property `metadata`, which is not allowed there");
            self.report(Message::new(message));
        }
        self.junctors(branch, beside, &format!("{path}."), allowed);
        // The API server requires completeness only of the root's logic.
        let complete = self.node.level == Level::Root;
        if let Some(items) = &branch.items {
            let below = beside.and_then(|schema| schema.items.as_deref());
            let inner = format!("{path}.items");
            if complete && below.is_none() && beside.is_some_and(|schema| !schema.opaque) {
                self.report(Message::new(format!(
                    "`{inner}` restricts items that have no schema"
                )));
            }
            self.branch(items, below, &inner, Allowed::default());
        }
        for (name, property) in branch.properties.iter() {
            let below = beside.and_then(|schema| schema.properties.get(name));
            let mut inner = format!("{path}.properties");
            extend(&mut inner, name);
            if complete && below.is_none() && beside.is_some_and(|schema| !schema.opaque) {
                self.report(
                    Message::new(format!("`{inner}` restricts a property that has no schema"))
                        .help("declare the property outside of it"),
                );
            }
            self.branch(property, below, &inner, Allowed::default());
        }
    }

    fn report(&mut self, message: Message) {
        self.findings.add(self.node, "", message);
    }
}

/// The keywords of a branch that do more than check values.
fn forbidden(branch: &Schema) -> impl Iterator<Item = &'static str> {
    [
        ("type", branch.ty.as_deref().is_some_and(|ty| !ty.is_empty())),
        (
            "additionalProperties",
            branch
                .additional_properties
                .as_deref()
                .is_some_and(|additional| !matches!(additional, Additional::Allowed(false))),
        ),
        ("default", branch.default.is_some()),
        ("title", branch.title.is_some()),
        ("description", branch.description.is_some()),
        ("nullable", branch.nullable),
        (
            "x-kubernetes-preserve-unknown-fields",
            branch.preserve_unknown_fields,
        ),
        ("x-kubernetes-embedded-resource", branch.embedded_resource),
        ("x-kubernetes-int-or-string", branch.int_or_string),
        ("x-kubernetes-list-map-keys", !branch.list_map_keys.is_empty()),
        ("x-kubernetes-list-type", branch.list_type.is_some()),
        ("x-kubernetes-map-type", branch.map_type.is_some()),
        ("x-kubernetes-validations", !branch.validations.is_empty()),
    ]
    .into_iter()
    .filter(|(_, set)| *set)
    .map(|(key, _)| key)
}
