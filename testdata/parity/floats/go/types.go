// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type MixSpec struct {
	// Gain is wide.
	// +kubebuilder:validation:Minimum=0.5
	// +kubebuilder:validation:Maximum=1e3
	// +kubebuilder:validation:MultipleOf=0.25
	// +kubebuilder:default=1.5
	Gain float64 `json:"gain,omitempty"`

	// Balance is narrow.
	// +kubebuilder:validation:Minimum=-1
	// +kubebuilder:validation:ExclusiveMinimum=true
	Balance float32 `json:"balance"`

	// Levels is a list.
	Levels []float64 `json:"levels,omitempty"`

	// Curve is a map.
	Curve map[string]float64 `json:"curve,omitempty"`
}

type Mix struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MixSpec `json:"spec"`
}
