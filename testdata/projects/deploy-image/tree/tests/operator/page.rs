//! The controller `page`.

use k8s_openapi::api::apps::v1::Deployment;
use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::{DeleteParams, Patch, PatchParams, PostParams};
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::serde_json::json;
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use image_operator::api::v1alpha1::page::Page;
use image_operator::controller::page::{PageReconciler, register};

#[tokio::test]
async fn an_object_gets_a_deployment_and_becomes_available() -> anyhow::Result<()> {
    let crds = [Page::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = PageReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    let sample = Page::new("sample", Default::default());
    let objects: Api<Page> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let deployments: Api<Deployment> = Api::default_namespaced(environment.client());
    let runs_image = |deployment: Option<&Deployment>| {
        let pod = deployment.and_then(|deployment| deployment.spec.template.spec.as_ref());
        let container = pod.and_then(|pod| pod.containers.first());
        container.is_some_and(|container| container.image.as_ref() == Some(&sample.spec.image))
    };
    operator.until(&deployments, "sample", runs_image).await?;

    // Only the API server runs here, so the test does what the Deployment controller does.
    let generation = deployments.get("sample").await?.metadata.generation;
    let status = json!({ "observedGeneration": generation, "replicas": 1, "readyReplicas": 1 });
    let status = Patch::Merge(json!({ "status": status }));
    let parameters = PatchParams::default();
    deployments
        .patch_status("sample", &parameters, &status)
        .await?;
    let is_available = |object: Option<&Page>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;

    objects.delete("sample", &DeleteParams::default()).await?;
    let ends = |deployment: Option<&Deployment>| {
        deployment.is_some_and(|deployment| deployment.metadata.deletion_timestamp.is_some())
    };
    operator.until(&deployments, "sample", ends).await?;
    // The test also does what the garbage collector does.
    let collected = Patch::Merge(json!({ "metadata": { "finalizers": null } }));
    deployments.patch("sample", &parameters, &collected).await?;
    let is_gone = |object: Option<&Page>| object.is_none();
    operator.until(&objects, "sample", is_gone).await?;
    operator.stop().await?;
    Ok(())
}
