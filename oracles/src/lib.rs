//! Third-party programs that tests compare results with: Helm, opm, operator-verify, OLM v0, and catalogd of OLM v1;
//! and for the bench, operator-sdk's operator from Helm charts.
//!
//! Ansible, which operators from Ansible run, is installed with pip from a pinned list of packages.
//!
//! A folder in `modules/` pins each of the others with a `go.mod` and a `go.sum`. The first test that needs a program builds it into
//! the user's cache, once for all processes; `make assets` builds those of tests in advance.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ansible;
mod build;
mod tool;

pub use ansible::Ansible;
pub use build::output;
pub use tool::Tool;
