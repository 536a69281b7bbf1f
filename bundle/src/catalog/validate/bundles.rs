//! Bundles of a catalog.

use semver::{Prerelease, Version};
use serde_json::Value;

use super::Rule;
use super::channels::{entries, name_of};
use super::rule::Report;
use crate::catalog::{BUNDLE, CHANNEL, Catalog, Object};
use crate::names;
use crate::pointer::as_text;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "bundle-name",
        about: "A bundle has no name, or the name of another",
        check: name,
    },
    Rule {
        id: "bundle-package",
        about: "A bundle does not have one property with its package",
        check: package,
    },
    Rule {
        id: "bundle-property",
        about: "A property of a bundle is not complete",
        check: property,
    },
    Rule {
        id: "bundle-image",
        about: "A bundle has no valid image",
        check: image,
    },
    Rule {
        id: "bundle-version",
        about: "The version of a bundle is not valid",
        check: version,
    },
    Rule {
        id: "bundle-release",
        about: "The release of a bundle is not valid",
        check: release,
    },
    Rule {
        id: "version-duplicate",
        about: "Two bundles of a package have the same version",
        check: duplicate,
    },
    Rule {
        id: "bundle-without-channel",
        about: "No channel has the bundle",
        check: without_channel,
    },
];

fn properties(bundle: &Object) -> &[Value] {
    bundle.value["properties"].as_array().map_or(&[], Vec::as_slice)
}

/// The property with the package, and its place.
fn of_package(bundle: &Object) -> Option<(String, &Value)> {
    let at = properties(bundle)
        .iter()
        .position(|property| property["type"] == "olm.package")?;
    Some((format!("properties.{at}.value"), &properties(bundle)[at]["value"]))
}

fn name(catalog: &Catalog, report: &mut Report) {
    let mut seen = Vec::new();
    for bundle in catalog.of_schema(BUNDLE) {
        let key = (bundle.package(), bundle.name());
        if bundle.name().is_empty() {
            report.add(
                bundle,
                "",
                "this bundle has no name",
                "write the name of its ClusterServiceVersion",
            );
        } else if seen.contains(&key) {
            let message = format!("the package `{}` has two bundles `{}`", key.0, key.1);
            report.add(bundle, "name", message, "remove one of the two");
        }
        seen.push(key);
    }
}

fn package(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog.of_schema(BUNDLE) {
        let count = properties(bundle)
            .iter()
            .filter(|property| property["type"] == "olm.package")
            .count();
        let help = format!(
            "write one property `olm.package` with `packageName: {}` and the version",
            bundle.package()
        );
        if count != 1 {
            let message = format!("`{}` has {count} properties `olm.package`", bundle.name());
            report.add(bundle, "properties", message, help);
        } else if let Some((place, value)) = of_package(bundle)
            && as_text(&value["packageName"]) != bundle.package()
        {
            let message = format!(
                "the property `olm.package` of `{}` names the package `{}`",
                bundle.name(),
                as_text(&value["packageName"])
            );
            report.add(bundle, &place, message, help);
        }
    }
}

fn property(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog.of_schema(BUNDLE) {
        for (at, property) in properties(bundle).iter().enumerate() {
            if as_text(&property["type"]).is_empty() || property.get("value").is_none() {
                report.add(
                    bundle,
                    &format!("properties.{at}"),
                    "this property has no `type` or no `value`",
                    "write both",
                );
            }
        }
    }
}

fn image(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog.of_schema(BUNDLE) {
        let image = as_text(&bundle.value["image"]);
        let has_objects = properties(bundle)
            .iter()
            .any(|property| property["type"] == "olm.bundle.object");
        let help = "write `registry/repository:tag`, or with a digest";
        if image.is_empty() && !has_objects {
            report.add(bundle, "image", format!("`{}` has no image", bundle.name()), help);
        } else if !image.is_empty() && !names::is_image(image) {
            report.add(
                bundle,
                "image",
                format!("`{image}` does not refer to an image"),
                help,
            );
        }
        let related = bundle.value["relatedImages"].as_array().into_iter().flatten();
        for (at, related) in related.enumerate() {
            let image = as_text(&related["image"]);
            if !image.is_empty() && !names::is_image(image) {
                report.add(
                    bundle,
                    &format!("relatedImages.{at}"),
                    format!("`{image}` does not refer to an image"),
                    help,
                );
            }
        }
    }
}

fn version(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog.of_schema(BUNDLE) {
        let Some((place, value)) = of_package(bundle) else {
            continue;
        };
        let written = &value["version"];
        if written.as_str().is_none_or(|text| Version::parse(text).is_err()) {
            let message = format!("the version {written} is not a semantic version in quotes");
            report.add(
                bundle,
                &format!("{place}.version"),
                message,
                "write three numbers, such as `0.1.0`",
            );
        }
    }
}

fn release(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog.of_schema(BUNDLE) {
        let Some((place, value)) = of_package(bundle) else {
            continue;
        };
        let (version, release) = (as_text(&value["version"]), as_text(&value["release"]));
        let place = format!("{place}.release");
        if release.is_empty() {
            continue;
        }
        let expected = format!("{}-v{version}-{release}", bundle.package());
        if release.len() > 20 || Prerelease::new(release).is_err() {
            let help = "use up to 20 letters, digits and `-`, in parts separated by `.`";
            report.add(bundle, &place, format!("`{release}` is not a release"), help);
        } else if version.contains('+') {
            let help = "remove the part after `+` from the version, or the release";
            report.add(
                bundle,
                &place,
                "a version with build metadata cannot have a release",
                help,
            );
        } else if bundle.name() != expected {
            let message = format!(
                "with a release, the name must be `{expected}`, not `{}`",
                bundle.name()
            );
            report.add(
                bundle,
                "name",
                message,
                "rename the bundle, or remove the release",
            );
        }
    }
}

fn duplicate(catalog: &Catalog, report: &mut Report) {
    let mut seen: Vec<(&str, String, &str)> = Vec::new();
    for bundle in catalog.of_schema(BUNDLE) {
        let Some((place, value)) = of_package(bundle) else {
            continue;
        };
        let version = match as_text(&value["release"]) {
            "" => as_text(&value["version"]).to_owned(),
            release => format!("{}-{release}", as_text(&value["version"])),
        };
        let same = seen.iter().find(|(package, other, name)| {
            *package == bundle.package() && *other == version && *name != bundle.name()
        });
        if let Some((.., name)) = same {
            let message = format!(
                "`{name}` and `{}` both have the version `{version}`",
                bundle.name()
            );
            report.add(bundle, &place, message, "remove one of the two");
        }
        seen.push((bundle.package(), version, bundle.name()));
    }
}

fn without_channel(catalog: &Catalog, report: &mut Report) {
    for bundle in catalog
        .of_schema(BUNDLE)
        .filter(|bundle| !bundle.name().is_empty())
    {
        let has = |channel: &Object| {
            channel.package() == bundle.package()
                && entries(channel)
                    .iter()
                    .any(|entry| name_of(entry) == bundle.name())
        };
        if !catalog.of_schema(CHANNEL).any(has) {
            let message = format!("no channel has the bundle `{}`", bundle.name());
            report.add(
                bundle,
                "name",
                message,
                "add it to a channel: `kubewright catalog add`",
            );
        }
    }
}
