//! One thing that a program may or may not do.

use std::fmt::{self, Write as _};

use k8s_openapi::api::authorization::v1::{NonResourceAttributes, ResourceAttributes};

/// A right, as the API server is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Right {
    Resource {
        group: String,
        resource: String,
        subresource: String,
        /// Empty for all names, as the namespace is for all namespaces.
        name: String,
        namespace: String,
        verb: String,
    },
    Url {
        path: String,
        verb: String,
    },
}

impl Right {
    pub(super) fn url(path: &str, verb: &str) -> Self {
        Self::Url {
            path: path.to_owned(),
            verb: verb.to_owned(),
        }
    }

    /// In the words of a marker: `core` is the group without a name, and a subresource follows a slash.
    pub(super) fn resource(group: &str, resource: &str, name: &str, namespace: &str, verb: &str) -> Self {
        let (resource, subresource) = resource.split_once('/').unwrap_or((resource, ""));
        Self::Resource {
            group: if group == "core" { "" } else { group }.to_owned(),
            resource: resource.to_owned(),
            subresource: subresource.to_owned(),
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            verb: verb.to_owned(),
        }
    }

    /// For a review, which has one of the two.
    pub(super) fn attributes(&self) -> (Option<ResourceAttributes>, Option<NonResourceAttributes>) {
        let some = |text: &String| Some(text.clone());
        match self {
            Self::Resource {
                group,
                resource,
                subresource,
                name,
                namespace,
                verb,
            } => {
                let attributes = ResourceAttributes {
                    group: some(group),
                    resource: some(resource),
                    subresource: some(subresource),
                    name: some(name),
                    namespace: some(namespace),
                    verb: some(verb),
                    ..ResourceAttributes::default()
                };
                (Some(attributes), None)
            }
            Self::Url { path, verb } => {
                let attributes = NonResourceAttributes {
                    path: some(path),
                    verb: some(verb),
                };
                (None, Some(attributes))
            }
        }
    }

    /// The verb, and to what.
    pub(super) fn into_words(self) -> (String, String) {
        match self {
            Self::Resource {
                group,
                resource,
                subresource,
                name,
                namespace,
                verb,
            } => {
                let mut thing = resource;
                for (before, word) in [
                    ("/", subresource),
                    (".", group),
                    (" named ", name),
                    (" in namespace ", namespace),
                ] {
                    if !word.is_empty() {
                        thing.push_str(before);
                        thing.push_str(&word);
                    }
                }
                (verb, thing)
            }
            Self::Url { path, verb } => (verb, path),
        }
    }
}

/// Rights that a program's markers ask for and that it has not.
///
/// It is what [`Manager::run`](crate::Manager::run) ends with then.
///
/// ```
/// use kubewright_runtime::manager::ManagerError;
/// use kubewright_runtime::rbac::{Missing, MissingRights};
///
/// let missing = Missing {
///     verbs: vec!["list".to_owned(), "watch".to_owned()],
///     thing: "deployments.apps".to_owned(),
///     marker: "groups=apps,resources=deployments,verbs=list;watch",
///     on: "MemcachedReconciler",
/// };
/// let error = ManagerError::from(MissingRights(vec![missing]));
/// assert!(error.to_string().contains("it may not list, watch deployments.apps (`+kubebuilder:rbac:groups=apps"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct MissingRights(pub Vec<Missing>);

/// Something that the program may not do.
///
/// ```
/// use kubewright_runtime::rbac::Missing;
///
/// /// The verbs that a role is to have besides, for a message of one's own.
/// fn words(missing: &Missing) -> String {
///     format!("{} {}", missing.verbs.join(" and "), missing.thing)
/// }
/// # let _ = words;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What it may not: `get`, `watch`.
    pub verbs: Vec<String>,
    /// With what: `deployments.apps in namespace default`, `pods/status`, `/metrics`.
    pub thing: String,
    /// The arguments of the marker that asks for it.
    pub marker: &'static str,
    /// The type that has the marker.
    pub on: &'static str,
}

impl fmt::Display for MissingRights {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the program has not the rights that its markers ask for: it may not ")?;
        for (index, missing) in self.0.iter().enumerate() {
            let Missing {
                verbs,
                thing,
                marker,
                on,
            } = missing;
            let verbs = verbs.join(", ");
            if index > 0 {
                formatter.write_str(", ")?;
            }
            write!(
                formatter,
                "{verbs} {thing} (`+kubebuilder:rbac:{marker}` on {on})"
            )?;
        }
        formatter.write_char(';')?;
        formatter.write_str(
            " write the roles anew by `kubewright manifests`, apply them and bind them to the program's service \
             account, or start it with --rbac-preflight=false",
        )
    }
}
