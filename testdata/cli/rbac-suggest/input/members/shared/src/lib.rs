mod first;
mod second;
mod third;

pub use first::Inner;

pub struct Stores {
    pub pods: kube::Api<k8s_openapi::api::core::v1::Pod>,
    pub inner: Inner,
}
