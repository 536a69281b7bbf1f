//! Version names that no convention asks for: any DNS label will do. And print columns of one name.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub mod foo {
    use kubewright_runtime::{CustomResource, Schema};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
    pub struct Spec {
        pub size: i32,
    }

    /// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=.spec.size
    /// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=.spec.size,priority=1
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions-named.example.com", version = "foo")]
    pub struct Label {
        pub metadata: super::ObjectMeta,
        pub spec: Spec,
    }
}

pub mod v1api20230501 {
    use kubewright_runtime::{CustomResource, Schema};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
    pub struct Spec {
        /// +kubebuilder:default={1;1,2;3}
        #[serde(default)]
        pub matrix: Vec<Vec<i32>>,
        /// +kubebuilder:validation:Format=password
        pub secret: k8s_openapi::ByteString,
    }

    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions-named.example.com", version = "v1api20230501")]
    pub struct Dated {
        pub metadata: super::ObjectMeta,
        pub spec: Spec,
    }
}

pub fn samples() -> Vec<foo::Label> {
    vec![foo::Label::new("label", foo::Spec { size: 1 })]
}

pub fn samples_dated() -> Vec<v1api20230501::Dated> {
    let secret = k8s_openapi::ByteString(b"abc".to_vec());
    let spec = v1api20230501::Spec { matrix: vec![vec![1, 1], vec![2, 3]], secret };
    vec![v1api20230501::Dated::new("dated", spec)]
}
