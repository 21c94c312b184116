package simulate

import (
	"errors"
	"fmt"
	"strings"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
)

// A Player is what stands on the clock, as far as a run is judged.
type Player interface {
	// Observe takes in a transition.
	Observe(o sim.Observation[tlcb.State], correct model.NodeSet)
	// Breaches are what is wrong so far.
	Breaches() []play.Breach
	// Last is the step in which a run of so many rounds is over.
	Last(rounds uint32) model.Step
	// Tell completes the report.
	Tell(r *play.Report)
}

// run is one run.
type run struct {
	*Settings
	stage  attack.Stage
	attack attack.Attack
	player Player
	traces Traces
	record *recorder // nil: nobody wants a trace
	watch  *tlcb.Watch
	world  *sim.World[tlcb.State]
	step   []int // by node: steps entered
	count  struct{ entries, octets int }
	// moved is the last move in which a correct node entered a step.
	moved uint64
}

// Nodes implements play.Simulation, as all that follows.
func (r *run) Nodes() int { return r.nodes }

// Group is the parameters, and who is corrupt.
func (r *run) Group() string {
	c := r.Config()
	text := fmt.Sprintf("n=%d t=%d f_a=%d f_c=%d, %s signatures", c.Nodes, c.Message, c.Crashed, c.Corrupt, r.signs)
	if r.waived != "" {
		text += ", without " + r.waived
	}
	if r.corrupt > 0 {
		text += fmt.Sprintf("; %v corrupt: they %s", r.Corrupt(), r.attack.Says)
	}
	return text
}

// Safe wants safe thresholds, and no more faulty nodes than they are for.
func (r *run) Safe(crashes int) error {
	c := r.Config()
	switch err := c.Check(); {
	case err != nil:
		return err
	case r.corrupt > c.Corrupt:
		return fmt.Errorf("tlcb: corrupt nodes = %d, want at most f_c = %d", r.corrupt, c.Corrupt)
	case crashes > c.Crashed:
		return fmt.Errorf("tlcb: nodes that crash = %d, want at most f_a = %d", crashes, c.Crashed)
	}
	return nil
}

// Start starts a run.
func (r *run) Start(f *play.Flags, t play.Tracing) (play.World, error) {
	r.watch = tlcb.NewWatch(r.Config(), r.stage.Correct())
	if t.To != nil {
		d, err := r.traces.description(r.Config(), r.stage.Group)
		if err != nil {
			return nil, fmt.Errorf("sim: trace: %w", err)
		}
		out, err := traceformat.NewEncoder(t.To, headerOf(r.traces.Variant, d))
		if err != nil {
			return nil, err
		}
		r.record = newRecorder(out, r.stage.Machine, r.traces.Variant, r.nodes)
	}
	w, err := play.NewWorld(f, sim.Config[tlcb.State]{
		Nodes: r.nodes, Machine: r.attack.Play(r.stage),
		InPlace: true, Timeouts: true, Observe: r.observe,
	})
	if err == nil {
		r.world = w.(*sim.World[tlcb.State])
	}
	return w, err
}

func (r *run) observe(o sim.Observation[tlcb.State]) {
	r.watch.Observe(o)
	if r.record != nil && r.stage.Correct().Has(o.Node) {
		r.record.observe(o)
	}
	if r.player != nil {
		r.player.Observe(o, r.stage.Correct())
	}
	for _, effect := range o.Effects {
		if e, ok := effect.(log.Wrote[*tlcb.View]); ok {
			r.count.entries++
			r.count.octets += len(e.Item.AppendTo(nil)) + len(e.Item.Signature)
			if _, raw := e.Item.Action.(tlcb.Raw); raw {
				if r.step[o.Node]++; r.stage.Correct().Has(o.Node) {
					r.moved = o.Move
				}
			}
		}
	}
}

// last is the step to reach.
func (r *run) last() model.Step {
	if r.player != nil {
		return r.player.Last(r.Steps)
	}
	return model.Step(r.Steps)
}

// patience is for how many moves a node of the group may make time stand still before the run is given up.
const patience = 3000

// stands reports whether time stands still.
func (r *run) stands() bool { return r.world.Moves() > r.moved+patience*uint64(r.nodes) }

// Over tells whether all live correct nodes are in the last step, or something is wrong, or time stands still.
func (r *run) Over(live model.NodeSet) bool {
	for i := range live.Intersect(r.stage.Correct()).Members() {
		if r.step[i] <= int(r.last()) {
			return len(r.breaches()) > 0 || r.stands()
		}
	}
	return true
}

// breaches are all that is wrong.
func (r *run) breaches() []play.Breach {
	var all []play.Breach
	for _, b := range r.watch.Breaches() {
		all = append(all, play.Breach{Rule: b.Rule, Section: b.Section, Node: b.Node, Move: b.Move, Message: b.What + " (" +
			b.Rule + ")"})
	}
	if r.player != nil {
		all = append(all, r.player.Breaches()...)
	}
	return all
}

// Report judges the run.
func (r *run) Report(w play.World, end error) (play.Report, error) {
	if r.record != nil {
		if err := errors.Join(r.record.err, r.record.out.Flush()); err != nil {
			return play.Report{}, fmt.Errorf("sim: trace: %w", err)
		}
	}
	report := play.Report{Breaches: r.breaches(), Table: r.table(),
		Reached: fmt.Sprintf("live correct nodes are in step %d at least", r.slowest(w.Live()))}
	switch {
	case end != nil:
		report.Open = end.Error()
	case r.stands():
		report.Open = fmt.Sprintf("time stands still: no correct node entered a step in %d moves (TLCB-O6)",
			patience*r.nodes)
	}
	report.Remarks = append(report.Remarks, fmt.Sprintf("%d entries, %d octets", r.count.entries, r.count.octets))
	exposed := []model.NodeID{}
	for i := range r.world.State(0).Corrupt().Members() {
		exposed = append(exposed, i)
	}
	report.Members = []play.Member{{Name: "moves", Value: w.Moves()}, {Name: "step", Value: r.slowest(w.Live())},
		{Name: "exposed", Value: exposed}, {Name: "entries", Value: r.count.entries},
		{Name: "octets", Value: r.count.octets}, {Name: "crashed", Value: r.nodes - w.Live().Len()}}
	if r.player != nil {
		r.player.Tell(&report)
	}
	report.Members = append(report.Members, play.Member{Name: "evidence", Value: r.evidence()})
	return report, nil
}

// evidence is what node 0 has against others, for "quesera check evidence"; none where signatures are ideal or added
// up, or shares ideal: those convince nobody outside.
func (r *run) evidence() []tlcb.Portable {
	all := []tlcb.Portable{}
	d, err := r.traces.description(r.Config(), r.stage.Group)
	if err != nil {
		return all
	}
	s := r.world.State(0)
	for i := range s.Corrupt().Members() {
		if p, err := r.stage.Machine.Replay.Portable(*s.Exposed(i), s.Find); err == nil {
			all = append(all, d.Export(p))
		}
	}
	return all
}

// slowest is the step of the live correct node that is least far.
func (r *run) slowest(live model.NodeSet) int {
	least, any := 0, false
	for i := range live.Intersect(r.stage.Correct()).Members() {
		if at := max(r.step[i]-1, 0); !any || at < least { // who has not begun is in no step, which counts as step 0
			least, any = at, true
		}
	}
	return least
}

// table has a line for each node: how far it came, and of whom it has what evidence.
func (r *run) table() string {
	rows := [][]string{{"node", "step", "entries", "has evidence against"}}
	for k := range r.nodes {
		i := model.NodeID(k)
		s, who, written := r.world.State(i), fmt.Sprint(k), log.Seq(0)
		if r.Corrupt().Has(i) {
			who += " (corrupt)"
		}
		if s.Own() != nil {
			written = s.Own().Seq
		}
		var evidence []string
		for j := range s.Corrupt().Members() {
			evidence = append(evidence, fmt.Sprintf("%d: %v", j, s.Exposed(j).Kind))
		}
		if len(evidence) == 0 || r.Corrupt().Has(i) {
			evidence = []string{"nobody"}
		}
		rows = append(rows, []string{who, fmt.Sprint(max(r.step[k]-1, 0)), fmt.Sprint(written),
			strings.Join(evidence, ", ")})
	}
	return play.Columns(rows) + "\n"
}
