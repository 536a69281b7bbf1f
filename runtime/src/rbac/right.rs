//! One permission.

use k8s_openapi::api::authorization::v1::{NonResourceAttributes, ResourceAttributes};

/// A right, as the API server is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
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

    /// As a marker names them: `core` is the group without a name, and a subresource follows a slash.
    pub(crate) fn resource(group: &str, resource: &str, name: &str, namespace: &str, verb: &str) -> Self {
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
