//! External types: their paths, and the schemas of what serde writes for them.

use super::Options;
use crate::{
    diagnostic::Message,
    ir::{Int, Type},
    schema::Schema,
    tables,
};

/// The path of `ObjectMeta`.
pub const OBJECT_META: &str = "k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta";

const KUBERNETES: &str = "k8s_openapi::";

/// Returns the schema of a type with this path.
pub fn schema(path: &str, options: &Options) -> Result<Schema, Message> {
    if let Some(path) = path.strip_prefix(KUBERNETES) {
        return kubernetes(path, options);
    }
    match LEAVES.iter().find(|(known, _)| *known == path) {
        Some((_, make)) => Ok(make()),
        None => Err(Message::new(format!("`{path}` has no schema"))),
    }
}

/// Returns whether [`schema`] or [`construct`] knows the path.
pub fn is_known(path: &str) -> bool {
    path.starts_with(KUBERNETES)
        || LEAVES.iter().any(|(known, _)| *known == path)
        || CONSTRUCTORS.iter().any(|(known, _)| *known == path)
}

/// Returns whether types of this crate are known by their paths.
pub fn is_known_crate(name: &str) -> bool {
    let of_crate = |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"));
    let known = LEAVES.iter().map(|(path, _)| *path);
    let known = known.chain(CONSTRUCTORS.iter().map(|(path, _)| *path));
    known.chain([OBJECT_META]).any(of_crate)
}

fn kubernetes(path: &str, options: &Options) -> Result<Schema, Message> {
    let metadata = |path: &str| {
        let wanted = options.embedded_object_meta && OBJECT_META.strip_prefix(KUBERNETES) == Some(path);
        wanted.then(|| serde_json::to_value(embedded_object_meta()).ok())?
    };
    let value = tables::expand_with(options.minor, path, &metadata)
        .map_err(|error| Message::new(error.to_string()))?;
    Ok(serde_json::from_value(value).expect("a test reads every type"))
}

fn embedded_object_meta() -> Schema {
    let text = || Schema::of("string");
    let map = || Schema {
        additional_properties: Some(Box::new(text().into())),
        ..Schema::of("object")
    };
    let finalizers = Schema {
        items: Some(Box::new(text())),
        ..Schema::of("array")
    };
    let properties = [
        ("name", text()),
        ("namespace", text()),
        ("annotations", map()),
        ("labels", map()),
        ("finalizers", finalizers),
    ];
    Schema {
        properties: properties.map(|(key, schema)| (key.to_owned(), schema)).into(),
        ..Schema::of("object")
    }
}

type Make = fn() -> Schema;

/// Types without arguments, or with arguments that do not affect the schema, such as the time zone of a `DateTime`.
const LEAVES: &[(&str, Make)] = &[
    ("bytes::Bytes", octets),
    ("bytes::BytesMut", octets),
    ("chrono::DateTime", || Schema::formatted("string", "date-time")),
    ("chrono::NaiveDate", || Schema::formatted("string", "date")),
    ("chrono::NaiveDateTime", || Schema::of("string")),
    ("chrono::NaiveTime", || Schema::of("string")),
    ("chrono::Month", || Schema::of("string")),
    ("chrono::Weekday", || Schema::of("string")),
    ("jiff::SignedDuration", || Schema::of("string")),
    ("jiff::Span", || Schema::of("string")),
    ("jiff::Timestamp", || Schema::formatted("string", "date-time")),
    ("jiff::Zoned", || Schema::of("string")),
    ("jiff::civil::Date", || Schema::formatted("string", "date")),
    ("jiff::civil::DateTime", || Schema::of("string")),
    ("jiff::civil::Time", || Schema::of("string")),
    ("serde_json::Number", || Schema::of("number")),
    ("serde_json::Value", anything),
    ("std::net::IpAddr", || Schema {
        any_of: vec![format("ipv4"), format("ipv6")],
        ..Schema::of("string")
    }),
    ("std::net::Ipv4Addr", || Schema::formatted("string", "ipv4")),
    ("std::net::Ipv6Addr", || Schema::formatted("string", "ipv6")),
    ("std::net::SocketAddr", || Schema::of("string")),
    ("std::net::SocketAddrV4", || Schema::of("string")),
    ("std::net::SocketAddrV6", || Schema::of("string")),
    ("std::path::Path", || Schema::of("string")),
    ("std::path::PathBuf", || Schema::of("string")),
    ("std::time::Duration", || seconds("secs", "nanos")),
    ("std::time::SystemTime", || {
        seconds("secs_since_epoch", "nanos_since_epoch")
    }),
    ("url::Url", || Schema::formatted("string", "uri")),
    ("uuid::Uuid", || Schema::formatted("string", "uuid")),
];

fn anything() -> Schema {
    Schema {
        preserve_unknown_fields: true,
        ..Schema::default()
    }
}

fn format(name: &str) -> Schema {
    Schema {
        format: Some(name.to_owned()),
        ..Schema::default()
    }
}

fn integer(bits: u8) -> Schema {
    super::number::integer(Int {
        bits,
        signed: false,
        nonzero: false,
    })
}

/// serde serializes bytes as a list of numbers.
fn octets() -> Schema {
    Schema {
        items: Some(Box::new(integer(8))),
        ..Schema::of("array")
    }
}

/// serde serializes durations and times as two numbers.
fn seconds(whole: &str, rest: &str) -> Schema {
    let properties = [(whole.to_owned(), integer(64)), (rest.to_owned(), integer(32))];
    Schema {
        required: properties.iter().map(|(name, _)| name.clone()).collect(),
        properties: properties.into(),
        ..Schema::of("object")
    }
}

type Construct = fn(&[Type]) -> Option<Type>;

/// Types whose schema depends on their arguments.
const CONSTRUCTORS: &[(&str, Construct)] = &[
    ("indexmap::IndexMap", map),
    ("indexmap::IndexSet", set),
    ("serde_json::Map", map),
    ("std::borrow::Cow", last),
    ("std::boxed::Box", last),
    ("std::cell::Cell", last),
    ("std::cell::RefCell", last),
    ("std::collections::BTreeMap", map),
    ("std::collections::BTreeSet", set),
    ("std::collections::BinaryHeap", list),
    ("std::collections::HashMap", map),
    ("std::collections::HashSet", set),
    ("std::collections::LinkedList", list),
    ("std::collections::VecDeque", list),
    ("std::num::NonZero", nonzero),
    ("std::num::NonZeroI16", |_| integer_type(16, true)),
    ("std::num::NonZeroI32", |_| integer_type(32, true)),
    ("std::num::NonZeroI64", |_| integer_type(64, true)),
    ("std::num::NonZeroI8", |_| integer_type(8, true)),
    ("std::num::NonZeroIsize", |_| integer_type(64, true)),
    ("std::num::NonZeroU16", |_| integer_type(16, false)),
    ("std::num::NonZeroU32", |_| integer_type(32, false)),
    ("std::num::NonZeroU64", |_| integer_type(64, false)),
    ("std::num::NonZeroU8", |_| integer_type(8, false)),
    ("std::num::NonZeroUsize", |_| integer_type(64, false)),
    ("std::num::Saturating", last),
    ("std::num::Wrapping", last),
    ("std::option::Option", |args| {
        Some(Type::Option(Box::new(args.first()?.clone())))
    }),
    ("std::rc::Rc", last),
    ("std::string::String", |_| Some(Type::String)),
    ("std::sync::Arc", last),
    ("std::sync::Mutex", last),
    ("std::sync::RwLock", last),
    ("std::vec::Vec", list),
];

fn last(args: &[Type]) -> Option<Type> {
    args.last().cloned()
}

fn list(args: &[Type]) -> Option<Type> {
    Some(Type::List(Box::new(args.first()?.clone())))
}

fn set(args: &[Type]) -> Option<Type> {
    Some(Type::Set(Box::new(args.first()?.clone())))
}

fn map(args: &[Type]) -> Option<Type> {
    match args {
        [key, value, ..] => Some(Type::Map(Box::new(key.clone()), Box::new(value.clone()))),
        _ => None,
    }
}

fn nonzero(args: &[Type]) -> Option<Type> {
    match args.first()? {
        Type::Int(int) => Some(Type::Int(Int {
            nonzero: true,
            ..*int
        })),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all constructors have this signature")]
fn integer_type(bits: u8, signed: bool) -> Option<Type> {
    Some(Type::Int(Int {
        bits,
        signed,
        nonzero: true,
    }))
}

/// Returns the type that a known path means with these arguments.
pub fn construct(path: &str, args: &[Type]) -> Option<Result<Type, Message>> {
    if let Some((_, make)) = CONSTRUCTORS.iter().find(|(known, _)| *known == path) {
        return Some(make(args).ok_or_else(|| {
            Message::new(format!("`{path}` needs type arguments")).help("add them where the type is used")
        }));
    }
    is_known(path).then(|| Ok(Type::Known(path.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Minor, paths};

    #[test]
    fn every_kubernetes_type_is_a_schema() {
        for minor in Minor::all() {
            let options = Options {
                minor,
                ..Options::default()
            };
            for path in paths(minor) {
                assert!(kubernetes(path, &options).is_ok(), "{minor} {path}");
            }
        }
    }
}
