//! Kubebuilder markers in the doc comments of types with kube's derives.
//!
//! While a schema is made, it keeps the numbers of its markers under a key of its own. When it is complete, the markers are applied.

use kubewright_core::crd::{Crd, CrdVersion, Version, definitions};
use kubewright_core::diagnostic::Message;
use kubewright_core::ir::Root;
use kubewright_core::lower;
use kubewright_core::markers::resource::Resource;
use kubewright_core::markers::{self as known, On as Place, presence};
use kubewright_core::schema::{Additional, Schema};
use proc_macro2::Span;
use serde_json::Value;
use syn::DeriveInput;

use crate::Definition;
use crate::attrs::On;
use crate::reader::{Made, Reader};
use crate::schema::MARKERS;
use crate::scope::{Problem, Scope};
use crate::types::Context;

/// A step into a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Property(String),
    Items,
    Values,
}

/// A schema with markers: its path, and the numbers of the doc comments.
pub(crate) type Found = (Vec<Step>, Vec<usize>);

/// Takes the numbers out of a schema, the deepest first.
pub(crate) fn taken(schema: &mut Value) -> Vec<Found> {
    let mut found = Vec::new();
    take(schema, &mut Vec::new(), &mut found);
    found.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    found
}

fn take(schema: &mut Value, path: &mut Vec<Step>, found: &mut Vec<Found>) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::Array(numbers)) = map.remove(MARKERS) {
        let numbers = numbers.iter().filter_map(Value::as_u64);
        let numbers = numbers.filter_map(|number| usize::try_from(number).ok());
        found.push((path.clone(), numbers.collect()));
    }
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (name, schema) in properties {
                    path.push(Step::Property(name.clone()));
                    take(schema, path, found);
                    path.pop();
                }
            }
            ("items", value) => {
                path.push(Step::Items);
                take(value, path, found);
                path.pop();
            }
            ("additionalProperties", value) => {
                path.push(Step::Values);
                take(value, path, found);
                path.pop();
            }
            // A variant has no schema of its own in the end.
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
                for schema in all {
                    take(schema, path, &mut Vec::new());
                }
            }
            ("not", value) => take(value, path, &mut Vec::new()),
            _ => {}
        }
    }
}

fn at<'s>(schema: &'s mut Schema, path: &[Step]) -> Option<&'s mut Schema> {
    let Some((first, rest)) = path.split_first() else {
        return Some(schema);
    };
    let inner = match first {
        Step::Property(name) => schema.properties.get_mut(name)?,
        Step::Items => schema.items.as_deref_mut()?,
        Step::Values => match schema.additional_properties.as_deref_mut()? {
            Additional::Schema(schema) => schema,
            Additional::Allowed(_) => return None,
        },
    };
    at(inner, rest)
}

impl<S: Scope> Reader<'_, S> {
    /// Applies the markers of types and fields.
    pub(crate) fn apply_markers(&mut self, schema: &mut Schema, found: Vec<Found>) {
        for (path, numbers) in found {
            for number in numbers {
                let marked = self.marked[number].clone();
                if let Some((Step::Property(name), before)) = path.split_last()
                    && let Some(required) = presence::required(&marked.markers)
                    && let Some(parent) = at(schema, before)
                {
                    match required {
                        true => parent.required.insert(name.clone()),
                        false => parent.required.remove(name),
                    };
                }
                let Some(target) = at(schema, &path) else { continue };
                let (made, errors) = lower::marked(&marked.markers, std::mem::take(target));
                *target = made;
                for error in errors {
                    self.problems.push(Problem {
                        place: marked.place.clone(),
                        span: marked
                            .lines
                            .get(error.place.0)
                            .copied()
                            .unwrap_or_else(Span::call_site),
                        message: error.message,
                    });
                }
            }
        }
    }

    /// Adds what the markers of the kind itself say.
    pub(crate) fn resource_markers(
        &mut self,
        cx: &Context<S::Place>,
        data: &DeriveInput,
        mut crd: Crd,
        span: Span,
    ) -> Made<Option<Definition>, S::Place> {
        let attrs = self.attrs(cx, &data.attrs, On::Container)?;
        let (_, markers, lines) = self.docs(cx, &attrs.common.docs, span)?;
        if markers.is_empty() {
            return Ok(Some(Definition {
                crd,
                stored: false,
                repairs: Vec::new(),
            }));
        }
        for marker in &markers {
            let places = Place::ROOT.or(Place::TYPE).or(Place::ITEM);
            if known::find(&marker.name).is_some_and(|found| !found.def.on.overlaps(places)) {
                let message = format!("`+{}` does not apply to a kind", marker.name);
                self.problems.push(Problem {
                    place: cx.place.clone(),
                    span: lines.get(marker.at).copied().unwrap_or(span),
                    message: Message::new(message).help("put it on a field"),
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
        if resource.skip {
            return Ok(None);
        }
        let storage = resource.storage;
        let mut alone = resource.clone();
        alone.unserved = false;
        let version = Version {
            root: Root {
                group: crd.spec.group.clone(),
                version: crd.spec.versions[0].name.clone(),
                kind: crd.spec.names.kind.clone(),
                at: 0,
            },
            resource: alone,
            schema: Schema::default(),
        };
        // What the markers alone would make; errors about them were found above.
        let made = definitions(&[version], None).ok().and_then(|mut all| all.pop());
        let Some(made) = made else {
            return Ok(Some(Definition {
                crd,
                stored: false,
                repairs: Vec::new(),
            }));
        };
        crd.metadata.annotations.extend(made.metadata.annotations);
        crd.metadata.labels.extend(made.metadata.labels);
        crd.spec.conversion = made.spec.conversion.or(crd.spec.conversion);
        crd.spec.names.categories.extend(made.spec.names.categories);
        crd.spec.names.short_names.extend(made.spec.names.short_names);
        if let (Some(version), Some(made)) = (
            crd.spec.versions.first_mut(),
            made.spec.versions.into_iter().next(),
        ) {
            add(version, made);
            version.storage |= storage;
            version.served &= !resource.unserved;
        }
        Ok(Some(Definition {
            crd,
            stored: storage,
            repairs: Vec::new(),
        }))
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
