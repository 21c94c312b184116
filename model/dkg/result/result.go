// Package result judges runs of key generation: what they have to achieve, whatever protocol it is, is checked on what
// the nodes end with. Execution makes such runs, with scripts for corrupt nodes, so that all judge in the same way.
//
//	DKG-R1  one key: all honest nodes end with the same qualified set, commitment and transcript; the
//	        commitment is of the deals that count: all of QUAL, or in a resharing as many of it as the old threshold
//	DKG-R2  consistent shares: x_j·G = Σ_k j^k·C_k for the share of every honest node j; who is to receive a share ends
//	        with one, of its own index, and nobody else does
//	DKG-R3  any t sign: every t shares of honest nodes interpolate to the logarithm of the key
//	DKG-R4  no honest dealer is disqualified or reconstructed
//
// That fewer than t learn nothing shows in no single run: it is counted in proofs/dkg (DKG-R5).
package result

import (
	"fmt"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// An Execution is one run of key generation to be made.
type Execution[E, P any] struct {
	Machine   *dkg.Machine[E, P]
	Scripts   map[model.NodeID]dkg.Script // of corrupt nodes
	Chooser   sim.Chooser
	Adversary sim.Adversary
	Faults    sim.Faults
	Observe   func(sim.Observation[dkg.State[E, P]])
}

// Limit bounds the moves of a run.
const Limit = 1 << 20

// Run is the outcomes, by node, and the honest nodes that have not crashed: all of them have finished.
func (x Execution[E, P]) Run() ([]*dkg.Outcome[E, P], model.NodeSet, error) {
	n := x.Machine.Nodes()
	w, err := sim.New(sim.Config[dkg.State[E, P]]{Nodes: n, Chooser: x.Chooser, Adversary: x.Adversary, Faults: x.Faults,
		Machine: dkg.Corrupt[E, P]{Machine: x.Machine, Scripts: x.Scripts}, Observe: x.Observe})
	if err != nil {
		return nil, model.NodeSet{}, err
	}
	done := func() bool {
		for i := range w.Live().Members() {
			if w.State(i).Outcome == nil {
				return false
			}
		}
		return true
	}
	if err := w.Run(done, Limit); err != nil {
		return nil, w.Live(), err
	}
	outcomes, honest := make([]*dkg.Outcome[E, P], n), w.Live()
	for i := range outcomes {
		outcomes[i] = w.State(model.NodeID(i)).Outcome
		if _, corrupt := x.Scripts[model.NodeID(i)]; corrupt {
			honest = honest.Without(model.NodeID(i))
		}
	}
	return outcomes, honest, nil
}

// A Violation is something that must not be in a result. It is an error.
type Violation struct {
	Rule string       // "DKG-R1"
	Node model.NodeID // where it shows
	What string
}

func (v *Violation) Error() string { return v.Rule + ": " + v.What }

func violation(rule string, node model.NodeID, format string, args ...any) error {
	return &Violation{rule, node, fmt.Sprintf(format, args...)}
}

// Agree is DKG-R1 for the honest nodes, failures included: all fail for one reason or none does.
func Agree[E, P any](g dkg.Group[E, P], outcomes []*dkg.Outcome[E, P], honest model.NodeSet) error {
	var first *dkg.Outcome[E, P]
	for i := range honest.Members() {
		o := outcomes[i]
		if first == nil {
			first = o
			continue
		}
		switch {
		case !o.Qualified.Equal(first.Qualified) || !o.Used.Equal(first.Used) || !o.Broken.Equal(first.Broken):
			return violation("DKG-R1", i, "node %d has QUAL = %v using %v, broken %v, another %v using %v, broken %v",
				i, o.Qualified, o.Used, o.Broken, first.Qualified, first.Used, first.Broken)
		case o.Transcript != first.Transcript || (o.Failure == "") != (first.Failure == ""):
			return violation("DKG-R1", i, "node %d has transcript %v and failure %q, another %v and %q",
				i, o.Transcript, o.Failure, first.Transcript, first.Failure)
		case !equal(g, o.Commitment, first.Commitment):
			return violation("DKG-R1", i, "node %d has another commitment", i)
		}
	}
	return nil
}

func equal[E, P any](g dkg.Group[E, P], a, b []P) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if !g.Equal(a[k], b[k]) {
			return false
		}
	}
	return true
}

// Check is DKG-R1 to R4 for the honest nodes. dealers are the honest nodes whose deals must count.
func Check[E, P any](m *dkg.Machine[E, P], outcomes []*dkg.Outcome[E, P], honest, dealers model.NodeSet) error {
	g := m.Group()
	if err := Agree(g, outcomes, honest); err != nil {
		return err
	}
	var shares []shamir.Share[E]
	for i := range honest.Members() {
		o := outcomes[i]
		if o.Failure != "" {
			return violation("DKG-R1", i, "node %d has no key: %s", i, o.Failure)
		}
		if missing := dealers.Minus(o.Qualified); !missing.Empty() {
			return violation("DKG-R4", i, "node %d disqualifies the honest dealers %v", i, missing)
		}
		if broken := dealers.Intersect(o.Broken); !broken.Empty() {
			return violation("DKG-R4", i, "node %d reconstructs the honest dealers %v", i, broken)
		}
		if err := used(m, i, o); err != nil {
			return err
		}
		if wanted, receives := m.Receives(i); o.Member != receives || o.Share.Index != wanted {
			return violation("DKG-R2", i, "node %d ends with a share: %v, of index %d, want %v, of index %d", i, o.Member,
				o.Share.Index, receives, wanted)
		}
		if !o.Member {
			continue
		}
		if !g.Equal(g.Mul(o.Share.Value, g.Generator()), dkg.Image(g, o.Commitment, o.Share.Index)) {
			return violation("DKG-R2", i, "the share of node %d does not fit the commitment", i)
		}
		shares = append(shares, o.Share)
	}
	for i := range honest.Members() {
		return quorums(m, shares, outcomes[i].Key())
	}
	return nil
}

// used is the part of DKG-R1 about the deals that make up the key.
func used[E, P any](m *dkg.Machine[E, P], i model.NodeID, o *dkg.Outcome[E, P]) error {
	want := o.Qualified.Len()
	if old, reshares := m.Reshares(); reshares {
		want = old
	}
	if !o.Qualified.Includes(o.Used) || o.Used.Len() != want {
		return violation("DKG-R1", i, "node %d makes the key of the deals of %v, want %d of QUAL = %v", i, o.Used, want,
			o.Qualified)
	}
	return nil
}

// MaxQuorums bounds the number of quorums that Check tries; it tries the first ones.
const MaxQuorums = 5000

// quorums is DKG-R3. It refuses a run with fewer than t shares, which would show nothing.
func quorums[E, P any](m *dkg.Machine[E, P], shares []shamir.Share[E], key P) error {
	g, t := m.Group(), m.Threshold()
	if len(shares) < t {
		return violation("DKG-R3", 0, "honest shares = %d, want the threshold %d", len(shares), t)
	}
	var highest shamir.ShareIndex
	for _, s := range shares {
		highest = max(highest, s.Index)
	}
	scheme, err := shamir.New(g.Scalars(), shamir.Size(t), shamir.Size(highest))
	if err != nil {
		return err
	}
	tried := 0
	return subsets(len(shares), t, func(chosen []int) error {
		if tried++; tried > MaxQuorums {
			return nil
		}
		quorum := make([]shamir.Share[E], t)
		for k, c := range chosen {
			quorum[k] = shares[c]
		}
		x, err := scheme.Reconstruct(quorum)
		if err != nil {
			return fmt.Errorf("DKG-R3: %w", err)
		}
		if !g.Equal(g.Mul(x, g.Generator()), key) {
			return violation("DKG-R3", model.NodeID(quorum[0].Index-1), "the quorum %v has another secret key", chosen)
		}
		return nil
	})
}

// subsets calls do with every k of 0..n-1 in ascending order, until it fails.
func subsets(n, k int, do func([]int) error) error {
	chosen := make([]int, 0, k)
	var choose func(from int) error
	choose = func(from int) error {
		if len(chosen) == k {
			return do(chosen)
		}
		for i := from; i <= n-(k-len(chosen)); i++ {
			chosen = append(chosen, i)
			if err := choose(i + 1); err != nil {
				return err
			}
			chosen = chosen[:len(chosen)-1]
		}
		return nil
	}
	return choose(0)
}
