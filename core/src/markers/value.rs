//! Markers of values and texts: enums, defaults, examples, titles, CEL rules.

use serde::Deserialize;
use serde_json::Value;

use super::{Arg, Def, Effect, On, SchemaMarker};
use crate::{
    diagnostic::Message,
    markers::slot::Slot,
    schema::{ExternalDocs, Validation},
};

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<Enum>(),
    Def::schema::<KubebuilderDefault>(),
    DEFAULT,
    Def::schema::<Example>(),
    Def::schema::<Title>(),
    Def::schema::<Docs>(),
    Def::schema::<Nullable>(),
    Def::schema::<XValidation>(),
];

#[derive(Deserialize)]
struct Enum(Vec<Value>);

impl SchemaMarker for Enum {
    const NAME: &'static str = "kubebuilder:validation:Enum";
    const KEY: &'static str = "enum";
    const HELP: &'static str = "The allowed values. A Rust enum needs no marker.";
    const ARGS: &'static [Arg] = &[Arg::value("list", "the values")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        if self.0.is_empty() {
            return Err(Message::new("has no values").help("write them as `a;b;c`"));
        }
        slot.own.enumeration = self.0;
        Ok(())
    }
}

#[derive(Deserialize)]
struct KubebuilderDefault(Value);

impl SchemaMarker for KubebuilderDefault {
    const NAME: &'static str = "kubebuilder:default";
    const ON: On = On::FIELD;
    const KEY: &'static str = "default";
    const HELP: &'static str = "The value that the API server sets if the field is missing.";
    const ARGS: &'static [Arg] = &[Arg::value("any", "the value")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let empty_list = self.0.as_object().is_some_and(serde_json::Map::is_empty) && slot.is("array");
        slot.own.default = Some(if empty_list {
            Value::Array(Vec::new())
        } else {
            self.0
        });
        Ok(())
    }
}

/// `+default`: the rest of the line is JSON, so the grammar of other markers does not apply.
const DEFAULT: Def = Def {
    name: "default",
    on: On::FIELD,
    args: &[Arg::value("json", "the value")],
    help: "Like `kubebuilder:default`, which takes precedence; the value is JSON.",
    effect: Effect::Schema {
        priority: 9,
        key: "default",
        apply: |text, slot| {
            let value = json(text)?;
            slot.own.default = (!value.is_null()).then_some(value);
            Ok(())
        },
    },
    nests: false,
};

fn json(text: &str) -> Result<Value, Message> {
    if text.trim_start().starts_with("ref(") {
        return Err(Message::new("`ref(...)` refers to a Go constant").help("write the value"));
    }
    serde_json::from_str(text).map_err(|error| {
        Message::new(format!("`{text}` is not JSON ({error})"))
            .help("write `+default=\"text\"`, or use `+kubebuilder:default`")
    })
}

#[derive(Deserialize)]
struct Example(Value);

impl SchemaMarker for Example {
    const NAME: &'static str = "kubebuilder:example";
    const ON: On = On::FIELD;
    const KEY: &'static str = "example";
    const HELP: &'static str = "An example value for documentation.";
    const ARGS: &'static [Arg] = &[Arg::value("any", "the value")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.own.example = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct Title(Value);

impl SchemaMarker for Title {
    const NAME: &'static str = "kubebuilder:title";
    const KEY: &'static str = "title";
    const HELP: &'static str = "A title.";
    const ARGS: &'static [Arg] = &[Arg::value("string", "the title")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let Value::String(title) = self.0 else {
            return Err(Message::new(format!("takes a string, not `{}`", self.0)).help("put it in quotes"));
        };
        slot.own.title = Some(title);
        Ok(())
    }
}

#[derive(Deserialize)]
struct Docs {
    url: String,
    description: Option<String>,
}

impl SchemaMarker for Docs {
    const NAME: &'static str = "kubebuilder:externalDocs";
    const KEY: &'static str = "externalDocs";
    const HELP: &'static str = "A link to more documentation.";
    const ARGS: &'static [Arg] = &[
        Arg::required("url", "string", "the URL"),
        Arg::optional("description", "string", "a description of the link"),
    ];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let Self { url, description } = self;
        let absolute = url.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty() && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        });
        if !absolute || url.contains(char::is_whitespace) {
            return Err(
                Message::new(format!("has `{url}`, which is not a URL")).help("write `url=https://...`")
            );
        }
        slot.own.external_docs = Some(ExternalDocs { description, url });
        Ok(())
    }
}

#[derive(Deserialize)]
struct Nullable;

impl SchemaMarker for Nullable {
    const NAME: &'static str = "nullable";
    const ON: On = On::FIELD;
    const KEY: &'static str = "nullable";
    const HELP: &'static str = "Allows `null`.";

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.own.nullable = true;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct XValidation {
    rule: String,
    message: Option<String>,
    message_expression: Option<String>,
    reason: Option<String>,
    field_path: Option<String>,
    optional_old_self: Option<bool>,
}

impl SchemaMarker for XValidation {
    const NAME: &'static str = "kubebuilder:validation:XValidation";
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "A CEL rule that must hold; may be repeated.";
    const ARGS: &'static [Arg] = &[
        Arg::required("rule", "string", "the expression, over `self` and `oldSelf`"),
        Arg::optional("message", "string", "the error message"),
        Arg::optional(
            "messageExpression",
            "string",
            "an expression that returns the error message",
        ),
        Arg::optional(
            "reason",
            "string",
            "`FieldValueInvalid`, `-Forbidden`, `-Required` or `-Duplicate`",
        ),
        Arg::optional(
            "fieldPath",
            "string",
            "the path of the field that the error refers to",
        ),
        Arg::optional(
            "optionalOldSelf",
            "bool",
            "whether the rule also runs if there is no old value",
        ),
    ];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        // `check::rules` judges the arguments.
        let Self {
            rule,
            message,
            message_expression,
            reason,
            field_path,
            optional_old_self,
        } = self;
        let message = message.filter(|message| !message.is_empty());
        slot.own.validations.push(Validation {
            field_path,
            message,
            message_expression,
            optional_old_self,
            reason,
            rule,
            place: Some(slot.place),
        });
        Ok(())
    }
}
