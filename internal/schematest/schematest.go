// Package schematest has tests hold a JSON Schema to what is read: of lines, and of what is made from them by changing
// one member.
package schematest

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Compile is what validates a line by a schema, or by a part of it such as "#/$defs/wrote"; "": the whole.
func Compile(t *testing.T, schema []byte, part string) func(line string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	const name = "schema.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + part)
	if err != nil {
		t.Fatal(err)
	}
	return func(line string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			return err
		}
		return s.Validate(v)
	}
}

// With is an object with one member of another value, or without it if value is "".
func With(t *testing.T, object map[string]json.RawMessage, name, value string) string {
	t.Helper()
	changed := maps.Clone(object)
	if delete(changed, name); value != "" {
		changed[name] = json.RawMessage(value)
	}
	text, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Object reads a line.
func Object(t *testing.T, line string) (object map[string]json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &object); err != nil {
		t.Fatal(err)
	}
	return object
}
