//! Where a value is in an object.

use std::fmt::Write as _;

/// A step into an object: a key of a mapping, or an index of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field, or an entry of a map.
    Key(String),
    /// An item of a list.
    Index(usize),
}

/// A place during a walk, linked to the place above it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'a> {
    Root,
    /// The root of a schema that is not that of the object: the status.
    Below(&'static str),
    Field(&'a Path<'a>, &'a str),
    /// An entry of a map.
    Entry(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(crate) fn field(&'a self, name: &'a str) -> Self {
        Self::Field(self, name)
    }

    pub(crate) fn entry(&'a self, key: &'a str) -> Self {
        Self::Entry(self, key)
    }

    pub(crate) fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }

    pub(crate) fn steps(&self) -> Vec<Step> {
        match self {
            Self::Root => Vec::new(),
            Self::Below(name) => vec![Step::Key((*name).to_owned())],
            Self::Field(above, name) | Self::Entry(above, name) => {
                let mut steps = above.steps();
                steps.push(Step::Key((*name).to_owned()));
                steps
            }
            Self::Item(above, index) => {
                let mut steps = above.steps();
                steps.push(Step::Index(*index));
                steps
            }
        }
    }

    /// As `field.Path` of Kubernetes prints it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Root => "<nil>".to_owned(),
            _ => {
                let mut text = String::new();
                self.show(&mut text);
                text
            }
        }
    }

    fn show(&self, text: &mut String) {
        match self {
            Self::Root => {}
            Self::Below(name) => text.push_str(name),
            Self::Field(above, name) => {
                above.show(text);
                if !matches!(above, Self::Root) {
                    text.push('.');
                }
                text.push_str(name);
            }
            Self::Entry(above, key) => {
                above.show(text);
                _ = write!(text, "[{key}]");
            }
            Self::Item(above, index) => {
                above.show(text);
                _ = write!(text, "[{index}]");
            }
        }
    }

    /// As the validator of OpenAPI schemas prints it, which does not distinguish the keys of a map from fields.
    pub(crate) fn dotted(&self) -> String {
        let mut text = String::new();
        self.dot(&mut text);
        text
    }

    fn dot(&self, text: &mut String) {
        match self {
            Self::Root | Self::Below(_) => {}
            Self::Field(above, name) => {
                above.dot(text);
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Self::Entry(above, key) => {
                above.dot(text);
                text.push('.');
                text.push_str(key);
            }
            Self::Item(above, index) => {
                above.dot(text);
                _ = write!(text, "[{index}]");
            }
        }
    }

    /// The field of an error whose name the validator of OpenAPI schemas prints so.
    pub(crate) fn named(&self, name: &str) -> String {
        let root = self.root();
        let name = if name == "." { "" } else { name };
        match (root, name.strip_prefix('.').unwrap_or(name)) {
            ("", _) if name.is_empty() => "<nil>".to_owned(),
            (root, _) if name.is_empty() => root.to_owned(),
            ("", name) => name.to_owned(),
            (root, name) => format!("{root}.{name}"),
        }
    }

    fn root(&self) -> &'static str {
        match self {
            Self::Root => "",
            Self::Below(name) => name,
            Self::Field(above, _) | Self::Entry(above, _) | Self::Item(above, _) => above.root(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn paths_are_shown_as_kubernetes_shows_them() {
        let root = Path::Root;
        let spec = root.field("spec");
        let map = spec.field("map");
        let entry = map.entry("a.b");
        let item = entry.item(3);
        assert_eq!(item.shown(), "spec.map[a.b][3]");
        assert_eq!(item.dotted(), "spec.map.a.b[3]");
        assert_eq!(root.shown(), "<nil>");
        assert_eq!(root.entry("a").dotted(), ".a");
        assert_eq!(root.named(".spec"), "spec");
        assert_eq!(Path::Below("status").named("a[1]"), "status.a[1]");
        assert_eq!(Path::Below("status").named(""), "status");
    }
}
