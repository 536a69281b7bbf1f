//! Declares a schema, as `SchemaDeclType` of Kubernetes does.

use std::collections::BTreeMap;

use super::{
    Bound, Data, Declaration, Declarations, Keyword, LARGEST_REQUEST, ListKind, Place, Shape, escape, meta,
};
use crate::structural::Structural;
use crate::tree::Name;
use crate::types::Type;

/// The bytes of quotes around a string.
const QUOTES: u64 = 2;
/// The most bytes of a duration or a time.
const LONGEST_TIME: u64 = 32;
/// The bytes of a date in quotes.
const DATE: u64 = 12;

impl Declarations {
    pub(super) fn declare<S: Structural>(&mut self, schema: &S, object: bool) -> Option<Place> {
        let place = self.declare_shape(schema, object)?;
        self.get_mut(place).data = Data {
            nullable: schema.is_nullable(),
            int_or_string: schema.is_int_or_string(),
            list: match schema.list_type() {
                Some("set") => ListKind::Set,
                Some("map") => {
                    let keys = schema.list_map_keys().iter();
                    ListKind::Map(
                        keys.map(|key| escape(key).unwrap_or_else(|| key.clone()))
                            .collect(),
                    )
                }
                _ => ListKind::Atomic,
            },
        };
        Some(place)
    }

    fn declare_shape<S: Structural>(&mut self, schema: &S, object: bool) -> Option<Place> {
        if schema.is_opaque() {
            self.opaque = true;
            return Some(self.scalar(Type::Dyn, LARGEST_REQUEST, None, 1));
        }
        if schema.is_int_or_string() {
            let (most, bound) = length(schema, 4, LARGEST_REQUEST - QUOTES);
            return Some(self.scalar(Type::Dyn, most, Some(bound), 1));
        }
        match schema.kind() {
            Some("array") => {
                let items = schema.items()?;
                let below = self.declare(items, items.is_embedded())?;
                let unbounded = (LARGEST_REQUEST - 2) / (self.get(below).least_bytes + 1);
                Some(self.container(schema.max_items(), unbounded, Keyword::MaxItems, below))
            }
            Some("object") => match schema.values() {
                Some(values) => {
                    let below = self.declare(values, values.is_embedded())?;
                    let unbounded = (LARGEST_REQUEST - 2) / (self.get(below).least_bytes + 6);
                    Some(self.container(schema.max_properties(), unbounded, Keyword::MaxProperties, below))
                }
                None => Some(self.object(schema, object)),
            },
            Some("string") => Some(self.text(schema)),
            Some("boolean") => Some(self.scalar(Type::Bool, 0, None, 4)),
            Some("number") => Some(self.scalar(Type::Double, 0, None, 1)),
            Some("integer") => Some(self.scalar(Type::Int, 0, None, 1)),
            _ => None,
        }
    }

    fn scalar(&mut self, ty: Type, most: u64, bound: Option<Bound>, least_bytes: u64) -> Place {
        self.add(Declaration {
            ty,
            shape: Shape::Scalar,
            most,
            bound,
            least_bytes,
            hidden: Vec::new(),
            data: Data::default(),
        })
    }

    fn container(&mut self, set: Option<u64>, unbounded: u64, keyword: Keyword, below: Place) -> Place {
        let element = self.get(below).ty.clone();
        let (ty, shape) = match keyword {
            Keyword::MaxProperties => (Type::map(Type::Text, element), Shape::Map(below)),
            Keyword::MaxItems | Keyword::MaxLength => (Type::list(element), Shape::List(below)),
        };
        self.add(Declaration {
            ty,
            shape,
            most: set.unwrap_or(unbounded),
            bound: Some(Bound {
                keyword,
                set: set.is_some(),
                factor: 1,
            }),
            // `[]` or `{}`
            least_bytes: 2,
            hidden: Vec::new(),
            data: Data::default(),
        })
    }

    fn object<S: Structural>(&mut self, schema: &S, root: bool) -> Place {
        let mut fields: BTreeMap<Name, Place> = BTreeMap::new();
        let mut hidden = Vec::new();
        let mut least_bytes = 2;
        let has_meta = root && meta::is_declared(schema);
        for (name, property) in schema.properties() {
            if root && !has_meta && meta::FIELDS.contains(&name) {
                continue;
            }
            let Some(place) = self.declare(property, property.is_embedded()) else {
                hidden.extend(escape(name).map(Name::from));
                continue;
            };
            if schema.is_required(name) && !property.has_default() {
                least_bytes += least_entry(name, self.get(place));
            }
            if let Some(name) = escape(name) {
                fields.insert(name.into(), place);
            }
        }
        if root && !has_meta {
            for (name, place) in self.meta(schema) {
                if schema.is_required(name) {
                    least_bytes += least_entry(name, self.get(place));
                }
                fields.insert(name.into(), place);
            }
        }
        let place = self.add(Declaration {
            ty: Type::Dyn,
            shape: Shape::Object(fields),
            most: 0,
            bound: None,
            least_bytes,
            hidden,
            data: Data::default(),
        });
        self.get_mut(place).ty = Type::Object(place);
        place
    }

    /// `apiVersion`, `kind` and the names in `metadata`, which every whole object has.
    fn meta<S: Structural>(&mut self, schema: &S) -> [(&'static str, Place); 3] {
        let metadata = meta::lengths(schema).map(|(name, most)| {
            let bound = Bound {
                keyword: Keyword::MaxLength,
                set: true,
                factor: 4,
            };
            (
                Name::from(name),
                self.scalar(Type::Text, most * 4, Some(bound), QUOTES),
            )
        });
        let metadata = self.add(Declaration {
            ty: Type::Dyn,
            shape: Shape::Object(metadata.into_iter().collect()),
            most: 0,
            bound: None,
            least_bytes: 2,
            hidden: meta::HIDDEN.iter().copied().map(Name::from).collect(),
            data: Data::default(),
        });
        self.get_mut(metadata).ty = Type::Object(metadata);
        let mut string = || self.scalar(Type::Text, LARGEST_REQUEST - QUOTES, None, QUOTES);
        let (version, kind) = (string(), string());
        [("apiVersion", version), ("kind", kind), ("metadata", metadata)]
    }

    fn text<S: Structural>(&mut self, schema: &S) -> Place {
        match schema.format() {
            Some("byte") => {
                let (most, bound) = length(schema, 1, LARGEST_REQUEST - QUOTES);
                self.scalar(Type::Bytes, most, Some(bound), QUOTES)
            }
            Some("duration") => self.scalar(Type::Duration, LONGEST_TIME, None, 3),
            Some("date") => self.scalar(Type::Timestamp, DATE, None, DATE),
            Some("date-time") => self.scalar(Type::Timestamp, LONGEST_TIME, None, 21),
            _ => {
                let unbounded = schema.longest_of_enum().unwrap_or(LARGEST_REQUEST - QUOTES);
                let (most, mut bound) = length(schema, 4, unbounded);
                bound.set |= schema.longest_of_enum().is_some();
                self.scalar(Type::Text, most, Some(bound), QUOTES)
            }
        }
    }
}

/// The most bytes of a string; a character may have several.
fn length<S: Structural>(schema: &S, factor: u64, unbounded: u64) -> (u64, Bound) {
    let set = schema.max_length();
    let most = set.map_or(unbounded, |most| most.saturating_mul(factor));
    let bound = Bound {
        keyword: Keyword::MaxLength,
        set: set.is_some(),
        factor,
    };
    (most, bound)
}

/// The fewest bytes of a property with its name.
fn least_entry(name: &str, declaration: &Declaration) -> u64 {
    name.len() as u64 + declaration.least_bytes + 4
}
