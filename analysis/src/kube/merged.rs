//! The versions that a program's calls of `merge_crds` name as the stored ones.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_kube_types::Path;
use syn::visit::{self, Visit};

use super::files::Files;
use crate::source::{ItemId, ModuleId};

/// What the calls say.
#[derive(Default)]
pub(super) struct Stored {
    /// The versions that calls name for the kind of each type.
    of: BTreeMap<ItemId, BTreeSet<String>>,
    /// Whether there is a call whose kinds or version cannot be read.
    is_open: bool,
}

/// The version in which the objects of a kind are stored.
pub(super) enum Named {
    /// All calls name this one.
    One(String),
    /// Calls name several, or one cannot be read.
    Unknown,
    /// No call is about the kind.
    None,
}

impl Stored {
    /// What the calls say about the kind of these types.
    pub(super) fn named(&self, versions: impl Iterator<Item = ItemId>) -> Named {
        let all: BTreeSet<&String> = versions.filter_map(|id| self.of.get(&id)).flatten().collect();
        match (all.first(), all.len()) {
            (Some(only), 1) => Named::One((*only).clone()),
            (None, _) if !self.is_open => Named::None,
            _ => Named::Unknown,
        }
    }
}

/// Reads the calls `merge_crds(vec![v1::Order::crd(), v2::Order::crd()], "v2")`.
pub(super) fn stored(files: &Files<'_>) -> Stored {
    let mut stored = Stored::default();
    for (file, _) in files.selected() {
        if !files.source().file(file).text.contains("merge_crds") {
            continue;
        }
        let Ok(modules) = files.whole(file) else {
            stored.is_open = true;
            continue;
        };
        for (module, items) in modules {
            let mut calls = Calls::default();
            items.iter().for_each(|item| calls.visit_item(item));
            for call in calls.found {
                stored.add(files, module, call);
            }
        }
    }
    stored
}

impl Stored {
    fn add(&mut self, files: &Files<'_>, module: ModuleId, call: Call) {
        let kinds: Option<Vec<ItemId>> = { call.kinds.iter() }
            .map(|path| Some(files.generated(module, path)?.0))
            .collect();
        match (kinds, call.version) {
            (Some(kinds), Some(version)) if !kinds.is_empty() => {
                for kind in kinds {
                    self.of.entry(kind).or_default().insert(version.clone());
                }
            }
            _ => self.is_open = true,
        }
    }
}

/// A call, as far as it can be read.
struct Call {
    kinds: Vec<Path>,
    version: Option<String>,
}

/// The calls in a function, and the values of its variables.
#[derive(Default)]
struct Calls {
    found: Vec<Call>,
    variables: BTreeMap<String, syn::Expr>,
}

impl Calls {
    /// The expression, or that of the variable.
    fn value<'e>(&'e self, expr: &'e syn::Expr) -> &'e syn::Expr {
        match expr {
            syn::Expr::Reference(reference) => self.value(&reference.expr),
            syn::Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.variables.get(&name.to_string()).unwrap_or(expr),
                None => expr,
            },
            expr => expr,
        }
    }
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_block(&mut self, block: &'ast syn::Block) {
        // A variable is known in its block, and in those inside.
        let before = self.variables.clone();
        visit::visit_block(self, block);
        self.variables = before;
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        let mut pattern = &local.pat;
        while let syn::Pat::Type(typed) = pattern {
            pattern = &typed.pat;
        }
        if let (syn::Pat::Ident(name), Some(init)) = (pattern, &local.init) {
            // One that is changed later has another value.
            match name.mutability {
                Some(_) => self.variables.remove(&name.ident.to_string()),
                None => self
                    .variables
                    .insert(name.ident.to_string(), (*init.expr).clone()),
            };
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        visit::visit_expr_call(self, call);
        let is_merge = match &*call.func {
            syn::Expr::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "merge_crds"),
            _ => false,
        };
        let mut args = call.args.iter();
        if let (true, Some(list), Some(version)) = (is_merge, args.next(), args.next()) {
            let mut kinds = Kinds {
                found: Vec::new(),
                variables: &self.variables,
            };
            kinds.visit_expr(self.value(list));
            let version = match self.value(version) {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(version),
                    ..
                }) => Some(version.value()),
                _ => None,
            };
            let call = Call {
                kinds: kinds.found,
                version,
            };
            self.found.push(call);
        }
    }
}

/// The types whose `crd()` is called.
struct Kinds<'v> {
    found: Vec<Path>,
    variables: &'v BTreeMap<String, syn::Expr>,
}

impl<'ast> Visit<'ast> for Kinds<'_> {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(name) = path.path.get_ident()
            && let Some(value) = self.variables.get(&name.to_string())
        {
            // A variable for one version.
            let mut inner = Kinds {
                found: Vec::new(),
                variables: &BTreeMap::new(),
            };
            inner.visit_expr(value);
            self.found.append(&mut inner.found);
            return;
        }
        let path = match &path.qself {
            // `<v1::Order as CustomResourceExt>::crd`
            Some(this) => match &*this.ty {
                syn::Type::Path(ty) => Some(Path::of(&ty.path)),
                _ => None,
            },
            None => Path::of(&path.path).parent(),
        }
        .filter(|_| path.path.segments.last().is_some_and(|last| last.ident == "crd"));
        self.found.extend(path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let list = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(all) = syn::parse::Parser::parse2(list, found.tokens.clone()) {
            // The nodes do not live as long as the file.
            for expr in all {
                let mut inner = Kinds {
                    found: Vec::new(),
                    variables: self.variables,
                };
                inner.visit_expr(&expr);
                self.found.append(&mut inner.found);
            }
        }
    }
}
