package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"

	celgo "github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// How many values each rule is run on, and of which length a list of values is tried whole.
const values, manyValues = 2, 5

// An evaluation: a rule, the value that it is run on, and what came out.
type evaluation struct {
	At      string          `json:"at"`
	Rule    int             `json:"rule"`
	Message bool            `json:"message,omitempty"`
	Self    json.RawMessage `json:"self"`
	Old     json.RawMessage `json:"old,omitempty"`
	// The result, or the error.
	Said string `json:"said"`
	Cost uint64 `json:"cost"`
}

// evaluations runs every rule of the schemas in one folder on random values, the same ones each time, and writes the results to another.
func evaluations(from, to string) {
	paths, err := filepath.Glob(filepath.Join(from, "*.yaml"))
	check(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		external := &v1.JSONSchemaProps{}
		check(yaml.UnmarshalStrict(text, external))
		schema := &apiextensions.JSONSchemaProps{}
		check(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(external, schema, nil))
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		seed := fnv.New64()
		seed.Write([]byte(name))
		lines := evaluated(schema, rand.New(rand.NewSource(int64(seed.Sum64()))))
		if len(lines) > 0 {
			check(os.WriteFile(filepath.Join(to, name+".jsonl"), []byte(strings.Join(lines, "\n")+"\n"), 0o644))
		}
	}
}

func evaluated(schema *apiextensions.JSONSchemaProps, random *rand.Rand) []string {
	var lines []string
	walk(node{"", schema, func() *validation.CELSchemaContext { return validation.RootCELContext(schema) }}, func(n node) {
		if len(n.schema.XValidations) == 0 {
			return
		}
		info, err := n.context().TypeInfo()
		if err != nil {
			return
		}
		compiled, err := cel.Compile(info.Schema, info.DeclType, celconfig.PerCallLimit, environmentOf(last), cel.NewExpressionsEnvLoader())
		check(err)
		structural := info.Schema
		if n.path == "" || structural.XEmbeddedResource {
			structural = model.WithTypeAndObjectMeta(structural)
		}
		for i, result := range compiled {
			if result.Error != nil || result.Program == nil || isLeftOut(n.schema.XValidations[i].Rule) {
				continue
			}
			optional := n.schema.XValidations[i].OptionalOldSelf != nil && *n.schema.XValidations[i].OptionalOldSelf
			rounds := values
			listed := enumOf(structural)
			if len(listed) >= manyValues {
				rounds = len(listed)
			}
			for round := 0; round < rounds; round++ {
				self, old := value(structural, random, 0), any(nil)
				if len(listed) >= manyValues {
					self = listed[round].Object
				}
				if result.UsesOldSelf && (!optional || random.Intn(3) > 0) {
					old = value(structural, random, 0)
				}
				if self == nil || (result.UsesOldSelf && !optional && old == nil) {
					continue
				}
				line := evaluation{At: n.path, Rule: i, Self: marshal(self)}
				if old != nil {
					line.Old = marshal(old)
				}
				lines = append(lines, certain(func() string { return run(line, result.Program, structural, self, old, optional) })...)
				if result.MessageExpression != nil {
					line.Message = true
					lines = append(lines, certain(func() string { return run(line, result.MessageExpression, structural, self, old, false) })...)
				}
			}
		}
	})
	return lines
}

// certain is what comes out each time, and nothing if it differs: Go walks maps in any order.
func certain(run func() string) []string {
	line := run()
	for again := 0; again < 12; again++ {
		if run() != line {
			return nil
		}
	}
	return []string{line}
}

func enumOf(s *structuralschema.Structural) []structuralschema.JSON {
	if s == nil || s.ValueValidation == nil {
		return nil
	}
	return s.ValueValidation.Enum
}

// isLeftOut says whether a rule has what this project does not evaluate: messages of protocol buffers, and the texts of Go's
// parser of patterns.
func isLeftOut(rule string) bool {
	return strings.Contains(rule, "google.protobuf.") || strings.Contains(rule, "'['")
}

func run(line evaluation, program celgo.Program, structural *structuralschema.Structural, self, old any, optional bool) string {
	variables := map[string]any{"self": cel.UnstructuredToVal(self, structural)}
	if old != nil {
		variables["oldSelf"] = cel.UnstructuredToVal(old, structural)
	}
	if known, ok := variables["oldSelf"]; optional && ok {
		variables["oldSelf"] = types.OptionalOf(known.(ref.Val))
	} else if optional {
		variables["oldSelf"] = types.OptionalNone
	}
	result, details, err := program.ContextEval(context.Background(), variables)
	if details != nil && details.ActualCost() != nil {
		line.Cost = *details.ActualCost()
	}
	switch {
	case err != nil:
		line.Said = "error: " + err.Error()
	default:
		line.Said = fmt.Sprintf("%v", result.Value())
	}
	return string(marshal(line))
}

func marshal(value any) json.RawMessage {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return json.RawMessage(strings.TrimSpace(text.String()))
}

var pool = []string{"", "a", "b", "ab", "abc", "A-b", "foo", "bar", "key", "x.y", "10.0.0.1", "10.0.0.0/8", "::1", "fe80::1/64", "1Gi", "500m", "1.5",
	"https://user:p@example.com:80/a%20b?x=1&y=2&x=3#z", "/a/b", "1.2.3", "v1.0.0-rc.1+b", "2024-01-31T12:00:00Z", "1h30m", "größe ✓", "true", "42", "aGk=", "123e4567-e89b-12d3-a456-426614174000", "a_b", "longer text than the others"}

// value makes a value of a schema, or nil where it may be null.
func value(s *structuralschema.Structural, random *rand.Rand, depth int) any {
	if s == nil {
		return anything(random, depth)
	}
	if s.Nullable && random.Intn(5) == 0 {
		return nil
	}
	if s.ValueValidation != nil && len(s.ValueValidation.Enum) > 0 {
		return s.ValueValidation.Enum[random.Intn(len(s.ValueValidation.Enum))].Object
	}
	if s.XIntOrString {
		if random.Intn(2) == 0 {
			return int64(random.Intn(20) - 5)
		}
		return pool[random.Intn(len(pool))]
	}
	format := ""
	if s.ValueValidation != nil {
		format = s.ValueValidation.Format
	}
	switch s.Type {
	case "integer":
		if random.Intn(12) == 0 {
			return int64(9223372036854775807)
		}
		return int64(random.Intn(24) - 6)
	case "number":
		if random.Intn(3) == 0 {
			return int64(random.Intn(10))
		}
		return float64(random.Intn(200)-50) / 8
	case "boolean":
		return random.Intn(2) == 0
	case "string":
		switch format {
		case "date":
			return fmt.Sprintf("20%02d-0%d-1%d", random.Intn(30), 1+random.Intn(9), random.Intn(10))
		case "date-time":
			return fmt.Sprintf("20%02d-0%d-1%dT0%d:30:15.%dZ", random.Intn(30), 1+random.Intn(9), random.Intn(10), random.Intn(10), random.Intn(1000))
		case "duration":
			return fmt.Sprintf("%dm%ds", random.Intn(100), random.Intn(60))
		case "byte":
			return []string{"", "aGk=", "AAECAw==", "Zm9v"}[random.Intn(4)]
		}
		return pool[random.Intn(len(pool))]
	case "array":
		list := []any{}
		for count := random.Intn(5); count > 0 && depth < 6; count-- {
			list = append(list, value(s.Items, random, depth+1))
		}
		return list
	case "object":
		fields := map[string]any{}
		var names []string
		for name := range s.Properties {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			property := s.Properties[name]
			if depth < 6 && random.Intn(4) > 0 {
				fields[name] = value(&property, random, depth+1)
			}
		}
		if s.AdditionalProperties != nil && s.AdditionalProperties.Structural != nil {
			// Go walks maps in any order, so that the cost of more entries may differ from run to run.
			if random.Intn(4) > 0 && depth < 6 {
				fields[pool[1+random.Intn(12)]] = value(s.AdditionalProperties.Structural, random, depth+1)
			}
		}
		return fields
	}
	return anything(random, depth)
}

func anything(random *rand.Rand, depth int) any {
	switch random.Intn(5) {
	case 0:
		return int64(random.Intn(5))
	case 1:
		return pool[random.Intn(len(pool))]
	case 2:
		return []any{int64(1), "a"}
	case 3:
		return map[string]any{"a": int64(random.Intn(3))}
	}
	return true
}
