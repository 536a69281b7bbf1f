//! What this crate asks about a program: its functions, and what names mean in them.

use std::fmt::Debug;
use std::rc::Rc;

use kubewright_kube_types::{Item, Path};

use crate::uses::Resource;

/// A program whose source was read.
pub trait Program {
    /// A module: where a name is looked up.
    type Place: Clone + Ord + Debug;

    /// Returns what a path means in a module, as a type or as something that another crate has.
    fn meaning(&self, place: &Self::Place, path: &Path) -> Meaning<Self::Place>;

    /// Returns the function of the program with this path.
    fn function(&self, place: &Self::Place, path: &Path) -> Option<Callee<Self::Place>>;

    /// Returns a function in an `impl` block of a type, of a trait or not.
    fn method(&self, item: &Item<Self::Place>, name: &str) -> Option<Callee<Self::Place>>;

    /// Returns a type that the `impl` of a trait for a type states: `Object` of `Reconciler`.
    fn associated(
        &self,
        item: &Item<Self::Place>,
        of_trait: &str,
        name: &str,
    ) -> Option<(Self::Place, syn::Type)>;

    /// Returns whether the package of a module depends on a crate.
    fn depends(&self, place: &Self::Place, package: &str) -> bool;
}

/// What a path means.
#[derive(Clone, Debug)]
pub enum Meaning<P> {
    /// A kind, whose objects the API server has.
    Kind(Resource),
    /// Another type of the program, or one of a dependency whose source was read.
    Item(Rc<Item<P>>, String),
    /// Something of another crate, by its path in that crate.
    External(String),
    /// Nothing that could be found.
    Unknown,
}

/// A function that a call leads to.
#[derive(Clone, Debug)]
pub struct Callee<P> {
    /// Its module.
    pub place: P,
    /// Its signature.
    pub signature: Rc<syn::Signature>,
    /// The `impl` block that it is in.
    pub within: Option<Rc<syn::ItemImpl>>,
}

/// A function whose body is read.
#[derive(Clone, Debug)]
pub struct Body<P> {
    /// The function.
    pub function: Callee<P>,
    /// Its statements.
    pub block: Rc<syn::Block>,
}

impl<P: Debug> Callee<P> {
    /// A name that no other function of the program has.
    pub(crate) fn key(&self) -> String {
        let start = self.signature.ident.span().start();
        format!(
            "{:?} {} {}:{}",
            self.place, self.signature.ident, start.line, start.column
        )
    }

    /// The names of its type parameters, and of those of the `impl` block around it.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let own = self.signature.generics.type_params();
        let outer = self.within.iter().flat_map(|block| block.generics.type_params());
        own.chain(outer).map(|found| found.ident.to_string()).collect()
    }
}
