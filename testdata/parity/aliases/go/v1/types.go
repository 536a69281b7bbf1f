// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"kubewright.dev/parity/aliases/go/middle"
	shared "kubewright.dev/parity/aliases/go/parts"
)

// Local stands for a struct of this package.
type Local = Wheel

// Text stands for a string.
type Text = string

// Wheel turns.
type Wheel struct {
	// Spokes of it.
	Spokes int32 `json:"spokes"`
}

// Hub is defined from another struct, and has its fields.
type Hub Wheel

type CartSpec struct {
	Wheel Wheel `json:"wheel"`

	// Alias of the same.
	Alias Local `json:"alias"`

	// Hub of it.
	Hub Hub `json:"hub"`

	// Label is a text.
	Label Text `json:"label"`

	Load shared.Load `json:"load"`

	Loads []shared.Load `json:"loads,omitempty"`

	Indirect middle.Cargo `json:"indirect"`

	Colour middle.Colour `json:"colour"`

	Unit shared.Unit `json:"unit,omitempty"`
}

type Cart struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CartSpec `json:"spec"`
}
