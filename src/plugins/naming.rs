//! The names of a resource, wherever they are used.

use crate::project::names::{module, pascal};
use crate::project::{Project, Resource, core_module};
use crate::templates::ResourceContext;

/// The template variables of a resource.
pub(super) fn resource_context(
    resource: &Resource,
    controller: &str,
    spoke: &str,
    project: &Project,
) -> ResourceContext {
    let identity = &resource.identity;
    let webhooks = resource.webhooks.clone().unwrap_or_default();
    let kind_snake = module(&identity.kind);
    let group_module = group_module(resource, project);
    let grouped = |first: &str| grouped(first, &group_module);
    let own = resource.api.is_some() || (!resource.core && !resource.external);
    let api_crate = project.api_crate(resource);
    let api_group = types_group(resource, project);
    let api_name = api_crate.as_ref().map(crate::project::ApiCrate::crate_name);
    let api_use = |own: String| match api_name.as_deref() {
        None => own,
        Some("api") => String::new(),
        Some(name) => format!("{name} as api"),
    };
    let (inside, outside) = if let (true, Some(_)) = (own, &api_crate) {
        let path = type_module(resource, project);
        (path.clone(), path)
    } else if own {
        let below = below(resource, project);
        (format!("crate::{below}"), type_module(resource, project))
    } else if resource.core {
        let module = core_module(&identity.group, &identity.version);
        let path = format!("k8s_openapi::{module}");
        (path.clone(), path)
    } else {
        // A module of this crate has another name inside it.
        let below = resource.path.strip_prefix(&format!("{}::", project.crate_name()));
        let inside = below.map_or_else(|| resource.path.clone(), |below| format!("crate::{below}"));
        (inside, resource.path.clone())
    };
    let lower = identity.kind.to_lowercase();
    // The first controller gets this name when a second is added, and its file stays.
    let controller = if controller == lower { "" } else { controller };
    let controller_snake = if controller.is_empty() {
        kind_snake.clone()
    } else {
        module(controller)
    };
    let (external_crate, external_version) =
        resource.module.split_once('@').unwrap_or((&resource.module, "*"));
    let plural = resource.plural();
    let qualified_group = identity.qualified_group();
    let deployed = project.deployed(resource).unwrap_or_default();
    let kind = &identity.kind;
    let type_name = match IMPORTED.contains(&kind.as_str()) {
        true => format!("{kind}Object"),
        false => kind.clone(),
    };
    let renamed = match type_name == *kind {
        true => String::new(),
        false => format!(" as {type_name}"),
    };
    ResourceContext {
        group_path: match group_module.as_str() {
            "" => String::new(),
            group => format!("{group}::"),
        },
        api_group_path: match api_group.as_str() {
            "" => String::new(),
            group => format!("{group}::"),
        },
        api_home: match api_crate {
            Some(_) => "crate::".to_owned(),
            None => "crate::api::".to_owned(),
        },
        api_use: api_use("crate::api".to_owned()),
        api_use_outside: api_use(format!("{}::api", project.crate_name())),
        api_folder: api_crate.as_ref().map_or(String::new(), |api| api.folder.clone()),
        api_crate: api_crate.map_or(String::new(), |api| api.package),
        api_group,
        type_name,
        type_use: format!("{inside}::{kind}{renamed}"),
        type_use_outside: format!("{outside}::{kind}{renamed}"),
        storage: stores(resource, project),
        condition: match controller {
            "" => "Available".to_owned(),
            name => format!("{}Ready", pascal(name)),
        },
        container_command: deployed.command_in_rust(),
        image_text: match deployed.image.as_str() {
            "" => String::new(),
            image => format!("{image:?}"),
        },
        container_port: deployed.container_port,
        run_as_user: deployed.run_as_user,
        custom_defaulting_path: !webhooks.defaulting_path.is_empty(),
        custom_validation_path: !webhooks.validation_path.is_empty(),
        group: identity.group.clone(),
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        irregular_plural: plural != kubewright_core::names::plural(&identity.kind),
        plural,
        cluster_scoped: resource.is_cluster_scoped(),
        // A status with kube's derive has no conditions that a controller could set.
        own: own && !project.has_kube_derive(resource),
        core: resource.core,
        needed_by_managers: resource.is_needed_by_managers(),
        external: resource.external,
        external_crate: external_crate.to_owned(),
        external_version: external_version.to_owned(),
        type_path: format!("{inside}::{}", identity.kind),
        type_path_outside: format!("{outside}::{}", identity.kind),
        module_path: inside,
        controller_name: match controller {
            "" if group_module.is_empty() => lower.clone(),
            "" => format!("{}-{lower}", identity.group.replace('.', "-")),
            name => name.to_owned(),
        },
        controller_pascal: match controller {
            "" => identity.kind.clone(),
            name => pascal(name),
        },
        controller_path: format!("crate::{}::{controller_snake}", grouped("controller")),
        controller_snake,
        webhook_path: format!(
            "crate::{}::{}::{kind_snake}",
            grouped("webhook"),
            identity.version
        ),
        webhook_name: webhook_name(resource, project),
        defaulting: webhooks.defaulting,
        validation: webhooks.validation,
        conversion: webhooks.conversion,
        defaulting_path: webhooks.defaulting_path(identity),
        validation_path: webhooks.validation_path(identity),
        hub: if webhooks.conversion {
            identity.version.clone()
        } else {
            String::new()
        },
        spokes: webhooks.spoke.clone(),
        spoke: spoke.to_owned(),
        kind_lower: lower,
        kind_stem: kind_snake.trim_end_matches('_').to_owned(),
        kind_snake,
        group_module,
        qualified_group,
    }
}

/// The names of a resource's webhooks: kubebuilder's, or the same with the group if an earlier resource has those.
fn webhook_name(resource: &Resource, project: &Project) -> String {
    let of = |resource: &Resource| {
        let identity = &resource.identity;
        format!("{}-{}", identity.kind.to_lowercase(), identity.version)
    };
    let name = of(resource);
    let resources = project.resources.iter();
    let mut earlier = resources.take_while(|other| other.identity != resource.identity);
    let has_webhooks = |other: &Resource| {
        let webhooks = other.webhooks.as_ref();
        webhooks.is_some_and(|webhooks| !webhooks.is_empty())
    };
    if !earlier.any(|other| of(other) == name && has_webhooks(other)) {
        return name;
    }
    match resource.identity.qualified_group().as_str() {
        "" => format!("{name}.core"),
        group => format!("{name}.{group}"),
    }
}

/// The module of a type in this project, for other packages.
pub(crate) fn type_module(resource: &Resource, project: &Project) -> String {
    let crate_name = match project.api_crate(resource) {
        Some(api) => api.crate_name(),
        None => project.crate_name(),
    };
    format!("{crate_name}::{}", below(resource, project))
}

/// The same, below the crate's root.
fn below(resource: &Resource, project: &Project) -> String {
    let Resource { identity, .. } = resource;
    let group = types_group(resource, project);
    let modules = match project.api_crate(resource) {
        Some(_) if group.is_empty() => identity.version.clone(),
        Some(_) => format!("{group}::{}", identity.version),
        None => format!("{}::{}", grouped("api", &group), identity.version),
    };
    format!("{modules}::{}", module(&identity.kind))
}

/// The module of a group among types. An API crate always has one per group, because several projects share it.
fn types_group(resource: &Resource, project: &Project) -> String {
    match project.api_crate(resource) {
        Some(_) => module(&resource.identity.group),
        None => group_module(resource, project),
    }
}

/// The module of a group, if groups have modules.
fn group_module(resource: &Resource, project: &Project) -> String {
    match project.multigroup {
        true => module(&resource.identity.group),
        false => String::new(),
    }
}

fn grouped(first: &str, group_module: &str) -> String {
    match group_module {
        "" => first.to_owned(),
        group => format!("{first}::{group}"),
    }
}

/// Names that files with the type import too, or that are in Rust's prelude.
const IMPORTED: [&str; 38] = [
    "Action",
    "AdmissionRequest",
    "Api",
    "Arc",
    "BoxError",
    "Client",
    "Condition",
    "Controller",
    "Conversion",
    "Converter",
    "Crds",
    "CustomResource",
    "CustomResourceExt",
    "Default",
    "Defaulter",
    "Deserialize",
    "Duration",
    "Environment",
    "Err",
    "FieldError",
    "Hub",
    "Manager",
    "ManagerOptions",
    "ObjectMeta",
    "Ok",
    "PostParams",
    "Rbac",
    "Reconciler",
    "Recorder",
    "Refusal",
    "Result",
    "Schema",
    "Serialize",
    "Some",
    "Validator",
    "Vec",
    "Warnings",
    "Webhooks",
];

/// Whether this is the storage version by default: the hub, or else the first version.
pub(super) fn stores(resource: &Resource, project: &Project) -> bool {
    let versions = || {
        project
            .versions(&resource.identity)
            .filter(|other| other.api.is_some())
    };
    let converts = |other: &&Resource| {
        other
            .webhooks
            .as_ref()
            .is_some_and(|webhooks| webhooks.conversion)
    };
    let stored = versions().find(converts).or_else(|| versions().next());
    stored.is_none_or(|stored| stored.identity == resource.identity)
}
