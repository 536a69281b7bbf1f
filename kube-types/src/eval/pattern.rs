//! `if` and `match`.

use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Pat, Token};

use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::{Path, Scope};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    pub(super) fn condition(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        branch: &syn::ExprIf,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        match self.eval(cx, env, &branch.cond, None)? {
            Val::Bool(true) => self.block(cx, env, &branch.then_branch, hint),
            Val::Bool(false) => match &branch.else_branch {
                Some((_, other)) => self.eval(cx, env, other, hint),
                None => Ok(Val::Unit),
            },
            _ => self.unknown(cx, branch.cond.span(), "this condition"),
        }
    }

    pub(super) fn matched(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        matched: &syn::ExprMatch,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let value = self.eval(cx, env, &matched.expr, None)?;
        for arm in self.kept(cx, &matched.arms, |arm| &arm.attrs)? {
            let before = env.variables.len();
            let mut bound = Vec::new();
            let (pattern, guard) = match &arm.pat {
                Pat::Guard(guarded) => (&*guarded.pat, Some(&*guarded.guard)),
                pattern => (pattern, None),
            };
            if !self.fits(cx, pattern, &value, &mut bound)? {
                continue;
            }
            env.variables.append(&mut bound);
            let holds = match guard {
                Some(guard) => match self.eval(cx, env, guard, None)? {
                    Val::Bool(holds) => holds,
                    _ => return self.unknown(cx, guard.span(), "this condition"),
                },
                None => true,
            };
            let made = holds.then(|| self.eval(cx, env, &arm.body, hint));
            env.variables.truncate(before);
            if let Some(made) = made {
                return made;
            }
        }
        self.unknown(cx, matched.span(), "this match")
    }

    /// Whether a pattern fits a value; names in it are bound.
    pub(super) fn fits(
        &mut self,
        cx: &Context<S::Place>,
        pattern: &Pat,
        value: &Val<S::Place>,
        bound: &mut Vec<(String, Val<S::Place>)>,
    ) -> Made<bool, S::Place> {
        match (pattern, value) {
            (Pat::Wild(_), _) => Ok(true),
            (Pat::Paren(inner), value) => self.fits(cx, &inner.pat, value, bound),
            (Pat::Reference(inner), value) => self.fits(cx, &inner.pat, value, bound),
            (Pat::Or(or), value) => {
                for case in &or.cases {
                    if self.fits(cx, case, value, bound)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (Pat::Lit(literal), value) => {
                let expected = self.value(cx, &Expr::Lit(literal.clone()))?;
                Ok(super::operator::equal(&expected, value))
            }
            (Pat::Ident(name), Val::None | Val::Some(_)) if name.ident == "None" => {
                Ok(matches!(value, Val::None))
            }
            (Pat::Ident(name), value)
                if name.subpat.is_none()
                    && name
                        .ident
                        .to_string()
                        .starts_with(|c: char| c == '_' || c.is_lowercase()) =>
            {
                bound.push((name.ident.unraw().to_string(), value.clone()));
                Ok(true)
            }
            (Pat::Path(path), Val::Variant(_, _, name, _)) => Ok(Path::of(&path.path).last() == name),
            (Pat::Path(path), Val::None | Val::Some(_)) => {
                Ok(Path::of(&path.path).last() == "None" && matches!(value, Val::None))
            }
            (Pat::Struct(of), Val::Variant(_, _, name, _)) if of.fields.is_empty() => {
                Ok(Path::of(&of.path).last() == name)
            }
            (Pat::Tuple(of), Val::Tuple(all)) => self.all_fit(cx, &of.elems, all.iter(), bound),
            (Pat::TupleStruct(of), Val::Variant(_, _, name, fields)) => {
                let fields = fields.iter().map(|(_, value)| value);
                Ok(Path::of(&of.path).last() == name && self.all_fit(cx, &of.elems, fields, bound)?)
            }
            (Pat::TupleStruct(of), Val::None | Val::Some(_)) => match (Path::of(&of.path).last(), value) {
                ("Some", Val::Some(inner)) => match of.elems.first() {
                    Some(pattern) => self.fits(cx, pattern, inner, bound),
                    None => Ok(true),
                },
                _ => Ok(false),
            },
            _ => self.unknown(cx, pattern.span(), "this pattern"),
        }
    }

    /// Whether each pattern fits its value; `..` at the end fits the rest.
    fn all_fit<'v>(
        &mut self,
        cx: &Context<S::Place>,
        patterns: &Punctuated<Pat, Token![,]>,
        values: impl Iterator<Item = &'v Val<S::Place>>,
        bound: &mut Vec<(String, Val<S::Place>)>,
    ) -> Made<bool, S::Place>
    where
        S::Place: 'v,
    {
        let mut patterns = patterns.iter().peekable();
        for value in values {
            match patterns.next() {
                Some(Pat::Rest(_)) if patterns.peek().is_none() => return Ok(true),
                Some(pattern) if !self.fits(cx, pattern, value, bound)? => return Ok(false),
                Some(_) => {}
                None => break,
            }
        }
        Ok(true)
    }
}
