pub struct Inner {
    pub services: kube::Api<k8s_openapi::api::core::v1::Service>,
}
