package explore

import (
	"slices"
	"strings"
	"testing"
	"unsafe"

	"quesera/spec"
)

// sizes is a Config for layouts.
type sizes struct{ Nodes, Few, Many uint8 }

// layoutOf is the layout of S, or its error in words.
func layoutOf[S any](config any) (*layout, string) {
	l, err := newLayout[S](config)
	if err != nil {
		return nil, err.Error()
	}
	return l, ""
}

// A type whose tags do not say how large its numbers and arrays are is refused, and so is one that is too large, in
// words that name the field.
func TestTypesWithoutBoundsAreRefused(t *testing.T) {
	config := sizes{Nodes: 3, Few: 2, Many: 9}
	refused := func(says, want string) {
		t.Helper()
		if want == "" && says != "" || !strings.Contains(says, want) {
			t.Errorf("%q, want %q", says, want)
		}
	}
	_, says := layoutOf[struct{ A [4]bool }](config)
	refused(says, "explore: array A has no len tag for each of its dimensions")
	_, says = layoutOf[struct {
		A [4][2]bool `len:"Few"`
	}](config)
	refused(says, "explore: array A[0] has no len tag for each of its dimensions")
	_, says = layoutOf[struct {
		A [4]bool `len:"Many"`
	}](config)
	refused(says, "explore: A = 9 entries, want at most 4 (Many)")
	_, says = layoutOf[struct {
		A [9]bool `len:"Many"`
	}](config)
	refused(says, "")
	_, says = layoutOf[struct {
		A [4]bool `len:"Some"`
	}](config)
	refused(says, `explore: explore.sizes has no unsigned field "Some"`)
	_, says = layoutOf[struct{ In struct{ A uint8 } }](config)
	refused(says, "explore: number In.A has no max tag")
	_, says = layoutOf[struct {
		A uint8 `max:"Most"`
	}](config)
	refused(says, `has no unsigned field "Most"`)
	_, says = layoutOf[struct {
		A int8 `max:"3"`
	}](config)
	refused(says, "explore: A has type int8, want bool, uint8, uint16 or a type of these")
	_, says = layoutOf[struct{ A bool }](struct{ Few uint8 }{1})
	refused(says, `has no unsigned field "Nodes"`)
	_, says = layoutOf[struct{ A bool }](struct{ Nodes int }{1})
	refused(says, `has no unsigned field "Nodes"`)
	_, says = layoutOf[struct{ A bool }](3)
	refused(says, `has no unsigned field "Nodes"`)
	_, says = layoutOf[struct{ A bool }](nil)
	refused(says, `explore: <nil> has no unsigned field "Nodes"`)
	_, says = layoutOf[struct {
		A [65536]bool `len:"1"`
	}](config)
	refused(says, "explore: a state takes 65536 bytes, want at most 65535")
	_, says = layoutOf[struct {
		A [65535]bool `len:"1"`
	}](config)
	refused(says, "")
	_, says = layoutOf[struct {
		A [1024]uint16 `len:"1020" max:"65535"`
	}](config)
	refused(says, "")
	_, says = layoutOf[struct {
		A [1024]uint16 `len:"1021" max:"65535"`
	}](config)
	refused(says, "explore: a packed state takes 256 words, want at most 255")
}

// Each number takes as many bits as its largest value needs, and none lies in two words of the packed state.
func TestNumbersTakeTheBitsThatTheyNeed(t *testing.T) {
	l, says := layoutOf[struct {
		None    uint8        `max:"0"`
		Flag    bool         // 1
		Seven   uint8        `max:"7"`     // 3
		Eight   uint8        `max:"8"`     // 4
		Many    uint16       `max:"Many"`  // 9: 4
		Large   uint16       `max:"65535"` // 16
		Set     spec.NodeSet // 5
		Name    spec.NodeID  // of 5: 3
		Beside  [3][2]uint8  `len:"Few,1" max:"255"` // 2 of 8
		Wide    [2]uint16    `len:"Few" max:"10000"` // 2 of 14, the first of which ends with the word
		Last    [2]bool      `len:"1"`               // 1
		Out     [4]bool      `len:"Few"`             // 2
		Again   [2]uint16    `len:"1" max:"32768"`   // 16
		Pair    [2][2]uint8  `len:"1,2" max:"Nodes"` // 2 of 3
		Nobody  [2][2]uint8  `len:"0,2" max:"Nodes"` // none
		Nowhere [0]uint8     `len:"0" max:"1"`       // none
	}](sizes{Nodes: 5, Few: 2, Many: 9})
	if says != "" {
		t.Fatal(says)
	}
	want := []struct{ word, shift, bits uint8 }{{0, 0, 1}, {0, 1, 3}, {0, 4, 4}, {0, 8, 4}, {0, 12, 16}, {0, 28, 5},
		{0, 33, 3}, {0, 36, 8}, {0, 44, 8}, {1, 0, 14}, {1, 14, 14}, {1, 28, 1}, {1, 29, 1}, {1, 30, 1}, {1, 31, 16},
		{1, 47, 3}, {1, 50, 3}}
	if len(l.places) != len(want) || l.words != 2 || l.nodes != 5 {
		t.Fatalf("%d places in %d words, want %d", len(l.places), l.words, len(want))
	}
	for i, w := range want {
		p := l.places[i]
		if p.word != w.word || p.shift != w.shift || p.mask != 1<<w.bits-1 || l.leaves[i].bits != w.bits {
			t.Errorf("%s: %+v, %d bits, want %+v", l.leaves[i].path, p, l.leaves[i].bits, w)
		}
	}
	full, says := layoutOf[struct {
		A [4]uint16 `len:"4" max:"65535"`
		B bool
	}](sizes{Nodes: 1})
	if says != "" || full.words != 2 || full.places[3].word != 0 || full.places[4].word != 1 || full.places[4].shift != 0 {
		t.Errorf("%q, %+v: want a word that is full, and one more", says, full)
	}
}

// What a state is packed to is what it is unpacked from, and a value or an entry that has no place is named.
func TestWhatDoesNotFitIsNamed(t *testing.T) {
	sp := &spec.Spec[pads]{Config: sizes{Nodes: 2}, Actions: []spec.Action[pads]{
		spec.Act1("Up", "", spec.Numbers("x", 1), func(s *pads, _ uint8) bool { return s.A[0] < 3 },
			func(s *pads, _ uint8) { s.A[0]++ })}}
	for want, init := range map[string]pads{
		"": {}, "explore: A[1] = 4, does not fit 2 bits": {A: [3]uint8{0, 4, 0}},
		"explore: an array entry beyond the len tag is not zero": {A: [3]uint8{0, 0, 1}},
		"explore: Far = 256, does not fit 8 bits":                {Far: 256},
	} {
		sp.Init = init
		says := func(err error) string {
			if err == nil {
				return ""
			}
			return err.Error()
		}
		_, searched := Explore(sp, Options{})
		_, lived := Live(sp, Progressing[pads]{Goal: func(*pads) bool { return false }, Fair: func(int) bool { return true }})
		_, packed := NewPacked(sp, Part{})
		for how, err := range map[string]error{"Explore": searched, "Live": lived, "NewPacked": packed} {
			if says(err) != want {
				t.Errorf("%s: %v, want %q", how, err, want)
			}
		}
	}
	sp.Init, sp.Actions[0].Can = pads{}, func(s *pads, _ spec.Args) bool { return s.A[0] < 4 }
	_, err := Live(sp, Progressing[pads]{Goal: func(*pads) bool { return false }, Fair: func(int) bool { return true }})
	if err == nil || err.Error() != "explore: A[0] = 4, does not fit 2 bits" {
		t.Errorf("after some actions: %v", err)
	}
}

// Every bit of a packed state can be told, the last of a word too. Method: a state of 65 flags, leaf by leaf and all at
// once.
func TestEveryBitIsPacked(t *testing.T) {
	type flags struct {
		A [65]bool `len:"65"`
	}
	l, says := layoutOf[flags](sizes{Nodes: 1})
	if says != "" || l.words != 2 {
		t.Fatalf("%q, %+v", says, l)
	}
	for i := range 65 {
		var s, again padded[flags]
		s.of.A[i] = true
		packed, want := make([]uint64, 2), []uint64{0, 0}
		want[i/64] = 1 << (i % 64)
		if err := l.pack(unsafe.Pointer(&s), packed); err != nil || !slices.Equal(packed, want) {
			t.Errorf("flag %d is packed to %x, %v", i, packed, err)
		}
		if l.unpack(packed, unsafe.Pointer(&again)); again != s {
			t.Errorf("flag %d is unpacked to %+v", i, again.of)
		}
		var empty padded[flags]
		changes, moved := l.changes(nil, unsafe.Pointer(&empty), unsafe.Pointer(&s)), make([]uint64, 2)
		if !l.mover.repack(changes, unsafe.Pointer(&empty), unsafe.Pointer(&s), moved) || !slices.Equal(moved, want) {
			t.Errorf("flag %d is repacked to %x", i, moved)
		}
	}
}

// pads has an entry beyond what its tag allows.
type pads struct {
	A   [3]uint8 `len:"Nodes" max:"3"`
	Far uint16   `max:"255"`
}
