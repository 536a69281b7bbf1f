//! A kind's type → its CRD.

use std::rc::Rc;

use kubewright_core::check::{self, At, By};
use kubewright_core::crd::{
    Crd, CrdSpec, CrdVersion, Empty, Metadata, Names, SelectableField, Subresources, VersionSchema,
    root_schema,
};
use kubewright_core::diagnostic::Message;
use kubewright_core::markers::resource::{
    PrintColumn, Resource, Scale as ScaleMarker, SelectableField as SelectableMarker,
};
use proc_macro2::Span;
use serde_json::{Value, json};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::Definition;
use crate::era::Era;
use crate::json::{object, object_of};
use crate::kube::{Kube, Mode, is_kind, plural_of};
use crate::reader::{Made, Reader};
use crate::repair::{Effect, Repair};
use crate::schema::push_rule;
use crate::scope::{Item, Problem, Scope, Syntax};
use crate::types::{Context, Ty};
use crate::{markers, props, strict, transform};

impl<S: Scope> Reader<'_, S> {
    pub(crate) fn definition(&mut self, item: &Rc<Item<S::Place>>) -> Made<Option<Definition>, S::Place> {
        let cx = Context::of(item.place.clone());
        let Syntax::Data(data) = &item.syntax else {
            return Ok(None);
        };
        if !is_kind(&data.attrs) {
            return Ok(None);
        }
        self.refuse_undecided(&cx, &data.attrs);
        let read = Kube::read(&data.attrs);
        if read.is_err() && !self.problems.is_empty() {
            // What is missing may be under a condition.
            return Ok(None);
        }
        let mut kube = self.wrong(&cx, read)?;
        let root = kube.root.clone().unwrap_or_else(|| kube.kind.clone());
        if data.ident == root {
            let message = Message::new(format!("`{root}` is the name of the struct that kube generates"));
            return self.fail(
                &cx,
                data.ident.span(),
                message.help(format!("name this one `{root}Spec`")),
            );
        }
        if kube.schema == Mode::Disabled {
            return Ok(None);
        }
        let mut schema = match kube.schema {
            Mode::Manual => self.manual(&cx, item, &root, &kube)?,
            Mode::Derived | Mode::Disabled => self.root(&cx, item, &kube)?,
        };
        // Before kube 4, the derive for rules makes another struct.
        let title = match self.era < Era::V4 && !kube.rules.is_empty() {
            true => format!("{root}Validated"),
            false => root,
        };
        object(&mut schema).entry("title").or_insert_with(|| title.into());
        if !self.problems.is_empty() {
            // What is wrong inside would only be said again.
            return Ok(None);
        }
        transform::openapi(&mut schema, self.era, self.strict);
        let mut repairs = Vec::new();
        if self.strict {
            repairs = strict::all(&mut schema, self.era);
            transform::optional_int_or_strings(&mut schema);
        } else if let Err(message) = transform::structural(&mut schema, self.era) {
            return self.fail(&cx, kube.span, message);
        }
        if let Err(message) = props::cleaned(&mut schema) {
            return self.fail(&cx, kube.span, message);
        }
        let found = match self.marked.is_empty() {
            true => markers::Found::default(),
            false => markers::taken(&mut schema),
        };
        let mut schema = match props::schema(schema) {
            Ok(schema) => schema,
            Err(message) => return self.fail(&cx, kube.span, message),
        };
        self.apply_markers(&mut schema, found);
        for path in kube
            .selectable
            .iter_mut()
            .filter(|path| self.strict && !path.starts_with('.'))
        {
            path.insert(0, '.');
            repairs.push(Repair {
                path: String::new(),
                effect: Effect::Refused,
                text: "a selectable field gets a `.` in front of its path".to_owned(),
            });
        }
        let span = kube.span;
        let Some(of_kind) = self.kind_markers(&cx, data, &kube)? else {
            return Ok(None);
        };
        let resource = described(&kube, &of_kind.resource, self.strict);
        for finding in check::version(&root_schema(schema.clone()), &resource) {
            let (marker, message) = match finding.error.place {
                At::Place(place) | At::Rule(place, _) => {
                    (self.marked.site(place).cloned(), finding.error.message)
                }
                At::Site(IN_ATTRIBUTE) | At::Argument(IN_ATTRIBUTE, _) => {
                    (None, of_attribute(finding.error.message))
                }
                At::Site(line) | At::Argument(line, _) => {
                    let span = of_kind.lines.get(line).copied();
                    (span.map(|span| (cx.place.clone(), span)), finding.error.message)
                }
                At::Type => (None, finding.error.message),
            };
            let is_note = finding.by == By::Kubewright && marker.is_none();
            let (place, span) = marker.unwrap_or_else(|| (cx.place.clone(), span));
            let problem = Problem { place, span, message };
            match is_note {
                true => self.notes.push(problem),
                false => self.problems.push(problem),
            }
        }
        let crd = crd(kube, schema, self.strict.then_some(&mut repairs));
        Ok(Some(Definition {
            stored: of_kind.resource.storage,
            crd: of_kind.added(crd),
            repairs,
        }))
    }

    /// The schema of the struct that kube generates from an item, as the type of a field.
    pub(crate) fn generated(
        &mut self,
        generated: &Item<S::Place>,
        data: &DeriveInput,
        span: Span,
    ) -> Made<Value, S::Place> {
        let cx = Context::of(generated.place.clone());
        let kube = self.wrong(&cx, Kube::read(&data.attrs))?;
        let item = Rc::new(Item {
            name: data.ident.to_string(),
            generated: false,
            ..generated.clone()
        });
        match kube.schema {
            Mode::Derived => self.root(&cx, &item, &kube),
            Mode::Manual => self.manual(&cx, &item, &generated.name, &kube),
            Mode::Disabled => {
                let message = Message::new(format!("`{}` has no schema", generated.name));
                self.fail(&cx, span, message.help("use its spec as the type of the field"))
            }
        }
    }

    /// The schema of the struct that kube generates around the spec.
    fn root(
        &mut self,
        cx: &Context<S::Place>,
        item: &Rc<Item<S::Place>>,
        kube: &Kube,
    ) -> Made<Value, S::Place> {
        let spec = Ty::Item(item.clone(), [].into());
        let span = kube.span;
        let mut schema = json!({"type": "object"});
        if kube.no_spec {
            let made = self.non_optional(cx, &spec, span)?;
            crate::schema::flatten_into(&mut schema, made);
        } else {
            let made = self.schema(cx, &spec, span)?;
            schema["properties"] = object_of([("spec", made)]);
            if !self.is_option(cx, &spec)? {
                schema["required"] = json!(["spec"]);
            }
        }
        if let Some(status) = &kube.status {
            let ty = self.path_type(cx, status)?;
            let optional = Ty::Known("std::option::Option".to_owned(), vec![ty]);
            let made = self.schema(cx, &optional, status.span())?;
            if let Value::Object(properties) = object(&mut schema)
                .entry("properties")
                .or_insert_with(|| json!({}))
            {
                properties.insert("status".to_owned(), made);
            }
        }
        let doc = match &kube.doc {
            Some(doc) => doc.clone(),
            None => format!(
                " Auto-generated derived type for {} via `CustomResource`",
                item.name
            ),
        };
        self.described(&mut schema, &doc);
        for rule in &kube.rules {
            let rule = self.rule(cx, rule)?;
            push_rule(&mut schema, rule);
        }
        Ok(schema)
    }

    /// The schema that the user has written for the kind.
    fn manual(
        &mut self,
        cx: &Context<S::Place>,
        item: &Rc<Item<S::Place>>,
        root: &str,
        kube: &Kube,
    ) -> Made<Value, S::Place> {
        let generated = item.generating(root);
        match self.scope.implementation(&generated, "JsonSchema") {
            Some(found) => {
                let context = Context {
                    place: found.place.clone(),
                    ..cx.clone()
                };
                self.by_hand(&context, &found, kube.span)
            }
            None => {
                let message = Message::new(format!(
                    "`schema = \"manual\"` needs an `impl JsonSchema for {root}`"
                ));
                self.fail(cx, kube.span, message)
            }
        }
    }
}

/// The place of what `#[kube(...)]` says, among those of markers.
const IN_ATTRIBUTE: usize = usize::MAX;

/// What the attribute and the markers say about columns and subresources.
fn described(kube: &Kube, markers: &Resource, strict: bool) -> Resource {
    let mut resource = markers.clone();
    resource.status |= kube.status.is_some();
    let columns = kube.columns.iter().map(|column| PrintColumn {
        name: column.name.clone(),
        ty: column.ty.clone(),
        json_path: column.json_path.clone(),
        description: column.description.clone(),
        format: column.format.clone(),
        priority: Some(column.priority),
        at: IN_ATTRIBUTE,
    });
    resource.columns.splice(0..0, columns);
    let selectable = kube.selectable.iter().map(|json_path| SelectableMarker {
        json_path: json_path.clone(),
        at: IN_ATTRIBUTE,
    });
    resource.selectable.splice(0..0, selectable);
    // Without a status kube drops it.
    let scale = kube.scale.as_ref().filter(|_| strict || kube.status.is_some());
    let scale = scale.map(|scale| ScaleMarker {
        spec: scale.spec_replicas_path.clone(),
        status: scale.status_replicas_path.clone(),
        selector: scale.label_selector_path.clone(),
        at: IN_ATTRIBUTE,
    });
    resource.scale = resource.scale.or(scale);
    resource
}

/// A message about a marker, as one about the attribute that says the same.
fn of_attribute(message: Message) -> Message {
    let names = [
        ("specpath", "spec_replicas_path"),
        ("statuspath", "status_replicas_path"),
        ("selectorpath", "label_selector_path"),
        ("JSONPath", "jsonPath"),
        ("the marker", "the attribute"),
    ];
    let renamed = |text: String| { names.iter() }.fold(text, |text, (marker, own)| text.replace(marker, own));
    Message {
        text: renamed(message.text),
        help: message.help.map(renamed),
    }
}

fn crd(kube: Kube, schema: kubewright_core::schema::Schema, strict: Option<&mut Vec<Repair>>) -> Crd {
    let singular = kube.singular.unwrap_or_else(|| kube.kind.to_ascii_lowercase());
    let plural = kube.plural.unwrap_or_else(|| plural_of(&singular));
    // Without a status kube writes no subresources, and drops `scale`.
    let mut subresources = kube.status.is_some().then_some(Subresources {
        scale: kube.scale.clone(),
        status: Some(Empty {}),
    });
    if let (None, Some(scale), Some(repairs)) = (&subresources, &kube.scale, strict) {
        subresources = Some(Subresources {
            scale: Some(scale.clone()),
            status: None,
        });
        repairs.push(Repair {
            path: String::new(),
            effect: Effect::Lost,
            text: "kube drops `scale` of a kind without a status; it is kept".to_owned(),
        });
    }
    let version = CrdVersion {
        additional_printer_columns: kube.columns,
        deprecated: kube.deprecated.is_some(),
        deprecation_warning: kube.deprecated.flatten(),
        name: kube.version,
        schema: VersionSchema {
            open_api_v3_schema: schema,
        },
        selectable_fields: kube
            .selectable
            .into_iter()
            .map(|json_path| SelectableField { json_path })
            .collect(),
        served: kube.served,
        storage: kube.storage,
        subresources,
    };
    Crd {
        api_version: "apiextensions.k8s.io/v1".to_owned(),
        kind: "CustomResourceDefinition".to_owned(),
        metadata: Metadata {
            annotations: kube.annotations.into_iter().collect(),
            labels: kube.labels.into_iter().collect(),
            name: format!("{plural}.{}", kube.group),
        },
        spec: CrdSpec {
            conversion: None,
            group: kube.group,
            names: Names {
                categories: kube.categories,
                kind: kube.kind,
                list_kind: String::new(),
                plural,
                short_names: kube.short_names,
                singular,
            },
            preserve_unknown_fields: None,
            scope: if kube.namespaced { "Namespaced" } else { "Cluster" }.to_owned(),
            versions: vec![version],
        },
    }
}

/// Joins the versions of a kind as kube's `merge_crds` does: the stored one gives the names, the others follow in reverse order.
///
/// ```
/// assert!(kubewright_kube_types::merge(Vec::new(), "v1").is_none());
/// ```
#[must_use]
pub fn merge(mut versions: Vec<Crd>, stored: &str) -> Option<Crd> {
    let has_name = |crd: &Crd| {
        crd.spec
            .versions
            .first()
            .is_some_and(|version| version.name == stored)
    };
    let at = versions.iter().position(has_name)?;
    let mut root = versions.remove(at);
    for version in &mut root.spec.versions {
        version.storage = true;
    }
    for other in versions.into_iter().rev() {
        for mut version in other.spec.versions.into_iter().rev() {
            version.storage = false;
            root.spec.versions.push(version);
        }
    }
    Some(root)
}
