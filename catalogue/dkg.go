package catalogue

import (
	"fmt"

	"quesera/spec"
	"quesera/spec/dkg"
	"quesera/spec/dkg/relay"
)

func dkgProtocol() Protocol {
	check := func(c dkg.Config, file string) Check {
		bounds := fmt.Sprintf("n=%d t=%d f=%d, corrupt %v", c.Nodes, c.Threshold, c.Faults, c.Corrupt)
		if c.Crashes > 0 {
			bounds += fmt.Sprintf(", %d crash", c.Crashes)
		}
		if c.Expose == 1 {
			bounds += ", exposed"
		}
		return of("dkg", bounds, file, Of(c.Spec()))
	}
	return Protocol{
		Name: "dkg", Title: "Distributed key generation: agreement on the qualified dealers", Section: "GJKR Fig. 1, 2",
		Checks: []Check{
			check(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(0), Expose: 1}, "n3t2").pinned(1_804, 1_839),
			check(dkg.Config{Nodes: 4, Threshold: 3, Faults: 1, Corrupt: spec.Only(1), Expose: 1}, "n4t3").pinned(13_158, 13_381),
			check(dkg.Config{Nodes: 4, Threshold: 3, Faults: 1, Crashes: 1, Expose: 1}, "").pinned(945, 944),
			check(dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: spec.Only(1).With(2)}, "").mustFail("DKG-P2"),
			of("dkg", "relayed broadcast, n=3, 3 versions, corrupt {0}", "relay-n3",
				Of(relay.Config{Nodes: 3, Versions: 3, Corrupt: spec.Only(0), Relay: 1}.Spec())).pinned(3_079, 12_515),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if r.Steps != 0 {
				return Check{}, fmt.Errorf("steps: key generation has its own phases")
			}
			faults := min(r.Threshold-1, r.Nodes-r.Threshold)
			if faults < 1 {
				return Check{}, fmt.Errorf("t = %d of n = %d leaves no fault to tolerate, want f < t <= n-f for some f >= 1 (GJKR)", r.Threshold, r.Nodes)
			}
			c := dkg.Config{Nodes: uint8(r.Nodes), Threshold: uint8(r.Threshold), Faults: uint8(faults),
				Corrupt: spec.All(uint8(faults)), Expose: 1}
			return check(c, ""), nil
		},
	}
}
