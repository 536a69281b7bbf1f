//! The operator of the tutorial is packaged, tested, published, installed with the real OLM v0, upgraded and deleted, as
//! `docs/src/howto/olm.md` says.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "clusters/manifests.rs"]
mod manifests;
#[path = "tutorial/operator.rs"]
mod operator;
#[path = "clusters/process.rs"]
mod process;
#[path = "tutorial/reader.rs"]
mod reader;
#[expect(dead_code, reason = "other tests use the rest")]
mod registry;
#[path = "clusters/server.rs"]
mod server;

use std::fs;

use kube::api::{Api, DynamicObject, ListParams};
use kubewright_envtest::{Environment, Shared};
use kubewright_guide::page::{Step, root, steps};

use operator::{NAMESPACE, Operator, Program};
use reader::Reader;
use registry::{Manner, Registry};

const PAGE: &str = "docs/src/howto/olm.md";

static CLUSTER: Shared = Shared::new(|| Environment::builder().cluster());

#[test]
fn the_page_about_olm_can_be_followed() {
    // It has a runtime of its own.
    let registry = Registry::start(Manner::Open);
    let program = Program::of_tutorial();
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(follow(&registry, &program));
}

async fn follow(registry: &Registry, program: &Program) {
    let environment = CLUSTER.get().unwrap();
    let mut reader = Reader::new(environment, registry);
    manifests::write(&reader.project());
    let mut operator = None;
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let mut calls = Vec::new();
    for step in steps(&page).unwrap() {
        match step {
            Step::Elsewhere { test, calls: more } if test == file!() => calls.extend(more),
            Step::Change { .. } => reader.takes(&step),
            _ => {}
        }
    }
    let mut followed = Vec::new();
    for call in calls {
        let words: Vec<_> = call.command.split(' ').collect();
        let words = &words[..words.len().min(3)];
        if words.starts_with(&["kubewright", "cleanup"]) {
            let operator: Operator = Option::take(&mut operator).unwrap();
            operator.ends().await;
        }
        reader.call(&call).await;
        match words {
            ["kubewright", "olm", "install"] => {
                process::start_olm(&reader.kubeconfig());
                server::start(environment);
            }
            ["kubewright", "run", "bundle"] => {
                let running = Operator::start(environment, program, &reader.kubeconfig()).await;
                running.makes_available(3).await;
                operator = Some(running);
            }
            ["kubewright", "run", "bundle-upgrade"] => operator.as_mut().unwrap().makes_available(2).await,
            _ => {}
        }
        followed.push(words[1..].join(" "));
    }
    for command in [
        "generate bundle",
        "bundle validate",
        "scorecard bundle",
        "bundle build",
        "catalog build",
        "olm install",
        "run bundle",
        "run bundle-upgrade",
        "cleanup memcached",
    ] {
        let is_followed = followed.iter().any(|other| other.starts_with(command));
        assert!(is_followed, "{PAGE} does not have {command}: {followed:?}");
    }
    assert_eq!(left(environment).await, [""; 0]);
}

/// What OLM should not leave in the namespace.
async fn left(environment: &Environment) -> Vec<String> {
    let mut left = Vec::new();
    for (group, version, kind) in [
        ("operators.coreos.com", "v1alpha1", "Subscription"),
        ("operators.coreos.com", "v1alpha1", "CatalogSource"),
        ("operators.coreos.com", "v1alpha1", "ClusterServiceVersion"),
        ("operators.coreos.com", "v1", "OperatorGroup"),
        ("apps", "v1", "Deployment"),
    ] {
        let kind = kube::core::GroupVersionKind::gvk(group, version, kind);
        let resource = kube::api::ApiResource::from_gvk(&kind);
        let api: Api<DynamicObject> = Api::namespaced_with(environment.client(), NAMESPACE, &resource);
        for object in api.list(&ListParams::default()).await.unwrap() {
            left.push(format!("{} {}", kind.kind, object.metadata.name.unwrap()));
        }
    }
    left
}
