package model_test

import (
	"bytes"
	"testing"

	"quesera/model"
)

// A set of nodes is written as the words that it needs, the lowest octets first, and its members are listed; a digest
// is listed by its first four octets.
func TestSetsAndDigestsAreWritten(t *testing.T) {
	set := func(nodes ...model.NodeID) (s model.NodeSet) {
		for _, i := range nodes {
			s = s.With(i)
		}
		return s
	}
	word := func(octets ...byte) []byte { return append(octets, make([]byte, 8-len(octets))...) }
	for _, c := range []struct {
		set   model.NodeSet
		bytes []byte
		text  string
	}{
		{set(), word(), "{}"}, {set(0), word(1), "{0}"}, {set(0, 2, 9), word(5, 2), "{0 2 9}"},
		{set(63), word(0, 0, 0, 0, 0, 0, 0, 0x80), "{63}"}, {set(0, 64), append(word(1), word(1)...), "{0 64}"},
		{set(128).Without(128), word(), "{}"},
		{set(63, 64, 65).Without(64), append(word(0, 0, 0, 0, 0, 0, 0, 0x80), word(2)...), "{63 65}"},
		{set(1, 129), append(append(word(2), word()...), word(2)...), "{1 129}"},
	} {
		if got := c.set.AppendTo([]byte{7}); !bytes.Equal(got, append([]byte{7}, c.bytes...)) || c.set.String() != c.text {
			t.Errorf("%s: %v, want %s and %v", c.set, got, c.text, c.bytes)
		}
	}
	highest := set(0, model.MaxNodes-1)
	last, ok := highest.LastNotIn(set(64))
	if !ok || last != model.MaxNodes-1 || len(highest.AppendTo(nil)) != model.MaxNodes/8 {
		t.Errorf("of %v the highest is %d, %v", highest, last, ok)
	}
	if got := (model.Digest{0x01, 0xab, 0, 0xff, 5}).String(); got != "01ab00ff" {
		t.Errorf("a digest is written %s", got)
	}
}
