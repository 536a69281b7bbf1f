//! What cannot be followed.

use kube::api::{Api, ApiResource, DynamicObject};
use kube::Client;

pub async fn run(client: Client) -> kube::Result<()> {
    let resource = ApiResource::default();
    let all: Api<DynamicObject> = Api::all_with(client.clone(), &resource);
    all.list(&Default::default()).await?;
    let inferred = Api::all(client.clone());
    let object: k8s_openapi::api::core::v1::Endpoints = inferred.get("one").await?;
    drop(object);
    client.request_text(Default::default()).await?;
    let name = resource.plural.as_str();
    Api::<k8s_openapi::api::core::v1::Pod>::all(client).get_subresource(name, "one").await?;
    Ok(())
}
