package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/spec/strawman"
	"quesera/verify"
)

func strawmanProtocol() Protocol {
	tied := strawman.Of(strawman.Fittest, 3, 2)
	tied.Tied = true
	return Protocol{
		Name: "strawman", Title: "The strawmen on the way to consensus", Section: "TLC §4.1-4.6",
		Prefixes: []string{"STRAW"},
		Specs: []Spec{{Folder: "strawman", Checks: []verify.Check{
			strawmanCheck(strawman.Of(strawman.Own, 3, 2), "").Pinned(41, 40),
			strawmanAsked(strawman.Of(strawman.Own, 3, 2), strawman.Next, "STRAW-P2"),
			strawmanCheck(strawman.Of(strawman.Genetic, 3, 2), "rule1").Pinned(49, 236),
			strawmanAsked(strawman.Of(strawman.Genetic, 3, 2), strawman.Next, "STRAW-P2"),
			strawmanCheck(strawman.Of(strawman.Fittest, 4, 3), "rule2").Pinned(1365, 1364),
			strawmanAsked(strawman.Of(strawman.Fittest, 3, 2), strawman.Next, "STRAW-P4"),
			strawmanAsked(tied, strawman.Few, "STRAW-P3"),
			strawmanCheck(strawman.Of(strawman.Celebrities, 3, 2), "").Pinned(524, 621),
			strawmanAsked(strawman.Of(strawman.Celebrities, 3, 2), strawman.Next, "STRAW-P6"),
			strawmanCheck(strawman.Of(strawman.AllKnow, 3, 2), "").Pinned(7644, 12459),
			strawmanAsked(strawman.Of(strawman.AllKnow, 3, 2), strawman.Next, "STRAW-P7"),
			strawmanCheck(strawman.Of(strawman.Paparazzi, 3, 2), "rule5").Pinned(24_013, 43_726),
			strawmanAsked(strawman.Of(strawman.Paparazzi, 3, 2), strawman.Next, "STRAW-P8"),
			strawmanAsked(strawman.Of(strawman.Paparazzi, 3, 2), strawman.Alike, "STRAW-P4"),
			strawmanCheck(strawman.Of(strawman.Celebrities, 4, 3), "").Pinned(12_390, 18_926),
			strawmanCheck(strawman.Of(strawman.AllKnow, 4, 3), "").Pinned(275_260, 593_952).TakesMinutes(),
			strawmanCheck(strawman.Of(strawman.Paparazzi, 4, 3), "").Pinned(604_821, 1_349_538).TakesMinutes(),
		}}},
		Missing: map[string]string{
			"simulation": "the strawmen are there to fail: their shortest runs are in docs/STRAWMEN.md",
		},
		Configure: strawmanFlags,
	}
}

// strawmanFlags ask for one strawman, and for what it keeps or does not keep.
func strawmanFlags(flags *pflag.FlagSet) func() (verify.Check, error) {
	g := groupFlags(flags)
	rule := flags.Uint8("rule", strawman.Paparazzi, "number of the strawman, 0 to 5")
	asks := flags.String("asks", "", "claim what it does not keep: next, the promise of the next strawman, or alike, "+
		"that all choose alike")
	tied := flags.Bool("tied", false, "all lottery tickets are equal")
	return func() (verify.Check, error) {
		if err := g.check(); err != nil {
			return verify.Check{}, err
		}
		if *rule >= strawman.Rules {
			return verify.Check{}, fmt.Errorf("rule = %d, want 0 to %d", *rule, strawman.Rules-1)
		}
		c := strawman.Of(*rule, uint8(g.nodes), uint8(g.threshold))
		if c.Tied = *tied; c.Tied && *rule < strawman.Fittest {
			return verify.Check{}, fmt.Errorf("tied: there are tickets from strawman %d on", strawman.Fittest)
		}
		switch *asks {
		case "":
			return strawmanCheck(c, ""), nil
		case "next":
			return strawmanAsked(c, strawman.Next, ""), nil
		case "alike":
			if *rule < strawman.Fittest {
				return verify.Check{}, fmt.Errorf("asks = alike: nodes choose from strawman %d on", strawman.Fittest)
			}
			return strawmanAsked(c, strawman.Alike, ""), nil
		}
		return verify.Check{}, fmt.Errorf("asks = %q, want next or alike", *asks)
	}
}

func strawmanCheck(c strawman.Config, file string) verify.Check {
	return verify.Check{Bounds: strawmanBounds(c), File: file, System: verify.NewSystem(c.Spec())}
}

// strawmanAsked claims more than the strawman keeps.
func strawmanAsked(c strawman.Config, asks uint8, headline string) verify.Check {
	c.Asks = asks
	return strawmanCheck(c, "").MustFail(headline)
}

func strawmanBounds(c strawman.Config) string {
	bounds := fmt.Sprintf("strawman %d, n=%d t=%d", c.Rule, c.Nodes, c.Threshold)
	if c.Rule < strawman.Fittest {
		bounds += ", " + plural(int(c.Steps), "step")
	}
	if c.Tied {
		bounds += ", all tickets equal"
	}
	asked := [...]string{strawman.Next: ", the next one's promise", strawman.Alike: ", all alike", strawman.Few: ""}
	return bounds + asked[c.Asks]
}
