//! Writes to the API server: the client, server-side apply, finalizers and events.

pub mod apply;
pub mod client;
pub mod events;
pub mod finalizer;
