//! Conditions.

use kubewright_runtime::condition::{self, Verdict};
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};

/// The API server's limit of a condition's message.
const MESSAGE: usize = 32768;

/// Sets a condition, with a message that the API server accepts.
///
/// ```
/// use kubewright_operator_kit::status;
/// use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
///
/// let mut conditions = Vec::new();
/// status::set(&mut conditions, &ObjectMeta::default(), "Running", true, "Started", &"é".repeat(20000));
/// assert!(conditions[0].message.len() <= 32768);
/// ```
pub fn set(
    conditions: &mut Vec<Condition>,
    object: &ObjectMeta,
    kind: &str,
    verdict: impl Into<Verdict>,
    reason: &str,
    message: &str,
) {
    let new = condition::new(kind, verdict, reason, cut(message, MESSAGE));
    condition::set(conditions, new, object.generation);
}

/// Returns the start of a text that has at most this number of bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}
