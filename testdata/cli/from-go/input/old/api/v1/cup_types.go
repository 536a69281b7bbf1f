package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// CupSpec defines the desired state of Cup
type CupSpec struct {
	// size in milliliters
	// +kubebuilder:validation:Minimum=100
	Size int32 `json:"size"`

	// decoration of the cup
	// +kubebuilder:validation:Type=object
	// +optional
	Decoration *apiextensionsv1.JSON `json:"decoration,omitempty"`
}

// +kubebuilder:object:root=true

// Cup is the Schema for the cups API
type Cup struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CupSpec `json:"spec,omitempty"`
}

// +kubebuilder:object:root=true

// CupList contains a list of Cup
type CupList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Cup `json:"items"`
}

// Pourer pours.
type Pourer interface {
	Pour()
}
