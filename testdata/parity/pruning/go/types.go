// +groupName=parity.example.com
package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

type AtticSpec struct {
	// +kubebuilder:pruning:PreserveUnknownFields
	Open Chest `json:"open"`

	OpenByType OpenChest `json:"openByType"`

	// +kubebuilder:pruning:PreserveUnknownFields
	OpenTwice OpenChest `json:"openTwice"`

	// +kubebuilder:validation:XPreserveUnknownFields
	OpenOldWay Chest `json:"openOldWay"`

	// +kubebuilder:validation:EmbeddedResource
	Embedded runtime.RawExtension `json:"embedded"`

	// +kubebuilder:validation:XEmbeddedResource
	// +kubebuilder:pruning:PreserveUnknownFields
	EmbeddedToo runtime.RawExtension `json:"embeddedToo"`

	// +kubebuilder:validation:items:XEmbeddedResource
	// +kubebuilder:validation:items:XPreserveUnknownFields
	EmbeddedList []runtime.RawExtension `json:"embeddedList"`

	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:Schemaless
	Anything apiextensionsv1.JSON `json:"anything"`

	// Objects only, whatever stands in them.
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	AnyObject apiextensionsv1.JSON `json:"anyObject"`

	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:Schemaless
	// +nullable
	Hidden Chest `json:"hidden"`

	Json apiextensionsv1.JSON `json:"json"`

	// +optional
	Jsons []apiextensionsv1.JSON `json:"jsons,omitempty"`

	JsonMap map[string]apiextensionsv1.JSON `json:"jsonMap,omitempty"`
}

// Chest holds little.
type Chest struct {
	Lock string `json:"lock"`
}

// OpenChest holds whatever is thrown in.
// +kubebuilder:pruning:PreserveUnknownFields
type OpenChest struct {
	Lock string `json:"lock,omitempty"`
}

type Attic struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec AtticSpec `json:"spec"`
}
