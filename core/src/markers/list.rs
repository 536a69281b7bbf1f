//! Markers of arrays.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, On, SchemaMarker};
use crate::{diagnostic::Message, suggest};

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<MinItems>(),
    Def::schema::<MaxItems>(),
    Def::schema::<UniqueItems>(),
    Def::schema::<ListType>(),
    Def::schema::<ListMapKey>(),
    Def::schema::<K8sMaxItems>(),
    Def::schema::<K8sListType>(),
    Def::schema::<K8sListMapKey>(),
];

macro_rules! length {
    ($type:ident, $name:literal, $key:literal, $field:ident, $nests:literal, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(u64);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("int", "the number of items")];
            const NESTS: bool = $nests;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.array()?.$field = Some(self.0);
                Ok(())
            }
        }
    };
}

length!(
    MinItems,
    "kubebuilder:validation:MinItems",
    "minItems",
    min_items,
    true,
    "The minimum number of items."
);
length!(
    MaxItems,
    "kubebuilder:validation:MaxItems",
    "maxItems",
    max_items,
    true,
    "The maximum number of items."
);
length!(
    K8sMaxItems,
    "k8s:maxItems",
    "maxItems",
    max_items,
    false,
    "The maximum number of items."
);

#[derive(Deserialize)]
struct UniqueItems(bool);

impl SchemaMarker for UniqueItems {
    const NAME: &'static str = "kubebuilder:validation:UniqueItems";
    const KEY: &'static str = "uniqueItems";
    const HELP: &'static str = "The API server rejects `true`; use `+listType=set` instead.";
    const ARGS: &'static [Arg] = &[Arg::value("bool", "must be `false`")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        if self.0 {
            return Err(Message::new("must not be `true`, which the API server rejects")
                .help("write `+listType=set` instead"));
        }
        slot.array().map(drop)
    }
}

macro_rules! list_type {
    ($type:ident, $name:literal) => {
        #[derive(Deserialize)]
        struct $type(String);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = "x-kubernetes-list-type";
            const HELP: &'static str = "How server-side apply merges the array: `atomic`, `set` or `map`.";
            const ARGS: &'static [Arg] = &[Arg::value("string", "`atomic`, `set` or `map`")];
            const PRIORITY: u8 = 9;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.array()?.list_type = Some(one_of(self.0, &["atomic", "set", "map"])?);
                Ok(())
            }
        }
    };
}

list_type!(ListType, "listType");
list_type!(K8sListType, "k8s:listType");

macro_rules! list_map_key {
    ($type:ident, $name:literal) => {
        #[derive(Deserialize)]
        struct $type(String);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const ON: On = On::FIELD.or(On::TYPE);
            const KEY: &'static str = "x-kubernetes-list-map-keys";
            const HELP: &'static str = "A field of the key of an associative list; may be repeated.";
            const ARGS: &'static [Arg] = &[Arg::value("string", "the field's name in JSON")];

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                let is_map = slot
                    .own
                    .list_type
                    .as_deref()
                    .or(slot.base.list_type.as_deref())
                    == Some("map");
                let own = slot.array()?;
                if !is_map {
                    return Err(Message::new("applies to associative lists only").help("add `+listType=map`"));
                }
                if !own.list_map_keys.contains(&self.0) {
                    own.list_map_keys.push(self.0);
                }
                Ok(())
            }
        }
    };
}

list_map_key!(ListMapKey, "listMapKey");
list_map_key!(K8sListMapKey, "k8s:listMapKey");

/// Checks that `value` is one of `allowed`.
pub(super) fn one_of(value: String, allowed: &[&str]) -> Result<String, Message> {
    if allowed.contains(&value.as_str()) {
        return Ok(value);
    }
    let list = allowed
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let message = Message::new(format!("takes one of {list}, not `{value}`"));
    Err(match suggest::nearest(&value, allowed.iter().copied()) {
        Some(near) => message.help(format!("did you mean `{near}`?")),
        None => message,
    })
}
