use std::sync::Weak;

use k8s_openapi::api::core::v1::ConfigMap;

use super::*;
use crate::watching::cache::options::Form;

/// The bytes of an object's JSON.
const SIZE: usize = 84;

fn store(decoded: usize) -> Store<ConfigMap> {
    let form = Form::Compact;
    Store::new(
        Which::typed(),
        Kept {
            form,
            decoded,
            text: false,
        },
    )
}

fn add(store: &Store<ConfigMap>, name: &str, stays_decoded: bool) -> ObjectKey {
    let key = ObjectKey::namespaced("default", name);
    let mut object = ConfigMap::default();
    object.metadata.name = Some(name.to_owned());
    object.metadata.namespace = Some("default".to_owned());
    assert_eq!(serde_json::to_string(&object).unwrap().len(), SIZE);
    let object = Arc::new(object);
    store.replace(
        &key,
        Some(Arrived::Decoded {
            object,
            text: None,
            managed: None,
        }),
        false,
        stays_decoded,
    );
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
    let kept = store.stay(&selected);
    let decoded = selected.iter();
    decoded
        .map(|(key, held)| object(store.decoded(key, held, kept)))
        .collect()
}

fn stay(objects: &[Weak<ConfigMap>]) -> Vec<bool> {
    objects.iter().map(|object| object.strong_count() > 0).collect()
}

#[test]
fn those_read_last_stay_decoded_within_the_limit() {
    let store = store(3 * SIZE);
    let keys = ["a", "b", "c", "d"].map(|name| add(&store, name, false));
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
    let key = add(&store, "a", true);
    add(&store, "b", false);
    assert_eq!(stay(&[read(&store, &key)]), [false]);
    assert_eq!(stay(&list(&store)), [false, false]);
}

#[test]
fn the_first_that_are_told_to_a_controller_stay() {
    let store = store(2 * SIZE);
    for name in ["a", "b", "c"] {
        add(&store, name, false);
    }
    let selected = store.select(&Query::all()).unwrap();
    let told = selected.iter();
    let told: Vec<_> = told
        .map(|(key, held)| object(store.decoded(key, held, Stay::IfRoom)))
        .collect();
    assert_eq!(stay(&told), [true, true, false]);
    assert!(told[0].ptr_eq(&read(&store, &selected[0].0)), "shared");
}

#[test]
fn a_long_list_stays_decoded_while_it_is_read() {
    let store = store(2 * SIZE);
    for name in ["a", "b", "c"] {
        add(&store, name, false);
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
    let keys = ["a", "b"].map(|name| add(&store, name, false));
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
