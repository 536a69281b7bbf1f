//! Marker arguments: the text of a value gives the same value again, errors point into the text, and every marker can be
//! applied to every kind of field.
#![no_main]

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_core::diagnostic::Located;
use kubewright_core::ir::{Body, Decl, Field, Int, Marker, Type};
use kubewright_core::lower::{Graph, Lowerer, Options, Target, alone};
use kubewright_core::markers::args::{Form, is_open, parse};
use kubewright_core::{markers, yaml};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let any = arguments(text);
    if let Ok(value) = &any {
        let written = value.to_string();
        assert_eq!(
            parse::<Value>(&written, Form::Value).as_ref(),
            Ok(value),
            "{written}"
        );
        // `name={` is open where arguments have names, and bare text where they have none.
        let open = is_open(text) && !text.contains('=');
        assert!(!open, "an open bracket is accepted: {text}");
    }
    applied(text);
});

/// Every type that a marker's argument may have.
fn arguments(text: &str) -> Result<Value, Located<Range<usize>>> {
    fn said<T>(text: &str, read: Result<T, Located<Range<usize>>>) -> Result<T, Located<Range<usize>>> {
        if let Err(error) = &read {
            assert!(
                text.get(error.place.clone()).is_some(),
                "{error:?} is outside of {text:?}"
            );
            assert!(!error.to_string().contains('\n'), "{error}");
        }
        read
    }
    let _ = said(text, parse::<Value>(text, Form::Named));
    let _ = said(text, parse::<String>(text, Form::Value));
    let _ = said(text, parse::<Vec<String>>(text, Form::Value));
    let _ = said(text, parse::<BTreeMap<String, Vec<Value>>>(text, Form::Value));
    let _ = said(text, parse::<i64>(text, Form::Value));
    let _ = said(text, parse::<f64>(text, Form::Value));
    let _ = said(text, parse::<bool>(text, Form::Value));
    let _ = said(text, parse::<()>(text, Form::Value));
    said(text, parse::<Value>(text, Form::Value))
}

/// The text as a marker of a type and of fields of all kinds: a schema without problems is written and read back equal.
fn applied(text: &str) {
    let markers::Split::Marker { name, args } = markers::split(text) else {
        return;
    };
    let marker = Marker { name, args, at: 1 };
    let int = |bits| {
        Type::Int(Int {
            bits,
            signed: true,
            nonzero: false,
        })
    };
    let list = Type::List(Box::new(Type::String));
    let types = [
        Type::String,
        int(32),
        Type::Float,
        Type::Bool,
        list.clone(),
        Type::List(Box::new(list.clone())),
        Type::Map(Box::new(Type::String), Box::new(list)),
        Type::Option(Box::new(Type::Ref(0))),
        Type::Opaque,
    ];
    let fields = types.into_iter().enumerate().map(|(number, ty)| Field {
        name: format!("field{number}"),
        aliases: Vec::new(),
        rust: format!("field{number}"),
        docs: String::new(),
        markers: vec![marker.clone()],
        ty,
        optional: true,
        flatten: false,
        skipped_if: false,
        at: 2,
    });
    for field in fields {
        lowered(&decl(Vec::new(), vec![field]));
    }
    lowered(&decl(vec![marker], Vec::new()));
}

fn decl(markers: Vec<Marker>, fields: Vec<Field>) -> Decl {
    Decl {
        name: "Thing".to_owned(),
        docs: String::new(),
        markers,
        body: Body::Struct(fields),
        root: None,
        references: vec![3],
        at: 0,
    }
}

fn lowered(decl: &Decl) {
    let errors = alone(decl);
    for error in &errors {
        assert!(error.place <= 3);
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    if !errors.is_empty() {
        return;
    }
    let graph = One(decl);
    let mut lowerer = Lowerer::new(&graph, Options::default());
    let schema = lowerer.schema(&());
    assert!(lowerer.into_errors().is_empty());
    let text = yaml::to_string(&schema).expect("a schema is written");
    let read: Value = yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(
        read,
        serde_json::to_value(&schema).expect("a schema is JSON"),
        "{text}"
    );
}

/// A type alone.
struct One<'a>(&'a Decl);

impl Graph for One<'_> {
    type Node = ();

    fn decl(&self, (): &()) -> &Decl {
        self.0
    }

    fn target(&self, (): &(), _: usize) -> Target<()> {
        Target::Unseen
    }
}
