// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type RouterSpec struct {
	// +listType=set
	Set []string `json:"set"`

	// +listType=atomic
	Atomic []Peer `json:"atomic"`

	// +listType=map
	// +listMapKey=name
	Keyed []Peer `json:"keyed"`

	// +listType=map
	// +listMapKey=name
	// +listMapKey=zone
	TwoKeys []Peer `json:"twoKeys"`

	// +k8s:listType=map
	// +k8s:listMapKey=zone
	K8sKeyed []Peer `json:"k8sKeyed"`

	TypedSet Addresses `json:"typedSet"`

	TypedMap Peers `json:"typedMap"`

	// The field marks a list whose type does not.
	// +listType=set
	NamedSet Words `json:"namedSet"`

	// The field overrides what the type says.
	// +listType=atomic
	Overridden Addresses `json:"overridden"`

	// +mapType=atomic
	AtomicMap map[string]string `json:"atomicMap"`

	// +mapType=granular
	GranularMap map[string]string `json:"granularMap"`

	TypedAtomicMap Tags `json:"typedAtomicMap"`

	// +mapType=granular
	OverriddenMap Tags `json:"overriddenMap"`

	// +structType=atomic
	AtomicStruct Peer `json:"atomicStruct"`

	// +structType=granular
	GranularStruct Peer `json:"granularStruct"`

	TypedStruct Link `json:"typedStruct"`

	// +structType=granular
	OverriddenStruct Link `json:"overriddenStruct"`
}

// Peer is one end.
type Peer struct {
	Name string `json:"name"`

	Zone string `json:"zone"`

	Weight int32 `json:"weight,omitempty"`
}

// Addresses do not repeat.
// +listType=set
type Addresses []string

// Peers are told apart by name.
// +listType=map
// +listMapKey=name
type Peers []Peer

// Words are just words.
type Words []string

// Tags are replaced as a whole.
// +mapType=atomic
type Tags map[string]string

// Link is replaced as a whole.
// +structType=atomic
type Link struct {
	From string `json:"from"`

	To string `json:"to"`
}

type Router struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec RouterSpec `json:"spec"`
}
