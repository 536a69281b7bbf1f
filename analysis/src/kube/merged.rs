//! The versions that a program's calls of `merge_crds` name as the stored ones.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

use super::scope::Files;

/// The stored version by the name of the generated struct.
pub(super) type Stored = BTreeMap<String, String>;

/// Reads the calls `merge_crds(vec![v1::Order::crd(), v2::Order::crd()], "v2")`.
pub(super) fn stored(files: &Files<'_>) -> Stored {
    let mut calls = Calls::default();
    for (file, _) in files.selected() {
        if !files.source().file(file).text.contains("merge_crds") {
            continue;
        }
        for (_, items) in files.whole(file).unwrap_or_default() {
            items.iter().for_each(|item| calls.visit_item(item));
        }
    }
    calls.0
}

#[derive(Default)]
struct Calls(Stored);

impl<'ast> Visit<'ast> for Calls {
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
        let Some(syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(version),
            ..
        })) = call.args.iter().nth(1)
        else {
            return;
        };
        if let Some(list) = call.args.first().filter(|_| is_merge) {
            let mut kinds = Kinds::default();
            kinds.visit_expr(list);
            for kind in kinds.0 {
                self.0.insert(kind, version.value());
            }
        }
    }
}

/// The types whose `crd()` is called.
#[derive(Default)]
struct Kinds(Vec<String>);

impl<'ast> Visit<'ast> for Kinds {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if let [.., kind, last] = &names[..]
            && last == "crd"
        {
            self.0.push(kind.clone());
        }
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let list = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(all) = syn::parse::Parser::parse2(list, found.tokens.clone()) {
            all.iter().for_each(|expr| self.visit_expr(expr));
        }
    }
}
