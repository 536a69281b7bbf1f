//! The kinds of changes, and their effects.

use serde::{Serialize, Serializer};

use Class::{Breaking, Compatible, Risky};
use Effect::{CrdRejected, Defaulted, Deleted, Kept, NotServed, Pruned, Rejected};

/// How dangerous a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Objects or requests that were valid before fail or lose data.
    Breaking,
    /// Stored objects stay valid, but a client or controller may see something that it does not expect.
    Risky,
    /// Neither objects nor clients notice it.
    Compatible,
}

/// What the API server does, at worst, once the new CRD is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It rejects the CRD.
    CrdRejected,
    /// It deletes all objects with the CRD.
    Deleted,
    /// It answers requests for a version, a subresource or a field selector with an error.
    NotServed,
    /// It drops fields of objects.
    Pruned,
    /// It rejects objects that it took before.
    Rejected,
    /// It returns stored objects with other defaults.
    Defaulted,
    /// It takes and returns objects as before.
    Kept,
}

macro_rules! rules {
    ($(#[doc = $doc:literal] $rule:ident $id:literal $class:ident $effect:ident,)*) => {
        /// A kind of change. [`RULES`] lists all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $doc] $rule,)*
        }

        /// Every rule.
        pub const RULES: &[Rule] = &[$(Rule::$rule),*];

        impl Rule {
            /// The stable identifier.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$rule => $id,)*
                }
            }

            /// What happens, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$rule => $doc.trim_ascii(),)*
                }
            }

            /// How dangerous it is.
            #[must_use]
            pub fn class(self) -> Class {
                match self {
                    $(Self::$rule => $class,)*
                }
            }

            /// What it does to objects, at worst.
            #[must_use]
            pub fn effect(self) -> Effect {
                match self {
                    $(Self::$rule => $effect,)*
                }
            }
        }
    };
}

rules! {
    /// A CRD disappears.
    CrdRemoved "crd-removed" Breaking Deleted,
    /// A CRD appears.
    CrdAdded "crd-added" Compatible Kept,
    /// Objects move into or out of namespaces.
    Scope "scope" Breaking CrdRejected,
    /// The kind gets another name.
    KindRenamed "kind-renamed" Breaking CrdRejected,
    /// A short name, a category or another name disappears or changes.
    NameRemoved "name-removed" Risky Kept,
    /// A short name or a category appears.
    NameAdded "name-added" Compatible Kept,
    /// Annotations or labels of the CRD change.
    Metadata "metadata" Compatible Kept,
    /// The conversion between versions changes.
    Conversion "conversion" Risky Kept,
    /// A version disappears, and objects may be stored in it.
    VersionRemoved "version-removed" Breaking CrdRejected,
    /// A version appears.
    VersionAdded "version-added" Compatible Kept,
    /// A version is no longer served.
    VersionNotServed "version-not-served" Breaking NotServed,
    /// A version is served again.
    VersionServed "version-served" Compatible Kept,
    /// A version becomes deprecated, or no longer is.
    Deprecation "deprecation" Compatible Kept,
    /// Another version is stored, and versions with different schemas are not converted.
    StorageMoved "storage-moved" Breaking Pruned,
    /// Another version is stored, and objects are converted or the schemas are the same.
    StorageConverted "storage-converted" Risky Kept,
    /// Versions have different schemas, and are not converted.
    NoConversion "no-conversion" Breaking Pruned,
    /// A subresource disappears.
    SubresourceRemoved "subresource-removed" Breaking NotServed,
    /// A subresource appears or changes.
    Subresource "subresource" Risky Kept,
    /// Field selectors can no longer use a field.
    SelectorRemoved "selector-removed" Breaking NotServed,
    /// Field selectors can use a field.
    SelectorAdded "selector-added" Compatible Kept,
    /// The columns of `kubectl get` change.
    Columns "columns" Compatible Kept,
    /// A field disappears.
    FieldRemoved "field-removed" Breaking Pruned,
    /// A field appears.
    FieldAdded "field-added" Compatible Kept,
    /// A field or value gets another type.
    TypeChanged "type-changed" Breaking Rejected,
    /// A field or value gets a type with more values.
    TypeWidened "type-widened" Risky Kept,
    /// A field becomes required and has no default.
    Required "required" Breaking Rejected,
    /// A field becomes required, and its default fills it.
    RequiredWithDefault "required-with-default" Compatible Kept,
    /// A field is no longer required.
    Optional "optional" Risky Kept,
    /// `null` is no longer valid.
    NotNullable "not-nullable" Breaking Pruned,
    /// `null` becomes valid.
    Nullable "nullable" Risky Kept,
    /// Unknown fields are no longer kept.
    Pruned "pruned" Breaking Pruned,
    /// Unknown fields are kept.
    NotPruned "not-pruned" Compatible Kept,
    /// A bound admits fewer values.
    Bound "bound" Breaking Rejected,
    /// A bound admits more values.
    BoundWidened "bound-widened" Compatible Kept,
    /// An enum admits fewer values.
    Enum "enum" Breaking Rejected,
    /// An enum admits more values.
    EnumWidened "enum-widened" Risky Kept,
    /// A pattern appears or changes.
    Pattern "pattern" Breaking Rejected,
    /// A pattern disappears.
    PatternRemoved "pattern-removed" Compatible Kept,
    /// A format appears or changes.
    Format "format" Breaking Rejected,
    /// A format disappears.
    FormatRemoved "format-removed" Compatible Kept,
    /// A CEL rule or another value check appears.
    Check "check" Breaking Rejected,
    /// A CEL rule or another value check disappears, or only its message changes.
    CheckRemoved "check-removed" Compatible Kept,
    /// A list gets another type, or other keys.
    List "list" Breaking Rejected,
    /// Server-side apply merges a list or map in another way.
    Merge "merge" Risky Kept,
    /// A default appears, changes or disappears.
    Default "default" Risky Defaulted,
    /// Values become embedded Kubernetes objects.
    Embedded "embedded" Breaking Rejected,
    /// Values are no longer embedded Kubernetes objects.
    NotEmbedded "not-embedded" Risky Kept,
    /// Descriptions, titles, examples or links change.
    Documentation "documentation" Compatible Kept,
    /// Something else changes.
    Other "other" Risky Kept,
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl Class {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Breaking => "breaking",
            Risky => "risky",
            Compatible => "compatible",
        }
    }
}
