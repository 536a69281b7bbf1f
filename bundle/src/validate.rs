//! Checks of bundles: one list of rules, each with a stable identifier.

mod annotations;
mod capabilities;
mod community;
mod crd;
mod csv;
mod dependencies;
mod examples;
mod format;
mod hub;
mod install;
mod install_modes;
mod multiarch;
mod objects;
mod owned;
mod practices;
mod rbac;
mod removed;
mod rule;
mod subject;
mod v1;
mod validator;

use std::collections::BTreeMap;

use semver::Version;

use crate::finding::{Finding, Severity};
use crate::selector::Selector;
use crate::{Bundle, Files};

use rule::Report;
pub use rule::Rule;
use subject::Subject;
pub use validator::{VALIDATORS, Validator};

/// What is checked beside the rules that always apply.
///
/// ```
/// use kubewright_bundle::validate::Options;
///
/// let options = Options::default().optional("suite=operatorframework".parse()?);
/// # Ok::<(), kubewright_bundle::selector::Malformed>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Selects optional validators by their labels `name` and `suite`.
    pub optional: Option<Selector>,
    /// The Kubernetes version whose removed APIs are errors.
    pub kubernetes: Option<Version>,
    /// The categories that are allowed instead of the standard ones.
    pub categories: Option<Vec<String>>,
    /// The text of the Dockerfile with the label of OpenShift versions, for the validator `community`.
    pub dockerfile: Option<String>,
    /// The platforms that each image supports, such as `linux/amd64`, for the validator `multiarch`.
    pub platforms: BTreeMap<String, Vec<String>>,
}

impl Options {
    /// Selects optional validators.
    #[must_use]
    pub fn optional(mut self, selector: Selector) -> Self {
        self.optional = Some(selector);
        self
    }

    /// Makes the use of APIs an error that this Kubernetes version has removed.
    #[must_use]
    pub fn kubernetes(mut self, version: Version) -> Self {
        self.kubernetes = Some(version);
        self
    }

    /// The validators that these options select; those that are not optional always are.
    pub fn selected(&self) -> impl Iterator<Item = &'static Validator> {
        let is_selected = |validator: &&Validator| {
            let selector = self.optional.as_ref();
            !validator.optional || selector.is_some_and(|selector| selector.matches(&validator.labels()))
        };
        VALIDATORS.iter().filter(is_selected)
    }

    /// The rules of the selected validators.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let mut names: Vec<_> = self.selected().flat_map(Validator::runs).collect();
        names.sort_unstable();
        rules().filter(move |rule| names.binary_search(&rule.validator).is_ok())
    }
}

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        format::RULES,
        dependencies::RULES,
        owned::RULES,
        csv::RULES,
        examples::RULES,
        install_modes::RULES,
        annotations::RULES,
        crd::RULES,
        install::RULES,
        rbac::RULES,
        hub::RULES,
        capabilities::RULES,
        removed::RULES,
        practices::RULES,
        community::RULES,
        multiarch::RULES,
        objects::RULES,
        v1::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Checks the files of a bundle.
///
/// ```
/// use kubewright_bundle::{Files, validate};
///
/// let findings = validate::validate(&Files::default(), &validate::Options::default());
/// assert_eq!(findings[0].rule, "no-manifests");
/// ```
#[must_use]
pub fn validate(files: &Files, options: &Options) -> Vec<Finding> {
    let (bundle, unreadable) = Bundle::parse_all(files);
    let subject = Subject {
        files,
        bundle: &bundle,
        unreadable: &unreadable,
        options,
    };
    let mut findings = Vec::new();
    for rule in options.rules() {
        let mut report = Report::new(rule, &subject);
        (rule.check)(&subject, &mut report);
        findings.append(&mut report.findings);
    }
    let mut once = Vec::new();
    for finding in findings {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    once.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
    once
}

/// Whether nothing stops a release.
#[must_use]
pub fn passed(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Error)
}
