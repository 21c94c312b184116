package explore

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"unsafe"

	"quesera/spec"
)

// A village is a state with a number of every kind, in more than one word. What happens in it is drawn at random, and
// does not depend on what its nodes are called.
type village struct {
	Kind  [4]uint8 `len:"Nodes" max:"2"`
	Clock uint8    `max:"2"`
	Said  spec.NodeSet
	Mayor spec.NodeID
	Wide  [4]uint16 `len:"4" max:"65535"`
}

// A rule is an action of a node, with another one or itself.
type rule struct {
	kind, other, clock, said int // what the node is, the other one, the time, and whether it has spoken; -1: anything
	becomes, later           int // what the node and the time are after it; -1: what they were
	speaks, elects           bool
	flips                    uint16 // bits of the last number
}

// villageRules make a spec.
type villageRules struct {
	nodes  int
	rules  []rule
	final  int // the time at which nothing need be enabled; -1: nothing need ever be
	when   int // the time at which the first invariant says anything
	kind   uint8
	most   [3]int // how many of a kind fail the first invariant and the second, and how many speakers are asked for
	strays bool   // the program leaves some states to the Go
	layout *layout
}

func (r *rule) can(s *village, i, j uint16) bool {
	return (r.kind < 0 || int(s.Kind[i]) == r.kind) && (r.other < 0 || int(s.Kind[j]) == r.other) &&
		(r.clock < 0 || int(s.Clock) == r.clock) && (r.said < 0 || s.Said.Has(spec.NodeID(i)) == (r.said == 1))
}

func (r *rule) do(s *village, i, j uint16) {
	if r.becomes >= 0 {
		s.Kind[i] = uint8(r.becomes)
	}
	if r.later >= 0 {
		s.Clock = uint8(r.later)
	}
	if r.speaks {
		s.Said ^= spec.Only(spec.NodeID(j))
	}
	if r.elects {
		s.Mayor = spec.NodeID(j)
	}
	s.Wide[3] ^= r.flips
}

// of counts the nodes of a kind.
func (v *villageRules) of(s *village, kind uint8) (n int) {
	for i := range v.nodes {
		if s.Kind[i] == kind {
			n++
		}
	}
	return n
}

func (v *villageRules) spec() *spec.Spec[village] {
	at := func(clock int) *spec.Predicate[village] {
		return &spec.Predicate[village]{Method: "At", Holds: func(s *village) bool { return int(s.Clock) == clock }}
	}
	property := func(id string, kind spec.PropertyKind, when *spec.Predicate[village],
		holds func(s *village) bool) spec.Property[village] {
		return spec.Property[village]{Claim: spec.Claim{ID: id}, Kind: kind, When: when,
			Predicate: spec.Predicate[village]{Method: id, Holds: holds}}
	}
	sp := &spec.Spec[village]{Name: "village", Config: struct{ Nodes uint8 }{uint8(v.nodes)},
		Symmetric: func(s *village) bool { return s.Clock != 1 },
		Props: []spec.Property[village]{
			property("V-P1", spec.Invariant, at(v.when), func(s *village) bool {
				return int(s.Clock) != v.when || v.of(s, v.kind) < v.most[0]
			}),
			property("V-S1", spec.Sometimes, nil, func(s *village) bool { return s.Said.Len() >= v.most[2] }),
			property("V-P2", spec.Invariant, nil, func(s *village) bool { return v.of(s, 2) < v.most[1] }),
		},
		Views: []spec.View[village]{{Name: "classes", Props: []string{"V-P1", "V-P2", "V-S1"},
			Forget: func(*village) {}, Join: func(s *village) { *s = leastVillage(v, *s) },
			Settled: func(s *village) bool { return s.Clock != 1 }}}}
	if v.final >= 0 {
		sp.Final = at(v.final)
	}
	for k := range v.rules {
		r := &v.rules[k]
		sp.Actions = append(sp.Actions, spec.Action[village]{Name: fmt.Sprint("Rule", k),
			Params: []spec.Param{spec.Nodes("i", v.nodes), spec.Nodes("j", v.nodes)},
			Can:    func(s *village, a spec.Args) bool { return r.can(s, a[0], a[1]) },
			Do:     func(s *village, a spec.Args) { r.do(s, a[0], a[1]) }})
	}
	return sp
}

// someVillage draws rules.
func someVillage(random *rand.Rand) *villageRules {
	perhaps := func(n int) int { return max(-1, random.IntN(2*n)-n) }
	v := &villageRules{nodes: 2 + random.IntN(2), final: perhaps(3), when: random.IntN(3), kind: uint8(random.IntN(3)),
		strays: random.IntN(2) == 0}
	for k := range v.most {
		v.most[k] = 1 + random.IntN(v.nodes+1)
	}
	var err error
	if v.layout, err = newLayout[village](struct{ Nodes uint8 }{uint8(v.nodes)}); err != nil {
		panic(err)
	}
	for range 3 + random.IntN(2) {
		v.rules = append(v.rules, rule{perhaps(3), perhaps(3), random.IntN(3), perhaps(2), perhaps(3), random.IntN(3),
			random.IntN(3) == 0, random.IntN(3) == 0, uint16(random.IntN(2) * random.IntN(2) << 15)})
	}
	return v
}

// keyOf is the state as it is packed: of several, searches prefer that with the least one.
func keyOf(l *layout, s village) []uint64 {
	words := make([]uint64, l.words)
	if err := l.pack(unsafe.Pointer(&padded[village]{of: s}), words); err != nil {
		panic(err)
	}
	return words
}

// leastVillage is the least renaming of a state.
func leastVillage(v *villageRules, s village) village {
	least := s
	for _, to := range permutations(v.nodes) {
		r := village{Clock: s.Clock, Mayor: spec.NodeID(to[s.Mayor]), Wide: s.Wide}
		for i, j := range to {
			r.Kind[j] = s.Kind[i]
			if s.Said.Has(spec.NodeID(i)) {
				r.Said = r.Said.With(spec.NodeID(j))
			}
		}
		if slices.Compare(keyOf(v.layout, r), keyOf(v.layout, least)) < 0 {
			least = r
		}
	}
	return least
}

// A wiring makes the gates of a program.
type wiring struct{ *Program }

func (w wiring) bit(input int) Wire { return Wire(1+input) << 1 }

func (w wiring) and(wires ...Wire) Wire {
	all := Wire(1)
	for _, one := range wires {
		w.Gates = append(w.Gates, Gate{all, one})
		all = Wire(w.Inputs+len(w.Gates)) << 1
	}
	return all
}

// is reports whether a number of two bits is this one; any is, where that is below zero.
func (w wiring) is(first, value int) Wire {
	if value < 0 {
		return 1
	}
	return w.and(w.bit(first)^Wire(1-value&1), w.bit(first+1)^Wire(1-value>>1))
}

// atLeast reports whether any so many of the wires are true.
func (w wiring) atLeast(k int, of []Wire) Wire {
	none := Wire(1)
	for set := range spec.NodeSet(1) << len(of) {
		if set.Len() == k {
			all := Wire(1)
			for i, one := range of {
				if set.Has(spec.NodeID(i)) {
					all = w.and(all, one)
				}
			}
			none = w.and(none, all^1)
		}
	}
	return none ^ 1
}

// kinds are where nodes are of a kind.
func (w wiring) kinds(nodes, kind int) (all []Wire) {
	for i := range nodes {
		all = append(all, w.is(2*i, kind))
	}
	return all
}

// program is that of the rules, made by hand. The bits of a state are those of the kinds, the clock, who has spoken,
// the mayor and the wide numbers.
func (v *villageRules) program() *Program {
	n := v.nodes
	clock, said := 2*n, 2*n+2
	w := wiring{&Program{Inputs: 3*n + 2 + v.names() + 4*16}}
	var speakers []Wire
	for i := range n {
		speakers = append(speakers, w.bit(said+i))
	}
	when := w.is(clock, v.when)
	w.Holds = []Wire{w.and(when, w.atLeast(v.most[0], w.kinds(n, int(v.kind)))) ^ 1, w.atLeast(v.most[2], speakers),
		w.atLeast(v.most[1], w.kinds(n, 2)) ^ 1}
	w.When, w.Unsure = []Wire{when, 0, 0}, w.bit(said)
	if v.final >= 0 {
		w.Final = w.is(clock, v.final)
	}
	for k := range v.rules {
		r := &v.rules[k]
		for i := range n {
			for j := range n {
				guard := w.and(w.is(2*i, r.kind), w.is(2*j, r.other), w.is(clock, r.clock))
				if r.said >= 0 {
					guard = w.and(guard, w.bit(said+i)^Wire(1-r.said))
				}
				w.Enabled = append(w.Enabled, guard)
				w.Effects = append(w.Effects, v.effect(w, r, i, j))
			}
		}
	}
	return w.Program
}

// names is how many bits the name of a node has.
func (v *villageRules) names() int { return 1 + v.nodes/3 }

// effect is what a rule makes of the bits.
func (v *villageRules) effect(w wiring, r *rule, i, j int) (e Effect) {
	clock, said, mayor := 2*v.nodes, 2*v.nodes+2, 3*v.nodes+2
	set := func(first, bits, value int) {
		for k := range bits {
			e.Changes = append(e.Changes, Change{first + k, w.bit(first+k) ^ Wire(value>>k&1)})
		}
	}
	if v.strays {
		e.Strays = w.is(clock, 2)
	}
	for k := range 16 {
		if r.flips>>k&1 == 1 {
			e.Changes = append(e.Changes, Change{mayor + v.names() + 3*16 + k, 1})
		}
	}
	if r.becomes >= 0 {
		set(2*i, 2, r.becomes)
	}
	if r.later >= 0 {
		set(clock, 2, r.later)
	}
	if r.speaks {
		e.Changes = append(e.Changes, Change{said + j, 1})
	}
	if r.elects {
		set(mayor, v.names(), j)
	}
	return e
}
