package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/spec/pipeline"
	"quesera/verify"
)

// chainsOf are the ways in which rounds build on each other, by the names of the flag --chains, with as many rounds
// as it takes to see what they keep.
var chainsOf = map[string]pipeline.Config{
	"sequential": {Rounds: 3, Gap: 1}, "three": {Rounds: 4, Gap: 3}, "single": {Rounds: 2, Gap: 1, Single: true},
}

func pipelineProtocol() Protocol {
	return Protocol{
		Name: "pipeline", Title: "What rounds that overlap build", Section: "TLC §4.11",
		Prefixes: []string{"PIPE"},
		Specs: []Spec{{Folder: "pipeline", Checks: []verify.Check{
			pipelineCheck("sequential", "sequential").Pinned(18_253, 18_252),
			pipelineCheck("three", "three").Pinned(401_581, 401_580),
			pipelineCheck("single", "single").Pinned(18_253, 18_252),
			pipelineAsked("single", "PIPE-P1", "the same below"),
			pipelineAsked("single", "PIPE-P2", "prefixes agree"),
			pipelineAsked("single", "PIPE-P4", "one owner"),
			pipelineAsked("three", "PIPE-P4", "one owner"),
		}}},
		Missing: map[string]string{
			"simulation": "it is what rounds build, and no machine: qsc3 runs them, with --pipelined so that " +
				"they overlap",
		},
		Configure: pipelineFlags,
	}
}

// pipelineFlags ask for one way to build, and claim everything of it.
func pipelineFlags(flags *pflag.FlagSet) func() (verify.Check, error) {
	n := flags.IntP("nodes", "n", 0, "number of nodes")
	chains := flags.String("chains", "single", "how blocks are formed: single, on the block of the round "+
		"before, when a "+
		"round ends (TLC §4.11); three, on the last choice when it begins; sequential, of rounds that do not overlap")
	return func() (verify.Check, error) {
		c, known := chainsOf[*chains]
		const most = 4
		switch {
		case !known:
			return verify.Check{}, fmt.Errorf("chains = %q, want single, three or sequential", *chains)
		case *n < 2 || *n > most:
			return verify.Check{}, fmt.Errorf("nodes: n = %d, want 2 to %d", *n, most)
		}
		c.Nodes, c.All = uint8(*n), true
		return verify.Check{Bounds: pipelineBounds(*chains, c), System: verify.NewSystem(c.Spec())}, nil
	}
}

func pipelineCheck(chains, file string) verify.Check {
	c := chainsOf[chains]
	c.Nodes, c.Rounds = 3, max(c.Rounds, 3)
	return verify.Check{Bounds: pipelineBounds(chains, c), File: file, System: verify.NewSystem(c.Spec())}
}

// pipelineAsked claims more than is kept.
func pipelineAsked(chains, headline, claim string) verify.Check {
	c := chainsOf[chains]
	c.Nodes, c.All = 3, true
	return verify.Check{Bounds: pipelineBounds(chains, c) + ", " + claim, System: verify.NewSystem(c.Spec())}.MustFail(
		headline)
}

func pipelineBounds(chains string, c pipeline.Config) string {
	way := map[string]string{"sequential": "rounds one by one", "three": "overlapping rounds in three chains",
		"single": "overlapping rounds in a single chain"}[chains]
	return fmt.Sprintf("n=%d, %s, %s", c.Nodes, plural(int(c.Rounds), "round"), way)
}
