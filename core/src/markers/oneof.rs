//! Markers that limit how many of some fields are set.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, On, SchemaMarker};
use crate::{diagnostic::Message, schema::Validation, suggest};

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<AtMostOneOf>(),
    Def::schema::<ExactlyOneOf>(),
    Def::schema::<AtLeastOneOf>(),
];

const NAMES: &[Arg] = &[Arg::value("list", "the fields' names in JSON")];

#[derive(Deserialize)]
struct AtMostOneOf(Vec<String>);

impl SchemaMarker for AtMostOneOf {
    const NAME: &'static str = "kubebuilder:validation:AtMostOneOf";
    const ON: On = On::TYPE;
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "At most one of these optional fields may be set; may be repeated.";
    const ARGS: &'static [Arg] = NAMES;
    const PRIORITY: u8 = 11;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let rule = format!("{} <= 1", count(&self.0));
        add(slot, &self.0, rule, "at most one of the fields in", "may be set")
    }
}

#[derive(Deserialize)]
struct ExactlyOneOf(Vec<String>);

impl SchemaMarker for ExactlyOneOf {
    const NAME: &'static str = "kubebuilder:validation:ExactlyOneOf";
    const ON: On = On::TYPE;
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "Exactly one of these optional fields must be set; may be repeated.";
    const ARGS: &'static [Arg] = NAMES;
    const PRIORITY: u8 = 12;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let rule = format!("{} == 1", count(&self.0));
        add(slot, &self.0, rule, "exactly one of the fields in", "must be set")
    }
}

#[derive(Deserialize)]
struct AtLeastOneOf(Vec<String>);

impl SchemaMarker for AtLeastOneOf {
    const NAME: &'static str = "kubebuilder:validation:AtLeastOneOf";
    const ON: On = On::TYPE;
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "At least one of these optional fields must be set; may be repeated.";
    const ARGS: &'static [Arg] = NAMES;
    const PRIORITY: u8 = 13;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let rule = self.0.iter().map(|name| has(name)).collect::<Vec<_>>().join("||");
        add(
            slot,
            &self.0,
            rule,
            "at least one of the fields in",
            "must be set",
        )
    }
}

fn has(name: &str) -> String {
    format!("has(self.{})", crate::cel::escape(name))
}

fn count(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("({}?1:0)", has(name)))
        .collect::<Vec<_>>()
        .join("+")
}

fn add(
    slot: &mut Slot<'_>,
    names: &[String],
    rule: String,
    before: &str,
    after: &str,
) -> Result<(), Message> {
    check(slot, names)?;
    let message = format!("{before} [{}] {after}", names.join(" "));
    let place = Some(slot.place);
    slot.own.validations.push(Validation {
        rule,
        message: Some(message),
        place,
        ..Validation::default()
    });
    Ok(())
}

fn check(slot: &Slot<'_>, names: &[String]) -> Result<(), Message> {
    if names.is_empty() {
        return Err(Message::new("lists no fields").help("write them as `a;b`"));
    }
    for (index, name) in names.iter().enumerate() {
        // A quoted name may have line breaks; a message has none.
        let shown = name.escape_debug();
        if name.contains('.') {
            return Err(
                Message::new(format!("cannot refer to the nested field `{shown}`"))
                    .help("put the marker on the type that has the fields"),
            );
        }
        if names[..index].contains(name) {
            let message = Message::new(format!("lists `{shown}` twice"));
            return Err(message.help("remove one of the two"));
        }
        if slot.base.opaque {
            continue;
        }
        if !slot.base.properties.contains_key(name) {
            let message = Message::new(format!("lists `{shown}`, which is not a field of this type"));
            let known = slot.base.properties.keys().map(String::as_str);
            return Err(match suggest::nearest(name, known) {
                Some(near) => message.help(format!("did you mean `{near}`?")),
                None => message,
            });
        }
        if slot.base.required.contains(name) {
            return Err(Message::new(format!("lists `{name}`, which is required"))
                .help("make the field an `Option` or mark it `+optional`"));
        }
    }
    Ok(())
}
