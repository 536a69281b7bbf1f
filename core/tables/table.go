package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Table holds, by path and by definition, the minors that have it, as bits: bit 0 is the oldest of `releases`.
type Table map[string]map[string]uint

func (t Table) add(minor int, definitions Definitions) {
	for path, definition := range definitions {
		if t[path] == nil {
			t[path] = map[string]uint{}
		}
		text, err := json.Marshal(definition)
		if err != nil {
			panic(err) // made of what JSON gave
		}
		t[path][string(text)] |= 1 << (minor - releases[0].minor)
	}
}

func (t Table) lookup(minor int, path string) (Schema, bool) {
	for text, bits := range t[path] {
		if minor >= releases[0].minor && bits&(1<<(minor-releases[0].minor)) != 0 {
			var schema Schema
			return schema, json.Unmarshal([]byte(text), &schema) == nil
		}
	}
	return nil, false
}

// text is a line per path and definition: path, minors in hexadecimal, JSON, with tabs between them.
func (t Table) text() string {
	var lines []string
	for _, path := range slices.Sorted(maps.Keys(t)) {
		for _, definition := range slices.Sorted(maps.Keys(t[path])) {
			lines = append(lines, fmt.Sprintf("%s\t%x\t%s\n", path, t[path][definition], definition))
		}
	}
	return strings.Join(lines, "")
}

func (t Table) write(file string) error {
	text := t.text()
	report("%s: %d bytes", filepath.Base(file), len(text))
	return save(file, []byte(text))
}

func readTable(file string) (Table, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	table := Table{}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		bits, err := strconv.ParseUint(parts[1], 16, 8)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if table[parts[0]] == nil {
			table[parts[0]] = map[string]uint{}
		}
		table[parts[0]][parts[2]] = uint(bits)
	}
	return table, nil
}

func save(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}
