//! The names that CRDs of a group claim: the API server serves each for one CRD only.

use std::collections::BTreeMap;
use std::fmt;

use super::Names;
use crate::diagnostic::Message;
use crate::names;

/// The names that the CRDs of each group have claimed so far.
///
/// As in the API server, plurals, singulars and short names exclude each other, and so do kinds and list kinds.
#[derive(Debug, Default)]
pub struct Claims {
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Default)]
struct Group {
    resources: BTreeMap<String, (Role, String)>,
    kinds: BTreeMap<String, (Role, String)>,
}

/// What a name is for a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The plural.
    Plural,
    /// The singular.
    Singular,
    /// A short name.
    ShortName,
    /// The kind.
    Kind,
    /// The kind of lists.
    ListKind,
}

/// A name of two kinds of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The name.
    pub name: String,
    /// The kind that has claimed the name first.
    pub first: String,
    /// What the name is for that kind.
    pub first_role: Role,
    /// The kind that wants the name too.
    pub second: String,
    /// What the name is for this kind.
    pub second_role: Role,
}

impl Claims {
    /// Claims the names of a kind. Versions of a kind must not claim twice.
    ///
    /// # Errors
    ///
    /// If another kind of the group has claimed one of them. The other names are claimed all the same.
    pub fn claim(&mut self, group: &str, names: &Names) -> Result<(), Clash> {
        let group = self.groups.entry(group.to_owned()).or_default();
        let all = all(names);
        let taken = all.iter().find_map(|(role, name)| {
            let (first_role, first) = group.of(*role).get(name)?;
            Some(Clash {
                name: name.clone(),
                first: first.clone(),
                first_role: *first_role,
                second: names.kind.clone(),
                second_role: *role,
            })
        });
        for (role, name) in all {
            let claim = || (role, names.kind.clone());
            group.of(role).entry(name).or_insert_with(claim);
        }
        taken.map_or(Ok(()), Err)
    }
}

impl Group {
    fn of(&mut self, role: Role) -> &mut BTreeMap<String, (Role, String)> {
        match role {
            Role::Plural | Role::Singular | Role::ShortName => &mut self.resources,
            Role::Kind | Role::ListKind => &mut self.kinds,
        }
    }
}

/// All names with what they are. Those that a CRD leaves out are the API server's defaults.
fn all(names: &Names) -> Vec<(Role, String)> {
    let or = |name: &String, default: fn(&str) -> String| match name.is_empty() {
        true => default(&names.kind),
        false => name.clone(),
    };
    let short = names.short_names.iter().cloned();
    [
        (Role::Plural, names.plural.clone()),
        (Role::Singular, or(&names.singular, names::singular)),
    ]
    .into_iter()
    .chain(short.map(|name| (Role::ShortName, name)))
    .chain([
        (Role::Kind, names.kind.clone()),
        (Role::ListKind, or(&names.list_kind, names::list_kind)),
    ])
    .collect()
}

impl Names {
    /// The names that a kind has by default.
    #[must_use]
    pub fn of(kind: &str) -> Self {
        Self {
            categories: Vec::new(),
            kind: kind.to_owned(),
            list_kind: names::list_kind(kind),
            plural: names::plural(kind),
            short_names: Vec::new(),
            singular: names::singular(kind),
        }
    }
}

impl Clash {
    /// The error, with the marker that changes one of the names.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self {
            name, first, second, ..
        } = self;
        let text = match self.first_role == self.second_role {
            true => format!(
                "`{first}` and `{second}` have the same {} `{name}`",
                self.first_role
            ),
            false => format!(
                "`{name}` is the {} of `{first}` and the {} of `{second}`; the API server serves a name for one of them",
                self.first_role, self.second_role
            ),
        };
        let help = match (self.first_role, self.second_role) {
            (Role::Kind, _) | (_, Role::Kind) | (Role::ListKind, Role::ListKind) => "rename one of the kinds",
            (Role::ShortName, _) | (_, Role::ShortName) => "set `+kubebuilder:resource:shortName=...` on one",
            (Role::Singular, Role::Singular) => "set `+kubebuilder:resource:singular=...` on one",
            _ => "set `+kubebuilder:resource:path=...` on one",
        };
        Message::new(text).help(help)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plural => "plural",
            Self::Singular => "singular",
            Self::ShortName => "short name",
            Self::Kind => "kind",
            Self::ListKind => "list kind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(kind: &str, plural: &str) -> Names {
        Names {
            plural: plural.to_owned(),
            ..Names::of(kind)
        }
    }

    fn said(second: &Names) -> Option<String> {
        let mut claims = Claims::default();
        let mut first = names("Foo", "foos");
        first.short_names = vec!["fo".to_owned()];
        claims.claim("example.com", &first).unwrap();
        claims.claim("other.example.com", second).unwrap();
        let clash = claims.claim("example.com", second).err()?;
        Some(clash.message().to_string())
    }

    #[test]
    fn names_of_resources_exclude_each_other() {
        assert_eq!(said(&names("Bar", "bars")), None);
        let text = "`Foo` and `Bar` have the same plural `foos`; set `+kubebuilder:resource:path=...` on one";
        assert_eq!(said(&names("Bar", "foos")).unwrap(), text);
        let text = "`foo` is the singular of `Foo` and the plural of `Bar`; the API server serves a name for one of them; \
            set `+kubebuilder:resource:path=...` on one";
        assert_eq!(said(&names("Bar", "foo")).unwrap(), text);
        let text = "`fo` is the short name of `Foo` and the singular of `Fo`; the API server serves a name for one of \
            them; set `+kubebuilder:resource:shortName=...` on one";
        assert_eq!(said(&names("Fo", "fos")).unwrap(), text);
    }

    #[test]
    fn kinds_and_list_kinds_exclude_each_other() {
        let text = "`FooList` is the list kind of `Foo` and the kind of `FooList`; the API server serves a name for one of \
            them; rename one of the kinds";
        assert_eq!(said(&names("FooList", "foolists")).unwrap(), text);
        // A plural is no kind.
        assert_eq!(said(&names("Bar", "FooList")), None);
    }
}
