//! The guide says what is so: its commands are run, its files compared, its references made from the code.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod guide {
    pub(crate) mod figures;
    pub(crate) mod follow;
    pub(crate) mod links;
    pub(crate) mod reference {
        pub(crate) mod commands;
        pub(crate) mod golden;
        pub(crate) mod lists;
        pub(crate) mod metrics;
    }
}
