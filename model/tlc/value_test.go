package tlc_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// fingerprint is all that can be seen of a state.
func fingerprint(s *tlc.State) string {
	var b strings.Builder
	own, _ := s.Own()
	fmt.Fprintln(&b, s.Self(), s.Step(), s.Waiting(), s.Acks(), s.Certified(), s.Held(), own)
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
			Nodes: 4, Machine: watched(tlc.Standalone{Machine: machine}), InPlace: inPlace, Chooser: sim.Random(seed), Adversary: sim.Uneven(4),
			Faults: sim.Faults{Loss: 5, Duplicate: 10, Impatience: 5}, Timeouts: true,
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

// What a node keeps does not grow with time: neither its history nor the messages it holds back
// (doc.go, Memory). Measured on the structures, at every step of a long run.
func TestMemoryDoesNotGrow(t *testing.T) {
	for _, uneven := range []bool{false, true} {
		const n = 4
		machine, err := tlc.New(tlc.Thresholds{Nodes: n, Message: 3, Witness: 3})
		if err != nil {
			t.Fatal(err)
		}
		kept, held := 0, 0
		config := sim.Config[tlc.State]{
			Nodes: n, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(1),
			Faults: sim.Faults{Partitions: 20, Rarity: 1000, Duplicate: 5}, Timeouts: true,
			Observe: func(o sim.Observation[tlc.State]) {
				kept, held = max(kept, o.After.History().Len()), max(held, o.After.Held())
			},
		}
		if uneven {
			config.Adversary = sim.Uneven(n)
		}
		w, err := sim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Step() >= 1500 }, 10_000_000); err != nil {
			t.Fatal(err)
		}
		if most := 2 * n * (tlc.Kept + 1); kept > most {
			t.Errorf("a node kept %d messages, want at most %d", kept, most)
		}
		if most := 2 * n * (tlc.Recent + tlc.Ahead); held > most || held == 0 {
			t.Errorf("a node held back %d messages, want 1..%d", held, most)
		}
	}
}

// The messages of a step that is no longer kept cannot be reached from the state any more.
func TestOldHistoryIsUnreachable(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	for s := model.Step(0); s < 5*tlc.Kept; s++ {
		g.exchange(s, 0, 1, 2)
	}
	h := g.states[0].History()
	for s := model.Step(0); s < 4*tlc.Kept-1; s++ {
		if _, ok := h.Raw(s, 0); ok || !h.Raws(s).Empty() {
			t.Errorf("in step %d the messages of step %d are still there", 5*tlc.Kept, s)
		}
	}
	if h.Len() > 6*(tlc.Kept+1) {
		t.Errorf("%d messages kept, want at most %d", h.Len(), 6*(tlc.Kept+1))
	}
}

// Malformed, foreign and contradictory messages are ignored: no panic, no step, no acknowledgment.
func TestHostileMessagesAreIgnored(t *testing.T) {
	header := func(node model.NodeID, stamp, base causal.Stamp, n int) causal.Header {
		return causal.Header{Node: node, Stamp: stamp, Past: causal.NewTime(n, base)}
	}
	var noRaw *tlc.Raw
	var noCert *tlc.Cert
	for name, m := range map[string]struct {
		from    model.NodeID
		message model.Message
	}{
		"no message":                   {1, nil},
		"nil raw":                      {1, noRaw},
		"nil certificate":              {1, noCert},
		"from outside the group":       {9, &tlc.Raw{Header: header(9, 0, 0, 3)}},
		"of a node outside the group":  {1, &tlc.Raw{Header: header(9, 0, 0, 3)}},
		"in another's name":            {1, &tlc.Raw{Header: header(2, 0, 0, 3)}},
		"from the node itself":         {0, &tlc.Raw{Header: header(0, 0, 0, 3)}},
		"without a past":               {1, &tlc.Raw{}},
		"past of another group":        {1, &tlc.Raw{Header: header(1, 0, 0, 5)}},
		"stamp of another step":        {1, &tlc.Raw{Header: header(1, 0, 0, 3), Step: 1}},
		"past beyond the message":      {1, &tlc.Raw{Header: header(1, 0, 4, 3)}},
		"past long before the message": {1, &tlc.Raw{Header: header(1, 20, 0, 3), Step: 10}},
		"of a later step, no past":     {1, &tlc.Raw{Header: header(1, 2, 0, 3), Step: 1}},
		"certificate without raw":      {1, &tlc.Cert{Header: header(1, 1, 0, 3)}},
		"catch-up of another group":    {1, tlc.CatchUp{Step: 50, Time: causal.NewTime(5, 96)}},
		"of a step without a stamp":    {1, &tlc.Raw{Header: header(1, 0, 0, 3), Step: 1 << 31}},
		"catch-up from the end":        {1, tlc.CatchUp{Step: 1<<32 - 1, Asked: true, Time: causal.NewTime(3, 0)}},
		"ask from the future":          {1, tlc.Ask{Step: 7}},
		"acknowledgment of nothing":    {1, tlc.Ack{}},
	} {
		g := newGroup(t, 3, 2, 2)
		g.broadcast(0)
		effects := g.deliver(0, m.from, m.message)
		if g.states[0].Step() != 0 || len(sends[tlc.Ack](effects, m.from)) != 0 || has[model.Broadcast](effects) {
			t.Errorf("%s: step %d, effects %v, want step 0 and no acknowledgment", name, g.states[0].Step(), effects)
		}
		g.exchangeAfter()
	}
}

// exchangeAfter checks that the group still works.
func (g *group) exchangeAfter() {
	g.broadcast(1, 2)
	g.raw(0, 2, 0)
	g.raw(2, 0, 0)
	g.ack(0, 2, 0)
	g.ack(2, 0, 0)
	g.cert(0, 2, 0)
	g.wantStep(0, 1)
}

// Random nonsense in every field, thousands of times: never a panic.
func TestRandomMessagesDoNotPanic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	small := func() uint32 { return r.Uint32N(12) }
	past := func() causal.Time {
		p := causal.NewTime(int(3+small()/11), causal.Stamp(small()))
		for range small() {
			p = p.With(model.NodeID(r.UintN(3)), p.Base()+causal.Stamp(r.Uint32N(causal.Span)))
		}
		return p
	}
	g := newGroup(t, 3, 2, 2)
	for range 50_000 {
		header := causal.Header{Node: model.NodeID(r.UintN(4)), Stamp: causal.Stamp(small()), Past: past()}
		var e model.Event
		from := model.NodeID(r.UintN(4))
		switch small() {
		case 0, 1, 2:
			e = model.Receive{From: from, Message: &tlc.Raw{Header: header, Step: model.Step(header.Stamp / 2)}}
		case 3, 4, 5:
			e = model.Receive{From: from, Message: &tlc.Cert{Header: header, Step: model.Step(header.Stamp / 2)}}
		case 6:
			e = model.Receive{From: from, Message: tlc.Ack{Step: model.Step(small())}}
		case 7:
			e = model.Receive{From: from, Message: tlc.Ask{Step: model.Step(small())}}
		case 8:
			other := g.states[r.IntN(3)]
			e = model.Receive{From: from, Message: tlc.CatchUp{Step: model.Step(small() * 3), Asked: true, History: *other.History(), Time: past()}}
		case 9:
			e = model.Timeout{}
		default:
			e = tlc.Broadcast{}
		}
		g.apply(model.NodeID(r.UintN(3)), e)
	}
}
