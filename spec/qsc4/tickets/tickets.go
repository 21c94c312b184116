package tickets

import "quesera/spec"

// Config fixes the threshold, and which rule is given up.
type Config struct {
	Nodes     uint8 // n
	Corrupt   uint8 // f_c, the last ones
	Threshold uint8 // t_m
	Shrink    bool  // who is exposed lowers the clock's threshold within the round
	Withhold  bool  // corrupt nodes reveal nothing
	Few       bool  // a proposal names one deal less
}

// When the ticket's story is.
const (
	proposing = 0 // the proposer's view is yet to be chosen
	naming    = 1 // deals are named
	revealing = 2 // nodes enter s+4
	reading   = 3 // somebody has entered s+5
)

// State of one proposal's ticket.
type State struct {
	Phase     uint8                       `max:"3"`
	Certified bool                        // the proposal
	Unnamed   spec.NodeSet                // whom the proposer has exposed
	Deals     spec.NodeSet                // whose deals it names
	Left      [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: whom it had exposed
	Entered   spec.NodeSet                // who is in s+4
	Revealed  spec.NodeSet                // who of them revealed shares of the deals
	First     spec.NodeSet                // the correct nodes that were in s+4 when they became a majority
	Read      spec.NodeSet                // whose messages of s+4 somebody has who enters s+5
}

// corrupt are the corrupt nodes.
func (c Config) corrupt() spec.NodeSet {
	return spec.All(c.Nodes).Minus(spec.All(c.Nodes - c.Corrupt))
}

// majority reports whether there are a majority of the correct nodes among some nodes.
func (c Config) majority(nodes spec.NodeSet) bool {
	return 2*nodes.Minus(c.corrupt()).Len() > int(c.Nodes-c.Corrupt)
}

// wanted is how many deals a proposal names: f_cu + 1 (TLC §5.3.3).
func (c Config) wanted(st *State) uint8 {
	unknown := c.Corrupt - uint8(st.Unnamed.Len())
	if c.Few {
		return unknown
	}
	return unknown + 1
}

// CanPropose: the proposer has exposed the corrupt nodes of x.
func (c Config) CanPropose(st *State, x spec.NodeSet, certified uint8) bool {
	return st.Phase == proposing && c.corrupt().Includes(x)
}

// Propose: it proposes, and the proposal is certified or not.
func (c Config) Propose(st *State, x spec.NodeSet, certified uint8) {
	st.Unnamed = x
	st.Certified = certified == 1
	st.Phase = naming
	if c.wanted(st) == 0 {
		st.Phase = revealing
	}
}

// rest are the dealers after d that may be named.
func (c Config) rest(st *State, d spec.NodeID) spec.NodeSet {
	return spec.All(c.Nodes).Minus(spec.All(uint8(d) + 1)).Minus(st.Unnamed)
}

// CanName: the proposer names d's deal, d had exposed the corrupt nodes of x, but not itself. Deals are named in order,
// so that enough others must come after d.
func (c Config) CanName(st *State, d spec.NodeID, x spec.NodeSet) bool {
	return st.Phase == naming && !st.Unnamed.Has(d) && st.Deals.Minus(spec.All(uint8(d))).Empty() &&
		c.corrupt().Includes(x) && !x.Has(d) && st.Deals.Len()+1+c.rest(st, d).Len() >= int(c.wanted(st))
}

// Name: it names d's deal.
func (c Config) Name(st *State, d spec.NodeID, x spec.NodeSet) {
	st.Deals = st.Deals.With(d)
	st.Left[d] = x
	if st.Deals.Len() == int(c.wanted(st)) {
		st.Phase = revealing
	}
}

// CanEnter: j enters s+4. Of a certified proposal it has the deals (TLC §5.2.5), of another one it may, if has is 1.
func (c Config) CanEnter(st *State, j spec.NodeID, has uint8) bool {
	return st.Phase == revealing && !st.Entered.Has(j) && (has == 1 || !st.Certified)
}

// Enter: its message of s+4 has its shares of all deals in its view (QSC4-R3).
func (c Config) Enter(st *State, j spec.NodeID, has uint8) {
	st.Entered = st.Entered.With(j)
	if has == 1 && !(c.Withhold && c.corrupt().Has(j)) {
		st.Revealed = st.Revealed.With(j)
	}
	if st.First.Empty() && c.majority(st.Entered) {
		st.First = st.Entered.Minus(c.corrupt())
	}
}

// CanRead: somebody has messages of s+4 of the nodes of h, as many as the threshold. With Shrink those that are
// exposed, who are all corrupt nodes that are not in h, count as if they were.
func (c Config) CanRead(st *State, h spec.NodeSet) bool {
	if st.Phase != revealing || !st.Entered.Includes(h) {
		return false
	}
	if c.Shrink {
		return h.Union(c.corrupt()).Len() == int(c.Threshold) || h.Len() == int(c.Threshold)
	}
	return h.Len() == int(c.Threshold)
}

// Read: it enters s+5 on them.
func (c Config) Read(st *State, h spec.NodeSet) {
	st.Read = h
	st.Phase = reading
}

// enough reports whether shares of some nodes open d's deal.
func (c Config) enough(st *State, d spec.NodeID, nodes spec.NodeSet) bool {
	return nodes.Minus(st.Left[d]).Len()+st.Left[d].Len() >= int(c.Threshold)
}
