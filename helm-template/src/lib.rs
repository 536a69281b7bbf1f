//! Renders Go templates with Helm's functions, without Helm and without a cluster.
//!
//! Everything that depends on randomness, the time, a cluster or generated keys is not supported: it is an error that names the
//! function. What is supported gives the same text as Helm.
//!
//! ```
//! use kubewright_helm_template::{Engine, Value};
//! use serde_json::json;
//!
//! let mut engine = Engine::default();
//! engine.parse("_names.tpl", r#"{{ define "name" }}{{ .name | lower | quote }}{{ end }}"#)?;
//! engine.parse("a.yaml", r#"name: {{ include "name" . }}"#)?;
//! assert_eq!(engine.render("a.yaml", &Value::from(&json!({ "name": "Web" })))?, "name: \"web\"");
//! # Ok::<(), kubewright_helm_template::TemplateError>(())
//! ```

#![deny(missing_docs)]

mod engine;
mod error;
mod exec;
mod expressions;
mod functions;
mod number;
mod scope;
mod value;

pub use engine::Engine;
pub use error::TemplateError;
pub use value::{Native, Value};
