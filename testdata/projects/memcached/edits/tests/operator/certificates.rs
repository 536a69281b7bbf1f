//! The certificate of the webhooks, which the operator issues and renews itself.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::ByteString;
use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ServiceReference, ValidatingWebhookConfiguration,
    WebhookClientConfig,
};
use k8s_openapi::api::core::v1::{Secret, Service};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_envtest::Environment;
use kubewright_runtime::kube::api::{Patch, PatchParams, PostParams};
use kubewright_runtime::kube::{Api, Client};
use kubewright_runtime::serde_json::{self, json};

use cache_operator::api::v1alpha1::memcached::{Memcached, MemcachedSpec};

use crate::process::Operator;
use crate::world::{World, eventually, rule};

const NAMESPACE: &str = "certificates";
const SECRET: &str = "webhook-server-cert";
const SERVICE: &str = "webhook-service";
const MUTATING: &str = "mutating-webhook-configuration";
const VALIDATING: &str = "validating-webhook-configuration";
const CRD: &str = "memcacheds.cache.example.org";
/// The number of requests that must succeed before and after each step.
const REQUESTS: usize = 100;

#[tokio::test]
async fn no_request_fails_while_it_is_renewed() -> Result<()> {
    let environment = Environment::builder()
        .crd_path("config/crd/bases")
        .webhook_path("config/webhook/manifests.yaml")
        .start()
        .await?;
    let world = World::of(&environment, NAMESPACE).await?;
    let account = environment.service_account(NAMESPACE, "operator").await?;
    let secrets = rule("", "secrets", &["get", "create", "update"]);
    environment.grant_in(NAMESPACE, &account, [secrets]).await?;
    let admission = "admissionregistration.k8s.io";
    let rules = [
        rule(
            admission,
            "mutatingwebhookconfigurations",
            &["get", "patch"],
        ),
        rule(
            admission,
            "validatingwebhookconfigurations",
            &["get", "patch"],
        ),
        rule(
            "apiextensions.k8s.io",
            "customresourcedefinitions",
            &["get", "patch"],
        ),
    ];
    environment.grant(&account, rules).await?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    call_by_service(&world, port).await?;
    let operator = world.start("operator", &arguments(port))?;
    let objects = without_retries(&environment)?;
    eventually(async || request(&objects).await).await?;

    let count = AtomicUsize::new(0);
    let load = || load(&objects, &count);
    tokio::select! {
        failed = async { tokio::try_join!(load(), load(), load(), load()) } => failed.map(drop),
        result = renewed(&world, &operator, &count) => result,
    }
}

/// Calls all three webhooks, again and again, until a request fails.
async fn load(objects: &Api<Memcached>, count: &AtomicUsize) -> Result<()> {
    loop {
        request(objects).await.context("under load")?;
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Makes the operator renew the certificate, with requests before, meanwhile and afterwards.
async fn renewed(world: &World, operator: &Operator, count: &AtomicUsize) -> Result<()> {
    more(count).await?;
    let before = secret(world).await?;
    break_certificate(world).await?;
    let after = eventually(async || {
        let after = secret(world).await?;
        ensure!(after["ca.crt"] != before["ca.crt"], "it is not renewed yet");
        Ok(after)
    })
    .await?;
    eventually(async || {
        ensure!(
            operator.log().contains("was renewed"),
            "it is not served yet"
        );
        Ok(())
    })
    .await?;
    more(count).await?;
    // The new certificate is served: a client that trusts only its CA can call the webhooks.
    trust_newest(world, &after["ca.crt"]).await?;
    more(count).await
}

/// Waits until more requests have succeeded.
async fn more(count: &AtomicUsize) -> Result<()> {
    let until = count.load(Ordering::Relaxed) + REQUESTS;
    eventually(async || {
        let count = count.load(Ordering::Relaxed);
        ensure!(count >= until, "{count} requests of {until}");
        Ok(())
    })
    .await
}

/// Sends a request in the version that is converted, so that the API server calls all webhooks.
async fn request(objects: &Api<Memcached>) -> Result<()> {
    let spec = MemcachedSpec {
        size: 1,
        image: "memcached:1.6".to_owned(),
        memory_megabytes: 64,
    };
    let parameters = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    objects
        .create(&parameters, &Memcached::new("sample", spec))
        .await?;
    Ok(())
}

fn arguments(port: u16) -> [String; 5] {
    [
        format!("--webhook-port={port}"),
        format!("--webhook-cert-secret={SECRET}"),
        format!("--webhook-service={SERVICE}"),
        format!("--mutating-webhook-configuration={MUTATING}"),
        format!("--validating-webhook-configuration={VALIDATING}"),
    ]
}

/// Returns a client that does not retry, so that every failure is seen.
fn without_retries(environment: &Environment) -> Result<Api<Memcached>> {
    let mut config = environment.admin().config();
    config.default_retry = false;
    Ok(Api::namespaced(Client::try_from(config)?, NAMESPACE))
}

/// Makes the API server call the webhooks as in a cluster, by the name of a Service. Here, the Service leads to this machine.
async fn call_by_service(world: &World, port: u16) -> Result<()> {
    let service: Service = serde_json::from_value(json!({
        "metadata": { "name": SERVICE },
        "spec": { "type": "ExternalName", "externalName": "localhost" },
    }))?;
    world.api().create(&PostParams::default(), &service).await?;

    let client_config = |path: &str| WebhookClientConfig {
        service: Some(ServiceReference {
            name: SERVICE.to_owned(),
            namespace: NAMESPACE.to_owned(),
            path: Some(path.to_owned()),
            port: Some(port.into()),
        }),
        ..WebhookClientConfig::default()
    };
    let mutating = Api::<MutatingWebhookConfiguration>::all(world.client.clone());
    let mut object = mutating.get(MUTATING).await?;
    for webhook in object.webhooks.iter_mut().flatten() {
        webhook.client_config = client_config("/mutate-cache-example-org-v1-memcached");
    }
    mutating
        .replace(MUTATING, &PostParams::default(), &object)
        .await?;
    let validating = Api::<ValidatingWebhookConfiguration>::all(world.client.clone());
    let mut object = validating.get(VALIDATING).await?;
    for webhook in object.webhooks.iter_mut().flatten() {
        webhook.client_config = client_config("/validate-cache-example-org-v1-memcached");
    }
    validating
        .replace(VALIDATING, &PostParams::default(), &object)
        .await?;
    let service =
        json!({ "name": SERVICE, "namespace": NAMESPACE, "path": "/convert", "port": port });
    patch_conversion(
        world,
        json!({ "url": null, "caBundle": null, "service": service }),
    )
    .await
}

/// Makes the API server trust only the first CA of a bundle when it calls the conversion webhook.
async fn trust_newest(world: &World, authorities: &ByteString) -> Result<()> {
    const END: &str = "-----END CERTIFICATE-----\n";
    let authorities = String::from_utf8(authorities.0.clone())?;
    let (newest, _) = authorities.split_once(END).context("no authority")?;
    let newest = ByteString(format!("{newest}{END}").into_bytes());
    patch_conversion(world, json!({ "caBundle": newest })).await
}

async fn patch_conversion(world: &World, client_config: serde_json::Value) -> Result<()> {
    let crds = Api::<CustomResourceDefinition>::all(world.client.clone());
    let patch =
        json!({ "spec": { "conversion": { "webhook": { "clientConfig": client_config } } } });
    crds.patch(CRD, &PatchParams::default(), &Patch::Merge(patch))
        .await?;
    Ok(())
}

async fn secret(world: &World) -> Result<std::collections::BTreeMap<String, ByteString>> {
    let secret = world.api::<Secret>().get(SECRET).await?;
    secret.data.context("the Secret is empty")
}

/// Replaces the certificate in the Secret by an invalid one, so that the operator renews it.
async fn break_certificate(world: &World) -> Result<()> {
    let broken = ByteString(b"broken".to_vec());
    let patch = Patch::Merge(json!({ "data": { "tls.crt": broken } }));
    world
        .api::<Secret>()
        .patch(SECRET, &PatchParams::default(), &patch)
        .await?;
    Ok(())
}
