package trace

import "quesera/spec"

// exercise counts the situations in which rules say something, so that "holds" has a weight.
type exercise struct {
	raws, acks, wits       int // sent
	receipts, ofOthers     int // received; and of others, with a causal history to be held against
	owedAcks, owedWits     int // reactions that a receipt called for
	owedAdvances, advances int
	adopted                int
	direct                 int // acknowledgments that travel outside the causal order, received
	timed                  int // sent with a vector time
	bare                   int // sent in unwitnessed TLC
	ends, decisions        int // ends of rounds that were reached, and decided
	contested              int // decisions with more than one confirmed proposal to choose from
	committed, spoiled     int // decisions that commit; and that do not although the choice was reconfirmed
	agreed                 int // decisions in a round that some other node had committed by then
}

// Exercised is how often a rule had something to say in a trace, or in several.
type Exercised struct {
	Rule  Rule
	Times int
}

// Coverage lists, of all rules that a run can break, how often each had something to say: 0 means that a trace which
// holds says nothing of it.
func (e exercise) Coverage() []Exercised {
	sent := e.raws + e.acks + e.wits
	times := map[string]int{
		ruleID: sent, ruleTime: e.timed, ruleStep: sent, ruleEquivocation: e.raws, rulePropose: e.receipts,
		ruleCausal: e.ofOthers,
		ruleOnce:   e.receipts, ruleAddress: e.direct, ruleUnwitnessed: e.bare,
		ruleAckRaw: e.acks, ruleAckTo: e.acks, ruleAckLate: e.acks, ruleAckOnce: e.acks, ruleAckOwed: e.owedAcks,
		ruleWitOwn: e.wits, ruleWitLate: e.wits, ruleWitOnce: e.wits, ruleWitThreshold: e.wits, ruleWitOwed: e.owedWits,
		ruleAdopt: e.adopted, ruleAdvanceOne: e.advances, ruleAdvanceTooSoon: e.advances, ruleAdvanceOwed: e.owedAdvances,
		ruleDecideRound: e.decisions, ruleDecideOwed: e.ends, ruleChoice: e.contested,
		ruleCommit: e.committed + e.spoiled, ruleAgreement: e.agreed,
	}
	var all []Exercised
	for _, r := range Rules {
		if r.Breach == spec.Violated {
			all = append(all, Exercised{r, times[r.ID]})
		}
	}
	return all
}

// AddCoverage adds up the coverage of several traces; total is nil before the first.
func AddCoverage(total, more []Exercised) []Exercised {
	if len(total) == 0 || len(more) == 0 {
		return append(total, more...)
	}
	for k := range more {
		total[k].Times += more[k].Times
	}
	return total
}

// sentOne notes that a message is sent.
func (j *judge) sentOne(kind *int) {
	*kind++
	if j.header.WitnessThreshold == 0 {
		j.exercise.bare++
	}
}
