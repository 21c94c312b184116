package simulate

import (
	"io"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
)

// over is a world whose run is over.
type over struct{}

func (over) Run(func() bool, uint64) error { return nil }
func (over) Moves() uint64                 { return 10 }
func (over) Live() model.NodeSet           { return model.All(3) }

// late is a protocol that could not judge everything, and may have found something wrong.
type late struct {
	breaches []play.Breach
	unjudged bool
}

func (late) Note(model.NodeID, uint64, model.Effect) {}
func (l late) Breaches() []play.Breach               { return l.breaches }
func (late) Members() []play.Member                  { return nil }
func (l late) Tell(r *play.Report, _ int) {
	if l.unjudged && r.Open == "" {
		r.Open = "too late"
	}
}

// A violation counts for more than the end of the trace, and so does a run that is not over or not judged: each keeps
// its own reason. Only a run of which nothing but the trace is wanting need not be replayed.
func TestTheEndOfTheTraceIsTheLeastReasonForAVerdict(t *testing.T) {
	f := play.NewFlags("tlc")
	build := Define(f)
	broken := []play.Breach{{Message: "broken"}}
	for _, c := range []struct {
		player Player
		end    error
		reason string // empty: a breach
		whole  bool
	}{
		{nil, nil, cutMessage, true},
		{late{}, nil, cutMessage, true},
		{late{unjudged: true}, nil, "too late", false},
		{late{unjudged: true}, sim.ErrLimit, sim.ErrLimit.Error(), false},
		{nil, sim.ErrStuck, sim.ErrStuck.Error(), false},
		{late{breaches: broken}, nil, "", false},
	} {
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		r := s.(*Run[tlc.State])
		r.Player = c.player
		if _, err := r.Start(f, play.Tracing{To: io.Discard}); err != nil {
			t.Fatal(err)
		}
		r.traced.cut = cut{tlc.TraceEnd{Known: true, Node: 1, From: 2, To: 30}, 7}
		report, err := r.Report(over{}, c.end)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(report.Note, "ends at move 7, where node 1 jumps from step 2 to step 30") {
			t.Errorf("note = %q, want the end of the trace", report.Note)
		}
		if c.reason == "" {
			if len(report.Breaches) != 1 || report.Breaches[0].Message != "broken" {
				t.Errorf("breaches = %v, want the protocol's", report.Breaches)
			}
		} else if report.Open != c.reason || report.Whole != c.whole || len(report.Breaches) > 0 {
			t.Errorf("open = %q, whole %v, breaches %v, want %q and %v", report.Open, report.Whole, report.Breaches,
				c.reason, c.whole)
		}
	}
}
