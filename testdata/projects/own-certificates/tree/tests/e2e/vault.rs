//! The controller vault.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/secrets_v1_vault.yaml")?;
    // TODO: Assert what the controller has made of it.
    let sample = "vaults.secrets.example.com/vault-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
