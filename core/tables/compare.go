package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compare fails where the table and the Rust types disagree on fields and their types.
func compare(definitions Definitions, rust RustTypes) error {
	var found []error
	for _, path := range slices.Sorted(maps.Keys(definitions)) {
		properties, isObject := definitions[path]["properties"].(Schema)
		fields := rust[path].fields
		if !isObject || len(fields) == 0 || rust[path].generic {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if property, known := properties[name].(Schema); !known {
				found = append(found, fmt.Errorf("%s: `%s` is in Rust only", path, name))
			} else if problem := mismatch(property, fields[name].ty); problem != "" {
				found = append(found, fmt.Errorf("%s: `%s` %s", path, name, problem))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			if _, known := fields[name]; !known {
				found = append(found, fmt.Errorf("%s: `%s` is in Go only", path, name))
			}
		}
	}
	return errors.Join(found...)
}

var scalars = map[string]string{
	"std::string::String": "string",
	"bool":                "boolean",
	"i32":                 "integer int32",
	"i64":                 "integer int64",
	"f64":                 "number",
	"crate::ByteString":   "string byte",
}

// mismatch says how a property differs from the Rust type of its field, if it does.
func mismatch(property Schema, ty string) string {
	if ty == "" {
		return ""
	}
	if expected, scalar := scalars[ty]; scalar {
		actual, _ := property["type"].(string)
		if format, formatted := property["format"].(string); formatted {
			actual += " " + format
		}
		if actual != expected {
			return fmt.Sprintf("is %q in Go, `%s` in Rust", actual, ty)
		}
		return ""
	}
	for container, key := range map[string]string{
		"std::vec::Vec<": "items",
		"std::collections::BTreeMap<std::string::String, ": "additionalProperties",
		"std::boxed::Box<": "",
	} {
		if inner, found := strings.CutPrefix(ty, container); found {
			inner = strings.TrimSuffix(inner, ">")
			if key == "" {
				return mismatch(property, inner)
			}
			child, found := property[key].(Schema)
			if !found {
				return fmt.Sprintf("has no %s in Go, is `%s` in Rust", key, ty)
			}
			return mismatch(child, inner)
		}
	}
	if path, found := strings.CutPrefix(ty, "crate::"); found && property["$ref"] == path {
		return ""
	}
	return fmt.Sprintf("is %v in Go, `%s` in Rust", property, ty)
}
