use k8s_openapi::api::core::v1::ConfigMap;
use kube::Config;

use super::*;

/// A reflector that has listed one object, larger than what stays decoded.
fn reflector() -> Arc<Reflector<ConfigMap>> {
    let config = Config::new("http://127.0.0.1:1".parse().unwrap());
    let context = Context {
        client: Client::try_from(config).unwrap(),
        options: CacheOptions::default(),
        tasks: TaskTracker::new(),
        stop: CancellationToken::new(),
        on_undecodable: Arc::default(),
    };
    let reflector = Reflector::new(Which::typed(), context);
    reflector
        .configure(KindOptions::<ConfigMap>::default().decoded(1))
        .unwrap();
    reflector.progress.send_modify(|progress| progress.started = true);
    let mut object = ConfigMap::default();
    object.metadata.name = Some("one".to_owned());
    object.metadata.namespace = Some("default".to_owned());
    let key = ObjectKey::of(&object);
    let object = Arc::new(object);
    let arrived = Arrived::Decoded {
        object,
        text: None,
        managed: None,
    };
    reflector.replace(&key, Some(arrived), true);
    Arc::new(reflector)
}

#[tokio::test(start_paused = true)]
async fn a_list_stays_decoded_until_nobody_reads_it() {
    let reflector = reflector();
    let ageing = tokio::spawn(reflector.clone().age());
    let list = async || {
        let objects = reflector.list(&Query::all()).await.unwrap();
        Arc::downgrade(&objects[0])
    };
    let first = list().await;
    for _ in 0..3 {
        sleep(UNREAD / 2).await;
        assert!(first.ptr_eq(&list().await));
    }
    sleep(2 * UNREAD).await;
    assert_eq!(first.strong_count(), 0);
    assert!(!first.ptr_eq(&list().await));
    ageing.abort();
}
