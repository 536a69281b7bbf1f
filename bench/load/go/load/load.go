// Package load is what the operators work for.
package load

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GroupVersion is that of Load.
var GroupVersion = schema.GroupVersion{Group: "bench.example.com", Version: "v1"}

// Load is what the operator works for.
type Load struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   LoadSpec   `json:"spec"`
	Status LoadStatus `json:"status,omitempty"`
}

// LoadSpec says what is wanted.
type LoadSpec struct {
	Size int32 `json:"size"`
}

// LoadStatus says what is there.
type LoadStatus struct {
	Size int32 `json:"size,omitempty"`
}

// LoadList is a list of them.
type LoadList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []Load `json:"items"`
}

// DeepCopyObject copies it.
func (in *Load) DeepCopyObject() runtime.Object {
	out := *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	return &out
}

// DeepCopyObject copies it.
func (in *LoadList) DeepCopyObject() runtime.Object {
	out := *in
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	out.Items = make([]Load, len(in.Items))
	for i := range in.Items {
		out.Items[i] = *in.Items[i].DeepCopyObject().(*Load)
	}
	return &out
}

// AddToScheme makes clients know of it.
func AddToScheme(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion, &Load{}, &LoadList{})
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}
