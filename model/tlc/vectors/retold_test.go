package vectors_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/tlc"
	"quesera/model/tlc/vectors"
	"quesera/model/tlc/vectors/vectorstest"
)

// A told case is what a vector should be: a script and what comes of it, both told a second time.
type told struct {
	topic   string
	seed    uint64
	script  vectors.Script
	outcome *vectors.Outcome // nil: changed decides alone
	// changed holds a script that was made of this one, and what comes of it, against this one; nil: it is this one.
	changed func(t *testing.T, of told, got vectors.Script, out vectors.Outcome)
}

// recording is the recording of a run of n nodes, of which self is written down for some events.
func recording(n, message, witness, self int, seed uint64, events int) vectors.Recording {
	return vectors.Recording{Seed: seed, Events: events, Script: vectors.Script{Nodes: n, MessageThreshold: message,
		WitnessThreshold: witness, Self: self}}
}

// retold is a recording of the clock, told a second time.
func retold(t *testing.T, topic string, r vectors.Recording) told {
	t.Helper()
	m, err := tlc.New(tlc.Thresholds{Nodes: r.Script.Nodes, Message: r.Script.MessageThreshold,
		Witness: r.Script.WitnessThreshold, Unwitnessed: r.Script.WitnessThreshold == 0})
	if err != nil {
		t.Fatal(err)
	}
	m.Viral = r.Script.Viral
	script, outcome := vectorstest.Retell(r, m, vectorstest.Layer[tlc.State]{
		Clock: func(s *tlc.State) *tlc.State { return s },
		Asks:  func(e model.Effect) bool { _, advanced := e.(tlc.Advanced); return advanced }})
	return told{topic: topic, seed: r.Seed, script: script, outcome: &outcome}
}

// clockCases are runs of all small groups, in turn of each node; with raw messages of node 0 that come late; without
// witnesses; and one run of three, and one of four, that others are made of.
func clockCases(t *testing.T) (all []told) {
	add := func(c told) {
		for _, e := range c.script.Events {
			if e.Event == "ask" || e.Event == "catch_up" {
				return // that is recovery
			}
		}
		all = append(all, c)
	}
	for seed := range uint64(4) {
		for _, g := range []struct{ n, message, witness, events int }{{1, 1, 1, 20}, {2, 2, 2, 24}, {3, 2, 2, 28},
			{3, 3, 2, 28}, {3, 2, 3, 28}, {4, 3, 2, 32}, {5, 3, 4, 36}} {
			r := recording(g.n, g.message, g.witness, int(seed)%g.n, seed, g.events)
			add(retold(t, fmt.Sprintf("n = %d, t_m = %d, t_w = %d", g.n, g.message, g.witness), r))
			if r.Late = 30; g.n >= 3 {
				add(retold(t, "raw messages of node 0 arrive late: no acknowledgment", r))
			}
		}
		add(retold(t, "unwitnessed TLC", recording(2, 2, 0, int(seed)%2, seed, 16)))
		of := retold(t, "messages that arrive twice count once", recording(3, 2, 2, 1, seed, 24))
		of.changed = comeAgain
		add(of)
		of.topic, of.changed = "forged messages are ignored", areForged
		add(of)
		of.topic, of.changed = "a certificate of another message than its sender's does not count", areMisattributed
		add(of)
	}
	for seed := range uint64(3) {
		of := retold(t, "acknowledgments that arrive twice count once, where many are needed",
			recording(4, 2, 4, 1, seed, 24))
		of.changed = acksComeTwice
		add(of)
	}
	return all
}

// recoveryCases are runs of three and four nodes in which packets are lost, and in which the last node hears of nothing
// for a while, or for very long.
func recoveryCases(t *testing.T) (all []told) {
	for seed := range uint64(5) {
		for _, n := range []int{3, 4} {
			majority := []int{3: 2, 4: 3}[n]
			r := recording(n, majority, majority, 1, seed, 36)
			r.Loss = 0.3
			all = append(all, retold(t, "packets are lost, and said again", r))
			r = recording(n, majority, majority, n-1, seed, 24)
			r.Deaf = 60
			all = append(all, retold(t, "a node that lags behind", r))
			r.Events, r.Script.Viral = 16, true
			all = append(all, retold(t, "a node that lags behind and jumps", r))
			r.Events, r.Script.Viral, r.Deaf = 10, false, 500
			all = append(all, retold(t, "a node that lags too far behind to be given what it lacks", r))
		}
	}
	return all
}

// Each vector is the run that its topic says, told as it was played by another network, and what comes of it is what
// the node did in that run. Those that are made of a run differ from it as they say.
func TestScriptsAreTheRunsThatTheySay(t *testing.T) {
	f := vectors.Family()
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]told{"clock": clockCases(t), "recovery": recoveryCases(t)}
	seen := map[string]string{}
	for _, v := range inputs {
		op := strings.Split(v.ID, "/")[1]
		if strings.HasPrefix(v.Topic, "thresholds that do not fit") {
			continue // TestGroupsThatThereAreNoneOfAreRefused
		}
		one := strings.HasPrefix(v.Topic, "n = 1,") // who is alone does the same whatever is drawn
		if of, twice := seen[string(v.Input)]; twice && !one {
			t.Errorf("%s is %s once more", v.ID, of)
		}
		seen[string(v.Input)] = v.ID
		if len(want[op]) == 0 {
			t.Fatalf("%s: there is no such run", v.ID)
		}
		holds(t, f, v, want[op][0])
		want[op] = want[op][1:]
	}
	for op, missing := range want {
		for _, c := range missing {
			t.Errorf("%s: there is no vector of %s", op, c.topic)
		}
	}
}

// holds holds a vector against what it should be.
func holds(t *testing.T, f vector.Family, v vector.Vector, want told) {
	t.Helper()
	if v.Topic != want.topic {
		t.Fatalf("%s is of %q, want %q", v.ID, v.Topic, want.topic)
	}
	var script vectors.Script
	if err := json.Unmarshal(v.Input, &script); err != nil {
		t.Fatal(err)
	}
	result, err := f.Perform(v.ID, v.Input)
	out, ok := result.(vectors.Outcome)
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", v.ID, result, err)
	}
	t.Run(v.ID, func(t *testing.T) {
		if want.changed != nil {
			want.changed(t, want, script, out)
			return
		}
		same(t, "the script", script, want.script)
		same(t, "what comes of it", out, *want.outcome)
	})
}

// same reports that two are not the same JSON.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	at := 0
	for at < len(g) && at < len(w) && g[at] == w[at] {
		at++
	}
	if at < len(g) || at < len(w) {
		t.Errorf("%s: got …%.200s, want …%.200s", what, g[max(0, at-60):], w[max(0, at-60):])
	}
}

// unchanged wants a script and its outcome to end as another: only events came between.
func unchanged(t *testing.T, of told, got vectors.Script, out vectors.Outcome) {
	t.Helper()
	got.Events = of.script.Events
	same(t, "the script without what was added", got, of.script)
	same(t, "the state in the end", out.Lines[len(out.Lines)-1].State, of.outcome.Lines[len(of.outcome.Lines)-1].State)
	same(t, "what is delivered in the end", out.Delivered, of.outcome.Delivered)
}

// comeAgain: behind each event one of those until then is drawn, itself among them, and comes once more if it is a
// message or an acknowledgment. Nothing new comes of it.
func comeAgain(t *testing.T, of told, got vectors.Script, out vectors.Outcome) {
	rng := rand.New(rand.NewPCG(of.seed, 16))
	var want []vectors.Event
	for k, e := range of.script.Events {
		want = append(want, e)
		again := of.script.Events[rng.IntN(k+1)]
		if again.Event != "receive" && again.Event != "ack" {
			continue
		}
		if k := len(want); k < len(out.Lines) {
			for _, effect := range out.Lines[k].Effects {
				if effect.Effect != "ack" && effect.Effect != "catch_up" { // said again to who says something again
					t.Errorf("event %d: %+v comes of what came before", k+1, effect)
				}
			}
		}
		want = append(want, again)
	}
	same(t, "the events", got.Events, want)
	unchanged(t, of, got, out)
}

// acksComeTwice: every acknowledgment comes twice in a row, and nothing comes of the second.
func acksComeTwice(t *testing.T, of told, got vectors.Script, out vectors.Outcome) {
	var want []vectors.Event
	for _, e := range of.script.Events {
		want = append(want, e)
		if e.Event == "ack" {
			if k := len(want); k < len(out.Lines) && len(out.Lines[k].Effects) > 0 {
				t.Errorf("event %d: %+v comes of an acknowledgment that was there before", k+1, out.Lines[k].Effects)
			}
			want = append(want, e)
		}
	}
	same(t, "the events", got.Events, want)
	if len(want) < len(of.script.Events)+4 {
		t.Errorf("%d acknowledgments", len(want)-len(of.script.Events))
	}
	unchanged(t, of, got, out)
}

// areForged: before each event comes one, drawn, of those that nobody honest sends: an acknowledgment by the node
// itself, by a node that there is none of, or of something else, of step 0 or 1; or what comes next, by another node.
// Nothing comes of them.
func areForged(t *testing.T, of told, got vectors.Script, out vectors.Outcome) {
	rng := rand.New(rand.NewPCG(of.seed, 17))
	self, own, kinds := got.Self, fmt.Sprintf("%d.0.raw", got.Self), map[int]bool{}
	var want []vectors.Event
	for _, next := range of.script.Events {
		lies := []vectors.Event{{Event: "ack", From: self, Of: own}, {Event: "ack", From: got.Nodes, Of: own},
			{Event: "ack", From: (self + 1) % got.Nodes, Of: "other"},
			{Event: "ack", From: (self + 1) % got.Nodes, Of: "other", Step: 1}}
		if next.Event == "receive" {
			lies = append(lies, vectors.Event{Event: "receive", From: (next.From + 1) % got.Nodes, Message: next.Message})
		}
		lie := rng.IntN(len(lies))
		kinds[lie] = true
		if k := len(want); k < len(out.Lines) && len(out.Lines[k].Effects) > 0 {
			t.Errorf("event %d: %+v comes of %+v", k+1, out.Lines[k].Effects, lies[lie])
		}
		want = append(want, lies[lie], next)
	}
	same(t, "the events", got.Events, want)
	if len(kinds) < 5 {
		t.Errorf("only %v", kinds)
	}
	unchanged(t, of, got, out)
}

// areMisattributed: the certificates of step 0, and no others, are said to be of the node's own raw message, and the
// node confirms none of them.
func areMisattributed(t *testing.T, of told, got vectors.Script, out vectors.Outcome) {
	wrong := 0
	for name, m := range got.Messages {
		want := ""
		if strings.HasSuffix(name, ".0.cert") {
			want, wrong = fmt.Sprintf("%d.0.raw", got.Self), wrong+1
		}
		if m.Of != want {
			t.Errorf("%s is of %q, want %q", name, m.Of, want)
		}
		m.Of = ""
		got.Messages[name] = m
	}
	if wrong == 0 {
		t.Error("there is no certificate of step 0")
	}
	same(t, "the script as it was", got, of.script)
	for _, line := range out.Lines {
		for _, e := range line.Effects {
			if e.Message == fmt.Sprintf("%d.1.raw", got.Self) && slices.ContainsFunc(e.Confirmed, func(i int) bool {
				return i != got.Self
			}) {
				t.Errorf("%+v confirms others", e)
			}
		}
	}
}
