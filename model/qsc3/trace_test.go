package qsc3_test

import (
	"bytes"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/oracle/trace"
	"quesera/spec"
)

// recording is a run of QSC3 with its trace.
type recording struct {
	config    qsc3.Config
	chooser   sim.Chooser
	adversary sim.Adversary
	faults    sim.Faults
	steps     model.Step
}

// play is the trace, and where it ends before the run.
func (r recording) play(t *testing.T) ([]byte, tlc.TraceEnd) {
	t.Helper()
	machine, err := qsc3.New(r.config)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tr, err := qsc3.NewTrace(traceformat.To(&out), r.config, "a test")
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sim.Config[qsc3.State]{
		Nodes: r.config.Nodes, Machine: machine, Chooser: r.chooser, Adversary: r.adversary, Faults: r.faults,
		Timeouts: true,
		Observe: func(o sim.Observation[qsc3.State]) {
			tr.Live(o.Live)
			tr.Record(o.Node, o.Effects)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	done := func() bool {
		for i := range w.Live().Members() {
			if w.State(i).Clock().Step() < r.steps {
				return false
			}
		}
		return true
	}
	if err := w.Run(done, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if err := tr.Flush(); err != nil {
		t.Error(err)
	}
	return out.Bytes(), tr.End()
}

// Same choices, same bytes: a seed gives one trace, and so does the schedule that was recorded from it.
func TestTheSameChoicesGiveTheSameTrace(t *testing.T) {
	play := func(chooser sim.Chooser) []byte {
		c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Tickets: 100}
		text, end := recording{config: c, chooser: chooser, steps: 12}.play(t)
		if end.Known {
			t.Errorf("the trace ends early: %+v", end)
		}
		return text
	}
	recorder := sim.Record(sim.Random(11))
	first := play(recorder)
	if again := play(sim.Random(11)); !bytes.Equal(first, again) {
		t.Error("the same seed gives another trace")
	}
	if replayed := play(sim.NewReplay(recorder.Schedule())); !bytes.Equal(first, replayed) {
		t.Error("the recorded schedule gives another trace")
	}
	if other := play(sim.Random(12)); bytes.Equal(first, other) {
		t.Error("another seed gives the same trace")
	}
}

// What the models do is what the judge of traces wants, in both kinds of rounds, on uneven
// networks too. Where a node jumps the trace ends before it; that happens, but seldom.
func TestTracesOfTheModelAreAccepted(t *testing.T) {
	whole := 0
	for _, n := range []int{1, 2, 3, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			for seed := range uint64(4) {
				c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1},
					Pipelined: pipelined, Tickets: 50}
				r := recording{config: c, chooser: sim.Random(seed), steps: 15}
				if seed%2 == 0 {
					r.adversary = sim.Uneven(n)
				}
				text, end := r.play(t)
				judge(t, text)
				if !end.Known {
					whole++
				}
			}
		}
	}
	if whole < 35 {
		t.Errorf("%d of 40 traces reach to the end of their run, want 35", whole)
	}
}

// With every fault, crashes and laggards among them, a trace refers to nothing that it has forgotten, and
// what stands in it before a jump is accepted. Some runs have jumps, some crashes without.
func TestTracesOfFaultyRunsAreAcceptedUpToTheFirstJump(t *testing.T) {
	whole, cut := 0, 0
	for seed := range uint64(60) {
		r := recording{
			config: qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Pipelined: seed%2 == 1,
				Tickets: 50},
			chooser: sim.Random(seed), steps: 60,
			faults: sim.Faults{Crashes: int(seed % 3), Partitions: int(seed % 4), Loss: int(seed % 2 * 10),
				Duplicate: 10, Rarity: 1000},
		}
		text, end := r.play(t)
		judge(t, text)
		if !end.Known {
			whole++
			continue
		}
		cut++
		if end.To <= end.From+tlc.Recent || int(end.Node) >= 5 {
			t.Errorf("seed %d: the trace ends at %+v, which is no jump", seed, end)
		}
	}
	if whole < 10 || cut < 3 {
		t.Errorf("%d whole traces and %d that end at a jump, want 10 and 3", whole, cut)
	}
	t.Logf("%d whole traces, %d end at a jump", whole, cut)
}

// judge holds a trace against the judge of traces.
func judge(t *testing.T, text []byte) {
	t.Helper()
	if r := trace.Judge(bytes.NewReader(text), trace.Options{}); r.Verdict != spec.Holds {
		t.Errorf("%v: %v, want holds", r.Verdict, r.Breach)
	}
}
