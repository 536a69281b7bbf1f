//! The labels and annotations of a CRD.

use super::{Report, below};
use crate::crd::Crd;
use crate::diagnostic::Message;
use crate::names::{InvalidName, KEY_HELP, check_annotation, check_object_label};

pub(super) fn check(crd: &Crd, report: &mut Report) {
    let message = |reason: InvalidName| Message::new(reason.to_string()).help(KEY_HELP);
    for key in crd.metadata.annotations.keys() {
        if let Err(reason) = check_annotation(key) {
            report.add(below("/metadata/annotations", key), message(reason));
        }
    }
    for (key, value) in &crd.metadata.labels {
        if let Err(reason) = check_object_label(key, value) {
            report.add(below("/metadata/labels", key), message(reason));
        }
    }
}
