// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type SheepSpec struct {
	// +kubebuilder:default=1
	Replicas *int32 `json:"replicas,omitempty"`

	Wool string `json:"wool"`

	Farm Farm `json:"farm"`
}

type Farm struct {
	Name string `json:"name"`

	Since metav1.Time `json:"since,omitempty"`
}

type SheepStatus struct {
	Replicas int32 `json:"replicas,omitempty"`

	Selector string `json:"selector,omitempty"`

	Phase string `json:"phase,omitempty"`
}

// Sheep has everything that a kind can say of itself.
// +kubebuilder:resource:path=flock,singular=sheep,shortName=sh;shp,categories={all,farm},scope=Cluster
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
// +kubebuilder:printcolumn:name="Wool",type=string,JSONPath=`.spec.wool`,description="How it feels"
// +kubebuilder:printcolumn:name="Replicas",type="integer",JSONPath=".status.replicas",format=int32,priority=1
// +kubebuilder:printcolumn:JSONPath=`.spec.farm.since`,name=Since,type=date
// +kubebuilder:printcolumn:name="Age",type="date",JSONPath=".metadata.creationTimestamp"
// +kubebuilder:selectablefield:JSONPath=`.spec.wool`
// +kubebuilder:selectablefield:JSONPath=".spec.farm.name"
// +kubebuilder:metadata:labels="team=wool";"tier=two"
// +kubebuilder:metadata:annotations="example.com/formula=a=b"
// +kubebuilder:metadata:annotations="example.com/second=yes"
type Sheep struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   SheepSpec   `json:"spec"`
	Status SheepStatus `json:"status,omitempty"`
}

// Goat says little: the plural of its own stands, the singular is what it was.
// +kubebuilder:resource:path=goatherd,shortName=gt,scope=Namespaced
type Goat struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec SheepSpec `json:"spec"`
}

// Cow has a scale without a selector, and no status.
// +kubebuilder:resource:categories=all
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas
type Cow struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   SheepSpec   `json:"spec"`
	Status SheepStatus `json:"status,omitempty"`
}
