package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"quesera/catalogue"
)

// No setting of a protocol has the name of a flag of "quesera sim" itself: it would be set for the command and never
// reach the protocol.
func TestNoSettingOfAProtocolHidesBehindTheCommand(t *testing.T) {
	flags := newSimCommand().Flags()
	for _, p := range catalogue.Simulated() {
		f, _ := simFlags(p)
		f.Set().VisitAll(func(own *pflag.Flag) {
			if !flags.Lookup(own.Name).Hidden { // the command shows its own alone
				t.Errorf("%s: --%s is of the command", p.Name, own.Name)
			}
		})
	}
}

// Exposed nodes leave where the command line says so: that is in the result, and in the line that plays the run again.
func TestExposedNodesLeaveWhereTheyAreTold(t *testing.T) {
	for args, want := range map[string]string{"": `"shrink":false`, " --leave": `"shrink":true`} {
		code, out, errs := simulate(strings.Fields("tlcb -n 4 -t 3 --corrupt 1 --rounds 2 --json" + args)...)
		if code != exitHolds || !strings.Contains(strings.ReplaceAll(out, " ", ""), want) {
			t.Errorf("%q: exit code %d: %s%s, want %s", args, code, out, errs, want)
		}
	}
	// With as many exposed as the threshold has, a view once reached one step after the other in a single move.
	args := "tlcb -n 4 -t 2 --unsafe --leave --corrupt 2 --attack fork --seed 5"
	if code, out, errs := simulate(strings.Fields(args)...); code != exitViolated || !strings.Contains(out, " --leave ") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	if code, out, errs := simulate("tlcb", "-n", "1"); code != exitHolds {
		t.Errorf("a single node: exit code %d: %s%s", code, out, errs)
	}
}
