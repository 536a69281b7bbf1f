//! Label selectors in files.

use kubewright_core::watches::{Requirement, WatchSelector};
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    LabelSelector, LabelSelectorRequirement,
};
use kubewright_runtime::kube::core::Selector;

/// Returns kube's selector; without one, it selects everything.
///
/// ```
/// use kubewright_core::watches::WatchSelector;
/// use kubewright_operator_kit::selector::checked;
///
/// let text = serde_json::json!({ "matchLabels": { "tier": "web" } });
/// let selector: WatchSelector = serde_json::from_value(text)?;
/// assert_eq!(checked(Some(selector))?.to_string(), "tier=web");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If an operator is unknown or has the wrong number of values.
pub fn checked(selector: Option<WatchSelector>) -> Result<Selector, String> {
    let Some(selector) = selector else {
        return Ok(Selector::default());
    };
    selector.check()?;
    let expressions = selector.match_expressions.into_iter();
    let selector = LabelSelector {
        match_labels: selector.match_labels,
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
