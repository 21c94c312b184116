package dkg

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// judged runs one script of a corrupt node and refines the run.
func judged(t *testing.T, protocol dkg.Protocol, p dkg.Params, scripts map[model.NodeID]dkg.Script, c sim.Chooser) {
	t.Helper()
	judgedOver(t, protocol, p, scripts, c, false)
}

// judgedOver is judged over a broadcast channel, or over relays.
func judgedOver(t *testing.T, protocol dkg.Protocol, p dkg.Params, scripts map[model.NodeID]dkg.Script,
	c sim.Chooser, relays bool) {
	t.Helper()
	g, err := dkg.NewExponents(13, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dkg.New(dkg.Group[uint8, uint8](g), protocol, p)
	if err != nil {
		t.Fatal(err)
	}
	if relays {
		m = m.WithRelay()
	}
	r := &Refinement[uint8, uint8]{Group: g, Protocol: protocol, Params: p, Session: m.Session()}
	for i := range scripts {
		r.Corrupt = r.Corrupt.With(i)
	}
	x := result.Execution[uint8, uint8]{Machine: m, Scripts: scripts, Chooser: c, Observe: r.Observe}
	outcomes, _, err := x.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Judge(outcomes); err != nil {
		t.Fatalf("%s %+v, scripts %+v: %v", protocol, p, scripts, err)
	}
}

// DKG-P17. Claim: every run of the machines is a run of spec/dkg, in which the same dealers qualify and are
// reconstructed and its invariants hold at the end (GJKR Fig. 1, 2).
//
// Method: one corrupt node of three, every script of the sharing phases, coins and order of arrival drawn at random;
// what everybody said is judged anew (Refinement).
func TestEveryScriptOfOneInThreeRefinesTheSpec(t *testing.T) {
	all, runs := sim.NewAll(), uint64(0)
	for all.Next() {
		runs++
		script := result.DrawSharing(all, 1, 3)
		judged(t, dkg.JointFeldman, dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}, map[model.NodeID]dkg.Script{1: script},
			sim.Random(runs))
	}
	if all.Err() != nil || runs != 28672 {
		t.Errorf("scripts = %d (%v), want 28672", runs, all.Err())
	}
}

// DKG-P17, larger groups. Claim: the same of both protocols, exposures included (GJKR Fig. 1, 2).
//
// Method: scripts, coins and schedules drawn at random: n = 4 and 5, crashes at phase boundaries.
func TestRandomRunsRefineTheSpec(t *testing.T) {
	for seed := range uint64(1000) {
		c := sim.Random(seed)
		p := []dkg.Params{{Nodes: 4, Threshold: 2, Faults: 1}, {Nodes: 4, Threshold: 3, Faults: 1},
			{Nodes: 5, Threshold: 3, Faults: 2}}[seed%3]
		scripts := map[model.NodeID]dkg.Script{}
		for len(scripts) < p.Faults {
			i := model.NodeID(c.Choose(p.Nodes))
			s := result.DrawExposing(c, result.DrawSharing(c, i, p.Nodes), i, p.Nodes)
			if seed%2 == 1 {
				s = result.DrawFurther(c, s, i, p.Nodes)
			}
			s.Until = dkg.Phase(c.Choose(int(dkg.Finished)))
			scripts[i] = s
		}
		judged(t, dkg.Protocol(seed/3%2), p, scripts, c)
	}
}

// DKG-P17, over relays. Claim: without a broadcast channel, but with signed broadcasts that everybody passes on, runs
// are runs of the spec all the same, in which a broadcast reaches all (GJKR §2; DKG-P15, DKG-P16).
//
// Method: scripts with everything that messages allow, late, doubled, stray and false ones; corrupt nodes tell
// different nodes different things, and pass on nothing, or what was signed in another session.
func TestRunsOverRelaysRefineTheSpec(t *testing.T) {
	split := 0
	for seed := range uint64(1000) {
		c := sim.Random(seed)
		p := []dkg.Params{{Nodes: 4, Threshold: 2, Faults: 1}, {Nodes: 4, Threshold: 3, Faults: 1},
			{Nodes: 5, Threshold: 3, Faults: 2}}[seed%3]
		scripts := map[model.NodeID]dkg.Script{}
		for len(scripts) < p.Faults {
			i := model.NodeID(c.Choose(p.Nodes))
			s := result.DrawExposing(c, result.DrawSharing(c, i, p.Nodes), i, p.Nodes)
			s = result.DrawFurther(c, s, i, p.Nodes)
			s.Until = dkg.Phase(c.Choose(int(dkg.Finished)))
			if c.Choose(2) == 1 {
				s.Hear = model.Only(model.NodeID(c.Choose(p.Nodes))).With(model.NodeID(c.Choose(p.Nodes)))
				split++
			}
			s.Replay = []dkg.Relayed{{Origin: model.NodeID(c.Choose(p.Nodes)),
				Message: dkg.Complaint{Against: model.All(p.Nodes)}}}
			scripts[i] = s
		}
		judgedOver(t, dkg.Protocol(seed/3%2), p, scripts, c, true)
	}
	if split == 0 {
		t.Error("no script told nodes different things, so that relays show nothing")
	}
}

// scheduled draws coins, which have 13 sides, from one Chooser and everything else from another.
type scheduled struct{ coins, rest sim.Chooser }

func (s scheduled) Choose(n int) int {
	if n == 13 {
		return s.coins.Choose(n)
	}
	return s.rest.Choose(n)
}

// DKG-P17, every schedule. Claim: the same whatever the order of arrival is (GJKR Fig. 1, 2).
//
// Method: two nodes, every order of arrival in every phase, of coins among messages too, both protocols and thresholds.
func TestEveryScheduleOfTwoNodesRefinesTheSpec(t *testing.T) {
	for _, protocol := range []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro} {
		for threshold := range 2 {
			all, runs := sim.NewAll(), uint64(0)
			for all.Next() {
				runs++
				judged(t, protocol, dkg.Params{Nodes: 2, Threshold: threshold + 1}, nil, scheduled{sim.Random(runs), all})
			}
			want := map[dkg.Protocol][]uint64{dkg.JointFeldman: {40, 116}, dkg.Gennaro: {232, 4584}}[protocol][threshold]
			if all.Err() != nil || runs != want {
				t.Errorf("%s: schedules = %d (%v), want %d", protocol, runs, all.Err(), want)
			}
		}
	}
}

// A run with another QUAL, or one that an honest node contributed to wrongly, is no run of the spec.
func TestAWrongRunDoesNotRefineTheSpec(t *testing.T) {
	g, err := dkg.NewExponents(13, 3)
	if err != nil {
		t.Fatal(err)
	}
	p := dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}
	m, err := dkg.New(dkg.Group[uint8, uint8](g), dkg.JointFeldman, p)
	if err != nil {
		t.Fatal(err)
	}
	run := func(script dkg.Script) (*Refinement[uint8, uint8], []*dkg.Outcome[uint8, uint8]) {
		r := &Refinement[uint8, uint8]{Group: g, Protocol: dkg.JointFeldman, Params: p}
		x := result.Execution[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{2: script},
			Chooser: sim.Random(1), Observe: r.Observe}
		outcomes, _, err := x.Run()
		if err != nil {
			t.Fatal(err)
		}
		return r, outcomes
	}
	r, outcomes := run(dkg.Script{})
	if err := r.Judge(outcomes); err != nil {
		t.Fatalf("an honest run: %v", err)
	}
	other := *outcomes[1]
	other.Qualified = other.Qualified.Without(0)
	outcomes[1] = &other
	if err := r.Judge(outcomes); err == nil || !strings.Contains(err.Error(), "node 1 ends with QUAL") {
		t.Errorf("another QUAL: %v", err)
	}
	r, outcomes = run(dkg.Script{Share: []dkg.Way{dkg.Wrong}}) // 2 is honest, says the refinement
	if err := r.Judge(outcomes); err == nil ||
		!strings.Contains(err.Error(), "Deal(i=2, to={1 2}, stands=1) is not enabled") {
		t.Errorf("an honest dealer that sends a wrong share: %v", err)
	}
}
