//! Every case through both doors and into a real API server.

mod cli;
mod coverage;
mod derive;
mod errors;
mod kubernetes_types;
mod server;
mod snapshot;

/// Fails with everything that is wrong.
fn report(problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
