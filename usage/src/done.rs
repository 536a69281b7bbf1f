//! What one function does.

use crate::requests::Request;
use crate::ty::Bound;
use crate::uses::{Spot, Unfollowed, Use};

/// A request about objects of a type parameter.
#[derive(Clone, Debug)]
pub(crate) struct Open<P> {
    pub(crate) parameter: String,
    pub(crate) request: Request,
    pub(crate) by: String,
    pub(crate) at: Spot<P>,
}

/// A call of a function of the program.
#[derive(Clone, Debug)]
pub(crate) struct Call<P> {
    /// The key of the function.
    pub(crate) to: String,
    pub(crate) bound: Bound<P>,
    pub(crate) at: Spot<P>,
}

/// What one function does.
#[derive(Clone, Debug)]
pub(crate) struct Done<P> {
    pub(crate) uses: Vec<Use<Spot<P>>>,
    pub(crate) open: Vec<Open<P>>,
    pub(crate) calls: Vec<Call<P>>,
    pub(crate) unfollowed: Vec<Unfollowed<Spot<P>>>,
}
