package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	modeltlcb "quesera/model/tlcb"
	"quesera/model/tlcb/simulate"
	"quesera/spec"
	"quesera/spec/tlcb"
	"quesera/verify"
)

func tlcbProtocol() Protocol {
	p := Protocol{
		Name: "tlcb", Title: "Threshold logical clocks among Byzantine nodes, on accountable logs", Section: "TLC §5.1, §5.2",
		Prefixes:  []string{"TLCB"},
		Specs:     []Spec{{Folder: "tlcb", Checks: tlcbChecks()}},
		Configure: tlcbConfigure,
	}
	if !verify.InBrowser {
		clock := modeltlcb.Clock()
		p.Simulate, p.Evidence = simulate.Define, simulate.Evidence(clock)
		p.Logs = &Logs{simulate.TraceFormat(clock), simulate.Audit(clock)}
	}
	return p
}

// byzantine is a group of n nodes, f_c of them corrupt, with both thresholds t.
func byzantine(n, corrupt, t uint8) tlcb.Config {
	return tlcb.Config{Nodes: n + corrupt, Corrupt: corrupt, MessageThreshold: t, WitnessThreshold: t}
}

func tlcbChecks() []verify.Check {
	with := func(c tlcb.Config, change func(*tlcb.Config)) tlcb.Config {
		change(&c)
		return c
	}
	leave := func(c *tlcb.Config) { c.Shrink = true }
	silent := func(faces ...spec.NodeID) func(*tlcb.Config) {
		return func(c *tlcb.Config) {
			for _, i := range faces {
				c.Silent = c.Silent.With(i)
			}
		}
	}
	silentAndLeave := func(faces ...spec.NodeID) func(*tlcb.Config) {
		return func(c *tlcb.Config) { silent(faces...)(c); leave(c) }
	}
	four := byzantine(4, 1, 3)
	return []verify.Check{
		tlcbCheck(four, "n4t3").Pinned(21_144, 71_707),
		tlcbCheck(with(four, leave), "").Pinned(130_732, 540_862),
		tlcbCheck(with(four, silent(3, 4)), "").Pinned(87, 237),
		tlcbCheck(with(four, silentAndLeave(2)), "").Pinned(294, 742),
		tlcbCheck(byzantine(3, 2, 3), "").Pinned(116, 248),
		tlcbCheck(with(four, func(c *tlcb.Config) { c.WitnessThreshold = 2 }), "").MustFail("TLCB-P1"),
		tlcbCheck(with(four, func(c *tlcb.Config) { c.Shrink, c.Counted = true, true }), "").MustFail("TLCB-P1"),
		tlcbCheck(byzantine(4, 1, 2), "").MustFail("TLCB-P2"),
		tlcbCheck(with(four, silent(2)), "").MustFail("TLCB-P4"),
		tlcbCheck(byzantine(5, 1, 4), "").TakesMinutes().Pinned(1_501_004, 8_750_124),
		tlcbCheck(with(byzantine(5, 1, 4), silentAndLeave(3)), "").TakesMinutes().Pinned(16_599, 88_137),
		tlcbCheck(with(with(byzantine(6, 2, 5), silentAndLeave(3)), eager), "").Pinned(135_741, 639_567),
		tlcbCheck(with(byzantine(6, 2, 4), eager), "").MustFail("TLCB-P2"),
	}
}

func eager(c *tlcb.Config) { c.Eager = true }

func tlcbCheck(c tlcb.Config, file string) verify.Check {
	check := verify.Check{Bounds: tlcbBounds(c), File: file, System: verify.NewSystem(c.Spec())}
	if c.MessageThreshold+c.Corrupt == c.Nodes-c.Corrupt && c.Silent.Len() == 2*int(c.Corrupt) {
		check = idle(check, "TLCB-P3", "nobody leaves before all correct nodes have formulated their messages")
	}
	return check
}

func tlcbBounds(c tlcb.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d f_c=%d, 1 step", c.Nodes-c.Corrupt, c.MessageThreshold, c.Corrupt)
	if c.WitnessThreshold != c.MessageThreshold {
		bounds = fmt.Sprintf("n=%d t_m=%d t_w=%d f_c=%d, 1 step", c.Nodes-c.Corrupt, c.MessageThreshold, c.WitnessThreshold,
			c.Corrupt)
	}
	if !c.Silent.Empty() {
		who := "a correct node"
		if c.Silent.Has(spec.NodeID(c.Nodes - 1)) {
			who = "the corrupt node"
		}
		bounds += ", " + who + " is silent"
	}
	switch {
	case c.Counted:
		bounds += ", who is exposed lowers thresholds and is counted"
	case c.Shrink:
		bounds += ", who is exposed leaves"
	}
	if c.Eager {
		bounds += ", eagerly"
	}
	return bounds
}

// A byzantineGroup is what configurations with corrupt nodes are asked for by.
type byzantineGroup struct {
	*group
	corrupt int
}

// byzantineFlags defines -n, -t, --corrupt and --unsafe.
func byzantineFlags(flags *pflag.FlagSet) *byzantineGroup {
	g := &byzantineGroup{group: groupFlags(flags).orUnsafe()}
	flags.IntVar(&g.corrupt, "corrupt", -1, "f_c: so many nodes are corrupt (default as many as t is safe for)")
	return g
}

// check tells whether t of n was asked for, is possible at all, and is safe for f_c (TLC §5.2.2).
func (g *byzantineGroup) check() error {
	unsafe := g.unsafe
	g.unsafe = true
	err := g.group.check()
	if !g.flags.Changed("corrupt") {
		g.corrupt = max(0, min(2*g.threshold-g.nodes-1, g.nodes-1, spec.MaxNodes-g.nodes))
	}
	switch g.unsafe = unsafe; {
	case err != nil:
		return err
	case g.corrupt < 0 || g.corrupt >= g.nodes:
		return fmt.Errorf("corrupt: f_c = %d, want 0 to %d of n = %d nodes", g.corrupt, g.nodes-1, g.nodes)
	case g.nodes+g.corrupt > spec.MaxNodes:
		return fmt.Errorf("corrupt: n + f_c = %d, want at most %d: a corrupt node has two faces", g.nodes+g.corrupt,
			spec.MaxNodes)
	case !g.unsafe && !g.safe():
		return fmt.Errorf("threshold: t = %d of n = %d does not exceed (n + f_c)/2 with f_c = %d (TLC §5.2.2); "+
			"--unsafe shows "+
			"what breaks", g.threshold, g.nodes, g.corrupt)
	}
	return nil
}

// safe reports whether t > (n + f_c)/2.
func (g *byzantineGroup) safe() bool { return 2*g.threshold > g.nodes+g.corrupt }

func tlcbConfigure(flags *pflag.FlagSet) func() (verify.Check, error) {
	g := byzantineFlags(flags)
	stay := flags.Bool("stay", false, "who is exposed stays, and so do the thresholds (TLC §5.2.2)")
	return func() (verify.Check, error) {
		if err := g.check(); err != nil {
			return verify.Check{}, err
		}
		c := byzantine(uint8(g.nodes), uint8(g.corrupt), uint8(g.threshold))
		c.Shrink, c.Eager = !*stay && g.corrupt > 0, c.Nodes > 6
		if !g.safe() {
			return tlcbCheck(c, "").MustFail(""), nil
		}
		return tlcbCheck(c, ""), nil
	}
}
