package qsc3

import (
	"fmt"
	"testing"

	model "quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec/pipeline"
)

// PIPE-L1. Claim: rounds that overlap on one clock can end as in the shortest failure of spec/pipeline: in round r two
// nodes choose differently, and in round r+1 both see the same proposal committed. Blocks that each forms then, of the
// proposal and its own last block (TLC §4.11), are not the same, and both are final.
//
// Method: simulated runs of five nodes, pipelined, on a network that favours some, from seeds, until three have such
// rounds; each node's two decisions are replayed in spec/pipeline, where no guard refuses them and PIPE-P2 fails.
func TestASingleChainForksInARunOfTheModel(t *testing.T) {
	c := model.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Pipelined: true, Tickets: 1 << 20}
	forks, rounds := 0, 0
	for seed := uint64(0); seed < 1000 && forks < 3; seed++ {
		ended := decisionsOf(t, c, seed, 60)
		for r := model.Round(0); r < 59; r++ {
			if rounds++; !forked(ended[r], ended[r+1]) {
				continue
			}
			forks++
			sp := pipeline.Config{Nodes: 5, Rounds: 2, Single: true, Gap: 1, All: true}
			if err := replayed(sp, ended[r], ended[r+1]); err != nil {
				t.Errorf("seed %d, rounds %d and %d, %+v and %+v: %v", seed, r, r+1, ended[r], ended[r+1], err)
			}
		}
	}
	t.Logf("%d of %d pairs of rounds", forks, rounds)
	if forks < 3 {
		t.Errorf("%d forks in %d pairs of rounds", forks, rounds)
	}
}

// choices is what the nodes decided of a round.
type choices map[int]model.Decided

// decisionsOf plays so many rounds.
func decisionsOf(t *testing.T, c model.Config, seed uint64, rounds model.Round) map[model.Round]choices {
	t.Helper()
	machine, err := model.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ended, last := map[model.Round]choices{}, 0
	w, err := sim.New(sim.Config[model.State]{Nodes: c.Nodes, Machine: machine, Adversary: sim.Uneven(c.Nodes),
		Chooser: sim.Random(seed), InPlace: true,
		Observe: func(o sim.Observation[model.State]) {
			for _, e := range o.Effects {
				d, ok := e.(model.Decided)
				if !ok || d.Round >= rounds {
					continue
				}
				if ended[d.Round] == nil {
					ended[d.Round] = choices{}
				}
				if ended[d.Round][int(o.Node)] = d; d.Round == rounds-1 {
					last++
				}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return last == c.Nodes }, 1_000_000); err != nil {
		t.Fatal(err)
	}
	return ended
}

// forked reports whether two nodes part in the first round, over two proposals, and both see the second one committed.
func forked(first, second choices) bool {
	parted, different := false, map[string]bool{}
	for i, a := range first {
		different[a.Choice.Digest.String()] = true
		for j, b := range first {
			parted = parted || a.Choice.Digest != b.Choice.Digest && second[i].Committed && second[j].Committed
		}
	}
	return parted && len(different) == 2 && len(first) == len(second)
}

// replayed plays two rounds in the spec: of each the first proposal that a node chose stands for the first one there.
func replayed(c pipeline.Config, rounds ...choices) error {
	p := refine.NewPlayer(c.Spec())
	for _, ended := range rounds {
		for i := range len(ended) {
			choice, action := uint16(0), "Choose"
			if ended[i].Choice.Digest != ended[0].Choice.Digest {
				choice = 1
			}
			if ended[i].Committed {
				action = "Commit"
			}
			if err := p.Take(action, uint16(i), choice); err != nil {
				return err
			}
		}
	}
	if c.PrefixesAgree(&p.State) {
		return fmt.Errorf("the prefixes agree in %+v", p.State)
	}
	return nil
}
