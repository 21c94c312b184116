package tlc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// fingerprint is all that can be seen of a state.
func fingerprint(s *tlc.State) string {
	var b strings.Builder
	own, _ := s.Own()
	fmt.Fprintln(&b, s.Step(), s.Waiting(), s.Acks(), s.Certified(), s.Held(), own)
	now := s.Time()
	b.Write(now.AppendTo(nil))
	for back := model.Step(0); back < tlc.Kept && back <= s.Step(); back++ {
		step := s.Step() - back
		h := s.History()
		var ids []string
		for m := range h.RawMessages(step) {
			ids = append(ids, fmt.Sprint(m.ID()))
		}
		for m := range h.CertMessages(step) {
			ids = append(ids, fmt.Sprint(m.ID()))
		}
		slices.Sort(ids)
		fmt.Fprintln(&b, step, h.Raws(step), h.Certs(step), ids)
	}
	return b.String()
}

// pure is TLC with every transition made twice: the results must be equal and the old state as before.
type pure struct {
	tlc.Standalone
	t     *testing.T
	tried *int
}

func (p pure) Apply(s tlc.State, e model.Event) (tlc.State, []model.Effect) {
	before := fingerprint(&s)
	first, effects := p.Standalone.Apply(s, e)
	afterFirst := fingerprint(&first)
	// The first result goes on from here; the old state and the first result must not feel it.
	p.Standalone.Apply(first, model.Timeout{})
	p.Standalone.Apply(first, tlc.Broadcast{})
	second, again := p.Standalone.Apply(s, e)
	*p.tried++
	if after := fingerprint(&s); after != before {
		p.t.Fatalf("%T changes its argument:\n%s\n%s", e, before, after)
	}
	if fingerprint(&second) != afterFirst || fingerprint(&first) != afterFirst || len(effects) != len(again) {
		p.t.Fatalf("%T gives two results:\n%s\n%s", e, afterFirst, fingerprint(&second))
	}
	return second, again
}

// States are values: Apply changes neither its argument nor anything that an earlier result
// shares with it, and gives the same result each time.
func TestApplyIsAPureFunction(t *testing.T) {
	tried := 0
	playHostile(t, false, func(m tlc.Standalone) model.Machine[tlc.State] { return pure{m, t, &tried} })
	if tried < 1000 {
		t.Errorf("%d transitions tried, want more", tried)
	}
}

// playHostile plays some runs of four nodes, in place or not, in which much goes wrong.
func playHostile(t *testing.T, inPlace bool, watched func(tlc.Standalone) model.Machine[tlc.State]) {
	t.Helper()
	for seed := range uint64(6) {
		machine, err := tlc.New(tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3})
		if err != nil {
			t.Fatal(err)
		}
		w, err := sim.New(sim.Config[tlc.State]{
			Nodes: 4, Machine: watched(tlc.Standalone{Machine: machine}), InPlace: inPlace, Chooser: sim.Random(seed),
			Adversary: sim.Uneven(4),
			Faults:    sim.Faults{Loss: 5, Duplicate: 10, Impatience: 5}, Timeouts: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Step() >= 12 }, 100_000); err != nil {
			t.Fatal(err)
		}
	}
}

// inPlace is TLC with every transition made in both ways: Change must give the state and the effects of
// Apply, append the effects to those that there are, and leave alone the copy of the state made before.
type inPlace struct {
	tlc.Standalone
	t     *testing.T
	tried *int
}

func (p inPlace) Change(s *tlc.State, e model.Event, effects []model.Effect) []model.Effect {
	before, copied := fingerprint(s), *s
	want, wanted := p.Standalone.Apply(*s, e)
	got := p.Standalone.Change(s, e, append(effects, model.Output{Value: "earlier"}))
	*p.tried++
	if fingerprint(&copied) != before {
		p.t.Fatalf("%T in place changes a copy made before:\n%s\n%s", e, before, fingerprint(&copied))
	}
	if fingerprint(s) != fingerprint(&want) {
		p.t.Fatalf("%T in place:\n%s\nwant\n%s", e, fingerprint(s), fingerprint(&want))
	}
	kept := len(effects) + 1
	if len(got) != kept+len(wanted) || got[kept-1] != model.Effect(model.Output{Value: "earlier"}) {
		p.t.Fatalf("%T in place: %d effects, want %d after %d", e, len(got), len(wanted), kept)
	}
	for k, effect := range wanted {
		if fmt.Sprintf("%T", got[kept+k]) != fmt.Sprintf("%T", effect) {
			p.t.Fatalf("%T in place: effect %d = %T, want %T", e, k, got[kept+k], effect)
		}
	}
	return append(got[:kept-1], got[kept:]...)
}

// A transition in place is that of Apply.
func TestChangeIsApplyInPlace(t *testing.T) {
	tried := 0
	playHostile(t, true, func(m tlc.Standalone) model.Machine[tlc.State] { return inPlace{m, t, &tried} })
	if tried < 1000 {
		t.Errorf("%d transitions tried, want more", tried)
	}
}
