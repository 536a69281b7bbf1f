//! The operator as a process, with both versions of Helm, on a simulated cluster.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "releases/drift.rs"]
mod drift;
#[path = "releases/failures.rs"]
mod failures;
#[path = "releases/fixture.rs"]
mod fixture;
#[path = "releases/interrupted.rs"]
mod interrupted;
#[path = "releases/library.rs"]
mod library;
#[path = "releases/life.rs"]
mod life;
#[path = "releases/many.rs"]
mod many;
#[path = "releases/parts.rs"]
mod parts;
#[path = "releases/paused.rs"]
mod paused;
#[path = "releases/scaffold.rs"]
mod scaffold;
