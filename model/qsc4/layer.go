package qsc4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/tlcb"
)

// Layer is QSC4 on Byzantine TLC. It implements tlcb.Layer.
type Layer struct {
	Config  tlcb.Config
	Group   string
	Sharing Sharing
	// Waived are rules that nobody keeps to, so that it can be seen what they are for.
	Waived map[string]bool

	dealt  *memory[Dealt]
	secret *memory[[]byte]
	sum    *memory[[]byte]
}

// Waivable are the rules that Layer.Waived can name.
var Waivable = []string{"QSC4-1", "QSC4-6", "QSC4-R1", "QSC4-R2", "QSC4-R3", "QSC4-R4", "QSC4-R5"}

// New is the layer of a group. Its clock's thresholds stay as they are (package comment).
func New(c tlcb.Config, group string, sharing Sharing, waived ...string) *Layer {
	l := &Layer{Config: c, Group: group, Sharing: sharing, Waived: map[string]bool{},
		dealt: newMemory[Dealt](), secret: newMemory[[]byte](), sum: newMemory[[]byte]()}
	for _, rule := range waived {
		l.Waived[rule] = true
	}
	return l
}

// State is the state of the layer at a node: what it concluded of the latest round.
type State struct {
	Decided qsc3.Decided
	Known   bool // a round was decided
	// Learned: the round is known to have committed, in this node's view or in another's (QSC4-7).
	Learned bool
}

// breaks is why a payload is wrong; nil where the rule is kept, or waived.
func (l *Layer) breaks(rule string, kept bool, format string, args ...any) *log.Broken {
	if kept || l.Waived[rule] {
		return nil
	}
	return &log.Broken{Rule: rule, What: fmt.Sprintf(format, args...)}
}

// Decode implements tlcb.Layer.
func (l *Layer) Decode(octets []byte) (model.Payload, error) { return decode(octets) }

// Say implements tlcb.Layer.
func (l *Layer) Say(self model.NodeID, v *tlcb.View, coin uint64) model.Payload {
	s := v.Step()
	r := qsc3.Round(s / roundSteps)
	switch s % roundSteps {
	case 0:
		deal, err := l.Sharing.Deal(l.TermsOf(r, v), self, seedOf(coin, r, "deal"))
		if err != nil {
			panic("qsc4: " + err.Error()) // the terms are right
		}
		return Opening{r, deal, l.reveal(self, v, coin)}
	case 1:
		p := Proposal{Round: r, Deals: l.choose(self, v)}
		if state, ok := l.conclude(v); ok {
			p.Committed = state.Decided.Committed
			p.Parent = state.Decided.Choice.Digest
		}
		return p
	}
	return Idle{}
}

// Judge implements tlcb.Layer.
func (l *Layer) Judge(author model.NodeID, v *tlcb.View, payload model.Payload) (any, *log.Broken) {
	s := v.Step()
	r := qsc3.Round(s / roundSteps)
	before, _ := v.Layer().(State)
	switch p := payload.(type) {
	case Opening:
		if s%roundSteps == 0 && p.Round == r {
			return before, l.judgeOpening(author, v, p)
		}
	case Proposal:
		if s%roundSteps == 1 && p.Round == r {
			return l.judgeProposal(v, p)
		}
	case Idle:
		if s%roundSteps > 1 {
			return before, nil
		}
	}
	return before, l.breaks("QSC4-R1", false, "says %T in step %d", payload, s)
}

// TermsOf are those of a deal in round r, in its dealer's view (QSC4-1).
func (l *Layer) TermsOf(r qsc3.Round, v *tlcb.View) Terms {
	known := v.Exposed()
	t := Terms{Group: l.Group, Round: uint64(r), Threshold: l.Config.Message - known.Len(),
		Recipients: model.All(l.Config.Nodes).Minus(known)}
	if l.Waived["QSC4-1"] {
		t.Threshold = 1 // any node opens any deal
	}
	return t
}

// seedOf is randomness of a node for one purpose.
func seedOf(coin uint64, r qsc3.Round, what string) [32]byte {
	b := binary.BigEndian.AppendUint64([]byte("quesera/qsc4/"+what), coin)
	return sha256.Sum256(binary.BigEndian.AppendUint32(b, uint32(r)))
}

// dealOf is the deal in a message of a round's first step. It was verified when the message was judged; nil: it is
// none.
func (l *Layer) dealOf(m *tlcb.Message) Dealt {
	o, ok := m.Payload.(Opening)
	if !ok {
		return nil
	}
	d, err := l.verified(o, m.Node, l.TermsOf(o.Round, m.View))
	if err != nil {
		return nil
	}
	return d
}

// verified is a deal that verifies. It is a function of its arguments, and remembered.
func (l *Layer) verified(o Opening, dealer model.NodeID, t Terms) (Dealt, error) {
	b := binary.BigEndian.AppendUint64(append([]byte(t.Group), 0), t.Round)
	b = binary.BigEndian.AppendUint32(b, uint32(t.Threshold))
	b = binary.BigEndian.AppendUint16(t.Recipients.AppendTo(b), uint16(dealer))
	key := sha256.Sum256(append(b, o.Deal...))
	if d, ok := l.dealt.get(key); ok {
		return d, nil
	}
	d, err := l.Sharing.Verify(t, dealer, o.Deal)
	if err == nil {
		l.dealt.put(key, d)
	}
	return d, err
}

// reveal is a node's shares of the deals of the round that ends (QSC4-4).
func (l *Layer) reveal(self model.NodeID, v *tlcb.View, coin uint64) []Share {
	var shares []Share
	for m := range l.ended(v) {
		d := l.dealOf(m)
		if d == nil || !l.TermsOf(0, m.View).Recipients.Has(self) {
			continue
		}
		share, err := d.Open(self, seedOf(coin, 0, "open"))
		if err != nil {
			panic("qsc4: " + err.Error()) // the deal verified
		}
		shares = append(shares, Share{m.Hash(), share})
	}
	return shares
}

// ended are the messages with the deals of the round that ends at the step of a view.
func (l *Layer) ended(v *tlcb.View) func(func(*tlcb.Message) bool) {
	if v.Step() < roundSteps {
		return func(func(*tlcb.Message) bool) {}
	}
	return v.RawMessages(v.Step() - roundSteps)
}

// judgeOpening is QSC4-R2 and QSC4-R3.
func (l *Layer) judgeOpening(author model.NodeID, v *tlcb.View, o Opening) *log.Broken {
	_, err := l.verified(o, author, l.TermsOf(o.Round, v))
	if wrong := l.breaks("QSC4-R2", err == nil, "deals what does not verify: %v", err); wrong != nil {
		return wrong
	}
	var owed []*tlcb.Message
	var deals []Dealt // of owed
	for m := range l.ended(v) {
		if d := l.dealOf(m); d != nil && l.TermsOf(0, m.View).Recipients.Has(author) {
			owed, deals = append(owed, m), append(deals, d)
		}
	}
	var shares [][]byte // of owed, as far as they come in order
	for k, share := range o.Shares {
		if k == len(owed) || share.Of != owed[k].Hash() {
			break
		}
		shares = append(shares, share.Share)
	}
	if right := l.Sharing.CheckAll(author, deals[:len(shares)], shares); right < len(owed) {
		return l.breaks("QSC4-R3", false, "has no share that verifies of node %d's deal", owed[right].Node)
	}
	return l.breaks("QSC4-R3", len(owed) == len(o.Shares), "has %d shares, want %d", len(o.Shares), len(owed))
}

// needed is f_cu + 1: how many deals a proposal names, so that one is of a correct node (QSC4-2).
func (l *Layer) needed(v *tlcb.View) int { return l.Config.Corrupt - v.Exposed().Len() + 1 }

// choose is the deals that a node's proposal names: certified ones first, from its own on (QSC4-2).
func (l *Layer) choose(self model.NodeID, v *tlcb.View) []log.Ref {
	s := v.Step() - 1
	var chosen []log.Ref
	var dealers model.NodeSet
	for _, certified := range []bool{true, false} {
		for k := range l.Config.Nodes {
			i := model.NodeID((int(self) + k) % l.Config.Nodes)
			if len(chosen) >= max(l.needed(v), 1) || v.Exposed().Has(i) || dealers.Has(i) ||
				certified && !v.Certified(s).Has(i) {
				continue
			}
			for m := range v.RawMessages(s) {
				if m.Node == i && (!certified || v.Cert(s, i) == m) {
					chosen, dealers = append(chosen, m.Ref()), dealers.With(i)
					break
				}
			}
		}
	}
	slices.SortFunc(chosen, func(a, b log.Ref) int { return int(a.Node) - int(b.Node) })
	return chosen
}

// judgeProposal is QSC4-R4 and QSC4-R5, and concludes the round before.
func (l *Layer) judgeProposal(v *tlcb.View, p Proposal) (any, *log.Broken) {
	s, last := v.Step()-1, -1
	for _, ref := range p.Deals {
		known := false
		for m := range v.RawMessages(s) {
			known = known || m.Ref() == ref
		}
		right := known && int(ref.Node) > last && !v.Exposed().Has(ref.Node)
		if wrong := l.breaks("QSC4-R4", right, "names a deal of node %d that it may not", ref.Node); wrong != nil {
			return nil, wrong
		}
		last = int(ref.Node)
	}
	if wrong := l.breaks("QSC4-R4", len(p.Deals) >= max(l.needed(v), 1), "names %d deals, want f_cu+1 = %d", len(p.Deals),
		l.needed(v)); wrong != nil {
		return nil, wrong
	}
	state, _ := l.conclude(v)
	d := state.Decided
	right := p.Parent == d.Choice.Digest && p.Committed == d.Committed
	return state, l.breaks("QSC4-R5", right, "builds on %v and commits %v, want %v and %v", p.Parent, p.Committed,
		d.Choice.Digest, d.Committed)
}

// ticket is T_i = HMAC-SHA256(S, group ‖ round ‖ i), its first 64 bits (QSC4-5).
func (l *Layer) ticket(secret []byte, r qsc3.Round, i model.NodeID) qsc3.Ticket {
	mac := hmac.New(sha256.New, secret)
	b := binary.BigEndian.AppendUint32([]byte(l.Group), uint32(r))
	mac.Write(binary.BigEndian.AppendUint16(b, uint16(i)))
	return qsc3.Ticket(binary.BigEndian.Uint64(mac.Sum(nil)))
}
