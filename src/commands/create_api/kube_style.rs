//! `create api --style kube`: a type with kube's own derive, in a crate that uses kube-rs without kubewright's runtime.

use std::path::{Path, PathBuf};

use kubewright_import::{Module, module_name};

use crate::cli::{self, Style};
use crate::commands::Context;
use crate::commands::adopted;
use crate::commands::errors::{Stop, failure, misuse};
use crate::commands::external_types;
use crate::commands::import::tree;
use crate::commands::open::Session;
use crate::plan::{Change, IfExists, Plan};
use crate::plugins::{Chain, Part};
use crate::project::Resource;

use super::request;

/// Whether the type has kube's derive: the flag says so, or the crate depends on kube and not on kubewright's runtime.
pub(super) fn is_asked(args: &cli::CreateApi, directory: &Path) -> bool {
    match args.style {
        Some(style) => style == Style::Kube,
        None => adopted::is_crate(directory),
    }
}

pub(super) fn create(
    args: &cli::CreateApi,
    session: &Session,
    chain: &Chain,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    if args.resource == Some(false) || external_types::is_given(&args.external) {
        return Err(misuse(
            "a controller of a type outside of this crate needs kubewright's runtime, and this crate uses kube without it",
            "write it with kube's `Controller`, and its permissions as `+kubebuilder:rbac` markers; `kubewright rbac suggest` prints them",
        ));
    }
    let given = [
        ("--controller", args.controller == Some(true)),
        ("--controller-name", args.controller_name.is_some()),
        ("--from-crd", args.from_crd.is_some()),
        ("--crate", args.api_crate.is_some()),
        // The other flags about images need this one.
        ("--image", args.deployed.image.is_some()),
    ];
    if let Some((flag, _)) = given.iter().find(|(_, given)| *given) {
        return Err(misuse(
            format!("`{flag}` is for types with kubewright's derives, and this one has kube's"),
            "leave it out, or pass `--style kubewright`",
        ));
    }
    let mut args = args.clone();
    args.resource = Some(true);
    args.controller = Some(false);
    let request = request::ask(&args, &session.file.project, cx)?;
    let mut project = session.file.project.clone();
    project.put(request.resource.clone());
    let parts = [Part::Types(&request.resource)];
    let grown = session.grow(chain, &project, &parts, args.scaffold.force)?;
    let mut plan = adopted::files(&grown);
    add_type(&mut plan, &request.resource, args.scaffold.force, cx.directory)?;
    cx.finish(&mut plan, chain, "create api", (session, &project))?;
    cx.write_all(plan, &args.scaffold, args.make.make)
}

/// Adds `src/api/VERSION/KIND.rs`, and lists it in the modules above.
fn add_type(plan: &mut Plan, resource: &Resource, force: bool, directory: &Path) -> Result<(), Stop> {
    let output = Path::new("src/api");
    let identity = &resource.identity;
    let module = Module {
        group: identity.qualified_group(),
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        name: module_name(&heck::AsSnakeCase(&identity.kind).to_string()),
        text: text(resource),
    };
    let placed = tree::placed(vec![module], output, false);
    for (path, text) in tree::lists(&placed, output, directory).map_err(failure)? {
        plan.write(path, text);
    }
    let root = ["src/lib.rs", "src/main.rs"].map(PathBuf::from);
    let root = root.into_iter().find(|path| directory.join(path).is_file());
    if let Some(root) = root {
        let old = std::fs::read_to_string(directory.join(&root)).map_err(failure)?;
        plan.write(root, tree::with_module(old, "api"));
    }
    for (path, Module { text, .. }) in placed {
        let if_exists = if force { IfExists::Replace } else { IfExists::Fail };
        let template = "";
        plan.change(
            path,
            Change::Create {
                text,
                if_exists,
                template,
            },
        );
    }
    Ok(())
}

fn text(resource: &Resource) -> String {
    let identity = &resource.identity;
    let kind = &identity.kind;
    let (group, version) = (identity.qualified_group(), &identity.version);
    let mut more = String::new();
    if !resource.plural.is_empty() {
        more.push_str(&format!("    plural = \"{}\",\n", resource.plural));
    }
    if resource.api.as_ref().is_some_and(|api| api.namespaced) {
        more.push_str("    namespaced,\n");
    }
    format!(
        r#"//! The API type {kind}.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{{Deserialize, Serialize}};

// The CRD is generated from these fields, doc comments and attributes: run `make manifests` after a change.

/// The desired state of a {kind}.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "{group}",
    version = "{version}",
    kind = "{kind}",
{more}    status = "{kind}Status"
)]
#[serde(rename_all = "camelCase")]
pub struct {kind}Spec {{
    /// Foo is an example field of {kind}; replace it with your own fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 63))]
    pub foo: Option<String>,
}}

/// The observed state of a {kind}.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct {kind}Status {{
    /// The generation of the spec that was reconciled last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
}}
"#
    )
}
