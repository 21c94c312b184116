package spin

import (
	"errors"
	"strings"
	"testing"
)

// What pan says of fair runs: that there is a bad one, that there is none, or nothing that counts.
func TestWhatPanSaysOfFairRuns(t *testing.T) {
	const whole = "Full statespace search for:\n"
	for _, c := range []struct {
		name, says     string
		live, answered bool
	}{
		{"none", whole + "State-vector 40 byte, depth reached 19, errors: 0\n", true, true},
		{"one", whole + "pan:1: acceptance cycle (at depth 12)\nState-vector 40 byte, depth reached 19, errors: " +
			"1\n", false, true},
		{"a failed assertion", whole + "pan:1: assertion violated (at depth 12)\nState-vector 40 byte, errors: " +
			"1\n", false, false},
		{"one that is not counted", whole + "pan:1: acceptance cycle (at depth 12)\nState-vector 40 byte, errors: " +
			"0\n", false, false},
		{"one without a message", whole + "State-vector 40 byte, depth reached 19, errors: 1\n", false, false},
		{"errors not counted", whole + "State-vector 40 byte, depth reached 19\n", false, false},
		{"an error of another kind first", whole + "pan:1: assertion violated (at depth 1)\npan:2: acceptance cycle (at " +
			"depth 12)\nState-vector 40 byte, errors: 2\n", false, false},
		{"cut short", whole + "Warning: Search not completed\nState-vector 40 byte, depth reached 19, errors: " +
			"0\n", false, false},
		{"out of memory", whole + "pan: out of memory\nState-vector 40 byte, depth reached 19, errors: " +
			"0\n", false, false},
		{"reduced", whole + "+ Partial Order Reduction\nState-vector 40 byte, depth reached 19, errors: 0\n", false, false},
		{"states dropped", "Bit statespace search for:\nState-vector 40 byte, depth reached 19, errors: " +
			"0\n", false, false},
		{"nothing", "", false, false},
	} {
		out := newOutput(nil)
		for line := range strings.Lines(c.says) {
			out.read(line)
		}
		live, err := out.live()
		if live != c.live || (err == nil) != c.answered || err != nil && !errors.As(err, new(*IncompleteError)) {
			t.Errorf("%s: %v, %v", c.name, live, err)
		}
	}
}
