//! Calls of functions that belong to a type.

use syn::spanned::Spanned;

use super::Walk;
use crate::expected::address;
use crate::infer::turbofish;
use crate::program::Program;
use crate::requests;
use crate::ty::{Head, Known, Names, Ty};
use crate::uses::Resource;

impl<X: Program> Walk<'_, X> {
    /// A call of a function that belongs to a type.
    pub(super) fn associated(&mut self, own: &Ty<X::Place>, path: &syn::ExprPath, call: &syn::ExprCall) {
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
                self.usual(&kind, requests::reconciled(), "Controller::of", span);
            }
            Some(Known::Controller) if name == "of_dynamic" => {
                let message = "Controller::of_dynamic: the kind is known only when the program runs";
                self.unfollowed(message.to_owned(), span);
            }
            Some(Known::Election) if name == "new" => {
                self.leases(&requests::ELECTION, "Election::new", span);
            }
            Some(Known::Manager) if name == "from_args" => {
                let by = "Manager::from_args, if `--leader-elect` is set";
                self.leases(&requests::ELECTION, by, span);
                let reviews = [
                    ("authentication.k8s.io", "tokenreviews"),
                    ("authorization.k8s.io", "subjectaccessreviews"),
                ];
                for (group, plural) in reviews {
                    let kind = Self::kind(Resource::new(group, plural));
                    let by = "Manager::from_args, if `--metrics-secure` is set";
                    self.verbs(&kind, &["create"], by, span);
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
}
