//! `JSONPath`, as kubectl and the API server read it in printer columns.

use std::{iter::Peekable, str::Chars};

use crate::diagnostic::Message;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A property, or a key of a map.
    Field(String),
    /// Items of an array: `[0]`, `[*]`, `[1:2]`.
    Items,
    /// Items of an array that match a condition on this path.
    Filter(Vec<Step>),
    /// A step that is not checked further: wildcards, unions, `..`.
    Anything,
}

/// A parsed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JsonPath(pub(super) Vec<Step>);

impl JsonPath {
    /// Parses the full form.
    pub(super) fn parse(text: &str) -> Result<Self, Message> {
        starts_with_dot(text)?;
        let mut steps = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '.' if rest.next_if_eq(&'.').is_some() => {
                    steps.push(Step::Anything);
                    field(&mut rest);
                }
                '.' => {
                    let name = field(&mut rest);
                    match name.as_str() {
                        "*" => steps.push(Step::Anything),
                        "" => {}
                        _ => steps.push(Step::Field(name)),
                    }
                }
                '[' => steps.push(brackets(&mut rest, text)?),
                c => {
                    let message = Message::new(format!("`{text}` has `{c}` where a `.` or `[` is expected"));
                    return Err(message.help("write `.a.b`, and a dot inside a name as `\\.`"));
                }
            }
        }
        Ok(Self(steps))
    }

    /// Parses the form that has only dots and names.
    pub(super) fn dotted(text: &str) -> Result<Self, Message> {
        starts_with_dot(text)?;
        if text.contains(['[', ']', '*', '\\']) {
            let message = Message::new(format!("`{text}` must be a path of names and dots"));
            return Err(message.help("write `.spec.a.b`"));
        }
        Ok(Self(
            text[1..]
                .split('.')
                .map(|name| Step::Field(name.to_owned()))
                .collect(),
        ))
    }
}

fn starts_with_dot(text: &str) -> Result<(), Message> {
    if text.is_empty() {
        return Err(Message::new("the path is empty").help("write `.spec.a.b`"));
    }
    if !text.starts_with('.') {
        let message = Message::new(format!("`{text}` does not begin with `.`"));
        let bare = text.trim_start_matches(['{', '$']).trim_end_matches('}');
        return Err(message.help(format!("write `.{}`", bare.trim_start_matches('.'))));
    }
    Ok(())
}

fn field(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::new();
    while let Some(c) = rest.next_if(|c| !". ,[]$@{}".contains(*c)) {
        if c == '\\' {
            name.extend(rest.next());
        } else {
            name.push(c);
        }
    }
    name
}

/// The rest of `[...]`.
fn brackets(rest: &mut Peekable<Chars<'_>>, text: &str) -> Result<Step, Message> {
    let mut inner = String::new();
    let mut quote = None;
    let mut depth = 1;
    loop {
        let Some(c) = rest.next() else {
            return Err(Message::new(format!("`{text}` has an unclosed `[`")).help("add the `]`"));
        };
        match c {
            '\\' => {
                inner.push(c);
                inner.extend(rest.next());
                continue;
            }
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '\'' | '"' => quote = Some(c),
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        inner.push(c);
    }
    let inner = inner.trim();
    if let Some(condition) = inner.strip_prefix("?(").and_then(|inner| inner.strip_suffix(')')) {
        return Ok(Step::Filter(condition_path(condition)));
    }
    let quoted = |mark: char| {
        let name = inner.strip_prefix(mark)?.strip_suffix(mark)?;
        (!name.contains(mark)).then(|| name.replace('\\', ""))
    };
    if let Some(name) = quoted('\'').or_else(|| quoted('"')) {
        return Ok(Step::Field(name));
    }
    if inner == "*" {
        return Ok(Step::Anything);
    }
    if !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || "-:".contains(c)) {
        return Ok(Step::Items);
    }
    if inner.contains([',', '(']) {
        return Ok(Step::Anything);
    }
    let message = Message::new(format!(
        "`{text}` has `[{inner}]`, which is neither an index nor a name"
    ));
    Err(message.help(format!("write a number, or `['{inner}']`")))
}

/// The path of `@.type=="Ready"`.
fn condition_path(condition: &str) -> Vec<Step> {
    let Some(rest) = condition.trim().strip_prefix('@') else {
        return Vec::new();
    };
    let end = rest.find(|c: char| "=!<> ".contains(c)).unwrap_or(rest.len());
    match rest[..end].split('.').collect::<Vec<_>>().as_slice() {
        ["", names @ ..] if names.iter().all(|name| is_plain(name)) => {
            names.iter().map(|name| Step::Field((*name).to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::{JsonPath, Step};

    fn field(name: &str) -> Step {
        Step::Field(name.to_owned())
    }

    #[test]
    fn forms() {
        let steps = |text: &str| JsonPath::parse(text).unwrap().0;
        assert_eq!(steps(".spec.a"), [field("spec"), field("a")]);
        assert_eq!(
            steps(r".metadata.labels.example\.com/x"),
            [field("metadata"), field("labels"), field("example.com/x")]
        );
        assert_eq!(steps(".a['b.c'][0]"), [field("a"), field("b.c"), Step::Items]);
        assert_eq!(
            steps(r#".status.conditions[?(@.type=="Ready")].status"#),
            [
                field("status"),
                field("conditions"),
                Step::Filter(vec![field("type")]),
                field("status")
            ]
        );
        assert_eq!(steps("..name"), [Step::Anything]);
        assert_eq!(steps("."), []);
    }

    #[test]
    fn mistakes() {
        let error = |text: &str| JsonPath::parse(text).unwrap_err().to_string();
        assert_eq!(
            error("{.spec.a}"),
            "`{.spec.a}` does not begin with `.`; write `.spec.a`"
        );
        assert_eq!(
            error("spec.a"),
            "`spec.a` does not begin with `.`; write `.spec.a`"
        );
        assert_eq!(
            error(".a[x]"),
            "`.a[x]` has `[x]`, which is neither an index nor a name; write a number, or `['x']`"
        );
        assert_eq!(error(".a[0"), "`.a[0` has an unclosed `[`; add the `]`");
    }
}
