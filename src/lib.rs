//! The kubewright command.
