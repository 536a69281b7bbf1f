//! Checks the guide: runs its commands, compares its files, and generates its references from the code.

#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

mod guide {
    pub(crate) mod demo;
    pub(crate) mod figures;
    pub(crate) mod follow;
    pub(crate) mod links;
    pub(crate) mod reference {
        pub(crate) mod commands;
        pub(crate) mod examples;
        pub(crate) mod golden;
        pub(crate) mod lists;
        pub(crate) mod metrics;
    }
}
