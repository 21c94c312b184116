package traceformat

import (
	"encoding/json"
	"fmt"
)

// A Member is one of a flat JSON object, in which nothing is nested: a string, or a number, true, false or null as it
// is written.
type Member struct {
	Name   string
	Text   string // of a string what it stands for
	String bool
}

// mostMembers is how many members an object may have that ReadObject reads.
const mostMembers = 24

// ReadObject reads a line as a flat JSON object, no member twice. Which members there may be is for the caller to
// say.
func ReadObject(line []byte) ([]Member, error) {
	var names []string
	var values [mostMembers + 1]token
	var twice string
	index := func(name []byte) int {
		for _, n := range names {
			if n == string(name) {
				twice = n
			}
		}
		if len(names) <= mostMembers {
			names = append(names, string(name))
		}
		return len(names) - 1
	}
	s := scanner{line: line}
	_, err := s.object(index, values[:])
	switch {
	case twice != "":
		return nil, fmt.Errorf("two members are named %s", quote([]byte(twice)))
	case len(names) > mostMembers:
		return nil, fmt.Errorf("more than %d members", mostMembers)
	case err != nil:
		return nil, err
	}
	members := make([]Member, len(names))
	for i, name := range names {
		members[i] = Member{Name: name, Text: string(values[i].text), String: values[i].kind == isString}
	}
	return members, nil
}

// AppendObject appends the line of a flat object, its line feed included.
func AppendObject(b []byte, members ...Member) []byte {
	sep := byte('{')
	for _, m := range members {
		b = append(b, sep)
		b = append(appendString(b, m.Name), ':')
		if m.String {
			b = appendString(b, m.Text)
		} else {
			b = append(b, m.Text...)
		}
		sep = ','
	}
	if len(members) == 0 {
		b = append(b, sep)
	}
	return append(b, "}\n"...)
}

func appendString(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("traceformat: a string cannot be marshalled: " + err.Error())
	}
	return append(b, quoted...)
}

// ParseEvent reads the line of one event of a trace with this header, without its line feed.
func (h Header) ParseEvent(line []byte) (e Event, err error) {
	d := Decoder{header: h}
	err = d.decodeEvent(line, &e)
	return e, err
}

// ParseHeader reads the first line of a trace, without its line feed. The error says what is wrong with it.
func ParseHeader(line []byte, protocols ...Protocol) (Header, error) {
	return decodeHeader(line, protocols)
}

// Line is the header's line, its line feed included.
func (h Header) Line() []byte { return appendHeader(nil, h) }

// Check tells whether the header describes a group that can exist.
func (h Header) Check() error { return h.check(nil) }

// ParseID reads the name of a message, "2.17".
func ParseID(text string) (ID, bool) { return parseID([]byte(text)) }
