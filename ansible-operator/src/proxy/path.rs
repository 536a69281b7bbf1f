//! Paths of the API server.

use kubewright_runtime::ObjectKey;

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path<'p> {
    pub(crate) group: &'p str,
    pub(crate) version: &'p str,
    pub(crate) namespace: Option<&'p str>,
    pub(crate) plural: &'p str,
    pub(crate) name: Option<&'p str>,
    pub(crate) subresource: Option<&'p str>,
}

impl<'p> Path<'p> {
    /// Returns the object that it names, or whose subresource it names.
    pub(crate) fn key(&self) -> Option<ObjectKey> {
        let name = self.name?;
        Some(match self.namespace {
            Some(namespace) => ObjectKey::namespaced(namespace, name),
            None => ObjectKey::cluster(name),
        })
    }

    /// Parses a path; `None` if it names no resource, such as that of a discovery document.
    pub(crate) fn parse(path: &'p str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/').filter(|part| !part.is_empty());
        let (group, version) = match parts.next()? {
            "api" => ("", parts.next()?),
            "apis" => (parts.next()?, parts.next()?),
            _ => return None,
        };
        let rest: Vec<_> = parts.collect();
        let (namespace, rest) = match rest[..] {
            ["namespaces", namespace, ref rest @ ..] if !rest.is_empty() && !is_subresource(rest[0]) => {
                (Some(namespace), rest)
            }
            ref rest => (None, rest),
        };
        let (plural, rest) = rest.split_first()?;
        Some(Self {
            group,
            version,
            namespace,
            plural,
            name: rest.first().copied(),
            subresource: rest.get(1).copied(),
        })
    }
}

/// The subresources of a Namespace itself.
fn is_subresource(part: &str) -> bool {
    matches!(part, "status" | "finalize")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_resources() {
        let of = |path: &'static str| {
            Path::parse(path).map(|path| {
                let all = [
                    Some(path.group),
                    path.namespace,
                    Some(path.plural),
                    path.name,
                    path.subresource,
                ];
                all.map(|part| part.unwrap_or("-")).join(" ")
            })
        };
        for (path, expected) in [
            ("/api/v1/namespaces/shop/configmaps", " shop configmaps - -"),
            ("/api/v1/namespaces/shop/pods/a/exec", " shop pods a exec"),
            (
                "/apis/apps/v1/namespaces/shop/deployments/a",
                "apps shop deployments a -",
            ),
            ("/apis/apps/v1/deployments", "apps - deployments - -"),
            ("/api/v1/namespaces", " - namespaces - -"),
            ("/api/v1/namespaces/shop", " - namespaces shop -"),
            ("/api/v1/namespaces/shop/status", " - namespaces shop status"),
        ] {
            assert_eq!(of(path).as_deref(), Some(expected), "{path}");
        }
        for path in [
            "/",
            "/api",
            "/api/v1",
            "/apis/apps/v1",
            "/version",
            "/openapi/v3/api",
        ] {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
