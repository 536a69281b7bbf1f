//! Label selectors in files.

use std::collections::BTreeMap;

use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    LabelSelector, LabelSelectorRequirement,
};
use kubewright_runtime::kube::core::Selector;
use serde::Deserialize;

/// A label selector, with an error for unknown fields, which `k8s_openapi` ignores.
///
/// ```
/// use kubewright_operator_kit::selector::WatchSelector;
///
/// let text = serde_json::json!({ "matchLabels": { "tier": "web" } });
/// let selector: WatchSelector = serde_json::from_value(text)?;
/// assert_eq!(selector.checked()?.to_string(), "tier=web");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WatchSelector {
    match_labels: Option<BTreeMap<String, String>>,
    #[serde(default)]
    match_expressions: Vec<Requirement>,
}

const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirement {
    key: String,
    operator: String,
    values: Option<Vec<String>>,
}

impl WatchSelector {
    /// Returns kube's selector.
    ///
    /// # Errors
    ///
    /// If an operator is unknown or has the wrong number of values.
    pub fn checked(self) -> Result<Selector, String> {
        if let Some(other) = self
            .match_expressions
            .iter()
            .map(|expression| expression.operator.as_str())
            .find(|operator| !OPERATORS.contains(operator))
        {
            let operators = OPERATORS.join(", ");
            return Err(format!(
                "`selector`: `{other}` is not an operator; use one of {operators}"
            ));
        }
        let expressions = self.match_expressions.into_iter();
        let selector = LabelSelector {
            match_labels: self.match_labels,
            match_expressions: Some(
                expressions
                    .map(
                        |Requirement {
                             key,
                             operator,
                             values,
                         }| LabelSelectorRequirement {
                            key,
                            operator,
                            values,
                        },
                    )
                    .collect(),
            ),
        };
        Selector::try_from(selector).map_err(|error| format!("`selector`: {error}"))
    }
}
