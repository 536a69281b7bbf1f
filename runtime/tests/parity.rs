//! `testdata/parity`: the CRDs that the derives make against those that controller-gen wrote.
//!
//! Cases whose subject is an option of the generator are missing: derives have none.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "../../testdata/parity/compare.rs"]
mod compare;

use kubewright_runtime::Described;
use kubewright_runtime::crd;
use kubewright_runtime::described::Link;
use serde_json::Value;

#[expect(
    unreachable_pub,
    clippy::box_collection,
    clippy::doc_markdown,
    clippy::upper_case_acronyms,
    clippy::vec_box,
    reason = "each case is a crate of its own that says what its Go says"
)]
#[path = "../../testdata/parity/cases.rs"]
mod cases;

/// One test for each case: its kinds, each with its versions.
macro_rules! parity {
    ($($case:ident: $([$($root:path),+]),+;)+) => {
        $(
            #[test]
            fn $case() {
                same(stringify!($case), &[$(&[$(<$root as Described>::link),+]),+]);
            }
        )+
    };
}

parity! {
    aliases: [cases::aliases::v1::Cart];
    annotations: [cases::annotations::Book];
    bounds: [cases::bounds::Scale];
    cel: [cases::cel::Lease];
    defaults: [cases::defaults::Kettle];
    descriptions: [cases::descriptions::Letter];
    embedded_metadata_off: [cases::embedded_metadata_off::Stamp];
    enums: [cases::enums::Lamp];
    groups: [cases::groups::approved::v1::Nut], [cases::groups::widgets::Nut], [cases::groups::widgets::Bolt];
    immutable: [cases::immutable::Tablet];
    inline: [cases::inline::House];
    known_types: [cases::known_types::Pump];
    kubernetes_types: [cases::kubernetes_types::Mixer];
    names: [cases::names::Drawer];
    nesting: [cases::nesting::Shelf];
    one_of: [cases::one_of::Parcel];
    plurals: [cases::plurals::Policy], [cases::plurals::Video], [cases::plurals::Octopus], [cases::plurals::Index], [cases::plurals::Data], [cases::plurals::Person], [cases::plurals::Medium], [cases::plurals::DNS], [cases::plurals::DNSRecord], [cases::plurals::HTTPRoute], [cases::plurals::APIKey], [cases::plurals::Redis], [cases::plurals::Ingress], [cases::plurals::Proxy], [cases::plurals::Box], [cases::plurals::Gateway], [cases::plurals::Status], [cases::plurals::Leaf], [cases::plurals::Knife], [cases::plurals::Hero], [cases::plurals::Child], [cases::plurals::Mouse], [cases::plurals::Matrix], [cases::plurals::Analysis], [cases::plurals::Lambda], [cases::plurals::Metadata], [cases::plurals::NetworkPolicy], [cases::plurals::ResourceQuota], [cases::plurals::Endpoints], [cases::plurals::StorageClass], [cases::plurals::Quiz], [cases::plurals::City];
    pod_template: [cases::pod_template::Runner];
    pruning: [cases::pruning::Attic];
    required: [cases::required::Ticket];
    resource: [cases::resource::Sheep], [cases::resource::Goat], [cases::resource::Cow];
    scalars: [cases::scalars::Gauge];
    topology: [cases::topology::Router];
    validation_collection: [cases::validation_collection::Crate];
    validation_numeric: [cases::validation_numeric::Dial];
    validation_string: [cases::validation_string::Plate];
    versions: [cases::versions::v1::Clock, cases::versions::v1alpha1::Clock, cases::versions::v1beta1::Clock];
}

#[test]
fn a_skipped_version_is_one_when_asked_for() {
    let skipped = crd::of::<cases::versions::v2::Clock>().unwrap();
    assert_eq!(skipped.spec.versions[0].name, "v2");
}

fn same(name: &str, kinds: &[&[fn() -> Link]]) {
    let case = compare::case(name).join("expected");
    assert_eq!(case.read_dir().unwrap().count(), kinds.len(), "kinds of {name}");
    let bare = has_no_prose(name);
    let mut found = Vec::new();
    for versions in kinds {
        let mut ours = serde_json::to_value(crd::of_versions(versions).unwrap()).unwrap();
        let annotations = ours["metadata"]["annotations"].as_object_mut().unwrap();
        annotations.remove("kubewright.dev/version").unwrap();
        if annotations.is_empty() {
            ours["metadata"].as_object_mut().unwrap().remove("annotations");
        }
        let file = format!(
            "{}_{}.yaml",
            ours["spec"]["group"].as_str().unwrap(),
            ours["spec"]["names"]["plural"].as_str().unwrap()
        );
        let mut theirs = compare::documents(&case.join(&file)).remove(0);
        theirs["spec"]
            .as_object_mut()
            .unwrap()
            .remove("preserveUnknownFields");
        if bare {
            strip(&mut ours);
        }
        found.extend(compare::differences(&file, &ours, &theirs));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Whether the case was generated without descriptions.
fn has_no_prose(name: &str) -> bool {
    let options = std::fs::read_to_string(compare::case(name).join("options"));
    options.is_ok_and(|options| options.contains("maxDescLen=0"))
}

/// Takes descriptions out; a property of that name is no string.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(keys) => {
            if keys.get("description").is_some_and(Value::is_string) {
                keys.remove("description");
            }
            keys.values_mut().for_each(strip);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
