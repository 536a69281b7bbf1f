//! Columns and scale that the API server accepts and `kubewright manifests` refuses, because their paths lead nowhere.
//!
//! The API server does not follow these paths when it accepts a CRD. A column without a field stays empty, and a scale without a field
//! at `specReplicasPath` answers with an error, so the types go without them.

use kubewright_core::check::{At, By, beside_schema, key_of_scale, markers_of};
use kubewright_core::crd::CrdVersion;
use kubewright_core::diagnostic::Message;

/// Something that the types of a version do not have.
pub(crate) struct Omission {
    /// What it is, such as "the column `Size`".
    pub(crate) what: String,
    reason: String,
}

impl Omission {
    /// The note about it.
    pub(crate) fn note(&self, crd: &str, version: &str) -> Message {
        let Self { what, reason } = self;
        Message::new(format!("`{crd}`: {what} of `{version}` is left out: {reason}"))
            .help("to keep it, correct the path in the CRD, or add the field to the schema")
    }
}

/// Removes them from a version.
pub(crate) fn remove(version: &mut CrdVersion) -> Vec<Omission> {
    let refused = refused(version);
    let mut left_out = Vec::new();
    let mut index = 0;
    version.additional_printer_columns.retain(|column| {
        let place = format!("/additionalPrinterColumns/{index}");
        index += 1;
        let Some((_, text)) = refused.iter().find(|(at, _)| *at == place) else {
            return true;
        };
        let what = format!("the column `{}`", column.name);
        let reason = text.strip_prefix(&format!("{what}: ")).unwrap_or(text).to_owned();
        left_out.push(Omission { what, reason });
        false
    });
    let of_scale = refused.iter().filter(|(at, _)| at == "/subresources/scale");
    let of_scale: Vec<_> = of_scale.map(|(_, text)| key_of_scale(text)).collect();
    left_out.extend(scale(version, &of_scale));
    left_out
}

/// Without its selector, a scale still works.
fn scale(version: &mut CrdVersion, refused: &[(&str, &str)]) -> Option<Omission> {
    const SELECTOR: &str = "/labelSelectorPath";
    let (key, reason) = *refused
        .iter()
        .find(|(key, _)| *key != SELECTOR)
        .or(refused.first())?;
    let subresources = version.subresources.as_mut()?;
    if key == SELECTOR {
        subresources.scale.as_mut()?.label_selector_path = None;
        return Some(Omission {
            what: "`labelSelectorPath`".to_owned(),
            reason: reason.to_owned(),
        });
    }
    subresources.scale = None;
    if subresources.status.is_none() {
        version.subresources = None;
    }
    Some(Omission {
        what: "the scale subresource".to_owned(),
        reason: format!("`{}`: {reason}", key.trim_start_matches('/')),
    })
}

/// The places beside the schema that only kubewright refuses, and why.
fn refused(version: &CrdVersion) -> Vec<(String, String)> {
    let mut places = Vec::new();
    let markers = markers_of(version, |place| {
        places.push(place);
        places.len() - 1
    });
    let found = beside_schema(&version.schema.open_api_v3_schema, &markers).into_iter();
    let stricter = found.filter(|finding| finding.by == By::Kubewright);
    let placed = stricter.filter_map(|finding| {
        let (At::Site(site) | At::Argument(site, _)) = finding.error.place else {
            return None;
        };
        Some((places.get(site)?.clone(), finding.error.message.text))
    });
    placed.collect()
}
