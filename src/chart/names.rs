//! Names, namespaces and labels in objects that differ from release to release.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::node::{Entry, Item, Node, Part};
use super::sort::{Role, Sorted};

/// The label whose value is the name of the release.
pub(super) const NAME_LABEL: &str = "app.kubernetes.io/name";
/// The label that Kubernetes sets on every namespace: its name.
const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";
/// Labels that the chart sets on every object.
pub(super) const STANDARD: [&str; 5] = [
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    NAME_LABEL,
    "app.kubernetes.io/version",
    "helm.sh/chart",
];

/// What the names of objects have in common, and how a chart writes them.
pub(super) struct Names {
    /// The name of the chart, which its helpers begin with.
    pub(super) chart: String,
    /// The prefix of all names, with the dash.
    pub(super) prefix: String,
    pub(super) namespace: String,
    /// How the chart writes the namespace.
    here: String,
    /// The manager's service account, if the chart has it.
    account: Option<String>,
    /// How the chart writes the names of the objects.
    known: BTreeMap<String, String>,
    /// The labels that some object has, which values therefore cannot set.
    pub(super) labels: BTreeSet<String>,
    /// The same for annotations.
    pub(super) annotations: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(chart: &str, prefix: Option<&str>, sorted: &Sorted) -> Self {
        let prefix = match prefix {
            Some(prefix) => prefix.to_owned(),
            None => common_prefix(sorted),
        };
        let mut names = Self {
            chart: chart.to_owned(),
            prefix,
            namespace: sorted.namespace.clone(),
            here: ".Release.Namespace".to_owned(),
            account: sorted
                .of(Role::Account)
                .next()
                .map(|object| object.name().to_owned()),
            known: BTreeMap::new(),
            labels: STANDARD.map(str::to_owned).into(),
            annotations: BTreeSet::new(),
        };
        for object in &sorted.objects {
            let name = object.name().to_owned();
            let is_service = object.value["kind"] == "Service";
            let own = !matches!(object.role, Role::Crd | Role::Account);
            let Some(suffix) = names.suffix(&name).filter(|_| own) else {
                continue;
            };
            let helper = if is_service { "serviceName" } else { "resourceName" };
            let expression = format!("include \"{chart}.{helper}\" (list . {suffix:?})");
            // Other objects may be named after a Service, whose name has the narrowest limit.
            if is_service || !names.known.contains_key(&name) {
                names.known.insert(name, expression);
            }
        }
        for object in &sorted.objects {
            let own = &object.value["metadata"];
            for metadata in [own, &object.value["spec"]["template"]["metadata"]] {
                names.labels.extend(keys(&metadata["labels"]));
                // Those of the account are a value.
                if object.role != Role::Account {
                    names.annotations.extend(keys(&metadata["annotations"]));
                }
            }
        }
        names
    }

    /// The same names in a chart that is not installed in the namespace of the manager.
    pub(super) fn with_namespace(self, here: String) -> Self {
        Self { here, ..self }
    }

    /// The label value that kustomize has in place of the name of the release.
    fn label(&self) -> &str {
        self.prefix.trim_end_matches('-')
    }

    /// A name without the prefix.
    pub(super) fn suffix<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(&self.prefix)
            .filter(|suffix| !suffix.is_empty() && !self.prefix.is_empty())
    }

    pub(super) fn helper(&self, name: &str) -> String {
        format!("include \"{}.{name}\" .", self.chart)
    }

    /// A value with names, namespaces and labels as expressions.
    pub(super) fn node(&self, value: &Value) -> Node {
        self.changed("", value)
            .unwrap_or_else(|| Node::Value(value.clone()))
    }

    /// `None` if the value is the same in every release.
    fn changed(&self, key: &str, value: &Value) -> Option<Node> {
        match value {
            Value::String(text) => self.text(key, text),
            Value::Array(values) => {
                let nodes: Vec<_> = values.iter().map(|value| self.changed("", value)).collect();
                nodes.iter().any(Option::is_some).then(|| {
                    let items = nodes.into_iter().zip(values);
                    let item = |(node, value): (Option<Node>, &Value)| {
                        Item::new(node.unwrap_or_else(|| Node::Value(value.clone())))
                    };
                    Node::List(items.map(item).collect())
                })
            }
            Value::Object(fields) => {
                let is_account = fields.get("kind").is_some_and(|kind| kind == "ServiceAccount");
                // A selector of namespaces, such as that of a webhook which must not be called for the manager's own Pods.
                let selects_namespaces = fields.get("key").is_some_and(|key| key == NAMESPACE_LABEL);
                let nodes: Vec<_> = fields
                    .iter()
                    .map(|(key, value)| match key.as_str() {
                        "serviceAccountName" => self.account(value),
                        "name" if is_account => self.account(value),
                        "values" if selects_namespaces => self.namespaces(value),
                        key => self.changed(key, value),
                    })
                    .collect();
                nodes.iter().any(Option::is_some).then(|| {
                    let entries = nodes.into_iter().zip(fields);
                    let entry = |(node, (key, value)): (Option<Node>, (&String, &Value))| {
                        Entry::new(key, node.unwrap_or_else(|| Node::Value(value.clone())))
                    };
                    Node::Map(entries.map(entry).collect())
                })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    /// A list with the names of namespaces.
    fn namespaces(&self, value: &Value) -> Option<Node> {
        let names: Vec<&Value> = super::json::list(value).collect();
        names.iter().any(|name| **name == self.namespace).then(|| {
            let node = |name: &Value| self.text("namespace", super::json::text(name));
            let item = |name: &Value| Item::new(node(name).unwrap_or_else(|| Node::Value(name.clone())));
            Node::List(names.into_iter().map(item).collect())
        })
    }

    /// The name of the manager's account; other accounts have names as all objects.
    fn account(&self, value: &Value) -> Option<Node> {
        match value.as_str() == self.account.as_deref() {
            true => Some(Node::string(self.helper("serviceAccountName"))),
            false => self.changed("", value),
        }
    }

    fn text(&self, key: &str, text: &str) -> Option<Node> {
        if ["namespace", NAMESPACE_LABEL].contains(&key) && text == self.namespace {
            return Some(Node::string(&self.here));
        }
        if key == NAME_LABEL && text == self.label() {
            return Some(Node::string(self.helper("fullname")));
        }
        if let Some(expression) = self.known.get(text) {
            return Some(Node::string(expression));
        }
        // A host name, a path, or an account: names between delimiters.
        let is_delimiter = |char: char| "/.:".contains(char);
        if !text
            .split(is_delimiter)
            .any(|token| self.known.contains_key(token))
        {
            return None;
        }
        let mut parts = Vec::new();
        for piece in text.split_inclusive(is_delimiter) {
            let token = piece.trim_end_matches(is_delimiter);
            let expression = match self.known.get(token) {
                Some(expression) => Some(expression.clone()),
                None if token == self.namespace => Some(self.here.clone()),
                None => None,
            };
            match expression {
                Some(expression) => {
                    parts.push(Part::Expression(expression));
                    parts.push(Part::Literal(piece[token.len()..].to_owned()));
                }
                None => parts.push(Part::Literal(piece.to_owned())),
            }
        }
        Some(Node::Text(parts))
    }

    /// Labels of an object: the chart's, those of the values, and the object's own.
    pub(super) fn labels(&self, own: &Value) -> Node {
        self.labels_with(own, "dict")
    }

    /// The same, and those that an expression computes.
    pub(super) fn labels_with(&self, own: &Value, more: &str) -> Node {
        let helper = match more {
            "dict" => self.helper("labels"),
            more => format!("include \"{}.labelsWith\" (list . {more})", self.chart),
        };
        let mut entries = vec![Entry::many(helper)];
        entries.extend(self.own(own, |key, value| {
            let is_name = key == NAME_LABEL && *value != self.label();
            !STANDARD.contains(&key) || is_name
        }));
        Node::Map(entries)
    }

    /// Annotations of an object: those of the values, and its own.
    pub(super) fn annotations(&self, own: &Value) -> Node {
        let mut entries = vec![
            Entry::many("toYaml .Values.commonAnnotations")
                .when(super::node::Condition::value("commonAnnotations")),
        ];
        entries.extend(self.own(own, |_, _| true));
        Node::Map(entries)
    }

    fn own(&self, map: &Value, keep: impl Fn(&str, &Value) -> bool) -> Vec<Entry> {
        let fields: Map<String, Value> = map.as_object().cloned().unwrap_or_default();
        fields
            .into_iter()
            .filter(|(key, value)| keep(key, value))
            .map(|(key, value)| {
                let node = self.changed(&key, &value);
                Entry::new(&key, node.unwrap_or(Node::Value(value)))
            })
            .collect()
    }

    /// An object as a template, with its labels and annotations.
    pub(super) fn object(&self, object: &Value) -> Node {
        let mut node = self.node(object);
        self.metadata(&mut node, object);
        node
    }

    pub(super) fn metadata(&self, node: &mut Node, object: &Value) {
        let own = &object["metadata"];
        let metadata = node.key("metadata");
        metadata.put(Entry::new("labels", self.labels(&own["labels"])));
        metadata.put(Entry::new("annotations", self.annotations(&own["annotations"])));
    }
}

fn keys(map: &Value) -> impl Iterator<Item = String> {
    map.as_object().into_iter().flat_map(|map| map.keys().cloned())
}

/// The longest prefix, up to a dash, of the manager, its account and the Services.
fn common_prefix(sorted: &Sorted) -> String {
    let named = sorted.objects.iter().filter(|object| {
        let role = &object.role;
        matches!(
            role,
            Role::Manager | Role::Account | Role::MetricsService | Role::WebhookService
        )
    });
    let mut names = named.map(super::sort::Object::name);
    let first = names.next().unwrap_or_default().to_owned();
    let common = names.fold(first, |common, name| {
        let same = common
            .bytes()
            .zip(name.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        common[..same].to_owned()
    });
    // The manager's account usually has the manager's name.
    let common = common.strip_suffix("controller-manager").unwrap_or(&common);
    common[..common.rfind('-').map_or(0, |at| at + 1)].to_owned()
}
