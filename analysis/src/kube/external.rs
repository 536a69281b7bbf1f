//! Kinds that others define.

use std::collections::BTreeSet;

/// The kinds that get no CRD, because somebody else installs it. What is wrong with their schemas is no error.
///
/// ```
/// use kubewright_analysis::External;
///
/// let external = External { outside: Some("example.com".to_owned()), ..External::default() };
/// assert!(external.has("monitoring.coreos.com", "PodMonitor"));
/// assert!(!external.has("shop.example.com", "Order"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct External {
    /// External kinds, by group and kind.
    pub kinds: BTreeSet<(String, String)>,
    /// Kinds of groups outside of this domain are external too.
    pub outside: Option<String>,
    /// Kinds that are not, whatever their group is.
    pub own: BTreeSet<(String, String)>,
}

impl External {
    /// Whether a kind is external.
    #[must_use]
    pub fn has(&self, group: &str, kind: &str) -> bool {
        let key = (group.to_owned(), kind.to_owned());
        let is_below = |domain: &str| {
            group == domain || group.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
        };
        let is_outside = self.outside.as_deref().is_some_and(|domain| !is_below(domain));
        !self.own.contains(&key) && (is_outside || self.kinds.contains(&key))
    }
}
