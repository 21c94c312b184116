package attack

import (
	"fmt"

	"quesera/model"
	"quesera/model/tlcb"
)

// Evidence judges what correct nodes know of corrupt ones when all that was said has arrived, and counts it: no correct
// node is blamed (LOG-O1), all know of the same nodes (LOG-O2), and each piece convinces a machine that has seen
// nothing of the run, of that node alone (LOG-O3).
func (s Stage) Evidence(state func(model.NodeID) *tlcb.State, stranger tlcb.Machine) (pieces int, err error) {
	first := state(0).Corrupt() // the correct nodes come first
	for i := range s.Correct().Members() {
		own := state(i)
		known := own.Corrupt()
		if blamed := known.Intersect(s.Correct()); !blamed.Empty() {
			return pieces, fmt.Errorf("LOG-O1: node %d blames %v", i, blamed)
		}
		if !known.Equal(first) {
			return pieces, fmt.Errorf("LOG-O2: node %d knows of %v, another of %v", i, known, first)
		}
		for who := range known.Members() {
			p, err := s.Machine.Replay.Portable(*own.Exposed(who), own.Find)
			if err != nil {
				return pieces, err
			}
			if err := stranger.Replay.CheckAlone(p); err != nil {
				return pieces, fmt.Errorf("LOG-O3: a stranger is not convinced by node %d: %w", i, err)
			}
			if p.Against = (who + 1) % model.NodeID(s.Config.Nodes); stranger.Replay.CheckAlone(p) == nil {
				return pieces, fmt.Errorf("LOG-O1: the evidence against node %d convinces of node %d too", who, p.Against)
			}
			pieces++
		}
	}
	return pieces, nil
}
