//! Markers of a kind that state something else than `#[kube(...)]`.

use kubewright_core::crd::ScalePaths;
use kubewright_core::diagnostic::Message;
use kubewright_core::ir::Marker;
use kubewright_core::markers::resource::{Resource, Scale};

use crate::kube::Kube;

/// What is wrong with a marker that the attribute contradicts.
pub(super) fn contradictions(kube: &Kube, marker: &Marker) -> Vec<Message> {
    // What is malformed is reported with all markers.
    let (stated, _) = Resource::read(std::slice::from_ref(marker));
    let mut found = Vec::new();
    if let (Some(own), Some(new)) = (&kube.singular, &stated.names.singular)
        && own != new
    {
        found.push(format!("singular = {own:?}"));
    }
    if let (Some(own), Some(new)) = (&kube.scale, &stated.scale)
        && is_other(own, new)
    {
        found.push("scale(...)".to_owned());
    }
    let warning = stated.deprecated.and_then(|stated| stated.warning);
    if let (Some(Some(own)), Some(new)) = (&kube.deprecated, &warning)
        && own != new
    {
        found.push(format!("deprecated = {own:?}"));
    }
    let pairs = [
        ("annotation", &kube.annotations, &stated.annotations),
        ("label", &kube.labels, &stated.labels),
    ];
    for (name, own, stated) in pairs {
        let differs = |(key, value): &&(String, String)| stated.get(key).is_some_and(|new| new != value);
        let texts = own.iter().filter(differs);
        found.extend(texts.map(|(key, value)| format!("{name}({key:?}, {value:?})")));
    }
    let message = |attribute: String| {
        let message = Message::new(format!("contradicts `#[kube({attribute})]`"));
        message.help("keep one of the two").about_marker(&marker.name)
    };
    found.into_iter().map(message).collect()
}

fn is_other(own: &ScalePaths, new: &Scale) -> bool {
    own.spec_replicas_path != new.spec
        || own.status_replicas_path != new.status
        || own.label_selector_path != new.selector
}
