//! The only code that writes templates.

use std::fmt::Write as _;

use kubewright_core::yaml::{self, YamlError};
use serde_json::{Map, Value};

use super::node::{Condition, Entry, Item, Node, Part};

/// The text of a template that renders one object.
pub(super) fn template(when: &Condition, node: &Node) -> Result<String, YamlError> {
    let mut writer = Writer::default();
    let is_conditional = *when != Condition::ALWAYS;
    if is_conditional {
        let _ = writeln!(writer.out, "{{{{- if {} }}}}", condition(when));
    }
    match node {
        Node::Map(entries) => writer.entries(entries, 0, when)?,
        other => writer.literal(other_value(other), 0)?,
    }
    if is_conditional {
        writer.out.push_str("{{- end }}\n");
    }
    Ok(writer.out)
}

/// Text that Helm prints as it is.
pub(super) fn escape(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

/// A condition as an expression.
pub(super) fn condition(when: &Condition) -> String {
    let inner = |when: &Condition| match when {
        Condition::Value(_) => condition(when),
        _ => format!("({})", condition(when)),
    };
    let join = |function: &str, parts: &[Condition]| {
        let parts: Vec<_> = parts.iter().map(inner).collect();
        format!("{function} {}", parts.join(" "))
    };
    match when {
        Condition::Value(path) => format!(".Values.{path}"),
        Condition::Is(path, text) => format!("eq .Values.{path} {text:?}"),
        Condition::Expression(text) => text.clone(),
        Condition::Not(other) if matches!(**other, Condition::Is(..)) => {
            condition(other).replacen("eq ", "ne ", 1)
        }
        Condition::Not(other) => format!("not {}", inner(other)),
        Condition::All(parts) if parts.is_empty() => "true".to_owned(),
        Condition::All(parts) => join("and", parts),
        Condition::Any(parts) => join("or", parts),
    }
}

fn other_value(node: &Node) -> Value {
    match node {
        Node::Value(value) => value.clone(),
        _ => Value::Null,
    }
}

#[derive(Default)]
struct Writer {
    out: String,
}

impl Writer {
    fn indent(&mut self, column: usize) {
        self.out.extend(std::iter::repeat_n(' ', column));
    }

    fn action(&mut self, column: usize, text: &str) {
        self.indent(column);
        let _ = writeln!(self.out, "{{{{- {text} }}}}");
    }

    /// Writes parts that depend on conditions; neighbors with the same or the opposite condition share one `if`.
    fn guarded<'p, T>(
        &mut self,
        parts: &'p [T],
        column: usize,
        // What holds anyway.
        known: &Condition,
        when: impl Fn(&'p T) -> Condition,
        mut write: impl FnMut(&mut Self, &'p T, &Condition) -> Result<(), YamlError>,
    ) -> Result<(), YamlError> {
        let mut open: Option<Condition> = None;
        for part in parts {
            let when = when(part);
            let inside = known.clone().and(when.clone());
            let now = Some(when.given(known)).filter(|when| *when != Condition::ALWAYS);
            if open != now {
                match (&open, &now) {
                    (Some(before), Some(next)) if before.clone().not() == *next => {
                        self.action(column, "else");
                    }
                    _ => {
                        if open.is_some() {
                            self.action(column, "end");
                        }
                        if let Some(next) = &now {
                            self.action(column, &format!("if {}", condition(next)));
                        }
                    }
                }
                open = now;
            }
            write(self, part, &inside)?;
        }
        if open.is_some() {
            self.action(column, "end");
        }
        Ok(())
    }

    fn entries(&mut self, entries: &[Entry], column: usize, known: &Condition) -> Result<(), YamlError> {
        let when = |entry: &Entry| match entry.node.occurs() {
            Some(occurs) if entry.key.is_some() => entry.when.clone().and(occurs),
            Some(_) | None => entry.when.clone(),
        };
        self.guarded(
            entries,
            column,
            known,
            when,
            |writer, entry, known| match &entry.key {
                Some(key) => writer.field(key, &entry.node, column, known),
                None => {
                    writer.printed(&entry.node, column);
                    Ok(())
                }
            },
        )
    }

    fn field(&mut self, key: &str, node: &Node, column: usize, known: &Condition) -> Result<(), YamlError> {
        if let Node::Value(value) = node {
            let field: Map<String, Value> = [(key.to_owned(), value.clone())].into_iter().collect();
            return self.literal(Value::Object(field), column);
        }
        let empty: Map<String, Value> = [(key.to_owned(), Value::from(0))].into_iter().collect();
        let text = yaml::to_string(&empty)?;
        self.indent(column);
        self.out
            .push_str(&escape(text.trim_end().trim_end_matches('0').trim_end()));
        match node {
            Node::Map(entries) if entries.is_empty() => self.out.push_str(" {}\n"),
            Node::List(items) if items.is_empty() => self.out.push_str(" []\n"),
            Node::Map(entries) => {
                self.out.push('\n');
                self.entries(entries, column + 2, known)?;
            }
            Node::List(items) => {
                self.out.push('\n');
                self.items(items, column, known)?;
            }
            Node::Yaml(_) => {
                self.out.push('\n');
                self.printed(node, column + 2);
            }
            Node::Value(_) | Node::Text(_) | Node::Expression(_) => {
                self.out.push(' ');
                self.scalar(node);
            }
        }
        Ok(())
    }

    fn items(&mut self, items: &[Item], column: usize, known: &Condition) -> Result<(), YamlError> {
        let when = |item: &Item| item.when.clone();
        self.guarded(items, column, known, when, |writer, item, known| {
            writer.item(item, column, known)
        })
    }

    fn item(&mut self, item: &Item, column: usize, known: &Condition) -> Result<(), YamlError> {
        match &item.node {
            node if item.many => self.printed(node, column),
            Node::Value(value) => self.literal(Value::Array(vec![value.clone()]), column)?,
            Node::Map(entries) if !entries.is_empty() => {
                // The first line of the entries gets the dash in place of its indent; a condition gets a line before it.
                let start = self.out.len();
                self.entries(entries, column + 2, known)?;
                let text = self.out.split_off(start);
                self.dashed(&text, column);
            }
            Node::Map(_) => {
                self.indent(column);
                self.out.push_str("- {}\n");
            }
            Node::List(items) => {
                self.indent(column);
                self.out.push_str("-\n");
                self.items(items, column + 2, known)?;
            }
            node @ Node::Yaml(_) => {
                self.indent(column);
                self.out.push_str("-\n");
                self.printed(node, column + 2);
            }
            node @ (Node::Text(_) | Node::Expression(_)) => {
                self.indent(column);
                self.out.push_str("- ");
                self.scalar(node);
            }
        }
        Ok(())
    }

    fn dashed(&mut self, text: &str, column: usize) {
        let inner = text.get(column + 2..).unwrap_or_default();
        self.indent(column);
        if inner.starts_with("{{-") {
            // A condition removes the line break before it, so the dash needs a line of its own.
            self.out.push_str("-\n");
            self.out.push_str(text);
        } else {
            self.out.push_str("- ");
            self.out.push_str(inner);
        }
    }

    fn printed(&mut self, node: &Node, column: usize) {
        if let Node::Yaml(expression) = node {
            self.action(column, &format!("{expression} | nindent {column}"));
        }
    }

    fn scalar(&mut self, node: &Node) {
        let action = |expression: &str| format!("{{{{ {expression} }}}}");
        let text = match node {
            Node::Text(parts) => match &parts[..] {
                // YAML takes a name of digits for a number.
                [Part::Expression(text)] => action(&format!("{text} | quote")),
                parts => {
                    let part = |part: &Part| match part {
                        Part::Literal(text) => escape(text),
                        Part::Expression(text) => action(text),
                    };
                    parts.iter().map(part).collect()
                }
            },
            Node::Expression(text) => action(text),
            Node::Value(_) | Node::Yaml(_) | Node::Map(_) | Node::List(_) => String::new(),
        };
        self.out.push_str(&text);
        self.out.push('\n');
    }

    /// Writes a map or a list whose content is the same in every release.
    fn literal(&mut self, value: Value, column: usize) -> Result<(), YamlError> {
        let text = yaml::to_string(&value)?;
        for line in escape(&text).split_inclusive('\n') {
            if line != "\n" {
                self.indent(column);
            }
            self.out.push_str(line);
        }
        Ok(())
    }
}
