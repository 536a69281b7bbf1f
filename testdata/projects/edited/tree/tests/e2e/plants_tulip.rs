//! The controller `plants-tulip`.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/plants_v1_tulip.yaml")?;
    // TODO: Assert the result of the reconciliation.
    let sample = "tulips.plants.example.com/tulip-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
