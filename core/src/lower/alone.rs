//! Lowers one item by itself, as a derive sees it.

use super::{Graph, Lowerer, Options, Place, Target};
use crate::{
    diagnostic::{Located, Part},
    ir::{Body, Decl, Marker, Site},
    markers::{kind, presence},
    schema::Schema,
};

/// The graph of one item.
struct Alone<'a>(&'a Decl);

impl Graph for Alone<'_> {
    type Node = ();

    fn decl(&self, (): &()) -> &Decl {
        self.0
    }

    fn target(&self, (): &(), _: usize) -> Target<()> {
        Target::Unseen
    }
}

/// The errors within one item, sorted by place, without duplicates.
///
/// The types that it refers to are unknown, so nothing is reported about them.
pub fn alone(decl: &Decl) -> Vec<Located<Site>> {
    let graph = Alone(decl);
    let mut lowerer = Lowerer::new(&graph, Options::default());
    if decl.root.is_some() {
        lowerer.version(&());
    } else {
        let schema = lowerer.schema(&());
        lowerer.check_part(&(), &schema);
    }
    let errors = lowerer.into_errors().into_iter();
    let mut found: Vec<_> = errors.map(|error| error.map(|place| place.at)).collect();
    found.sort();
    found.dedup();
    found
}

/// Applies the markers of a type or field to a schema that another tool has made. The places in the schema are indices of `sites`, which
/// grow by those of these markers.
///
/// ```
/// use kubewright_core::{ir::Marker, lower, schema::Schema};
///
/// let marker = Marker {
///     name: "kubebuilder:validation:MaxLength".to_owned(),
///     args: "3".to_owned(),
///     at: 7,
/// };
/// let mut sites = Vec::new();
/// let (schema, errors) = lower::marked(&[marker], Schema::of("string"), &mut sites);
/// assert_eq!((schema.max_length, errors.len()), (Some(3), 0));
/// assert_eq!(sites[schema.origin("maxLength").unwrap()], 7);
/// ```
pub fn marked(
    markers: &[Marker],
    base: Schema,
    sites: &mut Vec<Site>,
) -> (Schema, Vec<Located<(Site, Part)>>) {
    let decl = Decl {
        name: String::new(),
        docs: String::new(),
        markers: Vec::new(),
        body: Body::Opaque,
        root: None,
        references: Vec::new(),
        at: 0,
    };
    let graph = Alone(&decl);
    let mut lowerer = Lowerer::new(&graph, Options::default());
    let places = sites.iter().map(|&at| Place {
        node: (),
        at,
        part: None,
    });
    lowerer.places = places.collect();
    if let Some((marker, message)) = presence::contradiction(markers) {
        lowerer.error(&(), marker.at, message.about_marker(&marker.name));
    }
    let base = match Marker::find(markers, kind::SCHEMALESS) {
        Some(_) => Schema {
            description: base.description,
            ..Schema::default()
        },
        None => base,
    };
    let own = lowerer.marked(&(), markers, &base);
    let mut schema = lowerer.merged(base, own);
    if Marker::find(markers, "k8s:required").is_some() {
        super::marked::at_least_one(&mut schema);
    }
    let schema = lowerer.patched(&(), markers, schema);
    sites.extend(lowerer.places[sites.len()..].iter().map(|place| place.at));
    let errors = lowerer.into_errors().into_iter();
    (
        schema,
        errors
            .map(|error| error.map(|place| (place.at, place.part)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::alone;
    use crate::ir::{Body, Decl, Field, Marker, Root, Type};

    fn marker(name: &str, args: &str, at: usize) -> Marker {
        Marker {
            name: name.to_owned(),
            args: args.to_owned(),
            at,
        }
    }

    fn field(name: &str, ty: Type, markers: Vec<Marker>) -> Field {
        Field {
            name: name.to_owned(),
            aliases: Vec::new(),
            rust: name.to_owned(),
            docs: String::new(),
            markers,
            ty,
            optional: true,
            flatten: false,
            skipped_if: false,
            at: 1,
        }
    }

    fn decl(fields: Vec<Field>) -> Decl {
        Decl {
            name: "Thing".to_owned(),
            docs: String::new(),
            markers: Vec::new(),
            body: Body::Struct(fields),
            root: None,
            references: vec![1, 1, 1],
            at: 0,
        }
    }

    fn found(decl: &Decl) -> Vec<String> {
        alone(decl)
            .into_iter()
            .map(|error| format!("{}: {error}", error.place))
            .collect()
    }

    #[test]
    fn a_default_that_does_not_fit_is_found_at_its_marker() {
        let markers = vec![
            marker("kubebuilder:validation:MaxLength", "3", 5),
            marker("kubebuilder:default", "four", 6),
        ];
        let thing = decl(vec![field("text", Type::String, markers)]);
        let expected =
            "6: the default `\"four\"` is not valid: it has 4 characters, more than the maximum of 3";
        assert_eq!(found(&thing), [expected]);
    }

    #[test]
    fn nothing_is_said_about_types_out_of_sight() {
        let keys = vec![marker("listType", "map", 5), marker("listMapKey", "name", 6)];
        let thing = decl(vec![
            field("list", Type::List(Box::new(Type::Ref(0))), keys),
            field(
                "other",
                Type::Ref(1),
                vec![marker("kubebuilder:default", "{\"a\":1}", 7)],
            ),
            field(
                "set",
                Type::List(Box::new(Type::Ref(2))),
                vec![marker("listType", "set", 8)],
            ),
        ]);
        assert_eq!(found(&thing), [""; 0]);
    }

    #[test]
    fn a_root_is_checked_with_its_paths() {
        let mut thing = decl(vec![field("spec", Type::Ref(0), Vec::new())]);
        thing.markers = vec![
            marker(
                "kubebuilder:printcolumn",
                "name=A,type=string,JSONPath=.spec.unseen",
                2,
            ),
            marker(
                "kubebuilder:printcolumn",
                "name=B,type=string,JSONPath=.specs.a",
                3,
            ),
        ];
        thing.root = Some(Root {
            group: "example.com".to_owned(),
            version: "v1".to_owned(),
            kind: "Thing".to_owned(),
            at: 0,
        });
        let expected = "3: the column `B`: the object has no field `specs`; did you mean `spec`?";
        assert_eq!(found(&thing), [expected]);
    }
}
