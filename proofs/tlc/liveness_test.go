package tlc

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/explore"
	spectlc "quesera/spec/tlc"
)

// A question asks of a group whether every node that has not crashed comes to the horizon, if so many may crash.
type question struct {
	config  spectlc.Config
	crashes uint8
	live    bool
}

// questions are those of small groups: as many crashes as the thresholds leave nodes to spare, and one more. A clock
// without witnesses is followed for two steps: the messages of step 0 are sent before anybody can crash.
func questions() (all []question) {
	add := func(c spectlc.Config) {
		spare := c.Nodes - max(c.MessageThreshold, c.WitnessThreshold)
		for crashes := range spare + 1 {
			all = append(all, question{c, crashes, true})
		}
		if spare+1 < c.Nodes {
			all = append(all, question{c, spare + 1, false})
		}
	}
	for _, t := range [][2]uint8{{2, 2}, {3, 2}, {2, 3}, {3, 3}} {
		add(atOnce(3, t[0], t[1], 1))
	}
	for n := uint8(2); n <= 3; n++ {
		for t := n/2 + 1; t <= n; t++ {
			add(spectlc.Config{Nodes: n, MessageThreshold: t, Unwitnessed: true, Exact: n == t, Horizon: 2})
		}
	}
	add(group(2, 2, 2, 2))
	return all
}

// TLC-L12. Claim: under weak fairness every node that does not crash reaches every step if at most
// n - max(t_m, t_w) nodes crash; with one more the others may wait for ever (TLC §2.2, 2.6).
//
// Method: small groups, all sets of nodes that may crash at any time: no strongly connected component and no dead end
// of the reachable graph in which a fair run could stay before all others are there. Spin says the same of a
// formula of temporal logic, where t_m is 2 of 3, and of all with QUESERA_DEEP=1. Messages are
// never lost; where they may be, nothing is promised.
func TestWhoDoesNotCrashReachesEveryStep(t *testing.T) {
	engine, err := spin.Find(t.Context())
	if errors.As(err, new(*spin.MissingError)) && os.Getenv("CI") != "true" {
		t.Logf("Spin is not asked: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	stuck, asked := 0, 0
	for _, q := range questions() {
		t.Run(fmt.Sprintf("%+v", q), func(t *testing.T) {
			for crashed := range spec.All(q.config.Nodes) {
				if crashed.Len() == int(q.crashes) && ask(t, q, crashed) {
					stuck++
				}
			}
			few := q.config.Nodes == 3 && q.config.MessageThreshold == 2 && q.config.WitnessThreshold < 3
			if engine != nil && (few || refine.Deep()) { // the searches are small, the C compiler takes its time
				askSpin(t, engine, q)
				asked++
			}
		})
	}
	if stuck == 0 || engine != nil && asked < 6 {
		t.Errorf("stuck in %d questions, Spin is asked %d", stuck, asked)
	}
}

// ask asks the explorer, and follows the lasso that it answers with.
func ask(t *testing.T, q question, crashed spec.NodeSet) (stuck bool) {
	t.Helper()
	sp := q.config.Spec()
	arrived := func(st *spectlc.State) bool {
		for j := range spec.NodeID(q.config.Nodes) {
			if !crashed.Has(j) && st.Step[j] < q.config.Horizon {
				return false
			}
		}
		return true
	}
	r, err := explore.Live(sp, explore.Progressing[spectlc.State]{Goal: arrived, MaxStates: 200_000,
		Fair: func(node int) bool { return !crashed.Has(spec.NodeID(node)) }})
	if err != nil {
		t.Fatal(err)
	}
	if r.Cycles > 0 {
		t.Errorf("%d components have cycles: nobody forgets, so that no state comes again", r.Cycles)
	}
	if (r.Lasso == nil) != q.live {
		t.Fatalf("crashed %v: all others arrive: %v, of %d states", crashed, r.Lasso == nil, r.States)
	}
	if r.Lasso == nil {
		return false
	}
	end := r.Lasso.Stem.States[len(r.Lasso.Stem.Steps)]
	again, err := explore.Follow(sp, explore.Schedule(sp, r.Lasso.Stem))
	if err != nil || again.States[len(again.Steps)] != end || arrived(&end) || len(r.Lasso.Cycle.Steps) > 0 {
		t.Errorf("crashed %v: the run %v leads to %+v: %v", crashed, r.Lasso.Stem.Steps, end, err)
	}
	for _, taken := range explore.Instances(sp) {
		a := &sp.Actions[taken.Action]
		if a.Can(&end, taken.Args) && !crashed.Has(spec.NodeID(taken.Args[a.By])) {
			t.Errorf("crashed %v: %s could still be done", crashed, a.Format(taken.Args))
		}
	}
	return true
}

// askSpin asks the same of the first nodes. Nodes are alike.
func askSpin(t *testing.T, engine *spin.Engine, q question) {
	t.Helper()
	prog, err := translate.Spec(q.config.Spec())
	if err != nil {
		t.Fatal(err)
	}
	var arrived []string
	for j := q.crashes; j < q.config.Nodes; j++ {
		arrived = append(arrived, fmt.Sprintf("Step[%d] == HORIZON", j))
	}
	live, err := engine.Live(t.Context(), prog, spin.Progressing{Goal: strings.Join(arrived, " && "+
		""), Crashes: int(q.crashes)})
	if err != nil || live != q.live {
		t.Errorf("Spin says that all others arrive: %v, %v; want %v", live, err, q.live)
	}
}
