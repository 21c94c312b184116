package dkg

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/proofs/refine"
)

// group is three nodes, t = 2, f = 1; node 0 is corrupt.
var group = dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}

// schemer is a group whose node 0 withholds its share from node 1, which complains, and decides
// when all else is said whether it answers: to be in QUAL or not.
type schemer struct {
	stay, leave dkg.Corrupt[uint8, uint8]
	answers     func(s small) bool
}

func newSchemer(m *dkg.Machine[uint8, uint8], answers func(s small) bool) schemer {
	corrupt := func(answer dkg.Way) dkg.Corrupt[uint8, uint8] {
		return dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{
			0: {Share: []dkg.Way{dkg.Right, dkg.Missing}, Answer: []dkg.Way{dkg.Right, answer}}}}
	}
	return schemer{corrupt(dkg.Right), corrupt(dkg.Missing), answers}
}

func (a schemer) Start(self model.NodeID) (small, []model.Effect) { return a.stay.Start(self) }

func (a schemer) Apply(s small, e model.Event) (small, []model.Effect) {
	if s.Self == 0 && s.Phase == dkg.Complaining && e == (model.Timer{Phase: uint32(dkg.Complaining)}) && !a.answers(s) {
		return a.leave.Apply(s, e)
	}
	return a.stay.Apply(s, e)
}

// constant is the constant term of what node i committed to.
func constant(s small, i model.NodeID) uint8 {
	deal, ok := s.Said(dkg.Deals, i)
	if !ok {
		return 0
	}
	return deal.(dkg.Deal[uint8]).Commitment[0]
}

// wanted is the keys that the adversary would like to see: 2 of 5.
func wanted(key uint8) bool { return key < 2 }

// DKG-P8. Claim: in joint-Feldman one corrupt node of three makes a set of 2/5 of all keys come up with
// probability 16/25 = 1 - (3/5)² (GJKR §3.2). Proof: it sees everybody's A_i0 before it decides whether its own
// deal counts, and so has two tries, K + a and K, which are independent. Here: all coins of all nodes.
func TestJointFeldmanCanBeBiased(t *testing.T) {
	m := generation(t, dkg.JointFeldman, group)
	adversary := newSchemer(m, func(s small) bool {
		others := s.Self + 1
		without := (constant(s, others) + constant(s, others+1)) % q
		return !wanted(without)
	})
	biased, fair, left, total := 0, 0, 0, 0
	var keys [q]int
	for v := range refine.Vectors(q, 6) {
		total++
		ended := run(t, adversary, 3, v)
		o := ended[1].Outcome
		if o.Key() != ended[2].Outcome.Key() {
			t.Fatalf("coins %v: two keys", v)
		}
		if !o.Qualified.Has(0) {
			left++
		}
		if wanted(o.Key()) {
			biased++
		}
		if wanted((v[0] + v[2] + v[4]) % q) { // had it been honest
			fair++
		}
		keys[o.Key()]++
	}
	if fair*5 != total*2 || biased*25 != total*16 {
		t.Errorf("of %d: wanted keys %d without and %d with the attack, want 2/5 = %d and 16/25 = %d", total, fair, biased,
			total*2/5, total*16/25)
	}
	if left*5 != total*2 || uniform(keys) {
		t.Errorf("the adversary left %d times of %d, want 2/5; keys %v", left, total, keys)
	}
}

// DKG-P8, the contrast. Claim: without an adversary joint-Feldman's key is uniform (GJKR §3.2). Here: all coins of
// all nodes.
func TestHonestJointFeldmanIsUniform(t *testing.T) {
	m := generation(t, dkg.JointFeldman, group)
	var keys [q]int
	for v := range refine.Vectors(q, 6) {
		keys[run(t, m, 3, v)[1].Outcome.Key()]++
	}
	if !uniform(keys) {
		t.Errorf("keys %v, want all as often", keys)
	}
}

// view is what node 0 has heard when it decides: all broadcasts, and the others' shares for it.
func view(s small) string {
	text := ""
	for i := range model.NodeID(3) {
		deal, _ := s.Said(dkg.Deals, i)
		complaint, _ := s.Said(dkg.Complaints, i)
		share, _ := s.Private(i)
		text += fmt.Sprintf("%v %v %v;", deal, complaint, share)
	}
	return text
}

// DKG-P9. Claim: with the same power the adversary cannot bias Gennaro's protocol: at the moment at which it
// decides, and whatever it decides, the key is uniform given all that it has seen, so that no way to
// decide is better than another (GJKR §4). Proof: its view is independent of the honest dealers' secrets
// (DKG-P7), and the key is fixed with QUAL. Here: all coins of an honest dealer, for several coins of the
// others; every view, both decisions.
func TestGennaroCannotBeBiased(t *testing.T) {
	m := generation(t, dkg.Gennaro, group)
	for _, others := range [][]uint8{{0, 0, 0, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 4, 3, 2, 1}, {3, 0, 1, 0, 0, 4, 4, 2},
		{2, 2, 2, 2, 1, 0, 3, 3}} {
		for _, decision := range []bool{true, false} {
			views := map[string]*[q]int{}
			for v := range refine.Vectors(q, 4) {
				var seen string
				adversary := newSchemer(m, func(s small) bool { seen = view(s); return decision })
				values := append(append(append([]uint8{}, others[:4]...), v...), others[4:]...)
				o := run(t, adversary, 3, values)[1].Outcome
				if o.Qualified.Has(0) != decision || o.Failure != "" {
					t.Fatalf("coins %v, answering %v: QUAL = %v, %s", values, decision, o.Qualified, o.Failure)
				}
				if views[seen] == nil {
					views[seen] = new([q]int)
				}
				views[seen][o.Key()]++
			}
			if len(views) != q*q*q { // C_10, C_11 and the share: the blind is then determined
				t.Errorf("views = %d, want %d", len(views), q*q*q)
			}
			for seen, keys := range views {
				if !uniform(*keys) {
					t.Fatalf("given the view %s the keys are %v", seen, *keys)
				}
			}
		}
	}
}

// DKG-P9, the contrast. Claim: in joint-Feldman the same view determines the key (GJKR §3.2). Here: the same count.
func TestJointFeldmansViewDeterminesTheKey(t *testing.T) {
	m := generation(t, dkg.JointFeldman, group)
	views := map[string]uint8{}
	for v := range refine.Vectors(q, 2) {
		var seen string
		adversary := newSchemer(m, func(s small) bool { seen = view(s); return true })
		key := run(t, adversary, 3, []uint8{1, 2, v[0], v[1], 3, 4})[1].Outcome.Key()
		if before, known := views[seen]; known && before != key {
			t.Fatalf("the view %s goes with the keys %d and %d", seen, before, key)
		}
		views[seen] = key
	}
	if len(views) != q*q {
		t.Errorf("views = %d, want %d", len(views), q*q)
	}
}

// DKG-P9, second part. Claim: once QUAL is fixed, nothing that a corrupt node does changes the key, although
// it now sees the others' exposures first: a wrong, a missing or a contradicted exposure is reconstructed, and
// false accusations are void (GJKR §4). Here: all coins of the corrupt dealer, every such way.
func TestGennarosKeyIsFixedWithQual(t *testing.T) {
	m := generation(t, dkg.Gennaro, group)
	scripts := []dkg.Script{{Expose: dkg.Missing}, {Expose: dkg.Wrong}, {Expose: dkg.Twice}, {Expose: dkg.Short},
		{Expose: dkg.Long},
		{Expose: dkg.Sly}, {Expose: dkg.Sly, Reveal: dkg.Missing},
		{Expose: dkg.Wrong, Reveal: dkg.Missing, Blame: model.All(3)},
		{Until: dkg.Exposing}}
	rebuilt := 0
	for v := range refine.Vectors(q, 4) {
		values := append(append([]uint8{}, v...), 1, 2, 3, 4, 4, 0, 2, 1)
		want := (values[0] + values[4] + values[8]) % q
		for _, script := range scripts {
			o := run(t, dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{0: script}}, 3,
				values)[2].Outcome
			if o.Failure != "" || o.Key() != want {
				t.Fatalf("coins %v, %+v: key %d (%s), want %d", values, script, o.Key(), o.Failure, want)
			}
			rebuilt += o.Broken.Len()
		}
	}
	if rebuilt != q*q*q*q*len(scripts) {
		t.Errorf("dealers reconstructed = %d, want one in every run", rebuilt)
	}
}

// liar is a group whose node 0 knows log_G H = 2 and so opens node 1's commitment to another share.
type liar struct{ *dkg.Machine[uint8, uint8] }

func (l liar) Apply(s small, e model.Event) (small, []model.Effect) {
	before := s.Phase
	s, effects := l.Machine.Apply(s, e)
	if s.Self != 0 || before == s.Phase || s.Phase != dkg.Accusing {
		return s, effects
	}
	message, _ := s.Private(1)
	share := message.(dkg.Share[uint8])
	share.Value, share.Blind = (share.Value+2)%q, (share.Blind+q-1)%q // (s+2) + 2(b-1) = s + 2b
	lie := dkg.Accusation[uint8]{Shares: []dkg.Opened[uint8]{{Node: 1, Share: share}}}
	return s, append(effects, model.Broadcast{Message: lie})
}

// DKG-P13, its assumption. Claim: who knows log_G H convicts an honest dealer, so that its secret is
// reconstructed in public. That is why H is a hash (Pedersen91; VSS-4). Here: one run.
func TestWhoKnowsTheLogarithmOfHBreaksHonestDealers(t *testing.T) {
	o := run(t, liar{generation(t, dkg.Gennaro, group)}, 3, []uint8{1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2})[2].Outcome
	if !o.Broken.Equal(model.Only(1)) {
		t.Errorf("reconstructed = %v, want the honest dealer 1", o.Broken)
	}
}
