package dkg_test

import (
	"testing"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

var protocols = []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro}

func exponents(t testing.TB, q uint8) dkg.Group[uint8, uint8] {
	t.Helper()
	g, err := dkg.NewExponents(q, 3)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func machine[E, P any](t testing.TB, g dkg.Group[E, P], protocol dkg.Protocol, n, threshold,
	faults int) *dkg.Machine[E, P] {
	t.Helper()
	m, err := dkg.New(g, protocol, dkg.Params{Nodes: n, Threshold: threshold, Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// An undisturbed run over every kind of group ends in the abstract result, with every dealer in
// QUAL (DKG-R1 to R4).
func TestHonestNodesShareAKeyOverEveryGroup(t *testing.T) {
	residues, err := dkg.NewResidues(11, 23, 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, protocol := range protocols {
		t.Run(protocol.String(), func(t *testing.T) {
			for seed := range uint64(20) {
				honest(t, exponents(t, 13), protocol, seed)
				honest(t, dkg.Group[uint8, uint8](residues), protocol, seed)
			}
			honest(t, dkg.Group[bls.Scalar, bls.G1](dkg.NewCurve(bls.GroupG1)), protocol, 1)
			honest(t, dkg.Group[bls.Scalar, bls.G2](dkg.NewCurve(bls.GroupG2)), protocol, 2)
		})
	}
}

func honest[E, P any](t *testing.T, g dkg.Group[E, P], protocol dkg.Protocol, seed uint64) {
	t.Helper()
	m := machine(t, g, protocol, 5, 3, 2)
	outcomes, nodes, err := result.Execution[E, P]{Machine: m, Chooser: sim.Random(seed)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Check(m, outcomes, nodes, model.All(5)); err != nil {
		t.Errorf("%s over %s, seed %d: %v", protocol, g.Name(), seed, err)
	}
}

func BenchmarkSmallRun(b *testing.B) {
	for _, protocol := range protocols {
		b.Run(protocol.String(), func(b *testing.B) {
			m := machine(b, exponents(b, 5), protocol, 3, 2, 1)
			for i := range b.N {
				if _, _, err := (result.Execution[uint8, uint8]{Machine: m,
					Chooser: sim.Random(uint64(i))}).Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
