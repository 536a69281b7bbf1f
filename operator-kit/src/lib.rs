//! What the Helm operator and the Ansible operator of kubewright share.
//!
//! You do not need this crate in an operator of your own: `kubewright-helm-operator` and `kubewright-ansible-operator` re-export
//! what their users see.

#![deny(missing_docs)]

pub mod dependents;
pub mod kinds;
pub mod own_writes;
pub mod owner;
pub mod selector;
pub mod status;
pub mod watches;

pub use kubewright_core::watches::duration;
