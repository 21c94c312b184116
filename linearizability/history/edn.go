package history

import (
	"bytes"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"olympos.io/encoding/edn"
)

// opEDN is what is read of an operation of Jepsen's. What else it has says nothing of its order or its outcome.
type opEDN struct {
	Process any            `edn:"process"`
	Type    edn.Keyword    `edn:"type"`
	F       any            `edn:"f"`
	Key     edn.RawMessage `edn:"key"`
	Value   edn.RawMessage `edn:"value"`
	Index   *int64         `edn:"index"`
}

// readEDN reads maps, one after the other, in a vector or a list, or in none. Each is cut out before it is decoded, so
// that the memory for it is bounded and so is its depth.
func (s *source) readEDN() error {
	last := int64(-1)
	c := &cutter{s: s}
	for {
		first, text, err := c.next()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		now := s.line
		s.line = first
		if err := s.operation(text, &last); err != nil {
			return err
		}
		s.line = now
	}
}

// operation takes in one map.
func (s *source) operation(text []byte, last *int64) error {
	var o opEDN
	if err := edn.Unmarshal(text, &o); err != nil {
		return fmt.Errorf("no operation: %s", strings.TrimPrefix(err.Error(), "edn: "))
	}
	if o.Index != nil {
		if *o.Index <= *last {
			return fmt.Errorf("index = %d, want more than %d as before: operations stand in their order", *o.Index, *last)
		}
		*last = *o.Index
	}
	process, ok := o.Process.(int64)
	if !ok {
		if name, isWord := o.Process.(edn.Keyword); isWord && name != "" {
			return nil // the nemesis, which is no client
		}
		return fmt.Errorf("process = %v, want a number, or a keyword such as :nemesis", o.Process)
	}
	t, ok := typeOf(string(o.Type))
	if !ok {
		return fmt.Errorf("type = %v, want :invoke, :ok, :fail or :info", o.Type)
	}
	f, ok := o.F.(edn.Keyword)
	if !ok {
		return fmt.Errorf("f = %v, want a keyword", o.F)
	}
	e := Event{Process: strconv.FormatInt(process, 10), Type: t, F: string(f), Line: s.line}
	var err error
	if e.Key, err = valueEDN(o.Key); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if t == Invoke || t == OK { // of others the value may be the reason
		if e.Value, err = valueEDN(o.Value); err != nil {
			return fmt.Errorf("value: %w", err)
		}
	}
	return s.event(e)
}

// valueEDN is a value.
func valueEDN(raw []byte) (Value, error) {
	if len(raw) == 0 {
		return Value{}, nil
	}
	var any any
	if err := edn.Unmarshal(raw, &any); err != nil {
		return Value{}, err
	}
	return valueOfEDN(any)
}

func valueOfEDN(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Value{}, nil
	case []any:
		items, err := itemsEDN(v)
		return Value{Kind: List, Items: items}, err
	case map[any]bool:
		var all []any
		for item := range v {
			all = append(all, item)
		}
		items, err := itemsEDN(all)
		return SetOf(items), err
	case int64:
		return Of(strconv.FormatInt(v, 10)), nil
	case *big.Int:
		return Of(v.String()), nil
	case float64:
		return Of(strconv.FormatFloat(v, 'g', -1, 64)), nil
	case bool:
		return Of(strconv.FormatBool(v)), nil
	case string:
		return Of(strconv.Quote(v)), nil
	case edn.Keyword:
		return Of(":" + string(v)), nil
	case edn.Symbol:
		return Of(string(v)), nil
	case edn.Tag: // such as that of a tuple of a key and a value
		return valueOfEDN(v.Value)
	}
	return Value{}, fmt.Errorf("%T, want nil, a number, a text, a keyword, a vector, a list or a set", v)
}

func itemsEDN(all []any) (items []Value, err error) {
	for _, item := range all {
		value, err := valueOfEDN(item)
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	return items, nil
}

// A cutter cuts the maps out of EDN, without decoding it.
type cutter struct {
	s    *source
	open byte // the bracket in which all maps stand; 0: none yet
	done bool // it is closed
}

// next is the next map with the line in which it begins. At the end the error is io.EOF.
func (c *cutter) next() (line int, text []byte, err error) {
	for {
		b, err := c.read()
		switch {
		case err == io.EOF && c.open != 0 && c.open != '{' && !c.done:
			return 0, nil, fmt.Errorf("ends before its %q is closed", c.open)
		case err != nil:
			return 0, nil, err
		}
		switch {
		case b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == ',':
		case b == ';':
			if err := c.comment(); err != nil && err != io.EOF {
				return 0, nil, err
			}
		case c.done:
			return 0, nil, fmt.Errorf("%q after the end of the history", b)
		case b == '#': // the tag of what follows
			if err := c.tag(); err != nil {
				return 0, nil, err
			}
		case (b == '[' || b == '(') && c.open == 0:
			c.open = b
		case b == ']' && c.open == '[' || b == ')' && c.open == '(':
			c.done = true
		case b == '{':
			if c.open == 0 {
				c.open = '{' // maps stand for themselves
			}
			line = c.s.line
			text, err := c.form()
			return line, text, err
		default:
			return 0, nil, fmt.Errorf("%q, want a map for each operation", b)
		}
	}
}

// read is the next octet.
func (c *cutter) read() (byte, error) {
	b, err := c.s.in.ReadByte()
	if b == '\n' && err == nil {
		if c.s.line++; c.s.line&0xfff == 0 && c.s.ctx.Err() != nil {
			return 0, c.s.ctx.Err()
		}
	}
	return b, err
}

// comment passes over the rest of a line.
func (c *cutter) comment() error {
	for {
		if b, err := c.read(); err != nil || b == '\n' {
			return err
		}
	}
}

// tag passes over the name of a tag.
func (c *cutter) tag() error {
	for n := 0; ; n++ {
		b, err := c.s.in.ReadByte()
		switch {
		case err != nil:
			return err
		case n > 100:
			return fmt.Errorf("a tag of more than 100 characters")
		case b == '{' || b == '[' || b == '(' || b == ' ' || b == '\n':
			return c.s.in.UnreadByte()
		}
	}
}

// form reads on to the end of the map whose bracket was read.
func (c *cutter) form() ([]byte, error) {
	text := []byte{'{'}
	depth := 1
	for depth > 0 {
		b, err := c.read()
		if err == io.EOF {
			return nil, fmt.Errorf("ends within a map")
		} else if err != nil {
			return nil, err
		}
		if len(text) >= c.s.limits.Line {
			return nil, fmt.Errorf("a map of more than %d octets", c.s.limits.Line)
		}
		text = append(text, b)
		switch b {
		case '{', '[', '(':
			if depth++; depth > c.s.limits.Depth {
				return nil, fmt.Errorf("nested more than %d deep", c.s.limits.Depth)
			}
		case '}', ']', ')':
			depth--
		case ';':
			text = text[:len(text)-1]
			if err := c.comment(); err != nil && err != io.EOF {
				return nil, err
			}
			text = append(text, '\n')
		case '"':
			if text, err = c.quoted(text); err != nil {
				return nil, err
			}
		case '\\': // a character, which may be a bracket
			if b, err = c.read(); err != nil {
				return nil, fmt.Errorf("ends within a map")
			}
			text = append(text, b)
		}
	}
	return text, nil
}

// quoted reads on to the end of a text.
func (c *cutter) quoted(text []byte) ([]byte, error) {
	for escaped := false; ; {
		b, err := c.read()
		if err != nil {
			return nil, fmt.Errorf("ends within a text")
		}
		if len(text) >= c.s.limits.Line {
			return nil, fmt.Errorf("a map of more than %d octets", c.s.limits.Line)
		}
		text = append(text, b)
		switch {
		case escaped:
			escaped = false
		case b == '\\':
			escaped = true
		case b == '"':
			return text, nil
		}
	}
}

// logLine is an event in Jepsen's log: the process, the type, what is done and the value, with tabs between them.
var logLine = regexp.MustCompile(`(?:^|\s)(\d+|:\w+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s+(.*)$`)

// readLog reads Jepsen's log. Lines that are no events say nothing of clients.
func (s *source) readLog() error {
	found := false
	for ; ; s.line++ {
		line, ok, err := s.nextLine()
		switch {
		case err != nil:
			return err
		case !ok && !found:
			return problem(0, "no line is an event of a client: want JSON Lines, EDN or a log of Jepsen's")
		case !ok:
			return nil
		case s.ctx.Err() != nil:
			return s.ctx.Err()
		}
		parts := logLine.FindSubmatch(line)
		if parts == nil || bytes.HasPrefix(parts[1], []byte(":")) {
			continue
		}
		found = true
		t, _ := typeOf(string(parts[2]))
		e := Event{Process: string(parts[1]), Type: t, F: string(parts[3]), Line: s.line}
		if t == Invoke || t == OK {
			if err := shallow(parts[4], s.limits.Depth); err != nil {
				return err
			}
			if e.Value, err = valueEDN(parts[4]); err != nil {
				return fmt.Errorf("value: %w", err)
			}
		}
		if err := s.event(e); err != nil {
			return err
		}
	}
}

// splitTuples takes the values of a history with independent keys apart: there, all are vectors of a key and a value,
// and the value of a compare-and-set is a vector again (jepsen.independent).
func (h *History) splitTuples() {
	pair := func(v Value) bool { return v.Kind == List && len(v.Items) == 2 }
	seen := false
	for k := range h.Operations {
		o := &h.Operations[k]
		switch {
		case o.Key.Kind != None || !pair(o.Input), o.F == "txn":
			return
		case o.F == "cas" && !pair(o.Input.Items[1]):
			return
		case o.Outcome == OK && (!pair(o.Output) || !o.Output.Items[0].Equal(o.Input.Items[0])):
			return
		}
		seen = true
	}
	if !seen {
		return
	}
	for k := range h.Operations {
		o := &h.Operations[k]
		o.Key, o.Input = o.Input.Items[0], o.Input.Items[1]
		if o.Outcome == OK {
			o.Output = o.Output.Items[1]
		}
	}
}
