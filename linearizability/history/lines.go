package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// lineJSON is a line of JSON Lines: an event, or the head.
type lineJSON struct {
	History  string           `json:"history"`
	Object   string           `json:"object"`
	Accounts map[string]int64 `json:"accounts"`
	Initial  json.RawMessage  `json:"initial"`

	Process json.RawMessage `json:"process"`
	Type    string          `json:"type"`
	F       string          `json:"f"`
	Key     json.RawMessage `json:"key"`
	Value   json.RawMessage `json:"value"`
	Time    *float64        `json:"time"`
}

// FormatName is what the head of a history of JSON Lines says.
const FormatName = "quesera/1"

// readLines reads JSON Lines (docs/HISTORY-FORMAT.md).
func (s *source) readLines() error {
	last, first := 0.0, true
	for ; ; s.line++ {
		line, ok, err := s.nextLine()
		if err != nil || !ok {
			return err
		}
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := shallow(line, s.limits.Depth); err != nil {
			return err
		}
		var l lineJSON
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return unread(err)
		}
		if d.More() {
			return fmt.Errorf("more than one object in a line")
		}
		if first {
			first = false
			if l.History != "" {
				if err := s.readHead(&l); err != nil {
					return err
				}
				continue
			}
		}
		if l.Time != nil {
			if *l.Time < last {
				return fmt.Errorf("time = %v, want at least %v as in the line before: events stand in their order", *l.Time, last)
			}
			last = *l.Time
		}
		if err := s.lineEvent(&l); err != nil {
			return err
		}
	}
}

// unread says in our words why a line is no event.
func unread(err error) error {
	text := strings.TrimPrefix(err.Error(), "json: ")
	if name, unknown := strings.CutPrefix(text, "unknown field "); unknown {
		var known []string
		for k := range reflect.TypeFor[lineJSON]().NumField() {
			known = append(known, reflect.TypeFor[lineJSON]().Field(k).Tag.Get("json"))
		}
		return fmt.Errorf("no event: unknown member %s, want one of %s", name, strings.Join(known, ", "))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("no event: the line ends too early, as if the file were cut")
	}
	return fmt.Errorf("no event: %s", text)
}

// readHead takes in the first line, if it is no event.
func (s *source) readHead(l *lineJSON) (err error) {
	switch {
	case l.History != FormatName:
		return fmt.Errorf("history = %q, want %q", l.History, FormatName)
	case len(l.Process) > 0 || l.Type != "" || l.F != "" || len(l.Key) > 0 || len(l.Value) > 0 || l.Time != nil:
		return fmt.Errorf("a head and an event in one line")
	}
	s.head.Object, s.head.Accounts = l.Object, l.Accounts
	if s.head.Initial, err = valueJSON(l.Initial); err != nil {
		return fmt.Errorf("initial: %w", err)
	}
	return nil
}

// lineEvent takes in the event of a line. Those of the nemesis are no client's.
func (s *source) lineEvent(l *lineJSON) error {
	if l.History != "" || l.Object != "" || l.Accounts != nil || len(l.Initial) > 0 {
		return fmt.Errorf("a head, want it in the first line alone")
	}
	process, err := processJSON(l.Process)
	if err != nil {
		return err
	}
	t, ok := typeOf(l.Type)
	switch {
	case process == nemesis:
		return nil
	case !ok:
		return fmt.Errorf("type = %q, want invoke, ok, fail or info", l.Type)
	case l.F == "":
		return fmt.Errorf("no f, want what the operation is")
	}
	key, err := valueJSON(l.Key)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	value, err := valueJSON(l.Value)
	if err != nil {
		return fmt.Errorf("value: %w", err)
	}
	return s.event(Event{Process: process, Type: t, F: l.F, Key: key, Value: value, Line: s.line})
}

// nemesis is the process that Jepsen has do harm. What it does is no operation.
const nemesis = "nemesis"

// processJSON is the name of a process: a number or a text.
func processJSON(raw json.RawMessage) (string, error) {
	var name string
	if json.Unmarshal(raw, &name) == nil && name != "" {
		return name, nil
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil && number != "" {
		return number.String(), nil
	}
	return "", fmt.Errorf("process = %s, want a number or a text", cut(raw))
}

// ValueOfJSON is the value that a text of JSON is.
func ValueOfJSON(text string) (Value, error) {
	if !json.Valid([]byte(text)) {
		return Value{}, fmt.Errorf("%q is no JSON", text)
	}
	if err := shallow([]byte(text), Usual().Depth); err != nil {
		return Value{}, err
	}
	return valueJSON(json.RawMessage(text))
}

// valueJSON is a value: null, true, false, a number, a text, or an array of values.
func valueJSON(raw json.RawMessage) (Value, error) {
	if len(raw) == 0 {
		return Value{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var any any
	if err := d.Decode(&any); err != nil {
		return Value{}, err
	}
	return valueOf(any)
}

func valueOf(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Value{}, nil
	case []any:
		list := Value{Kind: List}
		for _, item := range v {
			value, err := valueOf(item)
			if err != nil {
				return Value{}, err
			}
			list.Items = append(list.Items, value)
		}
		return list, nil
	case bool:
		return Of(fmt.Sprint(v)), nil
	case json.Number:
		return Of(v.String()), nil
	case string:
		return Of(fmt.Sprintf("%q", v)), nil
	}
	return Value{}, fmt.Errorf("an object, want null, true, false, a number, a text, or an array of these")
}

// shallow refuses brackets that are nested too deeply, before anything reads them.
func shallow(text []byte, most int) error {
	depth, quoted, escaped := 0, false, false
	for _, c := range text {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{' || c == '(':
			if depth++; depth > most {
				return fmt.Errorf("nested more than %d deep", most)
			}
		case c == ']' || c == '}' || c == ')':
			depth--
		}
	}
	return nil
}

// cut is the beginning of a text, for messages.
func cut(text []byte) string {
	const most = 40
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}
