use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kubewright_runtime::{kube, serde_json as json};
use ::kube as plain;
struct Root { condition: Condition, meta: kube::core::ObjectMeta, same: plain::api::ObjectMeta, value: json::Value, same_value: json::value::Value, pod: k8s::api::core::v1::PodSpec, own: kubewright_runtime::Thing }
