package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// loosen takes out of the definitions what would refuse a value that the Rust type writes, or what the API server
// refuses in a CRD, and says what it took.
func loosen(definitions Definitions, rust RustTypes) []string {
	var taken []string
	for _, path := range slices.Sorted(maps.Keys(definitions)) {
		definition := definitions[path]
		say := func(format string, args ...any) {
			taken = append(taken, path+": "+fmt.Sprintf(format, args...))
		}
		loosenRequired(definition, rust[path], say)
		visit(definition, "", func(schema Schema, at string) {
			cutRecursion(schema, path, func(text string) { taken = append(taken, path+at+": "+text) })
		})
	}
	for _, path := range slices.Sorted(maps.Keys(definitions)) { // after the first loop: keys depend on what is required
		visit(definitions[path], "", func(schema Schema, at string) {
			say := func(format string, args ...any) {
				taken = append(taken, path+at+": "+fmt.Sprintf(format, args...))
			}
			dropTransitionRules(schema, say)
			dropMisplacedMinimum(schema, definitions, say)
			dropListKeys(schema, definitions, say)
		})
	}
	return taken
}

func loosenRequired(definition Schema, rust RustType, say func(string, ...any)) {
	required, found := definition["required"].([]any)
	if !found || rust.generic {
		return
	}
	required = slices.DeleteFunc(required, func(name any) bool {
		field, known := rust.fields[name.(string)]
		optional := known && !field.always
		if optional {
			say("`%s` is not required: k8s-openapi may leave it away", name)
		}
		return optional
	})
	definition["required"] = required
	if len(required) == 0 {
		delete(definition, "required")
	}
}

// cutRecursion leaves what a type holds of itself free, as no CRD can say it.
func cutRecursion(schema Schema, path string, say func(string)) {
	if schema["$ref"] == path {
		delete(schema, "$ref")
		maps.Copy(schema, freeObject)
		say("free, as the type holds itself")
	}
}

// dropTransitionRules: they tell how an object of that kind may change, not a part of another; and in an
// atomic list the API server cannot tell which item was which.
func dropTransitionRules(schema Schema, say func(string, ...any)) {
	rules, found := schema["x-kubernetes-validations"].([]any)
	if !found {
		return
	}
	rules = slices.DeleteFunc(rules, func(rule any) bool {
		text := rule.(Schema)["rule"].(string)
		transition := strings.Contains(text, "oldSelf")
		if transition {
			say("no rule `%s`", text)
		}
		return transition
	})
	schema["x-kubernetes-validations"] = rules
	if len(rules) == 0 {
		delete(schema, "x-kubernetes-validations")
	}
}

// dropMisplacedMinimum: the parser reads "required" on a field of a named type as "has a property", even if that type
// is a string or a number.
func dropMisplacedMinimum(schema Schema, definitions Definitions, say func(string, ...any)) {
	if _, found := schema["minProperties"]; !found {
		return
	}
	ty := schema
	if path, linked := schema["$ref"].(string); linked {
		ty = definitions[path]
	}
	if ty["type"] != "object" {
		say("no minProperties: it is no object")
		delete(schema, "minProperties")
	}
}

// dropListKeys that an item may lack: the API server refuses them in a CRD.
func dropListKeys(schema Schema, definitions Definitions, say func(string, ...any)) {
	keys, found := schema["x-kubernetes-list-map-keys"].([]any)
	if !found {
		return
	}
	items, _ := schema["items"].(Schema)
	if path, linked := items["$ref"].(string); linked {
		items = merged(items, definitions[path])
	}
	properties, _ := items["properties"].(Schema)
	required, _ := items["required"].([]any)
	for _, key := range keys {
		property, known := properties[key.(string)].(Schema)
		_, defaulted := property["default"]
		if !known || !defaulted && !slices.Contains(required, key) {
			say("no list keys: an item may lack `%s`", key)
			delete(schema, "x-kubernetes-list-type")
			delete(schema, "x-kubernetes-list-map-keys")
			return
		}
	}
}

// visit a schema and all below, with the place of each.
func visit(schema Schema, at string, act func(Schema, string)) {
	act(schema, at)
	for _, key := range []string{"additionalProperties", "items"} {
		if child, found := schema[key].(Schema); found {
			visit(child, at+"[]", act)
		}
	}
	if properties, found := schema["properties"].(Schema); found {
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			visit(properties[name].(Schema), at+"."+name, act)
		}
	}
}
