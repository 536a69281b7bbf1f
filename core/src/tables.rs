//! The types of `k8s_openapi`, for every Kubernetes minor version that it supports.
//!
//! A definition is the schema of one type, without descriptions, as controller-gen reads it from the Go source: with
//! list keys, map types, defaults and patterns, which k8s-openapi's own schemas lack. Types are named by their path in
//! the crate, such as `api::core::v1::PodSpec`. `core/tables` in the repository generates the data.
//!
//! ```
//! use kubewright_core::tables::{self, Minor};
//!
//! let container = tables::lookup(Minor::NEWEST, "api::core::v1::Container").unwrap();
//! assert_eq!(container["properties"]["ports"]["x-kubernetes-list-map-keys"][1], "protocol");
//! assert_eq!(container["properties"]["ports"]["items"]["$ref"], "api::core::v1::ContainerPort");
//! ```

mod expand;
mod minor;
mod resources;

pub use self::expand::{expand, expand_with};
pub use self::minor::{Minor, NotAMinor};
pub use self::resources::{groups, groups_of, is_namespaced, resources_of};

use serde_json::Value;

/// Why a type has no definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No minor version has this type.
    #[error(
        "`k8s_openapi::{path}` is not a Kubernetes type; write its full path, such as `k8s_openapi::api::core::v1::PodSpec`"
    )]
    Unknown {
        /// The path that was looked up.
        path: String,
    },
    /// Only other minor versions have it.
    #[error("Kubernetes {minor} has no `k8s_openapi::{path}`; use k8s-openapi's feature for a version that has it: {}", list(.having))]
    OtherMinor {
        /// The minor version that was looked up.
        minor: Minor,
        /// The path that was looked up.
        path: String,
        /// The minor versions that have the type.
        having: Vec<Minor>,
    },
}

/// One definition of a type, and the minor versions that it applies to. A type that changed has several lines.
struct Line {
    path: &'static str,
    minors: u8,
    json: &'static str,
}

/// One line per definition, sorted by path. The text is searched directly: decompressing and indexing it took as long
/// as everything else that `kubewright manifests` does for one kind.
const TABLE: &str = include_str!("tables/kubernetes.tsv");

/// Returns the definition of a type. A `$ref` in it is the path of another type of the same minor version.
pub fn lookup(minor: Minor, path: &str) -> Option<Value> {
    let line = having(path).find(|line| line.holds_for(minor))?;
    Some(serde_json::from_str(line.json).expect("a test reads every line"))
}

/// Returns whether the minor version has the type.
pub fn contains(minor: Minor, path: &str) -> bool {
    having(path).any(|line| line.holds_for(minor))
}

/// The types of a minor version, sorted.
pub fn paths(minor: Minor) -> impl Iterator<Item = &'static str> {
    lines()
        .filter(move |line| line.holds_for(minor))
        .map(|line| line.path)
}

/// The reason why `lookup` returned nothing.
fn missing(minor: Minor, path: &str) -> TableError {
    let having: Vec<_> = Minor::all().filter(|other| contains(*other, path)).collect();
    let path = path.to_owned();
    if having.is_empty() {
        TableError::Unknown { path }
    } else {
        TableError::OtherMinor { minor, path, having }
    }
}

fn list(minors: &[Minor]) -> String {
    minors.iter().map(Minor::feature).collect::<Vec<_>>().join(", ")
}

/// The lines of one type.
fn having(path: &str) -> impl Iterator<Item = Line> {
    let (mut start, mut end) = (0, TABLE.len());
    while start < end {
        let middle = (start + end) / 2;
        let line = TABLE[start..middle]
            .rfind('\n')
            .map_or(start, |at| start + at + 1);
        let length = TABLE[line..].find('\n').map_or(TABLE.len() - line, |at| at + 1);
        let is_before = TABLE[line..].split('\t').next() < Some(path);
        if is_before {
            start = line + length;
        } else {
            end = line;
        }
    }
    let lines = TABLE[start..].lines().map_while(Line::read);
    lines.take_while(move |line| line.path == path)
}

fn lines() -> impl Iterator<Item = Line> {
    TABLE.lines().filter_map(Line::read)
}

impl Line {
    fn read(line: &'static str) -> Option<Self> {
        let mut parts = line.splitn(3, '\t');
        let (path, minors, json) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            path,
            minors: u8::from_str_radix(minors, 16).ok()?,
            json,
        })
    }

    fn holds_for(&self, minor: Minor) -> bool {
        self.minors & minor.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONDITION: &str = "apimachinery::pkg::apis::meta::v1::Condition";

    #[test]
    fn every_line_is_read() {
        assert_eq!(lines().count(), TABLE.lines().count());
        assert!(
            lines().all(|line| serde_json::from_str::<Value>(line.json).is_ok_and(|json| json.is_object()))
        );
        assert!(lines().is_sorted_by_key(|line| line.path));
    }

    #[test]
    fn every_line_is_found() {
        for line in lines() {
            let found: Vec<_> = having(line.path).map(|found| found.json).collect();
            let all: Vec<_> = lines()
                .filter(|other| other.path == line.path)
                .map(|line| line.json)
                .collect();
            assert_eq!(found, all, "{}", line.path);
        }
        for absent in ["", "A", "api::core::v1::Pod0", "zzz"] {
            assert_eq!(having(absent).count(), 0, "{absent}");
        }
    }

    #[test]
    fn a_minor_has_one_definition_of_a_type() {
        for minor in Minor::all() {
            let paths: Vec<_> = paths(minor).collect();
            assert!(paths.len() > 600, "{minor} has {}", paths.len());
            assert!(paths.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn markers_of_the_go_source_are_kept() {
        let condition = lookup(Minor::OLDEST, CONDITION).unwrap();
        assert_eq!(
            condition["properties"]["status"]["enum"],
            serde_json::json!(["True", "False", "Unknown"])
        );
        assert_eq!(condition["properties"]["reason"]["maxLength"], 1024);
        let port = lookup(Minor::NEWEST, "api::core::v1::ContainerPort").unwrap();
        assert_eq!(port["properties"]["protocol"]["default"], "TCP");
        let selector = lookup(Minor::NEWEST, "apimachinery::pkg::apis::meta::v1::LabelSelector").unwrap();
        assert_eq!(selector["x-kubernetes-map-type"], "atomic");
    }

    #[test]
    fn free_content_is_not_pruned() {
        for path in [
            "apiextensions_apiserver::pkg::apis::apiextensions::v1::JSON",
            "apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps",
            "apimachinery::pkg::apis::meta::v1::FieldsV1",
            "apimachinery::pkg::runtime::RawExtension",
        ] {
            let definition = lookup(Minor::NEWEST, path).unwrap();
            assert_eq!(definition["x-kubernetes-preserve-unknown-fields"], true, "{path}");
        }
    }

    #[test]
    fn an_error_says_which_minors_have_the_type() {
        let job = "api::batch::v1::JobSchedulingConfiguration";
        assert_eq!(
            missing(Minor::OLDEST, job).to_string(),
            format!(
                "Kubernetes 1.33 has no `k8s_openapi::{job}`; use k8s-openapi's feature for a version that has it: v1_37"
            )
        );
        assert_eq!(
            missing(Minor::OLDEST, "api::core::v1::Pot"),
            TableError::Unknown {
                path: "api::core::v1::Pot".into()
            }
        );
    }
}
