package service

import (
	"quesera/model"
	"quesera/model/sim"
)

// lagOdds is how rarely a node that lags hears something: once in so many packets.
const lagOdds = 12

// Lagging is an oblivious network in which one node after the other hears almost nothing while so many packets are
// sent, so that it does not know what the others have decided.
func Lagging(n int, period uint64) sim.Oblivious {
	first, drawn := 0, false
	return func(view []sim.Envelope, c sim.Chooser) int {
		if !drawn {
			first, drawn = c.Choose(n), true
		}
		newest := uint64(0)
		for _, e := range view {
			newest = max(newest, e.Number)
		}
		victim := model.NodeID((first + int(newest/period)) % n)
		var others []int
		for k, e := range view {
			if e.To != victim {
				others = append(others, k)
			}
		}
		if len(others) == 0 || c.Choose(lagOdds) == 0 {
			return c.Choose(len(view))
		}
		return others[c.Choose(len(others))]
	}
}
