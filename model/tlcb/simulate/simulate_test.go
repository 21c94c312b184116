package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
	"quesera/spec"
)

func played(t *testing.T, args string) (*play.Outcome, error) { return traced(t, args, play.Tracing{}) }

func traced(t *testing.T, args string, tracing play.Tracing) (*play.Outcome, error) {
	t.Helper()
	f := play.NewFlags("tlcb")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	if err != nil {
		return nil, err
	}
	return play.Play(context.Background(), f, s, tracing)
}

// Within the bounds a run of every attack holds; what breaks is reported with its obligation.
func TestRunsAreJudged(t *testing.T) {
	for _, a := range attack.All() {
		if o, err := played(t, "-n 4 -t 3 --corrupt 1 --rounds 3 --attack "+a.Name); err != nil || o.Message() != "" {
			t.Errorf("%s: %v, want a run that holds", a.Name, err)
			if o != nil {
				t.Error(o.Message())
			}
		}
	}
	for args, want := range map[string]string{
		"-n 4 -t 3 --corrupt 1 --attack race --unsafe --waive TLCB-R1,TLCB-R2,TLCB-R3": "TLCB-O7",
		"-n 4 -t 3 --corrupt 1 --attack accuse --unsafe --waive LOG-R6":                "LOG-O1",
		"-n 4 -t 4 --corrupt 1 --attack silent --rounds 3":                             "TLCB-O6",
	} {
		if o, err := played(t, args); err != nil || !strings.Contains(o.Message(), want) {
			t.Errorf("%s: %v %v, want %s", args, o, err, want)
		}
	}
}

// Groups that are not safe are refused with the reason.
func TestGroupsThatAreNotSafeAreRefused(t *testing.T) {
	for args, want := range map[string]string{
		"-n 4 -t 2": "want more than n/2", "-n 5 -t 3 --corrupt 1": "(n + f_c)/2",
		"-n 4 -t 3 --silent 2": "n - f_a", "-n 4 -t 3 --corrupt 4": "corrupt nodes = 4",
		"-n 4 -t 3 --corrupt 1 --faults 0": "at most f_c = 0", "-n 4 -t 3 --crash 1": "at most f_a = 0",
		"-n 4 -t 3 --waive LOG-R6":                  "--unsafe",
		"-n 4 -t 3 --unsafe --waive LOG-R6,TLCB-R9": `rule = "TLCB-R9", want one of`,
		"-n 4 -t 3 --unsafe --waive QSC4-R1":        `rule = "QSC4-R1", want one of LOG-2, `,
		"-n 4 -t 3 --unsafe --waive LOG-R6,":        `rule = "", want one of LOG-2, `,
		"-n 4 -t 3 --attack none":                   "want equivocate",
		"-n 4 -t 3 --signatures rsa":                "want ideal", "-n 4 -t 3 --rounds 0": "rounds = 0",
	} {
		if _, err := played(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// A run is given up after many times as many moves as its rounds take, and not before: a long one takes more moves than
// a short one is given.
func TestALongRunIsNotGivenUp(t *testing.T) {
	if o, err := played(t, "-n 2 -t 2 --rounds 900 --duplicate 90"); err != nil || o.Message() != "" {
		t.Errorf("%v, want a run that holds", err)
	}
}

// A run in which a node shows two faces leaves a trace of what correct nodes did: each entry stands in it whole once,
// what was taken in and whom they blame; and its evidence convinces by itself, each of it.
func TestARunLeavesATraceAndEvidence(t *testing.T) {
	var trace bytes.Buffer
	o, err := traced(t, "-n 4 -t 3 --corrupt 1 --rounds 4 --attack equivocate --signatures ed25519",
		play.Tracing{To: &trace})
	if err != nil || o.Message() != "" {
		t.Fatal(err)
	}
	d, err := traceformat.NewDecoder(&trace, TraceFormat(tlcb.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	h := d.Header()
	if h.Nodes != 4 || h.MessageThreshold != 3 || h.WitnessThreshold != 3 || h.Signed.Name != "tlcb simulation" ||
		h.Signed.Faults != 1 || h.Signed.Silent != 0 || len(strings.Fields(h.Signed.Keys)) != 4 {
		t.Errorf("header %+v", h)
	}
	audit, err := Audit(tlcb.Clock())(h, false)
	if err != nil {
		t.Fatal(err)
	}
	kinds, whole := map[traceformat.SignedKind]int{}, map[traceformat.Hash]bool{}
	takes := map[traceformat.Hash]map[traceformat.Node]int{}
	var e traceformat.SignedEvent
	for err = d.NextSigned(&e); err == nil; e, err = next(d) {
		kinds[e.Kind]++
		if e.Node == 3 {
			t.Errorf("the corrupt node records %v", e.Kind)
		}
		hash := e.Hash
		if len(e.Entry) > 0 {
			entry, err := audit.Take(e.Entry, log.Signature(e.Signature))
			if err != nil {
				t.Fatalf("an entry does not verify: %v", err)
			}
			hash = traceformat.Hash(entry.Hash())
			if whole[hash] || e.Kind == traceformat.Write && int(entry.Node) != int(e.Node) {
				t.Errorf("the entry %x stands whole twice, or is another's", hash[:4])
			}
			whole[hash] = true
		} else if e.Kind == traceformat.Take && !whole[hash] {
			t.Errorf("an entry is taken in that stands nowhere: %x", hash[:4])
		}
		if e.Kind == traceformat.Take {
			if takes[hash] == nil {
				takes[hash] = map[traceformat.Node]int{}
			}
			takes[hash][e.Node]++
		}
		if e.Kind == traceformat.Blame && (e.Against != 3 || !whole[e.First] || !whole[e.Second] || e.First == e.Second) {
			t.Errorf("%+v", e)
		}
	}
	for hash, by := range takes {
		for node, times := range by {
			if times != 1 {
				t.Errorf("node %d takes in %x %d times", node, hash[:4], times)
			}
		}
	}
	if kinds[traceformat.Write] < 3*5 || kinds[traceformat.Take] < 2*kinds[traceformat.Write] ||
		kinds[traceformat.Blame] != 3 {
		t.Errorf("events %v", kinds)
	}
	judged(t, o)
}

// next is the next event of a trace.
func next(d *traceformat.Decoder) (e traceformat.SignedEvent, err error) {
	err = d.NextSigned(&e)
	return e, err
}

// judged holds the evidence of a run to what it proves, and to what it does not prove when it is changed.
func judged(t *testing.T, o *play.Outcome) {
	t.Helper()
	var list []tlcb.Portable
	for _, m := range o.Members {
		if m.Name == "evidence" {
			list = m.Value.([]tlcb.Portable)
		}
	}
	if len(list) != 1 {
		t.Fatalf("%d pieces of evidence, want one", len(list))
	}
	text := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	bad, other := list[0], list[0]
	bad.Evidence = bad.Evidence[2:]
	other.Keys = slices.Clone(other.Keys)
	other.Keys[3] = other.Keys[2] // then it proves nothing
	in := func(all ...tlcb.Portable) []byte { return text(map[string]any{"evidence": all}) }
	for name, c := range map[string]struct {
		data    []byte
		verdict spec.Verdict
		says    string
	}{
		"one":      {text(list[0]), spec.Holds, "node 3 is at fault: equivocation, in group \"tlcb simulation\", n=4 t=3"},
		"a list":   {in(list[0], list[0]), spec.Holds, "node 3 is at fault"},
		"cut":      {text(bad), spec.Unusable, "cannot be read"},
		"one cut":  {in(list[0], bad), spec.Unusable, "cannot be read"},
		"no proof": {text(other), spec.Violated, ""}, "one no proof": {in(other, bad, list[0]), spec.Violated, ""},
		"none":              {[]byte(`{"evidence":[]}`), spec.Unusable, "no evidence"},
		"no JSON":           {[]byte("{"), spec.Unusable, "unexpected end"},
		"a list of numbers": {[]byte(`{"evidence":[1]}`), spec.Unusable, "cannot unmarshal"},
		"a wrong member":    {text(map[string]any{"nodes": "x", "evidence": list}), spec.Unusable, "cannot unmarshal"},
		"no object":         {[]byte(`{"evidence":1}`), spec.Unusable, "cannot unmarshal"},
	} {
		verdict, lines := Evidence(tlcb.Clock())(c.data)
		if verdict != c.verdict || len(lines) == 0 || !strings.Contains(strings.Join(lines, "\n"), c.says) {
			t.Errorf("%s: %v, %q, want %v, %s", name, verdict, lines, c.verdict, c.says)
		}
	}
}

// scold is a player that finds something wrong in step 2, and plays twice as many steps as rounds.
type scold struct{ seen int }

func (s *scold) Observe(sim.Observation[tlcb.State], model.NodeSet) { s.seen++ }
func (s *scold) Breaches() []play.Breach {
	if s.seen > 300 {
		return []play.Breach{{Rule: "X-O1", Message: "enough (X-O1)"}}
	}
	return nil
}
func (*scold) Last(rounds uint32) model.Step { return model.Step(2 * rounds) }
func (*scold) Tell(r *play.Report)           { r.Remarks = append(r.Remarks, "told") }

// What stands on the clock says when the run is over, what is wrong and more of it.
func TestAPlayerJudgesTheRunToo(t *testing.T) {
	for rounds, want := range map[string]string{"1 --signatures bls": "", "40": "X-O1"} {
		f := play.NewFlags("tlcb")
		settings := &Settings{}
		settings.DefineGroup(f, attack.All(), "steps", 20)
		settings.DefineNetwork()
		build := func() (play.Simulation, error) {
			return settings.Build(tlcb.Words{}, &scold{}, Traces{Variant: tlcb.Clock()})
		}
		if err := f.Set().Parse(strings.Fields("-n 4 --rounds " + rounds)); err != nil {
			t.Fatal(err)
		}
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(context.Background(), f, s, play.Tracing{})
		if err != nil || !strings.Contains(o.Message(), want) || want == "" && o.Message() != "" ||
			!slices.Contains(o.Remarks, "told") {
			t.Errorf("%s rounds: %v, %q, %v", rounds, err, o.Message(), o.Remarks)
		}
		if want == "" && o.Reached != "live correct nodes are in step 2 at least" {
			t.Errorf("%s rounds: %s", rounds, o.Reached)
		}
	}
}

// By itself a group is one of four with the least safe threshold, all of them correct; and the table says how far each
// node came, and of whom it has evidence.
func TestAGroupByItself(t *testing.T) {
	f := play.NewFlags("tlcb")
	build := Define(f)
	s, err := f.Build(build)
	if err != nil {
		t.Fatal(err)
	}
	if r := s.(*run); r.nodes != 4 || r.threshold != 3 || r.Steps != 10 || r.corrupt != 0 || r.Nodes() != 4 ||
		r.Group() != "n=4 t=3 f_a=0 f_c=0, ideal signatures" || r.GroupID() != "tlcb simulation" || r.attack.Name == "" {
		t.Errorf("%+v: %s", r.Settings, r.Group())
	}
	o, err := played(t, "-n 4 -t 3 --corrupt 1 --rounds 4 --attack equivocate")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(o.Table, "\n")
	if !strings.Contains(o.Table, "3 (corrupt)") || strings.Count(o.Table, "3: equivocation") != 3 ||
		!strings.Contains(lines[4], "nobody") || !strings.HasPrefix(lines[0], "node         step  entries  has evidence") {
		t.Errorf("%s", o.Table)
	}
	for args, want := range map[string]string{"-n 2 --rounds 1048576": "", "-n 2 --rounds 1048577": "rounds = 1048577",
		"-n 3 --rounds 466034": "rounds = 466034", "-n 3 --rounds 466033": ""} {
		f := play.NewFlags("tlcb")
		build := Define(f)
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		_, err := f.Build(build)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", args, err)
		}
	}
}
