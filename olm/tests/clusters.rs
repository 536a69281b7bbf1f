//! Operators are installed with the real OLM v0 and with a part of the real OLM v1, on simulated clusters.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[expect(dead_code, reason = "tests of images need more of it")]
mod registry;

mod clusters {
    pub(crate) mod authority;
    pub(crate) mod bundle;
    pub(crate) mod cases;
    pub(crate) mod fixture;
    pub(crate) mod page;
    pub(crate) mod process;
    pub(crate) mod release;
    pub(crate) mod server;
    pub(crate) mod settled;
    pub(crate) mod v1;
}
