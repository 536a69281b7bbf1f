//! The controller `memcached`.

use anyhow::{Result, ensure};

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_becomes_available() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/cache_v1_memcached.yaml")?;
    let sample = "memcacheds.cache.example.org/memcached-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    let ready = kubectl("get deployment memcached-sample -o jsonpath={.status.readyReplicas}")?;
    ensure!(ready == "3", "{ready} servers are ready");
    Ok(())
}
