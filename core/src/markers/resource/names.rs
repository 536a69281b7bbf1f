//! Names and scope of a resource.

use serde::Deserialize;

use super::{Argument, Resource};
use crate::{
    diagnostic::{Located, Message},
    markers::{Arg, ResourceMarker, list::one_of},
    names,
};

/// Names and scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceNames {
    /// The plural.
    pub path: Option<String>,
    /// The singular.
    pub singular: Option<String>,
    /// The kind of a list of objects.
    pub list_kind: Option<String>,
    /// Short names.
    pub short_name: Vec<String>,
    /// Categories such as `all`.
    pub categories: Vec<String>,
    /// `Namespaced` or `Cluster`.
    pub scope: Option<String>,
}

impl ResourceMarker for ResourceNames {
    const NAME: &'static str = "kubebuilder:resource";
    const HELP: &'static str = "Names and scope of the resource.";
    const ARGS: &'static [Arg] = &[
        Arg::optional("path", "string", "the plural, if it is not the default"),
        Arg::optional(
            "singular",
            "string",
            "the singular; the kind in lower case by default",
        ),
        Arg::optional(
            "listKind",
            "string",
            "the kind of a list; the kind and `List` by default",
        ),
        Arg::optional("shortName", "list", "short names for kubectl"),
        Arg::optional("categories", "list", "categories such as `all`"),
        Arg::optional("scope", "string", "`Namespaced` (the default) or `Cluster`"),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        self.scope = self
            .scope
            .map(|scope| one_of(scope, &["Namespaced", "Cluster"]))
            .transpose()
            .map_err(|message| message.at(Some("scope")))?;
        let path = self.path.iter().map(|name| ("path", "plural", name));
        let singular = self.singular.iter().map(|name| ("singular", "singular", name));
        let short = self
            .short_name
            .iter()
            .map(|name| ("shortName", "short name", name));
        let categories = self
            .categories
            .iter()
            .map(|name| ("categories", "category", name));
        let at =
            |argument| move |reason: names::InvalidName| Message::from(reason.to_string()).at(Some(argument));
        for (argument, noun, name) in path.chain(singular).chain(short).chain(categories) {
            names::check_label(noun, name).map_err(at(argument))?;
        }
        if let Some(kind) = &self.list_kind {
            names::check_served_kind("list kind", kind).map_err(at("listKind"))?;
        }
        let old = std::mem::take(&mut resource.names);
        resource.names = Self {
            path: once("path", old.path, self.path)?,
            singular: once("singular", old.singular, self.singular)?,
            list_kind: once("listKind", old.list_kind, self.list_kind)?,
            short_name: joined(old.short_name, self.short_name),
            categories: joined(old.categories, self.categories),
            scope: once("scope", old.scope, self.scope)?,
        };
        Ok(())
    }
}

/// The value that two markers set, if they do not contradict each other.
fn once(what: &str, old: Option<String>, new: Option<String>) -> Result<Option<String>, Message> {
    match (old, new) {
        (Some(old), Some(new)) if old != new => Err(Message::new(format!(
            "has `{what}={new}`, but a marker above has `{what}={old}`"
        ))
        .help("keep one of the two")),
        (old, new) => Ok(new.or(old)),
    }
}

fn joined(mut old: Vec<String>, new: Vec<String>) -> Vec<String> {
    for name in new {
        if !old.contains(&name) {
            old.push(name);
        }
    }
    old
}
