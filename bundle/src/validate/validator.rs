//! The list of validators: groups of rules that are selected together.

use std::collections::BTreeMap;

/// A group of rules.
///
/// ```
/// use kubewright_bundle::validate::VALIDATORS;
///
/// let suite = VALIDATORS.iter().filter(|validator| validator.suite == Some("operatorframework"));
/// assert_eq!(suite.count(), 5);
/// ```
#[derive(Debug)]
pub struct Validator {
    /// The label `name`.
    pub name: &'static str,
    /// The label `suite`.
    pub suite: Option<&'static str>,
    /// Whether it only runs if it is selected.
    pub optional: bool,
    /// What it checks.
    pub about: &'static str,
    /// Validators whose rules it runs too.
    pub includes: &'static [&'static str],
}

/// All validators.
pub const VALIDATORS: &[Validator] = &[
    always("format", "Files, annotations and dependencies of a bundle"),
    always("bundle", "CSV, CRDs and other objects against each other"),
    always("csv", "The ClusterServiceVersion"),
    always("crd", "The CustomResourceDefinitions"),
    always("install", "What makes an installation fail"),
    of_suite("operatorhubv2", "What OperatorHub.io shows of an operator"),
    of_suite("capabilities", "The capability level"),
    of_suite("categories", "The categories"),
    of_suite("alpha-deprecated-apis", "APIs that Kubernetes has removed"),
    of_suite("good-practices", "Good practices for operators"),
    Validator {
        name: "operatorhub",
        suite: None,
        optional: true,
        about: "Deprecated: operatorhubv2, capabilities, categories and alpha-deprecated-apis",
        includes: &[
            "operatorhubv2",
            "capabilities",
            "categories",
            "alpha-deprecated-apis",
        ],
    },
    alone("community", "Deprecated: removed APIs and OpenShift versions"),
    alone(
        "multiarch",
        "The platforms of images against the labels of the CSV",
    ),
    alone(
        "objects",
        "Disruption budgets, priority classes and roles that endanger a cluster",
    ),
    alone("olm-v1", "What OLM v1 does not support"),
];

const fn always(name: &'static str, about: &'static str) -> Validator {
    Validator {
        name,
        suite: None,
        optional: false,
        about,
        includes: &[],
    }
}

const fn alone(name: &'static str, about: &'static str) -> Validator {
    Validator {
        name,
        suite: None,
        optional: true,
        about,
        includes: &[],
    }
}

const fn of_suite(name: &'static str, about: &'static str) -> Validator {
    let suite = Some("operatorframework");
    Validator {
        name,
        suite,
        optional: true,
        about,
        includes: &[],
    }
}

impl Validator {
    /// The labels that selectors match.
    #[must_use]
    pub fn labels(&self) -> BTreeMap<String, String> {
        let name = (String::from("name"), self.name.to_owned());
        let suite = self.suite.map(|suite| (String::from("suite"), suite.to_owned()));
        [name].into_iter().chain(suite).collect()
    }

    /// The validators whose rules run.
    pub(super) fn runs(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.includes.iter().copied())
    }
}
