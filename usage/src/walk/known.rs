//! Calls of methods of types that send requests.

use super::Walk;
use crate::expected::applies;
use crate::program::Program;
use crate::requests;
use crate::ty::{Head, Known, Ty};

impl<X: Program> Walk<'_, X> {
    fn is_applied<'e>(&self, args: impl IntoIterator<Item = &'e syn::Expr>) -> bool {
        args.into_iter().any(|arg| {
            let mut inner = arg;
            while let syn::Expr::Reference(reference) = inner {
                inner = &reference.expr;
            }
            match inner {
                syn::Expr::Path(path) => path
                    .path
                    .get_ident()
                    .is_some_and(|name| self.applied.contains(&name.to_string())),
                inner => applies(inner),
            }
        })
    }

    /// A call of a method on a type that sends requests.
    pub(super) fn known(&mut self, known: Known, receiver: &Ty<X::Place>, call: &syn::ExprMethodCall) {
        let (name, span) = (call.method.to_string(), call.method.span());
        let first = || call.args.first().map_or(Ty::Unknown, |arg| self.ty(arg));
        match known {
            Known::Api => {
                let literal = call.args.first().and_then(text);
                let made = requests::of_api(&name, self.is_applied(&call.args), literal.as_deref());
                match made {
                    Some(made) => self.record(&receiver.arg(), made, &format!("Api::{name}"), span),
                    None if name.ends_with("_subresource") => {
                        let message = format!("Api::{name}: the subresource is not a literal");
                        self.unfollowed(message, span);
                    }
                    None => {}
                }
            }
            Known::KubeClient => {
                if let Some(made) = requests::of_kube_client(&name) {
                    let kind = self.of_client(call);
                    self.record(&kind, made, &format!("Client::{name}"), span);
                } else if name == "send" || name.starts_with("request") {
                    let message = format!("Client::{name}: the path of the request is not read");
                    self.unfollowed(message, span);
                }
            }
            Known::KubeController => match name.as_str() {
                "owns" | "owns_with" | "watches" | "watches_with" => {
                    let kind = self.inside().stated(call).or(|| first().arg());
                    self.verbs(&kind, &requests::WATCH, &format!("Controller::{name}"), span);
                }
                // The compiler finds the kind by the reconciler.
                "run" if matches!(receiver.arg(), Ty::Unknown) => {
                    let kind = call.args.first().map_or(Ty::Unknown, |arg| self.reconciled(arg));
                    self.verbs(&kind, &requests::WATCH, "Controller::new", span);
                }
                _ => {}
            },
            Known::KubeRecorder if name == "publish" => self.events("Recorder::publish", span),
            Known::LeaseLock if matches!(name.as_str(), "try_acquire_or_renew" | "step_down") => {
                self.leases(&requests::LEASE_LOCK, &format!("LeaseLock::{name}"), span);
            }
            Known::Client if name == "dynamic" => {
                self.unfollowed(
                    "Client::dynamic: the kind is known only when the program runs".to_owned(),
                    span,
                );
            }
            Known::Client | Known::KindClient => {
                if let Some(made) = requests::of_client(&name, self.is_applied(&call.args)) {
                    let kind = match known {
                        Known::KindClient => receiver.arg(),
                        _ => self.of_client(call),
                    };
                    // What a dynamic client asks for was said where it was made.
                    if !matches!(kind, Ty::Of(Head::Dynamic, _)) {
                        self.record(&kind, made, &format!("Client::{name}"), span);
                    }
                }
            }
            Known::Cache if name == "dynamic" => {
                self.unfollowed(
                    "Cache::dynamic: the kind is known only when the program runs".to_owned(),
                    span,
                );
            }
            Known::Cache
                if matches!(
                    name.as_str(),
                    "get" | "list" | "subscribe" | "index" | "index_keys"
                ) =>
            {
                let kind = self.of_client(call).or(|| self.of_closure(call));
                self.verbs(&kind, &requests::WATCH, &format!("Cache::{name}"), span);
            }
            Known::Manager if name == "recorder" => self.events("Manager::recorder", span),
            Known::Controller => match name.as_str() {
                "owns" | "watches" | "watches_async" | "watches_by_index" => {
                    let kind = self.inside().stated(call).or(|| self.of_closure(call));
                    self.verbs(&kind, &requests::WATCH, &format!("Controller::{name}"), span);
                }
                "watch" => {
                    let kind = self.inside().stated(call).or(|| first().arg());
                    self.verbs(&kind, &requests::WATCH, "Controller::watch", span);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// A literal text.
fn text(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
