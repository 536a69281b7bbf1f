//! Tests against a real API server. Every test starts its own.

mod frigate;
mod frigate_v1_webhook;
mod frigate_v1alpha1_conversion;
// +kubebuilder:scaffold:modules

#[test]
fn every_controller_and_webhook_is_registered() -> std::io::Result<()> {
    let forgotten = kubewright_envtest::unregistered("src")?;
    assert!(
        forgotten.is_empty(),
        "call these in `src/main.rs`: {forgotten:?}"
    );
    Ok(())
}
