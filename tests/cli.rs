//! The CLI: arguments in, files and messages out.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod cli {
    pub(crate) mod about;
    pub(crate) mod ansible_operator;
    pub(crate) mod auto_update;
    pub(crate) mod bad_input;
    pub(crate) mod breaking;
    pub(crate) mod bundle;
    pub(crate) mod bundle_compare;
    pub(crate) mod cases;
    pub(crate) mod catalog;
    pub(crate) mod cluster;
    pub(crate) mod deploy_image;
    pub(crate) mod diff;
    pub(crate) mod envtest;
    pub(crate) mod from_crd;
    pub(crate) mod from_go;
    pub(crate) mod generate;
    pub(crate) mod grafana;
    pub(crate) mod helm_operator;
    pub(crate) mod images;
    pub(crate) mod judged;
    pub(crate) mod kube_style;
    pub(crate) mod kustomize;
    pub(crate) mod legacy;
    pub(crate) mod line_ends;
    pub(crate) mod live;
    pub(crate) mod makefile;
    pub(crate) mod multigroup;
    pub(crate) mod project;
    pub(crate) mod rbac;
    pub(crate) mod rename;
    pub(crate) mod scorecard;
    pub(crate) mod update;
    pub(crate) mod scaffold {
        pub(crate) mod again;
        pub(crate) mod external;
        pub(crate) mod interrupted;
        pub(crate) mod paths;
        pub(crate) mod prompts;
        pub(crate) mod property;
        pub(crate) mod record;
    }
}

#[path = "generated/commands.rs"]
mod commands;
