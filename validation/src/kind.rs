//! A version of a kind, and what the API server does with its objects.

use std::sync::OnceLock;

use kubewright_core::crd::{Crd, CrdVersion, ScalePaths};
use kubewright_core::schema::Schema;
use serde_json::{Map, Value};

use crate::cause::{Cause, Reason};
use crate::metadata::{self, Naming, api_version};
use crate::node::{Node, as_decoded, as_stored};
use crate::path::{Path, Step};
use crate::prune::{self, Unknown};
use crate::rules::Rules;
use crate::{decoded, defaults, embedded, limits, lists, scale, values};

/// A version of a kind, ready to judge objects.
///
/// ```
/// use kubewright_validation::{Kind, Reason};
/// use serde_json::json;
///
/// let crd = serde_json::from_value(json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "CustomResourceDefinition",
///     "metadata": {"name": "teas.example.com"},
///     "spec": {
///         "group": "example.com",
///         "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
///         "scope": "Namespaced",
///         "versions": [{
///             "name": "v1", "served": true, "storage": true,
///             "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {
///                 "type": "object",
///                 "properties": {"cups": {"type": "integer", "minimum": 1}}
///             }}}}
///         }]
///     }
/// }))?;
/// let tea = &Kind::all(&crd)[0];
/// let verdict = tea.create(&json!({
///     "apiVersion": "example.com/v1", "kind": "Tea",
///     "metadata": {"name": "green"}, "spec": {"cups": 0}
/// }));
/// assert_eq!(verdict.causes[0].reason, Reason::Invalid);
/// assert_eq!(verdict.causes[0].field, "spec.cups");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct Kind {
    group: String,
    version: String,
    kind: String,
    namespaced: bool,
    has_status: bool,
    scale: Option<ScalePaths>,
    root: Node,
    /// Whether only the names and types of fields are checked.
    only_fields: bool,
    schema: Schema,
    /// Compiled when the first object is judged.
    rules: OnceLock<Option<Rules>>,
}

/// What the API server says about an object, and what it makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// The object after pruning and defaulting.
    pub object: Value,
    /// The fields that were dropped. `kubectl apply` refuses objects with such fields.
    pub unknown: Vec<Unknown>,
    /// Why the object is rejected; empty if it is accepted.
    pub causes: Vec<Cause>,
}

impl Verdict {
    /// Whether the API server accepts the object.
    ///
    /// ```
    /// assert!(kubewright_validation::Verdict::default().is_accepted());
    /// ```
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.causes.is_empty()
    }
}

impl Kind {
    /// The versions of a CRD that the API server serves.
    #[must_use]
    pub fn all(crd: &Crd) -> Vec<Self> {
        let served = crd.spec.versions.iter().filter(|version| version.served);
        served.map(|version| Self::new(crd, version)).collect()
    }

    /// One version of a CRD.
    #[must_use]
    pub fn new(crd: &Crd, version: &CrdVersion) -> Self {
        let subresources = version.subresources.as_ref();
        Self {
            group: crd.spec.group.clone(),
            version: version.name.clone(),
            kind: crd.spec.names.kind.clone(),
            namespaced: crd.spec.scope == "Namespaced",
            has_status: subresources.is_some_and(|subresources| subresources.status.is_some()),
            scale: subresources.and_then(|subresources| subresources.scale.clone()),
            root: Node::new(&version.schema.open_api_v3_schema),
            only_fields: false,
            schema: version.schema.open_api_v3_schema.clone(),
            rules: OnceLock::new(),
        }
    }

    /// A kind of which only the names, types and required fields are known, such as one of Kubernetes itself. Its names, lists and
    /// everything else are not checked; a null is an absent field. A field without a type has the `format` `quantity` if it is one, and
    /// bytes have `base64`.
    #[must_use]
    pub fn of_fields(group: &str, version: &str, kind: &str, schema: Schema) -> Self {
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
            namespaced: true,
            has_status: false,
            scale: None,
            root: Node::new(&schema),
            only_fields: true,
            schema,
            rules: OnceLock::new(),
        }
    }

    /// Whether only the names and types of fields are checked.
    #[must_use]
    pub fn is_only_fields(&self) -> bool {
        self.only_fields
    }

    /// The names of the fields that an object has where this part of it is.
    #[must_use]
    pub fn names_beside(&self, at: &[Step]) -> Vec<&str> {
        let above = at.split_last().map_or(at, |(_, above)| above);
        let found = above.iter().try_fold(&self.root, |node, step| match step {
            Step::Key(key) => node.below(key),
            Step::Index(_) => node.items.as_deref(),
        });
        let names = found.map(|node| node.properties.keys().map(String::as_str).collect());
        names.unwrap_or_default()
    }

    /// The `apiVersion` of its objects.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            return self.version.clone();
        }
        format!("{}/{}", self.group, self.version)
    }

    /// The `kind` of its objects.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.kind
    }

    /// Whether its objects are in namespaces.
    #[must_use]
    pub fn is_namespaced(&self) -> bool {
        self.namespaced
    }

    /// Judges a new object. An object without a namespace is created in `default`.
    #[must_use]
    pub fn create(&self, object: &Value) -> Verdict {
        let mut verdict = match self.decode(object) {
            Ok(verdict) => verdict,
            Err(cause) => return Verdict::undecodable(object, cause),
        };
        self.place(&mut verdict.object);
        if let Value::Object(metadata) = &mut verdict.object["metadata"] {
            metadata.retain(|key, _| !SYSTEM.contains(&key.as_str()));
        }
        if self.has_status {
            put(&mut verdict.object, "status", None);
        }
        if let Some(causes) = self.wrong_kind(&verdict.object) {
            verdict.causes = causes;
            return verdict;
        }
        if self.only_fields {
            defaults::drop_every_null(&mut verdict.object);
            verdict.causes = values::check(&verdict.object, &self.root, &Path::Root, None);
            verdict
                .causes
                .extend(decoded::check(&verdict.object, &self.schema));
            return verdict;
        }
        let object = &verdict.object;
        let mut causes = metadata::check(&object["metadata"], self.namespaced, Naming::Subdomain, &METADATA);
        causes.extend(values::check(object, &self.root, &Path::Root, None));
        if let Some(scale) = &self.scale {
            causes.extend(scale::check(object, scale, true));
        }
        causes.extend(embedded::check(object, &self.root));
        causes.extend(lists::check(object, &self.root));
        self.check_rules(object, None, &mut causes);
        verdict.causes = causes;
        verdict
    }

    /// Judges an object that replaces another. What is wrong already and does not change is accepted.
    ///
    /// The old object is one that the API server has accepted, so its defaults are set.
    #[must_use]
    pub fn update(&self, object: &Value, old: &Value) -> Verdict {
        if self.only_fields {
            return self.create(object);
        }
        let (mut verdict, old) = match self.decode_both(object, old) {
            Ok(both) => both,
            Err(cause) => return Verdict::undecodable(object, cause),
        };
        if self.has_status {
            put(&mut verdict.object, "status", old.get("status").cloned());
        }
        if let Some(causes) = self.wrong_kind(&verdict.object) {
            verdict.causes = causes;
            return verdict;
        }
        let object = &verdict.object;
        let mut causes = self.check_metadata(object, &old);
        causes.extend(values::check(object, &self.root, &Path::Root, Some(&old)));
        if let Some(scale) = &self.scale {
            causes.extend(scale::check(object, scale, true));
        }
        causes.extend(embedded::check(object, &self.root));
        if lists::check(&old, &self.root).is_empty() {
            causes.extend(lists::check(object, &self.root));
        }
        self.check_rules(object, Some(&old), &mut causes);
        verdict.causes = causes;
        verdict
    }

    /// Judges a write to the status subresource, of which only the status counts.
    #[must_use]
    pub fn update_status(&self, object: &Value, old: &Value) -> Verdict {
        if self.only_fields {
            return self.create(object);
        }
        let (mut verdict, old) = match self.decode_both(object, old) {
            Ok(both) => both,
            Err(cause) => return Verdict::undecodable(object, cause),
        };
        let status = verdict.object.get("status").cloned();
        verdict.object = old.clone();
        put(&mut verdict.object, "status", status);
        if let Some(causes) = self.wrong_kind(&verdict.object) {
            verdict.causes = causes;
            return verdict;
        }
        let object = &verdict.object;
        let mut causes = self.check_metadata(object, &old);
        if let (Some(status), Some(node)) = (object.get("status"), self.root.properties.get("status")) {
            let null = Value::Null;
            let old = old.get("status").unwrap_or(&null);
            causes.extend(values::check(status, node, &Path::Below("status"), Some(old)));
        }
        if let Some(scale) = &self.scale {
            causes.extend(scale::check(object, scale, false));
        }
        if lists::check(&old, &self.root).is_empty() {
            causes.extend(lists::check(object, &self.root));
        }
        self.check_rules(object, Some(&old), &mut causes);
        verdict.causes = causes;
        verdict
    }

    fn check_rules(&self, object: &Value, old: Option<&Value>, causes: &mut Vec<Cause>) {
        if let Some(rules) = self.rules.get_or_init(|| Rules::new(&self.schema, true)) {
            rules.check(object, old, &self.root, causes);
        }
    }

    /// Decodes an object: metadata as a struct of Go, pruning, defaults.
    fn decode(&self, object: &Value) -> Result<Verdict, Cause> {
        limits::check(object)?;
        let mut object = as_decoded(object.clone());
        let undecodable = |path: &Path<'_>, text: String| Cause::at(Reason::Undecodable, path, text);
        let Value::Object(fields) = &object else {
            return Err(undecodable(&Path::Root, "is not an object".to_owned()));
        };
        for key in ["apiVersion", "kind"] {
            match fields.get(key) {
                Some(Value::String(text)) if !text.is_empty() => {}
                _ => {
                    let text = format!("Object '{}' is missing", title(key));
                    return Err(undecodable(&Path::Root.field(key), text));
                }
            }
        }
        let written = object["apiVersion"].as_str().unwrap_or_default();
        let problem = api_version(written).or_else(|| {
            let expected = self.api_version();
            (written != expected).then(|| {
                format!(
                    "the API version in the data ({written}) does not match the expected API version ({expected})"
                )
            })
        });
        if let Some(problem) = problem {
            return Err(undecodable(&Path::Root.field("apiVersion"), problem));
        }
        let kept = match fields.get("metadata") {
            None => None,
            Some(metadata) => {
                Some(metadata::decode(metadata).map_err(|error| undecodable(&METADATA, error))?)
            }
        };
        let mut unknown = prune::prune(&mut object, &self.root);
        defaults::drop_nulls(&mut object, Some(&self.root));
        embedded::coerce(&mut object, &self.root, &mut unknown)?;
        if let Some(kept) = kept {
            let metadata = [Step::Key("metadata".to_owned())];
            let below = |steps: Vec<Step>| Unknown::new(metadata.iter().cloned().chain(steps).collect());
            unknown.splice(0..0, kept.unknown.into_iter().map(below));
            put(&mut object, "metadata", Some(kept.value));
        }
        defaults::set(&mut object, Some(&self.root));
        Ok(Verdict {
            object,
            unknown,
            causes: Vec::new(),
        })
    }

    /// Decodes an object and the one that it replaces, whose system fields it keeps.
    fn decode_both(&self, object: &Value, old: &Value) -> Result<(Verdict, Value), Cause> {
        let mut old = as_stored(self.decode(old)?.object);
        let mut verdict = self.decode(object)?;
        self.place(&mut old);
        self.place(&mut verdict.object);
        const KEPT: [&str; 6] = [
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "resourceVersion",
        ];
        if let Value::Object(fields) = &mut verdict.object["metadata"] {
            for key in KEPT {
                let value = &old["metadata"][key];
                if key == "uid" && fields.contains_key(key) {
                    continue;
                }
                match value {
                    Value::Null => _ = fields.remove(key),
                    value => _ = fields.insert(key.to_owned(), value.clone()),
                }
            }
        }
        Ok((verdict, old))
    }

    /// Puts an object into a namespace, or out of it, as a request does.
    fn place(&self, object: &mut Value) {
        let Value::Object(fields) = object else { return };
        let metadata = fields.entry("metadata").or_insert_with(metadata::empty);
        let Value::Object(metadata) = metadata else { return };
        if !self.namespaced {
            metadata.remove("namespace");
        } else if metadata.get("namespace").is_none() {
            metadata.insert("namespace".to_owned(), "default".into());
        }
    }

    fn check_metadata(&self, object: &Value, old: &Value) -> Vec<Cause> {
        let mut causes = metadata::check(&object["metadata"], self.namespaced, Naming::Segment, &METADATA);
        let of_update = metadata::check_update(&object["metadata"], &old["metadata"], &METADATA);
        causes.extend(of_update);
        causes.sort();
        causes.dedup();
        causes
    }

    /// The causes if the object is of another kind.
    fn wrong_kind(&self, object: &Value) -> Option<Vec<Cause>> {
        let (kind, expected) = (&object["kind"], &self.kind);
        let is_other = kind.as_str() != Some(expected.as_str());
        is_other.then(|| {
            let detail = format!("must be {expected}");
            vec![Cause::invalid(&Path::Root.field("kind"), kind, &detail)]
        })
    }
}

/// The fields that the API server sets itself.
const SYSTEM: [&str; 7] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "resourceVersion",
    "selfLink",
    "uid",
];

const METADATA: Path<'static> = Path::Field(&Path::Root, "metadata");

impl Verdict {
    fn undecodable(object: &Value, cause: Cause) -> Self {
        Self {
            object: object.clone(),
            unknown: Vec::new(),
            causes: vec![cause],
        }
    }
}

fn title(key: &str) -> &'static str {
    if key == "kind" { "Kind" } else { "apiVersion" }
}

fn put(object: &mut Value, key: &str, value: Option<Value>) {
    let fields: Option<&mut Map<String, Value>> = object.as_object_mut();
    let Some(fields) = fields else { return };
    match value {
        Some(value) => _ = fields.insert(key.to_owned(), value),
        None => _ = fields.remove(key),
    }
}
