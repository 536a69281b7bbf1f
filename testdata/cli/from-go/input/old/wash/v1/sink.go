// +groupName=washing.example.net
package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Sink is in another group than PROJECT says.
type Sink struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
}

// TapSpec is the desired state of a Tap.
type TapSpec struct {
	Open bool `json:"open"`
}

// Tap is not in PROJECT.
// +kubebuilder:object:root=true
type Tap struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TapSpec `json:"spec"`
}

// Drain is not in PROJECT, and no CRD has it.
// +kubebuilder:object:root=true
// +kubebuilder:skipversion
type Drain struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
}
