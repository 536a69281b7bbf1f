//! Compares the paths of webhooks: a server has one handler at each.

use std::collections::BTreeMap;

use super::{Marker, WebhookMarker};
use crate::diagnostic::MarkerError;

/// Reports webhooks that have the path of another one. `items` are the items of the source that the markers belong to.
///
/// Markers of one item may share a path: one handler can answer for several entries of the configurations.
#[must_use]
pub fn check_paths(markers: &[Marker], items: &[usize]) -> Vec<MarkerError> {
    let mut taken = BTreeMap::new();
    let mut errors = Vec::new();
    for (index, (marker, item)) in markers.iter().zip(items).enumerate() {
        let Marker::Webhook(webhook) = marker else {
            continue;
        };
        let Some(place) = place(webhook) else { continue };
        let (first, name) = *taken.entry(place).or_insert((item, &webhook.name));
        if first == item {
            continue;
        }
        let path = webhook.path.clone().unwrap_or_default();
        let message = format!("the webhook `{name}` already has the path `{path}`");
        errors.push(MarkerError::new(index, "path", message).help(
            "give each handler its own path; if one handler answers both, put both markers on one item",
        ));
    }
    errors
}

/// The service and the path of a webhook that the program serves.
fn place(webhook: &WebhookMarker) -> Option<impl Ord + use<>> {
    let path = webhook.path.clone().filter(|_| webhook.url.is_none())?;
    Some((
        webhook.service_namespace.clone(),
        webhook.service_name.clone(),
        webhook.service_port,
        path,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markers_of_one_item_share_a_path() {
        let marker = |name: &str, path: &str| {
            Marker::Webhook(Box::new(WebhookMarker {
                name: name.to_owned(),
                path: Some(path.to_owned()),
                ..WebhookMarker::default()
            }))
        };
        let markers = [marker("a", "/x"), marker("b", "/x"), marker("c", "/y")];
        assert!(check_paths(&markers, &[0, 0, 1]).is_empty());
        let errors = check_paths(&markers, &[0, 1, 2]);
        assert_eq!(errors.len(), 1);
        let text = "the webhook `a` already has the path `/x`";
        assert_eq!(errors[0].message.text, text);
    }
}
