package qsc3

import (
	"fmt"
	"sync"
	"testing"

	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/consensus"
	"quesera/spec/qsc3"
)

// draws goes through all ways to give n proposals tickets of 0..n-1, ties included; more tickets than proposals
// give no other order.
func draws(n uint8, st qsc3.State, do func(*qsc3.State)) {
	st.Step, st.Turn = qsc3.Steps, n
	var deal func(i uint8)
	deal = func(i uint8) {
		if i == n {
			do(&st)
			return
		}
		for ticket := range n {
			st.Ticket[i] = ticket
			deal(i + 1)
		}
	}
	deal(0)
}

// agreesForAllDraws is Agreement (QSC3-P5), asked of every draw.
func agreesForAllDraws(c qsc3.Config, st qsc3.State) bool {
	agrees := true
	draws(c.Nodes, st, func(st *qsc3.State) { agrees = agrees && c.Agreement(st) })
	return agrees
}

// QSC3-L1. Claim: QSC3-P4, which speaks of no tickets, says of a complete round just that every draw of them keeps
// agreement (TLC §4.7). It needs of the round only that reconfirmed proposals are confirmed, confirmed ones
// seen, and that everybody has confirmed one (QSC3-P1).
//
// Method: for three nodes, all knowledge that they could have, reachable or not, and all 27 draws. Proof for every n:
// if i has reconfirmed p, and j has not confirmed it, the draw in which p alone is highest makes i commit p and j
// choose something else; if j has confirmed q, which i has not seen, the draw in which q is highest and p next does.
// If neither is so, i commits only p with no q as high among what i has seen, which is all that anybody has
// confirmed, p included.
func TestAgreementForAnyTicketsIsAgreementForEachDraw(t *testing.T) {
	c := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 3}
	var possible []qsc3.Knowledge
	for cells := range uint16(1) << 9 {
		k := qsc3.Knowledge{Seen: spec.NodeSet(cells & 7), Confirmed: spec.NodeSet(cells >> 3 & 7),
			Reconfirmed: spec.NodeSet(cells >> 6)}
		if k.Seen.Includes(k.Confirmed) && k.Confirmed.Includes(k.Reconfirmed) && !k.Confirmed.Empty() {
			possible = append(possible, k)
		}
	}
	verdicts := map[bool]int{}
	for _, a := range possible {
		for _, b := range possible {
			for _, d := range possible {
				var st qsc3.State
				st.Step, st.Knows = qsc3.Steps, [spec.MaxNodes]qsc3.Knowledge{a, b, d}
				all := agreesForAllDraws(c, st)
				if c.AgreementForAnyTickets(&st) != all {
					t.Fatalf("every draw agrees: %v, QSC3-P4 says the contrary of %+v", all, st.Knows[:3])
				}
				verdicts[all]++
			}
		}
	}
	if verdicts[true] == 0 || verdicts[false] == 0 {
		t.Errorf("verdicts = %v, want both", verdicts)
	}
}

// QSC3-L2. Claim: on every complete round QSC3-P4 is agreement for each draw; with majorities it holds, and with
// a threshold of one of three it fails in some round (TLC §4.7).
//
// Method: every reachable complete round of three nodes, all 27 draws; for a threshold of one without late
// knowledge, which alone breaks it.
func TestAgreementForAnyTicketsOnEveryCompleteRound(t *testing.T) {
	for _, scope := range []struct {
		config qsc3.Config
		agrees bool
	}{
		{qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}, true},
		{qsc3.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1}, false},
		{qsc3.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true}, false},
	} {
		with := scope.config
		with.Tickets = with.Nodes
		var mu sync.Mutex
		complete, agree := 0, 0
		refine.EveryState(t, scope.config.Spec(), false, func(st *qsc3.State) error {
			if st.Step != qsc3.Steps {
				return nil
			}
			all := agreesForAllDraws(with, *st)
			if scope.config.AgreementForAnyTickets(st) != all {
				return fmt.Errorf("every draw agrees: %v, QSC3-P4 says the contrary of %+v", all, *st)
			}
			mu.Lock()
			defer mu.Unlock()
			if complete++; all {
				agree++
			}
			return nil
		})
		if complete == 0 || (agree == complete) != scope.agrees {
			t.Errorf("%+v: %d of %d complete rounds agree", scope.config, agree, complete)
		}
	}
}

// chosenIn maps a state of a round to one of consensus: what anybody sees committed is chosen, and known to
// those who see it.
func chosenIn(c qsc3.Config, st *qsc3.State) consensus.State {
	var out consensus.State
	if st.Step < qsc3.Steps || st.Turn < c.Nodes {
		return out
	}
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			if c.Commits(st, i, p) {
				out.Chosen[0], out.Learned[i][0] = out.Chosen[0].With(p), out.Learned[i][0].With(p)
			}
		}
	}
	return out
}

// refinesConsensus checks that one transition of a round is, in consensus, nothing, or one Choose and then
// some Learn.
func refinesConsensus(above *spec.Spec[consensus.State], before, after consensus.State) error {
	p := refine.Player[consensus.State]{Spec: above, State: before}
	for value := range spec.NodeID(spec.MaxNodes) {
		if after.Chosen[0].Minus(before.Chosen[0]).Has(value) {
			if err := p.Take("Choose", uint16(value), 0); err != nil {
				return err
			}
		}
	}
	for j := range after.Learned {
		if before.Learned[j] != after.Learned[j] {
			if err := p.Take("Learn", uint16(j), 0); err != nil {
				return err
			}
		}
	}
	if p.State != after {
		return fmt.Errorf("consensus is in %+v, want %+v", p.State, after)
	}
	return nil
}

// QSC3-R2. Claim: a round of QSC3 refines consensus: every transition is one Choose and then some Learn, or
// nothing; so at most one value is chosen, and what is chosen stays (TLC §4.7). If there
// is a choice, everybody's next proposal builds on it (TLC §4.10).
//
// Method: every transition from every reachable state, all draws of tickets; where a node needs only
// itself the same check must fail.
func TestARoundOfQSC3RefinesConsensus(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Tickets: 2},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Tickets: 3},
	} {
		if err := roundRefinesConsensus(t, c); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if err := roundRefinesConsensus(t, qsc3.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1,
		Tickets: 2}); err == nil {
		t.Error("two nodes that need only themselves refine consensus")
	}
}

// roundRefinesConsensus looks at every transition. It returns the first failure that it meets.
func roundRefinesConsensus(t *testing.T, c qsc3.Config) error {
	sp, above := c.Spec(), consensus.Config{Nodes: c.Nodes, Rounds: 1}.Spec()
	if chosenIn(c, &sp.Init) != above.Init {
		return fmt.Errorf("something is chosen at the start")
	}
	var mu sync.Mutex
	var failure error
	refine.EveryState(t, sp, false, func(st *qsc3.State) error {
		err := refine.EveryStep(sp, st, func(a *spec.Action[qsc3.State], args spec.Args, next *qsc3.State) error {
			if err := refinesConsensus(above, chosenIn(c, st), chosenIn(c, next)); err != nil {
				return fmt.Errorf("%s: %w", a.Format(args), err)
			}
			return buildOnChoice(c, next)
		})
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			failure = err
		}
		return nil
	})
	return failure
}

// buildOnChoice: once something is chosen nobody may build on anything else.
func buildOnChoice(c qsc3.Config, st *qsc3.State) error {
	chosen := chosenIn(c, st).Chosen[0]
	if chosen.Empty() {
		return nil
	}
	for j := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			if c.MayChoose(st, j, p) && !chosen.Has(p) {
				return fmt.Errorf("%v is chosen and %d may build on %d", chosen, j, p)
			}
		}
	}
	return nil
}
