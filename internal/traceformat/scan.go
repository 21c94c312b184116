package traceformat

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// tokenKind is the JSON type of a scalar value.
type tokenKind uint8

const (
	isString tokenKind = iota
	isNumber
	isBool
	isNull
)

func (k tokenKind) String() string {
	return [...]string{"a string", "a number", "true or false", "null"}[k]
}

// token is one scalar value of a line. text is what stands between the quotes of a
// string, its escapes resolved, or the literal itself; it aliases the line.
type token struct {
	kind tokenKind
	text []byte
}

// scanner reads one flat JSON object: members with scalar values, no member twice.
// Nested values are refused where they begin, so no input makes it recurse.
type scanner struct {
	line  []byte
	pos   int
	known []string // the members that there are, for who writes another
}

// object reads the line into values, which keyIndex maps names to; the result has
// the bit of each member present. Members whose name begins with "x_" are skipped.
func (s *scanner) object(keyIndex func(name []byte) int, values []token) (present uint32, err error) {
	if !s.next('{') {
		return 0, fmt.Errorf("line is not a JSON object: got %s, want {", s.here())
	}
	if s.next('}') {
		return 0, s.end()
	}
	for {
		i, v, err := s.member(keyIndex, present)
		if err != nil {
			return 0, err
		}
		if i >= 0 {
			present |= 1 << i
			values[i] = v
		}
		switch {
		case s.next(','):
		case s.next('}'):
			return present, s.end()
		default:
			return 0, fmt.Errorf("object: got %s, want , or }", s.here())
		}
	}
}

// member reads one "name": value that is not yet present; i is -1 for a member to be
// skipped.
func (s *scanner) member(keyIndex func(name []byte) int, present uint32) (i int, v token, err error) {
	s.space()
	if s.pos >= len(s.line) || s.line[s.pos] != '"' {
		return 0, v, fmt.Errorf("object: got %s, want the name of a member", s.here())
	}
	name, err := s.str()
	if err != nil {
		return 0, v, err
	}
	if i = keyIndex(name); i < 0 && !strings.HasPrefix(string(name), "x_") {
		return 0, v, fmt.Errorf("unknown member %s, want one of %s; names of your own begin with x_", quote(name),
			strings.Join(s.known, ", "))
	}
	if i >= 0 && present&(1<<i) != 0 {
		return 0, v, fmt.Errorf("two members are named %s", quote(name))
	}
	if !s.next(':') {
		return 0, v, fmt.Errorf("member %s: got %s, want :", quote(name), s.here())
	}
	s.space()
	v, err = s.scalar()
	if err != nil {
		return 0, v, fmt.Errorf("member %s: %w", quote(name), err)
	}
	return i, v, nil
}

// scalar reads a string, a number, true, false or null.
func (s *scanner) scalar() (token, error) {
	if s.pos >= len(s.line) {
		return token{}, fmt.Errorf("got %s, want a value", s.here())
	}
	switch c := s.line[s.pos]; {
	case c == '"':
		text, err := s.str()
		return token{isString, text}, err
	case c == '-' || '0' <= c && c <= '9':
		return s.number()
	case s.word("true"), s.word("false"):
		start := s.pos
		s.pos += len("true")
		if c == 'f' {
			s.pos++
		}
		return token{isBool, s.line[start:s.pos]}, nil
	case s.word("null"):
		s.pos += len("null")
		return token{isNull, s.line[s.pos-len("null") : s.pos]}, nil
	case c == '{' || c == '[':
		return token{}, fmt.Errorf("got %s, want a string, a number, true, false or null: nothing is nested", s.here())
	}
	return token{}, fmt.Errorf("got %s, want a value", s.here())
}

func (s *scanner) word(w string) bool {
	return len(s.line)-s.pos >= len(w) && string(s.line[s.pos:s.pos+len(w)]) == w
}

// number reads a JSON number (RFC 8259 §6). Whether it is a whole number in range is
// for the field to say.
func (s *scanner) number() (token, error) {
	start := s.pos
	if s.line[s.pos] == '-' {
		s.pos++
	}
	first := s.pos
	if s.digits() == 0 || s.line[first] == '0' && s.pos-first > 1 {
		return token{}, fmt.Errorf("malformed number %s", quote(s.line[start:s.pos]))
	}
	if s.pos < len(s.line) && s.line[s.pos] == '.' {
		s.pos++
		if s.digits() == 0 {
			return token{}, fmt.Errorf("malformed number %s", quote(s.line[start:s.pos]))
		}
	}
	if s.pos < len(s.line) && s.line[s.pos]|0x20 == 'e' {
		s.pos++
		if s.pos < len(s.line) && (s.line[s.pos] == '+' || s.line[s.pos] == '-') {
			s.pos++
		}
		if s.digits() == 0 {
			return token{}, fmt.Errorf("malformed number %s", quote(s.line[start:s.pos]))
		}
	}
	return token{isNumber, s.line[start:s.pos]}, nil
}

func (s *scanner) digits() (count int) {
	for s.pos < len(s.line) && '0' <= s.line[s.pos] && s.line[s.pos] <= '9' {
		s.pos++
		count++
	}
	return count
}

// str reads a string. Most hold neither escapes nor anything but ASCII; the others go
// through encoding/json, after a check that they are UTF-8, which it would not insist on.
func (s *scanner) str() ([]byte, error) {
	start := s.pos
	s.pos++
	for s.pos < len(s.line) && simple[s.line[s.pos]] {
		s.pos++
	}
	plain := true
	for s.pos < len(s.line) {
		switch c := s.line[s.pos]; {
		case c == '"':
			s.pos++
			if plain {
				return s.line[start+1 : s.pos-1], nil
			}
			return unescape(s.line[start:s.pos])
		case c < 0x20:
			return nil, fmt.Errorf("control character %q in a string", c)
		case c == '\\':
			plain = false
			s.pos++
		case c >= utf8.RuneSelf:
			plain = false
		}
		s.pos++
	}
	s.pos = len(s.line)
	return nil, fmt.Errorf("line ends inside a string")
}

// simple are the octets that stand in a string for themselves: ASCII but for control characters, quotes and
// backslashes.
var simple = func() (table [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

func unescape(quoted []byte) ([]byte, error) {
	if !utf8.Valid(quoted) {
		return nil, fmt.Errorf("a string is not UTF-8")
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return nil, fmt.Errorf("malformed string %s", quote(quoted))
	}
	return []byte(text), nil
}

// end wants nothing but white space after the object.
func (s *scanner) end() error {
	s.space()
	if s.pos < len(s.line) {
		return fmt.Errorf("after the object: got %s, want the end of the line", s.here())
	}
	return nil
}

func (s *scanner) space() {
	for s.pos < len(s.line) {
		switch s.line[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// next skips white space and then c, if it is there.
func (s *scanner) next(c byte) bool {
	if s.pos < len(s.line) && s.line[s.pos] != c { // mostly there is none
		s.space()
	}
	if s.pos < len(s.line) && s.line[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

// here describes what stands at the present position.
func (s *scanner) here() string {
	if s.pos >= len(s.line) {
		return "the end of the line"
	}
	r, _ := utf8.DecodeRune(s.line[s.pos:])
	return fmt.Sprintf("%q", r)
}

// quote shows a piece of input in a message, shortened.
func quote(b []byte) string {
	const most = 40
	if len(b) > most {
		return fmt.Sprintf("%q…", b[:most])
	}
	return fmt.Sprintf("%q", b)
}
