//! The Pods of a Job.

use serde_json::{Value, json};

use crate::decision::Write;
use crate::object::Object;
use crate::pods::{self, OwnerKind};

use super::indexes::INDEX;
use super::tracking::FINALIZER;

const VARIABLE: &str = "JOB_COMPLETION_INDEX";

pub(super) fn create(job: &Object, owner: &OwnerKind, index: Option<i64>) -> Write {
    let mut pod = pods::from_template(job.at("/spec/template"), job.namespace(), owner.reference(job));
    let metadata = &mut pod["metadata"];
    let mut finalizers = metadata["finalizers"].as_array().cloned().unwrap_or_default();
    if !finalizers.contains(&json!(FINALIZER)) {
        finalizers.push(json!(FINALIZER));
    }
    metadata["finalizers"] = Value::Array(finalizers);
    match index {
        None => metadata["generateName"] = json!(format!("{}-", job.name())),
        Some(index) => {
            metadata["generateName"] = json!(format!("{}-{index}-", job.name()));
            metadata["annotations"][INDEX] = json!(index.to_string());
            metadata["labels"][INDEX] = json!(index.to_string());
            let spec = &mut pod["spec"];
            spec["hostname"] = json!(format!("{}-{index}", job.name()));
            for containers in ["initContainers", "containers"] {
                let containers = spec[containers].as_array_mut().into_iter().flatten();
                containers.for_each(add_variable);
            }
        }
    }
    Write::Create {
        namespace: job.namespace().to_owned(),
        object: pod,
    }
}

fn add_variable(container: &mut Value) {
    let mut variables = container["env"].as_array().cloned().unwrap_or_default();
    if variables.iter().all(|variable| variable["name"] != VARIABLE) {
        let path = format!("metadata.labels['{INDEX}']");
        variables.push(json!({ "name": VARIABLE, "valueFrom": { "fieldRef": { "fieldPath": path } } }));
    }
    container["env"] = Value::Array(variables);
}
