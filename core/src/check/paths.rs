//! Checks that the paths of printer columns, scale and selectable fields exist in the schema.

mod json_path;
mod walk;

use super::{At, By, Findings};
use crate::{
    diagnostic::Message,
    markers::resource::{PrintColumn, Resource, Scale, SelectableField},
    schema::Schema,
};
use json_path::JsonPath;
pub(super) use walk::field_path;
use walk::follow;

/// The maximum number of selectable fields that the API server accepts.
const MOST_SELECTABLE: usize = 8;

/// The argument with the path of a column or of a selectable field.
const PATH: &str = "JSONPath";

const COLUMN_TYPES: &[&str] = &["boolean", "date", "integer", "number", "string"];

const FORMATS: &[&str] = &[
    "byte",
    "date",
    "date-time",
    "double",
    "float",
    "int32",
    "int64",
    "password",
];

pub(super) fn check(schema: &Schema, resource: &Resource, findings: &mut Findings) {
    for found in &resource.columns {
        if let Err((by, argument, message)) = column(found, schema) {
            findings.push_by(by, At::Argument(found.at, argument), "", message);
        }
    }
    if let Some(found) = &resource.scale {
        for (by, argument, message) in scale(found, schema) {
            findings.push_by(by, At::Argument(found.at, argument), "", message);
        }
    }
    for (index, found) in resource.selectable.iter().enumerate() {
        if let Err(message) = selectable(found, schema, &resource.selectable[..index]) {
            findings.push(At::Argument(found.at, PATH), "", message);
        }
        if index == MOST_SELECTABLE {
            let message = Message::new(format!(
                "a version can have at most {MOST_SELECTABLE} selectable fields"
            ));
            findings.push(At::Site(found.at), "", message.help("remove the others"));
        }
    }
}

/// The API server checks that the path begins with a dot, and never follows it.
fn column(column: &PrintColumn, schema: &Schema) -> Result<(), (By, &'static str, Message)> {
    let PrintColumn {
        name, ty, json_path, ..
    } = column;
    let about = |message: Message| Message {
        text: format!("the column `{name}`: {}", message.text),
        ..message
    };
    if name.is_empty() {
        let message = Message::new("a column needs a name").help("write `name=Phase`");
        return Err((By::ApiServer, "name", message));
    }
    if !COLUMN_TYPES.contains(&ty.as_str()) {
        let message = Message::new(format!("unknown column type `{ty}`"));
        let message = message.help(format!("use one of {}", COLUMN_TYPES.join(", ")));
        return Err((By::ApiServer, "type", about(message)));
    }
    if let Some(format) = column
        .format
        .as_deref()
        .filter(|format| !format.is_empty() && !FORMATS.contains(format))
    {
        let message = Message::new(format!("unknown column format `{format}`"));
        let message = message.help(format!("use one of {}", FORMATS.join(", ")));
        return Err((By::ApiServer, "format", about(message)));
    }
    let by = if json_path.starts_with('.') {
        By::Kubewright
    } else {
        By::ApiServer
    };
    let path = JsonPath::parse(json_path).map_err(|message| (by, PATH, about(message)))?;
    let stricter = |argument| move |message| (By::Kubewright, argument, message);
    let followed = follow(schema, &path).map_err(about);
    let Some(found) = followed.map_err(stricter(PATH))? else {
        return Ok(());
    };
    let Some(found) = found.ty.as_deref() else {
        return Ok(());
    };
    let fits = match ty.as_str() {
        "integer" | "number" => matches!(found, "integer" | "number"),
        "boolean" => found == "boolean",
        "date" => found == "string",
        // Every value can be printed as a string.
        _ => true,
    };
    if fits {
        return Ok(());
    }
    let better = match found {
        "integer" | "number" | "boolean" => found,
        _ => "string",
    };
    let message = Message::new(format!(
        "`{json_path}` is of type `{found}`, so a column of type `{ty}` would be empty"
    ));
    Err(stricter("type")(about(
        message.help(format!("write `type={better}`")),
    )))
}

/// The API server checks that the paths lead into `spec` or `status`, and never follows them.
fn scale(scale: &Scale, schema: &Schema) -> Vec<(By, &'static str, Message)> {
    let Scale {
        spec,
        status,
        selector,
        ..
    } = scale;
    let mut paths = vec![
        ("specpath", spec, &[".spec."][..], "integer"),
        ("statuspath", status, &[".status."][..], "integer"),
    ];
    if let Some(selector) = selector.as_ref().filter(|path| !path.is_empty()) {
        paths.push(("selectorpath", selector, &[".spec.", ".status."][..], "string"));
    }
    let replicas = |(argument, path, tops, wanted): (&'static str, &String, &[&str], &str)| {
        let about = |message: Message| Message {
            text: format!("`{argument}`: {}", message.text),
            ..message
        };
        if !tops.iter().any(|top| path.starts_with(top)) {
            let names: Vec<_> = tops
                .iter()
                .map(|top| format!("`{}`", top.trim_end_matches('.')))
                .collect();
            let message = Message::new(format!("`{path}` must lead into {}", names.join(" or ")));
            let message = message.help(format!("write it as `{argument}={}a`", tops[0]));
            return Err((By::ApiServer, argument, about(message)));
        }
        let stricter = |message| (By::Kubewright, argument, about(message));
        let path_parts = JsonPath::dotted(path).map_err(stricter)?;
        match follow(schema, &path_parts).map_err(stricter)? {
            Some(found) if found.ty.as_deref().is_some_and(|ty| ty != wanted) => {
                let found = found.ty.as_deref().unwrap_or_default();
                Err(stricter(Message::new(format!(
                    "`{path}` is of type `{found}`, but must be of type `{wanted}`"
                ))))
            }
            Some(_) | None => Ok(()),
        }
    };
    paths
        .into_iter()
        .filter_map(|path| replicas(path).err())
        .collect()
}

fn selectable(field: &SelectableField, schema: &Schema, before: &[SelectableField]) -> Result<(), Message> {
    let path = &field.json_path;
    if path.is_empty() {
        let message = Message::new("a selectable field needs a path");
        return Err(message.help("write it as `JSONPath=.spec.a`"));
    }
    let about = |message: Message| Message {
        text: format!("`{path}` {}", message.text),
        ..message
    };
    if path.contains('[') {
        return Err(about(
            Message::new("has brackets, which a selectable field cannot have").help("write `.spec.a.b`"),
        ));
    }
    if path.split('.').nth(1) == Some("metadata") {
        let message = Message::new("is in `metadata`, whose name and namespace are always selectable");
        return Err(about(message.help("remove the marker")));
    }
    if before.iter().any(|other| other.json_path == *path) {
        let message = Message::new("is a selectable field already");
        return Err(about(message.help("remove one of the markers")));
    }
    let Some(found) = field_path(path, schema).map_err(about)? else {
        return Ok(());
    };
    if !found.opaque && !["string", "boolean", "integer"].iter().any(|ty| found.is(ty)) {
        let ty = match found.ty.as_deref() {
            Some(ty) => format!("of type `{ty}`"),
            None if found.int_or_string => "an integer or a string".to_owned(),
            None => "of any type".to_owned(),
        };
        let message = Message::new(format!(
            "is {ty}, but a selectable field must be a string, boolean or integer"
        ));
        return Err(about(message));
    }
    Ok(())
}
