//! Joins what functions do, and finds the types of generic functions by their calls.

use std::collections::{BTreeMap, BTreeSet};

use crate::done::{Done, Open};
use crate::program::{Body, Program};
use crate::ty::{Head, Ty};
use crate::uses::{Found, Spot, Unfollowed, Use};
use crate::walk;

/// Returns what the functions of a program ask the API server for.
pub fn found<X: Program>(program: &X, bodies: &[Body<X::Place>]) -> Found<Spot<X::Place>> {
    let mut done: BTreeMap<String, Done<X::Place>> = BTreeMap::new();
    for body in bodies {
        done.insert(body.function.key(), walk::body(program, body));
    }
    let mut found = Found {
        uses: Vec::new(),
        unfollowed: Vec::new(),
    };
    for one in done.values() {
        found.uses.extend(one.uses.iter().cloned());
        found.unfollowed.extend(one.unfollowed.iter().cloned());
    }
    let mut open: Vec<(String, Open<X::Place>)> = Vec::new();
    for (key, one) in &done {
        open.extend(one.open.iter().map(|open| (key.clone(), open.clone())));
    }
    let mut seen = BTreeSet::new();
    while let Some((key, request)) = open.pop() {
        if !seen.insert((
            key.clone(),
            request.parameter.clone(),
            request.request.clone(),
            request.by.clone(),
        )) {
            continue;
        }
        let mut is_called = false;
        for (caller, call) in done
            .iter()
            .flat_map(|(caller, one)| one.calls.iter().map(move |call| (caller, call)))
            .filter(|(_, call)| call.to == key)
        {
            is_called = true;
            let kind = call.bound.get(&request.parameter).map_or(Ty::Unknown, Ty::object);
            match kind {
                Ty::Of(Head::Kind(resource), _) => found.uses.push(Use {
                    resource,
                    subresource: request.request.0.clone(),
                    verb: request.request.1,
                    by: request.by.clone(),
                    at: call.at.clone(),
                    usual: false,
                }),
                Ty::Param(parameter) => {
                    let further = Open {
                        parameter,
                        at: call.at.clone(),
                        ..request.clone()
                    };
                    open.push((caller.clone(), further));
                }
                _ => found.unfollowed.push(Unfollowed {
                    message: format!(
                        "{}: the type `{}` of this call is not stated; write it as `::<Kind>`",
                        request.by, request.parameter
                    ),
                    at: call.at.clone(),
                }),
            }
        }
        if !is_called {
            found.unfollowed.push(Unfollowed {
                message: format!(
                    "{}: the kind is the type parameter `{}`, and no call of this function was found",
                    request.by, request.parameter
                ),
                at: request.at.clone(),
            });
        }
    }
    found
}
