//! `kubewright adopt` in a crate that serves webhooks.

use std::fs;

use super::adopt::built;
use crate::{kubewright, project, texts};

const SOURCE: &str = r#"
use kube::CustomResource;
use kube::core::admission::AdmissionReview;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "shop.example.com", version = "v1", kind = "Order", namespaced)]
pub struct OrderSpec {
    pub items: Vec<String>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "shop.example.com", version = "v1", kind = "Cart", namespaced)]
pub struct CartSpec {
    pub items: Vec<String>,
}

/// +kubebuilder:webhook:path=/check-order,mutating=false,failurePolicy=fail,sideEffects=None,groups=shop.example.com,resources=orders,verbs=create;update,versions=v1,name=check.shop.example.com,admissionReviewVersions=v1
pub fn check(_: AdmissionReview<Order>) {}
"#;

#[test]
fn webhooks_are_those_of_the_markers() {
    let project = project(&[]);
    let at = project.path();
    let adopt = |source: &str| {
        fs::write(at.join("src/lib.rs"), source).unwrap();
        let output = kubewright(at, &["adopt", "--domain", "example.com"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    };
    // Without a marker, nothing says which objects the program reviews.
    let without = SOURCE.replace("/// +kubebuilder", "// kubebuilder");
    let said = adopt(&without);
    assert!(
        said.contains("so no webhook is configured; write one above each handler"),
        "{said}"
    );
    let read = |path: &str| fs::read_to_string(at.join(path)).unwrap();
    assert!(!read("PROJECT").contains("webhooks:"));

    fs::remove_file(at.join("PROJECT")).unwrap();
    fs::remove_dir_all(at.join("config")).unwrap();
    let said = adopt(SOURCE);
    assert!(!said.contains("admission"), "{said}");
    let text = read("PROJECT");
    let order = "  kind: Order\n  version: v1\n  webhooks:\n    validation: true\n    validationPath: /check-order\n    webhookVersion: v1\n";
    assert!(text.contains(order), "{text}");
    assert_eq!(text.matches("webhooks:").count(), 1, "{text}");
    assert!(read("config/webhook/manifests.yaml").contains("path: /check-order"));
    assert!(read("config/default/kustomization.yaml").contains("- ../webhook\n"));
    let before = texts(at);
    adopt(SOURCE);
    assert_eq!(texts(at), before);
    // The program knows no flags of ours.
    let objects = built(at);
    assert!(objects.contains("secretName: webhook-server-cert"), "{objects}");
    assert!(!objects.contains("--webhook-cert-path"), "{objects}");
}

#[test]
fn webhooks_of_other_kinds_and_conversions_are_deployed() {
    let pods = "/// +kubebuilder:webhook:path=/pods,mutating=true,failurePolicy=fail,sideEffects=None,groups=\"\",resources=pods,verbs=create,versions=v1,name=pods.example.com,admissionReviewVersions=v1\npub fn mutate() {}\n";
    let version = |name: &str, marker: &str| {
        format!(
            "pub mod {name} {{\n    /// An order.{marker}\n    \
             #[derive(kube::CustomResource, Clone, Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]\n    \
             #[kube(group = \"shop.example.com\", version = \"{name}\", kind = \"Order\", namespaced)]\n    \
             pub struct OrderSpec {{\n        pub size: u8,\n    }}\n}}\n"
        )
    };
    let adopted = |source: &str| {
        let project = project(&[]);
        let at = project.path();
        fs::write(at.join("src/lib.rs"), source).unwrap();
        let output = kubewright(at, &["adopt", "--domain", "example.com"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        (fs::read_to_string(at.join("PROJECT")).unwrap(), built(at))
    };
    let (_, objects) = adopted(&(version("v1", "") + pods));
    assert!(objects.contains("path: /pods"), "{objects}");
    assert!(objects.contains("kind: Service\n"), "{objects}");
    assert!(objects.contains("kind: Certificate\n"), "{objects}");

    let marker = "\n    /// +kubebuilder:storageversion\n    /// +kubebuilder:conversion:strategy=Webhook";
    let (recorded, objects) = adopted(&(version("v1", "") + &version("v2", marker)));
    let hub =
        "  version: v2\n  webhooks:\n    conversion: true\n    spoke:\n    - v1\n    webhookVersion: v1\n";
    assert!(recorded.contains(hub), "{recorded}");
    assert!(objects.contains("strategy: Webhook"), "{objects}");
    assert!(objects.contains("kind: Certificate\n"), "{objects}");
}
