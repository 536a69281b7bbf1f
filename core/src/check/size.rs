//! Sizes that make trouble when a CRD is applied.

use crate::crd::Crd;

/// What the annotations of an object may hold together; `kubectl apply` keeps the whole object in one of them.
pub const ANNOTATIONS: usize = 262_144;

/// Requests of more are refused sooner or later: etcd takes 1.5 MiB of a more compact form.
pub const OBJECT: usize = 1_048_576;

/// What is to be said about the size of a CRD, if anything: not an error, because server-side apply takes large ones.
///
/// ```
/// use kubewright_core::check::size;
///
/// assert_eq!(size::note_for("pods.example.com", 1_000), None);
/// let note = size::note_for("pods.example.com", 300_000).unwrap();
/// assert!(note.starts_with("pods.example.com has 300000 bytes"));
/// ```
pub fn note_for(name: &str, bytes: usize) -> Option<String> {
    let shorter = "shorten the descriptions with `crd:maxDescLen=0`";
    if bytes > OBJECT {
        Some(format!(
            "{name} has {bytes} bytes, and the API server takes little more than {OBJECT}; {shorter}, or split the kind"
        ))
    } else if bytes > ANNOTATIONS {
        Some(format!(
            "{name} has {bytes} bytes, and `kubectl apply` keeps no more than {ANNOTATIONS} in its annotation; \
             {shorter}, or use `kubectl apply --server-side`"
        ))
    } else {
        None
    }
}

/// What is to be said about the size of this CRD, as JSON, which is how kubectl keeps and sends it.
pub fn note(crd: &Crd) -> Option<String> {
    let bytes = serde_json::to_vec(crd).map_or(0, |json| json.len());
    note_for(&crd.metadata.name, bytes)
}
