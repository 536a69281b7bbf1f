//! Functions that the code of `#[derive(CustomResource)]` calls. They are compiled once, not once per kind.

use std::cell::Cell;

use kube::core::ObjectMeta;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, IgnoredAny, Unexpected},
    ser::SerializeStruct as _,
};

use crate::schema::described::Link;

/// An object as it is read, with a `spec` and a `status` of these types.
#[derive(Deserialize)]
pub struct Read<Spec, Status> {
    #[serde(rename = "apiVersion", default)]
    api_version: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    /// Lists of some clients leave it out.
    #[serde(default)]
    pub metadata: ObjectMeta,
    /// Its `spec`.
    pub spec: Spec,
    /// Its `status`.
    pub status: Status,
}

/// A `spec` or `status` that a root type does not have.
pub type Absent = Option<IgnoredAny>;

impl<'de, Spec: Deserialize<'de>, Status: Deserialize<'de>> Read<Spec, Status> {
    /// Reads an object, which must be of this version and kind if it says one.
    pub fn of<D: Deserializer<'de>>(
        deserializer: D,
        api_version: &str,
        kind: &str,
    ) -> Result<Self, D::Error> {
        let read = Self::deserialize(deserializer)?;
        expect(read.api_version.as_deref(), api_version)?;
        expect(read.kind.as_deref(), kind)?;
        Ok(read)
    }
}

/// Refuses an object of another version or kind.
pub fn expect<E: Error>(found: Option<&str>, wanted: &str) -> Result<(), E> {
    match found {
        Some(found) if found != wanted => Err(E::invalid_value(
            Unexpected::Str(found),
            &format!("`{wanted}`").as_str(),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Writes an object; `null` would be dropped by the API server, so what is not there is left out.
pub fn write<S: Serializer>(
    serializer: S,
    [api_version, kind]: [&'static str; 2],
    metadata: &ObjectMeta,
    spec: Option<&impl Serialize>,
    status: Option<&impl Serialize>,
) -> Result<S::Ok, S::Error> {
    let fields = 3 + usize::from(spec.is_some()) + usize::from(status.is_some());
    let mut state = serializer.serialize_struct(kind, fields)?;
    state.serialize_field("apiVersion", api_version)?;
    state.serialize_field("kind", kind)?;
    state.serialize_field("metadata", metadata)?;
    match spec {
        Some(spec) => state.serialize_field("spec", spec)?,
        None => state.skip_field("spec")?,
    }
    match status {
        Some(status) => state.serialize_field("status", status)?,
        None => state.skip_field("status")?,
    }
    state.end()
}

thread_local! {
    static LINK: Cell<Asked> = const { Cell::new(Asked::No) };
}

/// Whether somebody wants to know which type is written.
#[derive(Clone, Copy)]
enum Asked {
    No,
    Yes,
    Answered(fn() -> Link),
}

/// Says which root type is being written. The derive's `Serialize` calls it first: a serializer sees values only, and the
/// traits of an object do not lead to its schema.
#[inline]
pub fn writes(link: fn() -> Link) {
    LINK.with(|asked| {
        if let Asked::Yes = asked.get() {
            asked.set(Asked::Answered(link));
        }
    });
}

/// The root type that `write` writes, if a derive made it; the outermost one if there are several.
#[cfg(feature = "controller")]
pub(crate) fn link_of<T>(write: impl FnOnce() -> T) -> (T, Option<fn() -> Link>) {
    LINK.set(Asked::Yes);
    let written = write();
    match LINK.replace(Asked::No) {
        Asked::Answered(link) => (written, Some(link)),
        Asked::No | Asked::Yes => (written, None),
    }
}

/// Metadata with a name alone.
pub fn named(name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        ..ObjectMeta::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Absent, Read, named, write};

    fn read(value: Value) -> Result<Read<i32, Option<bool>>, String> {
        Read::of(value, "example.com/v1", "Thing").map_err(|error| error.to_string())
    }

    fn written(spec: Option<&i32>, status: Option<&bool>) -> Value {
        let head = ["example.com/v1", "Thing"];
        write(serde_json::value::Serializer, head, &named("one"), spec, status).expect("JSON")
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let head = json!({"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}});
        assert_eq!(written(None, None), head);
        let mut whole = head;
        whole["spec"] = json!(3);
        whole["status"] = json!(true);
        assert_eq!(written(Some(&3), Some(&true)), whole);
        let object = read(whole).expect("an object");
        assert_eq!(
            (object.metadata, object.spec, object.status),
            (named("one"), 3, Some(true))
        );
    }

    #[test]
    fn only_an_optional_part_may_lack() {
        let object = read(json!({"spec": 3})).expect("an object");
        assert_eq!((object.metadata.name, object.status), (None, None));
        let error = read(json!({"status": true})).err();
        assert_eq!(error.as_deref(), Some("missing field `spec`"));
        let object = Read::<Absent, Absent>::of(json!({"spec": 3}), "v1", "Thing");
        assert!(object.is_ok());
    }

    #[test]
    fn an_object_of_another_kind_is_refused() {
        let error = read(json!({"kind": "Other", "spec": 3})).err();
        assert_eq!(
            error.as_deref(),
            Some("invalid value: string \"Other\", expected `Thing`")
        );
        let error = read(json!({"apiVersion": "v1", "spec": 3})).err();
        assert_eq!(
            error.as_deref(),
            Some("invalid value: string \"v1\", expected `example.com/v1`")
        );
    }
}
