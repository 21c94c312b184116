package vectortest

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"

	"quesera/internal/vector"
)

// Fits tells whether a JSON value (as encoding/json decodes it into any) fits a schema.
func Fits(s *vector.Schema, value any) error {
	if err := typed(s, value); err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		if s.Const != "" && v != s.Const {
			return fmt.Errorf("%q, want %q", v, s.Const)
		}
		if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(v) {
			return fmt.Errorf("%.40q does not match %s", v, s.Pattern)
		}
	case []any:
		if s.Items == nil {
			return nil
		}
		for k, item := range v {
			if err := Fits(s.Items, item); err != nil {
				return fmt.Errorf("item %d: %w", k, err)
			}
		}
	case map[string]any:
		if err := fitsObject(s, v); err != nil {
			return err
		}
	}
	return fitsOne(s, value)
}

// typed tells whether a value is of a type that the schema names.
func typed(s *vector.Schema, value any) error {
	if s.Type == nil {
		return nil
	}
	types := []any{s.Type}
	if several, ok := s.Type.([]any); ok {
		types = several
	}
	is := "null"
	switch v := value.(type) {
	case bool:
		is = "boolean"
	case string:
		is = "string"
	case json.Number:
		is = "integer"
	case float64:
		if is = "number"; v == math.Trunc(v) {
			is = "integer"
		}
	case []any:
		is = "array"
	case map[string]any:
		is = "object"
	}
	if !slices.Contains(types, any(is)) {
		return fmt.Errorf("%s, want one of %v", is, types)
	}
	return nil
}

func fitsObject(s *vector.Schema, object map[string]any) error {
	for _, name := range s.Required {
		if _, ok := object[name]; !ok {
			return fmt.Errorf("member %q is missing", name)
		}
	}
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		member, known := s.Properties[name]
		if !known {
			if s.AdditionalProperties == false {
				return fmt.Errorf("member %q is unknown", name)
			}
			if member, known = s.AdditionalProperties.(*vector.Schema); !known {
				continue
			}
		}
		if err := Fits(member, object[name]); err != nil {
			return fmt.Errorf("member %q: %w", name, err)
		}
	}
	return nil
}

// fitsOne wants a value to fit one of several, if there are several.
func fitsOne(s *vector.Schema, value any) error {
	var first error
	for _, one := range s.OneOf {
		err := Fits(one, value)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}
