use serde_json::json;

use super::*;

const A: &str = "/apis/demo.example.com/v1/namespaces/shop/sites/a";
const ALL: &str = "/apis/demo.example.com/v1/namespaces/shop/sites";

fn a() -> ObjectKey {
    ObjectKey::namespaced("shop", "a")
}

fn b() -> ObjectKey {
    ObjectKey::namespaced("shop", "b")
}

fn knows(known: &Known, key: &ObjectKey) -> Knowledge {
    known.of("demo.example.com", "sites", key)
}

fn object(name: &str, version: &str) -> Value {
    json!({ "metadata": { "name": name, "namespace": "shop", "resourceVersion": version } })
}

fn open<'k>(known: &'k Known, path: &str) -> Open<'k> {
    known.open(&Path::parse(path).unwrap())
}

#[test]
fn answers_tell_versions() {
    let known = Known::default();
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(0));
    known.saw("demo.example.com", "sites", &a(), Some("5"));
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(5));
    let written = open(&known, &format!("{A}/status"));
    assert_eq!(knows(&known, &a()), Knowledge::Unsure);
    written.answered(&Method::PUT, &object("a", "9"));
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(9));
    // An answer that was overtaken.
    open(&known, A).answered(&Method::GET, &object("a", "8"));
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(9));
    open(&known, ALL).answered(&Method::POST, &object("b", "11"));
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(9));
    assert_eq!(knows(&known, &b()), Knowledge::AtLeast(11));
    // Through another version of the kind.
    let other = "/apis/demo.example.com/v2/namespaces/shop/sites/a";
    open(&known, other).answered(&Method::PATCH, &object("a", "12"));
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(12));
}

#[test]
fn what_tells_no_version_stays_unsure() {
    for (method, answer) in [
        // Failed, or without an answer: nothing is told at all.
        (Method::PATCH, None),
        (Method::PATCH, Some(object("a", "not a number"))),
        (Method::PATCH, Some(object("b", "9"))),
        (
            Method::DELETE,
            Some(json!({ "kind": "Status", "status": "Success" })),
        ),
        (Method::DELETE, Some(object("a", "9"))),
        (Method::PATCH, Some(deleted(&json!([])))),
        (Method::PATCH, Some(deleted(&Value::Null))),
    ] {
        let known = Known::default();
        let sent = open(&known, A);
        if let Some(answer) = &answer {
            sent.answered(&method, answer);
        }
        // Another one that succeeds says nothing about it.
        open(&known, A).answered(&Method::GET, &object("a", "10"));
        assert_eq!(knows(&known, &a()), Knowledge::Unsure, "{method} {answer:?}");
        assert_eq!(knows(&known, &b()), Knowledge::AtLeast(0), "{method} {answer:?}");
    }
    // A list, a watch or the deletion of all.
    let known = Known::default();
    open(&known, ALL);
    assert_eq!(knows(&known, &a()), Knowledge::Unsure);
    assert_eq!(
        known.of("demo.example.com", "realms", &a()),
        Knowledge::AtLeast(0)
    );
    known.doubt();
    assert_eq!(known.of("demo.example.com", "realms", &a()), Knowledge::Unsure);
    let known = Known::default();
    known.saw("demo.example.com", "sites", &a(), Some("x"));
    assert_eq!(knows(&known, &a()), Knowledge::Unsure);
}

#[test]
fn an_object_that_a_finalizer_holds_has_a_version() {
    let known = Known::default();
    let answer = deleted(&json!(["demo.example.com/clean"]));
    open(&known, A).answered(&Method::DELETE, &answer);
    assert_eq!(knows(&known, &a()), Knowledge::AtLeast(9));
}

/// The object, which is being deleted.
fn deleted(finalizers: &Value) -> Value {
    let mut object = object("a", "9");
    object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    object["metadata"]["finalizers"] = finalizers.clone();
    object
}
