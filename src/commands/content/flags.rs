//! Flags that have no meaning for an operator without Rust, or for one with Rust.

use crate::cli;
use crate::commands::errors::{Stop, misuse};
use crate::license::License;
use crate::project::Content;

/// A flag, and whether it is given.
type Flag<'a> = (&'a str, bool);

fn given<'a>(flags: &[Flag<'a>]) -> Option<&'a str> {
    flags.iter().find(|(_, given)| *given).map(|(flag, _)| *flag)
}

/// Refuses flags of `init` that are for Rust.
pub(in crate::commands) fn check_init(content: Content, args: &cli::Init) -> Result<(), Stop> {
    let [license, license_file, owner] = header(&args.header);
    // The README has the license.
    let license = (license.0, args.header.license == Some(License::Copyright));
    let workspace = ("--workspace", args.workspace.is_some());
    refuse(content, &[workspace, license, license_file, owner])
}

/// The flags about the header of Rust files.
fn header(args: &cli::Header) -> [Flag<'static>; 3] {
    [
        ("--license", args.license.is_some()),
        ("--license-file", args.license_file.is_some()),
        ("--owner", args.owner.is_some()),
    ]
}

/// Refuses flags of `edit` that are for Rust.
pub(in crate::commands) fn check_edit(content: Content, args: &cli::Edit) -> Result<(), Stop> {
    let [license, license_file, owner] = header(&args.header);
    let flags = [
        ("--workspace", args.workspace.is_some()),
        ("--paths", args.paths.is_some()),
        ("--own-certificates", args.own_certificates.is_some()),
        license,
        license_file,
        owner,
    ];
    refuse(content, &flags)
}

fn refuse(content: Content, flags: &[Flag<'_>]) -> Result<(), Stop> {
    let why = format!(
        "is for operators in Rust, and this one is made of {}",
        content.noun()
    );
    refuse_as(flags, &why, "leave it out")
}

fn refuse_as(flags: &[Flag<'_>], why: &str, way_out: &str) -> Result<(), Stop> {
    match given(flags) {
        Some(flag) => Err(misuse(format!("`{flag}` {why}"), way_out)),
        None => Ok(()),
    }
}

/// Refuses flags of `create api` that mean nothing in a project of this content.
pub(in crate::commands) fn check_create(content: Option<Content>, args: &cli::CreateApi) -> Result<(), Stop> {
    let of_charts = [
        ("--helm-chart", args.helm.helm_chart.is_some()),
        ("--open-schema", args.helm.open_schema),
    ];
    let of_roles = [
        ("--generate-role", args.ansible.generate_role),
        ("--generate-playbook", args.ansible.generate_playbook),
    ];
    for (other, flags) in [(Content::Charts, of_charts), (Content::Roles, of_roles)] {
        if let Some(flag) = given(&flags).filter(|_| content != Some(other)) {
            return Err(misuse(
                format!("`{flag}` is for operators that are made of {}", other.noun()),
                format!(
                    "remove it, or make such a project with `kubewright init --plugins {}` in another folder",
                    other.plugin()
                ),
            ));
        }
    }
    let Some(content) = content else { return Ok(()) };
    let external = &args.external;
    let of_rust = [
        ("--controller", args.controller.is_some()),
        ("--resource", args.resource == Some(false)),
        ("--controller-name", args.controller_name.is_some()),
        ("--crate", args.api_crate.is_some()),
        ("--image", args.deployed.image.is_some()),
        ("--external-api-path", external.external_api_path.is_some()),
        ("--external-api-domain", external.external_api_domain.is_some()),
        ("--external-api-module", external.external_api_module.is_some()),
        ("--from-crd", args.from_crd.is_some()),
        ("--style", args.style.is_some()),
        (
            "--namespaced=false",
            content == Content::Charts && args.namespaced == Some(false),
        ),
    ];
    let how = match content {
        Content::Charts => "to a Helm release",
        Content::Roles => "with Ansible",
    };
    let why = format!("has no meaning for a kind that is reconciled {how}");
    refuse_as(&of_rust, &why, "remove it")
}

/// Refuses flags of `manifests` about sources in Rust.
pub(in crate::commands) fn check_manifests(content: Content, args: &cli::Manifests) -> Result<(), Stop> {
    let option = args.options.first().map_or("", String::as_str);
    let flags = [
        (option, !args.options.is_empty()),
        ("--deny-breaking", args.deny_breaking),
        ("--explain", args.explain),
        ("--explain-cost", args.explain_cost),
        ("--lint", args.lint),
        ("--probe", args.probe),
        ("--prune", args.prune),
        ("--stdout", args.mode.stdout),
    ];
    let why = format!(
        "is for manifests of sources in Rust, and this project is made of {}",
        content.noun()
    );
    refuse_as(&flags, &why, "leave it out")
}
