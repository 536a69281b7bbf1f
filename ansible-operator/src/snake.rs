//! Names in snake case, as Ansible's variables have them.

use serde_json::{Map, Value};

/// Words that stand alone even if the case does not change around them. Each counts where it occurs first, as in operator-sdk.
const WORDS: [&str; 3] = ["HTTP", "URL", "IP"];

/// Returns a name in snake case: an acronym is one word, and a leading capital leads to a leading `_`.
pub(crate) fn name(camel: &str) -> String {
    let spaced = split_numbers(camel);
    let isolated = match spaced.to_uppercase() == spaced {
        true => spaced,
        false => isolate(&spaced),
    };
    let words = words(&isolated);
    let is_word = WORDS.iter().any(|word| word.to_lowercase() == words[0]);
    let prefix = camel.starts_with(|first: char| first.is_ascii_uppercase()) && !is_word;
    format!("{}{}", if prefix { "_" } else { "" }, words.join("_"))
}

/// Puts `_` between the parts of letter, number, letter, number: `a1b2` becomes `a_1_b2`.
fn split_numbers(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let numbers = |from: usize| {
        chars[from..]
            .iter()
            .take_while(|char| char.is_ascii_digit())
            .count()
    };
    let is_letter = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphabetic);
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        out.push(chars[at]);
        at += 1;
        if !is_letter(at - 1) {
            continue;
        }
        let first = numbers(at);
        let second = at + first;
        if first == 0 || !is_letter(second) || numbers(second + 1) == 0 {
            continue;
        }
        let end = second + 1 + numbers(second + 1);
        out.push('_');
        out.extend(&chars[at..second]);
        out.push('_');
        out.extend(&chars[second..end]);
        at = end;
    }
    out
}

/// Puts `_` around the words that are known, and makes their plurals one word.
fn isolate(name: &str) -> String {
    let mut out = name.to_owned();
    for word in WORDS {
        let Some(start) = out.find(word) else { continue };
        let tail = &out[start + word.len()..];
        let (plural, tail) = match tail.strip_prefix('s') {
            Some(tail) => ("S", tail),
            None => ("", tail),
        };
        let before = if start == 0 { "" } else { "_" };
        let after = if tail.is_empty() { "" } else { "_" };
        out = format!("{}{before}{word}{plural}{after}{tail}", &out[..start]);
    }
    out
}

/// Returns the words in lower case.
fn words(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut before: Option<char> = None;
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        if matches!(char, '_' | ' ' | '-') {
            // A word and what separates it from the next are one boundary.
            let doubled = char == '_'
                && before == Some('_')
                && all.len() > 1
                && all.last().is_some_and(String::is_empty);
            if !doubled {
                all.push(String::new());
            }
            before = Some('_');
            continue;
        }
        let follows_lower = before.is_some_and(|before| before.is_ascii_lowercase());
        let leads_lower = chars.peek().is_some_and(char::is_ascii_lowercase);
        let inside = all.last().is_some_and(|word| !word.is_empty());
        if char.is_ascii_uppercase() && inside && (follows_lower || leads_lower) {
            all.push(String::new());
        }
        if let Some(word) = all.last_mut() {
            word.extend(char.to_lowercase());
        }
        before = Some(char);
    }
    all
}

/// Returns a value whose keys are in snake case, and keys that would be the same.
pub(crate) fn value(value: &Value) -> (Value, Vec<String>) {
    let mut lost = Vec::new();
    let value = convert(value, &mut lost);
    (value, lost)
}

fn convert(value: &Value, lost: &mut Vec<String>) -> Value {
    match value {
        Value::Object(fields) => {
            let mut out = Map::new();
            for (key, value) in fields {
                let snake = name(key);
                if out.contains_key(&snake) {
                    lost.push(key.clone());
                    continue;
                }
                let value = convert(value, lost);
                out.insert(snake, value);
            }
            Value::Object(out)
        }
        Value::Array(items) => items.iter().map(|item| convert(item, lost)).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_those_of_operator_sdk() {
        for (camel, snake) in [
            ("size", "size"),
            ("888", "888"),
            ("replicaCount", "replica_count"),
            ("ThisShouldHaveUnderscores", "_this_should_have_underscores"),
            ("_CanYou_Handle_mixedVars", "_can_you_handle_mixed_vars"),
            ("this_should_be_a_noop", "this_should_be_a_noop"),
            ("k8s var", "k8s_var"),
            ("a1b2", "a_1_b2"),
            ("sizeK8sBuckets", "size_k8s_buckets"),
            ("JSONData", "_json_data"),
            ("egressIPs", "egress_ips"),
            ("egressIPsEgress", "egress_ips_egress"),
            ("egressIPsegress", "egress_ips_egress"),
            ("IPsegress", "_ips_egress"),
            ("egressIPEgress", "egress_ip_egress"),
            ("egressIPegress", "egress_ip_egress"),
            ("URLegressIPEgressHTTP", "url_egress_ip_egress_http"),
            ("URLsegressIPsEgressHTTPs", "_urls_egress_ips_egress_https"),
            ("THIS_IS_SKIP_NOT_SK_IP", "_this_is_skip_not_sk_ip"),
            ("", ""),
        ] {
            assert_eq!(name(camel), snake, "{camel}");
        }
    }

    #[test]
    fn keys_are_converted_everywhere() {
        let (converted, lost) = value(&json!({ "aB": [{ "cD": "eF" }], "gH": { "iJ": 1 } }));
        assert_eq!(
            converted,
            json!({ "a_b": [{ "c_d": "eF" }], "g_h": { "i_j": 1 } })
        );
        assert!(lost.is_empty());
        let (converted, lost) = value(&json!({ "aB": 1, "a_b": 2 }));
        assert_eq!((converted, lost), (json!({ "a_b": 1 }), vec!["a_b".to_owned()]));
    }
}
