package vectortest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Names are words for octets: what a test knows of them by its own computation.
type Names struct {
	words  map[string]string
	octets [][]byte // by length, the longest first
}

// Name gives octets a name. The first name counts.
func (n *Names) Name(octets []byte, format string, args ...any) {
	if n.words == nil {
		n.words = map[string]string{}
	}
	if _, known := n.words[string(octets)]; known {
		return
	}
	n.words[string(octets)] = fmt.Sprintf(format, args...)
	at, _ := slices.BinarySearchFunc(n.octets, len(octets), func(o []byte, size int) int { return size - len(o) })
	n.octets = slices.Insert(n.octets, at, slices.Clone(octets))
}

// Words are octets in words: a name, with another octet (a^3:01 has 1 added to octet 3, modulo 2), cut (a[1:], a[:47]),
// with some behind it, or with a part of something else; or such parts (a&b). Few octets without a name are shown, and
// others are "?". Members of objects are joined by colons.
func (n *Names) Words(octets []byte) string {
	if word, known := n.words[string(octets)]; known {
		return word
	}
	if word, ok := n.parts(octets); ok {
		return word
	}
	if word, ok := n.near(octets); ok {
		return word
	}
	if word, ok := n.spliced(octets); ok {
		return word
	}
	switch {
	case len(octets) == 0:
		return "nothing"
	case len(octets) > 8:
		return fmt.Sprintf("? (%d octets)", len(octets))
	}
	return "x" + hex.EncodeToString(octets)
}

// parts are octets that names stand for one after the other.
func (n *Names) parts(octets []byte) (string, bool) {
	if len(octets) == 0 {
		return "", false
	}
	for _, o := range n.octets {
		if len(o) == 0 || len(o) > len(octets) || !bytes.Equal(o, octets[:len(o)]) {
			continue
		}
		if len(o) == len(octets) {
			return n.words[string(o)], true
		}
		if rest, ok := n.parts(octets[len(o):]); ok {
			return n.words[string(o)] + "&" + rest, true
		}
	}
	for _, o := range n.octets { // or one of them almost
		if len(o) < whole || len(o) >= len(octets) {
			continue
		}
		at, one := differ(o, octets[:len(o)])
		if !one {
			continue
		}
		if rest, ok := n.parts(octets[len(o):]); ok {
			return fmt.Sprintf("%s^%d:%02x&%s", n.words[string(o)], at, o[at]^octets[at], rest), true
		}
	}
	for _, o := range n.octets {
		if len(o) != len(octets) || len(o) < whole {
			continue
		}
		if at, one := differ(o, octets); one {
			return fmt.Sprintf("%s^%d:%02x", n.words[string(o)], at, o[at]^octets[at]), true
		}
	}
	return "", false
}

// whole is how long something must be to be recognised where an octet differs.
const whole = 32

// spliced are octets of which some are as in something that has a name, and all others as in something else.
func (n *Names) spliced(octets []byte) (string, bool) {
	for _, o := range n.octets {
		if len(o) != len(octets) {
			continue
		}
		from, to := 0, len(o)
		for o[from] == octets[from] {
			from++
		}
		for o[to-1] == octets[to-1] {
			to--
		}
		if 2*(to-from) > len(o) {
			continue
		}
		for _, other := range n.octets {
			if len(other) == len(octets) && bytes.Equal(other[from:to], octets[from:to]) {
				return fmt.Sprintf("%s but %d to %d of %s", n.words[string(o)], from, to, n.words[string(other)]), true
			}
		}
	}
	return "", false
}

// near are octets that are almost something that has a name.
func (n *Names) near(octets []byte) (string, bool) {
	for _, o := range n.octets {
		word := n.words[string(o)]
		short := len(o) - len(octets)
		switch {
		case len(o) < 8:
		case short > 0 && len(octets) > 0 && bytes.HasPrefix(o, octets):
			return fmt.Sprintf("%s[:%d]", word, len(octets)), true
		case short > 0 && len(octets) > 0 && bytes.HasSuffix(o, octets):
			return fmt.Sprintf("%s[%d:]", word, short), true
		case short < 0 && short >= -2 && bytes.HasPrefix(octets, o):
			return fmt.Sprintf("%s&x%x", word, octets[len(o):]), true
		}
	}
	return "", false
}

// differ tells at which octet alone two of one length differ, if at one alone.
func differ(a, b []byte) (at int, one bool) {
	for k := range a {
		if a[k] == b[k] {
			continue
		}
		if one {
			return 0, false
		}
		at, one = k, true
	}
	return at, one
}

// A member is a member of an input in words.
type member struct{ name, words string }

// members are those of a JSON object, or one without a name of another value.
func (n *Names) members(text json.RawMessage) []member {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	start, err := d.Token()
	if err != nil || start != json.Delim('{') {
		whole := json.NewDecoder(bytes.NewReader(text))
		whole.UseNumber()
		return []member{{words: n.value(whole)}}
	}
	var all []member
	for d.More() {
		name, _ := d.Token()
		all = append(all, member{fmt.Sprint(name), n.value(d)})
	}
	return all
}

// value is the next value of JSON in words.
func (n *Names) value(d *json.Decoder) string {
	token, err := d.Token()
	if err != nil {
		return "?"
	}
	switch token := token.(type) {
	case json.Delim:
		var all []string
		for d.More() {
			if token == '{' {
				_, _ = d.Token() // the name
			}
			all = append(all, n.value(d))
		}
		if end, err := d.Token(); err != nil {
			return "?"
		} else if end == json.Delim('}') {
			return strings.Join(all, ":")
		}
		return "[" + strings.Join(all, " ") + "]"
	case string:
		if octets, err := hex.DecodeString(token); err == nil {
			return n.Words(octets)
		}
		return token
	}
	return fmt.Sprint(token)
}
