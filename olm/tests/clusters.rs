//! Operators are installed with the real OLM v0 on a simulated cluster.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod clusters {
    pub(crate) mod bundle;
    pub(crate) mod cases;
    pub(crate) mod fixture;
    pub(crate) mod release;
    pub(crate) mod server;
}
