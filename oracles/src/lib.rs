//! Programs of others that tests compare with: Helm, opm, operator-verify, OLM v0, and catalogd of OLM v1;
//! and for the bench, operator-sdk's operator from Helm charts.
//!
//! A folder in `modules/` pins each with a `go.mod` and a `go.sum`. The first test that needs a program builds it into the user's
//! cache, once for all processes; `make assets` builds those of tests in advance.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod build;
mod tool;

pub use build::output;
pub use tool::Tool;
