use std::sync::Weak;

use k8s_openapi::api::core::v1::ConfigMap;

use super::*;
use crate::watching::cache::options::Form;

/// The bytes of an object's JSON.
const SIZE: usize = 84;

fn store(decoded: usize) -> Store<ConfigMap> {
    let form = Form::Compact;
    Store::new(Which::typed(), Kept { form, decoded })
}

fn add(store: &Store<ConfigMap>, name: &str, stay: Stay) -> ObjectKey {
    let key = ObjectKey::namespaced("default", name);
    let mut object = ConfigMap::default();
    object.metadata.name = Some(name.to_owned());
    object.metadata.namespace = Some("default".to_owned());
    assert_eq!(serde_json::to_string(&object).unwrap().len(), SIZE);
    let object = Arc::new(object);
    store.replace(&key, Some(Arrived::Decoded { object, text: None }), false, stay);
    key
}

fn object(found: Found<ConfigMap>) -> Weak<ConfigMap> {
    match found {
        Found::Decoded(object) => Arc::downgrade(&object),
        Found::Undecodable(object) => panic!("{object:?}"),
    }
}

fn read(store: &Store<ConfigMap>, key: &ObjectKey) -> Weak<ConfigMap> {
    object(store.get(key).unwrap())
}

fn list(store: &Store<ConfigMap>) -> Vec<Weak<ConfigMap>> {
    let selected = store.select(&Query::all()).unwrap();
    let length = store.length(&selected);
    let decoded = selected.iter();
    decoded
        .map(|(key, held)| object(store.decoded(key, held, length)))
        .collect()
}

fn stay(objects: &[Weak<ConfigMap>]) -> Vec<bool> {
    objects.iter().map(|object| object.strong_count() > 0).collect()
}

#[test]
fn those_read_last_stay_decoded_within_the_limit() {
    let store = store(3 * SIZE);
    let keys = ["a", "b", "c", "d"].map(|name| add(&store, name, Stay::No));
    let [a, b] = [&keys[0], &keys[1]].map(|key| read(&store, key));
    assert!(a.ptr_eq(&read(&store, &keys[0])), "shared");
    for key in &keys[2..] {
        read(&store, key);
    }
    // The second read gave it another turn.
    assert_eq!(stay(&[a, b]), [true, false]);
}

#[test]
fn without_a_limit_nothing_stays() {
    let store = store(0);
    let key = add(&store, "a", Stay::Yes);
    add(&store, "b", Stay::IfRoom);
    assert_eq!(stay(&[read(&store, &key)]), [false]);
    assert_eq!(stay(&list(&store)), [false, false]);
}

#[test]
fn the_first_to_arrive_stay_if_they_are_to_be_reconciled() {
    let store = store(2 * SIZE);
    let keys = ["a", "b", "c"].map(|name| add(&store, name, Stay::IfRoom));
    let content = store.read();
    let decoded = keys.each_ref().map(|key| match &content.objects[key] {
        Held::Compact(compact) => compact.share(&store.which, key, true).1,
        Held::Typed(_) | Held::Undecodable(_) => panic!("{key}"),
    });
    assert_eq!(decoded, [false, false, true]);
}

#[test]
fn a_long_list_stays_decoded_while_it_is_read() {
    let store = store(2 * SIZE);
    for name in ["a", "b", "c"] {
        add(&store, name, Stay::No);
    }
    let first = list(&store);
    assert_eq!(stay(&first), [true, true, true]);
    store.age();
    assert!(first[0].ptr_eq(&list(&store)[0]), "shared");
    store.age();
    assert_eq!(stay(&first), [true, true, true]);
    store.age();
    assert_eq!(stay(&first), [false, false, false]);
    // All at rest, there is nothing to do.
    assert!(!store.has_decoded.load(Ordering::Relaxed));
}

#[test]
fn a_short_list_is_like_single_reads() {
    let store = store(8 * SIZE);
    let keys = ["a", "b"].map(|name| add(&store, name, Stay::No));
    let listed = list(&store);
    store.age();
    read(&store, &keys[0]);
    store.age();
    assert_eq!(stay(&listed), [true, false]);
    assert!(!store.recent.has_room(8 * SIZE, 8 * SIZE));
    store.age();
    assert_eq!(stay(&listed), [false, false]);
    assert!(store.recent.has_room(8 * SIZE, 8 * SIZE));
}
