// Package v1 has the types of somebody else.
// +kubebuilder:object:generate=true
// +groupName=heat.example.org
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// StoveSpec is how hot a Stove is.
type StoveSpec struct {
	// Celsius is the wanted temperature.
	Celsius int32 `json:"celsius"`
}

// Stove heats kettles.
// +kubebuilder:object:root=true
type Stove struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StoveSpec `json:"spec"`
}

// Oven is a kind that the operator does not use.
// +kubebuilder:object:root=true
type Oven struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StoveSpec `json:"spec"`
}
