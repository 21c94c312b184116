package vectors

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/tlc"
)

// A View is what a node knows of a round on reaching its end: of the round's first step s the proposals, of step s+1
// the messages that it has confirmed, and what they had confirmed.
type View struct {
	Nodes     int        `json:"nodes"`
	Proposals []Proposal `json:"proposals"`
	Second    []Second   `json:"second"`
}

// A Proposal is a raw message of the round's first step.
type Proposal struct {
	Node      int    `json:"node"`
	Ticket    uint64 `json:"ticket"`
	Confirmed bool   `json:"confirmed"` // the node has its certificate
	Late      bool   `json:"late"`      // received after reaching step s+2
}

// A Second is a raw message of the round's second step.
type Second struct {
	Node      int   `json:"node"`
	Confirmed bool  `json:"confirmed"` // the node has its certificate
	Carried   []int `json:"carried"`   // whose proposals its sender had confirmed before sending it
}

// A Verdict is what a node decides.
type Verdict struct {
	Choice *int  `json:"choice"` // null: it has confirmed no proposal
	Best   []int `json:"best"`   // any of these is as good a choice
	// Committed is by the two readings of the third condition: rivals that are known by step s+3, or by step s+2 (TLC
	// §4.10); an implementation follows one of them.
	Committed Readings `json:"committed"`
}

// Readings are the answers by the two readings of TLC §4.10.
type Readings struct {
	ByEnd bool `json:"s+3"`
	ByTwo bool `json:"s+2"`
}

// first is the first step of the round that a view is of.
const first = model.Step(3)

// history is a view as the clock has it, without late rivals of a choice if there is one.
func (v View) history(choice *model.NodeID) (tlc.History, error) {
	var raws []*tlc.Raw
	var certs []*tlc.Cert
	add := func(node int, step model.Step, confirmed bool, carried []int, payload model.Payload) error {
		if node < 0 || node >= v.Nodes || v.Nodes > model.MaxNodes {
			return &vector.Malformed{What: fmt.Sprintf("node = %d of %d, want 0 to %d", node, v.Nodes, v.Nodes-1)}
		}
		i := model.NodeID(node)
		raw := &tlc.Raw{Header: causal.Header{Node: i, Stamp: tlc.RawStamp(step)}, Step: step, Payload: payload,
			Digest: sha256.Sum256(fmt.Appendf(nil, "%d.%d", node, step))}
		for _, c := range carried {
			if c < 0 || c >= v.Nodes {
				return &vector.Malformed{What: fmt.Sprintf("carried = %d, want 0 to %d", c, v.Nodes-1)}
			}
			raw.Confirmed = raw.Confirmed.With(model.NodeID(c))
		}
		raws = append(raws, raw)
		if confirmed {
			certs = append(certs, &tlc.Cert{Header: causal.Header{Node: i, Stamp: tlc.CertStamp(step)}, Step: step,
				Of: raw.Digest})
		}
		return nil
	}
	for _, p := range v.Proposals {
		if choice != nil && p.Late && p.Node != int(*choice) {
			continue
		}
		payload := qsc3.Proposal{Round: 1, Ticket: qsc3.Ticket(p.Ticket)}
		if err := add(p.Node, first, p.Confirmed, nil, payload); err != nil {
			return tlc.History{}, err
		}
	}
	for _, m := range v.Second {
		if err := add(m.Node, first+1, m.Confirmed, m.Carried, nil); err != nil {
			return tlc.History{}, err
		}
	}
	return tlc.HistoryOf(first+3, raws, certs), nil
}

// Decide is what a node decides from a view.
func Decide(v View) (Verdict, error) {
	h, err := v.history(nil)
	if err != nil {
		return Verdict{}, err
	}
	choice, committed := qsc3.Decide(&h, first)
	out := Verdict{Best: []int{}, Committed: Readings{ByEnd: committed}}
	if !choice.Known {
		return out, nil
	}
	node := int(choice.Node)
	out.Choice = &node
	for _, p := range v.Proposals {
		if p.Confirmed && qsc3.Ticket(p.Ticket) == choice.Proposal.Ticket {
			out.Best = append(out.Best, p.Node)
		}
	}
	early, err := v.history(&choice.Node)
	if err != nil {
		return Verdict{}, err
	}
	if again, committed := qsc3.Decide(&early, first); again.Node == choice.Node {
		out.Committed.ByTwo = committed
	}
	return out, nil
}

// decideCases are views of few nodes: drawn, and by hand where a boundary lies.
func decideCases() (all []vector.Case[View]) {
	add := func(topic string, v View) { all = append(all, vector.Case[View]{Topic: topic, Input: v}) }
	p := func(node int, ticket uint64, confirmed, late bool) Proposal {
		return Proposal{node, ticket, confirmed, late}
	}
	s := func(node int, confirmed bool, carried ...int) Second {
		return Second{node, confirmed, append([]int{}, carried...)}
	}
	of := func(ps []Proposal, ss ...Second) View {
		return View{Nodes: 4, Proposals: ps, Second: append([]Second{}, ss...)}
	}
	add("nothing is confirmed: no choice", of([]Proposal{p(0, 3, false, false)}))
	add("committed: confirmed, reconfirmed, and no rival", of([]Proposal{p(0, 9, true, false), p(1, 4, true, false)},
		s(1, true, 0, 1), s(2, true, 1)))
	add("a tie spoils", of([]Proposal{p(0, 5, true, false), p(1, 5, true, false)}, s(2, true, 0, 1)))
	add("a tie with an unconfirmed proposal spoils", of([]Proposal{p(0, 5, true, false), p(3, 5, false, false)},
		s(2, true, 0)))
	add("a higher ticket that is not confirmed spoils", of([]Proposal{p(1, 5, true, false), p(3, 6, false, false)},
		s(2, true, 1)))
	add("a higher ticket that comes late spoils by one reading only",
		of([]Proposal{p(1, 5, true, false), p(3, 6, false, true)}, s(2, true, 1)))
	add("a tie that comes late spoils by one reading only",
		of([]Proposal{p(0, 5, true, false), p(1, 5, true, true), p(2, 1, true, false)}, s(2, true, 0)))
	add("the choice itself may come late", of([]Proposal{p(1, 5, true, true), p(2, 4, true, false)}, s(2, true, 1)))
	add("a lower ticket does not spoil", of([]Proposal{p(1, 5, true, false), p(3, 4, false, false)}, s(2, true, 1)))
	add("reconfirmed by a message that is not confirmed does not count", of([]Proposal{p(0, 5, true, false)},
		s(2, false, 0)))
	add("reconfirmed by a message that carries another does not count",
		of([]Proposal{p(0, 5, true, false), p(1, 4, true, false)}, s(2, true, 1)))
	add("tickets of 64 bits", of([]Proposal{p(0, 1<<64-1, true, false), p(1, 1<<63, true, false)}, s(2, true, 0)))
	add("a choice of a node beyond 63", View{Nodes: 70, Proposals: []Proposal{p(66, 8, true, false), p(2, 7, true, false)},
		Second: []Second{s(69, true, 66)}})
	rng := rand.New(rand.NewPCG(4, 10))
	for range 60 {
		v := View{Nodes: 4, Proposals: []Proposal{}, Second: []Second{}}
		for i := range v.Nodes {
			if rng.IntN(4) > 0 {
				v.Proposals = append(v.Proposals, p(i, rng.Uint64N(4), rng.IntN(3) > 0, rng.IntN(3) == 0))
			}
			if rng.IntN(3) > 0 {
				second := s(i, rng.IntN(3) > 0)
				for c := range v.Nodes {
					if rng.IntN(2) == 0 {
						second.Carried = append(second.Carried, c)
					}
				}
				v.Second = append(v.Second, second)
			}
		}
		add("a view that was drawn", v)
	}
	return all
}
