use kube::api::{Api, PostParams};
use kube::{Client, Resource};

/// Creates an object of any kind.
pub async fn ensure<K: Resource>(client: Client, object: K) -> kube::Result<K> {
    create(&Api::all(client), &object).await
}

async fn create<K>(api: &Api<K>, object: &K) -> kube::Result<K> {
    api.create(&PostParams::default(), object).await
}

pub struct Store<K> {
    api: Api<K>,
}

impl<K> Store<K> {
    pub fn new(api: Api<K>) -> Self {
        Self { api }
    }

    pub async fn replace(&self, object: K) -> kube::Result<K> {
        self.api.replace("name", &PostParams::default(), &object).await
    }

    /// Nothing calls this.
    pub async fn remove(&self) {
        self.api.delete("name", &Default::default()).await.ok();
    }
}
