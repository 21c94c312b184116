package dkg

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/crypto/shamir"
)

// Protocol is one of the protocols that make a fresh key.
type Protocol uint8

const (
	JointFeldman Protocol = iota // Pedersen 1991; GJKR Fig. 1
	Gennaro                      // GJKR Fig. 2: no party can bias the key
)

func (p Protocol) String() string {
	return [...]string{JointFeldman: "joint-Feldman", Gennaro: "Gennaro"}[p]
}

// Params are the sizes of a group that shares a key. Any Threshold of its nodes sign; at most
// Faults of them are corrupt or crash.
type Params struct {
	Nodes     int // n, 1..model.MaxNodes
	Threshold int // t
	Faults    int // f
}

// Validate refuses parameters unless f < t <= n-f (IC §III.1.3.3): fewer than t are corrupt, and
// the others are t at least.
func (p Params) Validate() error {
	switch {
	case p.Nodes < 1 || p.Nodes > model.MaxNodes:
		return fmt.Errorf("dkg: nodes = %d, want 1..%d", p.Nodes, model.MaxNodes)
	case p.Faults < 0:
		return fmt.Errorf("dkg: faults = %d, want 0 or more", p.Faults)
	case p.Threshold <= p.Faults || p.Threshold > p.Nodes-p.Faults:
		return fmt.Errorf("dkg: threshold = %d, want %d < t <= %d (f < t <= n-f)", p.Threshold, p.Faults,
			p.Nodes-p.Faults)
	}
	return nil
}

// Machine is one of the three protocols over one group, for all its nodes. Use New or NewResharing.
type Machine[E, P any] struct {
	group     Group[E, P]
	sharing   shamir.Scheme[E] // of the receivers: t of n
	protocol  Protocol
	nodes     int            // of the simulation: dealers, receivers, or both
	faults    int            // f of the receivers
	dealers   []model.NodeID // in the order of their indices
	receivers []model.NodeID
	relay     bool
	reshared  *reshared[E, P] // nil: the key is fresh
	session   model.Digest    // of all that its nodes agree on before they start
}

// reshared is what a resharing has beyond a fresh key.
type reshared[E, P any] struct {
	sharing shamir.Scheme[E] // of the dealers
	faults  int              // f of the dealers
	images  []P              // V_i of each dealer, what its constant term must be
	shares  []E              // x_i of each dealer; a dealer reads its own only
}

// New is the machine that makes a fresh key among n nodes, all of them dealers and receivers.
// Node i has share index i+1.
func New[E, P any](g Group[E, P], protocol Protocol, p Params) (*Machine[E, P], error) {
	if protocol > Gennaro {
		return nil, fmt.Errorf("dkg: protocol = %d, want %d or %d", protocol, JointFeldman, Gennaro)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	all := make([]model.NodeID, p.Nodes)
	for i := range all {
		all[i] = model.NodeID(i)
	}
	m := &Machine[E, P]{group: g, protocol: protocol, nodes: p.Nodes, dealers: all, receivers: all}
	return sized(m, p)
}

// sized is m with the receivers' parameters.
func sized[E, P any](m *Machine[E, P], p Params) (*Machine[E, P], error) {
	sharing, err := shamir.New(m.group.Scalars(), shamir.Size(p.Threshold), shamir.Size(p.Nodes))
	if err != nil {
		return nil, fmt.Errorf("dkg: %w", err)
	}
	m.faults, m.sharing = p.Faults, sharing
	return m.InSession("", 0), nil
}

// Resharing describes the passage of a key from one group to another. A node may be in both.
type Resharing[E, P any] struct {
	Nodes      int            // of the simulation: Old and New name some of 0..Nodes-1
	Old        []model.NodeID // the dealers; Old[k] has share index k+1 of the old sharing
	Threshold  int            // t of the old sharing
	Faults     int            // f of the old group: so many of Old are corrupt or crash at most
	Commitment []P            // of the old sharing, the key first
	Shares     []E            // Shares[k] is known to Old[k] alone
	New        []model.NodeID // the receivers; New[k] will have share index k+1
	To         Params         // of the new sharing; To.Nodes is len(New)
}

// NewResharing is the machine that reshares a key (IC §III.1.3.6). It refuses nodes named twice, a
// commitment of another length than the old threshold, and parameters of either group unless f < t <= n-f: with
// t <= f corrupt old members hold the key already, and above n-f they prevent that it is reshared.
func NewResharing[E, P any](g Group[E, P], r Resharing[E, P]) (*Machine[E, P], error) {
	if err := r.To.Validate(); err != nil {
		return nil, err
	}
	if r.To.Nodes != len(r.New) {
		return nil, fmt.Errorf("dkg: new nodes = %d, want %d as in the parameters", len(r.New), r.To.Nodes)
	}
	if r.Nodes > model.MaxNodes {
		return nil, fmt.Errorf("dkg: nodes = %d, want at most %d", r.Nodes, model.MaxNodes)
	}
	for _, group := range [][]model.NodeID{r.Old, r.New} {
		if err := distinct(group, r.Nodes); err != nil {
			return nil, err
		}
	}
	if len(r.Shares) != len(r.Old) {
		return nil, fmt.Errorf("dkg: old shares = %d, want one for each of %d old nodes", len(r.Shares), len(r.Old))
	}
	if r.Faults < 0 || r.Threshold <= r.Faults || r.Threshold > len(r.Old)-r.Faults {
		return nil, fmt.Errorf("dkg: old threshold = %d, want %d < t <= %d (f < t <= n-f)", r.Threshold, r.Faults,
			len(r.Old)-r.Faults)
	}
	if len(r.Commitment) != r.Threshold {
		return nil, fmt.Errorf("dkg: length of the old commitment = %d, want the old threshold %d", len(r.Commitment),
			r.Threshold)
	}
	old, err := shamir.New(g.Scalars(), shamir.Size(r.Threshold), shamir.Size(len(r.Old)))
	if err != nil {
		return nil, fmt.Errorf("dkg: old group: %w", err)
	}
	m := &Machine[E, P]{group: g, protocol: JointFeldman, nodes: r.Nodes,
		dealers: slices.Clone(r.Old), receivers: slices.Clone(r.New),
		reshared: &reshared[E, P]{sharing: old, faults: r.Faults, shares: slices.Clone(r.Shares)}}
	for k := range r.Old {
		m.reshared.images = append(m.reshared.images, Image(g, r.Commitment, index(k)))
	}
	return sized(m, r.To)
}

// distinct refuses a group in which a node is named twice or does not exist.
func distinct(group []model.NodeID, nodes int) error {
	var seen model.NodeSet
	for _, i := range group {
		if int(i) >= nodes {
			return fmt.Errorf("dkg: node = %d, want less than %d", i, nodes)
		}
		if seen.Has(i) {
			return fmt.Errorf("dkg: node %d is named twice, want distinct nodes", i)
		}
		seen = seen.With(i)
	}
	return nil
}

// WithRelay is the machine on point-to-point links instead of a broadcast channel: everybody
// passes on what was broadcast, and a sender who says two things is caught (package comment).
func (m *Machine[E, P]) WithRelay() *Machine[E, P] {
	relaying := *m
	relaying.relay = true
	return &relaying
}

// InSession is the machine in a session of that name and epoch. What is signed in one session counts in no other: with
// relays, whoever kept what honest nodes said in an earlier run could otherwise say it again in their names.
// Besides name and epoch a session is bound to the group, the protocol, all sizes, who deals and who receives, and in a
// resharing to the old key.
func (m *Machine[E, P]) InSession(name string, epoch uint64) *Machine[E, P] {
	bound := *m
	h := sha256.New()
	fmt.Fprintf(h, "dkg %q %d %q %d %d %d %v %v", name, epoch, m.group.Name(), m.protocol, m.Threshold(), m.faults,
		m.dealers, m.receivers)
	if m.reshared != nil {
		fmt.Fprintf(h, " reshared %d %d", m.reshared.sharing.Threshold(), m.reshared.faults)
		h.Write(m.appendPoints(nil, m.reshared.images))
	}
	bound.session = model.Digest(h.Sum(nil))
	return &bound
}

// Session is what binds messages to one run of the protocol.
func (m *Machine[E, P]) Session() model.Digest { return m.session }

// Nodes is the number of nodes of the simulation.
func (m *Machine[E, P]) Nodes() int { return m.nodes }

// Threshold is t of the sharing that the machine makes.
func (m *Machine[E, P]) Threshold() int { return int(m.sharing.Threshold()) }

// Group is the group of the key.
func (m *Machine[E, P]) Group() Group[E, P] { return m.group }

// Receives is the index of the share that node i is to end with, if it is to end with one.
func (m *Machine[E, P]) Receives(i model.NodeID) (shamir.ShareIndex, bool) {
	r, ok := m.receiver(i)
	if !ok {
		return 0, false
	}
	return index(r), true
}

// Reshares is the threshold of the sharing that is shared anew, if the machine does that.
func (m *Machine[E, P]) Reshares() (threshold int, ok bool) {
	if m.reshared == nil {
		return 0, false
	}
	return int(m.reshared.sharing.Threshold()), true
}

// last is the phase after which a node finishes.
func (m *Machine[E, P]) last() Phase {
	if m.protocol == Gennaro {
		return Reconstructing
	}
	return Justifying
}

// dealer is the position of node i among the dealers.
func (m *Machine[E, P]) dealer(i model.NodeID) (k int, ok bool) {
	k = slices.Index(m.dealers, i)
	return k, k >= 0
}

// receiver is the position of node i among the receivers.
func (m *Machine[E, P]) receiver(i model.NodeID) (k int, ok bool) {
	k = slices.Index(m.receivers, i)
	return k, k >= 0
}

// Image is Σ_k i^k·C_k, by Horner's rule (VSS-2).
func Image[E, P any](g Group[E, P], c []P, i shamir.ShareIndex) P {
	x, image := g.Scalars().FromUint(uint64(i)), g.Identity()
	for k := len(c) - 1; k >= 0; k-- {
		image = g.Add(g.Mul(x, image), c[k])
	}
	return image
}
