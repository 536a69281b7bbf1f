// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type CrateSpec struct {
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:UniqueItems=false
	Bottles []string `json:"bottles"`

	// +k8s:maxItems=3 # at most
	Few []int32 `json:"few"`

	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=5
	Labels map[string]string `json:"labels"`

	// +kubebuilder:validation:MaxItems=2
	// +kubebuilder:validation:items:MinItems=1
	// +kubebuilder:validation:items:MaxItems=4
	Grid [][]int32 `json:"grid"`

	// +kubebuilder:validation:items:MinProperties=1
	// +kubebuilder:validation:items:MaxProperties=2
	Tables []map[string]string `json:"tables"`

	// +kubebuilder:validation:MaxItems=6
	Names Names `json:"names"`

	// +kubebuilder:validation:MaxProperties=7
	Table Table `json:"table"`

	Bounded BoundedNames `json:"bounded"`

	BoundedTable BoundedTable `json:"boundedTable"`

	Slot Slot `json:"slot"`
}

// Names has no bounds of its own.
type Names []string

// Table has no bounds of its own.
type Table map[string]string

// BoundedNames has bounds on the list and on what stands in it.
// +kubebuilder:validation:MinItems=1
// +kubebuilder:validation:MaxItems=9
// +kubebuilder:validation:items:MaxLength=10
type BoundedNames []string

// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:MaxProperties=3
type BoundedTable map[string]int32

// Slot may hold one of its fields only.
// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:MaxProperties=1
type Slot struct {
	Left *int32 `json:"left,omitempty"`

	Right *int32 `json:"right,omitempty"`
}

type Crate struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CrateSpec `json:"spec"`
}
