//! What this crate asks about names: the caller finds files, modules and items.

use std::fmt::Debug;
use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use proc_macro2::Span;

/// Finds items by their names.
pub trait Scope {
    /// A module: where a name is looked up.
    type Place: Clone + Ord + Debug;

    /// Returns the type with this path, as code in `place` writes it.
    ///
    /// # Errors
    ///
    /// If nothing has that name.
    fn ty(&self, place: &Self::Place, path: &Path) -> Result<Named<Self::Place>, Message>;

    /// Returns the function or constant with this path.
    fn value(&self, place: &Self::Place, path: &Path) -> Option<Valued<Self::Place>>;

    /// Returns a function or constant in an `impl` block of the type.
    fn associated(&self, item: &Item<Self::Place>, name: &str) -> Option<Valued<Self::Place>>;

    /// Returns the `impl` of a trait for the type; `name` is the last part of the trait's path.
    fn implementation(&self, item: &Item<Self::Place>, name: &str) -> Option<Implementation<Self::Place>>;

    /// Returns the `impl` of a trait for a type that is known by its path alone: `k8s_openapi::api::core::v1::PodSpec`.
    ///
    /// # Errors
    ///
    /// If the source of the crate is needed and cannot be read.
    fn external(
        &self,
        place: &Self::Place,
        path: &str,
        name: &str,
    ) -> Result<Implementation<Self::Place>, Message>;

    /// Returns the lines of the doc comment that an attribute in `place` stands for; `None` if it is an attribute like any other.
    ///
    /// A scope whose syntax has `#[doc = "..."]` for each line knows none.
    fn docs(&self, place: &Self::Place, attr: &syn::Attribute) -> Option<Vec<String>> {
        let _ = (place, attr);
        None
    }

    /// Returns whether the conditions of `#[cfg(...)]` among these attributes hold; `None` if that is not known.
    fn holds(&self, place: &Self::Place, attrs: &[syn::Attribute]) -> Option<bool>;

    /// Returns the text of a file beside the file of `place`, for `include_str!`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    fn text(&self, place: &Self::Place, path: &str) -> Result<String, Message>;
}

/// A path without generic arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Whether it begins with `::`.
    pub global: bool,
    /// Its segments, without `r#`.
    pub segments: Vec<String>,
}

impl Path {
    /// The path without its generic arguments.
    #[must_use]
    pub fn of(path: &syn::Path) -> Self {
        let without_mark = |ident: &syn::Ident| {
            let name = ident.to_string();
            match name.strip_prefix("r#") {
                Some(name) => name.to_owned(),
                None => name,
            }
        };
        let segments = path.segments.iter();
        Self {
            global: path.leading_colon.is_some(),
            segments: segments.map(|part| without_mark(&part.ident)).collect(),
        }
    }

    /// Its last segment.
    #[must_use]
    pub fn last(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }

    /// The path as it is written.
    #[must_use]
    pub fn written(&self) -> String {
        let start = if self.global { "::" } else { "" };
        format!("{start}{}", self.segments.join("::"))
    }

    /// The path without its last segment; `None` if it has only one.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, before) = self.segments.split_last()?;
        (!before.is_empty()).then(|| Self {
            global: self.global,
            segments: before.to_vec(),
        })
    }
}

/// The type behind a path.
#[derive(Clone, Debug)]
pub enum Named<P> {
    /// An item whose source was read.
    Item(Rc<Item<P>>),
    /// A type of another crate by its path in that crate: `std::vec::Vec`; primitive types by their names.
    External(String),
}

/// A struct, enum or type alias.
#[derive(Clone, Debug)]
pub struct Item<P> {
    /// Its name.
    pub name: String,
    /// Its module.
    pub place: P,
    /// Its syntax.
    pub syntax: Syntax,
    /// Whether it is the struct that kube's derive generates from the item with this syntax.
    pub generated: bool,
}

impl<P: Clone> Item<P> {
    /// The struct of this name that kube's derive generates from the item.
    #[must_use]
    pub fn generating(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            generated: true,
            ..self.clone()
        }
    }
}

/// The syntax of an [`Item`].
#[derive(Clone, Debug)]
pub enum Syntax {
    /// A struct or an enum.
    Data(Box<syn::DeriveInput>),
    /// A type alias.
    Alias(Box<syn::ItemType>),
}

/// A function or constant.
#[derive(Clone, Debug)]
pub enum Valued<P> {
    /// A function, with the module that it is in.
    Function(P, Rc<Function>),
    /// A constant or static, with the module that it is in.
    Constant(P, Rc<Constant>),
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name, arguments and result.
    pub signature: syn::Signature,
    /// Its body.
    pub body: syn::Block,
}

/// A constant or static.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its type.
    pub ty: syn::Type,
    /// Its value.
    pub value: syn::Expr,
}

/// An `impl` block.
#[derive(Clone, Debug)]
pub struct Implementation<P> {
    /// Its module.
    pub place: P,
    /// Its syntax.
    pub syntax: Rc<syn::ItemImpl>,
}

impl<P> Implementation<P> {
    /// Returns one of its functions.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<Rc<Function>> {
        self.syntax.items.iter().find_map(|item| match item {
            syn::ImplItem::Fn(function) if function.sig.ident == name => Some(Rc::new(Function {
                signature: function.sig.clone(),
                body: function.block.clone(),
            })),
            _ => None,
        })
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug)]
pub struct Problem<P> {
    /// The module.
    pub place: P,
    /// The place in its file.
    pub span: Span,
    /// The message.
    pub message: Message,
}
