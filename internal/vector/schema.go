package vector

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Schema is a part of JSON Schema (draft 2020-12), of which it has what the form of vectors needs.
type Schema struct {
	Schema               string             `json:"$schema,omitempty"`
	Title                string             `json:"title,omitempty"`
	Type                 any                `json:"type,omitempty"` // a name, or several
	Const                string             `json:"const,omitempty"`
	Pattern              string             `json:"pattern,omitempty"`
	Properties           map[string]*Schema `json:"properties,omitempty"`
	Required             []string           `json:"required,omitempty"`
	AdditionalProperties any                `json:"additionalProperties,omitempty"` // false, or a schema
	Items                *Schema            `json:"items,omitempty"`
	OneOf                []*Schema          `json:"oneOf,omitempty"`
}

const draft = "https://json-schema.org/draft/2020-12/schema"

var hexType = reflect.TypeFor[Hex]()

// schemaOf is the schema of the JSON of a type's values.
func schemaOf(t reflect.Type) *Schema {
	switch {
	case t == hexType:
		return &Schema{Type: "string", Pattern: "^([0-9a-f]{2})*$"}
	case t.Kind() == reflect.Pointer:
		s := *schemaOf(t.Elem())
		s.Type = []any{s.Type, "null"}
		return &s
	}
	switch t.Kind() {
	case reflect.Bool:
		return &Schema{Type: "boolean"}
	case reflect.String:
		return &Schema{Type: "string"}
	case reflect.Int, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &Schema{Type: "integer"}
	case reflect.Slice:
		return &Schema{Type: "array", Items: schemaOf(t.Elem())}
	case reflect.Map:
		return &Schema{Type: "object", AdditionalProperties: schemaOf(t.Elem())}
	case reflect.Struct:
		return schemaOfStruct(t)
	}
	panic(fmt.Sprintf("vector: no schema for %v", t))
}

func schemaOfStruct(t reflect.Type) *Schema {
	s := &Schema{Type: "object", Properties: map[string]*Schema{}, AdditionalProperties: false}
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || name == "" {
			continue
		}
		s.Properties[name] = schemaOf(field.Type)
		if !strings.Contains(options, "omitempty") {
			s.Required = append(s.Required, name)
		}
	}
	slices.Sort(s.Required)
	return s
}

// Schema is the form of the family's file.
func (f Family) Schema() *Schema {
	var kinds []*Schema
	for _, op := range f.Ops {
		for _, refused := range []bool{false, true} {
			v := schemaOf(reflect.TypeFor[common]())
			v.Title = op.Title
			v.Properties["id"].Pattern = "^" + f.Name + "/" + op.Name + "/[1-9][0-9]*$"
			v.Properties["input"] = schemaOf(op.in)
			if refused {
				v.Properties["refused"] = &Schema{Type: "boolean"}
				v.Required = append(v.Required, "refused")
			} else {
				v.Properties["want"] = schemaOf(op.out)
				v.Required = append(v.Required, "want")
			}
			kinds = append(kinds, v)
		}
	}
	s := schemaOf(reflect.TypeFor[head]())
	s.Schema, s.Title = draft, f.Title
	s.Properties["format"].Const, s.Properties["family"].Const = Format, f.Name
	s.Properties["vectors"] = &Schema{Type: "array", Items: &Schema{OneOf: kinds}}
	s.Required = append(s.Required, "vectors")
	return s
}

// common is what vectors of all operations have.
type common struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
	Input string `json:"input"`
}

// head is a file but for its vectors.
type head struct {
	Format     string            `json:"format"`
	Family     string            `json:"family"`
	Title      string            `json:"title"`
	Operations map[string]string `json:"operations"`
}
