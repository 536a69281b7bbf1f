// Copyright 2026 The Garden Authors.

//! The controller `tools-type`.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/tools_v1_type.yaml")?;
    // TODO: Assert the result of the reconciliation.
    let sample = "types.tools.example.com/type-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
