// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type DialSpec struct {
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10
	Both int32 `json:"both"`

	// +kubebuilder:validation:Minimum=-5
	// +kubebuilder:validation:ExclusiveMinimum=true
	// +kubebuilder:validation:Maximum=5
	// +kubebuilder:validation:ExclusiveMaximum=true
	Open int32 `json:"open"`

	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:ExclusiveMinimum=false
	NotExclusive int32 `json:"notExclusive"`

	// +kubebuilder:validation:MultipleOf=15
	Multiple int64 `json:"multiple"`

	// +kubebuilder:validation:Maximum=9223372036854774784
	Large int64 `json:"large"`

	// +k8s:minimum=2
	// +k8s:maximum=20 # words after a hash are dropped
	K8s int32 `json:"k8s"`

	// +kubebuilder:validation:items:Minimum=1
	// +kubebuilder:validation:items:Maximum=6
	// +kubebuilder:validation:items:ExclusiveMaximum=true
	// +kubebuilder:validation:items:MultipleOf=2
	Each []int32 `json:"each"`

	// +kubebuilder:validation:Format=int32
	Formatted int64 `json:"formatted"`

	Percent Percent `json:"percent"`

	Percents []Percent `json:"percents"`

	ByName map[string]Percent `json:"byName"`
}

// Percent is bounded wherever it stands.
// +kubebuilder:validation:Minimum=0
// +kubebuilder:validation:Maximum=100
type Percent int32

type Dial struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec DialSpec `json:"spec"`
}
