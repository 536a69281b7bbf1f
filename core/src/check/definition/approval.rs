//! Groups of the community, whose APIs are reviewed.

use super::{Report, below};
use crate::crd::Crd;
use crate::diagnostic::Message;

/// The domains of these groups.
const PROTECTED: [&str; 2] = ["k8s.io", "kubernetes.io"];

/// The annotation with the result of the review.
const APPROVED: &str = "api-approved.kubernetes.io";

/// What the API server requires of a group of the community.
pub(super) fn check(crd: &Crd, report: &mut Report) {
    let group = &crd.spec.group;
    let is_protected = PROTECTED
        .iter()
        .any(|domain| group == domain || group.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')));
    if !is_protected {
        return;
    }
    let help = "write the URL of its review, or `unapproved` with a reason; or use another group";
    match crd.metadata.annotations.get(APPROVED).map(String::as_str) {
        None | Some("") => {
            let message = Message::new(format!("the group `{group}` needs the annotation `{APPROVED}`"));
            report.add("/metadata/annotations", message.help(help));
        }
        Some(value) if value.starts_with("unapproved") || is_url(value) => {}
        Some(value) => {
            let message = Message::new(format!("`{value}` is neither a URL nor begins with `unapproved`"));
            report.add(below("/metadata/annotations", APPROVED), message.help(help));
        }
    }
}

/// Whether it has a scheme and a host.
fn is_url(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty() && !rest.starts_with('/'))
}
