//! Replaces schemas in a text, and changes no other byte.
//!
//! The file is read line by line, as block-style YAML, the style in which people and tools write CRDs. A CRD whose
//! versions are in another style is an error; the file is never reformatted.

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde::Deserialize;

/// The text of each version's schema, by group and kind.
pub(super) type Schemas = BTreeMap<(String, String), BTreeMap<String, String>>;

/// A problem, and its byte range in the file.
type Fault = (Range<usize>, Message);

/// The part of a CRD that identifies its schemas.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    api_version: Option<String>,
    kind: Option<String>,
    spec: Option<Spec>,
}

#[derive(Deserialize)]
struct Spec {
    group: Option<String>,
    names: Option<Names>,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Names {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    name: String,
}

/// A line with content: its byte offset, its indentation and its text.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    start: usize,
    end: usize,
    indent: usize,
    text: &'t str,
}

/// The file with new schemas; `None` if it contains no CRD.
pub(super) fn file(text: &str, schemas: &Schemas) -> Result<Option<String>, Fault> {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    for range in documents(text) {
        let document = &text[range.clone()];
        let shift = |(at, message): Fault| (at.start + range.start..at.end + range.start, message);
        match patch(document, schemas).map_err(shift)? {
            Some(new) => {
                found = true;
                out.push_str(&new);
            }
            None => out.push_str(document),
        }
    }
    Ok(found.then_some(out))
}

/// The documents of a file, each including the `---` above it.
fn documents(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(text.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// A document with new schemas; `None` if it is not a CRD.
fn patch(document: &str, schemas: &Schemas) -> Result<Option<String>, Fault> {
    if !document.contains("CustomResourceDefinition") {
        return Ok(None);
    }
    // Other documents are left alone even if they are not YAML.
    let Ok(manifest) = yaml::from_str::<Manifest>(document) else {
        return Ok(None);
    };
    let (Some("CustomResourceDefinition"), Some(spec)) = (manifest.kind.as_deref(), manifest.spec) else {
        return Ok(None);
    };
    let version = manifest.api_version.unwrap_or_default();
    if version != "apiextensions.k8s.io/v1" {
        let message = Message::new(format!(
            "this CRD has the API version `{version}`, which Kubernetes has removed"
        ));
        return Err((0..0, message.help("write `apiVersion: apiextensions.k8s.io/v1`")));
    }
    let kind = spec.names.and_then(|names| names.kind).unwrap_or_default();
    let Some(known) = schemas.get(&(spec.group.unwrap_or_default(), kind)) else {
        return Ok(Some(document.to_owned()));
    };
    let lines = lines(document);
    let mut out = document.to_owned();
    let entries = entries(&lines);
    // From last to first, so that earlier byte offsets stay valid.
    for (number, version) in spec.versions.iter().enumerate().rev() {
        let Some(schema) = known.get(&version.name) else {
            continue;
        };
        let place = entries
            .get(number)
            .and_then(|entry| block(document, &lines, entry.clone()));
        let Some((place, new)) = place.map(|place| rendered(&place, schema)) else {
            let message = Message::new(format!(
                "the schema of version `{}` cannot be found in the text of this file",
                version.name
            ));
            let help = "write `schema:` and below it `openAPIV3Schema:`, each on a separate line";
            return Err((0..0, message.help(help)));
        };
        out.replace_range(place, &new);
    }
    Ok(Some(out))
}

/// Lines with content, without comments and empty lines.
fn lines(document: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in document.split_inclusive('\n') {
        let end = start + line.len();
        let text = line.trim_start_matches(' ');
        let says = text.trim_end();
        if !says.is_empty() && !says.starts_with('#') {
            found.push(Line {
                start,
                end,
                indent: line.len() - text.len(),
                text: says,
            });
        }
        start = end;
    }
    found
}

/// Finds the value of a key in these lines, at exactly this depth.
fn value(lines: &[Line<'_>], range: Range<usize>, indent: usize, key: &str) -> Option<(usize, Range<usize>)> {
    let is_key = |line: &Line<'_>| {
        line.indent == indent
            && line
                .text
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(':'))
    };
    let at = range.clone().find(|&number| is_key(&lines[number]))?;
    let inside =
        |line: &Line<'_>| line.indent > indent || (line.indent == indent && line.text.starts_with("- "));
    let end = (at + 1..range.end)
        .find(|&number| !inside(&lines[number]))
        .unwrap_or(range.end);
    Some((at, at + 1..end))
}

/// The lines of each version.
fn entries(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let versions = value(lines, 0..lines.len(), 0, "spec").and_then(|(_, spec)| {
        let indent = lines.get(spec.start)?.indent;
        let (_, versions) = value(lines, spec, indent, "versions")?;
        Some(versions)
    });
    let Some(versions) = versions else {
        return Vec::new();
    };
    let Some(indent) = lines.get(versions.start).map(|line| line.indent) else {
        return Vec::new();
    };
    let mut starts: Vec<_> = versions
        .clone()
        .filter(|&number| lines[number].indent == indent && lines[number].text.starts_with('-'))
        .collect();
    starts.push(versions.end);
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The place of a schema: the byte range of its lines and the indentation of its key.
struct Place {
    range: Range<usize>,
    indent: usize,
}

/// The lines of `openAPIV3Schema` in a version.
fn block(document: &str, lines: &[Line<'_>], entry: Range<usize>) -> Option<Place> {
    // `- schema:` begins an entry: its key has the same indentation as those below it.
    let mut inner: Vec<Line<'_>> = lines[entry].to_vec();
    let first = inner.first_mut()?;
    let text = first.text.strip_prefix('-')?;
    let trimmed = text.trim_start();
    first.indent += 1 + text.len() - trimmed.len();
    first.text = trimmed;
    let indent = first.indent;
    let (_, schema) = value(&inner, 0..inner.len(), indent, "schema")?;
    let indent = inner.get(schema.start)?.indent;
    let (key, body) = value(&inner, schema, indent, "openAPIV3Schema")?;
    let after = inner[key].text.strip_prefix("openAPIV3Schema:")?.trim_start();
    if !(after.is_empty() || after == "{}" || after.starts_with('#')) {
        return None;
    }
    let last = if body.is_empty() { key } else { body.end - 1 };
    let end = inner[last].end + trailing(&document[inner[last].end..], indent);
    Some(Place {
        range: inner[key].start..end,
        indent,
    })
}

/// The bytes of comments, and of text that looks like one, that still belong to a block.
fn trailing(rest: &str, indent: usize) -> usize {
    let (mut at, mut end) = (0, 0);
    for line in rest.split_inclusive('\n') {
        let text = line.trim_start_matches(' ');
        at += line.len();
        if text.trim_end().is_empty() {
            continue;
        }
        if line.len() - text.len() <= indent {
            break;
        }
        end = at;
    }
    end
}

/// The byte range to replace, and the new text.
fn rendered(place: &Place, schema: &str) -> (Range<usize>, String) {
    let pad = |depth: usize| " ".repeat(depth);
    let mut out = format!("{}openAPIV3Schema:\n", pad(place.indent));
    let inner = pad(place.indent + 2);
    for line in schema.lines() {
        if !line.is_empty() {
            out.push_str(&inner);
            out.push_str(line);
        }
        out.push('\n');
    }
    (place.range.clone(), out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        let versions = [("v1".to_owned(), "type: object\n".to_owned())];
        [(("g.io".to_owned(), "Kind".to_owned()), versions.into())].into()
    }

    const BEFORE: &str = "\
# kept
kind: ConfigMap
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  names: {kind: Kind} # kept
  group: g.io
  versions:
  - schema:
      # kept
      openAPIV3Schema:
        type: string
        properties:
        # goes
          a: {}
        description: |
          text
          # goes too
    name: v1
  - name: v2
    schema:
      openAPIV3Schema:
        type: integer
---
last: one
";

    #[test]
    fn only_the_schema_changes() {
        let expected = BEFORE.replace(
            "        type: string\n        properties:\n        # goes\n          a: {}\n        description: |\n          text\n          # goes too\n",
            "        type: object\n",
        );
        assert_eq!(file(BEFORE, &schemas()).unwrap(), Some(expected.clone()));
        assert_eq!(file(&expected, &schemas()).unwrap(), Some(expected));
    }

    #[test]
    fn what_is_no_crd_is_none() {
        assert_eq!(file("kind: ConfigMap\n", &schemas()), Ok(None));
        assert_eq!(file("{{ helm }}\n", &schemas()), Ok(None));
    }

    #[test]
    fn old_and_odd_crds_are_errors() {
        let old = BEFORE.replace("k8s.io/v1", "k8s.io/v1beta1");
        let start = BEFORE.find("  - schema:").unwrap_or_default();
        let end = BEFORE.find("  - name: v2").unwrap_or_default();
        let mut odd = BEFORE.to_owned();
        odd.replace_range(
            start..end,
            "  - {name: v1, schema: {openAPIV3Schema: {type: string}}}\n",
        );
        for text in [old, odd] {
            let (_, message) = file(&text, &schemas()).unwrap_err();
            assert!(message.help.is_some(), "{message}");
        }
    }
}
