//! Tags of Kubernetes' declarative validation that are not supported, each with what to write instead.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Tags {
    /// +k8s:minLength
    /// +k8s:maxLength
    /// +k8s:minItems
    /// +k8s:minProperties
    /// +k8s:maxProperties
    /// +k8s:maxBytes
    /// +k8s:format
    /// +k8s:unique
    /// +k8s:customUnique
    /// +k8s:eachVal
    /// +k8s:eachKey
    /// +k8s:subfield
    /// +k8s:item
    /// +k8s:enumExclude
    /// +k8s:forbidden
    /// +k8s:neq
    /// +k8s:monotonic
    /// +k8s:update
    /// +k8s:customValidation
    /// +k8s:dependentRequired
    /// +k8s:dependentForbidden
    /// +k8s:unionMember
    /// +k8s:unionDiscriminator
    /// +k8s:zeroOrOneOfMember
    /// +k8s:modeDiscriminator
    /// +k8s:ifMode
    /// +k8s:ifEnabled
    /// +k8s:ifDisabled
    /// +k8s:alpha
    /// +k8s:beta
    /// +k8s:opaqueType
    /// +k8s:isSubresource
    /// +k8s:supportsSubresource
    /// +k8s:validateTrue
    /// +k8s:validateFalse
    /// +k8s:validateError
    pub all: String,
}
