package main

import (
	"fmt"
	"sort"
	"strings"

	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"
)

// functions lists every overload that any supported minor version declares, in the order in which the checker tries
// them: name, identifier, `.` for a method, result, arguments, first minor, last minor.
func functions() string {
	type row struct {
		name  string
		index int
		text  string
		from  uint
		to    uint
	}
	rows := map[string]*row{}
	for minor := uint(first); minor <= last; minor++ {
		for name, function := range environmentOf(minor).NewExpressionsEnv().Functions() {
			for index, overload := range function.OverloadDecls() {
				arguments := make([]string, len(overload.ArgTypes()))
				for i, argument := range overload.ArgTypes() {
					arguments[i] = show(argument)
				}
				style := "-"
				if overload.IsMemberFunction() {
					style = "."
				}
				text := fmt.Sprintf("%s\t%s\t%s\t%s\t%s", name, overload.ID(), style, show(overload.ResultType()), strings.Join(arguments, " "))
				if known := rows[text]; known != nil {
					known.to = minor
					known.index = index
				} else {
					rows[text] = &row{name, index, text, minor, minor}
				}
			}
		}
	}
	var sorted []*row
	for _, row := range rows {
		sorted = append(sorted, row)
	}
	sort.Slice(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		if a.name != b.name {
			return a.name < b.name
		}
		if a.index != b.index {
			return a.index < b.index
		}
		return a.text < b.text
	})
	var out strings.Builder
	for _, row := range sorted {
		fmt.Fprintf(&out, "%s\t%d\t%d\n", row.text, row.from, row.to)
	}
	return out.String()
}

// show writes a type without spaces; a parameter begins with a quote.
func show(t *types.Type) string {
	switch t.Kind() {
	case types.TypeParamKind:
		return "'" + t.TypeName()
	case types.ListKind:
		return "list(" + show(t.Parameters()[0]) + ")"
	case types.MapKind:
		return "map(" + show(t.Parameters()[0]) + "," + show(t.Parameters()[1]) + ")"
	case types.OpaqueKind:
		var parameters []string
		for _, parameter := range t.Parameters() {
			parameters = append(parameters, show(parameter))
		}
		return "~" + t.TypeName() + "(" + strings.Join(parameters, ",") + ")"
	case types.StructKind:
		return "#" + t.TypeName()
	case types.TypeKind:
		if len(t.Parameters()) > 0 {
			return "type(" + show(t.Parameters()[0]) + ")"
		}
		return "type"
	}
	return checker.FormatCELType(t)
}
