//! Types of Kubernetes, many at once: the API server takes a CRD with each of them as a field.

use kubewright_core::lower::{Options, known};
use kubewright_core::schema::Schema;
use kubewright_core::tables::{self, Minor};
use kubewright_envtest::Environment;
use kubewright_runtime::k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_runtime::kube::api::{Api, PostParams};
use serde_json::json;

use crate::report;

/// Groups whose types are used in specs of others.
const GROUPS: [&str; 9] = [
    "api::apps::v1::",
    "api::autoscaling::v2::",
    "api::batch::v1::",
    "api::core::v1::",
    "api::networking::v1::",
    "api::policy::v1::",
    "api::rbac::v1::",
    "apimachinery::pkg::",
    "apiextensions_apiserver::pkg::",
];

/// A CRD's largest size, with room for what the server adds.
const SIZE: usize = 900_000;

/// One CRD with as many of the types as fit.
fn crd(number: usize, properties: &[(String, serde_json::Value)]) -> CustomResourceDefinition {
    let properties: serde_json::Map<_, _> = properties.iter().cloned().collect();
    let kind = format!("Many{number}");
    let plural = kind.to_lowercase();
    serde_json::from_value(json!({
        "metadata": { "name": format!("{plural}.kubernetes-types.example.com") },
        "spec": {
            "group": "kubernetes-types.example.com",
            "names": { "kind": kind, "plural": plural },
            "scope": "Namespaced",
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": { "spec": { "type": "object", "properties": properties } },
                    },
                },
            }],
        },
    }))
    .expect("a CRD")
}

#[tokio::test]
async fn the_api_server_takes_every_type_as_a_field() {
    let mut problems = Vec::new();
    let mut crds = Vec::new();
    let mut fields = Vec::new();
    let mut size = 0;
    let wanted =
        tables::paths(Minor::NEWEST).filter(|path| GROUPS.iter().any(|group| path.starts_with(group)));
    for path in wanted {
        let schema: Schema = match known::schema(&format!("k8s_openapi::{path}"), &Options::default()) {
            Ok(schema) => schema,
            Err(message) => {
                problems.push(message.to_string());
                continue;
            }
        };
        let value = json!(schema);
        let own = value.to_string().len();
        if size + own > SIZE {
            crds.push(crd(crds.len(), &fields));
            fields.clear();
            size = 0;
        }
        size += own;
        fields.push((path.replace("::", "_"), value));
    }
    crds.push(crd(crds.len(), &fields));
    let client = Environment::shared().expect("an API server").client();
    let api: Api<CustomResourceDefinition> = Api::all(client);
    // To serve such CRDs takes the server long, to judge them does not.
    let parameters = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    for crd in crds {
        if let Err(error) = api.create(&parameters, &crd).await {
            problems.push(error.to_string());
        }
    }
    report(&problems);
}
