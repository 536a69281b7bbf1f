use k8s_openapi::other::Memcached;

pub struct SpareSpec;
