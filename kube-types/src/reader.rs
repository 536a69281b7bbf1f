//! The state of one run: what was computed before, and which types are open.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, PoisonError};

use kubewright_core::diagnostic::Message;
use proc_macro2::Span;
use serde_json::Value;

use crate::era::Era;
use crate::marked::Marked;
use crate::scope::{Item, Problem, Scope};
use crate::types::{Context, Ty};
use crate::{Cache, Keys, Schemas, Stated, Wanted};

/// A result, or what is wrong.
pub(crate) type Made<T, P> = Result<T, Box<Problem<P>>>;

/// A known type, and the name of one of its functions.
pub(crate) type Method<P> = (Ty<P>, String);

/// Reads types.
pub(crate) struct Reader<'s, S: Scope> {
    pub(crate) scope: &'s S,
    pub(crate) era: Era,
    /// Whether what the API server rejects or loses is repaired.
    pub(crate) strict: bool,
    /// What the source does not show.
    pub(crate) stated: &'s Stated,
    /// What of that was needed.
    pub(crate) used: Keys,
    /// Schemas of types of other crates.
    cache: Option<&'s Cache>,
    /// Schemas of types, by their keys.
    pub(crate) schemas: BTreeMap<String, Arc<Value>>,
    /// Functions of `skip_serializing_if` that belong to known types, by their text: almost every optional field has the same one.
    pub(crate) predicates: BTreeMap<(S::Place, String), Method<S::Place>>,
    /// The types that are being read, to find those that contain themselves.
    pub(crate) open: Vec<String>,
    /// Their names.
    pub(crate) named: Vec<String>,
    /// How many types, of this and other crates, are inside of each other.
    pub(crate) levels: usize,
    /// That they go on without end.
    pub(crate) endless: Option<Problem<S::Place>>,
    /// Items inside of the functions that are being read.
    pub(crate) local: Vec<Rc<Item<S::Place>>>,
    /// Markers of doc comments.
    pub(crate) marked: Marked<S::Place>,
    /// How deep calls nest.
    pub(crate) depth: usize,
    pub(crate) problems: Vec<Problem<S::Place>>,
    /// What the API server accepts, but has no effect.
    pub(crate) notes: Vec<Problem<S::Place>>,
}

impl<'s, S: Scope> Reader<'s, S> {
    pub(crate) fn new(scope: &'s S, wanted: Wanted<'s>) -> Self {
        Self {
            scope,
            era: wanted.era,
            strict: wanted.schemas == Schemas::Strict,
            stated: wanted.stated,
            used: Keys::default(),
            cache: wanted.cache,
            schemas: BTreeMap::new(),
            predicates: BTreeMap::new(),
            open: Vec::new(),
            named: Vec::new(),
            levels: 0,
            endless: None,
            local: Vec::new(),
            marked: Marked::default(),
            depth: 0,
            problems: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn fail<T>(
        &self,
        cx: &Context<S::Place>,
        span: Span,
        message: impl Into<Message>,
    ) -> Made<T, S::Place> {
        Err(Box::new(Problem {
            place: cx.place.clone(),
            span,
            message: message.into(),
        }))
    }

    /// The schema of a type of another crate, if this or another kind has needed it.
    pub(crate) fn known_before(&self, key: &str) -> Option<Value> {
        let of_others = || {
            let cache = self.cache?.0.lock().unwrap_or_else(PoisonError::into_inner);
            cache.get(&(self.strict, key.to_owned())).cloned()
        };
        let found = self.schemas.get(key).cloned().or_else(of_others)?;
        Some((*found).clone())
    }

    /// Keeps the schema of a type of another crate.
    pub(crate) fn remember(&mut self, key: String, schema: &Value) {
        let schema = Arc::new(schema.clone());
        if let Some(cache) = self.cache {
            let mut cache = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
            cache.insert((self.strict, key.clone()), schema.clone());
        }
        self.schemas.insert(key, schema);
    }

    /// Keeps a problem, and goes on.
    pub(crate) fn keep<T>(&mut self, made: Made<T, S::Place>) -> Option<T> {
        match made {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(*problem);
                None
            }
        }
    }

    /// Runs work that may call itself, up to a limit.
    pub(crate) fn within<T>(
        &mut self,
        cx: &Context<S::Place>,
        span: Span,
        work: impl FnOnce(&mut Self) -> Made<T, S::Place>,
    ) -> Made<T, S::Place> {
        const DEEPEST: usize = 100;
        if self.depth >= DEEPEST {
            return self.fail(cx, span, "this calls or contains itself without end");
        }
        self.depth += 1;
        let made = work(self);
        self.depth -= 1;
        made
    }
}
