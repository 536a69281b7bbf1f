//! CRDs among the objects, as the API server judges them.

use kubewright_core::crd::Crd;
use kubewright_import::{as_written, complete};
use kubewright_validation::{Reason, Step, definition as problems_of};
use serde_json::Value;

use super::builtin;
use super::input::shown;
use super::kinds::hint;

/// Something that the API server refuses in a CRD.
pub(super) struct Problem {
    pub(super) at: Vec<Step>,
    pub(super) field: String,
    pub(super) reason: &'static str,
    pub(super) message: String,
}

/// What is wrong with a CRD, and the CRD itself if its objects can be checked by it.
#[derive(Default)]
pub(super) struct Definition {
    pub(super) problems: Vec<Problem>,
    pub(super) crd: Option<Crd>,
}

/// Judges the object of a CRD.
pub(super) fn judge(document: &Value) -> Definition {
    let mut definition = Definition::default();
    let document = definition.fields(document);
    if definition
        .problems
        .iter()
        .any(|problem| problem.reason != UNKNOWN)
    {
        return definition;
    }
    let mut crd = match as_written(document) {
        Ok(crd) => crd,
        Err(problems) => {
            for problem in problems {
                definition.add(of_path(&problem.path), problem.message.to_string());
            }
            return definition;
        }
    };
    for found in problems_of(&crd) {
        definition.add(of_pointer(&found.place), found.message.to_string());
    }
    definition.crd = complete(&mut crd).is_ok().then_some(crd);
    definition
}

const UNKNOWN: &str = "UnknownField";

impl Definition {
    /// Checks the names and types of fields outside of schemas. Returns the fields that the API server knows.
    fn fields(&mut self, document: &Value) -> Value {
        let Some(kind) = builtin::kind("apiextensions.k8s.io/v1", "CustomResourceDefinition") else {
            return document.clone();
        };
        let verdict = kind.create(document);
        for unknown in verdict.unknown {
            self.problems.push(Problem {
                message: format!("unknown field \"{}\"{}", unknown.field, hint(&kind, &unknown.at)),
                at: unknown.at,
                field: unknown.field,
                reason: UNKNOWN,
            });
        }
        // The API server takes the zero value for a field that is missing, and judges that.
        let causes = verdict.causes.into_iter();
        for cause in causes.filter(|cause| cause.reason != Reason::Required) {
            self.problems.push(Problem {
                message: cause.to_string(),
                at: cause.at,
                field: cause.field,
                reason: cause.reason.name(),
            });
        }
        verdict.object
    }

    fn add(&mut self, at: Vec<Step>, message: String) {
        let field = shown(&at);
        self.problems.push(Problem {
            message: format!("{field}: {message}"),
            at,
            field,
            reason: Reason::Invalid.name(),
        });
    }
}

/// The steps of a JSON pointer.
fn of_pointer(pointer: &str) -> Vec<Step> {
    let parts = pointer.split('/').skip(1);
    parts
        .map(|part| match part.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(part.replace("~1", "/").replace("~0", "~")),
        })
        .collect()
}

/// The steps of a path such as `spec.versions[0].schema['a.b']`.
fn of_path(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some((key, after)) = rest.strip_prefix("['").and_then(|rest| rest.split_once("']")) {
            steps.push(Step::Key(key.to_owned()));
            rest = after;
        } else if let Some((index, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            steps.extend(index.parse().map(Step::Index));
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Key(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use kubewright_validation::Step;

    use super::{of_path, of_pointer};

    #[test]
    fn paths_and_pointers_are_the_same_steps() {
        let key = |key: &str| Step::Key(key.to_owned());
        let steps = vec![key("a"), Step::Index(3), key("b.c/d"), key("e")];
        assert_eq!(of_path("a[3]['b.c/d'].e"), steps);
        assert_eq!(of_pointer("/a/3/b.c~1d/e"), steps);
        assert_eq!(of_path(""), []);
    }
}
