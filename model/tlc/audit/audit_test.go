package audit

import (
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/spec"
)

// knowledge is what a node knows, by step.
type knowledge struct{ raws, certs map[model.Step]model.NodeSet }

func (k knowledge) Raws(s model.Step) model.NodeSet  { return k.raws[s] }
func (k knowledge) Certs(s model.Step) model.NodeSet { return k.certs[s] }

// script plays transitions to an auditor by hand.
type script struct {
	*Auditor
	move  uint64
	live  model.NodeSet
	known knowledge // of whoever moves
}

func newScript(n int) *script {
	s := &script{
		Auditor: New(tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}), live: model.All(n),
		known: knowledge{map[model.Step]model.NodeSet{}, map[model.Step]model.NodeSet{}},
	}
	for i := range n {
		s.does(model.NodeID(i), tlc.Advanced{})
	}
	return s
}

func (s *script) does(node model.NodeID, effects ...model.Effect) *script {
	s.move++
	s.Observe(Transition{s.move, node, s.live, effects, s.known})
	return s
}

func raw(s model.Step) model.Effect  { return model.Broadcast{Message: &tlc.Raw{Step: s}} }
func cert(s model.Step) model.Effect { return model.Broadcast{Message: &tlc.Cert{Step: s}} }
func ack(s model.Step) model.Effect  { return model.Send{To: 0, Message: tlc.Ack{Step: s}} }

// reach takes nodes to a step.
func (s *script) reach(step model.Step, nodes ...model.NodeID) *script {
	for _, i := range nodes {
		s.does(i, tlc.Advanced{Step: step})
	}
	return s
}

// want wants the breach that the last move makes, or none.
func (s *script) want(t *testing.T, rule spec.Claim, node model.NodeID) {
	t.Helper()
	b := s.Breach()
	switch {
	case rule == (spec.Claim{}) && b != nil:
		t.Errorf("%v, want no breach", b)
	case rule != (spec.Claim{}) && (b == nil || b.Rule != rule || b.Node != node || b.Move != s.move):
		t.Errorf("breach = %v, want %s by node %d in move %d", b, rule.ID, node, s.move)
	}
}

// An acknowledgment is sent in the step of the message (TLC §2.6): not after reaching another one, in the same
// transition neither, and not before.
func TestAnAcknowledgmentOfAnotherStepIsABreach(t *testing.T) {
	newScript(3).does(1, ack(0), tlc.Advanced{Step: 1}).want(t, spec.Claim{}, 0)
	newScript(3).does(1, tlc.Advanced{Step: 1}, ack(0)).want(t, RuleAck, 1)
	newScript(3).reach(1, 1).does(1, ack(0)).want(t, RuleAck, 1)
	newScript(3).does(2, ack(1)).want(t, RuleAck, 2)
}

// Raw messages and certificates are of the present step (TLC §2.2, §2.6).
func TestABroadcastOfAnotherStepIsABreach(t *testing.T) {
	newScript(3).does(1, raw(0), cert(0), tlc.Advanced{Step: 1}, raw(1)).want(t, spec.Claim{}, 0)
	newScript(3).does(1, raw(1)).want(t, RuleRaw, 1)
	newScript(3).does(1, raw(0)).reach(1, 1).does(1, raw(0)).want(t, RuleRaw, 1)
	newScript(3).does(1, raw(0)).reach(1, 1).does(1, cert(0)).want(t, RuleCert, 1)
}

// Half of the nodes are no majority, and a node that jumps over a step has not reached it (TLC §2.8).
func TestNobodyReachesAStepBeforeAMajorityHasReachedTheOneBefore(t *testing.T) {
	newScript(4).reach(1, 0, 1, 2).does(2, tlc.Advanced{Step: 2}).want(t, spec.Claim{}, 0)
	newScript(4).reach(1, 0, 1).does(1, tlc.Advanced{Step: 2}).want(t, RulePeriod, 1)
	newScript(4).reach(1, 0, 1).does(3, tlc.Jumped{To: 2}, tlc.Advanced{Step: 2}).want(t, RulePeriod, 3)
}

// What is formulated when a majority has reached the next step is not certified; its repetition later changes nothing
// (TLC §2.8).
func TestAMessageFormulatedTooLateIsNeverCertified(t *testing.T) {
	newScript(4).reach(1, 0, 1).does(3, raw(0)).reach(1, 2).does(3, raw(0)).does(3, cert(0)).want(t, spec.Claim{}, 0)
	s := newScript(4).reach(1, 0, 1, 2).does(3, raw(0))
	s.want(t, spec.Claim{}, 0)
	if s.Counts().Tardy != 1 {
		t.Errorf("%d tardy messages, want 1", s.Counts().Tardy)
	}
	s.does(3, cert(0)).want(t, RuleTardy, 3)
}

// What is certified in s is known to all who reach s+2, whichever comes first (TLC §2.9).
func TestACertifiedMessageIsKnownToAllWhoReachTheStepAfterTheNext(t *testing.T) {
	early := func(known model.NodeSet) *script {
		s := newScript(3).does(0, raw(0), cert(0)).reach(1, 0, 1, 2)
		s.known.raws[0] = known
		return s.does(1, tlc.Advanced{Step: 2})
	}
	early(model.All(3)).want(t, spec.Claim{}, 0)
	early(model.Only(1)).want(t, RuleSpread, 1)
	late := func(known model.NodeSet) *script {
		s := newScript(3).does(0, raw(0)).reach(1, 1, 2)
		s.known.raws[0] = known
		return s.does(1, tlc.Advanced{Step: 2}).does(0, cert(0))
	}
	late(model.All(3)).want(t, spec.Claim{}, 0)
	late(model.Only(1)).want(t, RuleSpread, 0)
}

// Only the first breach counts.
func TestTheFirstBreachStays(t *testing.T) {
	s := newScript(3).does(2, ack(1))
	first := s.Breach()
	s.does(1, raw(5))
	if s.Breach() != first {
		t.Errorf("breach = %v, want the first one, %v", s.Breach(), first)
	}
}

// A live laggard keeps the records it may come back to, which then still judge it; one that has crashed does not
// (package comment, Memory).
func TestRecordsStayAsLongAsALiveNodeComesBackToThem(t *testing.T) {
	lagging := func() *script {
		s := newScript(3)
		for step := model.Step(1); step <= 20; step++ {
			s.reach(step, 0, 1)
		}
		return s
	}
	s := lagging()
	if len(s.steps) != 21 {
		t.Errorf("%d records with a live node in step 0, want all 21", len(s.steps))
	}
	s.does(2, raw(0)).does(2, cert(0)).want(t, RuleTardy, 2)
	s = lagging()
	s.live = s.live.Without(2)
	s.reach(21, 0, 1).want(t, spec.Claim{}, 0)
	if len(s.steps) > 3 {
		t.Errorf("%d records when the laggard has crashed, want 3", len(s.steps))
	}
}

// Whoever reaches s+2 last is held against what was certified in s: the record is there until then.
func TestTheLastToReachAStepIsJudgedToo(t *testing.T) {
	s := newScript(3).does(0, raw(0), cert(0)).reach(1, 0, 1, 2)
	s.known.raws[0] = model.All(3)
	s.reach(2, 0, 1)
	s.known.raws[0] = model.Only(2)
	s.does(2, tlc.Advanced{Step: 2}).want(t, RuleSpread, 2)

	s = newScript(3).reach(1, 0, 1, 2).does(0, raw(1), cert(1))
	s.known.raws[0], s.known.raws[1] = model.All(3), model.All(3)
	s.reach(2, 0, 1, 2).reach(3, 0, 1)
	s.known.raws[1] = model.Only(2)
	s.does(2, tlc.Advanced{Step: 3}).want(t, RuleSpread, 2)
}

// The clock keeps the rules, with what is remembered bounded by how far live nodes are apart, on a long run with
// crashes and jumps; and the rules are put to the test in it.
func TestTheAuditorOfALongRunRemembersAFewSteps(t *testing.T) {
	th := tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}
	machine, err := tlc.New(th)
	if err != nil {
		t.Fatal(err)
	}
	var all Counts
	for seed := range uint64(6) {
		a := New(th)
		highest := model.Step(0)
		w, err := sim.New(sim.Config[tlc.State]{
			Nodes: 5, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(seed), Timeouts: true,
			Faults: sim.Faults{Crashes: 1 + int(seed%2), Partitions: 3, Rarity: 1000},
			Observe: func(o sim.Observation[tlc.State]) {
				a.Observe(Of(o, o.After))
				highest = max(highest, o.After.Step())
				if apart := highest - a.lowest(); len(a.steps) > int(apart)+3 {
					t.Fatalf("seed %d: %d records with live nodes %d steps apart, want at most %d", seed, len(a.steps),
						apart, apart+3)
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return a.Breach() != nil || highest >= 400 }, 1_000_000); err != nil ||
			a.Breach() != nil {
			t.Errorf("seed %d: %v, %v", seed, err, a.Breach())
		}
		all.Jumps, all.Tardy, all.Unaware, all.Late = all.Jumps+a.counts.Jumps, all.Tardy+a.counts.Tardy,
			all.Unaware+a.counts.Unaware, all.Late+a.counts.Late
	}
	if all.Jumps == 0 || all.Tardy == 0 || all.Unaware == 0 || all.Late == 0 {
		t.Errorf("%+v, want some of each", all)
	}
}

// A breach says what was done and what is wanted; after it nothing is counted any more. Who reaches s+2 without a
// certificate of s is counted, and not who has it.
func TestABreachSaysWhatIsWrong(t *testing.T) {
	spread := newScript(3).does(0, raw(0), cert(0)).reach(1, 0, 1, 2)
	spread.known.raws[0] = model.Only(1)
	spread.does(1, tlc.Advanced{Step: 2})
	late := newScript(3).does(0, raw(0)).reach(1, 1, 2)
	late.known.raws[0] = model.Only(1)
	late.does(1, tlc.Advanced{Step: 2}).does(0, cert(0))
	for want, s := range map[string]*script{
		"acknowledges a message of step 1, want one of step 0, in which it is":                 newScript(3).does(2, ack(1)),
		"broadcasts a raw message of step 1, want one of step 0, in which it is":               newScript(3).does(2, raw(1)),
		"certifies a message of step 1, want one of step 0, in which it is":                    newScript(3).does(2, cert(1)),
		"reaches step 2 with messages of step 0 from {1} only, and those of {0} are certified": spread,
		"certifies its message of step 0, which node 1 lacked on reaching step 2":              late,
		"reaches step 2 when {0 1} have reached step 1, want more than half of 4 nodes": newScript(4).reach(1, 0, 1).
			does(1, tlc.Advanced{Step: 2}),
		"certifies its message of step 0, want none: it formulated it when a majority had reached step 1": newScript(4).
			reach(1, 0, 1, 2).does(3, raw(0)).does(3, cert(0)),
	} {
		if b := s.Breach(); b == nil || b.What != want {
			t.Errorf("%+v, want %s", b, want)
		}
		before := s.Counts()
		if s.does(1, tlc.Jumped{To: 9}); s.Counts() != before {
			t.Errorf("%s: counted after it: %+v", want, s.Counts())
		}
	}
	for _, aware := range []bool{true, false} {
		s := newScript(3).does(0, raw(0), cert(0)).reach(1, 0, 1, 2)
		s.known.raws[0] = model.All(3)
		if aware {
			s.known.certs[0] = model.Only(0)
		}
		if s.does(1, tlc.Advanced{Step: 2}); (s.Counts().Unaware == 0) != aware || s.Breach() != nil {
			t.Errorf("aware %v: %+v, %v", aware, s.Counts(), s.Breach())
		}
	}
	s := newScript(3).reach(1, 0, 1, 2)
	s.does(0, tlc.DeliveredRaw{Message: &tlc.Raw{Step: 0}}, tlc.DeliveredRaw{Message: &tlc.Raw{Step: 1}},
		tlc.DeliveredRaw{Message: &tlc.Raw{Step: 1}})
	if s.Counts().Late != 1 {
		t.Errorf("%d late messages, want the one of an earlier step", s.Counts().Late)
	}
	records := len(s.steps)
	if s.live = (model.NodeSet{}); records == 0 || len(s.does(0).steps) != records {
		t.Errorf("when all have crashed %d of %d records are left", len(s.steps), records)
	}
}

// Step 1 wants a majority in step 0, as every step wants one in the step before; and a breach is an error in words.
func TestTheFirstStepsAreJudgedToo(t *testing.T) {
	s := &script{Auditor: New(tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}), live: model.All(3)}
	s.does(0, tlc.Advanced{}).want(t, spec.Claim{}, 0)
	s.does(0, tlc.Advanced{Step: 1}).want(t, RulePeriod, 0)
	const want = "audit: move 2: node 0: AUDIT-PERIOD (TLC §2.8): reaches step 1 when {0} have reached step 0, " +
		"want more than half of 3 nodes"
	if got := s.Breach().Error(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
