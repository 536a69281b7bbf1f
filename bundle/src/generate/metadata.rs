//! The metadata of a bundle: `annotations.yaml` and the labels of the image, which are the same.

use std::fmt::Write as _;

use kubewright_core::yaml;
use serde_json::{Value, json};

use super::{Fields, GenerateError, Generated, Note, Options, object};
use crate::{Files, annotations};

/// The file of the scorecard's configuration.
pub(super) const SCORECARD: &str = "tests/scorecard/config.yaml";
/// Annotations of a `ClusterServiceVersion`.
pub(super) const CSV_BUILDER: &str = "operators.operatorframework.io/builder";
pub(super) const CSV_LAYOUT: &str = "operators.operatorframework.io/project_layout";

const ANNOTATIONS: &str = "metadata/annotations.yaml";
/// The prefix of keys that are generated.
const PREFIX: &str = "operators.operatorframework.io.";
const FILES: [&str; 2] = ["metadata/dependencies.yaml", "metadata/properties.yaml"];

/// Metadata that are written by hand, in `config/metadata`.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// Annotations, which are labels of the image too.
    pub annotations: Fields,
    /// The text of `dependencies.yaml`.
    pub dependencies: Option<String>,
    /// The text of `properties.yaml`.
    pub properties: Option<String>,
}

impl Metadata {
    /// Reads the text of an `annotations.yaml`: a map below `annotations`, or the map itself.
    ///
    /// ```
    /// use kubewright_bundle::generate::Metadata;
    ///
    /// let annotations = Metadata::annotations("annotations:\n  com.redhat.openshift.versions: v4.18\n")?;
    /// assert_eq!(annotations["com.redhat.openshift.versions"], "v4.18");
    /// # Ok::<(), kubewright_bundle::generate::GenerateError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is not a map of texts.
    pub fn annotations(text: &str) -> Result<Fields, GenerateError> {
        let refused = |reason: &str| GenerateError::Yaml(reason.to_owned());
        let document: Value = yaml::from_str(text).map_err(|error| refused(error.first_line()))?;
        let map = document.get("annotations").unwrap_or(&document);
        let fields = match map {
            Value::Null => return Ok(Fields::new()),
            Value::Object(fields) => fields,
            _ => return Err(refused("it has to be a map below `annotations`")),
        };
        let text = |(key, value): (&String, &Value)| match value {
            Value::String(_) => Ok((key.clone(), value.clone())),
            Value::Bool(_) | Value::Number(_) => Ok((key.clone(), value.to_string().into())),
            _ => Err(refused(&format!("`{key}` must be a string"))),
        };
        fields.iter().map(text).collect()
    }
}

/// Keys and values in the order in which they are written.
type Pairs = Vec<(String, String)>;

/// Adds `metadata/` and `bundle.Dockerfile`.
pub(super) fn write(
    by_hand: &Metadata,
    former: &Files,
    has_scorecard: bool,
    options: &Options,
    generated: &mut Generated,
) -> Result<(), GenerateError> {
    let kept = former.text(ANNOTATIONS.as_ref());
    let own = [&by_hand.dependencies, &by_hand.properties];
    for (path, text) in FILES.into_iter().zip(own) {
        if let Some(text) = text.as_deref().or_else(|| former.text(path.as_ref())) {
            generated.bundle.insert(path, text);
        }
    }
    if let Some(text) = kept.filter(|_| !options.overwrite) {
        generated.bundle.insert(ANNOTATIONS, text);
        return Ok(());
    }
    let core = core(by_hand, options)?;
    let tests = match has_scorecard {
        true => pairs([
            (annotations::TEST_MEDIA_TYPE, "scorecard+v1"),
            (annotations::TEST_CONFIG, "tests/scorecard/"),
        ]),
        false => Vec::new(),
    };
    let mut others = Pairs::new();
    for (key, value) in &by_hand.annotations {
        match core.iter().chain(&tests).find(|(generated, _)| generated == key) {
            Some((_, expected)) if value != expected.as_str() => {
                return Err(GenerateError::Annotation {
                    key: key.clone(),
                    value: value.as_str().unwrap_or_default().to_owned(),
                    expected: expected.clone(),
                });
            }
            Some(_) => {}
            None => others.push((key.clone(), value.as_str().unwrap_or_default().to_owned())),
        }
    }
    let former = Metadata::annotations(kept.unwrap_or("{}")).unwrap_or_default();
    for (key, value) in former {
        let value = value.as_str().unwrap_or_default();
        if key.starts_with(PREFIX) || by_hand.annotations.contains_key(&key) {
            continue;
        }
        generated.notes.push(Note::new(
            format!(
                "annotation `{key}` is only in `{}/{ANNOTATIONS}`, where it is kept",
                options.folder
            ),
            "move it to `config/metadata/annotations.yaml`, or remove it there",
        ));
        others.push((key, value.to_owned()));
    }
    let groups = [
        ("Core bundle annotations.", "Core bundle labels.", core),
        ("Annotations written by hand.", "Labels written by hand.", others),
        ("Annotations for testing.", "Labels for testing.", tests),
    ];
    let mut text = "annotations:\n".to_owned();
    let mut dockerfile = "FROM scratch\n".to_owned();
    let written = groups.iter().filter(|(.., pairs)| !pairs.is_empty());
    for (index, (about, about_label, pairs)) in written.enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{gap}  # {about}");
        let _ = write!(dockerfile, "\n# {about_label}\n");
        for (key, value) in pairs {
            let _ = write!(text, "  {}", object::yaml(&json!({key: value}))?);
            let _ = writeln!(dockerfile, "LABEL {key}={}", label(value));
        }
    }
    dockerfile.push_str("\n# Copy files to locations specified by labels.\n");
    let scorecard = has_scorecard.then_some("tests/scorecard");
    for part in ["manifests", "metadata"].into_iter().chain(scorecard) {
        let _ = writeln!(dockerfile, "{}", copy(&options.copied, part));
    }
    generated.bundle.insert(ANNOTATIONS, text);
    generated.dockerfile = Some(dockerfile);
    Ok(())
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Pairs {
    pairs
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

/// The keys of every bundle, in the order of operator-sdk.
fn core(by_hand: &Metadata, options: &Options) -> Result<Pairs, GenerateError> {
    let hand = |key: &str| {
        by_hand
            .annotations
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let channels = match options.channels.is_empty() {
        true => hand(annotations::CHANNELS).unwrap_or_else(|| "alpha".to_owned()),
        false => options.channels.join(","),
    };
    let default = options
        .default_channel
        .clone()
        .or_else(|| hand(annotations::DEFAULT_CHANNEL));
    let names: Vec<_> = channels.split(',').map(str::trim).collect();
    if names.iter().any(|name| name.is_empty()) {
        return Err(GenerateError::Channel(format!(
            "a channel in `{channels}` has no name; list them as `candidate,stable`"
        )));
    }
    if let Some(default) = default.as_deref().filter(|default| !names.contains(default)) {
        return Err(GenerateError::Channel(format!(
            "the default channel `{default}` is not among the channels `{channels}`; add it to them"
        )));
    }
    let mut core = pairs([
        (annotations::MEDIA_TYPE, "registry+v1"),
        (annotations::MANIFESTS, "manifests/"),
        (annotations::METADATA, "metadata/"),
        (annotations::PACKAGE, &options.package),
        (annotations::CHANNELS, &names.join(",")),
    ]);
    core.extend(default.map(|default| (annotations::DEFAULT_CHANNEL.to_owned(), default)));
    core.extend(pairs([
        (annotations::METRICS_BUILDER, &options.builder),
        (annotations::METRICS_MEDIA_TYPE, "metrics+v1"),
        (annotations::METRICS_PROJECT_LAYOUT, &options.layout),
    ]));
    Ok(core)
}

/// The instruction that copies a part of the bundle; paths with white space need the form of lists.
fn copy(folder: &str, part: &str) -> String {
    let from = match folder {
        "" => part.to_owned(),
        folder => format!("{folder}/{part}"),
    };
    match from.contains(char::is_whitespace) {
        true => format!("COPY {}", json!([from, format!("/{part}/")])),
        false => format!("COPY {from} /{part}/"),
    }
}

/// A value of a label, quoted if it has to be.
fn label(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/+:,@=-".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!(
            "\"{}\"",
            value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('$', "\\$")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{copy, label};

    #[test]
    fn paths_are_copied_as_they_are() {
        assert_eq!(copy("bundle", "manifests"), "COPY bundle/manifests /manifests/");
        assert_eq!(
            copy("", "tests/scorecard"),
            "COPY tests/scorecard /tests/scorecard/"
        );
        assert_eq!(copy("a b", "metadata"), "COPY [\"a b/metadata\",\"/metadata/\"]");
    }

    #[test]
    fn labels_are_quoted_if_necessary() {
        assert_eq!(label("v4.12-v4.18"), "v4.12-v4.18");
        assert_eq!(label("a \"b\" $C"), "\"a \\\"b\\\" \\$C\"");
        assert_eq!(label(""), "\"\"");
    }
}
