//! Tests against a real API server, which they share. They move the operator's clock and never wait for time to pass.

mod cron_job;
mod cron_job_v1_webhook;
mod cron_job_v2_conversion;
mod failures;
mod soak;
mod world;
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
