// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// LeaseSpec has rules of its own.
// +kubebuilder:validation:XValidation:rule="self.start <= self.end",message="a lease ends after it starts"
// +kubebuilder:validation:XValidation:rule="has(self.note) || self.start > 0",messageExpression="'has no note'",reason=FieldValueRequired,fieldPath=.note
type LeaseSpec struct {
	// +kubebuilder:validation:XValidation:rule="self >= 0"
	Start int64 `json:"start"`

	// +kubebuilder:validation:XValidation:rule="self >= oldSelf",message="may only grow"
	End int64 `json:"end"`

	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:XValidation:rule=`self.matches('^[a-z]+$')`,message="letters only",reason="FieldValueInvalid"
	Note string `json:"note,omitempty"`

	// +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || self == oldSelf.value()",message="once, for good",optionalOldSelf=true
	Once string `json:"once"`

	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="not again",optionalOldSelf=false
	Fixed string `json:"fixed"`

	// The rules of the field stand before those of the type.
	// +kubebuilder:validation:XValidation:rule="size(self.name) > 1",message="one letter is too few"
	// +kubebuilder:validation:XValidation:rule="self.name != 'nobody'",message="somebody"
	Tenant Tenant `json:"tenant"`

	// +kubebuilder:validation:MaxItems=5
	// +kubebuilder:validation:XValidation:rule="self.all(x, x != '')",message="no empty one"
	// +kubebuilder:validation:items:MaxLength=9
	// +kubebuilder:validation:items:XValidation:rule="self.startsWith('r')",message="rooms start with r",reason=FieldValueForbidden
	Rooms []string `json:"rooms,omitempty"`

	// +kubebuilder:validation:MaxProperties=4
	// +kubebuilder:validation:XValidation:rule="self.exists(k, k == 'door')",reason=FieldValueDuplicate
	Keys map[string]string `json:"keys,omitempty"`

	// +kubebuilder:validation:MaxItems=3
	Tenants []Tenant `json:"tenants,omitempty"`

	Even Even `json:"even,omitempty"`
}

// Tenant lives there.
// +kubebuilder:validation:XValidation:rule="self.age >= 18",message="too young",fieldPath=".age"
// +kubebuilder:validation:XValidation:rule="self.age < 150"
type Tenant struct {
	// +kubebuilder:validation:MaxLength=20
	Name string `json:"name"`

	Age int32 `json:"age"`
}

// +kubebuilder:validation:XValidation:rule="self % 2 == 0",message="even numbers only"
type Even int32

// Lease is let.
// +kubebuilder:validation:XValidation:rule="self.metadata.name == 'cellar'",message="there is one cellar only"
type Lease struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec LeaseSpec `json:"spec"`
}
