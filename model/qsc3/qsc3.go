package qsc3

import (
	"quesera/model"
	"quesera/model/tlc"
)

// A Choice is a proposal that a node chose in a round, or none.
type Choice struct {
	Known    bool         // false: the node confirmed no proposal; the rest is then zero
	Node     model.NodeID // who proposed it
	Step     model.Step   // the first step of the round
	Proposal Proposal
	Digest   model.Digest // of the raw message that carries the proposal; what others build on
}

// Decide is what a node with history h, on reaching step s+3, concludes of the round that
// began at step s: its choice, and whether the choice is committed (TLC §4.10).
func Decide(h *tlc.History, s model.Step) (choice Choice, committed bool) {
	p, found := bestConfirmed(h, s)
	if !found {
		return Choice{}, false
	}
	return choiceOf(p), reconfirmed(h, s, p) && !spoiled(h, s, p)
}

// bestConfirmed is QSC3-2: "any round r proposal i has confirmed whose lottery ticket is
// greater than or equal to that of any other proposal i has confirmed in this round" (TLC §4.10).
// Of several such it is the one of the lowest node, since raw messages come in the order of their nodes.
func bestConfirmed(h *tlc.History, s model.Step) (best *tlc.Raw, found bool) {
	confirmed, highest := h.Confirmed(s), Ticket(0)
	for p := range h.RawMessages(s) {
		ticket, ok := ticketOf(p)
		if !ok || !confirmed.Has(p.Node) {
			continue
		}
		if !found || ticket > highest {
			best, highest, found = p, ticket, true
		}
	}
	return best, found
}

// reconfirmed is QSC3-3.1 and 3.2: a step s+1 message that is "threshold-witnessed by a majority
// of nodes by s+2" and itself "recorded that proposal p from step s+0 was threshold-witnessed" (TLC §4.10).
func reconfirmed(h *tlc.History, s model.Step, p *tlc.Raw) bool {
	confirmed := h.Confirmed(s + 1)
	for m := range h.RawMessages(s + 1) {
		if confirmed.Has(m.Node) && m.Confirmed.Has(p.Node) {
			return true
		}
	}
	return false
}

// spoiled is the contrary of QSC3-3.3: another proposal, confirmed or not, "has a lottery
// ticket greater than or equal to that of p" (TLC §4.10).
func spoiled(h *tlc.History, s model.Step, p *tlc.Raw) bool {
	ticket, _ := ticketOf(p)
	for other := range h.RawMessages(s) {
		rival, ok := ticketOf(other)
		if ok && other.Node != p.Node && rival >= ticket {
			return true
		}
	}
	return false
}

// ticketOf is the lottery ticket of a raw message that carries a proposal.
func ticketOf(m *tlc.Raw) (Ticket, bool) {
	p, ok := m.Payload.(Proposal)
	return p.Ticket, ok
}

// choiceOf describes the proposal that a raw message carries.
func choiceOf(m *tlc.Raw) Choice {
	p, ok := m.Payload.(Proposal)
	return Choice{Known: ok, Node: m.Node, Step: m.Step, Proposal: p, Digest: m.Digest}
}
