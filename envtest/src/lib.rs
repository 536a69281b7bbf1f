//! Starts a real Kubernetes API server for tests.
