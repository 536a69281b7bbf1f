//! Strings with a list of values.

use kubewright_core::markers::{self, Effect};

use crate::comment::{prose, value};
use crate::model::Value;
use crate::packages::Package;
use crate::syntax::Constant;

const ENUM: &str = "kubebuilder:validation:Enum";
const CONSTANTS: &str = "k8s:enum";

/// The values of a string type, and the marker that lists them. `None` if the type is not an enum of Rust: it has no such marker, or
/// has rules that are not about its values.
pub(super) fn values(package: &Package, name: &str, found: &[String]) -> Option<(Vec<Value>, &'static str)> {
    let other = |text: &String| {
        let name = text.split('=').next().unwrap_or(text).trim_end_matches(':');
        let known = markers::find(name);
        ![ENUM, CONSTANTS].contains(&name)
            && known
                .is_some_and(|known| matches!(known.def.effect, Effect::Schema { .. } | Effect::Lowerer(_)))
    };
    if found.iter().any(other) {
        return None;
    }
    let constants: Vec<&Constant> = package.constants(name).collect();
    let (texts, marker) = match value(found, &[ENUM]) {
        Some(list) => (listed(list)?, ENUM),
        None => {
            value(found, &[CONSTANTS])?;
            let mut texts: Vec<String> = constants.iter().map(|constant| constant.value.clone()).collect();
            texts.sort_by_key(|text| serde_json::Value::from(text.as_str()).to_string());
            texts.dedup();
            (texts, CONSTANTS)
        }
    };
    let repeated = texts
        .iter()
        .enumerate()
        .any(|(index, text)| texts[..index].contains(text));
    if texts.is_empty() || repeated {
        return None;
    }
    let of = |text: String| {
        let constant = constants.iter().find(|constant| constant.value == text);
        Value {
            name: constant.map_or(String::new(), |constant| stripped(&constant.name, name)),
            comment: constant.map_or(Vec::new(), |constant| prose(&constant.docs)),
            value: text,
        }
    };
    Some((texts.into_iter().map(of).collect(), marker))
}

/// A constant of a type that is not an enum.
pub(super) fn constant(constant: &Constant) -> Value {
    Value {
        name: stripped(&constant.name, &constant.ty),
        value: constant.value.clone(),
        comment: prose(&constant.docs),
    }
}

/// The name of a constant without the name of its type: `Running` for `PhaseRunning` and `RunningPhase`.
fn stripped(constant: &str, ty: &str) -> String {
    let rest = constant.strip_prefix(ty).or_else(|| constant.strip_suffix(ty));
    let rest = rest.filter(|rest| rest.starts_with(|char: char| char.is_ascii_uppercase()));
    rest.unwrap_or(constant).to_owned()
}

/// The strings of a list; `None` if something else is in it.
fn listed(list: &str) -> Option<Vec<String>> {
    let inner = list.strip_prefix('{').and_then(|list| list.strip_suffix('}'));
    let mut texts = Vec::new();
    let mut rest = inner.unwrap_or(list).trim();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|char| ['"', '`'].contains(char));
        let text = match quote {
            Some(quote) => {
                let end = rest[1..].find(quote)? + 1;
                let text = &rest[1..end];
                rest = rest[end + 1..].trim_start();
                if text.contains('\\') && quote == '"' {
                    return None;
                }
                text.to_owned()
            }
            None => {
                let end = rest.find([';', ',']).unwrap_or(rest.len());
                let text = rest[..end].trim();
                rest = &rest[end..];
                // Numbers, booleans and quotes mean something else.
                let plain = |char: char| char.is_alphanumeric() || "-_./:*+ ".contains(char);
                let number = text.parse::<f64>().is_ok() || ["true", "false"].contains(&text);
                if text.is_empty() || number || !text.chars().all(plain) {
                    return None;
                }
                text.to_owned()
            }
        };
        texts.push(text);
        match rest.strip_prefix([';', ',']) {
            Some(after) => rest = after.trim_start(),
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let list = |text: &str| listed(text).map(|values| values.join("|"));
        assert_eq!(list("A;B").as_deref(), Some("A|B"));
        assert_eq!(list(r#"{"A", `B`}"#).as_deref(), Some("A|B"));
        assert_eq!(list(r#""";A"#).as_deref(), Some("|A"));
        assert_eq!(list("1;2"), None);
        assert_eq!(list("'A';B"), None);
    }

    #[test]
    fn names_of_constants() {
        assert_eq!(stripped("PhaseRunning", "Phase"), "Running");
        assert_eq!(stripped("RunningPhase", "Phase"), "Running");
        assert_eq!(stripped("Running", "Phase"), "Running");
        assert_eq!(stripped("Phase", "Phase"), "Phase");
    }
}
