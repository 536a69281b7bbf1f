//! Types as rustc sees them: names resolved, aliases followed, parameters replaced.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::scope::Item;

/// A type.
#[derive(Clone, Debug)]
pub(crate) enum Ty<P> {
    /// A struct or enum whose source was read, with its arguments.
    Item(Rc<Item<P>>, Rc<[Ty<P>]>),
    /// A type of the language or of another crate, by its path.
    Known(String, Vec<Ty<P>>),
    /// A tuple; `()` is the empty one.
    Tuple(Vec<Ty<P>>),
    /// An array.
    Array(Box<Ty<P>>, u64),
}

/// Where code is: what its names mean.
#[derive(Clone, Debug)]
pub(crate) struct Context<P> {
    /// The module.
    pub(crate) place: P,
    /// The meaning of generic parameters.
    pub(crate) parameters: Rc<BTreeMap<String, Ty<P>>>,
    /// The meaning of `Self`.
    pub(crate) this: Option<Rc<Ty<P>>>,
    /// Items of the function around.
    pub(crate) local: Vec<Rc<Item<P>>>,
}

impl<P: Clone> Context<P> {
    pub(crate) fn of(place: P) -> Self {
        Self {
            place,
            parameters: Rc::default(),
            this: None,
            local: Vec::new(),
        }
    }
}

impl<P: Clone + Ord + std::fmt::Debug> Ty<P> {
    pub(crate) fn unit() -> Self {
        Self::Tuple(Vec::new())
    }

    pub(crate) fn known(path: &str) -> Self {
        Self::Known(path.to_owned(), Vec::new())
    }

    /// A text that is equal for equal types.
    pub(crate) fn key(&self) -> String {
        let list = |all: &[Self]| all.iter().map(Self::key).collect::<Vec<_>>().join(",");
        match self {
            Self::Item(item, args) => format!("{:?}::{}<{}>", item.place, item.name, list(args)),
            Self::Known(path, args) => format!("{path}<{}>", list(args)),
            Self::Tuple(all) => format!("({})", list(all)),
            Self::Array(item, length) => format!("[{};{length}]", item.key()),
        }
    }

    /// The type inside of pointers and cells, which serde and schemars pass through.
    pub(crate) fn bare(&self) -> &Self {
        match self {
            Self::Known(path, args) if WRAPPERS.contains(&path.as_str()) => match args.last() {
                Some(inner) => inner.bare(),
                None => self,
            },
            _ => self,
        }
    }

    pub(crate) fn is_known(&self, name: &str) -> bool {
        matches!(self.bare(), Self::Known(path, _) if path == name)
    }

    pub(crate) fn argument(&self) -> Option<&Self> {
        match self.bare() {
            Self::Known(_, args) => args.first(),
            Self::Array(item, _) => Some(item),
            Self::Item(..) | Self::Tuple(_) => None,
        }
    }
}

/// Types that have the schema and the JSON of their argument.
const WRAPPERS: &[&str] = &[
    "std::borrow::Cow",
    "std::boxed::Box",
    "std::cell::Cell",
    "std::cell::RefCell",
    "std::cmp::Reverse",
    "std::num::Wrapping",
    "std::rc::Rc",
    "std::sync::Arc",
    "std::sync::Mutex",
    "std::sync::RwLock",
];
