//! A node of a schema, with what the API server knows about it when it compiles the rules there.

use std::sync::Arc;

use crate::declaration::{Declarations, Keyword, LARGEST_REQUEST, Place, Step};
use crate::structural::Structural;

/// A node of a schema: its type in CEL, and how often a value of it can occur in an object.
///
/// The context of a node comes from that of its parent, as in Kubernetes: [`Context::root`], then [`Context::property`],
/// [`Context::items`] and [`Context::values`]. Nothing is calculated before a node on the way has rules.
#[derive(Clone, Debug)]
pub struct Context {
    /// The types, once a node here or above has rules.
    place: Option<Result<(Arc<Declarations>, Place), Untyped>>,
    /// The lists and maps above.
    levels: Arc<[Level]>,
    /// The number of steps from the root.
    depth: usize,
}

/// A list or map above a node, which multiplies how often a value of it can occur.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    /// The number of steps from the root.
    pub(crate) depth: usize,
    pub(crate) keyword: Keyword,
    pub(crate) most: Option<u64>,
}

/// How often a value of a node can occur in an object. Where no bounds say it, it follows from the largest request.
pub(crate) fn occurrences(levels: &[Level], least_bytes: u64) -> u64 {
    let product = levels.iter().try_fold(1_u64, |product, level| {
        level.most.map(|most| product.saturating_mul(most))
    });
    // There is at least a comma between two values.
    product.unwrap_or(LARGEST_REQUEST / (least_bytes + 1))
}

/// The API server has no type for the node: its schema has no `type`, or an item or value of it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untyped;

impl Context {
    /// The context of a whole object.
    pub fn root<S: Structural>(schema: &S) -> Self {
        Self {
            place: schema.has_rules().then(|| declare(schema, true)),
            levels: Arc::new([]),
            depth: 0,
        }
    }

    /// The context of a node whose ancestors are not known.
    pub fn part<S: Structural>(schema: &S) -> Self {
        Self {
            place: schema.has_rules().then(|| declare(schema, schema.is_embedded())),
            levels: Arc::new([]),
            depth: 0,
        }
    }

    /// The context of a property.
    #[must_use]
    pub fn property<S: Structural>(&self, parent: &S, name: &str, schema: &S) -> Self {
        self.child(parent, schema, Step::Property(name))
    }

    /// The context of a list's items.
    #[must_use]
    pub fn items<S: Structural>(&self, parent: &S, schema: &S) -> Self {
        self.child(parent, schema, Step::Items)
    }

    /// The context of a map's values.
    #[must_use]
    pub fn values<S: Structural>(&self, parent: &S, schema: &S) -> Self {
        self.child(parent, schema, Step::Values)
    }

    fn child<S: Structural>(&self, parent: &S, schema: &S, step: Step<'_>) -> Self {
        let place = match &self.place {
            Some(Ok((declarations, place))) => Some(match declarations.step(*place, step) {
                Some(below) => Ok((Arc::clone(declarations), below)),
                // The name cannot be written in CEL, or its type is not exposed.
                None => declare(schema, schema.is_embedded()),
            }),
            Some(Err(Untyped)) => Some(Err(Untyped)),
            None => schema.has_rules().then(|| declare(schema, schema.is_embedded())),
        };
        let level = match parent.kind() {
            Some("object") if parent.values().is_some() => {
                Some((Keyword::MaxProperties, parent.max_properties()))
            }
            Some("array") => Some((Keyword::MaxItems, parent.max_items())),
            _ => None,
        };
        let levels = match level {
            None => Arc::clone(&self.levels),
            Some((keyword, most)) => {
                let depth = self.depth;
                let level = Level { depth, keyword, most };
                self.levels.iter().copied().chain([level]).collect()
            }
        };
        Self {
            place,
            levels,
            depth: self.depth + 1,
        }
    }

    /// How often a value of the node can occur in an object. Where no bounds say it, it follows from the largest request.
    ///
    /// # Errors
    ///
    /// If the node has no type in CEL.
    pub fn occurrences(&self) -> Result<u64, Untyped> {
        let (declarations, place) = self.declarations()?;
        Ok(occurrences(&self.levels, declarations.get(place).least_bytes))
    }

    pub(crate) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Whether parts of the schema are not known here, so that no cost is known either.
    pub fn is_opaque(&self) -> bool {
        self.declarations()
            .is_ok_and(|(declarations, _)| declarations.opaque)
    }

    /// The declarations, to be kept by a rule that runs.
    #[cfg(feature = "evaluate")]
    pub(crate) fn shared(&self) -> Option<(Arc<Declarations>, Place)> {
        match &self.place {
            Some(Ok((declarations, place))) => Some((Arc::clone(declarations), *place)),
            Some(Err(Untyped)) | None => None,
        }
    }

    pub(crate) fn declarations(&self) -> Result<(&Declarations, Place), Untyped> {
        match &self.place {
            Some(Ok((declarations, place))) => Ok((declarations, *place)),
            Some(Err(Untyped)) | None => Err(Untyped),
        }
    }
}

fn declare<S: Structural>(schema: &S, object: bool) -> Result<(Arc<Declarations>, Place), Untyped> {
    let declared = Declarations::new(schema, object).ok_or(Untyped)?;
    Ok((Arc::new(declared.0), declared.1))
}
