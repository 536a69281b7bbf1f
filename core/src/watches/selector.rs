//! Label selectors.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A label selector, with an error for unknown fields, which `k8s_openapi` ignores.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WatchSelector {
    /// Labels with their values.
    pub match_labels: Option<BTreeMap<String, String>>,
    /// Requirements.
    #[serde(default)]
    pub match_expressions: Vec<Requirement>,
}

const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];

impl WatchSelector {
    /// Checks the operators, and whether they have values.
    ///
    /// ```
    /// use kubewright_core::watches::WatchSelector;
    /// use kubewright_core::yaml::from_str;
    ///
    /// let selector: WatchSelector = from_str("matchExpressions: [{ key: tier, operator: Is }]")?;
    /// assert!(selector.check().unwrap_err().contains("use one of In, NotIn, Exists, DoesNotExist"));
    /// # Ok::<(), kubewright_core::yaml::YamlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If an operator is unknown, lacks values, or does not take any.
    pub fn check(&self) -> Result<(), String> {
        self.match_expressions.iter().try_for_each(Requirement::check)
    }

    /// The requirements without variables of the environment in their operators.
    pub(super) fn without_variables(&self) -> Self {
        let known = self.match_expressions.iter();
        let known = known.filter(|expression| !expression.operator.contains("${"));
        Self {
            match_labels: self.match_labels.clone(),
            match_expressions: known.cloned().collect(),
        }
    }
}

impl Requirement {
    fn check(&self) -> Result<(), String> {
        let Self {
            key,
            operator,
            values,
        } = self;
        let has_values = values.as_ref().is_some_and(|values| !values.is_empty());
        match operator.as_str() {
            "In" | "NotIn" if !has_values => Err(format!(
                "`selector`: `{operator}` needs values; add `values` for `{key}`"
            )),
            "Exists" | "DoesNotExist" if has_values => Err(format!(
                "`selector`: `{operator}` takes no values; remove `values` of `{key}`"
            )),
            operator if OPERATORS.contains(&operator) => Ok(()),
            other => {
                let operators = OPERATORS.join(", ");
                Err(format!(
                    "`selector`: `{other}` is not an operator; use one of {operators}"
                ))
            }
        }
    }
}

/// A requirement of a selector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The label.
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// The values.
    pub values: Option<Vec<String>>,
}
