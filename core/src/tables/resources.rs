use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// A line for each resource: group, name, other names, scope. `core/tables` in the repository writes it.
const TABLE: &str = include_str!("resources.tsv");

/// The resources of a group, with their other names.
type Resources = BTreeMap<&'static str, Vec<&'static str>>;

/// A group, whose lines are read when its resources are asked for: hardly any run needs more than two.
struct Group {
    name: &'static str,
    lines: &'static str,
    resources: OnceLock<Resources>,
}

/// In the order of the table.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let mut groups = Vec::new();
    let mut rest = TABLE;
    while let Some((name, _)) = rest.split_once('\t') {
        let others = rest
            .match_indices('\n')
            .map(|(end, _)| end + 1)
            .find(|start| rest[*start..].split('\t').next() != Some(name));
        let (lines, after) = rest.split_at(others.unwrap_or(rest.len()));
        rest = after;
        groups.push(Group {
            name,
            lines,
            resources: OnceLock::new(),
        });
    }
    groups
});

impl Group {
    fn resources(&self) -> &Resources {
        self.resources.get_or_init(|| {
            let read = |line: &'static str| {
                let mut parts = line.split('\t').skip(1);
                let (name, others) = (parts.next()?, parts.next()?);
                Some((name, others.split(' ').filter(|name| !name.is_empty()).collect()))
            };
            self.lines.lines().filter_map(read).collect()
        })
    }
}

/// The resources of a group that the API server itself serves, subresources (`pods/log`) among them, each with its singular
/// and short names; none for any other group.
///
/// ```
/// use kubewright_core::tables::resources_of;
///
/// assert_eq!(resources_of("batch").unwrap()["cronjobs"], ["cj", "cronjob"]);
/// assert!(resources_of("cert-manager.io").is_none());
/// ```
pub fn resources_of(group: &str) -> Option<&'static BTreeMap<&'static str, Vec<&'static str>>> {
    let found = GROUPS.iter().find(|known| known.name == group)?;
    Some(found.resources())
}

/// Whether the objects of a kind that the API server itself serves are in namespaces; `None` if it serves no objects of this
/// kind. Types of parts, such as `PodSpec`, are no kinds.
///
/// ```
/// use kubewright_core::tables::is_namespaced;
///
/// assert_eq!(is_namespaced("", "Pod"), Some(true));
/// assert_eq!(is_namespaced("", "Node"), Some(false));
/// assert_eq!(is_namespaced("", "PodSpec"), None);
/// ```
pub fn is_namespaced(group: &str, kind: &str) -> Option<bool> {
    let kind = kind.to_lowercase();
    TABLE.lines().find_map(|line| {
        let mut parts = line.split('\t');
        let (of, name, others) = (parts.next()?, parts.next()?, parts.next()?);
        // A singular is a kind in lower case; `endpoints` has none.
        let is_kind = of == group && (name == kind || others.split(' ').any(|other| other == kind));
        is_kind.then(|| parts.next() == Some("Namespaced"))
    })
}

/// The groups that the API server itself serves; the core group is empty.
///
/// ```
/// assert!(kubewright_core::tables::groups().any(|group| group == "apps"));
/// ```
pub fn groups() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|group| group.name)
}

/// The groups that serve a resource of this name.
pub fn groups_of(resource: &str) -> impl Iterator<Item = &'static str> {
    let having = GROUPS
        .iter()
        .filter(move |group| group.resources().contains_key(resource));
    having.map(|group| group.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_whole() {
        assert!(TABLE.lines().count() > 120);
        for line in TABLE.lines() {
            let parts: Vec<_> = line.split('\t').collect();
            let is_whole = matches!(parts[..], [_, name, _, "Namespaced" | "Cluster"] if !name.is_empty());
            assert!(is_whole, "{line:?}");
        }
        assert!(GROUPS.len() > 20);
        assert!(resources_of("").is_some_and(|core| core.contains_key("pods/log")));
        assert_eq!(groups_of("events").collect::<Vec<_>>(), ["", "events.k8s.io"]);
    }
}
