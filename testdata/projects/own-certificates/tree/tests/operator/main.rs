//! Tests against a real API server. Every test starts its own.

mod vault;
mod vault_v1_conversion;
mod vault_v1_webhook;
mod vault_v2_webhook;
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
