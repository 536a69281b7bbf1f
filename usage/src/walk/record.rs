//! Adds requests to what a function does.

use proc_macro2::Span;

use super::Walk;
use crate::done::Open;
use crate::program::Program;
use crate::requests::{self, Request};
use crate::ty::{Head, Ty};
use crate::uses::{Resource, Use};

impl<X: Program> Walk<'_, X> {
    /// Adds requests about objects of a type.
    pub(super) fn record(&mut self, of: &Ty<X::Place>, requests: Vec<Request>, by: &str, span: Span) {
        match of.object() {
            Ty::Of(Head::Kind(resource), _) => self.uses(&resource, requests, by, span, false),
            Ty::Param(parameter) => {
                let at = self.spot(span);
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

    /// Adds requests that the program is likely to send about objects of a kind.
    pub(super) fn usual(&mut self, of: &Ty<X::Place>, requests: Vec<Request>, by: &str, span: Span) {
        if let Ty::Of(Head::Kind(resource), _) = of {
            self.uses(resource, requests, by, span, true);
        }
    }

    fn uses(&mut self, resource: &Resource, requests: Vec<Request>, by: &str, span: Span, usual: bool) {
        let at = self.spot(span);
        let uses = requests.into_iter().map(|(subresource, verb)| Use {
            resource: resource.clone(),
            subresource,
            verb,
            by: by.to_owned(),
            at: at.clone(),
            usual,
        });
        self.done.uses.extend(uses);
    }

    pub(super) fn verbs(&mut self, of: &Ty<X::Place>, verbs: &[&'static str], by: &str, span: Span) {
        let requests = verbs.iter().map(|verb| (None, *verb)).collect();
        self.record(of, requests, by, span);
    }

    pub(super) fn kind(resource: Resource) -> Ty<X::Place> {
        Ty::Of(Head::Kind(resource), Vec::new())
    }

    pub(super) fn events(&mut self, by: &str, span: Span) {
        let events = Self::kind(Resource::new("events.k8s.io", "events"));
        self.verbs(&events, &requests::EVENTS, by, span);
    }

    pub(super) fn leases(&mut self, verbs: &[&'static str], by: &str, span: Span) {
        let leases = Self::kind(Resource::new("coordination.k8s.io", "leases"));
        self.verbs(&leases, verbs, by, span);
    }
}
