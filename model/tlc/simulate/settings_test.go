package simulate

import (
	"testing"

	"quesera/model/sim/play"
)

// The length of a run and the thresholds have bounds, the least and greatest of which are taken; where no witness
// threshold is given it is the message threshold.
func TestSettingsHaveBounds(t *testing.T) {
	for _, c := range []struct {
		args    []string
		witness int // that is settled; negative: refused
	}{
		{nil, 2},
		{[]string{"--rounds", "1"}, 2},
		{[]string{"--rounds", "0"}, -1},
		{[]string{"--rounds", "536870912"}, 2},
		{[]string{"--rounds", "536870913"}, -1},
		{[]string{"-n", "5", "-t", "4"}, 4},
		{[]string{"-n", "5", "-t", "4", "-w", "3"}, 3},
		{[]string{"-n", "5", "-t", "4", "-w", "0"}, 0},
		{[]string{"-n", "5", "-t", "6"}, -1},
		{[]string{"-n", "5", "-t", "4", "-w", "6"}, -1},
		{[]string{"-n", "0"}, -1},
	} {
		f := play.NewFlags("clock")
		var s Settings
		s.DefineGroup(f, "steps to play")
		if err := f.Set().Parse(c.args); err != nil {
			t.Fatal(err)
		}
		err := s.Check()
		if (err == nil) != (c.witness >= 0) {
			t.Errorf("%v: %v, want refused %v", c.args, err, c.witness < 0)
			continue
		}
		if got := s.Thresholds(); err == nil && (got.Witness != c.witness || got.Unwitnessed != (c.witness == 0)) {
			t.Errorf("%v: %+v, want a witness threshold of %d", c.args, got, c.witness)
		}
	}
}
