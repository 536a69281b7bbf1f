//! Templates that use each other.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use gotmpl::parse::{ListNode, Parser};

use crate::{TemplateError, Value, error::Reason, exec::Run};

/// How deep templates may include each other.
const DEPTH: usize = 200;

/// Templates by their names.
///
/// ```
/// use kubewright_helm_template::{Engine, Value};
///
/// let mut engine = Engine::default();
/// engine.parse("a", "{{ . | upper }}")?;
/// assert_eq!(engine.render("a", &Value::from("web"))?, "WEB");
/// # Ok::<(), kubewright_helm_template::TemplateError>(())
/// ```
#[derive(Clone, Default)]
pub struct Engine {
    templates: BTreeMap<String, Rc<ListNode>>,
    depth: Rc<Cell<usize>>,
}

impl Engine {
    /// Adds a file. Its definitions replace those of the same name.
    ///
    /// # Errors
    ///
    /// If the syntax is wrong.
    pub fn parse(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        let body = self.define(name, text)?;
        self.templates.insert(name.to_owned(), body);
        Ok(())
    }

    /// Renders a file.
    ///
    /// # Errors
    ///
    /// If it does not exist, fails with this data, or uses what only Helm has.
    pub fn render(&self, name: &str, data: &Value) -> Result<String, TemplateError> {
        let body = self.templates.get(name);
        let body = body.ok_or_else(|| Reason::from("it does not exist").at(name, 0))?;
        // As Helm does.
        Ok(self.run(name, body, data)?.replace("<no value>", ""))
    }

    pub(crate) fn include(&self, name: &str, data: &Value) -> Result<String, Reason> {
        let body = self.templates.get(name);
        let body = body.ok_or_else(|| format!("no template {name:?} associated with template \"gotpl\""))?;
        Ok(self.run(name, body, data)?)
    }

    /// Renders a text as a template, whose definitions only it sees.
    pub(crate) fn tpl(&self, name: &str, text: &str, data: &Value) -> Result<String, Reason> {
        if !text.contains("{{") {
            return Ok(text.to_owned());
        }
        let mut inner = self.clone();
        let body = inner.define(name, text)?;
        Ok(inner.run(name, &body, data)?.replace("<no value>", ""))
    }

    fn run(&self, name: &str, body: &ListNode, data: &Value) -> Result<String, TemplateError> {
        self.depth.set(self.depth.get() + 1);
        let rendered = match self.depth.get() > DEPTH {
            true => Err(Reason::from("templates include each other too deeply").at(name, 0)),
            false => Run::new(self, name, data).render(body, data),
        };
        self.depth.set(self.depth.get() - 1);
        rendered
    }

    fn define(&mut self, name: &str, text: &str) -> Result<Rc<ListNode>, TemplateError> {
        let parsed = Parser::new(text, "{{", "}}").and_then(Parser::parse);
        let (body, defined) = parsed.map_err(|error| TemplateError::Syntax {
            template: name.to_owned(),
            reason: error.to_string(),
        })?;
        for one in defined {
            let is_new = !self.templates.contains_key(one.name.as_str());
            // As in Go, an empty definition does not replace another.
            if is_new || !one.body.is_empty_tree() {
                self.templates.insert(one.name.to_string(), Rc::new(one.body));
            }
        }
        Ok(Rc::new(body))
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.templates.keys()).finish()
    }
}
