//! An operand of a call, as estimators see it.

use super::Coster;
use super::estimate::Estimate;
use super::path::Path;
use crate::parser::ACCUMULATOR;
use crate::tree::{Id, Kind, Literal};
use crate::types::Type;

#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) path: Option<Path>,
    pub(super) ty: Type,
    pub(super) id: Option<Id>,
    /// The size that the expression itself tells.
    pub(super) size: Option<Estimate>,
}

/// A call of one overload.
pub(super) struct Call<'a> {
    pub(super) function: &'a str,
    pub(super) overload: &'a str,
    pub(super) target: Option<&'a Operand>,
    pub(super) arguments: &'a [Operand],
}

/// What a call costs, and how large its result is.
pub(super) type Estimated = (Estimate, Option<Estimate>);

impl Operand {
    pub(super) fn size_or_unknown(&self) -> Estimate {
        self.size.unwrap_or(Estimate::UNKNOWN)
    }
}

impl Coster<'_> {
    pub(super) fn operand(&mut self, id: Id) -> Operand {
        let path = self.path(id);
        Operand {
            path: path.filter(|path| path.first().as_ref() != ACCUMULATOR),
            ty: self.checked.types[id].clone(),
            size: self.size(id),
            id: Some(id),
        }
    }

    /// The size that the expression or the schema tells.
    pub(super) fn size_of(&self, operand: &Operand) -> Estimate {
        let size = operand.size.or_else(|| self.declared(operand.path.as_ref()));
        size.unwrap_or(Estimate::UNKNOWN)
    }

    /// The elements of a list.
    pub(super) fn elements_of(operand: &Operand) -> Option<Operand> {
        Some(Operand {
            ty: operand.ty.first_parameter()?,
            path: operand.path.as_ref().map(|path| path.with("@items".into())),
            id: None,
            size: None,
        })
    }

    /// The value of an operand that is an integer in the text.
    pub(super) fn integer(&self, operand: &Operand) -> Option<i64> {
        match self.checked.tree.kind(operand.id?) {
            Kind::Literal(Literal::Int(value)) => Some(*value),
            _ => None,
        }
    }
}
