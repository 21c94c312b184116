package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
)

// tolds are moves that suspicions of nodes stand for.
func tolds(nodes ...model.NodeID) []Told {
	var all []Told
	for _, i := range nodes {
		all = append(all, Told{Move: sim.Move{Kind: sim.Suspect, Node: i}})
	}
	return all
}

// Of a run the moves up to its first breach count, where it is known in which move that was; else all of them.
func TestTheMovesUpToABreach(t *testing.T) {
	for _, c := range []struct {
		breaches []Breach
		want     int
	}{
		{nil, 4}, {[]Breach{{}}, 4}, {[]Breach{{Move: 1}}, 0}, {[]Breach{{Move: 2}}, 1}, {[]Breach{{Move: 5}}, 3},
		{[]Breach{{Move: 6}, {Move: 2}}, 3}, {[]Breach{{Move: 7}}, 4}, {[]Breach{{Move: 9}}, 4},
	} {
		n := &notes{moves: tolds(0, 1, 2, 3), at: []uint64{2, 3, 5, 7}}
		if got := n.until(&Outcome{Report: Report{Breaches: c.breaches}}); len(got) != c.want {
			t.Errorf("%+v: %d moves, want %d", c.breaches, len(got), c.want)
		}
	}
}

// An event belongs to the move in which it happened; what nodes do at their start belongs to none.
func TestEventsBelongToMoves(t *testing.T) {
	n := &notes{world: &clockwork{moves: 6}}
	event := func(step traceformat.Step) traceformat.Event {
		return traceformat.Event{Kind: traceformat.Advance, Step: step}
	}
	n.event(event(1))
	n.move(sim.Move{Kind: sim.Suspect, Node: 3})
	n.event(event(2))
	n.event(event(3))
	n.move(sim.Move{Kind: sim.Heal})
	want := []Told{{sim.Move{Kind: sim.Suspect, Node: 3}, []traceformat.Event{event(2), event(3)}},
		{sim.Move{Kind: sim.Heal}, nil}}
	if !reflect.DeepEqual(n.moves, want) || !slices.Equal(n.at, []uint64{6, 6}) {
		t.Errorf("%+v, %v", n.moves, n.at)
	}
}

// A node is named where it begins to act, and what it does follows; that it received what it sent itself is not told.
func TestWhatNodesDidInAMove(t *testing.T) {
	own := traceformat.ID{Sender: 2, Number: 1}
	events := []traceformat.Event{
		{Node: 2, Kind: traceformat.Advance, Step: 4}, {Node: 2, Kind: traceformat.Receive, ID: own},
		{Node: 2, Kind: traceformat.Hole}, {Node: 0, Kind: traceformat.Receive, ID: own},
		{Node: 2, Kind: traceformat.Advance, Step: 5},
	}
	var b strings.Builder
	writeEvents(&b, events)
	want := ": node 2 reaches step 4; has a hole in its log; node 0 receives " + own.String() + "; node 2 reaches step 5"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	b.Reset()
	if writeEvents(&b, events[3:4]); b.String() != ": node 0 receives "+own.String() {
		t.Errorf("%q of node 0", b.String())
	}
	b.Reset()
	writeEvents(&b, events[1:2])
	writeEvents(&b, nil)
	if b.Len() > 0 {
		t.Errorf("%q of nothing", b.String())
	}
}

// A shorter run is told with how short it is, its moves by number, with what happened in them, and its verdict; only
// one that is violated is replayed.
func TestHowAShorterRunIsTold(t *testing.T) {
	moves := []Told{{Move: sim.Move{Kind: sim.Arrive, From: 0, Node: 1}, Events: []traceformat.Event{
		{Node: 1, Kind: traceformat.Advance, Step: 1}}}, {Move: sim.Move{Kind: sim.Arrive, From: 0, Node: 2},
		Events: []traceformat.Event{{Node: 2, Kind: traceformat.Advance, Step: 2}}}, {Move: sim.Move{Kind: sim.Heal}}}
	f := flagsOf(t, "")
	f.Kinds("greeting")
	f.Follow(movesOf(moves))
	lines := "  1-2  node 0's greeting of step 0 arrives at nodes 1, 2: node 1 reaches step 1; node 2 reaches step 2\n" +
		"    3  the group is one again\n"
	replay := "quesera sim toy --seed 1 --adversary random --replay '0>1.2:0@0 h'"
	for _, c := range []struct {
		report Report
		least  bool
		want   string
	}{
		{Report{Breaches: []Breach{{Rule: "R", Message: "wrong"}}}, true, "\nthe same in 3 moves of the 9 that led " +
			"there, found in 5 runs; no move can be left out:\n" + lines + "violated: wrong\nreplay: " + replay + "\n"},
		{Report{Open: "open"}, false, "\nthe same in 3 moves of the 9 that led there, found in 5 runs; the search was " +
			"ended early:\n" + lines + "inconclusive: open\n"},
	} {
		s := &Shrunk{Outcome: &Outcome{flags: f, Report: c.report}, From: 9, Tried: 5, Least: c.least, Moves: moves}
		var b strings.Builder
		if s.print(&b); b.String() != c.want {
			t.Errorf("%q, want %q", b.String(), c.want)
		}
		message := s.Outcome.Message()
		want := map[string]any{"moves": 3, "lines": 2, "from": 9, "tried": 5, "least": c.least, "schedule": "0>1.2:0@0 h",
			"message": message, "replay": replay}
		if got := s.members(); !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		o := &Outcome{flags: f, Report: Report{Breaches: []Breach{{Rule: "R"}}}}
		if same := len(c.report.Breaches) > 0; s.Same(o) != same || s.Same(&Outcome{}) == same {
			t.Errorf("%+v is the same: %v", c.report, !same)
		}
		var text, object strings.Builder
		o.Shrunk(s)
		err := errors.Join(o.Print(&text), o.PrintJSON(&object))
		if err != nil || !strings.HasSuffix(text.String(), c.want) ||
			!strings.Contains(object.String(), `"shrunk":{"from":9,`) {
			t.Errorf("%v: %s, %s", err, text.String(), object.String())
		}
	}
}

// A plaything is a simulation of gossip in which something is wrong once so many moves were made.
type plaything struct {
	toy
	world World
	seen  *[]Tracing
	rule  func(moves uint64) string
}

func (s *plaything) Start(f *Flags, t Tracing) (World, error) {
	*s.seen = append(*s.seen, t)
	w, err := NewWorld(f, sim.Config[int]{Nodes: 3, Machine: gossip{}, Observe: func(o sim.Observation[int]) {
		if t.tell != nil {
			t.tell(traceformat.Event{Node: traceformat.Node(o.Node), Kind: traceformat.Hole})
		}
	}})
	s.world = w
	return w, err
}

func (s *plaything) Over(model.NodeSet) bool { return s.rule(s.world.Moves()) != "" }
func (s *plaything) Report(w World, _ error) (Report, error) {
	if rule := s.rule(w.Moves()); rule != "" {
		return Report{Breaches: []Breach{{Rule: rule, Message: rule, Move: w.Moves()}}}, nil
	}
	return Report{}, nil
}

// shrinking searches for a shorter run of playthings; the call of the builder with that number fails, from 1,
// and all after it in another way; 0: none.
func shrinking(ctx context.Context, t *testing.T, f *Flags, fails int, most int,
	rule func(moves uint64) string) (*Shrunk, error, []Tracing) {
	t.Helper()
	calls, seen := 0, []Tracing{}
	s, err := Shrink(ctx, f, func() (Simulation, error) {
		switch calls++; {
		case calls == fails:
			return nil, errFull
		case fails > 0 && calls > fails:
			return nil, errors.New("once more")
		}
		return &plaything{toy: toy{nodes: 3}, seen: &seen, rule: rule}, nil
	}, Tracing{To: io.Discard, Judge: func(traceformat.Header) Judge { return &heard{} }}, most)
	return s, err, seen
}

// from is the rule that is broken from a number of moves on.
func from(moves uint64) func(uint64) string {
	return func(m uint64) string {
		if m >= moves {
			return "R"
		}
		return ""
	}
}

// All runs of a search are judged, and only the last is written; events are told of each move if the simulation leaves
// traces. The flags follow the shortest run in the end, and nobody records any more.
func TestASearchIsOfJudgedRuns(t *testing.T) {
	for _, traced := range []bool{false, true} {
		f := flagsOf(t, "")
		if traced {
			f.LeavesTraces()
		}
		s, err, seen := shrinking(t.Context(), t, f, 0, 0, from(3))
		if err != nil || s == nil || len(s.Moves) != 3 || s.From != 3 || !s.Least || s.Outcome.Message() != "R" {
			t.Fatalf("%+v, %v", s, err)
		}
		for k, tracing := range seen {
			if tracing.Judge == nil || (tracing.To != nil) != (k == len(seen)-1) || (tracing.tell != nil) != traced {
				t.Errorf("run %d of %d: judged %v, written %v, told %v", k, len(seen), tracing.Judge != nil, tracing.To != nil,
					tracing.tell != nil)
			}
		}
		if s.Tried != len(seen)-3 { // without the first, the one that does it again, and the last
			t.Errorf("%d tried of %d runs", s.Tried, len(seen))
		}
		if got := sim.Schedule(movesOf(s.Moves)); f.record != nil || sim.Schedule(f.follow.moves) != got ||
			f.follow.lenient || !f.follow.wanted {
			t.Errorf("the flags follow %+v, want %s", f.follow, got)
		}
		for _, m := range s.Moves {
			if (len(m.Events) > 0) != traced {
				t.Errorf("%d events in a move, traced %v", len(m.Events), traced)
			}
		}
	}
}

// A search that may play few runs ends with what it has; one whose run is not the same again, or whose context is over,
// finds nothing, and the flags are as before; and an error in any of its runs is one of the search.
func TestASearchThatFindsNothing(t *testing.T) {
	f := flagsOf(t, "")
	if s, err, _ := shrinking(t.Context(), t, f, 0, 2, from(5)); err != nil || s == nil || s.Tried != 2 || s.Least {
		t.Errorf("%+v, %v", s, err)
	}
	turns := 0
	for name, rule := range map[string]func(uint64) string{
		"nothing wrong": func(uint64) string { return "" },
		"only the first time": func(m uint64) string {
			if turns++; turns < 4 {
				return from(2)(m)
			}
			return ""
		},
		"another rule": func(m uint64) string {
			if turns++; m < 2 {
				return ""
			}
			return fmt.Sprint(turns)
		},
	} {
		f := flagsOf(t, "")
		turns = 0
		if s, err, _ := shrinking(t.Context(), t, f, 0, 0, rule); s != nil || err != nil || f.follow.wanted ||
			f.record != nil {
			t.Errorf("%s: %+v, %v, follows %v", name, s, err, f.follow.wanted)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	f = flagsOf(t, "")
	if s, err, seen := shrinking(over, t, f, 0, 0, from(3)); s != nil || err != nil || len(seen) != 2 || f.follow.wanted {
		t.Errorf("%+v, %v in %d runs, follows %v", s, err, len(seen), f.follow.wanted)
	}
	f = flagsOf(t, "")
	_, _, seen := shrinking(t.Context(), t, f, 0, 0, from(3))
	for _, fails := range []int{1, 2, 3, len(seen)} {
		f := flagsOf(t, "")
		if s, err, _ := shrinking(t.Context(), t, f, fails, 0, from(3)); s != nil || !errors.Is(err, errFull) ||
			f.record != nil {
			t.Errorf("run %d of %d fails: %+v, %v", fails, len(seen), s, err)
		}
	}
}
