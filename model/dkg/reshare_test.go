package dkg_test

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// a move of a key: t_old of n_old to t_new of n_new, with the nodes that are in both groups.
type passage struct {
	nOld, tOld, fOld int
	nNew, tNew, fNew int
	common           int
}

var passages = []passage{
	{3, 2, 1, 3, 2, 1, 3}, // refresh in place
	{3, 2, 1, 4, 2, 1, 0}, // to strangers
	{4, 2, 1, 5, 3, 2, 2}, // higher threshold, overlapping
	{5, 3, 2, 3, 2, 1, 1}, // lower threshold
	{3, 2, 1, 1, 1, 0, 1}, // to one node, which then knows the key
	{1, 1, 0, 3, 2, 1, 1}, // from one
	{4, 3, 1, 3, 1, 0, 0},
}

// from makes a key in the old group and describes its passage to the new one, whose nodes are the last common
// old ones and further nodes, in descending order so that positions and nodes differ.
func from[E, P any](t *testing.T, g dkg.Group[E, P], p passage, seed uint64) (dkg.Resharing[E, P], *dkg.Outcome[E, P]) {
	t.Helper()
	m := machine(t, g, dkg.JointFeldman, p.nOld, p.tOld, p.fOld)
	outcomes, _, err := result.Execution[E, P]{Machine: m, Chooser: sim.Random(seed)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	r := dkg.Resharing[E, P]{Nodes: p.nOld + p.nNew - p.common, Threshold: p.tOld, Faults: p.fOld,
		Commitment: outcomes[0].Commitment,
		To:         dkg.Params{Nodes: p.nNew, Threshold: p.tNew, Faults: p.fNew}}
	for i := range p.nOld {
		r.Old = append(r.Old, model.NodeID(i))
		r.Shares = append(r.Shares, outcomes[i].Share.Value)
	}
	for i := r.Nodes - 1; i >= r.Nodes-p.nNew; i-- {
		r.New = append(r.New, model.NodeID(i))
	}
	return r, outcomes[0]
}

func reshared[E, P any](t *testing.T, g dkg.Group[E, P], r dkg.Resharing[E, P]) *dkg.Machine[E, P] {
	t.Helper()
	m, err := dkg.NewResharing(g, r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func nodes(list []model.NodeID) model.NodeSet { return set(list...) }

// DKG-P6: a resharing keeps the public key, whatever f_old dealers and f_new receivers do: they deal other
// secrets consistently, wrong shares, wrong lengths, complain falsely.
func TestResharingKeepsTheKey(t *testing.T) {
	other := dkg.Script{Commit: dkg.Wrong} // with every share off by the same: consistent, of another secret
	for range 6 {
		other.Share = append(other.Share, dkg.Wrong)
	}
	cheated := 0
	for _, p := range passages {
		for seed := range uint64(60) {
			g := exponents(t, 13)
			r, before := from(t, g, p, seed)
			m := reshared(t, g, r)
			chooser := sim.Random(seed)
			scripts := map[model.NodeID]dkg.Script{}
			for i := range p.fOld {
				scripts[r.Old[i]] = other
				if seed%2 == 1 {
					scripts[r.Old[i]] = result.DrawSharing(chooser, r.Old[i], 6)
				}
			}
			for i := range p.fNew { // the receivers from the end of the list are no old nodes, or honest ones
				if k := r.New[i]; p.common == 0 || int(k) >= p.nOld {
					scripts[k] = result.DrawSharing(chooser, k, r.Nodes)
				}
			}
			outcomes, honest, err := result.Execution[uint8, uint8]{Machine: m, Scripts: scripts,
				Chooser: chooser}.Run()
			if err != nil {
				t.Fatal(err)
			}
			if err := result.Check(m, outcomes, honest, honest.Intersect(nodes(r.Old))); err != nil {
				t.Fatalf("%+v, seed %d, scripts %+v: %v", p, seed, scripts, err)
			}
			for i := range honest.Members() {
				if outcomes[i].Key() != before.Key() {
					t.Fatalf("%+v, seed %d: key = %d, want %d", p, seed, outcomes[i].Key(), before.Key())
				}
				if outcomes[i].Used.Len() != p.tOld {
					t.Fatalf("%+v, seed %d: dealers used = %v, want %d", p, seed, outcomes[i].Used, p.tOld)
				}
				cheated += p.nOld - outcomes[i].Qualified.Len()
			}
		}
	}
	if cheated == 0 {
		t.Error("no dealer was ever disqualified")
	}
}

// Over the curve: the key stays, the shares are new ones, and old and new shares do not mix.
func TestResharingOverTheCurve(t *testing.T) {
	g := dkg.Group[bls.Scalar, bls.G1](dkg.NewCurve(bls.GroupG1))
	r, before := from(t, g, passage{3, 2, 1, 3, 2, 1, 3}, 9)
	m := reshared(t, g, r)
	outcomes, honest, err := result.Execution[bls.Scalar, bls.G1]{Machine: m, Chooser: sim.Random(4)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Check(m, outcomes, honest, honest); err != nil {
		t.Fatal(err)
	}
	if !g.Equal(outcomes[0].Key(), before.Key()) {
		t.Error("another key")
	}
	scheme, err := shamir.New(g.Scalars(), 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		old := shamir.Share[bls.Scalar]{Index: shamir.ShareIndex(i + 1), Value: r.Shares[i]}
		next := outcomes[(i+1)%3].Share
		if next.Index == old.Index {
			next = o.Share
		}
		x, err := scheme.Reconstruct([]shamir.Share[bls.Scalar]{old, next})
		if err != nil {
			t.Fatal(err)
		}
		if g.Equal(g.Mul(x, g.Generator()), before.Key()) {
			t.Errorf("old share %d and new share %d give the key", old.Index, next.Index)
		}
	}
}

// With fewer than t_old qualified dealers there is no new key, and everybody says so.
func TestResharingNeedsTheOldThreshold(t *testing.T) {
	g := exponents(t, 13)
	r, _ := from(t, g, passage{3, 2, 1, 3, 2, 1, 0}, 1)
	m := reshared(t, g, r)
	silent := dkg.Script{Commit: dkg.Missing}
	x := result.Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(1),
		Scripts: map[model.NodeID]dkg.Script{0: silent, 1: silent}}
	outcomes, honest, err := x.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Agree(g, outcomes, honest); err != nil {
		t.Error(err)
	}
	for i := range honest.Members() {
		if o := outcomes[i]; !strings.Contains(o.Failure, "qualified dealers = 1, want the old threshold 2") ||
			o.Commitment != nil || o.Member {
			t.Errorf("node %d: %+v", i, o)
		}
	}
}

// Groups that name a node twice, or do not fit together, are refused: a dealer listed twice would be
// counted twice.
func TestResharingParametersAreChecked(t *testing.T) {
	g := exponents(t, 13)
	good, _ := from(t, g, passage{3, 2, 1, 3, 2, 1, 1}, 1)
	if _, err := dkg.NewResharing(g, good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*dkg.Resharing[uint8, uint8]){
		"duplicate dealer":   func(r *dkg.Resharing[uint8, uint8]) { r.Old = []model.NodeID{0, 1, 1} },
		"duplicate receiver": func(r *dkg.Resharing[uint8, uint8]) { r.New = []model.NodeID{4, 3, 4} },
		"unknown dealer":     func(r *dkg.Resharing[uint8, uint8]) { r.Old = []model.NodeID{0, 1, 9} },
		"unknown receiver":   func(r *dkg.Resharing[uint8, uint8]) { r.New = []model.NodeID{4, 3, 5} },
		"missing share":      func(r *dkg.Resharing[uint8, uint8]) { r.Shares = r.Shares[:2] },
		"short commitment":   func(r *dkg.Resharing[uint8, uint8]) { r.Commitment = r.Commitment[:1] },
		"long commitment": func(r *dkg.Resharing[uint8, uint8]) {
			r.Commitment = append(r.Commitment[:2:2], 1)
		},
		"old threshold 0": func(r *dkg.Resharing[uint8, uint8]) { r.Threshold, r.Commitment = 0, nil },
		"old threshold beyond n": func(r *dkg.Resharing[uint8, uint8]) {
			r.Threshold, r.Commitment = 4, make([]uint8, 4)
		},
		"corrupt old members hold the key": func(r *dkg.Resharing[uint8, uint8]) {
			r.Old, r.Shares, r.Faults = []model.NodeID{0, 1, 2, 3}, make([]uint8, 4), 2
		},
		"corrupt old members can prevent it": func(r *dkg.Resharing[uint8, uint8]) {
			r.Old, r.Shares = r.Old[:2], r.Shares[:2]
		},
		"fewer than no old member is corrupt": func(r *dkg.Resharing[uint8, uint8]) { r.Faults = -1 },
		"threshold of 65537": func(r *dkg.Resharing[uint8, uint8]) {
			r.Threshold, r.Commitment = 65537, make([]uint8, 65537)
		},
		"new nodes miscounted":      func(r *dkg.Resharing[uint8, uint8]) { r.To.Nodes = 4 },
		"new threshold beyond n":    func(r *dkg.Resharing[uint8, uint8]) { r.To.Threshold = 3 },
		"no dealers":                func(r *dkg.Resharing[uint8, uint8]) { r.Old, r.Shares = nil, nil },
		"more nodes than supported": func(r *dkg.Resharing[uint8, uint8]) { r.Nodes = model.MaxNodes + 1 },
	} {
		r := good
		spoil(&r)
		if _, err := dkg.NewResharing(g, r); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
