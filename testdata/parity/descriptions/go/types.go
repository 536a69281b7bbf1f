// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// LetterSpec shows what becomes of a comment.
//
// A second paragraph stays apart.
//
//
//
// A third comes after one blank line, however many were written.
type LetterSpec struct {
	// One line.
	Line string `json:"line"`

	// Two lines are kept
	// as two lines.
	Lines string `json:"lines"`

	// A list:
	// - the first
	// - the second
	//   goes on here
	//
	// 1. numbered
	// 2. too
	List string `json:"list"`

	// Before the marker.
	// +optional
	// After the marker.
	Split string `json:"split"`

	// Kept.
	// TODO(reader): dropped
	// TODO dropped too
	//  TODO kept, as it is indented
	// Kept again, with a TODO inside.
	Todo string `json:"todo"`

	// Above the line.
	// ---
	// Below the line: for those who read the source.
	Cut string `json:"cut"`

	// A block of code:
	//
	// ```yaml
	// ---
	// TODO: stays inside a fence
	// key: value
	// ```
	//
	// and one with tildes:
	//
	// ~~~
	// ---
	// ~~~
	// The end.
	// --- dropped
	// dropped
	Fenced string `json:"fenced"`

	//    Indented by three, then
	//      by five.
	Indented string `json:"indented"`

	// Trailing blanks are cut.   
	// "Quoted", 'quoted': and # marked, at 100 %.
	Marks string `json:"marks"`

	// Ümläute, 漢字 and a snowman ☃.
	Unicode string `json:"unicode"`

	//
	// Blank lines around are cut.
	//
	Around string `json:"around"`

	// +optional
	OnlyMarkers string `json:"onlyMarkers"`

	Nothing string `json:"nothing"`

	FromType Stamp `json:"fromType"`

	// The field speaks louder than its type.
	Own Stamp `json:"own"`

	// Stamps is a list: the items speak for themselves.
	Stamps []Stamp `json:"stamps"`

	Covers map[string]Cover `json:"covers"`
}

// Stamp has words of its own.
type Stamp struct {
	// Worth is in cents.
	Worth int32 `json:"worth"`
}

// Cover is a string with words of its own.
type Cover string

// Letter is a message on paper,
// and this is its schema.
// TODO: write more
type Letter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec LetterSpec `json:"spec"`
}
