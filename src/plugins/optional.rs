//! Plugins that a project can have beside those of its layout. `PROJECT` records them in `plugins`.

use kubewright_core::diagnostic::Message;
use serde_json::{Map, Value};

use crate::plan::{IfExists, Plan};
use crate::project::{HELM, Project};
use crate::templates::{Context, TemplateError, tree};

use super::{Key, KeyError, grafana};

/// An optional plugin.
#[derive(Debug)]
pub struct Optional {
    /// The name and version.
    pub key: &'static str,
    /// Other keys in `PROJECT` that mean this plugin.
    pub aliases: &'static [&'static str],
    /// A description.
    pub about: &'static str,
    /// The files that it adds to a project.
    pub(super) plan: fn(&Context) -> Result<Plan, TemplateError>,
    /// The file that it reads when it is added once more.
    pub refresh: Option<Refresh>,
}

/// Files that depend on a file of the user.
#[derive(Debug)]
pub struct Refresh {
    /// The user's file.
    pub reads: &'static str,
    /// The files for its text.
    pub plan: fn(&str) -> Result<Plan, Message>,
}

/// The optional plugins.
pub static OPTIONAL: &[Optional] = &[
    Optional {
        key: "grafana.kubewright.dev/v1",
        aliases: &["grafana.kubebuilder.io/v1-alpha"],
        about: "Grafana dashboards for the metrics of an operator",
        plan: |_| Ok(grafana::plan()),
        refresh: Some(Refresh {
            reads: grafana::CONFIG,
            plan: grafana::custom,
        }),
    },
    // The chart depends on what kustomize builds, so `edit` plans it.
    Optional {
        key: HELM[0],
        aliases: &[HELM[1]],
        about: "A Helm chart with the objects of `config/default`",
        plan: |context| tree("helm/project", context).if_exists(|_| IfExists::Keep).plan(),
        refresh: None,
    },
    Optional {
        key: "tilt.kubewright.dev/v1",
        aliases: &[],
        about: "Live reload in a cluster with Tilt",
        plan: |context| live("tilt/project", context),
        refresh: None,
    },
    Optional {
        key: "skaffold.kubewright.dev/v1",
        aliases: &[],
        about: "Live reload in a cluster with Skaffold",
        plan: |context| live("skaffold/project", context),
        refresh: None,
    },
    Optional {
        key: "olm.kubewright.dev/v1",
        aliases: &[
            "manifests.sdk.operatorframework.io/v2",
            "scorecard.sdk.operatorframework.io/v2",
        ],
        about: "Bundles and catalogs for the Operator Lifecycle Manager",
        plan: |context| tree("olm/project", context).if_exists(|_| IfExists::Keep).plan(),
        refresh: None,
    },
    Optional {
        key: "autoupdate.kubewright.dev/v1",
        aliases: &["autoupdate.kubebuilder.io/v1-alpha"],
        about: "A weekly workflow that opens a pull request with the update to the newest kubewright",
        plan: |context| tree("autoupdate/project", context).plan(),
        refresh: None,
    },
];

/// The files of a tool for live reload, and those that both tools share.
fn live(name: &str, context: &Context) -> Result<Plan, TemplateError> {
    let mut plan = tree("live/project", context).plan()?;
    plan.extend(tree(name, context).plan()?);
    Ok(plan)
}

impl PartialEq for Optional {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Optional {
    /// The name that users type.
    pub(crate) fn short(&self) -> &'static str {
        self.key.split('.').next().unwrap_or(self.key)
    }

    /// The key under which `PROJECT` records it.
    pub(crate) fn recorded<'p>(&self, project: &'p Project) -> Option<&'p str> {
        let is_it = |key: &&String| *key == self.key || self.aliases.contains(&key.as_str());
        project.plugins.keys().find(is_it).map(String::as_str)
    }

    /// Records it in a project.
    pub(crate) fn add_to(&self, project: &mut Project) {
        if self.recorded(project).is_none() {
            project
                .plugins
                .insert(self.key.to_owned(), Value::Object(Map::new()));
        }
    }

    /// Removes its record.
    pub(crate) fn remove_from(&self, project: &mut Project) {
        while let Some(key) = self.recorded(project).map(str::to_owned) {
            project.plugins.remove(&key);
        }
    }
}

/// The optional plugins among these keys, and the other keys.
pub(crate) fn split(keys: &[String]) -> Result<(Vec<&'static Optional>, Vec<String>), KeyError> {
    let (mut optional, mut others) = (Vec::new(), Vec::new());
    for text in keys.iter().map(|key| key.trim()).filter(|key| !key.is_empty()) {
        let key = Key::parse(text)?;
        let means = |full: &str| Key::parse(full).is_ok_and(|full| key.means(&full));
        let is_it = |plugin: &&Optional| means(plugin.key) || plugin.aliases.iter().any(|alias| means(alias));
        match OPTIONAL.iter().find(is_it) {
            Some(plugin) if optional.contains(&plugin) => {}
            Some(plugin) => optional.push(plugin),
            None => others.push(text.to_owned()),
        }
    }
    // A call without any key is an error, which the other plugins report.
    if optional.is_empty() && others.is_empty() {
        others = keys.to_vec();
    }
    Ok((optional, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_kubebuilder_mean_ours() {
        for key in [
            "grafana",
            "grafana/v1",
            "grafana/v1-alpha",
            "grafana.kubebuilder.io/v1-alpha",
        ] {
            let (optional, others) = split(&[key.to_owned(), "rust/v1".to_owned()]).unwrap();
            assert_eq!(optional, [&OPTIONAL[0]], "{key}");
            assert_eq!(others, ["rust/v1"]);
        }
        assert_eq!(split(&["grafana/v9".to_owned()]).unwrap().0, [] as [&Optional; 0]);
    }
}
