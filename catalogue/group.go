package catalogue

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"quesera/spec"
	"quesera/verify"
)

// A group is what most configurations are asked for by: nodes that stop but do not lie, and how many of them must
// agree.
type group struct {
	flags            *pflag.FlagSet
	nodes, threshold int
	unsafe           bool
	atOnce           bool
}

// groupFlags defines -n and -t.
func groupFlags(flags *pflag.FlagSet) *group {
	g := &group{flags: flags}
	flags.IntVarP(&g.nodes, "nodes", "n", 0, "number of nodes")
	flags.IntVarP(&g.threshold, "threshold", "t", 0, "message threshold, and witness threshold unless -w is given")
	return g
}

// witness defines -w, and is what it is for once the flags are read: by itself as the message threshold.
func (g *group) witness(usage string) func() int {
	w := g.flags.IntP("witness", "w", 0, usage)
	return func() int {
		if !g.flags.Changed("witness") {
			return g.threshold
		}
		return *w
	}
}

// orUnsafe defines --unsafe.
func (g *group) orUnsafe() *group {
	g.flags.BoolVar(&g.unsafe, "unsafe", false, "accept thresholds that are no majority, and show what breaks")
	return g
}

// orAtOnce defines --at-once.
func (g *group) orAtOnce() *group {
	g.flags.BoolVar(&g.atOnce, "at-once", false, "nodes leave a step at once, on no more messages than they need; "+
		"otherwise they may wait for more")
	return g
}

// atOnce tells of bounds that nodes leave each step at once.
const atOnce = ", left at once"

// groupBounds tells the size of a group and its thresholds.
func groupBounds(n, tm, tw uint8) string {
	if tm == tw {
		return fmt.Sprintf("n=%d t=%d", n, tm)
	}
	return fmt.Sprintf("n=%d t_m=%d t_w=%d", n, tm, tw)
}

// check tells whether t of n was asked for, is possible at all, and is safe for nodes that stop but do not lie
// (TLC §2.7, §5.2.2 with f_c = 0).
func (g *group) check() error {
	n, t := g.flags.Changed("nodes"), g.flags.Changed("threshold")
	switch {
	case !n && !t:
		return errors.New("which configuration? want -n and -t")
	case !n || !t:
		return errors.New("-n and -t go together")
	case g.nodes < 1 || g.nodes > spec.MaxNodes:
		return fmt.Errorf("nodes: n = %d, want 1 to %d", g.nodes, spec.MaxNodes)
	case g.threshold < 1 || g.threshold > g.nodes:
		return fmt.Errorf("threshold: t = %d, want 1 to n = %d", g.threshold, g.nodes)
	case !majority(g.threshold, g.nodes) && !g.unsafe:
		hint := ""
		if g.flags.Lookup("unsafe") != nil {
			hint = "; --unsafe shows what breaks"
		}
		return fmt.Errorf("threshold: t = %d of n = %d is no majority: two thresholds of nodes need not meet, and what "+
			"they agree on need not be the same (TLC §2.7)%s", g.threshold, g.nodes, hint)
	}
	return nil
}

// idle says why a property never matters in a check, if the check asserts it.
func idle(c verify.Check, id, why string) verify.Check {
	if !slices.ContainsFunc(c.System.Properties(), func(p verify.Property) bool { return p.ID == id }) {
		return c
	}
	return c.NeverMatters(id, why)
}

// majority reports whether any two sets of t of n nodes meet.
func majority(t, n int) bool { return 2*t > n }

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
