/*
Copyright 2026.

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
*/

package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TeapotSpec defines the desired state of Teapot
type TeapotSpec struct {
	// cups is the number of cups that the pot holds.
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:default=2
	// +optional
	Cups *int32 `json:"cups,omitempty"`

	// blend says what is brewed.
	Blend Blend `json:"blend"`

	// resources of the Pod that brews.
	// +optional
	Resources corev1.ResourceRequirements `json:"resources,omitempty"`
}

// TeapotStatus defines the observed state of Teapot.
type TeapotStatus struct {
	// conditions represent the current state of the Teapot resource.
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// phase is a summary for people.
	// +optional
	Phase Phase `json:"phase,omitempty"`
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=tp
// +kubebuilder:printcolumn:name="Cups",type=integer,JSONPath=`.spec.cups`

// Teapot is the Schema for the teapots API
type Teapot struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is a standard object metadata
	// +optional
	metav1.ObjectMeta `json:"metadata,omitzero"`

	// spec defines the desired state of Teapot
	// +required
	Spec TeapotSpec `json:"spec"`

	// status defines the observed state of Teapot
	// +optional
	Status TeapotStatus `json:"status,omitzero"`
}

// +kubebuilder:object:root=true

// TeapotList contains a list of Teapot
type TeapotList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitzero"`
	Items           []Teapot `json:"items"`
}

func init() {
	SchemeBuilder.Register(&Teapot{}, &TeapotList{})
}
