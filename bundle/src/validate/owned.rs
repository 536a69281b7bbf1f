//! The CSV against the CRDs, and other facts of the bundle as a whole.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Rule;
use super::rule::{At, Report};
use super::subject::{Gvk, Subject};
use crate::finding::Severity::Error;
use crate::names;
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-csv",
        validator: "bundle",
        severity: Error,
        about: "The bundle has no ClusterServiceVersion",
        check: no_csv,
    },
    Rule {
        id: "several-csvs",
        validator: "bundle",
        severity: Error,
        about: "The bundle has more than one ClusterServiceVersion",
        check: several,
    },
    Rule {
        id: "crd-duplicate",
        validator: "bundle",
        severity: Error,
        about: "Two CRDs define the same version of a kind",
        check: duplicate,
    },
    Rule {
        id: "owned-crd-missing",
        validator: "bundle",
        severity: Error,
        about: "The CSV owns a CRD that the bundle does not have",
        check: missing,
    },
    Rule {
        id: "crd-not-owned",
        validator: "bundle",
        severity: Error,
        about: "The bundle has a CRD that the CSV does not own",
        check: not_owned,
    },
    Rule {
        id: "account-in-bundle",
        validator: "bundle",
        severity: Error,
        about: "A ServiceAccount is in the bundle and in the CSV",
        check: account,
    },
    Rule {
        id: "bundle-size",
        validator: "bundle",
        severity: Error,
        about: "The bundle is too large for a cluster",
        check: size,
    },
    Rule {
        id: "release-name",
        validator: "bundle",
        severity: Error,
        about: "The CSV's name does not have its version and release",
        check: release,
    },
    Rule {
        id: "related-image",
        validator: "bundle",
        severity: Error,
        about: "A related image has no valid reference",
        check: related,
    },
];

/// What a cluster stores in one object.
const LARGEST: usize = 1 << 20;

fn no_csv(subject: &Subject<'_>, report: &mut Report<'_>) {
    let has_files = subject
        .files
        .iter()
        .any(|(path, _)| path.starts_with("manifests"));
    if has_files && subject.csv().is_none() {
        let help = "add the ClusterServiceVersion; `kubewright generate bundle` writes it";
        report.add(At::Bundle, "`manifests/` has no ClusterServiceVersion", help);
    }
}

fn several(subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut all = subject.bundle.of_kind("ClusterServiceVersion");
    let first = all.next().map(|manifest| manifest.name().to_owned());
    for second in all {
        let message = format!(
            "the bundle has a second ClusterServiceVersion, beside `{}`",
            first.as_deref().unwrap_or_default()
        );
        report.add(
            At::manifest(second, ""),
            message,
            "remove the one that is not released",
        );
    }
}

fn duplicate(subject: &Subject<'_>, report: &mut Report<'_>) {
    let defined = subject.defined();
    for (at, (gvk, crd)) in defined.iter().enumerate() {
        if let Some((_, first)) = defined[..at].iter().find(|(before, _)| before == gvk) {
            let message = format!(
                "`{gvk}` is defined a second time; the first is in `{}`",
                first.path.display()
            );
            report.add(
                At::manifest(crd, "spec.versions"),
                message,
                "remove one of the two CRDs",
            );
        }
    }
}

fn missing(subject: &Subject<'_>, report: &mut Report<'_>) {
    let defined = subject.defined();
    let Some(csv) = subject.csv() else { return };
    for (path, owned) in subject.described("owned") {
        // A name without a group has a rule of its own.
        if let Some(gvk) = Gvk::of_description(owned)
            && !defined.iter().any(|(defined, _)| *defined == gvk)
        {
            let message = format!("the CSV owns `{gvk}`, but `manifests/` has no CRD that defines it");
            report.add(
                At::manifest(csv, &path),
                message,
                "add the CRD, or remove the entry of `owned`",
            );
        }
    }
}

fn not_owned(subject: &Subject<'_>, report: &mut Report<'_>) {
    let owned: Vec<_> = subject
        .described("owned")
        .into_iter()
        .filter_map(|(_, owned)| Gvk::of_description(owned))
        .collect();
    if subject.csv().is_none() {
        return;
    }
    let defined = subject.defined();
    // Other versions of an owned kind need no entry.
    let known = |gvk: &Gvk| {
        owned.iter().any(|owned| {
            owned.group == gvk.group
                && owned.kind == gvk.kind
                && defined.iter().any(|(defined, _)| defined == owned)
        })
    };
    for (gvk, crd) in &defined {
        if !known(gvk) {
            let message = format!("the CSV does not own `{gvk}`");
            report.add(
                At::manifest(crd, ""),
                message,
                "add it to `spec.customresourcedefinitions.owned` of the CSV, or remove the CRD",
            );
        }
    }
}

fn account(subject: &Subject<'_>, report: &mut Report<'_>) {
    let deployments = subject.deployments();
    let accounts: Vec<_> = deployments
        .iter()
        .map(|(_, one)| text(one, "/spec/template/spec/serviceAccountName"))
        .collect();
    for account in subject.bundle.of_kind("ServiceAccount") {
        if accounts.contains(&account.name()) {
            let message = format!(
                "OLM creates the service account `{}` of the CSV itself",
                account.name()
            );
            report.add(
                At::manifest(account, "metadata.name"),
                message,
                "remove this file, or rename one of the two",
            );
        }
    }
}

fn size(subject: &Subject<'_>, report: &mut Report<'_>) {
    let manifests = subject
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("manifests"));
    let (mut plain, mut compressed) = (0, 0);
    // Compression takes most of the time of a validation, and cannot make small bundles too large.
    let all: Vec<_> = manifests.map(|(_, content)| content).collect();
    plain += all.iter().map(|content| content.len()).sum::<usize>();
    if plain < LARGEST / 2 {
        return;
    }
    for content in all {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        if encoder.write_all(content).is_ok() {
            compressed += encoder.finish().map_or(0, |bytes| bytes.len().div_ceil(3) * 4);
        }
    }
    let help =
        "shorten the descriptions of the CRDs, for example with `kubewright manifests crd:maxDescLen=0`";
    let kib = |bytes: usize| bytes.div_ceil(1024);
    if compressed > LARGEST {
        let message = format!(
            "the manifests have {} KiB compressed ({} KiB plain); a cluster stores at most 1024 KiB",
            kib(compressed),
            kib(plain)
        );
        report.add(At::Bundle, message, help);
    } else if compressed > LARGEST / 100 * 85 {
        let message = format!(
            "the manifests have {} KiB compressed, near the limit of 1024 KiB",
            kib(compressed)
        );
        report.warn(At::Bundle, message, help);
    }
}

fn release(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let release = text(&csv.object, "/spec/release");
    if release.is_empty() {
        return;
    }
    let parses = semver::Prerelease::new(release).is_ok();
    if !parses || release.len() > 20 {
        let message = format!("`{release}` is not a release");
        report.add(
            At::manifest(csv, "spec.release"),
            message,
            "use up to 20 letters, digits and `-`, in parts separated by `.`",
        );
        return;
    }
    let package = subject.bundle.package().unwrap_or_default();
    let expected = format!("{package}-v{}-{release}", text(&csv.object, "/spec/version"));
    if csv.name() != expected {
        let message = format!(
            "with a release, the CSV's name must be `{expected}`, not `{}`",
            csv.name()
        );
        report.add(
            At::manifest(csv, "metadata.name"),
            message,
            "rename the CSV, or remove `spec.release`",
        );
    }
}

fn related(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (at, related) in items(&csv.object, "/spec/relatedImages").iter().enumerate() {
        let image = text(related, "/image");
        if !names::is_image(image) {
            let message = match image {
                "" => String::from("a related image has no `image`"),
                image => format!("`{image}` does not refer to an image"),
            };
            report.add(
                At::manifest(csv, &format!("spec.relatedImages.{at}")),
                message,
                "write `registry/repository:tag`, or with a digest",
            );
        }
    }
}
