package dkg

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// passing is one passage of a key from three nodes to four, some of them the same, with scripts for corrupt ones.
func passing(t *testing.T, seed uint64, r dkg.Resharing[uint8, uint8], scripts map[model.NodeID]dkg.Script,
	relays bool) (*Passage[uint8, uint8], []*dkg.Outcome[uint8, uint8]) {
	t.Helper()
	g, err := dkg.NewExponents(13, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dkg.NewResharing(dkg.Group[uint8, uint8](g), r)
	if err != nil {
		t.Fatal(err)
	}
	if relays {
		m = m.WithRelay()
	}
	p := &Passage[uint8, uint8]{Resharing: r,
		Refinement: Refinement[uint8, uint8]{Group: g, Params: r.To, Session: m.Session()}}
	for i := range scripts {
		p.Corrupt = p.Corrupt.With(i)
	}
	x := result.Execution[uint8, uint8]{Machine: m, Scripts: scripts, Chooser: sim.Random(seed), Observe: p.Observe}
	outcomes, _, err := x.Run()
	if err != nil {
		t.Fatal(err)
	}
	return p, outcomes
}

// oldKey is a key shared 2 of 3 on the line key + slope·x, and its passage to a group of four with threshold 3.
func oldKey(key, slope uint8, newNodes ...model.NodeID) dkg.Resharing[uint8, uint8] {
	r := dkg.Resharing[uint8, uint8]{Nodes: 5, Old: []model.NodeID{0, 1, 2}, Threshold: 2, Faults: 1,
		Commitment: []uint8{key, slope}, New: newNodes, To: dkg.Params{Nodes: 4, Threshold: 3, Faults: 1}}
	for x := range uint8(3) {
		r.Shares = append(r.Shares, (key+slope*(x+1))%13)
	}
	return r
}

// DKG-P24. Claim: every passage of a key that the machines make is one of spec/dkg/reshare, in which the same dealers
// qualify and are used and its invariants hold at the end (ICP §III.1.3.6).
//
// Method: one corrupt dealer and one corrupt receiver, or one node that is both, of three old nodes and four new ones;
// scripts with everything that messages allow, coins and schedules drawn at random, over a broadcast channel and over
// relays.
func TestPassagesRefineTheSpec(t *testing.T) {
	blamed, repaired := 0, 0
	for seed := range uint64(1500) {
		c := sim.Random(seed)
		r := oldKey(uint8(c.Choose(13)), uint8(1+c.Choose(12)), [][]model.NodeID{{0, 1, 2, 3}, {4, 3, 2, 1}}[seed%2]...)
		scripts := map[model.NodeID]dkg.Script{}
		for _, i := range [][]model.NodeID{{0, 3}, {0}, {1}, {2}, {4}}[c.Choose(5)] {
			if seed%2 == 0 && i > 2 {
				continue // 0 deals and receives
			}
			s := result.DrawFurther(c, result.DrawSharing(c, i, 5), i, 5)
			if c.Choose(2) == 1 {
				s.Commit = dkg.Right
			}
			s.Until = dkg.Phase(c.Choose(3))
			scripts[i] = s
		}
		p, outcomes := passing(t, seed, r, scripts, seed%4 > 1)
		if err := p.Judge(outcomes); err != nil {
			t.Fatalf("seed %d, scripts %+v: %v", seed, scripts, err)
		}
		end := p.player.State
		if !end.Other.Empty() {
			blamed++
		}
		if end.Used.Intersect(end.Corrupt).Len() > 0 && !end.Answered[0].Union(end.Answered[1]).Empty() {
			repaired++
		}
	}
	if blamed == 0 || repaired == 0 {
		t.Errorf("dealers of another value = %d, of repaired shares = %d, want some of both", blamed, repaired)
	}
}

// An outcome with another QUAL, another set of dealers used, or a deal of another value by an honest node, is no
// passage of the spec.
func TestAWrongPassageDoesNotRefineTheSpec(t *testing.T) {
	r := oldKey(5, 2, 1, 2, 3, 4)
	p, outcomes := passing(t, 1, r, map[model.NodeID]dkg.Script{2: {}}, false)
	if err := p.Judge(outcomes); err != nil {
		t.Fatalf("an honest passage: %v", err)
	}
	for what, change := range map[string]func(*dkg.Outcome[uint8, uint8]){
		"QUAL": func(o *dkg.Outcome[uint8, uint8]) { o.Qualified = o.Qualified.Without(1) },
		"used": func(o *dkg.Outcome[uint8, uint8]) { o.Used = o.Used.Without(0).With(2) },
	} {
		kept := outcomes[1]
		other := *kept
		change(&other)
		outcomes[1] = &other
		if err := p.Judge(outcomes); err == nil || !strings.Contains(err.Error(), "node 1 ends with QUAL") {
			t.Errorf("another %s: %v", what, err)
		}
		outcomes[1] = kept
	}
	p, outcomes = passing(t, 1, r, map[model.NodeID]dkg.Script{2: {Commit: dkg.Wrong}}, false)
	p.Corrupt = model.NodeSet{} // 2 is honest, says the refinement
	if err := p.Judge(outcomes); err == nil || !strings.Contains(err.Error(), "Deal(i=2") {
		t.Errorf("an honest dealer of another value: %v", err)
	}
}
