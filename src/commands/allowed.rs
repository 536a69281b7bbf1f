//! Changes that `PROJECT` allows.

use std::fmt;

use kubewright_core::changes::{Change, RULES};
use kubewright_core::diagnostic::Message;
use serde::Deserialize;

use crate::project::{Project, form};
use kubewright_analysis::quoted::quoted;

/// The key of the configuration in `PROJECT`.
const KEY: &str = "diff.kubewright.dev/v1";

/// The changes that a project allows.
pub(super) struct Allowed(Vec<Rule>);

/// One entry of the list; what it does not name may be anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The name of the CRD; without it, every CRD
    crd: Option<String>,
    /// The version; without it, every version
    version: Option<String>,
    /// The path of a field, which includes the fields below it; without it, every field
    path: Option<String>,
    /// The identifier of a kind of change; without it, every kind
    rule: Option<String>,
    /// Why the change is allowed
    reason: String,
}

impl Allowed {
    pub(super) fn of_project(project: &Project) -> Result<Self, Message> {
        let Some(configuration) = project.plugins.get(KEY) else {
            return Ok(Self(Vec::new()));
        };
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Configuration {
            #[serde(default)]
            allow: Vec<Rule>,
        }
        let configuration: Configuration =
            form::read(configuration).map_err(|wrong| invalid(&wrong.to_string()))?;
        for rule in &configuration.allow {
            rule.check()?;
        }
        Ok(Self(configuration.allow))
    }

    /// Why a change of a CRD is allowed, if it is.
    pub(super) fn reason(&self, crd: &str, change: &Change) -> Option<&str> {
        let rule = self.0.iter().rfind(|rule| rule.allows(crd, change));
        rule.map(|rule| rule.reason.as_str())
    }

    /// The rules that allow none of these changes.
    pub(super) fn unused(&self, changes: &[(&str, &Change)]) -> Vec<String> {
        let is_unused = |rule: &&Rule| !changes.iter().any(|(crd, change)| rule.allows(crd, change));
        self.0.iter().filter(is_unused).map(Rule::to_string).collect()
    }
}

impl Rule {
    fn check(&self) -> Result<(), Message> {
        if self.reason.trim().is_empty() {
            return Err(invalid("a rule has an empty `reason`"));
        }
        let parts = [&self.crd, &self.version, &self.path, &self.rule];
        if parts.iter().all(|part| part.is_none()) {
            return Err(invalid("a rule has none of `crd`, `version`, `path` and `rule`"));
        }
        match &self.rule {
            Some(id) if !RULES.iter().any(|rule| rule.id() == id) => {
                let known = quoted(RULES.iter().map(|rule| rule.id()));
                Err(
                    Message::new(format!("`PROJECT` allows changes of an unknown rule: `{id}`"))
                        .help(format!("use one of {known}")),
                )
            }
            _ => Ok(()),
        }
    }

    fn allows(&self, crd: &str, change: &Change) -> bool {
        let is =
            |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        let is_below = self.path.as_deref().is_none_or(|wanted| {
            let rest = change.path.strip_prefix(wanted);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        });
        is(&self.crd, crd)
            && is(&self.version, &change.version)
            && is(&self.rule, change.rule.id())
            && is_below
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("crd", &self.crd),
            ("version", &self.version),
            ("path", &self.path),
            ("rule", &self.rule),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?)));
        write!(f, "the rule `{}`", parts.collect::<Vec<_>>().join(", "))
    }
}

fn invalid(reason: &str) -> Message {
    Message::new(format!("`PROJECT` has an error in `plugins`, `{KEY}`: {reason}"))
        .help("each rule of `allow` has a `reason`, and at least one of `crd`, `version`, `path` and `rule`")
}
