//! Markers of objects and maps.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, SchemaMarker, list::one_of};
use crate::diagnostic::Message;

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<MinProperties>(),
    Def::schema::<MaxProperties>(),
    Def::schema::<MapType>(),
    Def::schema::<StructType>(),
    Def::schema::<PreserveUnknownFields>(),
    Def::schema::<XPreserveUnknownFields>(),
    Def::schema::<EmbeddedResource>(),
    Def::schema::<XEmbeddedResource>(),
];

#[derive(Deserialize)]
struct MinProperties(u64);

impl SchemaMarker for MinProperties {
    const NAME: &'static str = "kubebuilder:validation:MinProperties";
    const KEY: &'static str = "minProperties";
    const HELP: &'static str = "The minimum number of keys.";
    const ARGS: &'static [Arg] = &[Arg::value("int", "the number of keys")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.object()?.min_properties = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct MaxProperties(u64);

impl SchemaMarker for MaxProperties {
    const NAME: &'static str = "kubebuilder:validation:MaxProperties";
    const KEY: &'static str = "maxProperties";
    const HELP: &'static str = "The maximum number of keys.";
    const ARGS: &'static [Arg] = &[Arg::value("int", "the number of keys")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.object()?.max_properties = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct MapType(String);

impl SchemaMarker for MapType {
    const NAME: &'static str = "mapType";
    const KEY: &'static str = "x-kubernetes-map-type";
    const HELP: &'static str = "How server-side apply merges a map: `granular` or `atomic`.";
    const ARGS: &'static [Arg] = &[Arg::value("string", "`granular` or `atomic`")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.object()?.map_type = Some(one_of(self.0, &["granular", "atomic"])?);
        Ok(())
    }
}

#[derive(Deserialize)]
struct StructType(String);

impl SchemaMarker for StructType {
    const NAME: &'static str = "structType";
    const KEY: &'static str = "x-kubernetes-map-type";
    const HELP: &'static str = "How server-side apply merges a struct: `granular` or `atomic`.";
    const ARGS: &'static [Arg] = &[Arg::value("string", "`granular` or `atomic`")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.object()?.map_type = Some(one_of(self.0, &["granular", "atomic"])?);
        Ok(())
    }
}

macro_rules! flag {
    ($type:ident, $name:literal, $key:literal, $field:ident, $nests:literal, $help:literal) => {
        #[derive(Deserialize)]
        struct $type;

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const NESTS: bool = $nests;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.own.$field = true;
                Ok(())
            }
        }
    };
}

flag!(
    PreserveUnknownFields,
    "kubebuilder:pruning:PreserveUnknownFields",
    "x-kubernetes-preserve-unknown-fields",
    preserve_unknown_fields,
    false,
    "Preserves fields that are not in the schema."
);
flag!(
    XPreserveUnknownFields,
    "kubebuilder:validation:XPreserveUnknownFields",
    "x-kubernetes-preserve-unknown-fields",
    preserve_unknown_fields,
    true,
    "An older name of `kubebuilder:pruning:PreserveUnknownFields`."
);
flag!(
    EmbeddedResource,
    "kubebuilder:validation:EmbeddedResource",
    "x-kubernetes-embedded-resource",
    embedded_resource,
    false,
    "The object is a complete Kubernetes object with `apiVersion`, `kind` and `metadata`."
);
flag!(
    XEmbeddedResource,
    "kubebuilder:validation:XEmbeddedResource",
    "x-kubernetes-embedded-resource",
    embedded_resource,
    true,
    "An older name of `kubebuilder:validation:EmbeddedResource`."
);
