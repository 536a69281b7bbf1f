//! Printer columns and selectable fields.

use serde::Deserialize;

use super::{Argument, Resource};
use crate::{
    diagnostic::{Located, Message},
    ir::Site,
    markers::{Arg, ResourceMarker, list::one_of},
};

/// A printer column of `kubectl get`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PrintColumn {
    /// The heading.
    pub name: String,
    /// The type of the value.
    #[serde(rename = "type")]
    pub ty: String,
    /// The path of the value.
    #[serde(rename = "JSONPath")]
    pub json_path: String,
    /// The description.
    pub description: Option<String>,
    /// The format of the value.
    pub format: Option<String>,
    /// The priority; columns above 0 appear in wide output only.
    pub priority: Option<i32>,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for PrintColumn {
    const NAME: &'static str = "kubebuilder:printcolumn";
    const HELP: &'static str = "A column of `kubectl get`; may be repeated.";
    const ARGS: &'static [Arg] = &[
        Arg::required("name", "string", "the heading"),
        Arg::required(
            "type",
            "string",
            "`string`, `integer`, `number`, `boolean` or `date`",
        ),
        Arg::required(
            "JSONPath",
            "string",
            "the path of the value, such as `.status.phase`",
        ),
        Arg::optional("description", "string", "the description"),
        Arg::optional("format", "string", "the format of the value"),
        Arg::optional("priority", "int", "above 0: shown in wide output only"),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        self.ty = one_of(self.ty, &["string", "integer", "number", "boolean", "date"])
            .map_err(|message| message.at(Some("type")))?;
        self.description = self.description.filter(|text| !text.is_empty());
        self.at = resource.at;
        resource.columns.push(self);
        Ok(())
    }
}

/// A field that field selectors can use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SelectableField {
    /// The path of the field.
    #[serde(rename = "JSONPath")]
    pub json_path: String,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for SelectableField {
    const NAME: &'static str = "kubebuilder:selectablefield";
    const HELP: &'static str = "A field that `kubectl get --field-selector` accepts; may be repeated.";
    const ARGS: &'static [Arg] = &[Arg::required(
        "JSONPath",
        "string",
        "the path of the field, such as `.spec.color`",
    )];

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        let named = |field: &Self| field.json_path == self.json_path;
        if resource.selectable.iter().any(named) {
            let message = Message::new(format!("has `{}` twice", self.json_path));
            return Err(message.help("remove one of them").at(Some("JSONPath")));
        }
        let at = resource.at;
        resource.selectable.push(Self { at, ..self });
        Ok(())
    }
}
