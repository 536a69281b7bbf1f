//! `.Files`.

use std::rc::Rc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kubewright_core::yaml;
use kubewright_helm_template::{Native, Value};
use serde_json::{Map, Value as Json};

/// The files of a chart that are neither templates nor values.
#[derive(Clone, Debug)]
pub(super) struct Files(Vec<(String, String)>);

impl Files {
    pub(super) fn of(files: &[(String, String)]) -> Self {
        Self(files.to_vec())
    }

    fn get(&self, path: &Value) -> &str {
        let path = path.to_string();
        let found = self.0.iter().find(|(other, _)| *other == path);
        found.map_or("", |(_, text)| text)
    }

    /// A map from the names of the files, as YAML.
    fn map(&self, encode: impl Fn(&str) -> String) -> Value {
        let entries = self.0.iter().map(|(path, text)| {
            let name = path.rsplit('/').next().unwrap_or_default();
            (name.to_owned(), Json::String(encode(text)))
        });
        let entries: Map<String, Json> = entries.collect();
        let text = yaml::to_string(&entries).unwrap_or_default();
        text.trim_end_matches('\n').into()
    }
}

impl Native for Files {
    fn call(&self, method: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        Some(Ok(match (method, arguments) {
            ("Get" | "GetBytes", [path]) => self.get(path).into(),
            ("Lines", [path]) => {
                let text = self.get(path);
                let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
                let lines = lines.filter(|_| !text.is_empty()).map(Json::from);
                Value::from(&Json::Array(lines.collect()))
            }
            ("Glob", [pattern]) => {
                let pattern: Vec<char> = pattern.to_string().chars().collect();
                let found = self
                    .0
                    .iter()
                    .filter(|(path, _)| matches(&pattern, &path.chars().collect::<Vec<_>>()));
                Value::Native(Rc::new(Self(found.cloned().collect())))
            }
            ("AsConfig", []) => self.map(str::to_owned),
            ("AsSecrets", []) => self.map(|text| STANDARD.encode(text)),
            _ => return None,
        }))
    }

    fn items(&self) -> Option<Vec<(Value, Value)>> {
        let files = self.0.iter();
        Some(
            files
                .map(|(path, text)| (path.as_str().into(), text.as_str().into()))
                .collect(),
        )
    }
}

/// Whether a path matches a pattern: `*` within a folder, `**` across folders, `?`, and `{a,b}`.
fn matches(pattern: &[char], path: &[char]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ['*', '*', rest @ ..] => (0..=path.len()).any(|at| matches(rest, &path[at..])),
        ['*', rest @ ..] => {
            let end = path.iter().position(|char| *char == '/').unwrap_or(path.len());
            (0..=end).any(|at| matches(rest, &path[at..]))
        }
        ['{', rest @ ..] => {
            let Some(end) = rest.iter().position(|char| *char == '}') else {
                return false;
            };
            let after = &rest[end + 1..];
            let mut options = rest[..end].split(|char| *char == ',');
            options.any(|option| matches(&[option, after].concat(), path))
        }
        ['?', rest @ ..] => path
            .split_first()
            .is_some_and(|(first, path)| *first != '/' && matches(rest, path)),
        [char, rest @ ..] => path
            .split_first()
            .is_some_and(|(first, path)| first == char && matches(rest, path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stay_in_a_folder_unless_they_say_so() {
        let is = |pattern: &str, path: &str| {
            matches(
                &pattern.chars().collect::<Vec<_>>(),
                &path.chars().collect::<Vec<_>>(),
            )
        };
        assert!(is("files/*.json", "files/a.json") && !is("files/*.json", "files/b/a.json"));
        assert!(is("files/**.json", "files/b/a.json") && is("{a,b}/?.x", "b/c.x"));
        assert!(!is("files/*", "other"));
    }
}
