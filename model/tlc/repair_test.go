package tlc

import (
	"io"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/causal"
)

// answers are the catch-ups and questions that effects send, to whom.
func answers(effects []model.Effect) (all []model.Send) {
	for _, e := range effects {
		if send, ok := e.(model.Send); ok {
			switch send.Message.(type) {
			case CatchUp, Ask:
				all = append(all, send)
			}
		}
	}
	return all
}

// behind is a node of three in step 0 that has broadcast, and the states of two others that are in a step without it.
func behind(t *testing.T, step model.Step) (m Machine, slow State, fast []State) {
	t.Helper()
	m, states, _ := started(t, Thresholds{Nodes: 3, Message: 2, Witness: 2})
	fast = states[:2]
	deliver := func(to int, from model.NodeID, message model.Message) {
		fast[to], _ = m.Apply(fast[to], model.Receive{From: from, Message: message})
	}
	for s := range step {
		for i := range fast {
			if fast[i].waiting {
				fast[i], _ = m.Apply(fast[i], Broadcast{})
			}
		}
		raws := []*Raw{fast[0].own, fast[1].own}
		for i := range fast {
			deliver(i, model.NodeID(1-i), raws[1-i])
			deliver(i, model.NodeID(1-i), Ack{s, raws[i].Digest})
		}
		for i := range fast {
			cert, _ := fast[1-i].history.cert(s, model.NodeID(1-i))
			deliver(i, model.NodeID(1-i), cert)
		}
	}
	for i := range fast {
		if fast[i].step != step {
			t.Fatalf("node %d is in step %d, want %d", i, fast[i].step, step)
		}
		if fast[i].waiting {
			fast[i], _ = m.Apply(fast[i], Broadcast{})
		}
	}
	return m, states[2], fast
}

// Whoever is not ahead is answered with the step and the history, as asked for; a late raw message is answered so
// without being asked, once when it is new and once when it is repeated.
func TestWhoIsBehindIsToldAndKnowsWhetherItAsked(t *testing.T) {
	m, slow, fast := behind(t, 2)
	for step, want := range map[model.Step]int{0: 1, 1: 1, 2: 1, 3: 0} {
		_, effects := m.Apply(fast[0], model.Receive{From: 2, Message: Ask{step}})
		got := answers(effects)
		if len(got) != want {
			t.Errorf("asked from step %d: %v", step, got)
			continue
		}
		for _, answer := range got {
			told, ok := answer.Message.(CatchUp)
			if !ok || answer.To != 2 || told.Step != 2 || !told.Asked || told.History.Len() != fast[0].history.Len() {
				t.Errorf("asked from step %d: %v", step, answer)
			}
		}
	}
	late := slow.own
	for _, name := range []string{"new", "repeated"} {
		var effects []model.Effect
		fast[0], effects = m.Apply(fast[0], model.Receive{From: 2, Message: late})
		got := answers(effects)
		if len(got) != 1 || got[0].To != 2 || got[0].Message.(CatchUp).Asked || got[0].Message.(CatchUp).Step != 2 {
			t.Errorf("a late message that is %s: %v, want one catch-up that nobody asked for", name, got)
		}
	}
}

// A node jumps if what it is told of begins after what it would still deliver, and not a step earlier; where time
// spreads by states it jumps wherever it is told of a later step.
func TestHowFarBehindANodeMustBeToJump(t *testing.T) {
	for _, viral := range []bool{false, true} {
		for _, step := range []model.Step{1, Kept - 1, Kept, Kept + 1} {
			m, slow, fast := behind(t, step)
			m.Viral = viral
			told := CatchUp{Step: step, History: fast[0].history}
			slow, effects := m.Apply(slow, model.Receive{From: 0, Message: told})
			jumps, want := false, viral || step >= Kept
			for _, e := range effects {
				if j, ok := e.(Jumped); ok {
					jumps = j.From == 0 && j.To == step && j.Carried == fast[0].own
				}
			}
			if jumps != want || want && slow.step != step {
				t.Errorf("viral %v, %d steps behind: it jumps %v, want %v: step %d", viral, step, jumps, want, slow.step)
			}
		}
	}
}

// Nobody jumps to the step that it is in, or to one before, not even where time spreads by states; what it is told
// there it takes as messages, as old as they may be.
func TestNobodyJumpsToItsOwnStep(t *testing.T) {
	for _, told := range []model.Step{1, 2, 20} {
		for _, at := range []model.Step{told, told + 1, told + 3} {
			m, _, fast := behind(t, told)
			m.Viral = true
			_, _, ahead := behind(t, at)
			said := CatchUp{Step: told, Asked: true, History: fast[1].history}
			s, effects := m.Apply(ahead[0], model.Receive{From: 1, Message: said})
			for _, e := range effects {
				if _, ok := e.(Jumped); ok {
					t.Errorf("in step %d, told of step %d: %+v", at, told, e)
				}
			}
			if s.step != at {
				t.Errorf("in step %d, told of step %d: then in step %d", at, told, s.step)
			}
		}
	}
}

// A node jumps to a raw message of the one who tells it, of the step that it is told of, which has the form of one, and
// else takes what it is told as messages: of others, not in its own name.
func TestWhatANodeTakesOutOfACatchUp(t *testing.T) {
	const far = 3 * Kept
	raw := func(node model.NodeID, s model.Step, stamp causal.Stamp) *Raw {
		return &Raw{Header: causal.Header{Node: node, Stamp: stamp, Past: causal.NewTime(3, RawStamp(floorOf(s)))}, Step: s}
	}
	for _, c := range []struct {
		name  string
		raws  []*Raw
		jumps bool
	}{
		{"its message of the step", []*Raw{raw(1, far, RawStamp(far))}, true},
		{"another's message of the step", []*Raw{raw(0, far, RawStamp(far))}, false},
		{"a message with the stamp of another", []*Raw{raw(1, far, CertStamp(far))}, false},
		{"none", nil, false},
	} {
		m, states, _ := started(t, Thresholds{Nodes: 3, Message: 2, Witness: 2})
		h := HistoryOf(far, c.raws, nil)
		s, _ := m.Apply(states[2], model.Receive{From: 1, Message: CatchUp{Step: far, Asked: true, History: h}})
		if (s.step == far) != c.jumps {
			t.Errorf("%s: the node is in step %d", c.name, s.step)
		}
	}
	m, states, raws := started(t, Thresholds{Nodes: 3, Message: 2, Witness: 2})
	forged := raw(2, 1, RawStamp(1)) // in the name of node 2, who has not said this
	forged.Past = causal.NewTime(3, 0)
	h := HistoryOf(1, []*Raw{raws[0], forged}, nil)
	s, effects := m.Apply(states[2], model.Receive{From: 1, Message: CatchUp{Step: 1, Asked: true, History: h}})
	if time := s.Time(); time.Has(2, RawStamp(1)) || s.Held() != 0 || !s.history.Raws(0).Has(0) {
		t.Errorf("it takes what is said in its own name, or not what others say: %v", effects)
	}
	jumped := HistoryOf(far, []*Raw{raw(1, far, RawStamp(far)), raw(2, far, RawStamp(far))}, nil)
	s, _ = m.Apply(states[2], model.Receive{From: 1, Message: CatchUp{Step: far, Asked: true, History: jumped}})
	if s.step != far || s.Held() != 1 {
		t.Errorf("in step %d it holds %d messages, want that of node 1", s.step, s.Held())
	}
}

// A raw message that is held back is not acknowledged, however often it comes.
func TestWhatIsHeldBackIsNotAcknowledged(t *testing.T) {
	m, states, raws := started(t, Thresholds{Nodes: 3, Message: 3, Witness: 2})
	lacking := *raws[1]
	lacking.Past = lacking.Past.With(0, RawStamp(0))
	lacking.Digest = lacking.digest()
	for range 3 {
		var effects []model.Effect
		states[2], effects = m.Apply(states[2], model.Receive{From: 1, Message: &lacking})
		if len(effects) != 0 || states[2].Held() != 1 {
			t.Errorf("effects %v with %d held, want none and one", effects, states[2].Held())
		}
	}
}

// Over the least layer a node asks for a coin of one side for each step that it reaches, and for nothing else.
func TestTheLeastLayerAsksForOneCoinAStep(t *testing.T) {
	m, err := New(Thresholds{Nodes: 1, Message: 1, Witness: 1})
	if err != nil {
		t.Fatal(err)
	}
	s, effects := Standalone{m}.Start(0)
	for step := range model.Step(4) {
		coins := 0
		for _, e := range effects {
			if ask, ok := e.(model.AskCoin); ok {
				coins++
				if ask.Sides != 1 {
					t.Errorf("a coin of %d sides", ask.Sides)
				}
			}
		}
		if coins != 1 || s.step != step {
			t.Errorf("in step %d, of %d, it asks for %d coins", s.step, step, coins)
		}
		before := []model.Effect{Advanced{}}
		if _, quiet := (Standalone{m}).Apply(s, model.Timer{}); len(quiet) != 0 {
			t.Errorf("without anything it does %v", quiet)
		}
		copied := s
		if after := (Standalone{m}).Change(&copied, model.Timer{}, before); len(after) != 1 {
			t.Errorf("of what was before it asks for a coin: %v", after)
		}
		s, effects = Standalone{m}.Apply(s, model.Coin{})
	}
}

// A trace of which nobody is live any more forgets nothing, and ends; what a crashed node lagged behind with is
// forgotten when that is known, and the error of one event ends all writing.
func TestATraceOfWhomNobodyIsLive(t *testing.T) {
	tr, err := NewTrace(traceformat.To(io.Discard), Thresholds{Nodes: 3, Message: 2, Witness: 2}, "")
	if err != nil {
		t.Fatal(err)
	}
	for s := range model.Step(8) {
		for node := range model.NodeID(2) {
			tr.Record(node, []model.Effect{Advanced{s}, model.Broadcast{Message: &Raw{Header: causal.Header{Node: node},
				Step: s, Digest: model.Digest{byte(s), byte(node)}}}})
		}
	}
	if len(tr.named) != 16 || len(tr.steps) != 8 {
		t.Errorf("%d messages of %d steps are remembered, want 16 of 8: node 2 is in step 0", len(tr.named), len(tr.steps))
	}
	tr.Live(model.NodeSet{})
	if len(tr.named) != 16 {
		t.Errorf("with nobody live %d messages are remembered, want 16", len(tr.named))
	}
	tr.Live(model.All(2))
	if want := traceReach + 1; len(tr.named) != 2*want || len(tr.steps) != want {
		t.Errorf("%d messages of %d steps are remembered, want those of %d", len(tr.named), len(tr.steps), want)
	}
	unknown := DeliveredRaw{Message: &Raw{Digest: model.Digest{99}}}
	wrong := tr.Record(0, []model.Effect{unknown, Advanced{Step: 50}})
	if wrong == nil || tr.step[0] != 7 || tr.Record(1, []model.Effect{Advanced{Step: 50}}) != wrong || tr.step[1] != 7 ||
		tr.Flush() != wrong {
		t.Errorf("after %v the trace goes on: step %d", wrong, tr.step[0])
	}
}
