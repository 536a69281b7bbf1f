package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const typesHead = `// Written by core/tables. Every type of k8s-openapi that has no parameters, by module, within
// the Kubernetes minors that have it.
`

// writeRustTypes writes the list over which the runtime describes the Kubernetes types.
func writeRustTypes(file string, rust map[int]RustTypes) error {
	minors := map[string]uint{}
	for _, release := range releases {
		for path, ty := range rust[release.minor] {
			if !ty.generic && strings.Contains(path, "::") {
				minors[path] |= 1 << (release.minor - releases[0].minor)
			}
		}
	}
	byBits := map[uint]map[string][]string{}
	for _, path := range slices.Sorted(maps.Keys(minors)) {
		bits, module := minors[path], strings.TrimSuffix(path, "::"+lastOf(path))
		if byBits[bits] == nil {
			byBits[bits] = map[string][]string{}
		}
		byBits[bits][module] = append(byBits[bits][module], lastOf(path))
	}
	text := typesHead
	all := slices.Sorted(maps.Keys(byBits))
	slices.Reverse(all) // those that every minor has come first
	for _, bits := range all {
		block, err := typesBlock(bits, byBits[bits])
		if err != nil {
			return err
		}
		text += "\n" + block
	}
	return save(file, []byte(text))
}

func typesBlock(bits uint, modules map[string][]string) (string, error) {
	first, last := -1, -1
	for i := range releases {
		if bits&(1<<i) != 0 {
			if last >= 0 && last != i-1 {
				return "", fmt.Errorf("%v: gone and back again, which this list cannot say", modules)
			}
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var guards []string
	if first > 0 {
		guards = append(guards, fmt.Sprintf("k8s_openapi::k8s_if_ge_1_%d!", releases[first].minor))
	}
	if last < len(releases)-1 {
		guards = append(guards, fmt.Sprintf("k8s_openapi::k8s_if_le_1_%d!", releases[last].minor))
	}
	indent := func(depth int) string { return strings.Repeat("    ", depth) }
	text := ""
	for depth, guard := range append(guards, "kubernetes_types!") {
		text += indent(depth) + guard + " {\n"
	}
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		text += fmt.Sprintf("%s%s:\n", indent(len(guards)+1), module)
		for i, name := range modules[module] {
			end := ","
			if i == len(modules[module])-1 {
				end = ";"
			}
			text += fmt.Sprintf("%s%s%s\n", indent(len(guards)+2), name, end)
		}
	}
	for depth := len(guards); depth >= 0; depth-- {
		text += indent(depth) + "}\n"
	}
	return text, nil
}
