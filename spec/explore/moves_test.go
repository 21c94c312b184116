package explore

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// broad is a state of more bits than two words have.
type broad struct {
	Of [10]uint16 `len:"10" max:"65535"`
}

// What effects say of each bit is what the states that they lead to have, however many bits an effect changes: none, as
// many as a row has, and more than that, before and after others. Method: effects and states at random, bit by bit.
func TestEffectsChangeTheBitsThatTheySay(t *testing.T) {
	l, err := newLayout[broad](struct{ Nodes uint8 }{1})
	if err != nil {
		t.Fatal(err)
	}
	const inputs, count = 160, inBatch - 70
	random := rand.New(rand.NewPCG(2, 7))
	wire := func() Wire { return Wire(random.IntN(2 + 2*inputs)) }
	for range 12 {
		p := &Program{Inputs: inputs}
		sizes := []int{0, 1, 63, inSlice, inSlice + 1, 130, inputs, random.IntN(inputs), random.IntN(20), random.IntN(20)}
		random.Shuffle(len(sizes), func(i, j int) { sizes[i], sizes[j] = sizes[j], sizes[i] })
		for _, size := range sizes {
			e := Effect{Strays: Wire(random.IntN(2)) * wire()}
			for _, input := range random.Perm(inputs)[:size] {
				differs := wire()
				if random.IntN(4) == 0 {
					differs = 1
				}
				e.Changes = append(e.Changes, Change{input, differs})
			}
			if random.IntN(2) == 0 { // next to each other
				slices.SortFunc(e.Changes, func(a, b Change) int { return a.Input - b.Input })
				for k := range e.Changes {
					e.Changes[k].Input = k
				}
			}
			p.Effects, p.Enabled = append(p.Effects, e), append(p.Enabled, wire())
		}
		s, err := newSliced(p, l, len(p.Effects), 0)
		if err != nil {
			t.Fatal(err)
		}
		states := make([][]uint64, count)
		for k := range states {
			states[k] = []uint64{random.Uint64(), random.Uint64(), random.Uint64() >> 32}
		}
		s.run(count, func(k int) []uint64 { return states[k] })
		s.runEffects()
		for k := range count {
			effectsAreTaken(t, p, s, k, states[k])
		}
	}
}

// effectsAreTaken holds what is made of state k to the effects of a program.
func effectsAreTaken(t *testing.T, p *Program, s *sliced, k int, state []uint64) {
	t.Helper()
	is := func(w Wire) bool {
		input := int(w>>1) - 1
		return (input >= 0 && state[input/64]>>(input%64)&1 == 1) != (w&1 == 1)
	}
	m, odd, next := &s.moves[k/inSlice], false, make([]uint64, 3)
	for i := range p.Effects {
		e := &p.Effects[i]
		taken := m.taken[i]>>(k%inSlice)&1 == 1
		if taken != is(p.Enabled[i]) {
			t.Fatalf("state %d: instance %d is taken: %v", k, i, taken)
		}
		if !taken {
			continue
		}
		odd = odd || is(e.Strays)
		at := slices.IndexFunc(m.placed, func(p placed) bool { return p.instance == i })
		want := slices.Clone(state)
		for _, c := range e.Changes {
			if is(c.Differs) {
				want[c.Input/64] ^= 1 << (c.Input % 64)
			}
		}
		if s.effects[i].apply(m, &m.placed[at], k%inSlice, s.state(k), next); !slices.Equal(next, want) {
			t.Fatalf("state %d: %x leads to %x by %d changes, want %x", k, state, next, len(e.Changes), want)
		}
	}
	if m.odd>>(k%inSlice)&1 == 1 != odd {
		t.Fatalf("state %d is left to the Go: %v", k, !odd)
	}
}
