//! The kubewright command.

pub mod source;
