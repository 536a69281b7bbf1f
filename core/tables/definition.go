package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"sigs.k8s.io/controller-tools/pkg/crd"
	"sigs.k8s.io/controller-tools/pkg/loader"
)

// Schema is a schema as JSON has it. A `$ref` holds a Rust path.
type Schema = map[string]any

// Definitions are schemas by Rust path.
type Definitions map[string]Schema

var free = Schema{"x-kubernetes-preserve-unknown-fields": true}
var freeObject = Schema{"type": "object", "x-kubernetes-preserve-unknown-fields": true}

// fixed are the types whose Go source says something else than what they write, or contains itself.
var fixed = Definitions{
	"ByteString": {"type": "string", "format": "byte"},
	"apimachinery::pkg::apis::meta::v1::FieldsV1":                                         freeObject,
	"apimachinery::pkg::apis::meta::v1::Patch":                                            free, // an object or a list of operations
	"apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps":              freeObject,
	"apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaPropsOrArray":       free,
	"apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaPropsOrBool":        free,
	"apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaPropsOrStringArray": free,
}

// prose is what a definition leaves out.
var prose = []string{"description", "title", "externalDocs", "example"}

// Reader turns parsed Go types into definitions.
type Reader struct {
	parser *crd.Parser
	rust   RustTypes
	// touched packages, whose errors count.
	touched map[*loader.Package]struct{}
}

func newReader(parser *crd.Parser, rust RustTypes) *Reader {
	return &Reader{parser: parser, rust: rust, touched: map[*loader.Package]struct{}{}}
}

func (r *Reader) errors() error {
	var all []error
	for pkg := range r.touched {
		for _, err := range pkg.Errors {
			if !isHarmless(err) {
				all = append(all, err)
			}
		}
	}
	slices.SortFunc(all, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(all...)
}

// harmless are complaints about markers that Kubernetes' own generators read in another way.
var harmless = []string{
	"must apply listType to an array",                    // said of bytes, and of one struct
	"must apply listMapKey to an associative-list",       // an atomic list whose keys are only for uniqueness
	"no enum values found for type DeviceAllocationMode", // constants by conversion: any string, then
}

func isHarmless(err packages.Error) bool {
	if err.Kind == packages.TypeError { // only what the definitions need is type-checked
		return true
	}
	return slices.ContainsFunc(harmless, func(text string) bool { return strings.Contains(err.Msg, text) })
}

// definition of a Go type, in which types that Rust lacks are written out.
func (r *Reader) definition(ident crd.TypeIdent) (Schema, error) {
	r.touched[ident.Package] = struct{}{}
	r.parser.NeedSchemaFor(ident)
	props, found := r.parser.Schemata[ident]
	if !found {
		return nil, fmt.Errorf("%s has no such type", ident.Package.PkgPath)
	}
	text, err := json.Marshal(props)
	if err != nil {
		return nil, err
	}
	var schema Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, err
	}
	return r.resolved(schema, ident.Package)
}

// resolved rewrites a schema found in a package.
func (r *Reader) resolved(schema Schema, within *loader.Package) (Schema, error) {
	for _, key := range prose {
		delete(schema, key)
	}
	if err := r.resolveChildren(schema, within); err != nil {
		return nil, err
	}
	if embedded, found := schema["allOf"].([]any); found {
		delete(schema, "allOf")
		for _, branch := range embedded {
			target, err := r.target(branch.(Schema)["$ref"].(string), within)
			if err != nil {
				return nil, err
			}
			definition, err := r.definition(target)
			if err != nil {
				return nil, err
			}
			schema = merged(schema, definition)
		}
	}
	link, found := schema["$ref"].(string)
	if !found {
		return schema, nil
	}
	target, err := r.target(link, within)
	if err != nil {
		return nil, err
	}
	path := rustPath(target.Package.PkgPath, target.Name)
	if _, known := r.rust[path]; known {
		schema["$ref"] = path
		return schema, nil
	}
	definition, err := r.definition(target)
	if err != nil {
		return nil, err
	}
	delete(schema, "$ref")
	return merged(schema, definition), nil
}

func (r *Reader) resolveChildren(schema Schema, within *loader.Package) error {
	replace := func(parent Schema, key string) error {
		child, isSchema := parent[key].(Schema)
		if !isSchema {
			return nil
		}
		resolved, err := r.resolved(child, within)
		parent[key] = resolved
		return err
	}
	if properties, found := schema["properties"].(Schema); found {
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			if err := replace(properties, name); err != nil {
				return err
			}
		}
	}
	return errors.Join(replace(schema, "items"), replace(schema, "additionalProperties"))
}

// target follows a link such as `#/definitions/k8s.io~1api~1core~1v1~0Container`.
func (r *Reader) target(link string, within *loader.Package) (crd.TypeIdent, error) {
	name, pkgPath, err := crd.RefParts(link)
	if err != nil {
		return crd.TypeIdent{}, err
	}
	if pkgPath == "" {
		return crd.TypeIdent{Package: within, Name: name}, nil
	}
	for ident := range r.parser.Schemata {
		if ident.Name == name && ident.Package.PkgPath == pkgPath {
			return ident, nil
		}
	}
	return crd.TypeIdent{}, fmt.Errorf("%s.%s is referred to but was not read", pkgPath, name)
}

// merged is a field's schema and its type's in one; where both speak the field wins.
func merged(field, ty Schema) Schema {
	result := maps.Clone(ty)
	for key, value := range field {
		switch key {
		case "properties":
			both := maps.Clone(value.(Schema))
			if inherited, found := ty[key].(Schema); found {
				maps.Copy(both, inherited)
				maps.Copy(both, value.(Schema))
			}
			result[key] = both
		case "required":
			names := map[string]struct{}{}
			for _, list := range []any{ty[key], value} {
				if list, found := list.([]any); found {
					for _, name := range list {
						names[name.(string)] = struct{}{}
					}
				}
			}
			sorted := []any{}
			for _, name := range slices.Sorted(maps.Keys(names)) {
				sorted = append(sorted, name)
			}
			result[key] = sorted
		default:
			result[key] = value
		}
	}
	return result
}

func indented(schema Schema) string {
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // made of what JSON gave
	}
	return string(text)
}
