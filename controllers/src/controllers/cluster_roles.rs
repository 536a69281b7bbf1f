//! Cluster roles that are the sum of others.

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::Key;
use crate::selector;
use crate::world::{Change, World};

pub(crate) struct ClusterRoles;

impl Controller for ClusterRoles {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind != Kind::CLUSTER_ROLE {
            return Vec::new();
        }
        let all = world.keys(&Kind::CLUSTER_ROLE, "");
        let sums = all.filter(|(_, role)| !role.at("/aggregationRule").is_null());
        sums.map(|(key, _)| key.clone()).collect()
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(role) = view.world.get(key).filter(|role| !role.is_deleting()) else {
            return Decision::none();
        };
        let mut rules: Vec<Value> = Vec::new();
        for selector in role.list("/aggregationRule/clusterRoleSelectors") {
            for (other, part) in view.world.keys(&Kind::CLUSTER_ROLE, "") {
                if other == key || !selector::matches(selector, part.at("/metadata/labels")) {
                    continue;
                }
                for rule in part.list("/rules") {
                    if !rules.contains(rule) {
                        rules.push(rule.clone());
                    }
                }
            }
        }
        if role.list("/rules") == rules {
            return Decision::none();
        }
        let mut object = role.to_value();
        object["rules"] = json!(rules);
        Decision::write(Write::Replace {
            key: key.clone(),
            object,
            subresource: "",
        })
    }
}
