use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};

use super::*;

const PATH: &str = "/apis/demo.example.com/v1/namespaces/shop/sites/a";

fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

/// Where the answer comes from, of a request with a query and headers.
fn of(query: &str, lines: &[(&'static str, &'static str)]) -> Source {
    let headers = headers(lines);
    let asked = Asked {
        method: &Method::GET,
        path: PATH,
        query,
        headers: &headers,
    };
    source(asked, Some(7), Knowledge::AtLeast(7))
}

#[test]
fn a_copy_must_be_as_new_as_what_the_run_knows() {
    let headers = HeaderMap::new();
    let of = |method: &Method, held, knowledge| {
        let asked = Asked {
            method,
            path: PATH,
            query: "",
            headers: &headers,
        };
        source(asked, held, knowledge)
    };
    for (held, knowledge, expected) in [
        (Some(7), Knowledge::AtLeast(0), Source::Cache),
        (Some(7), Knowledge::AtLeast(7), Source::Cache),
        (Some(7), Knowledge::AtLeast(8), Source::ApiServer),
        (Some(7), Knowledge::Unsure, Source::ApiServer),
        (Some(0), Knowledge::AtLeast(0), Source::ApiServer),
        (None, Knowledge::AtLeast(0), Source::ApiServer),
    ] {
        assert_eq!(
            of(&Method::GET, held, knowledge),
            expected,
            "{held:?} {knowledge:?}"
        );
        for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
            assert_eq!(of(&method, held, knowledge), Source::ApiServer);
        }
    }
}

#[test]
fn what_changes_the_answer_is_for_the_api_server() {
    for query in ["", "fieldSelector=&labelSelector=", "labelSelector="] {
        assert_eq!(of(query, &[]), Source::Cache, "{query}");
    }
    for query in [
        "resourceVersion=0",
        "pretty=true",
        "watch",
        "watch=true",
        "labelSelector=a%3Db",
        "unknown=",
        "labelSelector=&pretty=1",
    ] {
        assert_eq!(of(query, &[]), Source::ApiServer, "{query}");
    }
    for accept in [
        "application/json",
        "*/*",
        "",
        "application/json, application/yaml",
    ] {
        assert_eq!(of("", &[("accept", accept)]), Source::Cache, "{accept}");
    }
    for accept in [
        "application/yaml",
        "application/vnd.kubernetes.protobuf, application/json",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
        "application/yaml, application/json",
        "application/json, application/yaml;q=2",
    ] {
        assert_eq!(of("", &[("accept", accept)]), Source::ApiServer, "{accept}");
    }
    for lines in [
        &[("accept", "application/json"), ("accept", "application/yaml")][..],
        &[("user-agent", "curl/8.9")],
        &[("upgrade", "SPDY/3.1")],
        &[("impersonate-user", "alice")],
        &[("impersonate-extra-scopes", "view")],
    ] {
        assert_eq!(of("", lines), Source::ApiServer, "{lines:?}");
    }
    assert_eq!(of("", &[("user-agent", "OpenAPI-Generator/34")]), Source::Cache);
}

#[test]
fn paths_name_objects_in_one_form() {
    let kind = |group: &str, version: &str, kind: &str| {
        ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind))
    };
    let sites = DynamicKind::namespaced(kind("demo.example.com", "v1", "Site"));
    let realms = DynamicKind::cluster(kind("demo.example.com", "v1", "Realm"));
    let maps = DynamicKind::namespaced(kind("", "v1", "ConfigMap"));
    let a = ObjectKey::namespaced("shop", "a");
    assert_eq!(object_of(&sites, PATH), Some(a.clone()));
    assert_eq!(object_of(&maps, "/api/v1/namespaces/shop/configmaps/a"), Some(a));
    assert_eq!(
        object_of(&realms, "/apis/demo.example.com/v1/realms/a"),
        Some(ObjectKey::cluster("a"))
    );
    for path in [
        "/apis/demo.example.com/v1/namespaces/shop/sites/a/status",
        "/apis/demo.example.com/v1/namespaces/shop/sites/a/",
        "/apis/demo.example.com/v1/namespaces/shop/sites",
        "/apis/demo.example.com/v1/namespaces/shop/sites/",
        "/apis/demo.example.com/v1/namespaces//sites/a",
        "//apis/demo.example.com/v1/namespaces/shop/sites/a",
        "/apis/demo.example.com/v2/namespaces/shop/sites/a",
        "/apis/demo.example.com/v1/namespaces/shop/sitesa/a",
        "/apis/demo.example.com/v1/sites/a",
        "/apis/demo.example.com/v1/watch/namespaces/shop/sites/a",
        "/apis/other.example.com/v1/namespaces/shop/sites/a",
    ] {
        assert_eq!(object_of(&sites, path), None, "{path}");
    }
    let path = "/apis/demo.example.com/v1/namespaces/shop/realms/a";
    assert_eq!(object_of(&realms, path), None);
}
