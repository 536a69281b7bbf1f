//! Passes on what it was given.

pub use super::parts::Colour;

pub type Cargo = super::parts::Load;
