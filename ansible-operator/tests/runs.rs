//! The operator as a process, with ansible-runner, on a simulated cluster.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "runs/dependents.rs"]
mod dependents;
#[path = "runs/failures.rs"]
mod failures;
#[path = "runs/fixture.rs"]
mod fixture;
#[path = "runs/interrupted.rs"]
mod interrupted;
#[path = "runs/life.rs"]
mod life;
#[path = "runs/many.rs"]
mod many;
#[path = "runs/options.rs"]
mod options;
#[path = "runs/playbooks.rs"]
mod playbooks;
#[path = "runs/reads.rs"]
mod reads;
#[path = "runs/scaffold.rs"]
mod scaffold;
