package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// A shape is the type of a generated value: `int`, `string`, `bool`, `double`, `list`, `map` or `object`.
type shape struct {
	kind    string
	element *shape
	fields  map[string]*shape
}

// A variable that expressions can use.
type variable struct {
	text string
	of   *shape
}

// A grower makes schemas, and rules that mostly fit them. The same seed makes the same cases.
type grower struct {
	*rand.Rand
	variables []variable
	next      int
}

// grow writes cases: a schema each, with rules.
func grow(folder string, cases, rules int) {
	for seed := 1; seed <= cases; seed++ {
		g := &grower{Rand: rand.New(rand.NewSource(int64(seed)))}
		schema, root := g.object(3)
		g.variables = []variable{{"self", root}}
		var all []any
		for range rules {
			all = append(all, map[string]any{"rule": g.slip(g.boolean(3))})
		}
		schema["x-kubernetes-validations"] = all
		text, err := yaml.Marshal(map[string]any{
			"type": "object", "properties": map[string]any{"spec": schema},
		})
		check(err)
		path := filepath.Join(folder, fmt.Sprintf("random_%02d.yaml", seed))
		check(os.WriteFile(path, append([]byte("# Made by `go run . grow` in testdata/oracle/rules.\n"), text...), 0o644))
	}
}

func (g *grower) pick(texts ...string) string { return texts[g.Intn(len(texts))] }

// bound sets a bound, mostly.
func (g *grower) bound(schema map[string]any, keyword string) {
	if g.Intn(3) > 0 {
		schema[keyword] = []int{0, 1, 5, 10, 64, 253, 1000}[g.Intn(7)]
	}
}

func (g *grower) schema(depth int) (map[string]any, *shape) {
	choice := g.Intn(10)
	if depth == 0 {
		choice = g.Intn(6)
	}
	switch choice {
	case 0:
		return map[string]any{"type": "integer"}, &shape{kind: "int"}
	case 1:
		return map[string]any{"type": "boolean"}, &shape{kind: "bool"}
	case 2:
		return map[string]any{"type": "number"}, &shape{kind: "double"}
	case 3, 4, 5:
		schema := map[string]any{"type": "string"}
		g.bound(schema, "maxLength")
		if g.Intn(6) == 0 {
			schema["enum"] = []any{"a", "abcdef"}
		}
		return schema, &shape{kind: "string"}
	case 6, 7:
		items, element := g.schema(depth - 1)
		schema := map[string]any{"type": "array", "items": items}
		g.bound(schema, "maxItems")
		return schema, &shape{kind: "list", element: element}
	case 8:
		values, element := g.schema(depth - 1)
		schema := map[string]any{"type": "object", "additionalProperties": values}
		g.bound(schema, "maxProperties")
		return schema, &shape{kind: "map", element: element}
	}
	return g.object(depth - 1)
}

func (g *grower) object(depth int) (map[string]any, *shape) {
	properties, fields := map[string]any{}, map[string]*shape{}
	var required []any
	for i := range 3 + g.Intn(4) {
		name := fmt.Sprintf("%c%d", 'a'+rune(i), depth)
		properties[name], fields[name] = g.schema(max(depth, 0))
		if g.Intn(3) == 0 {
			required = append(required, name)
		}
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema, &shape{kind: "object", fields: fields}
}

// paths lists expressions of a kind that read a variable.
func (g *grower) paths(fits func(*shape) bool) []variable {
	var found []variable
	var walk func(string, *shape, int)
	walk = func(text string, of *shape, depth int) {
		if fits(of) {
			found = append(found, variable{text, of})
		}
		if depth == 0 {
			return
		}
		switch of.kind {
		case "list":
			walk(text+"[0]", of.element, depth-1)
		case "map":
			walk(text+"['k']", of.element, depth-1)
		case "object":
			var names []string
			for name := range of.fields {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				walk(text+"."+name, of.fields[name], depth-1)
			}
		}
	}
	for _, v := range g.variables {
		walk(v.text, v.of, 4)
	}
	return found
}

func (g *grower) read(kind, otherwise string) string {
	found := g.paths(func(s *shape) bool { return s.kind == kind })
	if len(found) == 0 || g.Intn(5) == 0 {
		return otherwise
	}
	return found[g.Intn(len(found))].text
}

// with makes an expression in which a new variable can be used.
func (g *grower) with(of *shape, make func(name string) string) string {
	g.next++
	name := fmt.Sprintf("v%d", g.next)
	g.variables = append(g.variables, variable{name, of})
	defer func() { g.variables = g.variables[:len(g.variables)-1] }()
	return make(name)
}

// loop makes a call of a macro on a list or map.
func (g *grower) loop(macro string, depth int, body func(int) string) string {
	found := g.paths(func(s *shape) bool { return s.kind == "list" || s.kind == "map" })
	if len(found) == 0 {
		return ""
	}
	over := found[g.Intn(len(found))]
	element := over.of.element
	if over.of.kind == "map" {
		element = &shape{kind: "string"}
	}
	if g.Intn(4) == 0 && macro != "filter" && macro != "map" {
		key := &shape{kind: "int"}
		if over.of.kind == "map" {
			key = &shape{kind: "string"}
		}
		return g.with(key, func(first string) string {
			return g.with(over.of.element, func(second string) string {
				return fmt.Sprintf("%s.%s(%s, %s, %s)", over.text, macro, first, second, body(depth-1))
			})
		})
	}
	return g.with(element, func(name string) string {
		return fmt.Sprintf("%s.%s(%s, %s)", over.text, macro, name, body(depth-1))
	})
}

func (g *grower) boolean(depth int) string {
	if depth == 0 {
		return g.pick(g.read("bool", "true"), g.integer(0)+" > 1", g.text(0)+" == 'a'")
	}
	switch g.Intn(16) {
	case 0, 1:
		return "(" + g.boolean(depth-1) + g.pick(" && ", " || ") + g.boolean(depth-1) + ")"
	case 2:
		return "!(" + g.boolean(depth-1) + ")"
	case 3:
		return "(" + g.boolean(depth-1) + " ? " + g.boolean(depth-1) + " : " + g.boolean(depth-1) + ")"
	case 4, 5, 6, 7:
		if loop := g.loop(g.pick("all", "exists", "exists_one"), depth, g.boolean); loop != "" {
			return loop
		}
	case 8:
		return g.integer(depth-1) + g.pick(" < ", " >= ", " == ", " != ") + g.integer(depth-1)
	case 9:
		return g.text(depth-1) + g.pick(" < ", " == ", " != ", " >= ") + g.text(depth-1)
	case 10:
		return g.text(depth-1) + "." + g.pick("contains", "startsWith", "endsWith") + "(" + g.text(depth-1) + ")"
	case 11:
		return g.text(depth-1) + ".matches('" + g.pick("^a+$", "[a-z]{1,63}", "(a|b)*c", "") + "')"
	case 12:
		return g.text(depth-1) + " in " + g.texts(depth-1)
	case 13:
		return g.texts(depth-1) + " == " + g.texts(depth-1)
	case 14:
		return g.pick("sets.contains", "sets.intersects", "sets.equivalent") + "(" + g.texts(depth-1) + ", " + g.texts(depth-1) + ")"
	}
	found := g.paths(func(s *shape) bool { return s.kind == "object" })
	if len(found) == 0 {
		return g.boolean(depth - 1)
	}
	of := found[g.Intn(len(found))]
	field := ""
	for name := range of.of.fields {
		if field == "" || name < field {
			field = name
		}
	}
	return g.pick("has("+of.text+"."+field+")", of.text+".?"+field+".hasValue()", of.text+" == "+of.text)
}

func (g *grower) integer(depth int) string {
	if depth == 0 {
		return g.read("int", "7")
	}
	switch g.Intn(7) {
	case 0:
		return "(" + g.integer(depth-1) + g.pick(" + ", " - ", " * ", " % ") + g.integer(depth-1) + ")"
	case 1:
		return g.texts(depth-1) + ".size()"
	case 2:
		return "size(" + g.text(depth-1) + ")"
	case 3:
		return g.text(depth-1) + "." + g.pick("indexOf", "lastIndexOf") + "(" + g.text(depth-1) + ")"
	case 4:
		if loop := g.loop("map", depth, g.integer); loop != "" {
			return loop + "." + g.pick("sum()", "max()", "min()", "size()")
		}
	case 5:
		if loop := g.loop("filter", depth, g.boolean); loop != "" {
			return loop + ".size()"
		}
	}
	return g.read("int", "int('12')")
}

func (g *grower) text(depth int) string {
	if depth == 0 {
		return g.read("string", "'abc'")
	}
	switch g.Intn(8) {
	case 0:
		return "(" + g.text(depth-1) + " + " + g.text(depth-1) + ")"
	case 1:
		return g.text(depth-1) + "." + g.pick("lowerAscii()", "upperAscii()", "trim()", "substring(1)", "charAt(0)")
	case 2:
		return g.text(depth-1) + ".replace(" + g.text(depth-1) + ", " + g.text(depth-1) + ")"
	case 3:
		return g.texts(depth-1) + ".join(" + g.text(depth-1) + ")"
	case 4:
		return "string(" + g.integer(depth-1) + ")"
	case 5:
		return "(" + g.boolean(depth-1) + " ? " + g.text(depth-1) + " : " + g.text(depth-1) + ")"
	case 6:
		return "'%s-%d'.format([" + g.text(depth-1) + ", " + g.integer(depth-1) + "])"
	}
	return g.read("string", "'a'")
}

// texts makes a list of strings.
func (g *grower) texts(depth int) string {
	found := g.paths(func(s *shape) bool { return s.kind == "list" && s.element.kind == "string" })
	if depth > 0 {
		switch g.Intn(7) {
		case 0:
			return "(" + g.texts(depth-1) + " + " + g.texts(depth-1) + ")"
		case 1:
			return g.text(depth-1) + ".split(" + g.text(depth-1) + ")"
		case 2:
			if loop := g.loop("map", depth, g.text); loop != "" {
				return loop
			}
		case 3:
			return g.texts(depth-1) + "." + g.pick("sort()", "distinct()", "reverse()", "slice(0, 2)", "sortBy(s, s.size())")
		case 4:
			return "[" + g.text(depth-1) + ", " + g.text(depth-1) + "]"
		case 5:
			return g.texts(depth-1) + ".filter(s, s != " + g.text(depth-1) + ")"
		}
	}
	if len(found) == 0 {
		return "['a', 'bc']"
	}
	return found[g.Intn(len(found))].text
}

// slip makes a mistake now and then.
func (g *grower) slip(text string) string {
	if g.Intn(12) > 0 {
		return text
	}
	wrong := [][2]string{{"self.", "selv."}, {"size()", "siz()"}, {"'", ""}, {"0", "'0'"}, {" == ", " + "}, {"(", "(1, "}, {"true", "1"}}
	w := wrong[g.Intn(len(wrong))]
	return strings.Replace(text, w[0], w[1], 1)
}
