// Package catalogue lists the protocols and, for each, the configurations in which it is
// verified. It is the one place to add a row for a new protocol: the command, the
// gate between the engines, the benchmarks and the tables in the documentation read it.
package catalogue

import (
	"fmt"

	"quesera/spec"
	"quesera/spec/qsc"
	"quesera/spec/tlc"
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
	Steps            int // of the clock; 0: what the protocol's default is
	Unsafe           bool
}

// Protocols lists all protocols in the order in which they build on each other.
func Protocols() []Protocol {
	return []Protocol{tlcProtocol(), qsc3Protocol()}
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

func tlcProtocol() Protocol {
	check := func(c tlc.Config, file string) Check {
		return Check{Protocol: "tlc", Bounds: tlcBounds(c), File: file, Model: Of(c.Spec())}
	}
	deep := func(c Check) Check { c.Deep = true; return c }
	pinned := func(c Check, states, transitions uint64) Check {
		c.States, c.Transitions = states, transitions
		return c
	}
	reduced := func(c Check) Check { c.Symmetry, c.Bounds = true, c.Bounds+", up to renaming"; return c }
	config := func(n, tm, tw, horizon uint8) tlc.Config {
		return tlc.Config{Nodes: n, Message: tm, Witness: tw, Horizon: horizon}
	}
	unsafe := check(config(3, 1, 1, 2), "")
	unsafe.Model, unsafe.Unsafe, unsafe.Headline = Of(config(3, 1, 1, 2).UnsafeSpec()), true, "TLC-P5"
	return Protocol{
		Name: "tlc", Title: "Threshold logical clocks, message by message", Section: "TLC §2.2-2.9",
		Checks: []Check{
			pinned(check(config(3, 2, 2, 1), "n3t2h1"), 13_536, 36_774),
			pinned(check(config(3, 3, 3, 2), "n3t3h2"), 1_360_020, 3_436_920),
			reduced(check(config(3, 2, 2, 2), "")),
			check(config(4, 3, 0, 2), "n4t3h2unwitnessed"),
			check(config(1, 1, 1, 3), ""),
			check(config(2, 1, 2, 2), ""),
			unsafe,
			deep(pinned(check(config(3, 2, 2, 2), "n3t2h2"), 71_683_188, 200_610_342)),
			deep(check(config(4, 3, 3, 1), "n4t3h1")),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if r.Steps == 0 {
				r.Steps = 1
			}
			if r.Steps < 1 || r.Steps > tlc.MaxSteps {
				return Check{}, fmt.Errorf("steps: %d, want 1 to %d", r.Steps, tlc.MaxSteps)
			}
			t := uint8(r.Threshold)
			c := config(uint8(r.Nodes), t, t, uint8(r.Steps))
			asked := check(c, "")
			if !c.Majorities() {
				asked.Model, asked.Unsafe = Of(c.UnsafeSpec()), true
			}
			return asked, nil
		},
	}
}

func tlcBounds(c tlc.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d", c.Nodes, c.Message)
	if c.Witness != c.Message {
		bounds = fmt.Sprintf("n=%d t_m=%d t_w=%d", c.Nodes, c.Message, c.Witness)
	}
	if c.Horizon == 1 {
		return bounds + ", 1 step"
	}
	return fmt.Sprintf("%s, %d steps", bounds, c.Horizon)
}

func qsc3Protocol() Protocol {
	check := func(c qsc.Config, file string) Check {
		return Check{Protocol: "qsc3", Bounds: qscBounds(c), File: file, Model: Of(c.Spec())}
	}
	unsafe := func(n, t int) Check {
		c := check(qsc.Config{Nodes: uint8(n), Threshold: uint8(t), Tickets: 2}, "")
		c.Unsafe, c.Headline, c.Symmetry = true, "QSC3-P5", true
		c.Bounds += ", up to renaming"
		return c
	}
	pinned := func(c Check, states, transitions uint64) Check {
		c.States, c.Transitions = states, transitions
		return c
	}
	deep := func(c Check) Check { c.Deep = true; return c }
	larger := check(qsc.Config{Nodes: 5, Threshold: 3}, "")
	larger.Symmetry, larger.Bounds = true, larger.Bounds+", up to renaming"
	return Protocol{
		Name: "qsc3", Title: "Que sera consensus, one whole round on the clock's contract", Section: "TLC §4.10",
		Checks: []Check{
			pinned(check(qsc.Config{Nodes: 3, Threshold: 2, Late: 1, Tickets: 3}, "n3t2"), 86_386, 177_457),
			pinned(check(qsc.Config{Nodes: 4, Threshold: 3, Late: 1}, "n4t3"), 1_767_420, 4_165_709),
			check(qsc.Config{Nodes: 3, Threshold: 3, Late: 1, Tickets: 2}, ""),
			check(qsc.Config{Nodes: 1, Threshold: 1, Late: 1, Tickets: 2}, ""),
			unsafe(2, 1),
			deep(larger),
			deep(unsafe(4, 2)),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if r.Steps != 0 && r.Steps != qsc.Steps {
				return Check{}, fmt.Errorf("steps: %d, a round of QSC3 has %d", r.Steps, qsc.Steps)
			}
			if 2*r.Threshold <= r.Nodes {
				return unsafe(r.Nodes, r.Threshold), nil
			}
			c := qsc.Config{Nodes: uint8(r.Nodes), Threshold: uint8(r.Threshold), Late: 1}
			if r.Nodes <= 3 {
				c.Tickets = uint8(r.Nodes)
			}
			return check(c, ""), nil
		},
	}
}

func qscBounds(c qsc.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d, 1 round", c.Nodes, c.Threshold)
	if c.Late == 0 {
		bounds += ", no late knowledge"
	}
	if c.Tickets > 0 {
		bounds += fmt.Sprintf(", %d ticket values", c.Tickets)
	}
	return bounds
}
