//! The objects in caches, by kind.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::watching::cache::Cache;

/// The caches of a process.
#[derive(Clone, Debug, Default)]
pub(super) struct Caches(Arc<Mutex<Vec<Cache>>>);

impl Caches {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let caches = Self::default();
        registry.register_collector(Box::new(caches.clone()));
        caches
    }

    pub(super) fn add(&self, cache: &Cache) {
        let mut caches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        caches.push(cache.clone());
    }
}

impl Collector for Caches {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let caches = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (mut sizes, mut undecodable) = (BTreeMap::new(), BTreeMap::new());
        for cache in &caches {
            for (kind, size) in cache.sizes() {
                *sizes.entry(kind.clone()).or_default() += size.unwrap_or_default();
                undecodable.entry(kind).or_default();
            }
            for object in cache.undecodable() {
                *undecodable.entry(object.kind.clone()).or_default() += 1;
            }
        }
        for (name, help, counts) in [
            (
                "kubewright_cache_objects",
                "Number of objects in the cache, by kind",
                sizes,
            ),
            (
                "kubewright_cache_undecodable_objects",
                "Number of objects in the cache that cannot be decoded, by kind",
                undecodable,
            ),
        ] {
            let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            for (kind, count) in counts {
                let labels = [("kind", kind)];
                let count: usize = count;
                ConstGauge::new(count as f64).encode(metric.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}
