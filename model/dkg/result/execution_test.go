package result

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// machine is that of a group over the exponents of a field of 13.
func machine(t *testing.T, p dkg.Params) *dkg.Machine[uint8, uint8] {
	t.Helper()
	g, err := dkg.NewExponents(13, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dkg.New(dkg.Group[uint8, uint8](g), dkg.JointFeldman, p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A run ends when all that live have finished, corrupt ones too; honest are those that live and have no script. What
// can go wrong and who orders the packets is passed on, and somebody may look on.
func TestARunIsOfThoseThatLive(t *testing.T) {
	m := machine(t, dkg.Params{Nodes: 4, Threshold: 2, Faults: 1})
	seen, asked := model.NodeSet{}, 0
	first := sim.Oblivious(func([]sim.Envelope, sim.Chooser) int { asked++; return 0 })
	x := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(1), Adversary: first,
		Scripts: map[model.NodeID]dkg.Script{2: {Expose: dkg.Wrong}},
		Observe: func(o sim.Observation[dkg.State[uint8, uint8]]) { seen = seen.With(o.Node) }}
	outcomes, honest, err := x.Run()
	if err != nil || !honest.Equal(model.All(4).Without(2)) || len(outcomes) != 4 || !seen.Equal(model.All(4)) ||
		asked < 10 {
		t.Fatalf("%v: honest %v, %d outcomes, seen %v, asked %d times", err, honest, len(outcomes), seen, asked)
	}
	for i, o := range outcomes {
		if o == nil {
			t.Errorf("node %d has not finished", i)
		}
	}
	crashed := 0
	for seed := range uint64(10) {
		x := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(seed), Faults: sim.Faults{Crashes: 1, Rarity: 10}}
		outcomes, honest, err := x.Run()
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range outcomes {
			if honest.Has(model.NodeID(i)) && o == nil {
				t.Errorf("seed %d: live node %d has not finished", seed, i)
			}
			if o == nil {
				crashed++
			}
		}
	}
	if crashed == 0 {
		t.Error("nobody crashed before its end in ten runs")
	}
}

// What cannot be run is an error, and so is a run that is stuck, with those who live then.
func TestARunThatHasNoEndIsAnError(t *testing.T) {
	m := machine(t, dkg.Params{Nodes: 3, Threshold: 2, Faults: 1})
	x := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(1), Faults: sim.Faults{Loss: 100}}
	if outcomes, live, err := x.Run(); err == nil || outcomes != nil || !live.Empty() {
		t.Errorf("%v, %v, %v, want an error", outcomes, live, err)
	}
	failed := errors.New("failed")
	x = Execution[uint8, uint8]{Machine: m, Chooser: failing{failed}}
	if outcomes, live, err := x.Run(); !errors.Is(err, failed) || outcomes != nil || !live.Equal(model.All(3)) {
		t.Errorf("%v, %v, %v, want the chooser's error", outcomes, live, err)
	}
}

// failing is a Chooser that has no choice.
type failing struct{ err error }

func (failing) Choose(int) int { return 0 }
func (f failing) Err() error   { return f.err }

// What is wrong is told with the node where it shows; where nobody is honest nothing is.
func TestAViolationNamesItsNode(t *testing.T) {
	m := machine(t, dkg.Params{Nodes: 5, Threshold: 3, Faults: 2})
	outcomes, honest, err := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(3)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	type outcome = dkg.Outcome[uint8, uint8]
	higher := func(o *outcome) { // the sharing is of degree 3 then: x³ - x is added to commitment and shares
		c, x := o.Commitment, uint16(o.Share.Index)
		o.Commitment = []uint8{c[0], (c[1] + 12) % 13, c[2], 1}
		o.Share.Value = uint8((uint16(o.Share.Value) + x*x*x%13 + 13*13 - x) % 13)
	}
	for name, c := range map[string]struct {
		honest model.NodeSet
		nodes  model.NodeSet // that end with something else
		make   func(*outcome)
		rule   string
		node   model.NodeID
	}{
		"nothing":             {honest, model.NodeSet{}, nil, "", 0},
		"of the others":       {honest.Without(1), model.Only(1), func(o *outcome) { o.Failure = "x" }, "", 0},
		"nobody":              {model.NodeSet{}, model.All(5), func(o *outcome) { o.Failure = "x" }, "", 0},
		"a failure":           {honest, model.Only(3), func(o *outcome) { o.Failure = "x" }, "DKG-R1", 3},
		"the first differs":   {honest, model.Only(0), func(o *outcome) { o.Broken = model.Only(4) }, "DKG-R1", 1},
		"of two the first":    {honest, model.Only(3).With(4), func(o *outcome) { o.Transcript[1]++ }, "DKG-R1", 3},
		"a share":             {honest, model.Only(4), func(o *outcome) { o.Share.Value ^= 1 }, "DKG-R2", 4},
		"no share":            {honest, model.Only(2), func(o *outcome) { o.Member = false }, "DKG-R2", 2},
		"another's share":     {honest, model.Only(2), func(o *outcome) { o.Share = outcomes[1].Share }, "DKG-R2", 2},
		"the degree":          {honest, honest, higher, "DKG-R3", 0},
		"the degree, of four": {honest.Without(0), honest, higher, "DKG-R3", 1},
		"a deal of nobody":    {honest, honest, func(o *outcome) { o.Used = o.Used.Without(0).With(5) }, "DKG-R1", 0},
		"few":                 {model.All(2), model.NodeSet{}, nil, "DKG-R3", 0},
		"enough":              {model.All(3), model.NodeSet{}, nil, "", 0},
	} {
		spoiled := make([]*outcome, len(outcomes))
		for i := range outcomes {
			o := *outcomes[i]
			if c.nodes.Has(model.NodeID(i)) {
				c.make(&o)
			}
			spoiled[i] = &o
		}
		err := Check(m, spoiled, c.honest, c.honest)
		var v *Violation
		if !errors.As(err, &v) {
			v = &Violation{}
		}
		if (err == nil) != (c.rule == "") || v.Rule != c.rule || v.Node != c.node ||
			err != nil && (!strings.HasPrefix(err.Error(), c.rule+": ") || v.What == "") {
			t.Errorf("%s: %v at node %d, want %q at node %d", name, err, v.Node, c.rule, c.node)
		}
	}
}

// Who disagrees is told with what it ends with, beside what another does.
func TestADisagreementIsToldInFull(t *testing.T) {
	m := machine(t, dkg.Params{Nodes: 3, Threshold: 2})
	type outcome = dkg.Outcome[uint8, uint8]
	all := []*outcome{
		{Qualified: model.All(4), Used: model.All(3), Broken: model.Only(5), Commitment: []uint8{1}, Failure: "one"},
		{Qualified: model.All(2), Used: model.Only(0), Broken: model.Only(6), Commitment: []uint8{1}},
		{Qualified: model.All(4), Used: model.All(3), Broken: model.Only(5), Commitment: []uint8{1}},
	}
	all[2].Transcript[0] = 7
	for honest, want := range map[model.NodeID]string{
		1: "DKG-R1: node 1 has QUAL = {0 1} using {0}, broken {6}, another {0 1 2 3} using {0 1 2}, broken {5}",
		2: `DKG-R1: node 2 has transcript 07000000 and failure "", another 00000000 and "one"`,
	} {
		err := Agree(m.Group(), all, model.Only(0).With(honest))
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := Agree(m.Group(), all, model.Only(1)); err != nil {
		t.Errorf("one node disagrees: %v", err)
	}
}

// In a resharing only new nodes end with a share, and the key is made of as many deals as the old threshold.
func TestAResharingIsJudgedByItsNewNodes(t *testing.T) {
	old := machine(t, dkg.Params{Nodes: 3, Threshold: 2, Faults: 1})
	before, _, err := Execution[uint8, uint8]{Machine: old, Chooser: sim.Random(1)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	r := dkg.Resharing[uint8, uint8]{Nodes: 5, Threshold: 2, Faults: 1, Commitment: before[0].Commitment,
		Old: []model.NodeID{0, 1, 2}, New: []model.NodeID{4, 3, 2}, To: dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}}
	for _, o := range before {
		r.Shares = append(r.Shares, o.Share.Value)
	}
	m, err := dkg.NewResharing(old.Group(), r)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, honest, err := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(2)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(m, outcomes, honest, model.All(3)); err != nil {
		t.Errorf("a good resharing: %v", err)
	}
	for name, change := range map[string]func(i int, o *dkg.Outcome[uint8, uint8]){
		"DKG-R1: node 0 makes the key of the deals of {0 1 2}, want 2": func(_ int, o *dkg.Outcome[uint8, uint8]) {
			o.Used = o.Qualified
		},
		"DKG-R2: node 1 ends with a share: true": func(i int, o *dkg.Outcome[uint8, uint8]) { o.Member = o.Member || i == 1 },
		"DKG-R2: the share of node 4": func(i int, o *dkg.Outcome[uint8, uint8]) {
			if i == 4 {
				o.Share.Value = (o.Share.Value + 1) % 13
			}
		},
	} {
		spoiled := make([]*dkg.Outcome[uint8, uint8], len(outcomes))
		for i := range outcomes {
			o := *outcomes[i]
			change(i, &o)
			spoiled[i] = &o
		}
		if err := Check(m, spoiled, honest, model.All(3)); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%v, want %s…", err, name)
		}
	}
}

// counting counts the products of a group.
type counting struct {
	dkg.Group[uint8, uint8]
	products *int
}

func (c counting) Mul(k, p uint8) uint8 {
	*c.products++
	return c.Group.Mul(k, p)
}

// Every quorum is tried, one product each, up to a bound, of as many shares as the threshold, the lowest first; and
// shares need not come in the order of their indices.
func TestQuorumsAreTriedUpToABound(t *testing.T) {
	g, err := dkg.NewExponents(251, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ shares, threshold, tried int }{
		{3, 3, 1}, {4, 2, 6}, {15, 6, 5000}, {16, 5, 4368}, {5, 1, 5}, {6, 6, 1},
	} {
		products := 0
		m, err := dkg.New[uint8, uint8](counting{g, &products}, dkg.JointFeldman,
			dkg.Params{Nodes: c.shares, Threshold: c.threshold})
		if err != nil {
			t.Fatal(err)
		}
		var shares []shamir.Share[uint8] // of a polynomial that is 9 everywhere
		for k := range c.shares {
			shares = append(shares, shamir.Share[uint8]{Index: shamir.ShareIndex(c.shares - k), Value: 9})
		}
		if err := quorums(m, shares, 9); err != nil || products != c.tried {
			t.Errorf("%d of %d: %v, %d tried, want %d", c.threshold, c.shares, err, products, c.tried)
		}
		var v *Violation
		if err := quorums(m, shares, 8); !errors.As(err, &v) || v.Rule != "DKG-R3" || int(v.Node) != c.shares-1 {
			t.Errorf("%d of %d: %v at node %+v, want a quorum with another key", c.threshold, c.shares, err, v)
		}
		if err := quorums(m, shares[:c.threshold-1], 9); err == nil {
			t.Errorf("%d of %d: fewer shares show nothing, and are accepted", c.threshold, c.shares)
		}
		for _, twice := range [][]shamir.Share[uint8]{append(slices.Clone(shares), shares[0]),
			slices.Repeat(shares[c.shares-1:], c.shares)} {
			var v *Violation
			if c.threshold == 1 || c.shares > 6 {
				break
			}
			if err := quorums(m, twice, 9); err == nil || errors.As(err, &v) {
				t.Errorf("%d of %d: a share comes twice: %v, want an error that is none of the run's", c.threshold, c.shares, err)
			}
		}
	}
}
