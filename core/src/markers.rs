//! The one list of markers, used by the parser, `kubewright markers`, the reference document and the tests.
//!
//! A marker is a type: its fields are its arguments, its constants define where it applies and how it is documented,
//! and one function is its effect. To add a marker, write its type in the file of its subject and add a line to that
//! file's list.

pub mod args;
pub mod csv;
mod declarative;
mod examples;
pub mod keys;
pub mod keywords;
pub mod kind;
mod line;
pub mod list;
pub mod number;
pub mod object;
pub mod oneof;
pub mod other;
pub mod presence;
pub mod project;

pub mod reference;
pub mod resource;
pub mod slot;
pub mod string;
pub mod value;

use crate::diagnostic::{Located, Message, Part};
pub use line::{Split, belongs_here, is_foreign, nearest, split};
use resource::Resource;
use serde::{Serialize, de::DeserializeOwned};
use slot::Slot;

/// The definition of one marker.
pub struct Def {
    /// The name, without the `+`.
    pub name: &'static str,
    /// The places where it applies.
    pub on: On,
    /// Its arguments.
    pub args: &'static [Arg],
    /// A description of one sentence.
    pub help: &'static str,
    /// Its effect.
    pub effect: Effect,
    /// Whether it has `items:` and `values:` forms.
    pub nests: bool,
}

/// The effect of a marker.
pub enum Effect {
    /// Changes a schema.
    Schema {
        /// The order of application: lower ones first.
        priority: u8,
        /// The schema keyword that it sets.
        key: &'static str,
        /// Reads the arguments and applies them.
        apply: fn(&str, &mut Slot<'_>) -> Result<(), Located<Part>>,
    },
    /// Changes the CRD around the schema.
    Resource(fn(&str, &mut Resource) -> Result<(), Located<Part>>),
    /// Sets whether a field is required.
    Presence {
        /// Whether the field is required.
        required: bool,
        /// The precedence; the stronger marker wins.
        strength: u8,
    },
    /// Collected from the whole project.
    Project(fn(&str) -> Result<(), Located<Part>>),
    /// Collected from the types of kinds; its arguments depend on the place.
    Placed(fn(&str, On) -> Result<(), Located<Part>>),
    /// Handled by the lowerer itself, because it needs more than one schema.
    Lowerer(fn(&str) -> Result<(), Located<Part>>),
    /// Has a meaning for controller-gen only; the text names the replacement in Rust.
    Refused(&'static str),
    /// Has no effect in Rust and is accepted.
    Ignored,
}

/// An argument, for the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Arg {
    /// The name; empty for the value after `=`.
    pub name: &'static str,
    /// The type of the value.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// Whether it is optional.
    pub optional: bool,
    /// A description.
    pub help: &'static str,
}

/// Places where a marker applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On(u8);

impl On {
    /// The docs of a field.
    pub const FIELD: Self = Self(1);
    /// The docs of a type.
    pub const TYPE: Self = Self(2);
    /// The docs of a root type.
    pub const ROOT: Self = Self(4);
    /// The docs of any item or module.
    pub const ITEM: Self = Self(8);

    /// Returns the union of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether `self` includes every place of `other`.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns whether `self` includes any place of `other`.
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the names of the places.
    pub fn names(self) -> Vec<&'static str> {
        [
            (Self::FIELD, "field"),
            (Self::TYPE, "type"),
            (Self::ROOT, "root type"),
            (Self::ITEM, "item"),
        ]
        .into_iter()
        .filter(|(place, _)| self.contains(*place))
        .map(|(_, name)| name)
        .collect()
    }
}

/// A marker that changes a schema.
pub trait SchemaMarker: DeserializeOwned {
    /// The name, without the `+`.
    const NAME: &'static str;
    /// The places where it applies.
    const ON: On = On::FIELD.or(On::TYPE);
    /// The schema keyword that it sets.
    const KEY: &'static str;
    /// A description of one sentence.
    const HELP: &'static str;
    /// Its arguments.
    const ARGS: &'static [Arg] = &[];
    /// The order of application: lower ones first.
    const PRIORITY: u8 = 10;
    /// Whether it has `items:` and `values:` forms.
    const NESTS: bool = false;

    /// The effect.
    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message>;
}

/// A marker that changes the CRD around the schema.
pub trait ResourceMarker: DeserializeOwned {
    /// The name, without the `+`.
    const NAME: &'static str;
    /// A description of one sentence.
    const HELP: &'static str;
    /// Its arguments.
    const ARGS: &'static [Arg] = &[];

    /// The effect. An error may name the argument that is wrong.
    fn apply(self, resource: &mut Resource) -> Result<(), Located<Option<&'static str>>>;
}

impl Arg {
    /// The value after `=`.
    pub const fn value(ty: &'static str, help: &'static str) -> Self {
        Self {
            name: "",
            ty,
            optional: false,
            help,
        }
    }

    /// A required argument.
    pub const fn required(name: &'static str, ty: &'static str, help: &'static str) -> Self {
        Self {
            name,
            ty,
            optional: false,
            help,
        }
    }

    /// An optional argument.
    pub const fn optional(name: &'static str, ty: &'static str, help: &'static str) -> Self {
        Self {
            name,
            ty,
            optional: true,
            help,
        }
    }
}

impl Def {
    /// Returns the entry of a schema marker.
    pub const fn schema<M: SchemaMarker>() -> Self {
        Self {
            name: M::NAME,
            on: M::ON,
            args: M::ARGS,
            help: M::HELP,
            effect: Effect::Schema {
                priority: M::PRIORITY,
                key: M::KEY,
                apply: |text, slot| Ok(read::<M>(uncommented(M::NAME, text), M::ARGS)?.apply(slot)?),
            },
            nests: M::NESTS,
        }
    }

    /// Returns the entry of a resource marker.
    pub const fn resource<M: ResourceMarker>() -> Self {
        Self {
            name: M::NAME,
            on: On::ROOT,
            args: M::ARGS,
            help: M::HELP,
            effect: Effect::Resource(|text, resource| {
                let applied = read::<M>(text, M::ARGS)?.apply(resource);
                applied.map_err(|error| error.map(|name| args::value_of(text, name?)))
            }),
            nests: false,
        }
    }

    /// Returns whether its arguments have names.
    pub fn is_named(&self) -> bool {
        self.args.first().is_some_and(|arg| !arg.name.is_empty())
    }
}

/// The value of a marker. In markers of Kubernetes itself, a `#` begins a comment.
fn uncommented<'a>(name: &str, text: &'a str) -> &'a str {
    match text.split_once('#') {
        Some((value, _)) if name.starts_with("k8s:") => value.trim_end(),
        Some(_) | None => text,
    }
}

/// Parses a marker's arguments.
///
/// # Errors
///
/// If they do not have the form of `M`.
pub fn read<M: DeserializeOwned>(text: &str, arguments: &[Arg]) -> Result<M, Located<Part>> {
    let form = match arguments {
        [
            Arg {
                name: "",
                optional: false,
                ..
            },
        ] if text.is_empty() => {
            return Err(Message::new("has no value").help("write it after `=`").into());
        }
        [] | [Arg { name: "", .. }] => args::Form::Value,
        _ => args::Form::Named,
    };
    args::parse(text, form).map_err(Located::from)
}

/// Every marker, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Def> {
    [
        presence::MARKERS,
        number::MARKERS,
        string::MARKERS,
        list::MARKERS,
        object::MARKERS,
        keys::MARKERS,
        value::MARKERS,
        kind::MARKERS,
        keywords::MARKERS,
        oneof::MARKERS,
        resource::MARKERS,
        project::MARKERS,
        csv::MARKERS,
        other::MARKERS,
        declarative::MARKERS,
    ]
    .into_iter()
    .flatten()
}

/// The prefix of the markers that have `items:` and `values:` forms.
pub const VALIDATION: &str = "kubebuilder:validation:";

/// The part of a schema that a marker applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The items of an array.
    Items,
    /// The values of a map.
    Values,
}

/// A marker found by its name: the entry, and the part of the schema that it applies to.
pub struct Found {
    /// The entry.
    pub def: &'static Def,
    /// The path from the marker's place to that part.
    pub steps: Vec<Step>,
}

/// Finds a marker by its name, which may contain `items:` and `values:`.
pub fn find(name: &str) -> Option<Found> {
    if let Some(def) = table().get(name) {
        return Some(Found {
            def,
            steps: Vec::new(),
        });
    }
    let mut rest = name.strip_prefix(VALIDATION)?;
    let mut steps = Vec::new();
    loop {
        if let Some(next) = rest.strip_prefix("items:") {
            steps.push(Step::Items);
            rest = next;
        } else if let Some(next) = rest.strip_prefix("values:") {
            steps.push(Step::Values);
            rest = next;
        } else {
            break;
        }
    }
    let def = table().get(format!("{VALIDATION}{rest}").as_str())?;
    (!steps.is_empty() && def.nests).then_some(Found { def, steps })
}

/// Returns whether this is the name of a marker that may be on every item, because it is about the project.
pub fn is_of_project(name: &str) -> bool {
    find(name).is_some_and(|found| found.def.on.contains(On::ITEM))
}

fn table() -> &'static std::collections::HashMap<&'static str, &'static Def> {
    static TABLE: std::sync::OnceLock<std::collections::HashMap<&'static str, &'static Def>> =
        std::sync::OnceLock::new();
    // Collected twice, because the map grows step by step if it does not know how many there are.
    TABLE.get_or_init(|| {
        all()
            .map(|def| (def.name, def))
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    })
}
