package circuits_test

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/spec"
	"quesera/spec/circuits"
	"quesera/spec/circuits/internal/odd"
	"quesera/spec/explore"
)

// Operators, conversions, copies, ranges and sets are on circuits what they are in Go. Method: states drawn at random,
// of numbers that are small, large, or anything.
func TestOperatorsSayWhatGoDoes(t *testing.T) {
	for _, on := range []bool{false, true} {
		c := odd.OperatorsConfig{Nodes: 3, Wide: 300, On: on, Table: [3]uint8{1, 200, 7}}
		compare, err := circuits.Against(c.Spec())
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, 2))
		octet := func() uint8 {
			return []uint8{0, 1, 7, 255, uint8(random.Uint32()), uint8(random.IntN(4))}[random.IntN(6)]
		}
		for range 150 {
			s := odd.OperatorsState{W: uint16(octet())<<8 | uint16(octet()), S: spec.NodeSet(random.IntN(8)),
				T: spec.NodeSet(random.IntN(8)), Who: spec.NodeID(random.IntN(3)), Flag: random.IntN(2) == 0}
			for i := range s.A {
				s.A[i] = octet()
			}
			for i := range s.P {
				s.P[i].In = [2]odd.Pair{{At: octet(), On: random.IntN(2) == 0}, {At: octet(), On: random.IntN(2) == 0}}
			}
			if err := compare(s); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A program says in each state which instances are enabled, which properties hold, and where they say anything. Method:
// all states that the tags allow, the gates one after the other.
func TestProgramsSayWhatGoDoes(t *testing.T) {
	sp := odd.TradeConfig{Nodes: 2}.Spec()
	program, err := circuits.Program(sp)
	if err != nil {
		t.Fatal(err)
	}
	shape, err := explore.ShapeOf(sp)
	if err != nil || program.Inputs != 6 {
		t.Fatalf("%d inputs, %v", program.Inputs, err)
	}
	for _, s := range trades() {
		wires := []bool{false}
		for i, v := range shape.Read(&s) {
			for bit := range shape.Leaves[i].Bits {
				wires = append(wires, v>>bit&1 == 1)
			}
		}
		is := func(w explore.Wire) bool { return wires[w>>1] != (w&1 == 1) }
		for _, g := range program.Gates {
			wires = append(wires, is(g.A) && is(g.B))
		}
		for k, in := range explore.Instances(sp) {
			if want := sp.Actions[in.Action].Can(&s, in.Args); is(program.Enabled[k]) != want {
				t.Fatalf("instance %d enabled %v in %+v", k, !want, s)
			}
		}
		for p := range sp.Props {
			holds, when := sp.Props[p].Holds(&s), sp.Props[p].When != nil && sp.Props[p].When.Holds(&s)
			if is(program.Holds[p]) != holds || is(program.When[p]) != when {
				t.Fatalf("%s holds %v, says anything %v, in %+v", sp.Props[p].ID, !holds, !when, s)
			}
		}
	}
}

// trades are all states that the tags allow.
func trades() (all []odd.TradeState) {
	for n := range 1 << 6 {
		all = append(all, odd.TradeState{Coins: [2]uint8{uint8(n & 3), uint8(n >> 2 & 3)}, Shut: n>>4&1 == 1,
			Bell: n>>5 == 1})
	}
	return all
}

// Circuits of other Go than that which runs are found to differ, whatever of it is other: guards, effects, properties,
// their conditions, lemmas and what is final. Method: the source with one change.
func TestCircuitsOfOtherGoAreFoundToDiffer(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{"st.Coins[1-i] < 3", "st.Coins[1-i] < 2", "Give(i=1) enabled = false, want true"},
		{"st.Coins[i] -= 2", "st.Coins[i] -= 1", "Spend(i=0) leads elsewhere"},
		{"st.Bell = true", "st.Bell = st.Shut", "Ring() leads elsewhere"},
		{"<= 4", "<= 3", "Few = false, want true"},
		{"return st.Shut }", "return !st.Shut }", "Inside = true, want false"},
		{"st.Coins[0] == 3 || st.Shut", "st.Shut", "Quiet = false, want true"},
		{"4 > st.Coins[1]", "3 > st.Coins[1]", "Held = false, want true"},
		{"== 0 && st.Bell", "== 0", "Over = true, want false"},
		{"st.Coins[1] > st.Coins[0]", "st.Coins[1] >= st.Coins[0]", "Rich = true, want false"},
	} {
		sp := odd.TradeConfig{Nodes: 2}.Spec()
		text, err := fs.ReadFile(sp.Source, "trade.go")
		if err != nil || !bytes.Contains(text, []byte(c.from)) {
			t.Fatalf("%q: %v", c.from, err)
		}
		sp.Source = fstest.MapFS{"trade.go": {Data: bytes.Replace(text, []byte(c.from), []byte(c.to), 1)}}
		compare, err := circuits.Against(sp)
		if err != nil {
			t.Fatal(err)
		}
		var found error
		for _, s := range trades() {
			if found == nil {
				found = compare(s)
			}
		}
		if (found == nil) != (c.want == "") || found != nil && !strings.Contains(found.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.to, found, c.want)
		}
	}
}

// What depends on what is worked out exactly: nothing is missing, and nothing is there for caution. Method: all states
// that the tags allow in which the invariants and lemmas hold. Where the door cannot be turned, it is over at the end
// of runs only, so that nobody needs to be seen to.
func TestDependenceIsExact(t *testing.T) {
	for _, turns := range []bool{true, false} {
		sp := odd.TradeConfig{Nodes: 2}.Spec()
		if !turns {
			sp.Actions = slices.Delete(sp.Actions, 2, 3)
		}
		got, err := circuits.Dependence(sp)
		if err != nil {
			t.Fatal(err)
		}
		if want := exactly(sp); !reflect.DeepEqual(got, want) {
			t.Errorf("the door turns %v: worked out %+v, want %+v", turns, got, want)
		}
		if over := got.Deciders[2].Len(); over > 0 != turns || got.Deciders[1].Len() == 0 || got.Deciders[3].Len() == 0 ||
			turns != (got.Mattering[1].Len() > 0) {
			t.Errorf("the door turns %v: %+v", turns, got)
		}
	}
}

// exactly is the dependence by all states that count.
func exactly(sp *spec.Spec[odd.TradeState]) *explore.Dependence {
	m := &measured[odd.TradeState]{sp: sp, taken: explore.Instances(sp)}
	sets := func(n int) (all []explore.Set) {
		for range n {
			all = append(all, explore.NewSet(len(m.taken)))
		}
		return all
	}
	n, props := len(m.taken), len(sp.Props)
	d := &explore.Dependence{Conflicts: sets(n), Enablers: sets(n), Deciders: sets(props), Mattering: sets(props)}
	onTheWay := make([]bool, props) // by property: it holds somewhere from where runs go on
	for _, s := range trades() {
		if !sp.Props[0].Holds(&s) || !sp.Props[1].Holds(&s) {
			continue
		}
		m.note(s, d)
		for k := range m.taken {
			for p := range onTheWay {
				onTheWay[p] = onTheWay[p] || m.can(k, s) && sp.Props[p].Holds(&s)
			}
		}
	}
	for p := range onTheWay {
		if !onTheWay[p] {
			clear(d.Deciders[p])
		}
	}
	return d
}

// note adds what happens in one state.
func (m *measured[S]) note(s S, d *explore.Dependence) {
	for k := range m.taken {
		if !m.can(k, s) {
			continue
		}
		next := m.do(k, s)
		for other := range m.taken {
			if other == k {
				continue
			}
			now, then := m.can(other, s), m.can(other, next)
			if !now && then {
				d.Enablers[other].Add(k)
			}
			if now && (!then || !m.can(k, m.do(other, s)) || m.do(other, next) != m.do(k, m.do(other, s))) {
				d.Conflicts[k].Add(other)
			}
		}
		for p := range m.sp.Props {
			prop := &m.sp.Props[p]
			so := prop.Kind == spec.Sometimes
			if prop.Holds(&s) != so && prop.Holds(&next) == so {
				d.Deciders[p].Add(k)
			}
			if prop.When != nil && !prop.When.Holds(&s) && prop.When.Holds(&next) {
				d.Mattering[p].Add(k)
			}
		}
	}
}
