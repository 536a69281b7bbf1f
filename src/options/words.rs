//! The one list of options.

use kubewright_core::diagnostic::Message;
use kubewright_core::markers::Arg;

/// An option.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    pub(crate) args: &'static [Arg],
    pub(crate) help: &'static str,
}

/// The argument of options that take one value.
pub(super) const VALUE: Arg = Arg::value("value", "");

const HEADER: Arg = Arg::optional(
    "headerFile",
    "string",
    "a file whose text starts every output file",
);
const YEAR: Arg = Arg::optional("year", "string", "the replacement for ` YEAR` in that text");
const MAX_DESC_LEN: &str = "maximum length of descriptions, in characters; 0 omits them";

const PATHS: Word = Word {
    name: "paths",
    args: &[VALUE],
    help: "folders or packages to read; `./api/...` includes subfolders; can be repeated [default: ./...]",
};
const DIR: Word = Word {
    name: "output:dir",
    args: &[VALUE],
    help: "the folder to write to",
};
const ARTIFACTS: Word = Word {
    name: "output:artifacts",
    args: &[
        Arg::required("config", "string", "the folder to write to"),
        Arg::optional("code", "string", "accepted; no code is generated"),
    ],
    help: "the folder to write to, as `config=DIR`",
};
const STDOUT: Word = Word {
    name: "output:stdout",
    args: &[],
    help: "write to stdout",
};
const NONE: Word = Word {
    name: "output:none",
    args: &[],
    help: "check only, write nothing",
};

/// The options of `manifests`.
pub(crate) const MANIFESTS: &[Word] = &[
    Word {
        name: "crd",
        args: &[
            Arg::optional("allowDangerousTypes", "bool", "allow floating point numbers"),
            Arg::optional("annotations", "list", "`key=value` annotations of all CRDs"),
            Arg::optional("crdVersions", "list", "only `v1` is supported"),
            Arg::optional(
                "deprecatedV1beta1CompatibilityPreserveUnknownFields",
                "bool",
                "write `spec.preserveUnknownFields`",
            ),
            Arg::optional(
                "generateEmbeddedObjectMeta",
                "bool",
                "write the properties of an embedded `ObjectMeta`",
            ),
            HEADER,
            Arg::optional(
                "helmCondition",
                "string",
                "a value of a Helm chart; the CRDs are templates that depend on it",
            ),
            Arg::optional(
                "ignoreUnexportedFields",
                "bool",
                "accepted; has no effect in Rust",
            ),
            Arg::optional("labels", "list", "`key=value` labels of all CRDs"),
            Arg::optional("maxDescLen", "int", MAX_DESC_LEN),
            Arg::optional(
                "omitDefaults",
                "list",
                "paths below which no defaults are written; `.` is all",
            ),
            Arg::optional("omitFormats", "bool", "omit the formats of numbers and strings"),
            Arg::optional("omitToolVersion", "bool", "omit the version annotation"),
            Arg::optional(
                "schema",
                "string",
                "schemas of kinds with kube's derive: `exact` as `crd()` returns them, or `strict`, which lose no data",
            ),
            YEAR,
        ],
        help: "CustomResourceDefinitions [default folder: config/crd/bases]",
    },
    Word {
        name: "rbac",
        args: &[
            Arg::optional(
                "roleName",
                "string",
                "name of the ClusterRole [default: manager-role]",
            ),
            Arg::optional("fileName", "string", "file name [default: role.yaml]"),
            HEADER,
            YEAR,
        ],
        help: "RBAC roles [default folder: config/rbac]",
    },
    Word {
        name: "webhook",
        args: &[HEADER, YEAR],
        help: "webhook configurations, in manifests.yaml [default folder: config/webhook]",
    },
    PATHS,
    DIR,
    ARTIFACTS,
    STDOUT,
    NONE,
    Word {
        name: "output:crd:dir",
        args: &[VALUE],
        help: DIR.help,
    },
    Word {
        name: "output:crd:artifacts",
        ..ARTIFACTS
    },
    Word {
        name: "output:crd:stdout",
        ..STDOUT
    },
    Word {
        name: "output:crd:none",
        ..NONE
    },
    Word {
        name: "output:rbac:dir",
        ..DIR
    },
    Word {
        name: "output:rbac:artifacts",
        ..ARTIFACTS
    },
    Word {
        name: "output:rbac:stdout",
        ..STDOUT
    },
    Word {
        name: "output:rbac:none",
        ..NONE
    },
    Word {
        name: "output:webhook:dir",
        ..DIR
    },
    Word {
        name: "output:webhook:artifacts",
        ..ARTIFACTS
    },
    Word {
        name: "output:webhook:stdout",
        ..STDOUT
    },
    Word {
        name: "output:webhook:none",
        ..NONE
    },
];

/// The options of `schemapatch`.
pub(crate) const SCHEMAPATCH: &[Word] = &[
    Word {
        name: "manifests",
        args: &[VALUE],
        help: "the folder of the CRDs whose schemas are replaced",
    },
    Word {
        name: "maxDescLen",
        args: &[VALUE],
        help: MAX_DESC_LEN,
    },
    Word {
        name: "generateEmbeddedObjectMeta",
        args: &[VALUE],
        help: "write the properties of an embedded `ObjectMeta`",
    },
    Word {
        name: "allowDangerousTypes",
        args: &[VALUE],
        help: "allow floating point numbers",
    },
    PATHS,
    DIR,
    ARTIFACTS,
    STDOUT,
    NONE,
];

/// Generators of controller-gen that do not exist here, and why.
pub(super) const REFUSED: &[(&str, &str)] = &[
    ("object", "`#[derive(Clone)]` does it in Rust"),
    (
        "applyconfiguration",
        "server-side apply takes any serde value; give its fields `Option` and `skip_serializing_if`",
    ),
    ("schemapatch", "run `kubewright schemapatch manifests=DIR`"),
];

impl Word {
    /// Whether it is an output rule of one generator.
    pub(super) fn is_of_one(&self) -> bool {
        self.name.matches(':').count() > 1
    }

    /// How it is written.
    pub(super) fn usage(&self) -> String {
        match self.args {
            [VALUE, ..] => format!("{}=...", self.name),
            [] => self.name.to_owned(),
            _ => format!("{}[:...]", self.name),
        }
    }

    /// A value where none belongs, or none where one does.
    pub(super) fn misused(&self) -> Message {
        let name = self.name;
        match self.args {
            [VALUE, ..] => {
                Message::new(format!("`{name}` lacks its value")).help(format!("write `{name}=...`"))
            }
            [] => Message::new(format!("`{name}` has no value")).help(format!("write `{name}`")),
            _ => Message::new(format!("`{name}` has no value"))
                .help(format!("its arguments have names: `{name}:name=value`")),
        }
    }
}
