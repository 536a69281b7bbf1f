//! Random structural schemas: the types give the same schema.

#[path = "random/schema.rs"]
mod schema;

use kubewright_core::check;
use kubewright_core::markers::resource::Resource;
use kubewright_import::{Map, Options, documents, modules};
use proptest::prelude::*;

use schema::{crd, schema};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_comes_back(spec in schema(), hashed in any::<bool>()) {
        let crd = documents(&crd(&spec).to_string()).expect("a CRD").crds.remove(0);
        let schema = &crd.spec.versions[0].schema.open_api_v3_schema;
        // What the API server refuses is not imported.
        prop_assume!(check::version(schema, &Resource::default()).is_empty());
        let map = if hashed { Map::HashMap } else { Map::BTreeMap };
        let made = modules(&crd, &Options::default().map(map));
        prop_assert!(made.is_ok(), "{}\n{}", made.unwrap_err(), spec);
    }
}
