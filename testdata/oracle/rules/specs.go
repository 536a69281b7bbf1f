package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	expr "cel.dev/expr"
	_ "cel.dev/expr/conformance/proto2"
	_ "cel.dev/expr/conformance/proto3"
	"cel.dev/expr/conformance/test"
	"google.golang.org/protobuf/encoding/prototext"
)

// How many rules a schema has.
const perFile = 100

// specs makes schemas of the cases of cel-spec: a rule for each, which is true if the case is right. Cases that no rule of a schema can say
// are written to a list, with the reason.
func specs(from, to, exceptions string) {
	paths, err := filepath.Glob(filepath.Join(from, "*.textproto"))
	check(err)
	sort.Strings(paths)
	var rules, left []string
	known := map[string]bool{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		file := &test.SimpleTestFile{}
		check(prototext.Unmarshal(text, file))
		for _, section := range file.Section {
			for _, one := range section.Test {
				rule, reason := rule(one)
				if reason != "" {
					left = append(left, fmt.Sprintf("%s/%s/%s\t%s", file.Name, section.Name, one.Name, reason))
				} else if !known[rule] {
					known[rule] = true
					rules = append(rules, rule)
				}
			}
		}
	}
	for number := 0; number*perFile < len(rules); number++ {
		lines := []string{"# Cases of cel-spec, made by testdata/oracle/rules.", "type: object", "properties:", "  text: {type: string}", "x-kubernetes-validations:"}
		for _, rule := range rules[number*perFile : min(len(rules), (number+1)*perFile)] {
			lines = append(lines, "- rule: "+quoted(rule))
		}
		name := filepath.Join(to, fmt.Sprintf("cel_spec_%02d.yaml", number+1))
		check(os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	}
	head := "# The cases of cel-spec that are no rules of schemas, with the reason; made by testdata/oracle/rules.\n"
	check(os.WriteFile(exceptions, []byte(head+strings.Join(left, "\n")+"\n"), 0o644))
}

// rule is the rule of a case, or the reason why it has none.
func rule(one *test.SimpleTest) (string, string) {
	switch {
	case len(one.Bindings) > 0 || len(one.TypeEnv) > 0:
		return "", "variables"
	case one.Container != "":
		return "", "a container of names"
	case one.CheckOnly:
		return "", "asks for a type"
	case isLeftOut(one.Expr):
		return "", "messages of protocol buffers"
	}
	switch matcher := one.ResultMatcher.(type) {
	case *test.SimpleTest_Value:
		if _, isBool := matcher.Value.Kind.(*expr.Value_BoolValue); isBool {
			return one.Expr, ""
		}
		value, ok := literal(matcher.Value)
		if !ok {
			return "", "a result without a literal"
		}
		return fmt.Sprintf("dyn(%s) == dyn(%s)", one.Expr, value), ""
	case *test.SimpleTest_EvalError:
		return fmt.Sprintf("dyn(%s) == dyn(1)", one.Expr), ""
	case nil:
		return one.Expr, ""
	}
	return "", "asks for a type or what is unknown"
}

func literal(value *expr.Value) (string, bool) {
	switch kind := value.Kind.(type) {
	case *expr.Value_NullValue:
		return "null", true
	case *expr.Value_BoolValue:
		return strconv.FormatBool(kind.BoolValue), true
	case *expr.Value_Int64Value:
		return strconv.FormatInt(kind.Int64Value, 10), true
	case *expr.Value_Uint64Value:
		return strconv.FormatUint(kind.Uint64Value, 10) + "u", true
	case *expr.Value_DoubleValue:
		if math.IsNaN(kind.DoubleValue) || math.IsInf(kind.DoubleValue, 0) {
			return fmt.Sprintf("double('%v')", kind.DoubleValue), true
		}
		text := strconv.FormatFloat(kind.DoubleValue, 'e', -1, 64)
		mantissa, exponent, _ := strings.Cut(text, "e")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		return mantissa + "e" + exponent, true
	case *expr.Value_StringValue:
		return quoted(kind.StringValue), true
	case *expr.Value_BytesValue:
		var text strings.Builder
		for _, one := range kind.BytesValue {
			fmt.Fprintf(&text, `\x%02x`, one)
		}
		return `b"` + text.String() + `"`, true
	case *expr.Value_TypeValue:
		return kind.TypeValue, !strings.Contains(kind.TypeValue, ".")
	case *expr.Value_ListValue:
		var items []string
		for _, item := range kind.ListValue.Values {
			text, ok := literal(item)
			if !ok {
				return "", false
			}
			items = append(items, text)
		}
		return "[" + strings.Join(items, ", ") + "]", true
	case *expr.Value_MapValue:
		var entries []string
		for _, entry := range kind.MapValue.Entries {
			key, isKey := literal(entry.Key)
			value, isValue := literal(entry.Value)
			if !isKey || !isValue {
				return "", false
			}
			entries = append(entries, key+": "+value)
		}
		return "{" + strings.Join(entries, ", ") + "}", true
	}
	return "", false
}

// quoted is a text with the escapes that Go, YAML and CEL share.
func quoted(text string) string {
	return strconv.QuoteToASCII(text)
}
