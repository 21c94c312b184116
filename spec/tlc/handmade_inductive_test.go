package tlc_test

import (
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/tlc"
)

// The invariants from which the proof for every n starts, on states made by hand: each conjunct is once what decides.
func TestEachInvariantRejectsABadState(t *testing.T) {
	own := func(s *st) {
		for j := range spec.NodeID(3) {
			s.View[j].Raw[0] = set(j)
		}
	}
	but := func(f func(*st)) func(*st) { return func(s *st) { own(s); f(s) } }
	for _, c := range []struct {
		id     string
		says   func(tlc.Config, *st) bool
		states []handmade
	}{
		{"TLC-I2", tlc.Config.HasItsOwn, []handmade{
			{"all have theirs", own, true},
			{"the last has not", but(func(s *st) { s.View[2].Raw[0] = 0 }), false},
			{"the first has not", but(func(s *st) { s.View[0].Raw[0] = set(1) }), false},
			{"not of the step reached last", but(func(s *st) { s.Step[2] = 1 }), false},
			{"of the step reached last", but(func(s *st) { s.Step[2], s.View[2].Raw[1] = 1, set(2) }), true},
			{"not of the last step", but(func(s *st) {
				s.Step[2], s.View[2].Raw[1] = 2, set(2)
			}), false},
		}},
		{"TLC-I3", tlc.Config.NothingUnsent, []handmade{
			{"it was sent", but(func(s *st) { s.Step[1], s.View[1].Raw[1], s.View[2].Raw[1] = 1, set(1), set(1) }), true},
			{"it was not", but(func(s *st) { s.Step[1], s.View[2].Raw[1] = 1, set(1) }), false},
			{"the last was not", but(func(s *st) { s.Step[2], s.View[0].Raw[2] = 2, set(2) }), false},
			{"in a step not reached", but(func(s *st) { s.View[2].Raw[1] = set(2) }), false},
			{"in a step passed over", but(func(s *st) { s.Step[2], s.View[2].Raw[2] = 2, set(2) }), true},
		}},
		{"TLC-I4", tlc.Config.NothingUnannounced, []handmade{
			{"it was announced", func(s *st) { s.View[2].Cert[1], s.View[1].Cert[1] = set(1), set(1) }, true},
			{"it was not", func(s *st) { s.View[2].Cert[1], s.View[1].Cert[0] = set(1), set(1) }, false},
			{"the last was not", func(s *st) { s.View[0].Cert[2] = set(2) }, false},
		}},
		{"TLC-I5", tlc.Config.CarriesItsMessage, []handmade{
			{"it does", func(s *st) { s.View[2].Cert[2], s.AtCert[2][2].Raw[2] = set(2), set(2) }, true},
			{"it does not", func(s *st) { s.View[2].Cert[2], s.AtCert[2][2].Raw[2] = set(2), set(1) }, false},
			{"the first does not", func(s *st) { s.View[0].Cert[0] = set(0) }, false},
			{"another's", func(s *st) { s.View[2].Cert[2] = set(1) }, true},
			{"no certificate", func(s *st) {}, true},
		}},
		{"TLC-I6", tlc.Config.CertifiedIsSeen, []handmade{
			{"known and seen", func(s *st) { s.View[2].Cert[2], s.View[2].Raw[2] = set(1), set(0, 1) }, true},
			{"known and not seen", func(s *st) { s.View[2].Cert[2], s.View[2].Raw[2] = set(1), set(0) }, false},
			{"known by the first and not seen", func(s *st) { s.View[0].Cert[0] = set(1) }, false},
			{"carried and seen", func(s *st) { s.AtRaw[2][2].Cert[1], s.AtRaw[2][2].Raw[1] = set(1), set(1) }, true},
			{"carried and not seen", func(s *st) { s.AtRaw[2][2].Cert[1] = set(1) }, false},
			{"carried of step 0 and not seen", func(s *st) { s.AtRaw[1][0].Cert[0] = set(1) }, false},
		}},
		{"TLC-I7", tlc.Config.NothingOfTheFuture, []handmade{
			{"of the present", func(s *st) { s.Step[2], s.View[2].Raw[1], s.View[2].Cert[1] = 1, set(0), set(0) }, true},
			{"a message of the next step", func(s *st) { s.Step[2], s.View[2].Raw[2] = 1, set(0) }, false},
			{"a certificate of the next step", func(s *st) { s.View[0].Cert[1] = set(0) }, false},
		}},
		{"TLC-I8", tlc.Config.CarriesThePast, []handmade{
			{"of the past", func(s *st) { s.Step[2], s.AtRaw[2][2].Raw[1], s.AtRaw[2][2].Cert[1] = 2, set(0), set(0) }, true},
			{"a message of its own step", func(s *st) { s.Step[2], s.AtRaw[2][2].Raw[2] = 2, set(2) }, false},
			{"a certificate of its own step", func(s *st) { s.AtRaw[0][0].Cert[0] = set(0) }, false},
			{"of a later step", func(s *st) { s.Step[2], s.AtRaw[1][2].Raw[2] = 2, set(2) }, false},
			{"before it is sent", func(s *st) { s.Step[2], s.AtRaw[2][2].Raw[0] = 1, set(0) }, false},
			{"a certificate, of its own step", func(s *st) { s.AtCert[0][2].Raw[0], s.AtCert[0][2].Cert[0] = set(0), set(0) },
				true},
			{"a certificate, a later message", func(s *st) { s.AtCert[0][2].Raw[1] = set(0) }, false},
			{"a certificate, a later certificate", func(s *st) { s.AtCert[1][0].Cert[2] = set(0) }, false},
		}},
		{"TLC-I11", tlc.Config.CarriesEnough, []handmade{
			{"enough", func(s *st) { s.Step[2], s.AtRaw[1][2].Cert[0] = 1, set(0, 1) }, true},
			{"too few", func(s *st) { s.Step[2], s.AtRaw[1][2].Cert[0] = 1, set(0) }, false},
			{"too few of step 0 in step 2", func(s *st) {
				s.Step[0], s.AtRaw[1][0].Cert[0], s.AtRaw[2][0].Cert[1] = 2, set(0, 1), set(0, 1)
			}, false},
			{"enough of both in step 2", func(s *st) {
				s.Step[0], s.AtRaw[1][0].Cert[0] = 2, set(0, 1)
				s.AtRaw[2][0].Cert[0], s.AtRaw[2][0].Cert[1] = set(0, 1), set(0, 1)
			}, true},
			{"nobody has left", func(s *st) {}, true},
		}},
		{"TLC-I12", tlc.Config.CarriesAll, []handmade{
			{"all", func(s *st) {
				s.AtRaw[2][2].Raw[1], s.AtRaw[1][0].Raw[0], s.AtRaw[2][2].Raw[0] = set(0), set(1), set(1)
			}, true},
			{"not a message", func(s *st) { s.AtRaw[2][2].Raw[1], s.AtRaw[1][0].Raw[0] = set(0), set(1) }, false},
			{"not a certificate", func(s *st) { s.AtRaw[1][0].Raw[0], s.AtRaw[0][2].Cert[0] = set(2), set(1) }, false},
			{"another message", func(s *st) { s.AtRaw[2][2].Raw[1], s.AtRaw[1][0].Raw[0] = set(1), set(1) }, true},
			{"all of a certificate", func(s *st) {
				s.AtRaw[2][2].Cert[1], s.AtCert[1][0].Raw[1], s.AtRaw[2][2].Raw[1] = set(0), set(1), set(1)
			}, true},
			{"not all of a certificate", func(s *st) { s.AtRaw[2][2].Cert[1], s.AtCert[1][0].Raw[1] = set(0), set(1) }, false},
			{"not all of the first's certificate", func(s *st) {
				s.AtRaw[1][0].Cert[0], s.AtCert[0][2].Cert[0] = set(2), set(1)
			}, false},
			{"another certificate", func(s *st) { s.AtRaw[2][2].Cert[1], s.AtCert[1][0].Raw[1] = set(1), set(1) }, true},
		}},
		{"TLC-I13", tlc.Config.CarriesItsLast, []handmade{
			{"it does", func(s *st) { s.Step[2], s.AtRaw[1][2].Raw[0], s.View[2].Raw[0] = 1, set(2), set(2) }, true},
			{"not its last message", func(s *st) {
				s.Step[2], s.AtRaw[1][2].Raw[0], s.View[2].Raw[0] = 1, set(0), set(2)
			}, false},
			{"not the first node's", func(s *st) { s.Step[0], s.View[0].Raw[0] = 1, set(0) }, false},
			{"which there is not", func(s *st) { s.Step[0], s.View[0].Raw[0] = 1, set(1) }, true},
			{"not what that carries", func(s *st) {
				s.Step[2], s.AtRaw[1][2].Raw[0], s.AtRaw[2][2].Raw[1] = 2, set(2), set(2)
			}, false},
			{"what that carries", func(s *st) {
				s.Step[2], s.AtRaw[1][2].Raw[0], s.AtRaw[2][2].Raw[1], s.AtRaw[2][2].Raw[0] = 2, set(2), set(2), set(2)
			}, true},
			{"not sent yet", func(s *st) { s.AtRaw[0][2].Raw[0] = set(1) }, true},
		}},
		{"TLC-I16", tlc.Config.Remembers, []handmade{
			{"all of it", func(s *st) { s.Step[2], s.AtRaw[1][2].Raw[0], s.View[2].Raw[0] = 1, set(1), set(0, 1) }, true},
			{"not a message", func(s *st) { s.Step[2], s.AtRaw[1][2].Raw[0] = 1, set(1) }, false},
			{"not a certificate, at the horizon", func(s *st) { s.Step[0], s.AtRaw[2][0].Cert[1] = 3, set(1) }, false},
			{"of its present step", func(s *st) { s.AtRaw[0][0].Raw[0] = set(1) }, false},
			{"of a step to come", func(s *st) { s.AtRaw[1][2].Raw[0] = set(1) }, true},
		}},
		{"TLC-I14", tlc.Config.AcknowledgedInTime, []handmade{
			{"seen", func(s *st) { s.Acks[2], s.View[1].Raw[0] = set(1), set(2) }, true},
			{"not seen", func(s *st) { s.Acks[2] = set(1) }, false},
			{"the first's, not seen by the last", func(s *st) { s.Acks[0], s.Step[0] = set(2), 2 }, false},
			{"seen after leaving", func(s *st) { s.Acks[2], s.View[1].Raw[0], s.Step[1] = set(1), set(2), 1 }, false},
			{"seen before leaving", func(s *st) { s.Acks[2], s.AtRaw[1][1].Raw[0], s.Step[1] = set(1), set(2), 1 }, true},
			{"of one that stopped", func(s *st) { s.Acks[2], s.Step[2] = set(1), 3 }, true},
		}},
		{"TLC-I15", tlc.Config.LeftWithoutIt, []handmade{
			{"a majority left without it", func(s *st) { s.Tardy[0], s.Step[0], s.Step[1] = set(2), 1, 1 }, true},
			{"one left without it", func(s *st) { s.Tardy[0], s.Step[0] = set(2), 1 }, false},
			{"one of them had seen it", func(s *st) {
				s.Tardy[0], s.Step[0], s.Step[1], s.AtRaw[1][1].Raw[0] = set(2), 1, 1, set(2)
			}, false},
			{"the last node left without it", func(s *st) { s.Tardy[2], s.Step[1], s.Step[2] = set(0), 3, 3 }, true},
			{"of the last step, one left", func(s *st) { s.Tardy[2], s.Step[2] = set(0), 3 }, false},
			{"it was not late", func(s *st) { s.Step[0] = 1 }, true},
		}},
	} {
		exploretest.Judge(t, c.id, c.says, three, c.states...)
	}
	jumping, jumpingAtOnce := three, atOnce
	jumping.Jumps, jumpingAtOnce.Jumps = true, true
	exploretest.Judge(t, "TLC-I2", tlc.Config.HasItsOwn, jumping,
		handmade{"passed over", but(func(s *st) { s.Step[2], s.View[2].Raw[2] = 2, set(2) }), true},
		handmade{"none of its present step", but(func(s *st) { s.Step[2], s.View[2].Raw[1] = 2, set(2) }), false})
	exploretest.Judge(t, "TLC-I10", tlc.Config.JustEnough, jumpingAtOnce,
		handmade{"more", func(s *st) { s.Step[2], s.AtRaw[1][2].Cert[0] = 1, set(0, 1, 2) }, true})
	four := three
	four.Nodes = 4
	for _, c := range []handmade{
		{"fewer than needed", func(s *st) { s.View[2].Cert[0] = set(0) }, true},
		{"enough, and stayed", func(s *st) { s.View[2].Cert[0] = set(0, 1) }, false},
		{"enough of a later step", func(s *st) { s.View[0].Cert[2] = set(0, 1) }, false},
		{"enough, and left", func(s *st) { s.Step[2], s.View[2].Cert[0] = 1, set(0, 1) }, true},
	} {
		exploretest.Judge(t, "TLC-I9", tlc.Config.LeavesAtOnce, atOnce, c)
		exploretest.Judge(t, "TLC-I9", tlc.Config.LeavesAtOnce, three, handmade{c.Name, c.Make, true})
	}
	for _, c := range []handmade{
		{"just enough", func(s *st) { s.Step[2], s.AtRaw[1][2].Cert[0] = 1, set(0, 1) }, true},
		{"more", func(s *st) { s.Step[2], s.AtRaw[1][2].Cert[0] = 1, set(0, 1, 2) }, false},
		{"more of the last step", func(s *st) { s.Step[0], s.View[0].Cert[2] = 3, set(0, 1, 2) }, false},
		{"more later", func(s *st) {
			s.Step[2], s.AtRaw[1][2].Cert[0], s.View[2].Cert[0] = 1, set(0, 1), set(0, 1, 2)
		}, true},
		{"more, and still there", func(s *st) { s.View[2].Cert[0] = set(0, 1, 2) }, true},
	} {
		exploretest.Judge(t, "TLC-I10", tlc.Config.JustEnough, atOnce, c)
		exploretest.Judge(t, "TLC-I10", tlc.Config.JustEnough, three, handmade{c.Name, c.Make, true})
	}
	exploretest.Judge(t, "TLC-I15", tlc.Config.LeftWithoutIt, four,
		handmade{"half left without it", func(s *st) { s.Tardy[0], s.Step[0], s.Step[1] = set(2), 1, 1 }, false})
}

// The conditions of the invariants on states made by hand.
func TestEachConditionSeesWhatItIsAbout(t *testing.T) {
	for _, c := range []struct {
		name   string
		says   func(tlc.Config, *st) bool
		states []handmade
	}{
		{"somebody left", tlc.Config.SomebodyLeft, []handmade{
			{"nobody", func(s *st) {}, false}, {"the first", func(s *st) { s.Step[0] = 1 }, true},
			{"the last", func(s *st) { s.Step[2] = 1 }, true},
		}},
		{"something carried", tlc.Config.SomethingCarried, []handmade{
			{"nothing", func(s *st) { s.View[0].Raw[0] = set(0) }, false},
			{"a message in a message", func(s *st) { s.AtRaw[2][2].Raw[2] = set(0) }, true},
			{"a certificate in a message", func(s *st) { s.AtRaw[0][0].Cert[0] = set(0) }, true},
			{"a message in a certificate", func(s *st) { s.AtCert[2][2].Raw[2] = set(0) }, true},
			{"a certificate in a certificate", func(s *st) { s.AtCert[0][0].Cert[0] = set(0) }, true},
		}},
		{"something certified", tlc.Config.SomethingCertified, []handmade{
			{"nothing", func(s *st) { s.View[0].Raw[0] = set(0) }, false},
			{"the last", func(s *st) { s.View[2].Cert[2] = set(2) }, true},
			{"the first", func(s *st) { s.View[0].Cert[0] = set(0) }, true},
			{"somebody else knows", func(s *st) { s.View[0].Cert[0] = set(1) }, false},
		}},
		{"something tardy", tlc.Config.SomethingTardy, []handmade{
			{"nothing", func(s *st) { s.Step[0] = 3 }, false}, {"of step 0", func(s *st) { s.Tardy[0] = set(0) }, true},
			{"of step 2", func(s *st) { s.Tardy[2] = set(2) }, true},
		}},
		{"somebody two steps on", tlc.Config.SomebodyTwoStepsOn, []handmade{
			{"nobody", func(s *st) { s.View[1].Cert[0] = set(1) }, false},
			{"one step on", func(s *st) { s.View[1].Cert[0], s.Step[2] = set(1), 1 }, false},
			{"two steps on", func(s *st) { s.View[1].Cert[0], s.Step[2] = set(1), 2 }, true},
			{"from step 1, the first", func(s *st) { s.View[1].Cert[1], s.Step[0] = set(1), 3 }, true},
			{"nothing certified", func(s *st) { s.Step[2] = 3 }, false},
			{"something of step 2", func(s *st) { s.View[1].Cert[2], s.Step[2] = set(1), 3 }, false},
		}},
	} {
		exploretest.Judge(t, c.name, c.says, three, c.states...)
	}
}

// Which actions and claims a clock has depends on its thresholds and its horizon.
func TestAClockClaimsWhatItsThresholdsAllow(t *testing.T) {
	for _, c := range []struct {
		config          tlc.Config
		unsafe          bool
		actions, claims string
	}{
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4 P5 P6 S3 S4"},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}, false,
			"DeliverRaw Certify DeliverCert", "P1 P2 S1 P3 S2 P4"},
		{tlc.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 2}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 P4 P5 P6"},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 1, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4"},
		{tlc.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 3, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2"},
		{tlc.Config{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4"},
		{tlc.Config{Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4 P5 P6 S3 S4"},
		{tlc.Config{Nodes: 5, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4"},
		{tlc.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}, true,
			"DeliverRaw Certify DeliverCert Advance", "P1 P2 S1 P3 S2 P4 P5 P6 S3 S4"},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 3}, false, "DeliverRaw",
			"P1 P2 S1 P4"},
		{tlc.Config{Nodes: 3, MessageThreshold: 1, Unwitnessed: true, Horizon: 3}, false, "DeliverRaw Advance", "P1 P2 S1"},
		{tlc.Config{Nodes: 3, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 3}, true, "DeliverRaw Advance",
			"P1 P2 S1 P4"},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Jumps: true, Exact: true, Horizon: 3}, false,
			"DeliverRaw Certify DeliverCert Adopt", "P1 P2 S1 P3 S2 P4 P5 P6 S3 S4"},
	} {
		sp := c.config.Spec()
		if c.unsafe {
			sp = c.config.UnsafeSpec()
		}
		var actions, claims []string
		for _, a := range sp.Actions {
			actions = append(actions, a.Name)
		}
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "TLC-"))
		}
		want := strings.Fields(c.claims)
		if !slices.Equal(claims, want) || strings.Join(actions, " ") != c.actions {
			t.Errorf("%+v, unsafe %v: actions %v and claims %v, want %s and %s", c.config, c.unsafe, actions, claims,
				c.actions, c.claims)
		}
	}
}

// The invariants that proofs stand on are those of witnessed clocks with thresholds, and of no others.
func TestWhichClocksHaveInvariants(t *testing.T) {
	for _, c := range []struct {
		config tlc.Config
		want   bool
	}{
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}, true},
		{tlc.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 2}, true},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Horizon: 2}, false},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Unwitnessed: true, Horizon: 2}, false},
		{tlc.Config{Nodes: 3, WitnessThreshold: 2, Horizon: 2}, false},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, Horizon: 2}, false},
	} {
		if got := len(c.config.Spec().Lemmas) > 0; got != c.want {
			t.Errorf("%+v: has invariants %v, want %v", c.config, got, c.want)
		}
	}
}

// Who acts in an action is who it happens to: the generated Promela has it in that node's process.
func TestWhoActsInTheClock(t *testing.T) {
	acting := map[string]string{"DeliverRaw": "i,j,s by j", "Certify": "i by i", "DeliverCert": "i,j,s by j",
		"Adopt": "of,by,up by by", "Advance": "j by j"}
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Jumps: true, Horizon: 2}.Spec()
	if len(sp.Actions) != len(acting) {
		t.Errorf("%d actions, want %d", len(sp.Actions), len(acting))
	}
	for _, a := range sp.Actions {
		var names []string
		for _, p := range a.Params {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ",") + " by " + names[a.By]; got != acting[a.Name] {
			t.Errorf("%s: %s, want %s", a.Name, got, acting[a.Name])
		}
	}
}

// At the start everybody has, and has acknowledged, its own message of step 0, and nothing else.
func TestHowTheClockStarts(t *testing.T) {
	got := three.Start()
	var want st
	for i := range spec.NodeID(3) {
		want.View[i].Raw[0], want.Acks[i] = set(i), set(i)
	}
	if got != want {
		t.Errorf("got %+v", got)
	}
	got.Step[1], got.View[1].Cert[0] = 1, set(0, 2)
	lines := three.Spec().Describe(&got)
	const want1 = "node 1: step 1; of step 0 raw {1}, certified {0 2}; of step 1 raw {}"
	if len(lines) != 3 || !strings.HasPrefix(lines[1], want1) {
		t.Errorf("described as %q", lines)
	}
}
