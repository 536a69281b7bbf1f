//! Attributes, docs and fields in the layout of rustfmt.

use serde_json::Value;

use crate::{docs, markers};

/// The longest line.
const WIDTH: usize = 100;
/// The longest list of arguments of an attribute on one line.
const ARGUMENTS: usize = 70;

/// Writes an attribute on lines of its own.
///
/// ```
/// let line = kubewright_import::layout::attribute("", "derive", &["Clone".to_owned(), "Debug".to_owned()]);
/// assert_eq!(line, "#[derive(Clone, Debug)]\n");
/// ```
pub fn attribute(indent: &str, name: &str, arguments: &[String]) -> String {
    let line = arguments.join(", ");
    if line.len() <= ARGUMENTS && indent.len() + name.len() + line.len() + "#[()]".len() <= WIDTH {
        return format!("{indent}#[{name}({line})]\n");
    }
    let lines = arguments.join(&format!(",\n{indent}    "));
    format!("{indent}#[{name}(\n{indent}    {lines}\n{indent})]\n")
}

/// The doc comment: the description, then the markers. A description that no doc comment can have becomes a marker.
pub(crate) fn comment(indent: &str, description: Option<&str>, markers: &[String]) -> String {
    let lines = description.and_then(docs::lines);
    let keyword = description.filter(|_| lines.is_none()).and_then(|text| {
        markers::keywords(
            [("description".to_owned(), Value::from(text))]
                .into_iter()
                .collect(),
        )
    });
    let markers = markers.iter().chain(&keyword).map(|marker| format!(" {marker}"));
    let lines = lines.unwrap_or_default().into_iter().chain(markers);
    lines.map(|line| format!("{indent}///{line}\n")).collect()
}

/// Writes a variant with data.
pub(crate) fn variant(name: &str, ty: &str) -> String {
    let line = format!("    {name}({ty}),\n");
    match line.len() <= WIDTH + 1 {
        true => line,
        false => format!("    {name}(\n        {ty},\n    ),\n"),
    }
}

/// Writes a field.
///
/// ```
/// assert_eq!(kubewright_import::layout::field("size", "i32"), "    pub size: i32,\n");
/// ```
pub fn field(name: &str, ty: &str) -> String {
    let line = format!("    pub {name}: {ty},\n");
    match line.len() <= WIDTH + 1 {
        true => line,
        false => format!("    pub {name}:\n        {ty},\n"),
    }
}
