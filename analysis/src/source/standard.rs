//! Names that need no import, and the canonical path of each external type.

/// The path of a type or trait in the prelude.
pub(crate) fn prelude(name: &str) -> Option<&'static str> {
    Some(match name {
        "Option" => "std::option::Option",
        "Result" => "std::result::Result",
        "Vec" => "std::vec::Vec",
        "String" => "std::string::String",
        "Box" => "std::boxed::Box",
        "Default" => "std::default::Default",
        _ => return None,
    })
}

/// Returns whether a name is a type of the language.
pub(super) fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
    )
}

/// Returns whether a name is a crate that comes with the compiler.
pub(super) fn is_standard(name: &str) -> bool {
    matches!(name, "std" | "core" | "alloc")
}

/// Returns whether a crate only re-exports others, so that its source is never read.
pub(super) fn is_facade(name: &str) -> bool {
    FACADES
        .iter()
        .any(|(facade, _)| facade.split("::").next() == Some(name))
}

/// Re-exports of other crates, longest path first.
const FACADES: [(&str, &str); 10] = [
    ("kubewright_runtime::k8s_openapi", "k8s_openapi"),
    ("kubewright_runtime::serde_json", "serde_json"),
    ("kubewright_runtime::serde", "serde"),
    ("kubewright_runtime::kube", "kube"),
    ("kube::k8s_openapi", "k8s_openapi"),
    ("k8s_openapi::chrono", "chrono"),
    ("k8s_openapi::jiff", "jiff"),
    ("k8s_openapi::serde_json", "serde_json"),
    ("kube_core", "kube::core"),
    ("kube_runtime", "kube::runtime"),
];

/// Types with several public paths: the module, the names, and the module of the canonical path.
const MOVED: [(&str, &[&str], &str); 20] = [
    ("std::collections::btree_map", &["BTreeMap"], "std::collections"),
    ("std::collections::btree_set", &["BTreeSet"], "std::collections"),
    ("std::collections::hash_map", &["HashMap"], "std::collections"),
    ("std::collections::hash_set", &["HashSet"], "std::collections"),
    ("std::collections::vec_deque", &["VecDeque"], "std::collections"),
    (
        "std::collections::linked_list",
        &["LinkedList"],
        "std::collections",
    ),
    (
        "std::collections::binary_heap",
        &["BinaryHeap"],
        "std::collections",
    ),
    ("std::prelude::v1", &["Option"], "std::option"),
    ("std::prelude::v1", &["Result"], "std::result"),
    ("std::prelude::v1", &["Vec"], "std::vec"),
    ("std::prelude::v1", &["String"], "std::string"),
    ("std::prelude::v1", &["Box"], "std::boxed"),
    (
        "chrono::prelude",
        &[
            "DateTime",
            "Utc",
            "Local",
            "NaiveDate",
            "NaiveDateTime",
            "NaiveTime",
            "FixedOffset",
            "Month",
            "Weekday",
        ],
        "chrono",
    ),
    ("chrono::offset", &["Utc", "Local", "FixedOffset"], "chrono"),
    (
        "chrono::naive",
        &["NaiveDate", "NaiveDateTime", "NaiveTime"],
        "chrono",
    ),
    ("serde_json::value", &["Value", "Number", "Map"], "serde_json"),
    ("serde_json::map", &["Map"], "serde_json"),
    ("kube::api", &["ObjectMeta"], META),
    ("kube::core", &["ObjectMeta"], META),
    ("kube::core::metadata", &["ObjectMeta"], META),
];

const META: &str = "k8s_openapi::apimachinery::pkg::apis::meta::v1";

/// The canonical path of an external type.
pub(super) fn canonical(path: String) -> String {
    let mut path = path;
    for (facade, inner) in FACADES {
        if let Some(rest) = path.strip_prefix(facade)
            && (rest.is_empty() || rest.starts_with("::"))
        {
            path = format!("{inner}{rest}");
        }
    }
    let Some((module, name)) = path.rsplit_once("::") else {
        return path;
    };
    let moved = MOVED
        .iter()
        .find(|(from, names, _)| *from == module && names.contains(&name));
    match moved {
        Some((_, _, to)) => format!("{to}::{name}"),
        None => path,
    }
}

/// Whether this is the canonical path of a type with several paths.
pub(super) fn is_canonical(path: &str) -> bool {
    let Some((module, name)) = path.rsplit_once("::") else {
        return false;
    };
    MOVED
        .iter()
        .any(|(_, names, to)| *to == module && names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_types_have_one_path() {
        let cases = [
            (
                "kubewright_runtime::k8s_openapi::api::core::v1::PodSpec",
                "k8s_openapi::api::core::v1::PodSpec",
            ),
            (
                "kubewright_runtime::kube::core::ObjectMeta",
                "k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta",
            ),
            ("kube_core::dynamic::Foo", "kube::core::dynamic::Foo"),
            (
                "std::collections::btree_map::BTreeMap",
                "std::collections::BTreeMap",
            ),
            (
                "std::collections::btree_map::Entry",
                "std::collections::btree_map::Entry",
            ),
            ("chrono::offset::Utc", "chrono::Utc"),
            ("kubernetes::X", "kubernetes::X"),
        ];
        for (path, expected) in cases {
            assert_eq!(canonical(path.to_owned()), expected);
        }
    }
}
