// Copyright 2026 The Tenant Authors.

//! The controller tenant.

use anyhow::Result;

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/tenancy_v1_tenant.yaml")?;
    // TODO: Assert what the controller has made of it.
    let sample = "tenants.tenancy.example.com/tenant-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    Ok(())
}
