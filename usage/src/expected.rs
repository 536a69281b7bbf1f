//! The types that code around an expression expects.

/// The call whose result an expression is, without `.await`, `?` and the like.
pub(crate) fn call_in(expr: &syn::Expr) -> Option<usize> {
    match expr {
        syn::Expr::MethodCall(call) => Some(address(call)),
        syn::Expr::Call(call) => Some(address(call)),
        syn::Expr::Await(inner) => call_in(&inner.base),
        syn::Expr::Try(inner) => call_in(&inner.expr),
        syn::Expr::Paren(inner) => call_in(&inner.expr),
        syn::Expr::Reference(inner) => call_in(&inner.expr),
        syn::Expr::Block(inner) => tail(&inner.block),
        _ => None,
    }
}

/// The call whose result a block is.
pub(crate) fn tail(block: &syn::Block) -> Option<usize> {
    match block.stmts.last() {
        Some(syn::Stmt::Expr(expr, None)) => call_in(expr),
        _ => None,
    }
}

/// Tells a node of the tree from every other one.
pub(crate) fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}

/// Whether an expression makes a patch of server-side apply.
pub(crate) fn applies(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Call(call) => match &*call.func {
            syn::Expr::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Apply"),
            _ => false,
        },
        syn::Expr::Reference(inner) => applies(&inner.expr),
        syn::Expr::Paren(inner) => applies(&inner.expr),
        _ => false,
    }
}
