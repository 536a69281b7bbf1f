//! Names that OLM makes.

use crate::pointer::{as_list, as_text};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha224};

const LONGEST: usize = 63;

/// A name with a suffix; the name is cut if both are too long.
pub(super) fn with_suffix(base: &str, suffix: &str) -> String {
    let mut base = base;
    if base.len() + suffix.len() > LONGEST {
        base = base.get(..LONGEST - suffix.len() - 1).unwrap_or_default();
    }
    format!("{base}-{suffix}")
}

/// The Service of a deployment's webhooks.
pub(super) fn service(deployment: &str) -> String {
    with_suffix(&deployment.replace('.', "-"), "service")
}

/// The certificate of a deployment's webhooks, and its Secret.
pub(super) fn certificate(deployment: &str) -> String {
    with_suffix(&service(deployment), "cert")
}

/// The role of an account: it differs when the permissions do.
pub(super) fn role(csv: &Value, account: &str, permission: &Value) -> String {
    let base = format!("{}-{account}", as_text(&csv["metadata"]["name"]));
    with_suffix(&base, &hash(permission))
}

/// The hash of a permission, as Operator Controller computes it: of Go's JSON, in base 36.
fn hash(permission: &Value) -> String {
    let json = go_json(permission);
    base_36(&Sha224::digest(json))
}

/// A permission as Go's encoder writes it: fields in the order of the struct, empty ones left out if it leaves them out.
fn go_json(permission: &Value) -> String {
    const FIELDS: [(&str, bool); 5] = [
        ("verbs", true),
        ("apiGroups", false),
        ("resources", false),
        ("resourceNames", false),
        ("nonResourceURLs", false),
    ];
    let rules = as_list(&permission["rules"]).iter().map(|rule| {
        let fields = FIELDS.iter().filter_map(|(name, always)| match &rule[*name] {
            Value::Array(items) if *always || !items.is_empty() => {
                Some(format!("\"{name}\":{}", rule[*name]))
            }
            _ => always.then(|| format!("\"{name}\":null")),
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    });
    let rules: Vec<_> = rules.collect();
    let rules = match permission["rules"] {
        Value::Array(_) => format!("[{}]", rules.join(",")),
        _ => "null".to_owned(),
    };
    let account = &permission["serviceAccountName"];
    let account = Value::String(as_text(account).to_owned());
    let json = format!("{{\"serviceAccountName\":{account},\"rules\":{rules}}}\n");
    // Go escapes what HTML would read.
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

fn base_36(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut number = bytes.to_vec();
    let mut digits = Vec::new();
    while number.iter().any(|byte| *byte != 0) {
        let mut rest = 0_usize;
        for byte in &mut number {
            let value = rest * 256 + usize::from(*byte);
            *byte = u8::try_from(value / 36).unwrap_or_default();
            rest = value % 36;
        }
        digits.push(char::from(DIGITS[rest]));
    }
    digits.iter().rev().collect()
}

/// Objects with sorted entries from pairs.
pub(super) fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
    let entries: Map<_, _> = entries.map(|(name, value)| (name.to_owned(), value)).collect();
    Value::Object(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_36_digits() {
        assert_eq!(base_36(&[0x01, 0x00]), "74");
        assert_eq!(base_36(&[0, 35]), "z");
    }

    #[test]
    fn long_names_are_cut() {
        let name = with_suffix(&"a".repeat(70), "service");
        assert_eq!(name.len(), 63);
        assert!(name.ends_with("a-service"));
        assert_eq!(service("my.operator"), "my-operator-service");
    }
}
