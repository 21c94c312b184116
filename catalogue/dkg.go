package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/internal/vector"
	"quesera/model/dkg/simulate"
	"quesera/model/dkg/vectors"
	"quesera/spec"
	"quesera/spec/dkg"
	"quesera/spec/dkg/relay"
	"quesera/spec/dkg/reshare"
	"quesera/verify"
)

func dkgProtocol() Protocol {
	p := Protocol{
		Name: "dkg", Title: "Distributed key generation: agreement on the qualified dealers", Section: "GJKR Fig. 1, 2",
		Prefixes: []string{"DKG"},
		Specs: []Spec{{Folder: "dkg", Checks: []verify.Check{
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Expose: true},
				"n3t2").Pinned(1_804, 1_839),
			dkgCheck(dkg.Config{Nodes: 4, Threshold: 3, Faults: 1, Corrupt: spec.Only(1), Expose: true},
				"n4t3").Pinned(13_158, 13_381),
			dkgCheck(dkg.Config{Nodes: 4, Threshold: 3, Faults: 1, Crashes: 1, Expose: true}, "").Pinned(945, 944),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(1).With(2)}, "").MustFail("DKG-P2"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Deaf: spec.Only(2)},
				"").MustFail("DKG-P1"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Cut: spec.Only(2)},
				"").MustFail("DKG-P5"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Trusting: true},
				"").MustFail("DKG-P3"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Expose: true, Trusting: true},
				"").MustFail("DKG-P13"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 2}, "").MustFail("DKG-P4"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 3, Faults: 1, Corrupt: spec.Only(2), Expose: true},
				"").MustFail("DKG-P12"),
			dkgCheck(dkg.Config{Nodes: 3, Threshold: 1, Faults: 1, Corrupt: spec.Only(2)}, "").MustFail("DKG-P14"),
		}}, {Folder: "dkg/relay", Checks: []verify.Check{
			{Bounds: "relayed broadcast, n=3, 3 versions, corrupt {0}", File: "relay-n3", States: 3_079, Transitions: 12_515,
				System: verify.NewSystem(relay.Config{Nodes: 3, Versions: 3, Corrupt: spec.Only(0), Relay: true}.Spec()),
				Idle:   map[string]string{"DKG-P16": "the sender is corrupt"}},
			{Bounds: "relayed broadcast, n=4, honest sender, 2 crashes", States: 306, Transitions: 1_167,
				System: verify.NewSystem(relay.Config{Nodes: 4, Versions: 1, Crashes: 2, Relay: true}.Spec())},
			verify.Check{Bounds: "broadcast without relays, n=3, 2 versions, corrupt {0}",
				System: verify.NewSystem(relay.Config{Nodes: 3, Versions: 2, Corrupt: spec.Only(0)}.Spec())}.MustFail("DKG-P15"),
		}}, {Folder: "dkg/reshare", Checks: reshareChecks()}},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := groupFlags(flags).orUnsafe()
			return func() (verify.Check, error) {
				if err := g.check(); err != nil {
					return verify.Check{}, err
				}
				faults := min(g.threshold-1, g.nodes-g.threshold)
				if faults < 1 {
					return verify.Check{}, fmt.Errorf("t = %d of n = %d leaves no fault to tolerate, want f < t "+
						"<= n-f "+
						"for some f >= 1 (GJKR)", g.threshold, g.nodes)
				}
				return dkgCheck(dkg.Config{Nodes: uint8(g.nodes), Threshold: uint8(g.threshold), Faults: uint8(faults),
					Corrupt: spec.All(uint8(faults)), Expose: true}, ""), nil
			}
		},
	}
	if !verify.InBrowser {
		p.Simulate = simulate.Define
		p.Vectors = func() []vector.Family { return []vector.Family{vectors.Family()} }
	}
	return p
}

// reshareChecks are passages of a key from three nodes to four and back.
func reshareChecks() []verify.Check {
	there := reshare.Config{Nodes: 4, Small: spec.All(3), Large: spec.All(4), SmallThreshold: 2, LargeThreshold: 3,
		Faults: 1, Passages: 2}
	mobile, shy, unchecked, kept := there, there, there, there
	mobile.Mobile = true
	shy.Mobile, shy.LargeThreshold = true, 2
	unchecked.Unchecked = true
	kept.Mobile, kept.Kept = true, true
	check := func(bounds, file string, c reshare.Config) verify.Check {
		return verify.Check{Bounds: "resharing, n=3 t=2 to n=4 " + bounds, File: file, System: verify.NewSystem(c.Spec())}
	}
	return []verify.Check{
		check("t=3 and back, f=1, corrupt nodes move", "reshare-n4", mobile).Pinned(11_257, 13_111),
		check("t=2 and back, f=1, corrupt nodes move", "", shy).MustFail("DKG-P23"),
		check("t=3 and back, f=1, deals of any value stand", "", unchecked).MustFail("DKG-P19"),
		check("t=3 and back, f=1, corrupt nodes move, old shares are kept", "", kept).MustFail("DKG-P23"),
	}
}

func dkgCheck(c dkg.Config, file string) verify.Check {
	bounds := fmt.Sprintf("n=%d t=%d f=%d, corrupt %v", c.Nodes, c.Threshold, c.Faults, c.Corrupt)
	if c.Crashes > 0 {
		bounds += fmt.Sprintf(", %d crash", c.Crashes)
	}
	if !c.Deaf.Empty() {
		bounds += fmt.Sprintf(", unheard by %v", c.Deaf)
	}
	if !c.Cut.Empty() {
		bounds += fmt.Sprintf(", shares late at %v", c.Cut)
	}
	if c.Trusting {
		bounds += ", nothing checked"
	}
	if c.Expose {
		bounds += ", exposed"
	}
	check := verify.Check{Bounds: bounds, File: file, System: verify.NewSystem(c.Spec())}
	if c.Corrupt.Empty() {
		const why = "nobody is corrupt, and nobody else complains of a dealer that lives or reconstructs it"
		check = idle(idle(check, "DKG-P5", why), "DKG-P14", why)
	}
	return check
}
