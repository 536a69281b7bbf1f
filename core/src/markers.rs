//! The one list of markers. The parser, `kubewright markers`, the reference document and the tests all read it.
//!
//! A marker is a type: its fields are its arguments, its constants say where it may stand and what it does, and one
//! function is its effect. To add one, write the type beside its kin and add a line to that file's list.

pub mod args;
mod declarative;
pub mod keys;
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

use crate::diagnostic::Message;
pub use line::{Split, belongs_here, is_foreign, nearest, split};
use resource::Resource;
use serde::{Serialize, de::DeserializeOwned};
use slot::Slot;

/// Everything there is to know about one marker.
pub struct Def {
    /// The name, without the `+`.
    pub name: &'static str,
    /// Where it may stand.
    pub on: On,
    /// Its arguments.
    pub args: &'static [Arg],
    /// One sentence.
    pub help: &'static str,
    /// What it does.
    pub effect: Effect,
    /// Whether `items:` and `values:` forms of it exist.
    pub nests: bool,
}

/// What a marker does.
pub enum Effect {
    /// Changes a schema.
    Schema {
        /// Lower ones are applied first.
        priority: u8,
        /// The schema key that it writes.
        key: &'static str,
        /// Reads the arguments and applies them.
        apply: fn(&str, &mut Slot<'_>) -> Result<(), Message>,
    },
    /// Changes the CRD around the schema.
    Resource(fn(&str, &mut Resource) -> Result<(), Message>),
    /// Says whether a field is required.
    Presence {
        /// Its answer.
        required: bool,
        /// Stronger ones win.
        strength: u8,
    },
    /// Is collected from the whole project.
    Project(fn(&str) -> Result<(), Message>),
    /// Is read by the lowerer itself: it needs more than one schema.
    Lowerer(fn(&str) -> Result<(), Message>),
    /// Means something to controller-gen only; the text says what Rust has instead.
    Refused(&'static str),
    /// Has no effect in Rust and does no harm.
    Ignored,
}

/// An argument, for the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Arg {
    /// The name; empty for the value after `=`.
    pub name: &'static str,
    /// The kind of value.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it means.
    pub help: &'static str,
}

/// Places where a marker may stand.
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

    /// Both places.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every place of `other` is one of these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any place of `other` is one of these.
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The places in words.
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
    /// Where it may stand.
    const ON: On = On::FIELD.or(On::TYPE);
    /// The schema key that it writes.
    const KEY: &'static str;
    /// One sentence.
    const HELP: &'static str;
    /// Its arguments.
    const ARGS: &'static [Arg] = &[];
    /// Lower ones are applied first.
    const PRIORITY: u8 = 10;
    /// Whether `items:` and `values:` forms of it exist.
    const NESTS: bool = false;

    /// The effect.
    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message>;
}

/// A marker that changes the CRD around the schema.
pub trait ResourceMarker: DeserializeOwned {
    /// The name, without the `+`.
    const NAME: &'static str;
    /// One sentence.
    const HELP: &'static str;
    /// Its arguments.
    const ARGS: &'static [Arg] = &[];

    /// The effect.
    fn apply(self, resource: &mut Resource) -> Result<(), Message>;
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

    /// An argument that must be there.
    pub const fn required(name: &'static str, ty: &'static str, help: &'static str) -> Self {
        Self {
            name,
            ty,
            optional: false,
            help,
        }
    }

    /// An argument that may be left out.
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
    /// The entry of a schema marker.
    pub const fn schema<M: SchemaMarker>() -> Self {
        Self {
            name: M::NAME,
            on: M::ON,
            args: M::ARGS,
            help: M::HELP,
            effect: Effect::Schema {
                priority: M::PRIORITY,
                key: M::KEY,
                apply: |text, slot| read::<M>(uncommented(M::NAME, text), M::ARGS)?.apply(slot),
            },
            nests: M::NESTS,
        }
    }

    /// The entry of a resource marker.
    pub const fn resource<M: ResourceMarker>() -> Self {
        Self {
            name: M::NAME,
            on: On::ROOT,
            args: M::ARGS,
            help: M::HELP,
            effect: Effect::Resource(|text, resource| read::<M>(text, M::ARGS)?.apply(resource)),
            nests: false,
        }
    }

    /// Whether its arguments have names.
    pub fn is_named(&self) -> bool {
        self.args.first().is_some_and(|arg| !arg.name.is_empty())
    }
}

/// The value of a marker; in those of Kubernetes itself, a `#` begins a comment.
fn uncommented<'a>(name: &str, text: &'a str) -> &'a str {
    match text.split_once('#') {
        Some((value, _)) if name.starts_with("k8s:") => value.trim_end(),
        Some(_) | None => text,
    }
}

/// Reads a marker's arguments.
pub fn read<M: DeserializeOwned>(text: &str, arguments: &[Arg]) -> Result<M, Message> {
    let form = match arguments {
        [
            Arg {
                name: "",
                optional: false,
                ..
            },
        ] if text.is_empty() => {
            return Err(Message::new("has no value").help("write it after `=`"));
        }
        [] | [Arg { name: "", .. }] => args::Form::Value,
        _ => args::Form::Named,
    };
    args::parse(text, form).map_err(Message::from)
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
        oneof::MARKERS,
        resource::MARKERS,
        project::MARKERS,
        other::MARKERS,
        declarative::MARKERS,
    ]
    .into_iter()
    .flatten()
}

/// The prefix of the markers that have `items:` and `values:` forms.
pub const VALIDATION: &str = "kubebuilder:validation:";

/// Which part of a schema a marker speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The items of an array.
    Items,
    /// The values of a map.
    Values,
}

/// A marker as found by name: its entry, and the part of the schema it speaks of.
pub struct Found {
    /// The entry.
    pub def: &'static Def,
    /// The way from the place of the marker to the part.
    pub steps: Vec<Step>,
}

/// The marker of this name, which may have `items:` and `values:` in it.
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

fn table() -> &'static std::collections::HashMap<&'static str, &'static Def> {
    static TABLE: std::sync::OnceLock<std::collections::HashMap<&'static str, &'static Def>> =
        std::sync::OnceLock::new();
    TABLE.get_or_init(|| all().map(|def| (def.name, def)).collect())
}
