//! The controller region.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/infra_v1beta1_region.yaml")?;
    // TODO: Assert what the controller has made of it.
    let sample = "regiones.infra.example.com/region-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
