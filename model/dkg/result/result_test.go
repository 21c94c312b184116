package result

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// A good run passes Check, and with one thing wrong in what one node ends with it is the right one of DKG-R1 to R4
// that says so.
func TestEachPartOfTheResultIsChecked(t *testing.T) {
	g, err := dkg.NewExponents(13, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dkg.New(dkg.Group[uint8, uint8](g), dkg.JointFeldman, dkg.Params{Nodes: 4, Threshold: 2, Faults: 1})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, honest, err := Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(3)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(m, outcomes, honest, honest); err != nil {
		t.Fatal(err)
	}
	type outcome = dkg.Outcome[uint8, uint8]
	for _, c := range []struct {
		want string
		all  bool // every node ends so, not only node 2
		make func(*outcome)
	}{
		{"DKG-R1: node 2 has QUAL", false, func(o *outcome) { o.Qualified = o.Qualified.Without(3) }},
		{"DKG-R1: node 2 has QUAL", false, func(o *outcome) { o.Used = o.Used.Without(0) }},
		{"DKG-R1: node 2 has QUAL", false, func(o *outcome) { o.Broken = model.Only(1) }},
		{"DKG-R1: node 2 has transcript", false, func(o *outcome) { o.Transcript[0] ^= 1 }},
		{"DKG-R1: node 2 has transcript", false, func(o *outcome) { o.Failure = "because" }},
		{"DKG-R1: node 2 has another commitment", false, func(o *outcome) {
			o.Commitment = []uint8{o.Commitment[0], (o.Commitment[1] + 1) % 13}
		}},
		{"DKG-R1: node 2 has another commitment", false, func(o *outcome) { o.Commitment = o.Commitment[:1] }},
		{"DKG-R1: node 0 has no key: because", true, func(o *outcome) { o.Failure = "because" }},
		{"DKG-R2: the share of node 2", false, func(o *outcome) { o.Share.Value = (o.Share.Value + 1) % 13 }},
		{"DKG-R2: the share of node 0", true, func(o *outcome) {
			o.Commitment = []uint8{o.Commitment[0], (o.Commitment[1] + 1) % 13}
		}},
		{"DKG-R1: node 0 makes the key of the deals of {1 2 3}", true, func(o *outcome) { o.Used = o.Used.Without(0) }},
		{"DKG-R1: node 0 makes the key of the deals of {0 1 2 3}", true, func(o *outcome) {
			o.Qualified, o.Used = o.Qualified.With(4), o.Used.With(3)
		}},
		{"DKG-R2: node 2 ends with a share: false", false, func(o *outcome) { o.Member = false }},
		{"DKG-R2: node 2 ends with a share: true, of index 2", false, func(o *outcome) { o.Share.Index = 2 }},
		{"DKG-R3: the quorum", true, func(o *outcome) { // the degree is too high: x² - x is added to commitment and shares
			o.Commitment = []uint8{o.Commitment[0], (o.Commitment[1] + 12) % 13, 1}
			x := uint8(o.Share.Index)
			o.Share.Value = (o.Share.Value + x*x - x) % 13
		}},
		{"DKG-R4: node 0 disqualifies the honest dealers {1}", true, func(o *outcome) {
			o.Qualified = o.Qualified.Without(1)
		}},
		{"DKG-R4: node 0 reconstructs the honest dealers {1}", true, func(o *outcome) { o.Broken = model.Only(1) }},
	} {
		spoiled := make([]*outcome, len(outcomes))
		for i := range outcomes {
			o := *outcomes[i]
			if c.all || i == 2 {
				c.make(&o)
			}
			spoiled[i] = &o
		}
		if err := Check(m, spoiled, honest, honest); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s…", err, c.want)
		}
	}
	want := "DKG-R3: honest shares = 1"
	if err := Check(m, outcomes, model.Only(1), honest); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
}

// What is drawn seldom is drawn: each kind is late and doubled in some script, each set holds and leaves out each other
// node, and never the node itself.
func TestFurtherWaysAreDrawn(t *testing.T) {
	var late, doubled dkg.Kinds
	var blamed, betrayed, bare, spared model.NodeSet
	reveals, blinded, stray, hush, spare := map[dkg.Way]int{}, 0, 0, 0, 0
	for seed := range uint64(300) {
		c := sim.Random(seed)
		s := DrawFurther(c, DrawExposing(c, DrawSharing(c, 1, 4), 1, 4), 1, 4)
		late, doubled = late|s.Late, doubled|s.Doubled
		blamed, betrayed, bare = blamed.Union(s.Blame), betrayed.Union(s.Betray), bare.Union(s.Bare)
		spared = spared.Union(model.All(4).Without(1).Minus(s.Blame))
		reveals[s.Reveal]++
		for r, way := range s.Share {
			if way == dkg.Blinded && s.Answer[(r+1)%4] != dkg.Blinded {
				blinded++
			}
		}
		for flag, count := range map[*bool]*int{&s.Stray: &stray, &s.Hush: &hush, &s.Spare: &spare} {
			if *flag {
				*count++
			}
		}
		if s.Share[1] != dkg.Right || s.Answer[1] != dkg.Right {
			t.Fatalf("seed %d: it deals to itself", seed)
		}
	}
	others := model.All(4).Without(1)
	for name, set := range map[string]model.NodeSet{"blamed": blamed, "betrayed": betrayed, "revealed": bare,
		"spared": spared} {
		if !set.Equal(others) {
			t.Errorf("%s = %v, want %v", name, set, others)
		}
	}
	for k := dkg.Deals; k <= dkg.Reveals; k++ {
		if !late.Has(k) || !doubled.Has(k) {
			t.Errorf("kind %d: late %v, doubled %v, want both", k, late.Has(k), doubled.Has(k))
		}
	}
	if !late.Has(dkg.Shares) || len(reveals) != 5 || blinded == 0 {
		t.Errorf("shares late: %v; ways to reveal = %v, want 5; blinded shares = %d", late.Has(dkg.Shares), reveals, blinded)
	}
	for name, count := range map[string]int{"stray": stray, "hush": hush, "spare": spare} {
		if count == 0 || count == 300 {
			t.Errorf("%s: %d times of 300, want some", name, count)
		}
	}
}
