//! Which types fit together, and what type variables stand for: cel-go's rules.

use super::Type;

/// What the type variables stand for, so far.
#[derive(Debug, Default)]
pub(crate) struct Substitution {
    variables: Vec<Option<Type>>,
    /// What was changed, so that a failed attempt can be undone.
    log: Vec<(usize, Option<Type>)>,
}

impl Substitution {
    pub(crate) fn fresh(&mut self) -> Type {
        self.variables.push(None);
        Type::Variable(self.variables.len() - 1)
    }

    fn find(&self, ty: &Type) -> Option<&Type> {
        match ty {
            Type::Variable(index) => self.variables[*index].as_ref(),
            _ => None,
        }
    }

    fn set(&mut self, variable: &Type, ty: Type) {
        if let Type::Variable(index) = variable {
            let before = self.variables[*index].replace(ty);
            self.log.push((*index, before));
        }
    }

    /// Whether all of `from` fit all of `to`; if not, nothing is changed.
    pub(crate) fn assign_all(&mut self, from: &[Type], to: &[Type]) -> bool {
        self.log.clear();
        let fits = self.all_fit(from, to);
        if !fits {
            while let Some((index, before)) = self.log.pop() {
                self.variables[index] = before;
            }
        }
        fits
    }

    /// Whether `from` fits `to`; if not, nothing is changed.
    pub(crate) fn assign(&mut self, from: &Type, to: &Type) -> bool {
        self.assign_all(std::slice::from_ref(from), std::slice::from_ref(to))
    }

    fn all_fit(&mut self, from: &[Type], to: &[Type]) -> bool {
        from.len() == to.len() && from.iter().zip(to).all(|(from, to)| self.fits(from, to))
    }

    fn fits(&mut self, from: &Type, to: &Type) -> bool {
        if matches!(to, Type::Variable(_)) {
            let (valid, known) = self.stands_for(from, to);
            if valid {
                return true;
            }
            if known {
                return false;
            }
        }
        if matches!(from, Type::Variable(_)) {
            return self.stands_for(to, from).0;
        }
        if from.is_dyn_or_error() || to.is_dyn_or_error() {
            return true;
        }
        match (from, to) {
            (Type::Null, other) | (other, Type::Null) => {
                let nullable = matches!(
                    other,
                    Type::Opaque(..) | Type::Object(_) | Type::Named(_) | Type::Duration | Type::Timestamp
                );
                nullable || *other == Type::Null
            }
            (Type::List(from), Type::List(to)) => self.fits(from, to),
            (Type::Map(from), Type::Map(to)) => self.fits(&from.0, &to.0) && self.fits(&from.1, &to.1),
            (Type::Opaque(from, from_of), Type::Opaque(to, to_of)) => {
                from == to && self.all_fit(from_of, to_of)
            }
            (Type::Of(_), Type::Of(_)) => true,
            (from, to) => from == to,
        }
    }

    /// Whether the variable can stand for the type, and whether it stood for something before.
    fn stands_for(&mut self, ty: &Type, variable: &Type) -> (bool, bool) {
        if ty == variable {
            return (true, true);
        }
        if let Some(before) = self.find(variable).cloned() {
            if *ty == before {
                return (true, true);
            }
            if self.fits(ty, &before) {
                let general = most_general(ty, &before);
                if self.not_within(variable, &general) {
                    self.set(variable, general);
                }
                return (true, true);
            }
            return (false, true);
        }
        if self.not_within(variable, ty) {
            self.set(variable, ty.clone());
            return (true, false);
        }
        (false, false)
    }

    /// Whether a variable is no part of a type.
    fn not_within(&self, variable: &Type, ty: &Type) -> bool {
        if variable == ty {
            return false;
        }
        match ty {
            Type::Variable(_) => self.find(ty).is_none_or(|of| self.not_within(variable, of)),
            Type::List(of) => self.not_within(variable, of),
            Type::Map(of) => self.not_within(variable, &of.0) && self.not_within(variable, &of.1),
            Type::Opaque(_, of) => of.iter().all(|of| self.not_within(variable, of)),
            Type::Of(Some(of)) => self.not_within(variable, of),
            _ => true,
        }
    }

    /// The type with its variables replaced; `open` is what stands for those that are not known.
    pub(crate) fn resolve(&self, ty: &Type, open: Option<&Type>) -> Type {
        ty.replaced(&|part| match part {
            Type::Variable(_) => match self.find(part) {
                Some(of) => Some(self.resolve(of, open)),
                None => open.cloned(),
            },
            _ => None,
        })
    }
}

/// The more general of two types that fit.
pub(crate) fn most_general(one: &Type, other: &Type) -> Type {
    if is_equal_or_less_specific(one, other) {
        one.clone()
    } else {
        other.clone()
    }
}

fn is_equal_or_less_specific(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Dyn | Type::Variable(_), _) => true,
        (_, Type::Dyn | Type::Variable(_)) => false,
        (Type::List(one), Type::List(other)) => is_equal_or_less_specific(one, other),
        (Type::Map(one), Type::Map(other)) => {
            is_equal_or_less_specific(&one.0, &other.0) && is_equal_or_less_specific(&one.1, &other.1)
        }
        (Type::Opaque(one, one_of), Type::Opaque(other, other_of)) => {
            let pairs = || one_of.iter().zip(other_of.iter());
            one == other
                && one_of.len() == other_of.len()
                && pairs().all(|(one, other)| is_equal_or_less_specific(one, other))
        }
        (Type::Of(_), Type::Of(_)) => true,
        (one, other) => one == other,
    }
}
