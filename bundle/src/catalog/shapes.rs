//! The types of the objects of a file-based catalog.

use super::{BUNDLE, CHANNEL, DEPRECATIONS, PACKAGE};
use crate::shape::Shape::{self, Any, Fields, Integer, List, Text};
use crate::shape::{ICON, IN_CATALOGS};

/// The objects of a schema.
pub(in crate::catalog) fn of_schema(schema: &str) -> &'static Shape {
    match schema {
        PACKAGE => &OF_PACKAGE,
        CHANNEL => &OF_CHANNEL,
        BUNDLE => &OF_BUNDLE,
        DEPRECATIONS => &OF_DEPRECATIONS,
        _ => &OTHER,
    }
}

/// The value of a property.
pub(in crate::catalog) fn of_property(kind: &str) -> &'static Shape {
    match kind {
        "olm.package" => &Fields(&[("packageName", Text), ("release", Text), ("version", Text)]),
        "olm.package.required" => &Fields(&[("packageName", Text), ("versionRange", Text)]),
        "olm.gvk" | "olm.gvk.required" => &Fields(&[("group", Text), ("kind", Text), ("version", Text)]),
        "olm.bundle.object" => &Fields(&[("data", Text)]),
        "olm.channel" => &Fields(&[("channelName", Text), ("priority", Integer)]),
        "olm.csv.metadata" => &IN_CATALOGS,
        _ => &Any,
    }
}

const PROPERTIES: Shape = List(&Fields(&[("type", Text), ("value", Any)]));

const OF_PACKAGE: Shape = Fields(&[
    ("defaultChannel", Text),
    ("description", Text),
    ("icon", ICON),
    ("name", Text),
    ("properties", PROPERTIES),
]);

const OF_CHANNEL: Shape = Fields(&[
    (
        "entries",
        List(&Fields(&[
            ("name", Text),
            ("replaces", Text),
            ("skipRange", Text),
            ("skips", List(&Text)),
        ])),
    ),
    ("name", Text),
    ("package", Text),
    ("properties", PROPERTIES),
]);

const OF_BUNDLE: Shape = Fields(&[
    ("image", Text),
    ("name", Text),
    ("package", Text),
    ("properties", PROPERTIES),
    ("relatedImages", List(&Fields(&[("image", Text), ("name", Text)]))),
]);

const OF_DEPRECATIONS: Shape = Fields(&[
    (
        "entries",
        List(&Fields(&[
            ("message", Text),
            ("reference", Fields(&[("name", Text), ("schema", Text)])),
        ])),
    ),
    ("package", Text),
]);

/// Objects of other schemas have these at most in common.
const OTHER: Shape = Fields(&[("name", Text), ("package", Text)]);
