// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// HouseSpec is put together from parts.
type HouseSpec struct {
	Base `json:",inline"`

	*Extras `json:",inline"`

	Named Roof `json:",inline"`

	// Storeys stands in the struct itself.
	Storeys int32 `json:"storeys"`

	// Garages is a list of structs with a part of their own.
	Garages []Garage `json:"garages,omitempty"`
}

// Base is where it begins; its words are not shown.
type Base struct {
	// Street it stands in.
	// +kubebuilder:validation:MinLength=1
	Street string `json:"street"`

	// Number in the street.
	Number int32 `json:"number,omitempty"`

	Deep `json:",inline"`
}

// Deep is inlined twice over.
type Deep struct {
	// Cellar below.
	Cellar bool `json:"cellar"`
}

// Extras may all be missing.
// +kubebuilder:validation:XValidation:rule="!has(self.pool) || size(self.pool) > 0",message="a pool has a name"
type Extras struct {
	Pool *string `json:"pool,omitempty"`
}

type Roof struct {
	// Tiles on top.
	// +kubebuilder:validation:Enum=red;black
	// +kubebuilder:default=red
	Tiles string `json:"tiles,omitempty"`
}

type Garage struct {
	Deep `json:",inline"`

	Cars int32 `json:"cars"`
}

type House struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec HouseSpec `json:"spec"`
}
