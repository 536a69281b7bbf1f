//! Markers of numbers.

use serde::Deserialize;
use serde_json::Number;

use super::slot::Slot;
use super::{Arg, Def, SchemaMarker};
use crate::diagnostic::Message;

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<Minimum>(),
    Def::schema::<Maximum>(),
    Def::schema::<ExclusiveMinimum>(),
    Def::schema::<ExclusiveMaximum>(),
    Def::schema::<MultipleOf>(),
    Def::schema::<K8sMinimum>(),
    Def::schema::<K8sMaximum>(),
];

macro_rules! bound {
    ($type:ident, $name:literal, $key:literal, $field:ident, $nests:literal, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(Number);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("number", "the bound")];
            const NESTS: bool = $nests;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.numeric(Some(&self.0))?.$field = Some(self.0.clone());
                Ok(())
            }
        }
    };
}

bound!(
    Minimum,
    "kubebuilder:validation:Minimum",
    "minimum",
    minimum,
    true,
    "The minimum of the number."
);
bound!(
    Maximum,
    "kubebuilder:validation:Maximum",
    "maximum",
    maximum,
    true,
    "The maximum of the number."
);
bound!(
    MultipleOf,
    "kubebuilder:validation:MultipleOf",
    "multipleOf",
    multiple_of,
    true,
    "The number must be a multiple of this one."
);
bound!(
    K8sMinimum,
    "k8s:minimum",
    "minimum",
    minimum,
    false,
    "The minimum of the number."
);
bound!(
    K8sMaximum,
    "k8s:maximum",
    "maximum",
    maximum,
    false,
    "The maximum of the number."
);

macro_rules! exclusive {
    ($type:ident, $name:literal, $key:literal, $field:ident, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(bool);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("bool", "whether the bound itself is excluded")];
            const NESTS: bool = true;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.numeric(None)?.$field = self.0;
                Ok(())
            }
        }
    };
}

exclusive!(
    ExclusiveMinimum,
    "kubebuilder:validation:ExclusiveMinimum",
    "exclusiveMinimum",
    exclusive_minimum,
    "Whether the number must be strictly greater than `Minimum`."
);
exclusive!(
    ExclusiveMaximum,
    "kubebuilder:validation:ExclusiveMaximum",
    "exclusiveMaximum",
    exclusive_maximum,
    "Whether the number must be strictly less than `Maximum`."
);
