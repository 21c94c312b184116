package simulate

import (
	"io"
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

// A violation counts for more than that a run is not over or not judged, and each of these keeps its own reason.
func TestAViolationCountsForMoreThanAnOpenEnd(t *testing.T) {
	f := play.NewFlags("tlc")
	build := Define(f)
	broken := []play.Breach{{Message: "broken"}}
	for _, c := range []struct {
		player Player
		end    error
		reason string // empty: a breach
	}{
		{late{unjudged: true}, nil, "too late"},
		{late{unjudged: true}, sim.ErrLimit, sim.ErrLimit.Error()},
		{nil, sim.ErrStuck, sim.ErrStuck.Error()},
		{late{breaches: broken}, nil, ""},
		{late{breaches: broken}, sim.ErrLimit, sim.ErrLimit.Error()},
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
		report, err := r.Report(over{}, c.end)
		if err != nil {
			t.Fatal(err)
		}
		if l, _ := c.player.(late); len(report.Breaches) != len(l.breaches) || report.Open != c.reason {
			t.Errorf("open = %q, breaches %v, want %q and %v", report.Open, report.Breaches, c.reason, l.breaches)
		}
	}
}
