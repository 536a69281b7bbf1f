//! Packages, and what every object needs.

use super::Rule;
use super::rule::Report;
use crate::catalog::{BUNDLE, CHANNEL, Catalog, PACKAGE, shapes};
use crate::names;
use crate::pointer::{as_list, as_text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-schema",
        about: "An object has no schema",
        check: schema,
    },
    Rule {
        id: "field-type",
        about: "A field has the wrong type",
        check: types,
    },
    Rule {
        id: "package-name",
        about: "A package has no valid name",
        check: name,
    },
    Rule {
        id: "package-duplicate",
        about: "Two packages have the same name",
        check: duplicate,
    },
    Rule {
        id: "package-unknown",
        about: "A channel or a bundle belongs to no package of the catalog",
        check: unknown,
    },
    Rule {
        id: "package-without-channels",
        about: "A package has no channels",
        check: without_channels,
    },
    Rule {
        id: "default-channel",
        about: "A package has no default channel, or one that does not exist",
        check: default_channel,
    },
];

fn schema(catalog: &Catalog, report: &mut Report) {
    for object in &catalog.objects {
        if object.value["schema"].as_str().is_none_or(str::is_empty) {
            let help = "write `schema: olm.package`, `olm.channel`, `olm.bundle` or `olm.deprecations`";
            report.add(object, "", "this object has no `schema`", help);
        }
    }
}

fn types(catalog: &Catalog, report: &mut Report) {
    for object in &catalog.objects {
        let schema = as_text(&object.value["schema"]);
        for found in shapes::of_schema(schema).mismatches(&object.value) {
            report.at(object, &found.path, found.message(), found.help());
        }
        let properties = as_list(&object.value["properties"]).iter();
        for (index, property) in properties.enumerate().filter(|_| schema == BUNDLE) {
            let shape = shapes::of_property(as_text(&property["type"]));
            for found in shape.mismatches(&property["value"]) {
                let found = found.below(&["properties", &index.to_string(), "value"]);
                report.at(object, &found.path, found.message(), found.help());
            }
        }
    }
}

fn name(catalog: &Catalog, report: &mut Report) {
    for package in catalog.of_schema(PACKAGE) {
        if !names::is_label(package.name()) {
            let message = match package.name() {
                "" => String::from("this package has no name"),
                name => format!("`{name}` is not the name of a package"),
            };
            report.add(
                package,
                "name",
                message,
                "use up to 63 lowercase letters, digits and `-`",
            );
        }
    }
}

fn duplicate(catalog: &Catalog, report: &mut Report) {
    let mut seen = Vec::new();
    for package in catalog.of_schema(PACKAGE) {
        if seen.contains(&package.name()) {
            report.add(
                package,
                "name",
                format!("the package `{}` is defined twice", package.name()),
                "remove one of the two",
            );
        }
        seen.push(package.name());
    }
}

fn unknown(catalog: &Catalog, report: &mut Report) {
    for object in catalog.of_schema(CHANNEL).chain(catalog.of_schema(BUNDLE)) {
        if !catalog
            .of_schema(PACKAGE)
            .any(|package| package.name() == object.package())
        {
            let message = match object.package() {
                "" => format!("`{}` names no package", object.name()),
                package => format!(
                    "the catalog has no package `{package}`, which `{}` belongs to",
                    object.name()
                ),
            };
            report.add(
                object,
                "package",
                message,
                "name a package of the catalog, or add one with `kubewright catalog init`",
            );
        }
    }
}

fn without_channels(catalog: &Catalog, report: &mut Report) {
    for package in catalog.of_schema(PACKAGE) {
        if !catalog
            .of_schema(CHANNEL)
            .any(|channel| channel.package() == package.name())
        {
            let message = format!("the package `{}` has no channels", package.name());
            report.add(
                package,
                "",
                message,
                "add a channel with a bundle: `kubewright catalog add`",
            );
        }
    }
}

fn default_channel(catalog: &Catalog, report: &mut Report) {
    for package in catalog.of_schema(PACKAGE) {
        let default = package.value["defaultChannel"].as_str().unwrap_or_default();
        let mut channels = catalog
            .of_schema(CHANNEL)
            .filter(|channel| channel.package() == package.name())
            .peekable();
        if default.is_empty() {
            let message = format!("the package `{}` has no default channel", package.name());
            report.add(
                package,
                "defaultChannel",
                message,
                "write `defaultChannel` with the name of a channel",
            );
        } else if channels.peek().is_some() && !channels.any(|channel| channel.name() == default) {
            let message = format!(
                "the package `{}` has no channel `{default}`, which is its default",
                package.name()
            );
            report.add(package, "defaultChannel", message, "name one of its channels");
        }
    }
}
