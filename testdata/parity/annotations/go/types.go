// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// BookSpec has examples, titles and links.
// +kubebuilder:title="A book"
// +kubebuilder:externalDocs:url="https://example.com/book",description="All about books"
type BookSpec struct {
	// +kubebuilder:example=Emma
	Title string `json:"title"`

	// +kubebuilder:example=474
	Pages int32 `json:"pages"`

	// +kubebuilder:example=true
	Bound bool `json:"bound"`

	// +kubebuilder:example={novel,classic}
	Tags []string `json:"tags"`

	// +kubebuilder:example=a;b
	Semicolons []string `json:"semicolons"`

	// +kubebuilder:example={}
	NoTags map[string]string `json:"noTags"`

	// +kubebuilder:example={shelf: "3", room: hall}
	Place map[string]string `json:"place"`

	// +kubebuilder:example={{name: Jane, age: 40}}
	Authors []Author `json:"authors"`

	// +kubebuilder:title="The main author"
	// +kubebuilder:example={name: Jane}
	Author Author `json:"author"`

	// The field has a title, the type has another.
	// +kubebuilder:title=Isbn
	Isbn Code `json:"isbn"`

	Code Code `json:"code"`

	// +kubebuilder:title="1984"
	Numeric string `json:"numeric"`

	// +kubebuilder:externalDocs:url="https://example.com/shelf"
	Shelf string `json:"shelf"`

	// +kubebuilder:externalDocs:url="https://example.com/mine",description="The field's own"
	Mine Linked `json:"mine"`

	Theirs Linked `json:"theirs"`

	List []Linked `json:"list"`
}

type Author struct {
	Name string `json:"name"`

	// +kubebuilder:example=40
	Age int32 `json:"age,omitempty"`
}

// Code has a title of its own.
// +kubebuilder:title="Any code"
type Code string

// Linked has a link of its own.
// +kubebuilder:externalDocs:url="https://example.com/linked",description="The type's own"
type Linked string

type Book struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec BookSpec `json:"spec"`
}
