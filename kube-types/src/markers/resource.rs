//! Markers of the kind itself: what they add to the CRD around the schema.

use kubewright_core::crd::{Crd, CrdVersion, Version, definitions};
use kubewright_core::diagnostic::Message;
use kubewright_core::ir::{Marker, Root};
use kubewright_core::markers::csv::CSV;
use kubewright_core::markers::resource::Resource;
use kubewright_core::markers::{self as known, Effect, On as Place};
use kubewright_core::schema::Schema;
use proc_macro2::Span;
use syn::DeriveInput;

use super::contradiction::contradictions;
use super::place;
use crate::attrs::On;
use crate::kube::Kube;
use crate::reader::{Made, Reader};
use crate::scope::{Problem, Scope};
use crate::types::Context;

/// The markers of a kind.
#[derive(Default)]
pub(crate) struct OfKind {
    /// What they say.
    pub(crate) resource: Resource,
    /// The places of the lines with them.
    pub(crate) lines: Vec<Span>,
}

impl<S: Scope> Reader<'_, S> {
    /// The markers of the kind itself; `None` if they say that the version has no CRD.
    pub(crate) fn kind_markers(
        &mut self,
        cx: &Context<S::Place>,
        data: &DeriveInput,
        kube: &Kube,
    ) -> Made<Option<OfKind>, S::Place> {
        let span = kube.span;
        let attrs = self.attrs(cx, &data.attrs, On::Container)?;
        let (_, markers, lines) = self.docs(cx, &attrs.common.docs, span)?;
        for marker in &markers {
            for message in refusal(marker).into_iter().chain(contradictions(kube, marker)) {
                self.problems.push(Problem {
                    place: cx.place.clone(),
                    span: lines.get(marker.at).copied().unwrap_or(span),
                    message,
                });
            }
        }
        let (resource, errors) = Resource::read(&markers);
        for (site, error) in errors {
            self.problems.push(Problem {
                place: cx.place.clone(),
                span: lines.get(site).copied().unwrap_or(span),
                message: error.message,
            });
        }
        if resource.names.path.is_some() || resource.names.scope.is_some() {
            let message = Message::new("`#[kube(...)]` states the plural and the scope of this kind");
            return self.fail(
                cx,
                span,
                message.help("remove `path` and `scope` from `+kubebuilder:resource`"),
            );
        }
        Ok((!resource.skip).then_some(OfKind { resource, lines }))
    }
}

impl OfKind {
    /// The CRD with what the markers add.
    pub(crate) fn added(self, mut crd: Crd) -> Crd {
        let mut resource = self.resource;
        let storage = resource.storage;
        let unserved = std::mem::take(&mut resource.unserved);
        let names = &mut crd.spec.names;
        // The plural stays: the program knows it by the attribute alone.
        if let Some(singular) = resource.names.singular.clone() {
            names.singular = singular;
        }
        if let Some(list_kind) = resource.names.list_kind.clone() {
            names.list_kind = list_kind;
        }
        let version = Version {
            root: Root {
                group: crd.spec.group.clone(),
                version: crd.spec.versions[0].name.clone(),
                kind: crd.spec.names.kind.clone(),
                at: 0,
            },
            resource,
            schema: Schema::default(),
        };
        // What the markers alone would make; errors about them were found before.
        let made = definitions(&[version], None).ok().and_then(|mut all| all.pop());
        let Some(made) = made else { return crd };
        crd.metadata.annotations.extend(made.metadata.annotations);
        crd.metadata.labels.extend(made.metadata.labels);
        crd.spec.conversion = made.spec.conversion.or(crd.spec.conversion);
        join(&mut crd.spec.names.categories, made.spec.names.categories);
        join(&mut crd.spec.names.short_names, made.spec.names.short_names);
        if let (Some(version), Some(made)) = (
            crd.spec.versions.first_mut(),
            made.spec.versions.into_iter().next(),
        ) {
            add(version, made);
            version.storage |= storage;
            version.served &= !unserved;
        }
        crd
    }
}

/// Why a marker cannot be on a kind with kube's derive.
fn refusal(marker: &Marker) -> Option<Message> {
    let found = known::find(&marker.name)?;
    let places = Place::ROOT.or(Place::TYPE).or(Place::ITEM);
    if let Effect::Refused(instead) = found.def.effect {
        let help = instead.replace("#[resource(", "#[kube(");
        return Some(Message::new(format!("`+{}` is not supported", marker.name)).help(help));
    }
    if !found.def.on.overlaps(places) {
        let message = format!("`+{}` does not apply to a kind", marker.name);
        return Some(Message::new(message).help("put it on a field"));
    }
    (marker.name == CSV).then(place::described)
}

/// Adds names, each once.
fn join(all: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !all.contains(&name) {
            all.push(name);
        }
    }
}

fn add(version: &mut CrdVersion, made: CrdVersion) {
    version
        .additional_printer_columns
        .extend(made.additional_printer_columns);
    version.selectable_fields.extend(made.selectable_fields);
    version.deprecated |= made.deprecated;
    version.deprecation_warning = made.deprecation_warning.or(version.deprecation_warning.take());
    if let Some(made) = made.subresources {
        let subresources = version.subresources.get_or_insert_default();
        subresources.scale = made.scale.or(subresources.scale.take());
        subresources.status = made.status.or(subresources.status.take());
    }
}
