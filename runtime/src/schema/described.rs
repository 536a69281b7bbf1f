//! The schema of a type at run time: its declaration as data, and links to the types that it names.
//!
//! `#[derive(Schema)]` and `#[derive(CustomResource)]` implement [`Described`]. rustc resolves the names, so renamed imports,
//! aliases and re-exports work.

#[cfg(any(
    feature = "bytes",
    feature = "chrono",
    feature = "indexmap",
    feature = "jiff",
    feature = "url",
    feature = "uuid"
))]
mod foreign;
mod kubernetes;
mod standard;

use std::{any::TypeId, collections::HashMap, marker::PhantomData};

use kubewright_core::{
    ir::{Body, Decl, Type},
    lower::{Graph, Target},
};

/// A type that has a schema.
///
/// ```
/// use kubewright_runtime::described::{Described, Link};
/// use serde::{Deserialize, Serialize};
///
/// /// Written as the number that it is.
/// #[derive(Clone, Debug, Serialize, Deserialize)]
/// #[serde(transparent)]
/// pub struct Percent(u8);
///
/// impl Described for Percent {
///     fn link() -> Link {
///         u8::link()
///     }
/// }
///
/// #[derive(Clone, Debug, Serialize, Deserialize, kubewright_runtime::Schema)]
/// pub struct MemcachedSpec {
///     pub filled: Percent,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "no schema",
    note = "add `#[derive(Schema)]` to it, or `+kubebuilder:validation:Schemaless` to the field's docs",
    note = "types of chrono, jiff, uuid, url, bytes and indexmap need the feature of that name"
)]
pub trait Described: 'static {
    /// What was written, and the types that it names.
    fn link() -> Link;
}

/// The declaration of a type, and links to the types that it names.
#[derive(Clone)]
pub struct Link {
    id: TypeId,
    source: Source,
    references: &'static [fn() -> Link],
}

/// Where a declaration comes from.
#[derive(Clone)]
enum Source {
    Made(fn() -> Decl),
    Written(&'static str),
}

impl Link {
    fn new<T: Described>(decl: fn() -> Decl, references: &'static [fn() -> Link]) -> Self {
        Self {
            id: TypeId::of::<T>(),
            source: Source::Made(decl),
            references,
        }
    }

    /// A type with a declaration of its own, in the text that a derive wrote.
    #[doc(hidden)]
    pub fn written<T: Described>(text: &'static str, references: &'static [fn() -> Link]) -> Self {
        Self {
            id: TypeId::of::<T>(),
            source: Source::Written(text),
            references,
        }
    }

    /// The type.
    #[cfg(feature = "controller")]
    pub(crate) fn id(&self) -> TypeId {
        self.id
    }

    fn decl(&self) -> Decl {
        match self.source {
            Source::Made(decl) => decl(),
            Source::Written(text) => match serde_json::from_str(text) {
                Ok(decl) => decl,
                // The derive and this crate are pinned to each other, so the formats cannot differ.
                Err(error) => panic!("kubewright-macros and kubewright-runtime do not match: {error}"),
            },
        }
    }

    /// The link of an argument that its type does not need.
    #[doc(hidden)]
    pub fn unused() -> Self {
        <bool as Described>::link()
    }
}

/// A type that may be [`Described`], because the markers where it is named state a JSON type.
#[doc(hidden)]
pub struct Sought<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized> Sought<T> {
    /// The one value.
    pub const NEW: Self = Self(PhantomData);
}

/// The link of a type that is described. The method is found before that of [`Stated`], which needs one more reference.
#[doc(hidden)]
pub trait Seek {
    /// The link.
    fn link(&self) -> Link;
}

impl<T: Described + ?Sized> Seek for Sought<T> {
    fn link(&self) -> Link {
        T::link()
    }
}

/// The link of a type of which nothing is known but what markers state.
#[doc(hidden)]
pub trait Stated {
    /// The link.
    fn link(&self) -> Link;
}

impl<T: ?Sized + 'static> Stated for &Sought<T> {
    fn link(&self) -> Link {
        Link {
            id: TypeId::of::<Sought<T>>(),
            source: Source::Made(|| Decl {
                body: Body::Opaque,
                ..alias("", Type::Opaque, 0)
            }),
            references: &[],
        }
    }
}

/// The declaration of a type that is nothing but another.
fn alias(name: &str, ty: Type, references: usize) -> Decl {
    Decl {
        name: name.to_owned(),
        docs: String::new(),
        markers: Vec::new(),
        body: Body::Alias(ty),
        root: None,
        references: vec![0; references],
        at: 0,
    }
}

/// The graph whose names rustc has resolved.
pub struct Linked {
    decls: Vec<Decl>,
    targets: Vec<Vec<usize>>,
}

impl Linked {
    /// The number of the type that the graph was made for.
    pub const ROOT: usize = 0;

    /// All types that can be reached from one.
    pub fn new(root: Link) -> Self {
        let mut known = HashMap::from([(root.id, Self::ROOT)]);
        let mut links = vec![root];
        let mut targets = Vec::new();
        while let Some(link) = links.get(targets.len()).cloned() {
            let mut own = Vec::new();
            for target in link.references {
                let target = target();
                let number = *known.entry(target.id).or_insert_with(|| {
                    links.push(target);
                    links.len() - 1
                });
                own.push(number);
            }
            targets.push(own);
        }
        Self {
            decls: links.iter().map(Link::decl).collect(),
            targets,
        }
    }

    /// What the graph was made for.
    pub fn root(&self) -> &Decl {
        &self.decls[Self::ROOT]
    }

    /// The name of a type.
    pub fn name(&self, node: usize) -> String {
        self.decls[node].name.clone()
    }
}

impl Graph for Linked {
    type Node = usize;

    fn decl(&self, node: &usize) -> &Decl {
        &self.decls[*node]
    }

    fn target(&self, node: &usize, reference: usize) -> Target<usize> {
        Target::Node(self.targets[*node][reference])
    }
}
