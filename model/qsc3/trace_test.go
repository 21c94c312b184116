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

// play is the trace, and how many nodes jump.
func (r recording) play(t *testing.T) (text []byte, jumps int) {
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
			for _, e := range o.Effects {
				if _, ok := e.(tlc.Jumped); ok {
					jumps++
				}
			}
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
	return out.Bytes(), jumps
}

// Same choices, same bytes: a seed gives one trace, and so does the schedule that was recorded from it.
func TestTheSameChoicesGiveTheSameTrace(t *testing.T) {
	play := func(chooser sim.Chooser) []byte {
		c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Tickets: 100}
		text, _ := recording{config: c, chooser: chooser, steps: 12}.play(t)
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

// The header says that rivals count to the end of a round, so that the judge need not find out.
func TestTracesOfTheModelSayWhichReadingTheyFollow(t *testing.T) {
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}, Tickets: 9}
	text, _ := recording{config: c, chooser: sim.Random(1), steps: 3}.play(t)
	d, err := traceformat.NewDecoder(bytes.NewReader(text), qsc3.TraceFormat())
	if err != nil || d.Header().Rivals != traceformat.RivalsByEnd {
		t.Errorf("header %+v (%v), want rivals by s+3", d.Header(), err)
	}
}

// What the models do is what the judge of traces wants, in both kinds of rounds, on uneven
// networks too.
func TestTracesOfTheModelAreAccepted(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			for seed := range uint64(4) {
				c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1},
					Pipelined: pipelined, Tickets: 50}
				r := recording{config: c, chooser: sim.Random(seed), steps: 15}
				if seed%2 == 0 {
					r.adversary = sim.Uneven(n)
				}
				text, _ := r.play(t)
				judge(t, text)
			}
		}
	}
}

// With every fault, crashes and laggards that jump among them, a trace refers to nothing that it has forgotten, and
// is accepted to its end. Some runs have jumps, some crashes without.
func TestTracesOfFaultyRunsAreAcceptedAcrossJumps(t *testing.T) {
	without, total := 0, 0
	for seed := range uint64(60) {
		r := recording{
			config: qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Pipelined: seed%2 == 1,
				Tickets: 50},
			chooser: sim.Random(seed), steps: 60,
			faults: sim.Faults{Crashes: int(seed % 3), Partitions: int(seed % 4), Loss: int(seed % 2 * 10),
				Duplicate: 10, Rarity: 1000},
		}
		text, jumps := r.play(t)
		judge(t, text)
		if total += jumps; jumps == 0 {
			without++
		}
	}
	if without < 10 || total < 5 {
		t.Errorf("%d runs without jumps, %d jumps in the others, want 10 and 5", without, total)
	}
	t.Logf("%d runs without jumps, %d jumps in the others", without, total)
}

// Where time spreads by states in place of messages, and each node that hears of a later step jumps there, runs keep
// all rules and agree: on networks that lose, split and heal, oblivious or not, in both kinds of rounds. Jumps are
// common.
func TestRunsInWhichJumpsAreCommonKeepAllRules(t *testing.T) {
	total := 0
	for _, n := range []int{3, 5, 7} {
		for seed := range uint64(24) {
			c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1},
				Pipelined: seed%2 == 1, Tickets: []uint64{3, 1 << 30}[seed/2%2], Viral: true}
			r := recording{config: c, chooser: sim.Random(seed), steps: 24,
				faults: sim.Faults{Loss: int(seed % 3 * 10), Partitions: int(seed % 4), Rarity: 100}}
			switch seed / 4 % 3 {
			case 1:
				r.adversary = sim.Uneven(n)
			case 2:
				r.adversary = qsc3.Spoiler(c)
			}
			text, jumps := r.play(t)
			judge(t, text)
			total += jumps
		}
	}
	if total < 500 {
		t.Errorf("%d jumps, want many", total)
	}
	t.Logf("%d jumps", total)
}

// judge holds a trace against the judge of traces.
func judge(t *testing.T, text []byte) {
	t.Helper()
	if r := trace.Judge(bytes.NewReader(text), trace.Options{}); r.Verdict != spec.Holds {
		t.Errorf("%v: %v, want holds", r.Verdict, r.Breach)
	}
}
