"""Describes kinds once, and writes them as a Go package, as our Rust and as kube-derive's Rust."""

from dataclasses import dataclass, field
from pathlib import Path

GROUP = "bench.example.com"
VERSION = "v1alpha1"

# name of a type here: (Go, Rust); "[]T" and "{}T" are lists and maps of T, anything else a type of the kind itself.
SCALARS = {
    "bool": ("bool", "bool"),
    "int32": ("int32", "i32"),
    "int64": ("int64", "i64"),
    "string": ("string", "String"),
    "quantity": ("resource.Quantity", "Quantity"),
    "intOrString": ("intstr.IntOrString", "IntOrString"),
    "time": ("metav1.Time", "Time"),
    "labelSelector": ("metav1.LabelSelector", "LabelSelector"),
    "condition": ("metav1.Condition", "Condition"),
}

# bound here: marker; what schemars and kube call it stands in `kube_bounds`.
MARKERS = {
    "minimum": "+kubebuilder:validation:Minimum={}",
    "maximum": "+kubebuilder:validation:Maximum={}",
    "min_length": "+kubebuilder:validation:MinLength={}",
    "max_length": "+kubebuilder:validation:MaxLength={}",
    "max_items": "+kubebuilder:validation:MaxItems={}",
    "pattern": "+kubebuilder:validation:Pattern=`{}`",
    "default": "+kubebuilder:default={}",
    "list_type": "+listType={}",
    "list_key": "+listMapKey={}",
}


@dataclass
class Field:
    name: str
    type: str
    doc: str
    optional: bool = False
    bounds: dict = field(default_factory=dict)


@dataclass
class Struct:
    name: str
    doc: str
    fields: list
    rule: tuple = ()


@dataclass
class Enum:
    name: str
    doc: str
    values: list


@dataclass
class Kind:
    name: str
    types: list


def kind(number):
    """A kind with 15 fields in its spec, six types of its own and a status."""
    name = f"Widget{number:04}"
    return Kind(
        name,
        [
            Enum(f"{name}Mode", "says how the widget behaves when it is replaced.", ["Always", "Never", "OnFailure"]),
            Struct(
                f"{name}Port",
                "is a port that the widget opens.",
                [
                    Field("name", "string", "is unique in the list.", bounds={"max_length": 15}),
                    Field("port", "int32", "that is opened.", bounds={"minimum": 1, "maximum": 65535}),
                    Field("target", "intOrString", "is the port behind it, if it differs.", optional=True),
                ],
            ),
            Struct(
                f"{name}Backup",
                "says when copies are made.",
                [
                    Field("enabled", "bool", "turns copies on."),
                    Field("schedule", "string", "in the form of cron.", optional=True, bounds={"min_length": 9}),
                    Field("keep", "int32", "this many of them.", optional=True, bounds={"minimum": 1, "default": 7}),
                ],
            ),
            Struct(
                f"{name}Storage",
                "says where data is kept.",
                [
                    Field("class", "string", "of the volume.", optional=True),
                    Field("size", "quantity", "of the volume."),
                    Field("backup", f"{name}Backup", "of the volume.", optional=True),
                ],
            ),
            Struct(
                f"{name}Spec",
                "is the desired state of the widget.",
                [
                    Field("replicas", "int32", "to run.\nThe widget is scaled by this number.", optional=True,
                          bounds={"minimum": 0, "maximum": 100, "default": 1}),
                    Field("image", "string", "to run.",
                          bounds={"min_length": 1, "max_length": 255, "pattern": "^[a-z0-9][a-z0-9./:@_-]*$"}),
                    Field("paused", "bool", "stops all work on the widget.", optional=True),
                    Field("mode", f"{name}Mode", "when it is replaced.", optional=True),
                    Field("ports", f"[]{name}Port", "that are opened.", optional=True,
                          bounds={"list_type": "map", "list_key": "name", "max_items": 32}),
                    Field("labels", "{}string", "that are put on everything.", optional=True),
                    Field("args", "[]string", "of the program.", optional=True, bounds={"list_type": "atomic"}),
                    Field("storage", f"{name}Storage", "of the widget.", optional=True),
                    Field("cpu", "quantity", "that is asked for.", optional=True),
                    Field("memory", "quantity", "that is asked for.", optional=True),
                    Field("timeout_seconds", "int64", "before a start counts as failed.", optional=True,
                          bounds={"minimum": 1}),
                    Field("selector", "labelSelector", "of the nodes.", optional=True),
                    Field("health_port", "intOrString", "that answers probes.", optional=True),
                    Field("not_before", "time", "of the first start.", optional=True),
                    Field("owner", "string", "to ask about it.\n\nA name or an address.", bounds={"max_length": 63}),
                ],
                rule=("!has(self.paused) || !self.paused || !has(self.ports)", "a paused widget opens no ports"),
            ),
            Struct(
                f"{name}Status",
                "is the observed state of the widget.",
                [
                    Field("observed_generation", "int64", "is the last one seen.", optional=True),
                    Field("phase", "string", "in one word.", optional=True),
                    Field("conditions", "[]condition", "of the widget.", optional=True,
                          bounds={"list_type": "map", "list_key": "type"}),
                ],
            ),
        ],
    )


def root_markers(name):
    resource = f"{name.lower()}s"
    return [
        "+kubebuilder:subresource:status",
        f"+kubebuilder:resource:shortName=w{name[-4:]},categories=bench",
        "+kubebuilder:printcolumn:name=Image,type=string,JSONPath=`.spec.image`",
        "+kubebuilder:printcolumn:name=Phase,type=string,JSONPath=`.status.phase`",
    ], f"+kubebuilder:rbac:groups={GROUP},resources={resource},verbs=get;list;watch;update"


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def comment(prefix, lines):
    return "".join(f"{prefix} {line}".rstrip() + "\n" for line in lines)


def markers(bounds):
    return [MARKERS[bound].format(value) for bound, value in bounds.items()]


# Go


def go_type(type):
    if type.startswith("[]"):
        return "[]" + go_type(type[2:])
    if type.startswith("{}"):
        return "map[string]" + go_type(type[2:])
    return SCALARS[type][0] if type in SCALARS else type


def go_field(f):
    pointer = "*" if f.optional and not f.type.startswith(("[]", "{}")) else ""
    omit = ",omitempty" if f.optional else ""
    lines = f"{pascal(f.name)} {f.doc}".split("\n") + markers(f.bounds)
    return comment("\t//", lines) + f'\t{pascal(f.name)} {pointer}{go_type(f.type)} `json:"{camel(f.name)}{omit}"`\n'


def go_item(item):
    doc = [f"{item.name} {item.doc}"]
    if isinstance(item, Enum):
        doc.append("+kubebuilder:validation:Enum=" + ";".join(item.values))
        return comment("//", doc) + f"type {item.name} string\n"
    doc += rule_markers(item)
    return comment("//", doc) + f"type {item.name} struct {{\n" + "\n".join(map(go_field, item.fields)) + "}\n"


def rule_markers(item):
    return [f'+kubebuilder:validation:XValidation:rule="{item.rule[0]}",message="{item.rule[1]}"'] if item.rule else []


def go_file(kind):
    on_root, rbac = root_markers(kind.name)
    root = comment("//", [f"{kind.name} is a widget."] + on_root) + f"""type {kind.name} struct {{
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   {kind.name}Spec   `json:"spec"`
	Status {kind.name}Status `json:"status,omitempty"`
}}
"""
    head = f"""package {VERSION}

import (
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// {rbac}

"""
    return head + "\n".join([*map(go_item, kind.types), root])


def write_go(folder, count):
    """Writes `count` kinds as a Go package, one file each."""
    folder.mkdir(parents=True)
    (folder / "doc.go").write_text(f"// +groupName={GROUP}\npackage {VERSION}\n")
    for k in map(kind, range(count)):
        (folder / f"{k.name.lower()}_types.go").write_text(go_file(k))


# Rust


def rust_type(type):
    if type.startswith("[]"):
        return f"Vec<{rust_type(type[2:])}>"
    if type.startswith("{}"):
        return f"BTreeMap<String, {rust_type(type[2:])}>"
    return SCALARS[type][1] if type in SCALARS else type


def rust_field(f, attributes, with_markers):
    lines = f"{pascal(f.name)} {f.doc}".split("\n") + (markers(f.bounds) if with_markers else [])
    type, serde = rust_type(f.type), ""
    if f.optional:
        empty = f"{type.split('<')[0]}::is_empty" if f.type.startswith(("[]", "{}")) else "Option::is_none"
        type = type if empty != "Option::is_none" else f"Option<{type}>"
        serde = f'    #[serde(default, skip_serializing_if = "{empty}")]\n'
    name = f"r#{f.name}" if f.name in ("type", "ref") else f.name
    return comment("    ///", lines) + serde + "".join(f"    {a}\n" for a in attributes) + f"    pub {name}: {type},\n"


def rust_enum(item, derive):
    values = "    #[default]\n" + "".join(f"    {value},\n" for value in item.values)
    return comment("///", [f"{item.name} {item.doc}"]) + (
        f"#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, {derive})]\n"
        f"pub enum {item.name} {{\n{values}}}\n"
    )


def rust_struct(item, derive, doc, attributes, field):
    return comment("///", doc) + (
        f"#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, {derive})]\n{attributes}"
        f'#[serde(rename_all = "camelCase")]\n'
        f"pub struct {item.name} {{\n" + "\n".join(map(field, item.fields)) + "}\n"
    )


RUST_IMPORTS = """use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, LabelSelector, META Time};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::{Deserialize, Serialize};
"""


def write_rust(folder, count, manifest, file):
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(manifest)
    kinds = list(map(kind, range(count)))
    modules = "".join(f"pub mod {k.name.lower()};\n" for k in kinds)
    (folder / "src/lib.rs").write_text("//! Generated by the bench.\n\n" + modules)
    for k in kinds:
        (folder / f"src/{k.name.lower()}.rs").write_text(file(k))


def our_file(kind):
    def item(item):
        if isinstance(item, Enum):
            return rust_enum(item, "Schema")
        doc = [f"{item.name} {item.doc}"] + rule_markers(item)
        return rust_struct(item, "Schema", doc, "", lambda f: rust_field(f, [], True))

    on_root, rbac = root_markers(kind.name)
    root = comment("///", [f"{kind.name} is a widget."] + on_root + [rbac]) + f"""#[derive(Clone, Debug, CustomResource)]
#[resource(group = "{GROUP}", version = "{VERSION}")]
pub struct {kind.name} {{
    pub metadata: ObjectMeta,
    pub spec: {kind.name}Spec,
    pub status: Option<{kind.name}Status>,
}}
"""
    imports = RUST_IMPORTS.replace("META", "ObjectMeta,") + "use kubewright_runtime::{CustomResource, Schema};\n"
    return "\n".join([imports, *map(item, kind.types), root])


def write_ours(folder, count, repository):
    """Writes `count` kinds for our derives, one module each."""
    write_rust(folder, count, f"""[package]
name = "bench-ours"
version = "0.0.0"
edition = "2024"

[dependencies]
k8s-openapi = {{ version = "0.29", features = ["v1_37"] }}
kubewright-runtime = {{ path = "{repository}/runtime" }}
serde = {{ version = "1", features = ["derive"] }}

[workspace]
""", our_file)


def kube_bounds(bounds):
    """What schemars can say of a field, and kube for the rest."""
    def pairs(names):
        return ", ".join(f"{to} = {bounds[name]}" for name, to in names.items() if name in bounds)

    said = []
    if numbers := pairs({"minimum": "min", "maximum": "max"}):
        said.append(f"range({numbers})")
    if lengths := pairs({"min_length": "min", "max_length": "max", "max_items": "max"}):
        said.append(f"length({lengths})")
    if "pattern" in bounds:
        said.append(f'regex(pattern = r"{bounds["pattern"]}")')
    if "default" in bounds:
        said.append(f'extend("default" = {bounds["default"]})')
    attributes = [f"#[schemars({', '.join(said)})]"] if said else []
    if merge := merge_strategy(bounds):
        attributes.append(f"#[x_kube(merge_strategy = {merge})]")
    return attributes


def merge_strategy(bounds):
    match bounds.get("list_type"):
        case "map":
            return f'ListMerge::Map(vec!["{bounds["list_key"]}".into()])'
        case "atomic":
            return "ListMerge::Atomic"


def peer_derive(item):
    """kube's own derive of the schema is for structs that have something of kube's."""
    ruled = item.rule or any(merge_strategy(f.bounds) for f in item.fields)
    return "KubeSchema" if ruled else "JsonSchema"


def peer_rule(item):
    if not item.rule:
        return ""
    return f'#[x_kube(validation = Rule::new("{item.rule[0]}").message("{item.rule[1]}"))]\n'


def peer_file(kind):
    def item(item):
        if isinstance(item, Enum):
            return rust_enum(item, "JsonSchema")
        root = item.name == f"{kind.name}Spec"
        return rust_struct(
            item,
            f"CustomResource, {peer_derive(item)}" if root else peer_derive(item),
            [f"{item.name} {item.doc}"],
            f"""#[kube(
    group = "{GROUP}",
    version = "{VERSION}",
    kind = "{kind.name}",
    namespaced,
    status = "{kind.name}Status",
    shortname = "w{kind.name[-4:]}",
    category = "bench",
    doc = "{kind.name} is a widget.",
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.image"),
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase")
)]
""" * root + peer_rule(item),
            lambda f: rust_field(f, kube_bounds(f.bounds), False),
        )

    imports = RUST_IMPORTS.replace("META ", "") + "use kube::{CustomResource, KubeSchema};\nuse schemars::JsonSchema;\n"
    return "\n".join([imports, *map(item, kind.types)])


def write_peer(folder, count):
    """Writes `count` kinds for kube-derive and schemars, one module each, that say the same of each field."""
    write_rust(folder, count, """[package]
name = "bench-peer"
version = "0.0.0"
edition = "2024"

[dependencies]
k8s-openapi = { version = "0.29", features = ["v1_37", "schemars"] }
kube = { version = "5", default-features = false, features = ["derive"] }
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
""", peer_file)
