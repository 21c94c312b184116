package simulate

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	"quesera/spec"
)

// written are entries of a run with real signatures, and the run.
func written(t *testing.T) ([]*tlcb.Item, *run) {
	t.Helper()
	count := &census{steps: map[model.NodeID]int{}}
	f, r, err := built(t, "-n 3 --rounds 1 --signatures ed25519", count)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := play.Play(t.Context(), f, r, play.Tracing{}); err != nil {
		t.Fatal(err)
	}
	return count.items, r
}

// recorded are the events that a recorder writes.
func recorded(t *testing.T, r *run, v tlcb.Variant, do func(*recorder)) []traceformat.SignedEvent {
	t.Helper()
	d, err := r.traces.description(r.Config(), r.stage.Group)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	e, err := traceformat.NewEncoder(&out, headerOf(v, d))
	if err != nil {
		t.Fatal(err)
	}
	rec := newRecorder(e, r.stage.Machine, v, r.nodes)
	do(rec)
	if err := errors.Join(rec.err, e.Flush()); err != nil {
		t.Fatal(err)
	}
	decoder, err := traceformat.NewDecoder(&out, TraceFormat(v))
	if err != nil {
		t.Fatal(err)
	}
	var events []traceformat.SignedEvent
	for {
		ev, err := next(decoder)
		if err != nil {
			return events
		}
		events = append(events, ev)
	}
}

// of are the entries of a node, in their order.
func of(items []*tlcb.Item, node model.NodeID) (all []*tlcb.Item) {
	for _, item := range items {
		if item.Node == node {
			all = append(all, item)
		}
	}
	return all
}

// What arrives at a node is recorded once at each node, whole where it stands on no line before; what is no entry, is
// the node's own or not signed by who wrote it is not, nor what a bundle has beyond its bound.
func TestWhatArrivesIsRecordedOnce(t *testing.T) {
	items, r := written(t)
	a, b, c := of(items, 0)[0], of(items, 0)[1], of(items, 0)[2]
	forged := *b.Entry
	forged.Signature = c.Signature
	events := recorded(t, r, tlcb.Clock(), func(rec *recorder) {
		arrives := func(node model.NodeID, m model.Message) {
			rec.observe(sim.Observation[tlcb.State]{Node: node, Event: model.Receive{From: 2, Message: m}})
		}
		arrives(1, (*log.Entry)(nil))
		arrives(0, a.Entry)
		arrives(1, &forged)
		arrives(1, a.Entry)
		arrives(1, a.Entry)
		arrives(2, a.Entry)
		arrives(1, log.Bundle{Entries: []*log.Entry{nil, a.Entry, b.Entry}})
		most := make([]*log.Entry, 511, 513)
		arrives(2, log.Bundle{Entries: append(slices.Clone(most), nil, b.Entry)})
		arrives(2, log.Bundle{Entries: append(most, c.Entry, b.Entry)})
		rec.observe(sim.Observation[tlcb.State]{Node: 1, Event: model.Coin{Value: 3}})
	})
	take := func(node traceformat.Node, item *tlcb.Item, whole bool) traceformat.SignedEvent {
		e := traceformat.SignedEvent{Node: node, Kind: traceformat.Take, Hash: traceformat.Hash(item.Hash())}
		if whole {
			e.Entry, e.Signature = item.AppendTo(nil), []byte(item.Signature)
		}
		return e
	}
	same(t, events, take(1, a, true), take(2, a, false), take(1, b, true), take(2, c, true))
}

// same compares events, but for the hashes of those that stand whole, which a reader may leave out.
func same(t *testing.T, got []traceformat.SignedEvent, want ...traceformat.SignedEvent) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d: %+v", len(got), len(want), got)
	}
	for k := range want {
		g, w := got[k], want[k]
		if len(w.Entry) > 0 {
			g.Hash, w.Hash = traceformat.Hash{}, traceformat.Hash{}
		}
		if g.Node != w.Node || g.Kind != w.Kind || !bytes.Equal(g.Entry, w.Entry) ||
			!bytes.Equal(g.Signature, w.Signature) || g.Hash != w.Hash || g.Against != w.Against || g.Fault != w.Fault ||
			g.First != w.First || g.Second != w.Second || g.Round != w.Round || g.Chosen != w.Chosen ||
			g.Choice != w.Choice || g.Committed != w.Committed {
			t.Errorf("event %d: %+v, want %+v", k, g, w)
		}
	}
}

// What a node writes stands whole, also if it stood on a line before, with what it concludes behind it; whom it blames
// is told with the kind of fault and the entries that prove it.
func TestWhatANodeDoesIsRecorded(t *testing.T) {
	items, r := written(t)
	a, b := of(items, 0)[0], of(items, 1)[0]
	ends := tlcb.Clock()
	concludes := map[*tlcb.Item]log.Conclusion{
		a: {Ends: true, Round: 5, Chosen: true, Choice: b.Hash(), Committed: true}, b: {Round: 6},
	}
	ends.Concludes = func(item *tlcb.Item) log.Conclusion { return concludes[item] }
	first, second := traceformat.Hash(a.Hash()), traceformat.Hash(b.Hash())
	events := recorded(t, r, ends, func(rec *recorder) {
		does := func(node model.NodeID, effects ...model.Effect) {
			rec.observe(sim.Observation[tlcb.State]{Node: node, Effects: effects})
		}
		does(1, log.Wrote[*tlcb.View]{Item: b}, model.SetTimer{})
		does(0, log.Wrote[*tlcb.View]{Item: a})
		rec.observe(sim.Observation[tlcb.State]{Node: 2, Event: model.Receive{From: 0, Message: a.Entry}})
		does(2, log.Exposed{Evidence: log.Evidence{Kind: log.Invalid, Against: 1, First: a.Entry}},
			log.Exposed{Evidence: log.Evidence{Kind: log.Equivocation, Against: 0, First: a.Entry, Second: b.Entry}})
	})
	write := func(node traceformat.Node, item *tlcb.Item) traceformat.SignedEvent {
		return traceformat.SignedEvent{Node: node, Kind: traceformat.Write, Entry: item.AppendTo(nil),
			Signature: []byte(item.Signature)}
	}
	same(t, events, write(1, b), write(0, a), traceformat.SignedEvent{Node: 0, Kind: traceformat.Conclude, Round: 5,
		Chosen: true, Choice: second, Committed: true},
		traceformat.SignedEvent{Node: 2, Kind: traceformat.Take, Hash: first},
		traceformat.SignedEvent{Node: 2, Kind: traceformat.Blame, Against: 1, Fault: 2, First: first},
		traceformat.SignedEvent{Node: 2, Kind: traceformat.Blame, Against: 0, Fault: 0, First: first, Second: second})
}

// The header of a trace describes the group, and can be read back; what a layer adds is asked only of a group that is
// described.
func TestAHeaderDescribesTheGroup(t *testing.T) {
	d := tlcb.Description{Protocol: "tlcb", Group: "g", Nodes: 7, Message: 5, Witness: 4, Silent: 2, Faults: 1,
		Shrink: true, Keys: []string{"aa", "bb"}, Sharing: "s", SharingKeys: []string{"cc", "dd"}}
	h := headerOf(tlcb.Clock(), d)
	if got := descriptionOf(h); !reflect.DeepEqual(got, d) || h.Source != "quesera sim" {
		t.Errorf("%+v, want %+v", got, d)
	}
	if p := TraceFormat(tlcb.Variant{Protocol: "other"}); p.Name != "other" || !p.Signed || p.NoHistory == "" ||
		p.NoRounds == "" || p.NoUnwitnessed == "" {
		t.Errorf("%+v", p)
	}
	asked := 0
	traces := Traces{Variant: tlcb.Clock(), Describe: func(d *tlcb.Description) error {
		asked++
		d.Sharing = "shared"
		return nil
	}}
	for _, signs := range []string{"ideal", "bls", "ed25519"} {
		want := 0 // how often it was asked by then
		if signs == "ed25519" {
			want = 1
		}
		_, r, err := built(t, "-n 1 --signatures "+signs, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := traces.description(r.Config(), r.stage.Group)
		if asked != want || (err == nil) != (signs == "ed25519") || err == nil && got.Sharing != "shared" {
			t.Errorf("%s: asked %d times, %v, %+v", signs, asked, err, got)
		}
	}
	refused := errors.New("refused")
	traces.Describe = func(*tlcb.Description) error { return refused }
	_, r, _ := built(t, "-n 1 --signatures ed25519", nil)
	if _, err := traces.description(r.Config(), r.stage.Group); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
}

// The group of a header is audited with its thresholds, which unless it is asked for must be safe.
func TestAnAuditIsOfTheGroupOfTheHeader(t *testing.T) {
	_, r := written(t)
	d, err := r.traces.description(r.Config(), r.stage.Group)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		threshold int
		unsafe    bool
		good      bool
	}{{2, false, true}, {1, false, false}, {1, true, true}, {4, true, false}} {
		d.Message, d.Witness = c.threshold, c.threshold
		if _, err := Audit(tlcb.Clock())(headerOf(tlcb.Clock(), d), c.unsafe); (err == nil) != c.good {
			t.Errorf("a threshold of %d, unsafe %v: %v", c.threshold, c.unsafe, err)
		}
	}
}

// A file is judged whole: one wrong member beside good evidence makes it unusable.
func TestAFileOfEvidenceIsJudgedWhole(t *testing.T) {
	for _, data := range []string{`{"nodes":"x","evidence":[{}]}`, `{"evidence":[{}]} more`, `[]`, ``,
		`{"evidence":[{"nodes":"x"}]}`} {
		if verdict, lines := Evidence(tlcb.Clock())([]byte(data)); verdict != spec.Unusable || len(lines) != 1 {
			t.Errorf("%s: %v, %q", data, verdict, lines)
		}
	}
}
