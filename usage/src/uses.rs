//! What is found in a program.

use proc_macro2::Span;

/// A resource of the API server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// Its API group; empty for the core group.
    pub group: String,
    /// Its plural.
    pub plural: String,
}

impl Resource {
    /// A resource of the API server itself.
    #[must_use]
    pub fn new(group: &str, plural: &str) -> Self {
        Self {
            group: group.to_owned(),
            plural: plural.to_owned(),
        }
    }

    /// Returns the resource of a type of k8s-openapi, by its path in that crate.
    ///
    /// ```
    /// use kubewright_usage::Resource;
    ///
    /// let deployment = Resource::of_kubernetes("api::apps::v1::Deployment").unwrap();
    /// assert_eq!(deployment, Resource::new("apps", "deployments"));
    /// assert_eq!(Resource::of_kubernetes("api::core::v1::PodSpec"), None);
    /// ```
    #[must_use]
    pub fn of_kubernetes(path: &str) -> Option<Self> {
        use kubewright_core::{names, tables};
        let parts: Vec<&str> = path.split("::").collect();
        let (module, kind) = match parts[..] {
            ["api", module, _, kind] => (module, kind),
            [_, "pkg", "apis", module, _, kind] => (module, kind),
            _ => return None,
        };
        let groups = [
            if module == "core" { "" } else { module }.to_owned(),
            format!("{module}.k8s.io"),
            format!("{module}.authorization.k8s.io"),
            format!("{module}.apiserver.k8s.io"),
        ];
        let (plural, lower) = (names::plural(kind), kind.to_lowercase());
        groups.iter().find_map(|group| {
            let all = tables::resources_of(group)?;
            let found = all.iter().find(|(name, others)| {
                **name == plural || **name == lower || others.contains(&lower.as_str())
            });
            found.map(|(name, _)| Self::new(group, name))
        })
    }
}

/// A place in the source.
#[derive(Clone, Debug)]
pub struct Spot<P> {
    /// The module.
    pub place: P,
    /// The place in its file.
    pub span: Span,
}

/// A request that the program sends to the API server, at a place `A`.
#[derive(Clone, Debug)]
pub struct Use<A> {
    /// The resource.
    pub resource: Resource,
    /// The subresource.
    pub subresource: Option<String>,
    /// The verb.
    pub verb: &'static str,
    /// What sends it: `Api::patch`.
    pub by: String,
    /// Where.
    pub at: A,
    /// Whether the call only makes the request likely: no marker is missing for it, and none that grants it is superfluous.
    pub usual: bool,
}

impl<A> Use<A> {
    /// The same request, with its place in another form.
    pub fn placed<B>(self, form: impl FnOnce(A) -> B) -> Use<B> {
        Use {
            resource: self.resource,
            subresource: self.subresource,
            verb: self.verb,
            by: self.by,
            at: form(self.at),
            usual: self.usual,
        }
    }
}

/// Something that may send requests, but for which resource is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unfollowed<A> {
    /// Where.
    pub at: A,
    /// What it is, and why.
    pub message: String,
}

/// All that is found in a program.
#[derive(Clone, Debug)]
pub struct Found<A> {
    /// The requests.
    pub uses: Vec<Use<A>>,
    /// What could not be followed.
    pub unfollowed: Vec<Unfollowed<A>>,
}
