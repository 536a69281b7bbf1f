//! The data of templates. Maps are shared and can change, as in Go.

use std::{cell::RefCell, collections::BTreeMap, fmt, rc::Rc};

use serde_json::{Number, Value as Json};

use crate::{error::Reason, number};

/// The data of a template.
///
/// ```
/// use kubewright_helm_template::Value;
/// use serde_json::json;
///
/// let value = Value::from(&json!({ "replicas": 1000000 }));
/// assert_eq!(value.to_string(), "map[replicas:1e+06]");
/// assert_eq!(value.to_json(), json!({ "replicas": 1000000 }));
/// ```
#[derive(Clone)]
pub enum Value {
    /// No value.
    Nil,
    /// A boolean.
    Bool(bool),
    /// A number that a template or a function made. Numbers of YAML are `Float`.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(Rc<str>),
    /// A list.
    List(Rc<Vec<Value>>),
    /// A map.
    Dict(Rc<RefCell<BTreeMap<String, Value>>>),
    /// A value with methods.
    Native(Rc<dyn Native>),
}

/// A value with methods, such as `.Files`.
///
/// ```
/// use kubewright_helm_template::{Engine, Native, Value};
/// use std::rc::Rc;
///
/// #[derive(Debug)]
/// struct Greeter;
///
/// impl Native for Greeter {
///     fn call(&self, method: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
///         (method == "Greet").then(|| Ok(Value::from(format!("Hello, {}!", arguments[0]))))
///     }
/// }
///
/// let mut engine = Engine::default();
/// engine.parse("a", r#"{{ .Greet "you" }}"#)?;
/// assert_eq!(engine.render("a", &Value::Native(Rc::new(Greeter)))?, "Hello, you!");
/// # Ok::<(), kubewright_helm_template::TemplateError>(())
/// ```
pub trait Native: fmt::Debug {
    /// Calls a method, or reads a field. `None` if it does not exist.
    fn call(&self, method: &str, arguments: &[Value]) -> Option<Result<Value, String>>;

    /// Returns the text when it is printed.
    fn print(&self) -> String {
        format!("{self:?}")
    }

    /// Returns the items that `range` visits, if it can.
    fn items(&self) -> Option<Vec<(Value, Value)>> {
        None
    }
}

impl Value {
    /// Creates a map.
    #[must_use]
    pub fn dict(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Dict(Rc::new(RefCell::new(entries.into_iter().collect())))
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Rc::new(items.into_iter().collect()))
    }

    /// Returns the value as JSON. Values with methods are their text.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Nil => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Int(value) => (*value).into(),
            // Go writes whole numbers without a fraction.
            Self::Float(value) if value.fract() == 0.0 && value.abs() < 9e18 => (*value as i64).into(),
            Self::Float(value) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
            Self::Text(text) => Json::String(text.to_string()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Dict(fields) => {
                let fields = fields.borrow();
                Json::Object(
                    fields
                        .iter()
                        .map(|(key, value)| (key.clone(), value.to_json()))
                        .collect(),
                )
            }
            Self::Native(native) => Json::String(native.print()),
        }
    }

    /// Whether `if` takes it for true.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Dict(fields) => !fields.borrow().is_empty(),
            Self::Native(_) => true,
        }
    }

    /// A copy that shares nothing.
    pub(crate) fn deep(&self) -> Self {
        match self {
            Self::List(items) => Self::list(items.iter().map(Self::deep)),
            Self::Dict(fields) => {
                let fields = fields.borrow();
                Self::dict(fields.iter().map(|(key, value)| (key.clone(), value.deep())))
            }
            other => other.clone(),
        }
    }

    /// Go's kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "invalid",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::List(_) => "slice",
            Self::Dict(_) => "map",
            Self::Native(_) => "struct",
        }
    }

    /// Go's type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::List(_) => "[]interface {}",
            Self::Dict(_) => "map[string]interface {}",
            Self::Native(_) => "struct",
            other => other.kind(),
        }
    }

    /// The field of a map, or what a method returns. A key that is missing is no value.
    pub(crate) fn field(&self, name: &str, arguments: &[Self]) -> Result<Self, Reason> {
        match self {
            Self::Dict(fields) if arguments.is_empty() => {
                Ok(fields.borrow().get(name).cloned().unwrap_or(Self::Nil))
            }
            Self::Dict(_) => Err(format!("{name} is not a method but has arguments").into()),
            Self::Native(native) => {
                let answer = native.call(name, arguments);
                Ok(answer.ok_or_else(|| Reason::Unsupported(format!("the field or method `{name}`")))??)
            }
            other => Err(format!("can't evaluate field {name} in type {}", other.type_name()).into()),
        }
    }
}

impl From<&Json> for Value {
    fn from(value: &Json) -> Self {
        match value {
            Json::Null => Self::Nil,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Float(number.as_f64().unwrap_or_default()),
            Json::String(text) => Self::from(text.as_str()),
            Json::Array(items) => Self::list(items.iter().map(Self::from)),
            Json::Object(fields) => {
                Self::dict(fields.iter().map(|(key, value)| (key.clone(), Self::from(value))))
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => formatter.write_str("<nil>"),
            Self::Bool(value) => write!(formatter, "{value}"),
            Self::Int(value) => write!(formatter, "{value}"),
            Self::Float(value) => formatter.write_str(&number::print(*value)),
            Self::Text(text) => formatter.write_str(text),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::to_string).collect();
                write!(formatter, "[{}]", items.join(" "))
            }
            Self::Dict(fields) => {
                let fields = fields.borrow();
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(key, value)| format!("{key}:{value}"))
                    .collect();
                write!(formatter, "map[{}]", fields.join(" "))
            }
            Self::Native(native) => formatter.write_str(&native.print()),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
