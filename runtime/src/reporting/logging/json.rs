//! Lines as objects, with the names that controller-runtime gives to their parts.

use std::fmt;

use k8s_openapi::jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::{JsonFields, Writer},
    },
    registry::LookupSpan,
};

use super::{StackLevel, TimeEncoding};

/// The fields of a span, as an object.
///
/// A type of its own, because the registry keeps written fields by their writer's type, and those of another layer are
/// text.
pub(super) struct Fields(JsonFields);

impl Fields {
    pub(super) fn new() -> Self {
        Self(JsonFields::new())
    }
}

impl<'writer> FormatFields<'writer> for Fields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        self.0.format_fields(writer, fields)
    }
}

/// Writes each event with its fields and those of its spans side by side, where those further in win.
///
/// tracing-subscriber's own writes the name of a span over a field `name`, which is the name of the object here.
pub(super) struct Json {
    pub(super) time: TimeEncoding,
    pub(super) stack: StackLevel,
}

impl<S> FormatEvent<S, Fields> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, Fields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Line::default();
        let metadata = event.metadata();
        for span in context
            .event_scope()
            .into_iter()
            .flat_map(|scope| scope.from_root())
        {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<Fields>>();
            if let Some(Ok(Value::Object(fields))) = fields.map(|fields| serde_json::from_str(&fields.fields))
            {
                line.fields.extend(fields);
            }
        }
        event.record(&mut line);
        let time = self.time.text(Timestamp::now());
        let quote = if self.time.is_number() { "" } else { "\"" };
        let level = metadata.level().as_str().to_lowercase();
        let [logger, message] = [metadata.target(), &line.message].map(Value::from);
        write!(
            writer,
            r#"{{"level":"{level}","ts":{quote}{time}{quote},"logger":{logger},"msg":{message}"#
        )?;
        for (name, value) in &line.fields {
            write!(writer, ",{}:{value}", Value::from(name.as_str()))?;
        }
        if let Some(stack) = self.stack.stack(*metadata.level()) {
            write!(writer, ",\"stacktrace\":{}", Value::from(stack))?;
        }
        writeln!(writer, "}}")
    }
}

/// What an event says.
#[derive(Default)]
struct Line {
    message: String,
    fields: Map<String, Value>,
}

impl Line {
    fn set(&mut self, field: &Field, value: impl Into<Value>) {
        match field.name() {
            "message" => match value.into() {
                Value::String(text) => self.message = text,
                other => self.message = other.to_string(),
            },
            // Names that every line has.
            name @ ("level" | "ts" | "logger" | "msg" | "stacktrace") => {
                self.fields.insert(format!("{name}_"), value.into());
            }
            name => {
                self.fields
                    .insert(name.trim_start_matches("r#").to_owned(), value.into());
            }
        }
    }
}

impl Visit for Line {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}"));
    }
}
