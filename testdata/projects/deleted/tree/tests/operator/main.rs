//! The operator against a real API server, which each test starts for itself.

// +kubebuilder:scaffold:modules
