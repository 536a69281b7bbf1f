//! Reads the body of a function: what it asks the API server for, and which functions of the program it calls.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::expected::{address, applies, call_in, tail};
use crate::infer::{Inside, turbofish};
use crate::pattern::Variables;
use crate::program::{Body, Callee, Program};
use crate::requests::{self, Request};
use crate::ty::{Bound, Head, Known, Names, Ty};
use crate::uses::{Resource, Spot, Unfollowed, Use};

/// A request about objects of a type parameter.
#[derive(Clone, Debug)]
pub(crate) struct Open<P> {
    pub(crate) parameter: String,
    pub(crate) request: Request,
    pub(crate) by: String,
    pub(crate) at: Spot<P>,
}

/// A call of a function of the program.
#[derive(Clone, Debug)]
pub(crate) struct Call<P> {
    /// The key of the function.
    pub(crate) to: String,
    pub(crate) bound: Bound<P>,
    pub(crate) at: Spot<P>,
}

/// What one function does.
#[derive(Clone, Debug)]
pub(crate) struct Done<P> {
    pub(crate) uses: Vec<Use<P>>,
    pub(crate) open: Vec<Open<P>>,
    pub(crate) calls: Vec<Call<P>>,
    pub(crate) unfollowed: Vec<Unfollowed<P>>,
}

pub(crate) fn body<X: Program>(program: &X, body: &Body<X::Place>) -> Done<X::Place> {
    let names = Names {
        program,
        place: body.function.place.clone(),
        parameters: body.function.parameters(),
        within: body.function.within.clone(),
    };
    let mut walk = Walk {
        variables: Variables::new(),
        expected: BTreeMap::new(),
        applied: BTreeSet::new(),
        done: Done {
            uses: Vec::new(),
            open: Vec::new(),
            calls: Vec::new(),
            unfollowed: Vec::new(),
        },
        names,
    };
    walk.function(&body.function.signature, &body.block);
    walk.done
}

struct Walk<'p, X: Program> {
    names: Names<'p, X>,
    variables: Variables<X::Place>,
    /// The types that are expected of calls.
    expected: BTreeMap<usize, Ty<X::Place>>,
    /// The variables that are patches of server-side apply.
    applied: BTreeSet<String>,
    done: Done<X::Place>,
}

impl<X: Program> Walk<'_, X> {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        for input in &signature.inputs {
            if let syn::FnArg::Typed(typed) = input {
                let ty = self.names.ty(&typed.ty);
                self.variables.bind(&self.names, &typed.pat, &ty);
            }
        }
        if let (syn::ReturnType::Type(_, ty), Some(call)) = (&signature.output, tail(block)) {
            let ty = self.names.ty(ty);
            self.expected.insert(call, ty);
        }
        self.visit_block(block);
    }

    fn inside(&self) -> Inside<'_, '_, X> {
        Inside {
            names: &self.names,
            variables: &self.variables,
        }
    }

    fn ty(&self, expr: &syn::Expr) -> Ty<X::Place> {
        self.inside().ty(expr)
    }

    fn spot(&self, span: Span) -> Spot<X::Place> {
        Spot {
            place: self.names.place.clone(),
            span,
        }
    }

    fn unfollowed(&mut self, message: String, span: Span) {
        let at = self.spot(span);
        self.done.unfollowed.push(Unfollowed { message, at });
    }

    /// Adds requests about objects of a type.
    fn record(&mut self, of: &Ty<X::Place>, requests: Vec<Request>, by: &str, span: Span) {
        let at = self.spot(span);
        match of.object() {
            Ty::Of(Head::Kind(resource), _) => {
                for (subresource, verb) in requests {
                    self.done.uses.push(Use {
                        resource: resource.clone(),
                        subresource,
                        verb,
                        by: by.to_owned(),
                        at: at.clone(),
                    });
                }
            }
            Ty::Param(parameter) => {
                for request in requests {
                    self.done.open.push(Open {
                        parameter: parameter.clone(),
                        request,
                        by: by.to_owned(),
                        at: at.clone(),
                    });
                }
            }
            Ty::Of(Head::Dynamic, _) => {
                self.unfollowed(
                    format!("{by}: the kind is known only when the program runs"),
                    span,
                );
            }
            Ty::Of(Head::Item(item), _) => {
                let message = format!("{by}: `{}` is not a kind that is known here", item.name);
                self.unfollowed(message, span);
            }
            Ty::Of(..) | Ty::Unknown => {
                self.unfollowed(
                    format!("{by}: the kind is not stated; write it, such as `Api::<Pod>`"),
                    span,
                );
            }
        }
    }

    fn verbs(&mut self, of: &Ty<X::Place>, verbs: &[&'static str], by: &str, span: Span) {
        let requests = verbs.iter().map(|verb| (None, *verb)).collect();
        self.record(of, requests, by, span);
    }

    fn kind(resource: Resource) -> Ty<X::Place> {
        Ty::Of(Head::Kind(resource), Vec::new())
    }

    fn events(&mut self, by: &str, span: Span) {
        let events = Self::kind(Resource::new("events.k8s.io", "events"));
        self.verbs(&events, &requests::EVENTS, by, span);
    }

    fn leases(&mut self, verbs: &[&'static str], by: &str, span: Span) {
        let leases = Self::kind(Resource::new("coordination.k8s.io", "leases"));
        self.verbs(&leases, verbs, by, span);
    }

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
    fn known(&mut self, known: Known, receiver: &Ty<X::Place>, call: &syn::ExprMethodCall) {
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

    /// The kind of a call of a client: `::<K>`, an argument, or what the code around it expects.
    fn of_client(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let inside = self.inside();
        let found = inside.stated(call).or(|| inside.of_arguments(call));
        found.or(|| {
            let expected = self.expected.get(&address(call)).cloned().unwrap_or(Ty::Unknown);
            match expected.element() {
                Ty::Unknown => expected,
                element => element,
            }
        })
    }

    /// The type of the first parameter of a closure among the arguments.
    fn of_closure(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let found = call.args.iter().find_map(|arg| match arg {
            syn::Expr::Closure(closure) => match closure.inputs.first() {
                Some(syn::Pat::Type(typed)) => Some(self.names.ty(&typed.ty)),
                _ => None,
            },
            syn::Expr::Path(path) => self.inside().callee(&path.path).map(|callee| self.first(&callee)),
            _ => None,
        });
        found.unwrap_or(Ty::Unknown)
    }

    /// The kind that a reconciler is called with.
    fn reconciled(&self, arg: &syn::Expr) -> Ty<X::Place> {
        match arg {
            syn::Expr::Path(path) => match self.inside().receiver(path) {
                Some(Ty::Of(Head::Item(item), _)) => {
                    let name = path.path.segments.last().map(|last| last.ident.to_string());
                    let callee = self.names.program.method(&item, &name.unwrap_or_default());
                    callee.map_or(Ty::Unknown, |callee| self.first(&callee))
                }
                _ => self
                    .inside()
                    .callee(&path.path)
                    .map_or(Ty::Unknown, |callee| self.first(&callee)),
            },
            syn::Expr::Closure(closure) => match closure.inputs.first() {
                Some(syn::Pat::Type(typed)) => self.names.ty(&typed.ty),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    fn first(&self, callee: &Callee<X::Place>) -> Ty<X::Place> {
        let names = self.inside();
        let names = names.within(callee);
        let mut typed = callee.signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(typed) => Some(names.ty(&typed.ty)),
            syn::FnArg::Receiver(_) => None,
        });
        typed.next().unwrap_or(Ty::Unknown)
    }

    /// A call of a function that belongs to a type.
    fn associated(&mut self, own: &Ty<X::Place>, path: &syn::ExprPath, call: &syn::ExprCall) {
        let name = path.path.segments.last().map(|last| last.ident.to_string());
        let (name, span) = (name.unwrap_or_default(), path.path.span());
        let first = call.args.first().map_or(Ty::Unknown, |arg| self.ty(arg));
        match own.is_known() {
            Some(Known::KubeController) if matches!(name.as_str(), "new" | "new_with") => {
                let kind = own.arg().or(|| first.arg());
                // With `run`, the reconciler says the kind.
                if !matches!(kind, Ty::Unknown) {
                    self.verbs(&kind, &requests::WATCH, &format!("Controller::{name}"), span);
                }
            }
            Some(Known::Controller) if name == "of" => {
                let kind = match &first {
                    Ty::Of(Head::Item(item), _) => self
                        .names
                        .program
                        .associated(item, "Reconciler", "Object")
                        .map_or(Ty::Unknown, |(place, ty)| {
                            let names = Names {
                                program: self.names.program,
                                place,
                                parameters: Vec::new(),
                                within: None,
                            };
                            names.ty(&ty)
                        }),
                    _ => Ty::Unknown,
                };
                self.verbs(&kind, &requests::WATCH, "Controller::of", span);
            }
            Some(Known::Controller) if name == "of_dynamic" => {
                let message = "Controller::of_dynamic: the kind is known only when the program runs";
                self.unfollowed(message.to_owned(), span);
            }
            Some(Known::Election) if matches!(name.as_str(), "new") => {
                self.leases(&requests::ELECTION, "Election::new", span);
            }
            Some(Known::Manager) if matches!(name.as_str(), "new" | "connect") => {
                self.leases(
                    &requests::ELECTION,
                    &format!("Manager::{name}, if `--leader-elect` is set"),
                    span,
                );
                let reviews = [
                    ("authentication.k8s.io", "tokenreviews"),
                    ("authorization.k8s.io", "subjectaccessreviews"),
                ];
                for (group, plural) in reviews {
                    let kind = Self::kind(Resource::new(group, plural));
                    let by = format!("Manager::{name}, if `--metrics-secure` is set");
                    self.verbs(&kind, &["create"], &by, span);
                }
            }
            Some(_) => {}
            None => {
                let Ty::Of(Head::Item(item), _) = own else { return };
                if let Some(callee) = self.names.program.method(item, &name) {
                    let stated = turbofish(&path.path);
                    let bound = self.inside().bound(&callee, Some(own), stated, call.args.iter());
                    self.call(&callee, bound, address(call), span);
                }
            }
        }
    }

    /// A call of a function of the program.
    fn call(&mut self, callee: &Callee<X::Place>, mut bound: Bound<X::Place>, node: usize, span: Span) {
        let result = match &callee.signature.output {
            syn::ReturnType::Type(_, ty) => self.inside().within(callee).ty(ty),
            syn::ReturnType::Default => Ty::Unknown,
        };
        if let Some(expected) = self.expected.get(&node) {
            result.unify(expected, &mut bound);
        }
        let at = self.spot(span);
        let to = callee.key();
        self.done.calls.push(Call { to, bound, at });
    }

    fn let_in(&mut self, pat: &syn::Pat, init: &syn::Expr) {
        if let syn::Pat::Type(typed) = pat
            && let Some(call) = call_in(init)
        {
            let ty = self.names.ty(&typed.ty);
            self.expected.insert(call, ty);
        }
        self.visit_expr(init);
        if let syn::Pat::Ident(name) = pat
            && applies(init)
        {
            self.applied.insert(name.ident.to_string());
        }
        let ty = self.ty(init);
        self.variables.bind(&self.names, pat, &ty);
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

impl<'ast, X: Program> Visit<'ast> for Walk<'_, X> {
    // Functions in functions are bodies of their own.
    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.variables.open();
        visit::visit_block(self, block);
        self.variables.close();
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        match &local.init {
            Some(init) => {
                self.let_in(&local.pat, &init.expr);
                if let Some((_, otherwise)) = &init.diverge {
                    self.visit_expr(otherwise);
                }
            }
            None => self.variables.bind(&self.names, &local.pat, &Ty::Unknown),
        }
    }

    fn visit_expr_let(&mut self, found: &'ast syn::ExprLet) {
        self.let_in(&found.pat, &found.expr);
    }

    fn visit_expr_if(&mut self, found: &'ast syn::ExprIf) {
        self.variables.open();
        self.visit_expr(&found.cond);
        self.visit_block(&found.then_branch);
        self.variables.close();
        if let Some((_, otherwise)) = &found.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, found: &'ast syn::ExprWhile) {
        self.variables.open();
        self.visit_expr(&found.cond);
        self.visit_block(&found.body);
        self.variables.close();
    }

    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        self.visit_expr(&found.expr);
        let ty = self.ty(&found.expr);
        for arm in &found.arms {
            self.variables.open();
            self.variables.bind(&self.names, &arm.pat, &ty);
            visit::visit_arm(self, arm);
            self.variables.close();
        }
    }

    fn visit_expr_for_loop(&mut self, found: &'ast syn::ExprForLoop) {
        self.visit_expr(&found.expr);
        let element = self.ty(&found.expr).element();
        self.variables.open();
        self.variables.bind(&self.names, &found.pat, &element);
        self.visit_block(&found.body);
        self.variables.close();
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.variables.open();
        for input in &closure.inputs {
            self.variables.bind(&self.names, input, &Ty::Unknown);
        }
        self.visit_expr(&closure.body);
        self.variables.close();
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let receiver = self.ty(&call.receiver);
        match &receiver {
            Ty::Of(Head::Known(known), _) => self.known(*known, &receiver, call),
            Ty::Of(Head::Item(item), _) => {
                if let Some(callee) = self.names.program.method(item, &call.method.to_string()) {
                    let stated = call.turbofish.as_ref();
                    let bound = self
                        .inside()
                        .bound(&callee, Some(&receiver), stated, call.args.iter());
                    self.call(&callee, bound, address(call), call.method.span());
                }
            }
            _ => {}
        }
        // The elements of a list, in a closure.
        if let (Ty::Of(Head::List, _), Some(syn::Expr::Closure(closure))) = (&receiver, call.args.first())
            && let Some(input) = closure.inputs.first()
        {
            self.visit_expr(&call.receiver);
            self.variables.open();
            self.variables.bind(&self.names, input, &receiver.element());
            self.visit_expr(&closure.body);
            self.variables.close();
            call.args.iter().skip(1).for_each(|arg| self.visit_expr(arg));
            return;
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            let external = self.inside().external(&path.path);
            let of_crate = external.as_deref().and_then(requests::of_function);
            if let Some((at, made)) = of_crate {
                let kind = match call.args.get(at).map(|arg| self.ty(arg)) {
                    Some(Ty::Of(Head::Known(Known::Api | Known::KindClient), args)) => {
                        args.into_iter().next().unwrap_or(Ty::Unknown)
                    }
                    Some(found) => found,
                    None => Ty::Unknown,
                };
                let name = path.path.segments.last().map(|last| last.ident.to_string());
                self.record(&kind, made, &name.unwrap_or_default(), path.path.span());
            } else if let Some(own) = self.inside().receiver(path) {
                self.associated(&own, path, call);
            } else if let Some(callee) = self.inside().callee(&path.path) {
                let stated = turbofish(&path.path);
                let bound = self.inside().bound(&callee, None, stated, call.args.iter());
                self.call(&callee, bound, address(call), path.path.span());
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(all) = list.parse2(found.tokens.clone()) {
            all.iter().for_each(|expr| self.visit_expr(expr));
        } else if let Ok(statements) = syn::Block::parse_within.parse2(found.tokens.clone()) {
            statements.iter().for_each(|statement| self.visit_stmt(statement));
        } else if let Ok(arms) = arms.parse2(found.tokens.clone()) {
            for (pat, value, body) in &arms {
                self.variables.open();
                if let Some((pat, value)) = pat.as_ref().zip(value.as_ref()) {
                    self.let_in(pat, value);
                }
                self.visit_expr(body);
                self.variables.close();
            }
        } else if found.tokens.to_string().contains("await") {
            let name = found.path.segments.last().map(|last| last.ident.to_string());
            let message = format!(
                "`{}!`: what this macro runs is not read",
                name.unwrap_or_default()
            );
            self.unfollowed(message, found.path.span());
        }
    }
}

/// An arm of `tokio::select!`: a pattern and a future, unless it is `else`, and what follows.
type Arm = (Option<syn::Pat>, Option<syn::Expr>, syn::Expr);

fn arms(input: ParseStream<'_>) -> syn::Result<Vec<Arm>> {
    let mut found = Vec::new();
    if input.peek(syn::Ident) && input.peek2(syn::Token![;]) {
        input.parse::<syn::Ident>()?;
        input.parse::<syn::Token![;]>()?;
    }
    while !input.is_empty() {
        let (mut pat, mut value) = (None, None);
        if input.peek(syn::Token![else]) {
            input.parse::<syn::Token![else]>()?;
        } else {
            pat = Some(syn::Pat::parse_multi_with_leading_vert(input)?);
            input.parse::<syn::Token![=]>()?;
            value = Some(input.parse()?);
            if input.peek(syn::Token![,]) {
                input.parse::<syn::Token![,]>()?;
                input.parse::<syn::Token![if]>()?;
                input.parse::<syn::Expr>()?;
            }
        }
        input.parse::<syn::Token![=>]>()?;
        let body: syn::Expr = input.parse()?;
        found.push((pat, value, body));
        if input.peek(syn::Token![,]) {
            input.parse::<syn::Token![,]>()?;
        }
    }
    Ok(found)
}
