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

// In how many states of a row each property says something. The figures were found by both engines when the test was
// written; a condition that comes to hold in more states, or in fewer, is another one.
func TestWherePropertiesMatterIsKnown(t *testing.T) {
	known := map[string]string{
		"qsc3 n=3 t=2, 1 round, 3 tickets": "QSC3-P1 2080, QSC3-P2 100259, QSC3-P3 2080, QSC3-P4 2080, " +
			"QSC3-P5 687, QSC3-P6 1092, QSC3-P7 2080",
		"qsc3 n=3 t=3, 1 round, 2 tickets": "QSC3-P1 15, QSC3-P2 21, QSC3-P3 15, QSC3-P4 15, " +
			"QSC3-P5 3, QSC3-P6 8, QSC3-P7 15",
		"qsc3 n=1 t=1, 1 round, 2 tickets": "QSC3-P1 3, QSC3-P2 5, QSC3-P3 3, QSC3-P4 3, " +
			"QSC3-P5 2, QSC3-P6 0, QSC3-P7 3",
		"qsc3 what it implements: consensus, 3 nodes, 2 rounds": "CONS-P1 267, CONS-P2 243, CONS-P3 255, " +
			"CONS-P4 192",
		"dkg n=3 t=2 f=1, corrupt {0}, exposed": "DKG-P1 160, DKG-P2 320, DKG-P3 320, DKG-P4 320, DKG-P5 1256, " +
			"DKG-P14 1798, DKG-P12 320, DKG-P13 240",
		"dkg n=4 t=3 f=1, corrupt {1}, exposed": "DKG-P1 1984, DKG-P2 3968, DKG-P3 3968, DKG-P4 3968, DKG-P5 11152, " +
			"DKG-P14 13157, DKG-P12 3968, DKG-P13 3072",
		"dkg n=4 t=3 f=1, corrupt {}, 1 crash, exposed": "DKG-P1 100, DKG-P2 148, DKG-P3 148, DKG-P4 148, " +
			"DKG-P5 0, DKG-P14 0, DKG-P12 148, DKG-P13 15",
		"dkg relayed broadcast, n=3, 3 versions, corrupt {0}":  "DKG-P15 32, DKG-P16 0",
		"dkg relayed broadcast, n=4, honest sender, 2 crashes": "DKG-P15 33, DKG-P16 19",
		"clock n=3 t=2, 2 steps": "CLK-P1 159855, CLK-P2 159855, CLK-P3 159855, " +
			"CLK-P5 159855, CLK-P7 143633",
		"tlc n=3 t=2, 1 step":          "TLC-P1 85614, TLC-P2 112859, TLC-P3 112859, TLC-P4 85614",
		"tlc n=1 t=1, 3 steps":         "TLC-P1 5, TLC-P2 6, TLC-P3 6, TLC-P4 5, TLC-P5 0, TLC-P6 3",
		"tlc n=2 t_m=1 t_w=2, 2 steps": "TLC-P1 3993, TLC-P2 4025, TLC-P3 4025",
	}
	for _, p := range Protocols() {
		for _, c := range p.Checks() {
			want, ok := known[c.String()]
			if !ok {
				continue
			}
			delete(known, c.String())
			rows, err := verify.Run(t.Context(), []verify.Check{c}, verify.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rows {
				if r.Mattered != nil {
					got = append(got, fmt.Sprintf("%s %d", r.Property, *r.Mattered))
				}
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%v: properties say something of these many states: %s, want %s", c, strings.Join(got, ", "), want)
			}
		}
	}
	for row := range known {
		t.Errorf("no row %s", row)
	}
}

// Of every state says something only what has no condition, which is an exception.
func TestPropertiesWithoutAConditionAreFew(t *testing.T) {
	const everywhere = " CLK-P4 CLK-P6 " // that nobody forgets, and that nobody has anything of a step to come
	for _, p := range Protocols() {
		for _, s := range p.Specs {
			for _, property := range s.Properties() {
				if property.Kind == spec.Invariant && (property.When == "") != strings.Contains(everywhere, property.ID+" ") {
					t.Errorf("spec/%s: %s says something where %q is so: want a condition, or a reason here", s.Folder, property.ID,
						property.When)
				}
			}
		}
	}
}

// smallGroups are flags that ask for small groups.
func smallGroups() (all []string) {
	for n := 1; n <= 3; n++ {
		for t := 1; t <= n; t++ {
			all = append(all, fmt.Sprintf("-n %d -t %d", n, t))
			for w := 0; w <= n; w++ {
				all = append(all, fmt.Sprintf("-n %d -t %d -w %d", n, t, w))
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
