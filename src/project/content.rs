//! What an operator is made of, if not of Rust.

use super::Project;

/// The layout of operators that are made of Helm charts; the second key is operator-sdk's.
pub(crate) const HELM_OPERATOR: [&str; 2] = [
    "helm-operator.kubewright.dev/v1",
    "helm.sdk.operatorframework.io/v1",
];
/// The layout of operators that are made of Ansible roles; the second key is operator-sdk's.
pub(crate) const ANSIBLE_OPERATOR: [&str; 2] =
    ["ansible.kubewright.dev/v1", "ansible.sdk.operatorframework.io/v1"];

/// What an operator without Rust is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Helm charts.
    Charts,
    /// Ansible roles and playbooks.
    Roles,
}

impl Content {
    const ALL: [Self; 2] = [Self::Charts, Self::Roles];

    /// The noun for messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Charts => "Helm charts",
            Self::Roles => "Ansible roles",
        }
    }

    /// What `init --plugins` calls it.
    pub(crate) fn plugin(self) -> &'static str {
        match self {
            Self::Charts => "helm",
            Self::Roles => "ansible",
        }
    }

    fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Charts => HELM_OPERATOR,
            Self::Roles => ANSIBLE_OPERATOR,
        }
    }
}

impl Project {
    /// What the operator is made of, unless it is made of Rust.
    pub(crate) fn content(&self) -> Option<Content> {
        let has = |content: &Content| {
            let keys = content.keys();
            self.layout.iter().any(|key| keys.contains(&key.as_str()))
        };
        Content::ALL.into_iter().find(has)
    }
}
