package vectors

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/internal/vector"
	"quesera/model/sim/play"
	"quesera/oracle/trace"
)

// A Trace is the lines of a trace.
type Trace struct {
	Lines []string `json:"lines"`
}

// A Verdict is what is to be said of it.
type Verdict struct {
	Verdict string `json:"verdict"` // holds, violated, unusable, inconclusive
	Rule    string `json:"rule,omitempty"`
	Line    int    `json:"line,omitempty"` // 1-based; absent: the trace as a whole
	Node    *int   `json:"node,omitempty"` // absent: none
}

// Family is the vectors of judges of traces.
func Family() vector.Family {
	return vector.Family{Name: "trace", Title: "Recorded runs, and what a judge says of them",
		Package: "oracle/trace/vectors", Under: []string{"oracle/trace", "internal/traceformat"}, Ops: []vector.Op{
			vector.NewOp("judge", "judges a trace: the first line that breaks a rule", Judge, cases),
		}}
}

// Judge is what is to be said of a trace. Nothing is refused: a trace that is none is unusable.
func Judge(t Trace) (Verdict, error) {
	r := trace.Judge(strings.NewReader(strings.Join(t.Lines, "\n")), trace.Options{})
	v := Verdict{Verdict: r.Verdict.String(), Rule: r.Breach.Rule.ID, Line: r.Breach.Line}
	if r.Breach.Node.Known {
		v.Node = &r.Breach.Node.ID
	}
	return v, nil
}

// runs are what good traces are recorded of: the protocols that leave traces, and the flags of their simulations.
var runs = []string{"-n 3 -t 2 --rounds 3", "-n 3 -t 2 --rounds 3 --tickets 2", "-n 4 -t 3 --rounds 2 --crash 1 " +
	"--seed 3",
	"-n 3 -t 2 --rounds 5 --pipelined --tickets 3", "-n 3 -t 2 -w 0 --rounds 4", "-n 3 -t 3 -w 2 --rounds 3",
	"-n 2 -t 2 --rounds 3"}

// recorded are the traces of the runs, as headers and events.
func recorded() (all []recording) {
	for _, p := range catalogue.Simulated() {
		if p.Traces != nil {
			all = append(all, recordedOf(p)...)
		}
	}
	return all
}

// recordedOf are the traces of one protocol's runs.
func recordedOf(p catalogue.Protocol) (all []recording) {
	for _, line := range runs {
		f := play.NewFlags(p.Name)
		build := p.Simulate(f)
		if f.Set().Parse(strings.Fields(line)) != nil {
			continue // a flag that the protocol has not
		}
		s, err := f.Build(build)
		if err != nil {
			continue // a group that it refuses
		}
		var text bytes.Buffer
		if _, err := play.Play(context.Background(), f, s, play.Tracing{To: &text}); err != nil {
			panic("vectors: " + err.Error()) // the runs are ours
		}
		all = append(all, read(text.Bytes()))
	}
	return all
}

// A recording is a trace that was read.
type recording struct {
	header string
	nodes  int
	events []traceformat.Event
}

func read(text []byte) recording {
	d, err := traceformat.NewDecoder(bytes.NewReader(text), catalogue.TraceFormats()...)
	if err != nil {
		panic("vectors: " + err.Error()) // the trace is ours
	}
	header, _, _ := strings.Cut(string(text), "\n")
	r := recording{header: header, nodes: d.Header().Nodes}
	for e := (traceformat.Event{}); d.Next(&e) == nil; e = (traceformat.Event{}) {
		r.events = append(r.events, e)
	}
	return r
}

// lines is a recording as text.
func (r recording) lines() Trace {
	t := Trace{Lines: []string{r.header}}
	for _, e := range r.events {
		t.Lines = append(t.Lines, strings.TrimSuffix(string(traceformat.AppendEvent(nil, e)), "\n"))
	}
	return t
}

const spoiltTraces = 40 // of each recording

func cases() (all []vector.Case[Trace]) {
	add := func(topic string, t Trace) { all = append(all, vector.Case[Trace]{Topic: topic, Input: t}) }
	good := recorded()
	for _, r := range good {
		add("a good trace", r.lines())
	}
	for k, r := range good {
		rng := rand.New(rand.NewPCG(uint64(k), 19))
		for range spoiltTraces {
			spoilt := spoil(r, rng)
			t := spoilt.lines()
			v, _ := Judge(t) // there is no error
			short := Trace{t.Lines[:min(v.Line+5, len(t.Lines))]}
			if w, _ := Judge(short); v.Line > 0 && reflect.DeepEqual(v, w) {
				t = short // what comes later decides nothing, as it mostly does not
			}
			add(fmt.Sprintf("one thing gone wrong: %s", strings.TrimSpace(v.Verdict+" "+v.Rule)), t)
		}
	}
	for _, c := range unusable(good[0].lines()) {
		add(c.Topic, c.Input)
	}
	return all
}
