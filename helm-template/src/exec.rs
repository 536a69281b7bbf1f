//! Runs a parsed template.

use gotmpl::parse::{BranchNode, ListNode, Node, SmolStr};

use crate::{Engine, TemplateError, Value, error::Reason, scope::Scope};

/// How many items all `range`s of a template visit.
const ITEMS: usize = 1_000_000;

pub(crate) struct Run<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) name: &'e str,
    pub(crate) scope: Scope,
    text: String,
    visited: usize,
}

/// What ends a block early.
enum Stop {
    Failed(TemplateError),
    Break,
    Continue,
}

impl From<TemplateError> for Stop {
    fn from(error: TemplateError) -> Self {
        Self::Failed(error)
    }
}

impl<'e> Run<'e> {
    pub(crate) fn new(engine: &'e Engine, name: &'e str, data: &Value) -> Self {
        Self {
            engine,
            name,
            scope: Scope::new(data.clone()),
            text: String::new(),
            visited: 0,
        }
    }

    pub(crate) fn render(mut self, body: &ListNode, dot: &Value) -> Result<String, TemplateError> {
        match self.block(body, dot) {
            Err(Stop::Failed(error)) => Err(error),
            Ok(()) | Err(Stop::Break | Stop::Continue) => Ok(self.text),
        }
    }

    pub(crate) fn at(&self, line: usize, reason: impl Into<Reason>) -> TemplateError {
        reason.into().at(self.name, line)
    }

    fn block(&mut self, body: &ListNode, dot: &Value) -> Result<(), Stop> {
        let mark = self.scope.enter();
        let done = body.nodes.iter().try_for_each(|node| self.node(node, dot));
        self.scope.leave(mark);
        done
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Result<(), Stop> {
        match node {
            Node::Text(text) => self.text.push_str(&text.text),
            Node::Action(action) => {
                let value = self.pipe(&action.pipe, dot)?;
                if action.pipe.decl.is_empty() {
                    match value {
                        Value::Nil => self.text.push_str("<no value>"),
                        value => self.text.push_str(&value.to_string()),
                    }
                }
            }
            Node::If(branch) => {
                let mark = self.scope.enter();
                let value = self.pipe(&branch.pipe, dot)?;
                self.branch(branch, value.is_true(), dot, dot)?;
                self.scope.leave(mark);
            }
            Node::With(branch) => {
                let mark = self.scope.enter();
                let value = self.pipe(&branch.pipe, dot)?;
                self.branch(branch, value.is_true(), &value, dot)?;
                self.scope.leave(mark);
            }
            Node::Range(branch) => {
                let mark = self.scope.enter();
                self.range(branch, dot)?;
                self.scope.leave(mark);
            }
            Node::Template(node) => {
                let data = match &node.pipe {
                    Some(pipe) => self.pipe(pipe, dot)?,
                    None => Value::Nil,
                };
                let text = self.engine.include(&node.name, &data);
                let text = text.map_err(|reason| self.at(node.pos.line, reason))?;
                self.text.push_str(&text);
            }
            Node::List(list) => self.block(list, dot)?,
            Node::Define(_) => {}
            Node::Break(_) => return Err(Stop::Break),
            Node::Continue(_) => return Err(Stop::Continue),
        }
        Ok(())
    }

    fn branch(
        &mut self,
        branch: &BranchNode,
        is_true: bool,
        inner: &Value,
        outer: &Value,
    ) -> Result<(), Stop> {
        match (is_true, &branch.else_body) {
            (true, _) => self.block(&branch.body, inner),
            (false, Some(other)) => self.block(other, outer),
            (false, None) => Ok(()),
        }
    }

    fn range(&mut self, branch: &BranchNode, dot: &Value) -> Result<(), Stop> {
        let value = self.commands(&branch.pipe, dot)?;
        let items = items(&value).map_err(|reason| self.at(branch.pos.line, reason))?;
        if items.is_empty() {
            return self.branch(branch, false, dot, dot);
        }
        for (key, item) in items {
            self.visited += 1;
            if self.visited > ITEMS {
                return Err(self.at(branch.pos.line, "too many items").into());
            }
            let mark = self.scope.enter();
            let bound: Vec<(&SmolStr, &Value)> = match branch.pipe.decl.as_slice() {
                [] => Vec::new(),
                [one] => vec![(one, &item)],
                [first, second, ..] => vec![(first, &key), (second, &item)],
            };
            for (name, value) in bound {
                self.bind(name, value.clone(), branch.pipe.is_assign, branch.pos.line)?;
            }
            let done = self.block(&branch.body, &item);
            self.scope.leave(mark);
            match done {
                Err(Stop::Break) => break,
                Ok(()) | Err(Stop::Continue) => {}
                Err(Stop::Failed(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    pub(crate) fn bind(
        &mut self,
        name: &str,
        value: Value,
        assign: bool,
        line: usize,
    ) -> Result<(), TemplateError> {
        if !assign {
            self.scope.declare(name, value);
        } else if !self.scope.assign(name, value) {
            return Err(self.at(line, format!("undefined variable {name:?}")));
        }
        Ok(())
    }
}

fn items(value: &Value) -> Result<Vec<(Value, Value)>, Reason> {
    match value {
        Value::Nil => Ok(Vec::new()),
        Value::List(items) => {
            let items = items.iter().cloned();
            Ok((0..).map(Value::Int).zip(items).collect())
        }
        Value::Dict(fields) => {
            let fields = fields.borrow();
            Ok(fields
                .iter()
                .map(|(key, value)| (Value::from(key.as_str()), value.clone()))
                .collect())
        }
        Value::Int(count) => Ok((0..*count).map(|at| (Value::Int(at), Value::Int(at))).collect()),
        Value::Native(native) => native.items().ok_or_else(|| "range can't iterate over it".into()),
        other => Err(format!("range can't iterate over {other}").into()),
    }
}
