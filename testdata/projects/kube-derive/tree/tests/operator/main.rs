//! Tests against a real API server. Every test starts its own.

mod order;
mod order_v1_webhook;
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
