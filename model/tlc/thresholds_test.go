package tlc_test

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/tlc"
)

// Thresholds at the edges of the safe range (TLC §2.7, §5.2.2), and those for which nothing is defined.
func TestThresholdsAreJudgedAsInThePaper(t *testing.T) {
	for _, c := range []struct {
		n, tm, tw, crashed, corrupt int
		unwitnessed                 bool
		reason                      string // "": safe
	}{
		{n: 3, tm: 2, tw: 2},
		{n: 3, tm: 2, tw: 2, crashed: 1},
		{n: 3, tm: 3, tw: 3},
		{n: 1, tm: 1, tw: 1},
		{n: 4, tm: 3, tw: 3, crashed: 1, corrupt: 1},
		{n: 4, tm: 2, tw: 3, reason: "message threshold = 2, want more than n/2"},
		{n: 4, tm: 3, tw: 2, reason: "witness threshold = 2, want more than n/2"},
		{n: 3, tm: 2, unwitnessed: true, reason: "witness threshold = 0, want more than n/2"},
		{n: 3, tm: 2, tw: 0, reason: "witness threshold = 0, want 1..3"},
		{n: 3, tm: 2, tw: 2, unwitnessed: true, reason: "witness threshold = 2, want none"},
		{n: 3, tm: 3, tw: 3, crashed: 1, reason: "want at most n - f_a = 2"},
		{n: 4, tm: 2, tw: 2, corrupt: 1, reason: "(n + f_c)/2 = 2.5"},
		{n: 3, tm: 2, tw: 2, corrupt: 1, reason: "(n + f_c)/2 = 2"},
		{n: 0, tm: 0, tw: 0, reason: "nodes = 0"},
		{n: model.MaxNodes + 1, tm: 600, tw: 600, reason: "nodes = 1025"},
		{n: 3, tm: 4, tw: 2, reason: "message threshold = 4, want 1..3"},
		{n: 3, tm: 0, tw: 2, reason: "message threshold = 0, want 1..3"},
		{n: 3, tm: 2, tw: 4, reason: "witness threshold = 4"},
		{n: 3, tm: 2, tw: -1, reason: "witness threshold = -1"},
		{n: 3, tm: 2, tw: 2, corrupt: -1, reason: "want none below 0"},
	} {
		err := tlc.Thresholds{Nodes: c.n, Message: c.tm, Witness: c.tw, Unwitnessed: c.unwitnessed}.Safe(c.crashed,
			c.corrupt)
		if (err == nil) != (c.reason == "") || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("TLC(%d, %d, %d) with f_a = %d, f_c = %d: %v, want %q", c.tm, c.tw, c.n, c.crashed, c.corrupt, err,
				c.reason)
		}
	}
}
