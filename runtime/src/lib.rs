//! What a kubewright operator runs on.
