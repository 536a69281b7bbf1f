package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// prove asks the API server's own validation whether it takes each definition, with all it refers to, in a CRD.
func prove(definitions Definitions) error {
	var refused []error
	for _, path := range slices.Sorted(maps.Keys(definitions)) {
		schema, err := definitions.expanded(path, nil)
		if err != nil {
			return err
		}
		problems, err := validate(schema)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, problem := range problems {
			refused = append(refused, fmt.Errorf("%s: the API server refuses it: %w", path, problem))
		}
	}
	return errors.Join(refused...)
}

// expanded is a definition without references.
func (d Definitions) expanded(path string, outer []string) (Schema, error) {
	if slices.Contains(outer, path) {
		return nil, fmt.Errorf("%s contains itself, by %v", path, outer)
	}
	definition, found := d[path]
	if !found {
		return nil, fmt.Errorf("%s is referred to by %v but has no definition", path, outer)
	}
	return d.withoutReferences(definition, append(slices.Clone(outer), path))
}

func (d Definitions) withoutReferences(schema Schema, outer []string) (Schema, error) {
	result := maps.Clone(schema)
	if path, found := result["$ref"].(string); found {
		delete(result, "$ref")
		target, err := d.expanded(path, outer)
		if err != nil {
			return nil, err
		}
		return merged(result, target), nil
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if child, found := result[key].(Schema); found {
			expanded, err := d.withoutReferences(child, outer)
			if err != nil {
				return nil, err
			}
			result[key] = expanded
		}
	}
	if properties, found := result["properties"].(Schema); found {
		all := Schema{}
		for name, property := range properties {
			expanded, err := d.withoutReferences(property.(Schema), outer)
			if err != nil {
				return nil, err
			}
			all[name] = expanded
		}
		result["properties"] = all
	}
	return result, nil
}

// validate a schema as a field and as what a list holds.
func validate(schema Schema) ([]error, error) {
	root := Schema{"type": "object", "properties": Schema{
		"one":  schema,
		"many": Schema{"type": "array", "items": schema},
	}}
	text, err := json.Marshal(root)
	if err != nil {
		return nil, err
	}
	props := &apiextensionsv1.JSONSchemaProps{}
	if err := json.Unmarshal(text, props); err != nil {
		return nil, err
	}
	outer := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "proofs.example.com"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: "example.com",
			Names: apiextensionsv1.CustomResourceDefinitionNames{
				Kind: "Proof", ListKind: "ProofList", Plural: "proofs", Singular: "proof",
			},
			Scope: apiextensionsv1.NamespaceScoped,
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: props},
			}},
			Conversion: &apiextensionsv1.CustomResourceConversion{Strategy: apiextensionsv1.NoneConverter},
		},
		Status: apiextensionsv1.CustomResourceDefinitionStatus{StoredVersions: []string{"v1"}},
	}
	inner := &apiextensions.CustomResourceDefinition{}
	if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(outer, inner, nil); err != nil {
		return nil, err
	}
	var problems []error
	for _, problem := range validation.ValidateCustomResourceDefinition(context.Background(), inner) {
		problems = append(problems, problem)
	}
	return problems, nil
}
