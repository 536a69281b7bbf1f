//! The versions of a CRD, apart from their schemas.

use super::Report;
use crate::crd::{Crd, CrdVersion};
use crate::diagnostic::Message;
use crate::names::check_version;

/// The longest warning, in bytes.
const LONGEST_WARNING: usize = 256;

pub(super) fn check(crd: &Crd, report: &mut Report) {
    let versions = &crd.spec.versions;
    let stored: Vec<_> = versions
        .iter()
        .enumerate()
        .filter(|(_, version)| version.storage)
        .collect();
    match stored.as_slice() {
        [_] => {}
        [] => {
            let message = Message::new("no version is the storage version");
            report.add("/spec/versions", message.help("set `storage: true` on one"));
        }
        [(_, first), others @ ..] => {
            for (index, _) in others {
                let message = Message::new(format!("`{}` is the storage version already", first.name));
                let message = message.help("set `storage: true` on one version only");
                report.add(format!("/spec/versions/{index}/storage"), message);
            }
        }
    }
    for (index, version) in versions.iter().enumerate() {
        let pointer = format!("/spec/versions/{index}");
        if let Err(reason) = check_version(&version.name) {
            report.add(format!("{pointer}/name"), reason.to_string());
        } else if versions[..index].iter().any(|other| other.name == version.name) {
            let message = format!("the version `{}` is listed twice", version.name);
            report.add(format!("{pointer}/name"), message);
        }
        if let Some(reason) = wrong_warning(version) {
            report.add(format!("{pointer}/deprecationWarning"), reason);
        }
    }
}

fn wrong_warning(version: &CrdVersion) -> Option<Message> {
    let warning = version.deprecation_warning.as_deref()?;
    let message = if !version.deprecated {
        Message::new("only a deprecated version has a warning").help("set `deprecated: true`, or remove it")
    } else if warning.is_empty() {
        Message::new("the warning is empty").help("remove it: clients then get a standard text")
    } else if warning.len() > LONGEST_WARNING {
        Message::new(format!("the warning has more than {LONGEST_WARNING} characters"))
    } else if warning.contains(char::is_control) {
        Message::new("the warning has a control character").help("write it on one line")
    } else {
        return None;
    };
    Some(message)
}
