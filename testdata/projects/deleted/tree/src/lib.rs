//! The types, controllers and webhooks of empty-operator.

// +kubebuilder:scaffold:modules
