//! What caches, clients, controllers and the manager promise, on a real API server.

#![cfg(feature = "controller")]
#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

#[path = "operator/cache.rs"]
mod cache;
#[path = "operator/client.rs"]
mod client;
#[path = "operator/clock.rs"]
mod clock;
#[path = "operator/controller.rs"]
mod controller;
#[path = "operator/dynamic.rs"]
mod dynamic;
#[cfg(feature = "manager")]
#[path = "operator/gate.rs"]
mod gate;
#[path = "operator/manager.rs"]
mod manager;
#[cfg(feature = "manager")]
#[path = "operator/outage.rs"]
mod outage;
#[path = "operator/rbac.rs"]
mod rbac;
#[cfg(feature = "manager")]
#[path = "operator/serving.rs"]
mod serving;
#[cfg(feature = "metrics")]
#[path = "operator/undecodable.rs"]
mod undecodable;
#[path = "operator/world.rs"]
mod world;
