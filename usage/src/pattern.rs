//! The variables that a pattern binds.

use crate::program::Program;
use crate::ty::{Names, Ty};

/// Variables and their types, the innermost scope last.
pub(crate) struct Variables<P>(Vec<Vec<(String, Ty<P>)>>);

impl<P: Clone> Variables<P> {
    pub(crate) fn new() -> Self {
        Self(vec![Vec::new()])
    }

    pub(crate) fn open(&mut self) {
        self.0.push(Vec::new());
    }

    pub(crate) fn close(&mut self) {
        self.0.pop();
    }

    pub(crate) fn add(&mut self, name: String, ty: Ty<P>) {
        if let Some(scope) = self.0.last_mut() {
            scope.push((name, ty));
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Ty<P>> {
        let mut all = self.0.iter().rev().flat_map(|scope| scope.iter().rev());
        all.find(|(known, _)| known == name).map(|(_, ty)| ty.clone())
    }

    /// Adds what a pattern binds when it matches a value of this type.
    pub(crate) fn bind<X: Program<Place = P>>(&mut self, names: &Names<'_, X>, pat: &syn::Pat, ty: &Ty<P>) {
        match pat {
            syn::Pat::Ident(found) => {
                self.add(found.ident.to_string(), ty.clone());
                if let Some((_, inner)) = &found.subpat {
                    self.bind(names, inner, ty);
                }
            }
            syn::Pat::Type(found) => {
                let stated = names.ty(&found.ty).or(|| ty.clone());
                self.bind(names, &found.pat, &stated);
            }
            syn::Pat::Reference(found) => self.bind(names, &found.pat, ty),
            syn::Pat::Paren(found) => self.bind(names, &found.pat, ty),
            syn::Pat::Or(found) => found.cases.iter().for_each(|case| self.bind(names, case, ty)),
            // `Some(x)`, `Ok(x)`: the type is what is inside.
            syn::Pat::TupleStruct(found) => {
                let last = found.path.segments.last().map(|last| last.ident.to_string());
                let inner = match last.as_deref() {
                    Some("Some" | "Ok") => ty.clone(),
                    _ => Ty::Unknown,
                };
                found.elems.iter().for_each(|elem| self.bind(names, elem, &inner));
            }
            syn::Pat::Struct(found) => {
                let ty = names.path(&found.path).or(|| ty.clone());
                for field in &found.fields {
                    let inner = names.field(&ty, &field.member);
                    self.bind(names, &field.pat, &inner);
                }
            }
            syn::Pat::Tuple(found) => found
                .elems
                .iter()
                .for_each(|elem| self.bind(names, elem, &Ty::Unknown)),
            syn::Pat::Slice(found) => found
                .elems
                .iter()
                .for_each(|elem| self.bind(names, elem, &ty.element())),
            _ => {}
        }
    }
}
