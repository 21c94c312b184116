// Package simulate is what "quesera sim" needs to run two-phase commit (model/sim/play).
//
// A run is judged by what its nodes decide: nobody decides otherwise than another one (TPC-P1).
package simulate

import (
	"fmt"

	"quesera/examples/twophase/model/twophase"
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// Define defines the settings of a run, and returns what builds it.
func Define(f *play.Flags) func() (play.Simulation, error) {
	r := &run{decided: map[model.NodeID]twophase.Phase{}}
	f.Int(&r.managers, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of managers"}, 3)
	f.DefineSeed()
	f.DefineNetwork(&r.managers)
	f.DefineLimits("changes nothing here: every group is safe")
	return func() (play.Simulation, error) {
		m, err := twophase.New(twophase.Config{Managers: r.managers})
		r.machine = m
		return r, err
	}
}

// run is one run.
type run struct {
	managers int
	machine  twophase.Machine
	decided  map[model.NodeID]twophase.Phase
	breaches []play.Breach
}

// Nodes counts the managers and the coordinator.
func (r *run) Nodes() int { return r.managers + 1 }

// Group describes the group.
func (r *run) Group() string { return fmt.Sprintf("%d managers", r.managers) }

// Safe is nil: crashes may block the others, and make nobody inconsistent.
func (r *run) Safe(int) error { return nil }

// Start starts the run. It leaves no trace.
func (r *run) Start(f *play.Flags, _ play.Tracing) (play.World, error) {
	return play.NewWorld(f, sim.Config[twophase.State]{Nodes: r.Nodes(), Machine: r.machine, AnytimeTimers: true,
		Observe: r.observe})
}

// observe notes decisions, and judges each by those before it.
func (r *run) observe(o sim.Observation[twophase.State]) {
	for _, e := range o.Effects {
		d, ok := e.(twophase.Decided)
		if !ok {
			continue
		}
		for other := range model.NodeID(r.Nodes()) {
			if p, has := r.decided[other]; has && p != d.Phase && len(r.breaches) == 0 {
				r.breaches = []play.Breach{{Rule: "TPC-P1", Section: "GL §2", Node: o.Node, Move: o.Move,
					Message: fmt.Sprintf("twophase: node %d has %v, node %d %v", o.Node, d.Phase, other, p)}}
			}
		}
		r.decided[o.Node] = d.Phase
	}
}

// Over tells whether all live nodes have decided.
func (r *run) Over(live model.NodeSet) bool {
	for i := range live.Members() {
		if _, has := r.decided[i]; !has {
			return len(r.breaches) > 0
		}
	}
	return true
}

// Report tells who decided what. That a node is left without a decision is what two-phase commit is known for.
func (r *run) Report(w play.World, end error) (play.Report, error) {
	var committed, aborted model.NodeSet
	for i, p := range r.decided {
		if p == twophase.Committed {
			committed = committed.With(i)
		} else {
			aborted = aborted.With(i)
		}
	}
	report := play.Report{Breaches: r.breaches, Reached: fmt.Sprintf("committed: %v, aborted: %v", committed, aborted),
		Members: []play.Member{{Name: "moves", Value: w.Moves()}, {Name: "committed", Value: committed.Len()},
			{Name: "aborted", Value: aborted.Len()}}}
	if end != nil {
		report.Open = "not all live nodes decided: " + end.Error()
	}
	return report, nil
}
