//! Operators and casts.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{BinOp, UnOp};

use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    pub(super) fn unary(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        unary: &syn::ExprUnary,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let value = self.eval(cx, env, &unary.expr, hint)?;
        match (&unary.op, value) {
            (UnOp::Deref(_), value) => Ok(value),
            (UnOp::Not(_), Val::Bool(value)) => Ok(Val::Bool(!value)),
            (UnOp::Neg(_), Val::Int(number)) => Ok(Val::Int(-number)),
            (UnOp::Neg(_), Val::Float(number)) => Ok(Val::Float(-number)),
            _ => self.unknown(cx, unary.span(), "this expression"),
        }
    }

    pub(super) fn binary(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        binary: &syn::ExprBinary,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let compares = matches!(
            binary.op,
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
        );
        let hint = if compares { None } else { hint };
        let left = self.eval(cx, env, &binary.left, hint)?;
        match (&binary.op, &left) {
            (BinOp::And(_), Val::Bool(false)) | (BinOp::Or(_), Val::Bool(true)) => return Ok(left),
            _ => {}
        }
        let ty = self.type_of(&left);
        let right = self.eval(cx, env, &binary.right, hint.or(ty.as_ref()))?;
        let made = match (&binary.op, &left, &right) {
            (BinOp::And(_) | BinOp::Or(_), Val::Bool(_), Val::Bool(right)) => Some(Val::Bool(*right)),
            (BinOp::Eq(_), left, right) => Some(Val::Bool(equal(left, right))),
            (BinOp::Ne(_), left, right) => Some(Val::Bool(!equal(left, right))),
            (op, Val::Int(left), Val::Int(right)) => integers(op, *left, *right),
            (op, Val::Float(left), Val::Float(right)) => floats(op, *left, *right),
            (BinOp::Add(_), Val::Str(left), Val::Str(right)) => Some(Val::Str(format!("{left}{right}"))),
            _ => None,
        };
        match made {
            Some(value) => Ok(value),
            None => self.unknown(cx, binary.span(), "this expression"),
        }
    }

    fn type_of(&self, value: &Val<S::Place>) -> Option<Ty<S::Place>> {
        match value {
            Val::Struct(item, args, _) | Val::Variant(item, args, _, _) => {
                Some(Ty::Item(item.clone(), args.clone()))
            }
            Val::Str(_) => Some(Ty::known("std::string::String")),
            Val::Bool(_) => Some(Ty::known("bool")),
            Val::Int(_) => Some(Ty::known("i64")),
            Val::Float(_) => Some(Ty::known("f64")),
            Val::List(_) => Some(Ty::known("std::vec::Vec")),
            Val::Map(_) => Some(Ty::known("std::collections::BTreeMap")),
            Val::None | Val::Some(_) => Some(Ty::known("std::option::Option")),
            _ => None,
        }
    }

    pub(super) fn cast(
        &mut self,
        cx: &Context<S::Place>,
        value: Val<S::Place>,
        ty: &Ty<S::Place>,
        span: Span,
    ) -> Made<Val<S::Place>, S::Place> {
        let Ty::Known(name, _) = ty else {
            return self.unknown(cx, span, "this cast");
        };
        let number = match value {
            Val::Bool(value) => Val::Int(value.into()),
            Val::Char(c) => Val::Int(u32::from(c).into()),
            other => other,
        };
        let made = match (name.as_str(), number) {
            ("f32", Val::Int(number)) => Some(Val::Float(f64::from(number as f32))),
            ("f64", Val::Int(number)) => Some(Val::Float(number as f64)),
            ("f32", Val::Float(number)) => Some(Val::Float(f64::from(number as f32))),
            ("f64", Val::Float(number)) => Some(Val::Float(number)),
            (name, Val::Int(number)) => wrapped(name, number).map(Val::Int),
            (name, Val::Float(number)) => wrapped(name, number.trunc() as i128).map(Val::Int),
            _ => None,
        };
        match made {
            Some(value) => Ok(value),
            None => self.unknown(cx, span, "this cast"),
        }
    }
}

fn wrapped(name: &str, number: i128) -> Option<i128> {
    Some(match name {
        "i8" => (number as i8).into(),
        "i16" => (number as i16).into(),
        "i32" => (number as i32).into(),
        "i64" | "isize" => (number as i64).into(),
        "i128" => number,
        "u8" => (number as u8).into(),
        "u16" => (number as u16).into(),
        "u32" => (number as u32).into(),
        "u64" | "usize" => (number as u64).into(),
        _ => return None,
    })
}

fn integers<P>(op: &BinOp, left: i128, right: i128) -> Option<Val<P>> {
    let number = match op {
        BinOp::Add(_) => left.checked_add(right),
        BinOp::Sub(_) => left.checked_sub(right),
        BinOp::Mul(_) => left.checked_mul(right),
        BinOp::Div(_) => left.checked_div(right),
        BinOp::Rem(_) => left.checked_rem(right),
        BinOp::Shl(_) => left.checked_shl(u32::try_from(right).ok()?),
        BinOp::Shr(_) => left.checked_shr(u32::try_from(right).ok()?),
        BinOp::BitOr(_) => Some(left | right),
        BinOp::BitAnd(_) => Some(left & right),
        BinOp::Lt(_) => return Some(Val::Bool(left < right)),
        BinOp::Le(_) => return Some(Val::Bool(left <= right)),
        BinOp::Gt(_) => return Some(Val::Bool(left > right)),
        BinOp::Ge(_) => return Some(Val::Bool(left >= right)),
        _ => None,
    };
    number.map(Val::Int)
}

fn floats<P>(op: &BinOp, left: f64, right: f64) -> Option<Val<P>> {
    let number = match op {
        BinOp::Add(_) => left + right,
        BinOp::Sub(_) => left - right,
        BinOp::Mul(_) => left * right,
        BinOp::Div(_) => left / right,
        BinOp::Lt(_) => return Some(Val::Bool(left < right)),
        BinOp::Le(_) => return Some(Val::Bool(left <= right)),
        BinOp::Gt(_) => return Some(Val::Bool(left > right)),
        BinOp::Ge(_) => return Some(Val::Bool(left >= right)),
        _ => return None,
    };
    Some(Val::Float(number))
}

/// Whether two values are equal, as a derived `PartialEq` says.
#[expect(clippy::float_cmp, reason = "Rust's own `==` is meant")]
pub(super) fn equal<P>(left: &Val<P>, right: &Val<P>) -> bool {
    let lists = |a: &[Val<P>], b: &[Val<P>]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b));
    let fields = |a: &[(String, Val<P>)], b: &[(String, Val<P>)]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && equal(&a.1, &b.1))
    };
    match (left, right) {
        (Val::Unit, Val::Unit) | (Val::None, Val::None) => true,
        (Val::Bool(a), Val::Bool(b)) => a == b,
        (Val::Int(a), Val::Int(b)) => a == b,
        (Val::Float(a), Val::Float(b)) => a == b,
        (Val::Char(a), Val::Char(b)) => a == b,
        (Val::Str(a), Val::Str(b)) => a == b,
        (Val::Some(a), Val::Some(b)) => equal(a, b),
        (Val::List(a), Val::List(b)) | (Val::Tuple(a), Val::Tuple(b)) => lists(a, b),
        (Val::Map(a), Val::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.iter().any(|(k, v)| equal(key, k) && equal(value, v)))
        }
        (Val::Struct(_, _, a), Val::Struct(_, _, b)) => fields(a, b),
        (Val::Variant(_, _, one, a), Val::Variant(_, _, other, b)) => one == other && fields(a, b),
        (Val::Json(a), Val::Json(b)) => a == b,
        _ => false,
    }
}
