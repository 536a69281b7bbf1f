//! The admission webhooks that markers in the source describe.

use kubewright_core::crd::{Crd, CrdVersion};
use kubewright_core::markers::args::{Form, parse};
use kubewright_core::markers::project::WEBHOOK;
use kubewright_core::webhook::WebhookMarker;

use crate::project::Webhooks;
use kubewright_analysis::Analysis;

/// The webhooks that the program serves, as far as its markers say.
pub(super) struct Served(Vec<WebhookMarker>);

impl Served {
    pub(super) fn of(analysis: &Analysis) -> Self {
        let facts = analysis.facts(|marker| {
            let args = || parse::<WebhookMarker>(&marker.args, Form::Named).ok();
            (marker.name == WEBHOOK).then(args).flatten()
        });
        Self(facts.markers)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The webhooks of one version of a kind.
    pub(super) fn of_kind(&self, group: &str, plural: &str, version: &str) -> Option<Webhooks> {
        let is_about = |marker: &&WebhookMarker| {
            let has = |list: &[String], wanted: &str| list.iter().any(|item| item == wanted || item == "*");
            has(&marker.groups, group) && has(&marker.resources, plural) && has(&marker.versions, version)
        };
        let mut webhooks = none();
        for marker in self.0.iter().filter(is_about) {
            let path = marker.path.clone().unwrap_or_default();
            if marker.mutating {
                webhooks.defaulting = true;
                webhooks.defaulting_path = path;
            } else {
                webhooks.validation = true;
                webhooks.validation_path = path;
            }
        }
        (webhooks.defaulting || webhooks.validation).then_some(webhooks)
    }
}

fn none() -> Webhooks {
    Webhooks {
        webhook_version: "v1".to_owned(),
        ..Webhooks::default()
    }
}

/// Adds that the other versions convert to this one, if the CRD says that a webhook converts them and stores this one.
pub(super) fn with_conversion(webhooks: Option<Webhooks>, crd: &Crd, version: &str) -> Option<Webhooks> {
    let strategy = crd
        .spec
        .conversion
        .as_ref()
        .and_then(|conversion| conversion.get("strategy"));
    let (stored, others): (Vec<&CrdVersion>, Vec<&CrdVersion>) =
        crd.spec.versions.iter().partition(|version| version.storage);
    let is_hub = stored.iter().any(|stored| stored.name == version);
    if strategy.is_none_or(|strategy| strategy != "Webhook") || !is_hub {
        return webhooks;
    }
    Some(Webhooks {
        conversion: true,
        spoke: others.iter().map(|other| other.name.clone()).collect(),
        ..webhooks.unwrap_or_else(none)
    })
}
