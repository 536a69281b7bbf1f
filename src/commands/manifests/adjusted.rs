//! What options change in a CRD after it is made.

use std::collections::BTreeSet;

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::schema::{Additional, Schema};

use crate::options;

/// Paths of `crd:omitDefaults`, by their numbers.
pub(super) type Reached = BTreeSet<usize>;

/// Changes a CRD as the options say. Returns the paths that it has.
pub(super) fn adjust(crd: &mut Crd, options: &options::Crd) -> Reached {
    let mut reached = Reached::new();
    crd.spec.preserve_unknown_fields = options.preserve_unknown_fields;
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (key.to_owned(), value.to_owned())
    };
    crd.metadata
        .annotations
        .extend(options.annotations.iter().map(pair));
    crd.metadata.labels.extend(options.labels.iter().map(pair));
    // A negative limit means no limit, as in controller-gen.
    let most = options.max_desc_len.and_then(|most| usize::try_from(most).ok());
    for version in &mut crd.spec.versions {
        let schema = &mut version.schema.open_api_v3_schema;
        if let Some(most) = most {
            schema.limit_descriptions(most);
        }
        if options.omit_formats || !options.omit_defaults.is_empty() {
            omit(schema, "", options, &mut reached);
        }
    }
    reached
}

/// What is wrong with paths that no CRD has.
pub(super) fn unreached(options: &options::Crd, reached: &Reached) -> impl Iterator<Item = Message> {
    let paths = options.omit_defaults.iter().enumerate();
    let left = paths.filter(|(number, _)| !reached.contains(number));
    left.map(|(_, path)| {
        let message = Message::new(format!("`crd:omitDefaults`: no CRD has the path `{path}`"));
        message.help("name a field as in the CRD, such as `.spec.template`, or remove the path")
    })
}

/// Removes formats and defaults.
fn omit(schema: &mut Schema, path: &str, options: &options::Crd, reached: &mut Reached) {
    if options.omit_formats {
        schema.format = None;
    }
    let is_below = |wanted: &String| {
        let rest = path.strip_prefix(wanted.trim_end_matches('.'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    for (number, _) in { options.omit_defaults.iter().enumerate() }.filter(|(_, wanted)| is_below(wanted)) {
        schema.default = None;
        reached.insert(number);
    }
    for (name, property) in schema.properties.iter_mut() {
        omit(property, &format!("{path}.{name}"), options, reached);
    }
    if let Some(items) = schema.items.as_deref_mut() {
        omit(items, &format!("{path}[*]"), options, reached);
    }
    if let Some(Additional::Schema(values)) = schema.additional_properties.as_deref_mut() {
        omit(values, &format!("{path}.*"), options, reached);
    }
    let lists = [&mut schema.all_of, &mut schema.any_of, &mut schema.one_of];
    for alternative in lists.into_iter().flatten() {
        omit(alternative, path, options, reached);
    }
    if let Some(not) = schema.not.as_deref_mut() {
        omit(not, path, options, reached);
    }
}

/// The document, as a template of a chart if an option says so.
pub(super) fn wrapped(text: String, options: &options::Crd) -> String {
    match &options.helm_condition {
        Some(condition) => {
            let literal = text.replace("{{", "{{ \"{{\" }}");
            format!("{{{{- if .Values.{condition} }}}}\n{literal}{{{{- end }}}}\n")
        }
        None => text,
    }
}
