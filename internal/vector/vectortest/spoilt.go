package vectortest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"quesera/internal/vector"
)

// A Spoilt input is that of a case with other values in some places, and what is said of it.
type Spoilt struct {
	ID     string // of the case that is spoilt
	Change string // the places and their values: "given.0.value=cut threshold=0"
	Want   string // a part of what is said: "! …" where it is refused, "malformed: …", or "= …"
}

// Spoil holds spoilt inputs against what must be said of them. The value of a place is JSON without spaces, or "cut":
// it lacks its last octet; "twice": its items come twice; or "itemsN": its first item N times.
func Spoil(t *testing.T, f vector.Family, all ...Spoilt) {
	t.Helper()
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]vector.Vector{}
	for _, v := range inputs {
		by[v.ID] = v
	}
	for _, s := range all {
		v, known := by[s.ID]
		if !known {
			t.Errorf("%s is no case", s.ID)
			continue
		}
		v.Input = spoil(t, v.Input, s.Change)
		got := outcome(f, v, &Names{})
		if !strings.HasPrefix(got, s.Want[:1]) || !strings.Contains(got, s.Want) {
			t.Errorf("%s with %s: %s, want %s", s.ID, s.Change, got, s.Want)
		}
		if _, err := f.Perform(v.ID, v.Input); errors.As(err, new(*vector.Malformed)) &&
			strings.HasPrefix(err.Error(), "cannot be judged") {
			t.Errorf("%s with %s: %v", s.ID, s.Change, err)
		}
	}
}

// spoil is an input with its changes.
func spoil(t *testing.T, input json.RawMessage, changes string) json.RawMessage {
	t.Helper()
	var value any
	d := json.NewDecoder(bytes.NewReader(input))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	for _, change := range strings.Fields(changes) {
		path, to, _ := strings.Cut(change, "=")
		value = replaced(t, value, strings.Split(path, "."), to)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// replaced is a value with another one in a place of it.
func replaced(t *testing.T, value any, path []string, to string) any {
	t.Helper()
	if len(path) == 0 {
		return changed(t, value, to)
	}
	switch v := value.(type) {
	case map[string]any:
		v[path[0]] = replaced(t, v[path[0]], path[1:], to)
	case []any:
		k, err := strconv.Atoi(path[0])
		if err != nil || k >= len(v) {
			t.Fatalf("no place %s in %d items", path[0], len(v))
		}
		v[k] = replaced(t, v[k], path[1:], to)
	default:
		t.Fatalf("no place %v in %v", path, value)
	}
	return value
}

func changed(t *testing.T, value any, to string) any {
	t.Helper()
	text, isText := value.(string)
	items, isList := value.([]any)
	switch {
	case to == "cut" && isText && len(text) >= 2:
		return text[:len(text)-2]
	case to == "twice" && isList:
		return append(items[:len(items):len(items)], items...)
	case strings.HasPrefix(to, "items") && isList && len(items) > 0:
		n, err := strconv.Atoi(to[len("items"):])
		if err != nil {
			t.Fatal(err)
		}
		all := make([]any, n)
		for k := range all {
			all[k] = items[0]
		}
		return all
	}
	var other any
	if err := json.Unmarshal([]byte(to), &other); err != nil {
		t.Fatalf("%s: %v", to, err)
	}
	return other
}
