// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type TabletSpec struct {
	// +k8s:immutable
	Scalar string `json:"scalar"`

	// +k8s:immutable
	Number int64 `json:"number,omitempty"`

	// +k8s:immutable
	// +optional
	Optional *string `json:"optional,omitempty"`

	// +k8s:immutable
	// +required
	Required string `json:"required"`

	// +k8s:immutable
	Struct Glyph `json:"struct"`

	// +k8s:immutable
	OptionalStruct Glyph `json:"optionalStruct,omitzero"`

	// +k8s:immutable
	// +kubebuilder:validation:MaxItems=4
	List []string `json:"list"`

	// +k8s:immutable
	// +kubebuilder:validation:MaxItems=4
	OptionalList []Glyph `json:"optionalList,omitempty"`

	// +k8s:immutable
	// +kubebuilder:validation:MaxProperties=4
	Map map[string]string `json:"map,omitempty"`

	Glyphs Glyphs `json:"glyphs,omitzero"`
}

type Glyph struct {
	// +kubebuilder:validation:MaxLength=1
	Sign string `json:"sign"`
}

// Glyphs has an unchangeable field and a rule of its own.
// +kubebuilder:validation:XValidation:rule="has(self.first) || has(self.second)"
type Glyphs struct {
	// +k8s:immutable
	First *string `json:"first,omitempty"`

	// +k8s:immutable
	Second *string `json:"second,omitempty"`
}

type Tablet struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TabletSpec `json:"spec"`
}
