//! Bakes.

pub mod api;
