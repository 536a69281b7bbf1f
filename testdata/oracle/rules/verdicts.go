package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

func verdicts(folder string) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	check(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		external := &v1.JSONSchemaProps{}
		if err := yaml.UnmarshalStrict(text, external); err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		schema := &apiextensions.JSONSchemaProps{}
		check(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(external, schema, nil))
		answers := answer(schema)
		check(os.WriteFile(strings.TrimSuffix(path, ".yaml")+".verdicts", []byte(answers), 0o644))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A node of a schema with what the API server knows about it.
type node struct {
	path    string
	schema  *apiextensions.JSONSchemaProps
	context func() *validation.CELSchemaContext
}

// answer asks about each rule, in the order of the paths, and about the sum of a CRD's costs.
func answer(schema *apiextensions.JSONSchemaProps) string {
	var lines []string
	totals := map[uint]*validation.TotalCost{}
	for minor := uint(first); minor <= last; minor++ {
		totals[minor] = &validation.TotalCost{}
	}
	walk(node{"", schema, func() *validation.CELSchemaContext { return validation.RootCELContext(schema) }}, func(n node) {
		if len(n.schema.XValidations) == 0 {
			return
		}
		context := n.context()
		info, err := context.TypeInfo()
		if err != nil {
			lines = append(lines, fmt.Sprintf("%s\t%d-%d untyped", n.path, first, last))
			return
		}
		results := map[uint][]cel.CompilationResult{}
		for minor := uint(first); minor <= last; minor++ {
			compiled, err := cel.Compile(info.Schema, info.DeclType, celconfig.PerCallLimit, environmentOf(minor), cel.NewExpressionsEnvLoader())
			check(err)
			results[minor] = compiled
		}
		for i, rule := range n.schema.XValidations {
			total := func(minor uint) string {
				result := results[minor][i]
				cost := expressionCost(result, context)
				totals[minor].ObserveExpressionCost(nil, cost)
				if result.Error != nil {
					return "refused: " + firstLine(result.Error.Detail)
				}
				verdict := "fits"
				if cost > validation.StaticEstimatedCostLimit {
					verdict = "dear"
				}
				old := ""
				if result.UsesOldSelf {
					old = " old"
				}
				return fmt.Sprintf("%s %d %d%s", verdict, result.MaxCost, cost, old)
			}
			lines = append(lines, fmt.Sprintf("%s[%d]\t%s", n.path, i, perMinor(total)))
			if rule.MessageExpression == "" {
				continue
			}
			lines = append(lines, fmt.Sprintf("%s[%d]message\t%s", n.path, i, perMinor(func(minor uint) string {
				result := results[minor][i]
				if result.Error != nil {
					return "unseen"
				}
				if result.MessageExpressionError != nil {
					return "refused: " + firstLine(result.MessageExpressionError.Detail)
				}
				totals[minor].ObserveExpressionCost(nil, result.MessageExpressionMaxCost)
				verdict := "fits"
				if result.MessageExpressionMaxCost > validation.StaticEstimatedCostLimit {
					verdict = "dear"
				}
				return fmt.Sprintf("%s %d %d", verdict, result.MessageExpressionMaxCost, result.MessageExpressionMaxCost)
			})))
		}
	})
	lines = append(lines, "total\t"+perMinor(func(minor uint) string {
		verdict := "fits"
		if totals[minor].Total > validation.StaticEstimatedCRDCostLimit {
			verdict = "dear"
		}
		return fmt.Sprintf("%s %d", verdict, totals[minor].Total)
	}))
	return strings.Join(lines, "\n") + "\n"
}

// expressionCost is getExpressionCost of the validation package, which is private.
func expressionCost(result cel.CompilationResult, context *validation.CELSchemaContext) uint64 {
	cardinality := result.MaxCardinality
	if context.MaxCardinality != nil {
		cardinality = *context.MaxCardinality
	}
	if result.MaxCost == 0 {
		return 0
	}
	if ^uint64(0)/result.MaxCost < cardinality {
		return ^uint64(0)
	}
	return result.MaxCost * cardinality
}

func walk(n node, visit func(node)) {
	visit(n)
	once := func(make func(*validation.CELSchemaContext) *validation.CELSchemaContext) func() *validation.CELSchemaContext {
		return func() *validation.CELSchemaContext { return make(n.context()) }
	}
	var names []string
	for name := range n.schema.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		property := n.schema.Properties[name]
		walk(node{n.path + "." + name, &property, once(func(c *validation.CELSchemaContext) *validation.CELSchemaContext {
			return c.ChildPropertyContext(&property, name)
		})}, visit)
	}
	if n.schema.Items != nil && n.schema.Items.Schema != nil {
		items := n.schema.Items.Schema
		walk(node{n.path + ".@items", items, once(func(c *validation.CELSchemaContext) *validation.CELSchemaContext {
			return c.ChildItemsContext(items)
		})}, visit)
	}
	if n.schema.AdditionalProperties != nil && n.schema.AdditionalProperties.Schema != nil {
		values := n.schema.AdditionalProperties.Schema
		walk(node{n.path + ".@values", values, once(func(c *validation.CELSchemaContext) *validation.CELSchemaContext {
			return c.ChildAdditionalPropertiesContext(values)
		})}, visit)
	}
}

func firstLine(text string) string {
	text = strings.ReplaceAll(text, "selfType", "self")
	line, _, _ := strings.Cut(strings.TrimPrefix(text, "compilation failed: "), "\n")
	return digits.ReplaceAllString(line, "self")
}

// The API server numbers the type of self anew each time.
var digits = regexp.MustCompile(`self[0-9]+`)
