package catalogue

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"quesera/spec"
	"quesera/verify"
)

// What a row says never to matter is a property of its own, and the reason is in words.
func TestReasonsAreOfPropertiesThatAreAsserted(t *testing.T) {
	reasons := 0
	for _, p := range Protocols() {
		for _, c := range p.Checks() {
			asserted := map[string]bool{}
			for _, property := range c.System.Properties() {
				asserted[property.ID] = true
			}
			for id, why := range c.Idle {
				reasons++
				if !asserted[id] || len(strings.Fields(why)) < 4 {
					t.Errorf("%v: %s never matters because %q: want a property that it asserts, and a reason", c, id, why)
				}
			}
		}
	}
	if reasons == 0 {
		t.Error("no row says that a property never matters")
	}
}

// Whatever small group is asked for, each property says something in some state, or the check says why it does not.
// Method: all thresholds of small groups, searched by the explorer.
func TestEveryPropertyMattersOrSaysWhyNot(t *testing.T) {
	asked := 0
	for _, p := range Verified() {
		for _, words := range smallGroups() {
			flags := pflag.NewFlagSet(p.Name, pflag.ContinueOnError)
			build := p.Configure(flags)
			if flags.Parse(strings.Fields(words)) != nil {
				continue // a flag of other protocols
			}
			c, err := build()
			if err != nil || c.Unsafe {
				continue
			}
			asked++
			rows, err := verify.Run(t.Context(), []verify.Check{c}, verify.Options{Memory: 1 << 30})
			if err != nil {
				t.Fatalf("%s %s: %v", p.Name, words, err)
			}
			for _, r := range rows {
				if r.Verdict != spec.Holds && r.Verdict != spec.NotRun {
					t.Errorf("%s %s: %s %v: %s", p.Name, words, r.Property, r.Verdict, r.Claim)
				}
			}
		}
	}
	if asked < 30 {
		t.Errorf("%d configurations, want more", asked)
	}
}

// smallGroups are flags that ask for small groups.
func smallGroups() (all []string) {
	for n := 1; n <= 3; n++ {
		for t := 1; t <= n; t++ {
			all = append(all, fmt.Sprintf("-n %d -t %d", n, t))
			for w := 0; w <= n; w++ {
				for steps := 1; steps <= 4-n; steps++ {
					all = append(all, fmt.Sprintf("-n %d -t %d -w %d --steps %d", n, t, w, steps))
				}
			}
			for steps := 1; steps <= 3 && n < 3; steps++ {
				all = append(all, fmt.Sprintf("-n %d -t %d --steps %d", n, t, steps))
			}
		}
	}
	return all
}
