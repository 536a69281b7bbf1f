// +groupName=parity.example.com
package v1

import (
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type PumpSpec struct {
	// Port by number or by name.
	Port intstr.IntOrString `json:"port"`

	MaxSurge *intstr.IntOrString `json:"maxSurge,omitempty"`

	// +kubebuilder:validation:XIntOrString
	// +kubebuilder:validation:MinLength=2
	// +kubebuilder:validation:MaxLength=4
	// +kubebuilder:validation:Pattern=`^[0-9]+%?$`
	Percentage intstr.IntOrString `json:"percentage"`

	// +kubebuilder:default=8080
	DefaultNumber intstr.IntOrString `json:"defaultNumber,omitempty"`

	// +kubebuilder:default="25%"
	DefaultText intstr.IntOrString `json:"defaultText,omitempty"`

	// +kubebuilder:validation:Enum=1;"2";three
	Chosen intstr.IntOrString `json:"chosen"`

	Ports []intstr.IntOrString `json:"ports"`

	NamedPorts map[string]intstr.IntOrString `json:"namedPorts"`

	// Volume in litres.
	Volume resource.Quantity `json:"volume"`

	// +kubebuilder:default="100Mi"
	Cache *resource.Quantity `json:"cache,omitempty"`

	Limits map[string]resource.Quantity `json:"limits"`

	Steps []resource.Quantity `json:"steps"`

	// Since when.
	Since metav1.Time `json:"since"`

	Until *metav1.Time `json:"until,omitempty"`

	Exact metav1.MicroTime `json:"exact"`

	Stops []metav1.Time `json:"stops"`

	Raw runtime.RawExtension `json:"raw"`

	Raws []runtime.RawExtension `json:"raws,omitempty"`
}

type Pump struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PumpSpec `json:"spec"`
}
