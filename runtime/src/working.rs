//! Controllers: which changes queue which objects, and who works through the queue.

pub mod controller;
pub mod enqueue;
pub mod observe;
pub mod queue;
pub mod reconcile;
