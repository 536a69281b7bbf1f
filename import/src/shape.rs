//! Schemas → Rust types. Each type at its use comes with the schema that kubewright gives to it; markers add the rest.

use std::collections::HashMap;

use kubewright_core::schema::{Additional, Schema};

use crate::markers::{Place, between, difference};
use crate::model::{Body, Field, Item, Ty, Variant};
use crate::{known, names, union};

/// A type, and the schema that it has without markers.
pub(crate) struct Shape {
    pub(crate) ty: Ty,
    pub(crate) base: Schema,
}

/// Where a type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// As the type of a field.
    Field,
    /// As the items of a list, or the values of a map.
    Nested,
}

/// The docs that a use allows a type to have.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Docs {
    /// Any, because the field has a description of its own.
    Any,
    /// Exactly these.
    Exactly(Option<String>),
}

/// The types of a module so far.
#[derive(Default)]
pub(crate) struct Types {
    pub(crate) items: Vec<Item>,
    /// The types by their schemas.
    shapes: HashMap<String, Vec<usize>>,
}

impl Types {
    /// The fields of the root type, except for those that every object has.
    pub(crate) fn of_root(&mut self, kind: &str, schema: &Schema, skipped: &[&str]) -> Vec<Field> {
        let fields = schema.properties.iter();
        let fields = fields.filter(|(name, _)| !skipped.contains(&name.as_str()));
        fields
            .map(|(name, property)| {
                // `spec` of a Memcached is `MemcachedSpec`.
                let path = [format!("{kind}{}", names::pascal(name))];
                self.field(name, property, schema.required.contains(name), &path)
            })
            .collect()
    }

    fn fields(&mut self, schema: &Schema, path: &[String]) -> Vec<Field> {
        let fields = schema.properties.iter();
        fields
            .map(|(name, property)| {
                let path = [path, &[names::pascal(name)]].concat();
                self.field(name, property, schema.required.contains(name), &path)
            })
            .collect()
    }

    fn variants(&mut self, schema: &Schema, names: &[String], path: &[String]) -> Vec<Variant> {
        let named = names
            .iter()
            .filter_map(|name| Some((name, schema.properties.get(name)?)));
        named
            .map(|(name, data)| {
                let path = [path, &[names::pascal(name)]].concat();
                Variant {
                    field: self.field(name, data, true, &path),
                    boxed: union::is_large(data),
                }
            })
            .collect()
    }

    fn field(&mut self, name: &str, schema: &Schema, required: bool, path: &[String]) -> Field {
        let Shape { ty, base } = self.value(schema, path, Use::Field);
        let mut markers = Vec::new();
        if required && schema.nullable {
            markers.push("+required".to_owned());
        }
        markers.extend(float(&ty));
        markers.extend(between(&base, schema, Place::Field));
        Field {
            json: name.to_owned(),
            docs: schema.description.clone(),
            markers,
            ty,
            optional: !required,
            nullable: schema.nullable,
            null_stays: schema.nullable && schema.default.is_some(),
        }
    }

    fn value(&mut self, schema: &Schema, path: &[String], used: Use) -> Shape {
        let docs = match used {
            Use::Field if schema.description.is_some() => Docs::Any,
            Use::Field => Docs::Exactly(None),
            Use::Nested => Docs::Exactly(schema.description.clone()),
        };
        if used == Use::Nested && schema.nullable {
            // An `Option` in a list is refused, because the API server refuses most nulls there.
            return plain(Ty::Value);
        }
        let shape = self.bare(schema, path, &docs);
        let is_struct = matches!(shape.ty, Ty::Local(_)) || !shape.base.properties.is_empty();
        if used == Use::Nested && !is_struct && needs_name(&shape.base, schema) {
            return self.newtype(schema, shape, path, &docs);
        }
        shape
    }

    fn bare(&mut self, schema: &Schema, path: &[String], docs: &Docs) -> Shape {
        if schema.int_or_string {
            let quantity = plain(Ty::Known(known::QUANTITY.to_owned()));
            let same = schema.pattern == quantity.base.pattern && schema.pattern.is_some();
            return match same {
                true => quantity,
                false => plain(Ty::Known(known::INT_OR_STRING.to_owned())),
            };
        }
        match schema.ty.as_deref() {
            Some("boolean") => plain(Ty::Bool),
            Some("integer") if schema.format.as_deref() == Some("int32") => plain(Ty::I32),
            Some("integer") => plain(Ty::I64),
            Some("number") => plain(Ty::F64),
            Some("string") => self.text(schema, path, docs),
            Some("array") => match schema.items.as_deref() {
                Some(items) => {
                    let inner = self.value(items, &single(path), Use::Nested);
                    Shape {
                        ty: Ty::List(Box::new(inner.ty)),
                        base: Schema {
                            items: Some(Box::new(inner.base)),
                            ..Schema::of("array")
                        },
                    }
                }
                None => plain(Ty::Value),
            },
            Some("object") => self.object(schema, path, docs),
            Some(_) | None => plain(Ty::Value),
        }
    }

    fn text(&mut self, schema: &Schema, path: &[String], docs: &Docs) -> Shape {
        let values: Option<Vec<String>> = schema
            .enumeration
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect();
        match values {
            Some(values) if !values.is_empty() && is_distinct(&values) => {
                self.local(schema, path, docs, "", |_, _| Body::Enum(values))
            }
            Some(_) if schema.format.as_deref() == Some("date-time") && schema.enumeration.is_empty() => {
                plain(Ty::Known(known::TIME.to_owned()))
            }
            Some(_) | None => plain(Ty::String),
        }
    }

    fn object(&mut self, schema: &Schema, path: &[String], docs: &Docs) -> Shape {
        match schema.additional_properties.as_deref() {
            Some(Additional::Schema(values)) => {
                let inner = self.value(values, &single(path), Use::Nested);
                map(inner)
            }
            Some(Additional::Allowed(_)) if schema.properties.is_empty() => map(plain(Ty::Value)),
            _ if schema.properties.is_empty() && schema.preserve_unknown_fields => {
                plain(Ty::Known(known::RAW_EXTENSION.to_owned()))
            }
            _ => kubernetes(schema, path).unwrap_or_else(|| {
                self.local(schema, path, docs, "", |types, schema| {
                    match union::variants(schema) {
                        Some(names) => Body::Union(types.variants(schema, &names, path)),
                        None => Body::Struct {
                            fields: types.fields(schema, path),
                            open: schema.preserve_unknown_fields,
                        },
                    }
                })
            }),
        }
    }

    fn newtype(&mut self, schema: &Schema, inner: Shape, path: &[String], docs: &Docs) -> Shape {
        let base = inner.base;
        let shape = self.local(schema, path, docs, "newtype ", |_, _| Body::Newtype(inner.ty));
        if let Ty::Local(index) = shape.ty
            && let Some(item) = self.items.get_mut(index)
            && let Body::Newtype(ty) = &item.body
            && item.markers.is_empty()
        {
            item.markers.extend(float(ty));
            item.markers.extend(between(&base, &of_type(schema), Place::Type));
        }
        shape
    }

    /// A type of the module: an earlier one with the same schema and fitting docs, or a new one.
    fn local(
        &mut self,
        schema: &Schema,
        path: &[String],
        docs: &Docs,
        form: &str,
        body: impl FnOnce(&mut Self, &Schema) -> Body,
    ) -> Shape {
        let own = of_type(schema);
        let key = form.to_owned() + &serde_json::to_string(&own).unwrap_or_default();
        let described = |docs: &Docs| match docs {
            Docs::Any => None,
            Docs::Exactly(docs) => docs.clone(),
        };
        let base = Schema {
            description: described(docs),
            ..own.clone()
        };
        let items = &self.items;
        let earlier = self.shapes.get(&key).into_iter().flatten().copied();
        let mut fitting = earlier.filter(|index| {
            let item = &items[*index];
            match docs {
                Docs::Any => true,
                Docs::Exactly(docs) => item.free || item.docs == *docs,
            }
        });
        if let Some(index) = fitting.next() {
            let item = &mut self.items[index];
            if let (true, Docs::Exactly(docs)) = (item.free, docs) {
                item.docs.clone_from(docs);
                item.free = false;
            }
            return Shape {
                ty: Ty::Local(index),
                base,
            };
        }
        let index = self.items.len();
        self.items.push(Item {
            path: path.to_vec(),
            docs: described(docs),
            free: *docs == Docs::Any,
            markers: Vec::new(),
            body: Body::Enum(Vec::new()),
        });
        self.shapes.entry(key).or_default().push(index);
        let body = body(self, &own);
        self.items[index].markers = match &body {
            Body::Struct { .. } => between(&of_struct(&own), &own, Place::Type),
            Body::Enum(values) => between(&of_enum(values), &own, Place::Type),
            Body::Union(variants) => {
                let names = variants.iter().map(|variant| &variant.field.json);
                between(&union::of_variants(&own, names), &own, Place::Type)
            }
            Body::Newtype(_) => Vec::new(),
        };
        self.items[index].body = body;
        Shape {
            ty: Ty::Local(index),
            base,
        }
    }
}

/// The marker that says that a floating point number is intended.
fn float(ty: &Ty) -> Option<String> {
    fn steps(ty: &Ty) -> Option<String> {
        match ty {
            Ty::F64 => Some(String::new()),
            Ty::List(inner) => steps(inner).map(|steps| format!("items:{steps}")),
            Ty::Map(inner) => steps(inner).map(|steps| format!("values:{steps}")),
            Ty::Bool | Ty::I32 | Ty::I64 | Ty::String | Ty::Value | Ty::Known(_) | Ty::Local(_) => None,
        }
    }
    steps(ty).map(|steps| format!("+kubebuilder:validation:{steps}Type=number"))
}

/// The longest marker with the descriptions that a CRD has of the fields of a struct of Kubernetes.
const DESCRIPTIONS: usize = 2500;

/// The struct of Kubernetes with this schema. Its descriptions must be few, because a marker at every use has them.
fn kubernetes(schema: &Schema, path: &[String]) -> Option<Shape> {
    let own = of_type(schema);
    let (known, base) = known::structure(&own, path.last()?)?;
    let marker = serde_json::to_string(&difference(&base, &own)).ok()?;
    (marker.len() <= DESCRIPTIONS).then_some(Shape {
        ty: Ty::Known(known),
        base,
    })
}

fn map(inner: Shape) -> Shape {
    Shape {
        ty: Ty::Map(Box::new(inner.ty)),
        base: Schema {
            additional_properties: Some(Box::new(inner.base.into())),
            ..Schema::of("object")
        },
    }
}

/// A type without parts.
fn plain(ty: Ty) -> Shape {
    let base = match &ty {
        Ty::Bool => Schema::of("boolean"),
        Ty::I32 => Schema::formatted("integer", "int32"),
        Ty::I64 => Schema::formatted("integer", "int64"),
        Ty::F64 => Schema::of("number"),
        Ty::String => Schema::of("string"),
        Ty::Known(path) => known::schema(path),
        Ty::Value | Ty::List(_) | Ty::Map(_) | Ty::Local(_) => Schema {
            preserve_unknown_fields: true,
            ..Schema::default()
        },
    };
    Shape { ty, base }
}

/// The part of a schema that belongs to its type, not to the field.
fn of_type(schema: &Schema) -> Schema {
    Schema {
        default: None,
        description: None,
        example: None,
        external_docs: None,
        nullable: false,
        title: None,
        ..schema.clone()
    }
}

/// The schema that kubewright gives to a struct with these fields.
pub(crate) fn of_struct(schema: &Schema) -> Schema {
    let fields = schema.properties.keys();
    Schema {
        properties: schema.properties.clone(),
        required: fields
            .filter(|name| schema.required.contains(*name))
            .cloned()
            .collect(),
        // A flattened map keeps other fields.
        preserve_unknown_fields: schema.preserve_unknown_fields,
        ..Schema::of("object")
    }
}

fn of_enum(values: &[String]) -> Schema {
    Schema {
        enumeration: values.iter().map(|value| value.as_str().into()).collect(),
        ..Schema::of("string")
    }
}

/// Whether an item or value needs a type of its own, because its keywords have no marker above the field.
fn needs_name(base: &Schema, wanted: &Schema) -> bool {
    base.description != wanted.description
        || base.any_of != wanted.any_of
        || base.one_of != wanted.one_of
        || base.all_of != wanted.all_of
        || base.not != wanted.not
        || base.list_type != wanted.list_type
        || base.map_type != wanted.map_type
}

fn is_distinct(values: &[String]) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    values.iter().all(|value| seen.insert(value))
}

/// The path of one item.
fn single(path: &[String]) -> Vec<String> {
    let mut path = path.to_vec();
    if let Some(last) = path.last_mut() {
        *last = names::singular(last);
    }
    path
}
