package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/spec/object"
	"quesera/verify"
)

func linearizabilityProtocol() Protocol {
	plain := object.Config{Nodes: 2, Clients: 2, Operations: 3}
	final, wider, unnamed := plain, plain, plain
	final.FinalReads = true
	wider.FinalReads, wider.Nodes = true, 3
	unnamed.NoIDs = true
	p := Protocol{
		Name: "linearizability", Title: "What the users of a replicated object see", Section: "HW",
		Prefixes: []string{"LIN", "OBJ"},
		Specs: []Spec{{Folder: "object", Checks: []verify.Check{
			objectCheck(plain, "n2").Pinned(41_395, 94_446),
			objectCheck(final, "").MustFail("OBJ-P1"),
			objectCheck(wider, "").MustFail("OBJ-P2"),
			objectCheck(unnamed, "").MustFail("OBJ-P3"),
		}}},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			c := plain
			nodes := flags.IntP("nodes", "n", 2, "number of nodes")
			flags.BoolVar(&c.FinalReads, "final-reads", false, "nodes answer reads from what they know to be final")
			flags.BoolVar(&c.Sessions, "sessions", false, "and only where they know as much as the client has seen")
			flags.BoolVar(&c.NoIDs, "no-ids", false, "a request that comes again is a new one")
			return func() (verify.Check, error) {
				if *nodes < 1 || *nodes > 3 {
					return verify.Check{}, fmt.Errorf("nodes: n = %d, want 1 to 3", *nodes)
				}
				if c.Sessions && !c.FinalReads {
					return verify.Check{}, fmt.Errorf("sessions: want --final-reads with it")
				}
				c.Nodes = uint8(*nodes)
				switch check := objectCheck(c, ""); {
				case c.NoIDs:
					return check.MustFail("OBJ-P3"), nil
				case c.FinalReads:
					return check.MustFail("OBJ-P1"), nil
				default:
					return check, nil
				}
			}
		},
		Missing: map[string]string{
			"simulation": "its runs are those of its strategies, with their clients, which verify makes and judges",
		},
	}
	p.Trials = trials()
	return p
}

func objectCheck(c object.Config, file string) verify.Check {
	bounds := fmt.Sprintf("n=%d, %d clients, %d operations", c.Nodes, c.Clients, c.Operations)
	if c.FinalReads {
		bounds += ", reads of the final prefix"
	}
	if c.Sessions {
		bounds += " with sessions"
	}
	if c.NoIDs {
		bounds += ", no request IDs"
	}
	return verify.Check{Bounds: bounds, File: file, System: verify.NewSystem(c.Spec())}
}
