package drive

import (
	"errors"
	"os"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim/play"
	"quesera/oracle/lockstep"
	"quesera/spec"
)

// built is a run that was not started, of the settings.
func built(t *testing.T, args string) *run {
	t.Helper()
	_, _, build := driven(t, "good", args)
	s, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return s.(*run)
}

// A run is over at the end of its last round, and only where a round starts there are tickets.
func TestARunEndsWithItsLastRound(t *testing.T) {
	clock, rounds := "--protocol "+named(false), "-w 2 --protocol "+named(true)
	for _, c := range []struct {
		args string
		last traceformat.Step
		asks []uint64 // how many tickets there are in each step
	}{
		{clock + " --rounds 4 --tickets 9", 4, []uint64{1, 1, 1, 1}},
		{rounds + " --rounds 4 --tickets 9", 12, []uint64{9, 1, 1, 9, 1, 1, 9}},
		{rounds + " --rounds 4 --tickets 9 --pipelined", 6, []uint64{9, 9, 9, 9}},
		{rounds + " --rounds 1 --tickets 9 --pipelined", 3, []uint64{9}},
		{rounds + " --rounds 1048576", 3 << 20, nil},
	} {
		r := built(t, c.args)
		if got := r.last(); got != c.last {
			t.Errorf("%s: it ends at step %d, want %d", c.args, got, c.last)
		}
		for s, want := range c.asks {
			if got := (nodes{r}).askTicket(traceformat.Step(s)); got != (model.AskCoin{Sides: want}) {
				t.Errorf("%s, step %d: %+v, want %d tickets", c.args, s, got, want)
			}
		}
	}
	r := built(t, "-n 5 -t 4 -w 3")
	if r.Nodes() != 5 || r.threshold != 4 || r.witness != 3 || !strings.HasPrefix(r.Group(), "n=5 t_m=4 t_w=3, ") {
		t.Errorf("%s", r.Group())
	}
	for args, want := range map[string][4]int{"": {3, 20, 2, 2}, "-n 5": {5, 20, 3, 3}, "-n 5 -t 4": {5, 20, 4, 4},
		"-n 4 -t 3 -w 0 --rounds 1": {4, 1, 3, 0}} {
		f := play.NewFlags("drive")
		build := Define(f, &Pool{}, catalogue.TraceFormats())
		if err := f.Set().Parse(strings.Fields("--protocol " + named(false) + " " + args)); err != nil {
			t.Fatal(err)
		}
		s, err := build()
		if err != nil {
			t.Fatal(err)
		}
		r := s.(*run)
		if got := [4]int{r.group, int(r.rounds), r.threshold, r.witness}; got != want {
			t.Errorf("%q: nodes, rounds and thresholds are %v, want %v", args, got, want)
		}
	}
}

// What nodes send is bounded: so many packets in flight, and so many octets of bodies, and not one more.
func TestAFloodIsBounded(t *testing.T) {
	const mostInFlight, mostBodies = 1048576, 268435456
	r := built(t, "-n 4")
	m := nodes{r}
	for _, c := range []struct {
		messages, octets, most int
		want                   string
	}{
		{mostInFlight / 4, 0, 0, ""}, {mostInFlight/4 + 1, 0, 0, "more than 1048576 packets"}, {2, 0, 8, ""},
		{3, 0, 8, "more than 8 packets"}, {0, mostBodies, 0, ""}, {0, mostBodies + 1, 0, "more than 268435456 octets"},
	} {
		r.octets, r.pool.InFlight = c.octets, c.most
		err := m.flood(c.messages)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	r.octets, r.pool.InFlight = 0, 0
	ack := traceformat.Event{Kind: traceformat.SendAck, To: 1}
	if got := carry(1, lockstep.Packet{Event: ack}); got != nil {
		t.Errorf("an acknowledgment to oneself goes to %+v", got)
	}
	if got := carry(0, lockstep.Packet{Event: ack}); len(got) != 1 || got[0].(model.Send).To != 1 {
		t.Errorf("an acknowledgment goes to %+v", got)
	}
	if got := carry(0, lockstep.Packet{Event: traceformat.Event{Kind: traceformat.SendWit, To: 1}}); len(got) != 1 ||
		got[0].(model.Broadcast).Message == nil {
		t.Errorf("a certificate goes to %+v", got)
	}
}

// worldOf has all nodes live, and made some moves.
type worldOf struct {
	live  model.NodeSet
	moves uint64
}

func (w worldOf) Live() model.NodeSet         { return w.live }
func (w worldOf) Moves() uint64               { return w.moves }
func (worldOf) Run(func() bool, uint64) error { return nil }

// Of several differences the first counts, and of errors too; one that cannot be judged leaves the run open, and one
// that is a breach breaks it. The folder of the run is removed.
func TestTheFirstDifferenceCounts(t *testing.T) {
	r := built(t, "-n 2 -t 2")
	r.dir = t.TempDir()
	if r.ended() || r.move() != 0 {
		t.Error("it has ended before it began")
	}
	r.differs(nil)
	first := &lockstep.Difference{Node: 1, Rule: "LOCK-DONE", Verdict: spec.Inconclusive, Message: "first"}
	r.differs(first)
	r.differs(&lockstep.Difference{Node: 0, Rule: "LOCK-TAKE", Verdict: spec.Violated})
	if r.difference != first || !r.ended() || !r.Over(model.All(2)) {
		t.Errorf("the difference is %+v", r.difference)
	}
	m := nodes{r}
	for _, d := range []*lockstep.Difference{first, nil} {
		r.difference, r.failed = d, nil
		if d == nil {
			r.failed = errors.New("cannot be driven")
		}
		if _, effects := m.Apply(0, model.Coin{}); effects != nil {
			t.Errorf("after the end it does %v", effects)
		}
		if _, effects := m.Start(0); effects != nil {
			t.Errorf("after the end it starts with %v", effects)
		}
	}
	r.failed = nil
	m.fail(1, lockstep.Input{Kind: lockstep.Timeout}, errors.New("first"))
	m.fail(0, lockstep.Input{}, errors.New("second"))
	if r.failed == nil || r.failed.Error() != "drive: node 1, told timeout in move 0: first" {
		t.Errorf("failed: %v", r.failed)
	}
	r.failed = nil
	for _, verdict := range []spec.Verdict{spec.Inconclusive, spec.Violated} {
		r.dir = t.TempDir()
		r.difference = &lockstep.Difference{Node: 1, Rule: "LOCK-DONE", Section: "§1", Verdict: verdict, Message: "is done"}
		r.at = 7
		report, err := r.Report(worldOf{model.All(2), 9}, nil)
		if err != nil || (report.Open == r.difference.String()) != (verdict == spec.Inconclusive) ||
			(len(report.Breaches) == 1 && report.Breaches[0].Move == 7 && report.Breaches[0].Node == 1) !=
				(verdict == spec.Violated) || report.Reached != "all live nodes reached step 0" {
			t.Errorf("%v: %+v, %v", verdict, report, err)
		}
		if _, err := os.Stat(r.dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder of the run is left: %v", err)
		}
	}
	r.difference, r.dir = nil, t.TempDir()
	if report, err := r.Report(worldOf{model.All(2), 9}, errors.New("stuck")); err != nil || report.Open != "stuck" {
		t.Errorf("%+v, %v", report, err)
	}
	r.failed = errors.New("cannot be driven")
	if _, err := r.Report(worldOf{model.All(2), 9}, nil); err != r.failed {
		t.Errorf("%v", err)
	}
}
