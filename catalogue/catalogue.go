// Package catalogue lists the protocols and, for each, the configurations in which it is
// verified. It is the one place to add a row for a new protocol: the command, the
// gate between the engines, the benchmarks and the tables in the documentation read it.
package catalogue

import (
	"fmt"

	"quesera/spec"
)

// A Protocol is one abstract spec with its configurations.
type Protocol struct {
	Name    string // as on the command line
	Title   string
	Section string
	Checks  []Check
	// New builds the configuration that the command line asks for.
	New func(Request) (Check, error)
}

// A Check is one configuration of a protocol to explore.
type Check struct {
	Protocol string
	Bounds   string // "n=3 t=2, 1 step": what the verdict covers
	File     string // name of the generated Promela without extension, "n3t2"; "": none is kept
	Deep     bool   // takes minutes
	Symmetry bool   // explored up to renaming of nodes
	Model    Model
	Unsafe   bool   // the thresholds are outside the safe range, and something must break
	Headline string // with Unsafe: the property whose failure is sought
	// Expected figures of an unreduced search, compared in both engines; zero: not pinned.
	States, Transitions uint64
}

// A Request is a configuration asked for by name and numbers.
type Request struct {
	Nodes, Threshold int
	Witness          *int // t_w where it is not Threshold; 0: no witnesses (tlc)
	Steps            int  // of the clock; 0: what the protocol's default is
	Unsafe           bool
}

// Protocols lists all protocols in the order in which they build on each other.
func Protocols() []Protocol {
	return []Protocol{tlcProtocol(), clockProtocol(), qsc3Protocol(), dkgProtocol()}
}

// Find is the protocol of that name.
func Find(name string) (Protocol, error) {
	known := ""
	for _, p := range Protocols() {
		if p.Name == name {
			return p, nil
		}
		known += " " + p.Name
	}
	return Protocol{}, fmt.Errorf("unknown protocol %q, want one of%s", name, known)
}

// checkThreshold tells whether t of n is possible at all, and whether it is safe for nodes
// that stop but do not lie (TLC §2.7, §5.2.2 with f_c = 0).
func checkThreshold(r Request) error {
	switch {
	case r.Witness != nil && *r.Witness != r.Threshold:
		return fmt.Errorf("witness threshold: t_w = %d, want t = %d: the protocol has one threshold", *r.Witness, r.Threshold)
	case r.Nodes < 1 || r.Nodes > spec.MaxNodes:
		return fmt.Errorf("nodes: n = %d, want 1 to %d", r.Nodes, spec.MaxNodes)
	case r.Threshold < 1 || r.Threshold > r.Nodes:
		return fmt.Errorf("threshold: t = %d, want 1 to n = %d", r.Threshold, r.Nodes)
	case 2*r.Threshold <= r.Nodes && !r.Unsafe:
		return fmt.Errorf("threshold: t = %d of n = %d is no majority: two thresholds of nodes need not meet, and what they agree on need not be the same (TLC §2.7); --unsafe shows what breaks",
			r.Threshold, r.Nodes)
	}
	return nil
}

// of is a check of a spec in the bounds that its name tells; file names its generated Promela.
func of(protocol, bounds, file string, m Model) Check {
	return Check{Protocol: protocol, Bounds: bounds, File: file, Model: m}
}

// deep marks a check as one that takes minutes.
func (c Check) deep() Check {
	c.Deep = true
	return c
}

// pinned records the figures of an unreduced search.
func (c Check) pinned(states, transitions uint64) Check {
	c.States, c.Transitions = states, transitions
	return c
}

// reduced has the check explored up to renaming of nodes.
func (c Check) reduced() Check {
	c.Symmetry, c.Bounds = true, c.Bounds+", up to renaming"
	return c
}

// mustFail says that the thresholds are outside the safe range, and that this property must fail.
func (c Check) mustFail(headline string) Check {
	c.Unsafe, c.Headline = true, headline
	return c
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
