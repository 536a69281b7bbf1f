//! The controller `verifier`.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_ready() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/storage_v1_backup.yaml")?;
    // TODO: Assert the result of the reconciliation.
    let sample = "backups.storage.example.com/backup-sample";
    let wait = format!("wait {sample} --for=condition=VerifierReady --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
