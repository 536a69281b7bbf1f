//! Objects: their kinds and keys, conditions and owners, and how they are decoded.

pub mod condition;
#[cfg(any(feature = "controller", feature = "webhook"))]
pub mod decode;
#[cfg(feature = "controller")]
pub(crate) mod dynamic;
#[cfg(feature = "controller")]
pub(crate) mod ext;
pub(crate) mod identified;
#[cfg(feature = "controller")]
pub(crate) mod key;
#[cfg(feature = "controller")]
pub(crate) mod kind;
pub mod owner;
#[cfg(feature = "controller")]
pub(crate) mod scope;
#[cfg(feature = "controller")]
pub(crate) mod undecodable;
#[cfg(feature = "controller")]
pub(crate) mod which;
