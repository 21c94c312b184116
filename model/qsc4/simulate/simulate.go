// Package simulate is what "quesera sim" needs to run QSC4 (model/sim/play): Byzantine TLC with the layer on it, judged
// by the obligations of both.
package simulate

import (
	"fmt"
	"strings"

	"quesera/model"
	"quesera/model/crypto/pvss"
	"quesera/model/qsc3"
	"quesera/model/qsc4"
	"quesera/model/qsc4/attack"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/simulate"
)

// Define defines the settings of QSC4, and returns what builds its simulation.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s clock.Settings
	var sharing string
	var game *game
	// The attacks are known before the layer is: they need one only when they are played.
	layer := &qsc4.Layer{}
	s.DefineGroup(f, attack.With(layer), "rounds to play", 5, qsc4.Waivable...)
	f.String(&sharing, play.Setting{Name: "sharing", Usage: "ideal, schoenmakers or pairing"}, "ideal")
	s.DefineNetwork(play.Adversary{Name: "leak",
		Says: "told all that corrupt nodes know, delays what it takes for the best proposal (TLC §5.3.2)",
		New:  func() sim.Adversary { return attack.Leak(game.Watch, s.Config()) }})
	f.Judged = `The clock is judged as where it is alone. Correct nodes agree (QSC4-O1), no ticket is known too early (O2),
those of certified proposals are recovered (O3), and latecomers learn of commits (O4, docs/BYZANTINE.md).` +
		s.Describe()
	return func() (play.Simulation, error) {
		n := s.Config().Nodes
		if n < 1 || n > model.MaxNodes { // before keys are drawn for them
			return nil, fmt.Errorf("nodes = %d, want 1..%d", n, model.MaxNodes)
		}
		schemes := map[string]qsc4.Sharing{"ideal": qsc4.NewIdeal(f.Seed)}
		switch sharing {
		case "schoenmakers":
			schemes[sharing] = qsc4.NewReal(pvss.Schoenmakers{}, f.Seed, n)
		case "pairing":
			schemes[sharing] = qsc4.NewReal(pvss.Pairing{}, f.Seed, n)
		}
		if schemes[sharing] == nil {
			return nil, fmt.Errorf("sharing = %q, want ideal, schoenmakers or pairing", sharing)
		}
		*layer = *qsc4.New(s.Config(), s.GroupID(), schemes[sharing], s.Waived()...)
		game = newGame(layer, s.Corrupt())
		return s.Build(layer, game, clock.Traces{Variant: qsc4.Variant(), Describe: layer.Describe})
	}
}

// game is QSC4 as far as a run is judged.
type game struct {
	*qsc4.Watch
	rounds []line
}

// line is what correct nodes concluded of one round.
type line struct {
	choosers  map[model.NodeID]model.NodeSet
	committed model.NodeSet
	learned   model.NodeSet
}

// shownRounds is of how many rounds the summary has a line.
const shownRounds = 20

func newGame(l *qsc4.Layer, corrupt model.NodeSet) *game {
	return &game{Watch: qsc4.NewWatch(l, model.All(l.Config.Nodes).Minus(corrupt))}
}

// Observe implements clock.Player, as all that follows.
func (g *game) Observe(o sim.Observation[tlcb.State], correct model.NodeSet) {
	g.Watch.Observe(o)
	if !correct.Has(o.Node) {
		return
	}
	for _, state := range qsc4.Concluded(o) {
		for range min(int(state.Decided.Round)+1, shownRounds) - len(g.rounds) {
			g.rounds = append(g.rounds, line{choosers: map[model.NodeID]model.NodeSet{}})
		}
		if state.Decided.Round < shownRounds {
			g.rounds[state.Decided.Round].note(o.Node, state)
		}
	}
}

// note takes in what a correct node concluded.
func (l *line) note(node model.NodeID, s qsc4.State) {
	if c := s.Decided.Choice; c.Known {
		l.choosers[c.Node] = l.choosers[c.Node].With(node)
	}
	if s.Decided.Committed {
		l.committed = l.committed.With(node)
	}
	if s.Learned {
		l.learned = l.learned.With(node)
	}
}

// Breaches are what is wrong with the layer.
func (g *game) Breaches() []play.Breach {
	var all []play.Breach
	for _, b := range g.Watch.Breaches() {
		all = append(all, play.Breach{Rule: b.Rule, Section: b.Section, Node: b.Node, Move: b.Move,
			Message: b.What + " (" + b.Rule + ")"})
	}
	return all
}

// Last is the step in which the last round is decided.
func (g *game) Last(rounds uint32) model.Step { return qsc4.StartOf(qsc3.Round(rounds)) + 1 }

// Tell adds the rounds.
func (g *game) Tell(r *play.Report) {
	var b strings.Builder
	for round, line := range g.rounds {
		fmt.Fprintf(&b, "round %d:", round)
		for i := range model.NodeID(model.MaxNodes) {
			if choosers := line.choosers[i]; !choosers.Empty() {
				fmt.Fprintf(&b, " node %d's proposal chosen by %v,", i, choosers)
			}
		}
		fmt.Fprintf(&b, " committed by %v, known by %v\n", line.committed, line.learned)
	}
	r.Table += b.String() + "\n"
	r.Remarks = append(r.Remarks, fmt.Sprintf("%d decisions of correct nodes, %d commits, %d know of one", g.Decisions,
		g.Commits, g.Learned))
	r.Members = append(r.Members, play.Member{Name: "decisions", Value: g.Decisions},
		play.Member{Name: "commits", Value: g.Commits}, play.Member{Name: "learned", Value: g.Learned})
}
