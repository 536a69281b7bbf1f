//! What one reconcile works with.

use std::sync::Arc;

use kubewright_runtime::{AnyKind, Identified, ObjectKey};
use serde_json::Value;

use super::{engine::Engine, failure::Failure};
use crate::{annotations::Annotations, digest::Digest};

/// What one reconcile works with.
pub(super) struct Task<'t, K> {
    pub(super) object: &'t K,
    pub(super) key: ObjectKey,
    pub(super) annotations: Annotations,
    pub(super) values: Value,
    pub(super) digest: String,
}

impl<K: AnyKind + Identified> Engine<K> {
    pub(super) fn task<'t>(&self, object: &'t Arc<K>) -> Result<Task<'t, K>, Failure> {
        let wrong = |reason, message: String| Failure::irreconcilable(reason, message).terminal();
        let annotations = Annotations::read(object.meta().annotations.as_ref())
            .map_err(|message| wrong("InvalidAnnotation", message))?;
        let mut values =
            (self.options.values)(object).map_err(|error| wrong("InvalidValues", format!("{error:#}")))?;
        if !values.is_object() {
            return Err(wrong(
                "InvalidValues",
                String::from("the values are not an object"),
            ));
        }
        self.options
            .overrides
            .apply(&mut values)
            .map_err(|error| wrong("InvalidValues", error.to_string()))?;
        let chart = self.options.chart.digest();
        let chart = chart.map_err(|error| Failure::irreconcilable("ChartMissing", error.to_string()))?;
        let mut digest = Digest::default();
        digest.add(chart.as_bytes());
        digest.add_value(&values);
        Ok(Task {
            key: ObjectKey::of(&**object),
            object,
            annotations,
            values,
            digest: digest.finish(),
        })
    }
}
