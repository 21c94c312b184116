// Package simulate is what "quesera sim" needs to run the random beacon (model/sim/play).
//
// A run is judged by what its live honest nodes put out. Each round has one output, the same at all, and one round
// comes after the other (BEACON-P1). It is not out before t less the corrupt nodes have signed, and one honest node at
// least (BEACON-P2), and verifies under the group's public key (BEACON-P3). No honest node is blamed (BEACON-4). With t
// honest nodes every round ends (BEACON-P5). That nobody can predict an output is not judged: no single run shows it.
//
// A trusted dealer makes the key. A lost packet is sent again, as a node does not ask for what it missed.
package simulate

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// settings are those of the beacon.
type settings struct {
	nodes, threshold, corrupt int
	rounds                    uint32
	scheme, attack            string
}

// Define defines the settings of the beacon, and returns what builds its simulation.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s settings
	f.Int(&s.nodes, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of nodes"}, 4)
	f.Int(&s.threshold, play.Setting{Name: "threshold", Short: "t", Always: true,
		Usage: "how many nodes sign a round"}, 3)
	f.DefineSeed()
	f.Uint32(&s.rounds, play.Setting{Name: "rounds", Always: true, Usage: "rounds to make"}, 5)
	f.Rounds(&s.rounds)
	f.String(&s.scheme, play.Setting{Name: "scheme",
		Usage: "one of drand's: pedersen-bls-chained, pedersen-bls-unchained, bls-unchained-g1-rfc9380"},
		beacon.PedersenChained().Name)
	f.Int(&s.corrupt, play.Setting{Name: "corrupt", Usage: "how many nodes are corrupt, the last ones"}, 0)
	f.String(&s.attack, play.Setting{Name: "attack", Usage: "what corrupt nodes do, see above"}, "silent")
	f.DefineNetwork(&s.nodes)
	f.DefineLimits("allow so many faulty nodes that they make outputs alone, or stop the beacon")
	f.Judged = `Live honest nodes put out one signature a round, in order (BEACON-P1), not before t less the corrupt nodes
have signed (BEACON-P2), which verifies (BEACON-P3); they blame no honest node (BEACON-4); with t of them
every round ends (BEACON-P5). That nobody can predict an output is not judged. A lost packet is sent again.
What corrupt nodes do, by --attack:` + describe()
	return func() (play.Simulation, error) {
		if !f.Set().Changed("threshold") {
			s.threshold = min(3, s.nodes)
		}
		return s.build()
	}
}

// describe lists the attacks, a line each.
func describe() string {
	text := ""
	for _, a := range attacks[bls.G1, bls.G2]() {
		text += fmt.Sprintf("\n  %-6s  they %s", a.name, a.says)
	}
	return text
}

// build is the simulation of the scheme that was asked for.
func (s *settings) build() (play.Simulation, error) {
	for _, scheme := range []beacon.Scheme[bls.G1, bls.G2]{beacon.PedersenChained(), beacon.PedersenUnchained()} {
		if scheme.Name == s.scheme {
			return newRun(s, scheme)
		}
	}
	if scheme := beacon.UnchainedG1(); scheme.Name == s.scheme {
		return newRun(s, scheme)
	}
	return nil, fmt.Errorf("scheme = %q, want pedersen-bls-chained, pedersen-bls-unchained or bls-unchained-g1-rfc9380",
		s.scheme)
}

// group is a group with a key.
type group[K, S any] struct {
	scheme  beacon.Scheme[K, S]
	key     tbls.PublicKey[K, S]
	shares  []vss.Share
	genesis beacon.Beacon
	corrupt model.NodeSet
}

// dealt is a group whose key a trusted dealer draws.
func dealt[K, S any](scheme beacon.Scheme[K, S], n, t int, seed uint64) (group[K, S], error) {
	g := group[K, S]{scheme: scheme}
	if scheme.Chained {
		g.genesis.Signature = bytes.Repeat([]byte{0x5e}, beacon.SeedSize)
	}
	dealer, err := vss.NewFeldman(scheme.Suite.Keys, shamir.Size(t), shamir.Size(n))
	if err != nil {
		return g, err
	}
	public := fmt.Appendf(nil, "seed %d of a simulated beacon, which is no secret", seed)
	commitment, shares, err := dealer.Deal(shamir.FromSeed(public, "simulation", shamir.Size(t)))
	if err != nil {
		return g, err
	}
	g.shares = shares
	g.key, err = tbls.NewPublicKey(scheme.Suite, shamir.Size(t), shamir.Size(n), commitment)
	return g, err
}

// run is one run of a group with keys K and signatures S.
type run[K, S any] struct {
	*settings
	scheme  beacon.Scheme[K, S]
	attack  attack[K, S]
	group   group[K, S]
	signed  map[uint64]model.NodeSet // by round: which honest nodes have signed
	first   map[uint64]beacon.Beacon // by round: the output that came first
	last    []uint64                 // by node: the last round that it put out
	done    model.NodeSet            // who has put out the last round
	outputs int
	breach  *play.Breach // the first
}

func newRun[K, S any](s *settings, scheme beacon.Scheme[K, S]) (play.Simulation, error) {
	switch {
	case s.nodes < 1 || s.nodes > model.MaxNodes:
		return nil, fmt.Errorf("nodes = %d, want 1..%d", s.nodes, model.MaxNodes)
	case s.threshold < 1 || s.threshold > s.nodes:
		return nil, fmt.Errorf("threshold = %d, want 1..%d", s.threshold, s.nodes)
	case s.corrupt < 0 || s.corrupt > s.nodes:
		return nil, fmt.Errorf("corrupt nodes = %d, want 0..%d", s.corrupt, s.nodes)
	case s.rounds < 1 || s.rounds > 1<<29:
		return nil, fmt.Errorf("rounds = %d, want 1..%d", s.rounds, 1<<29)
	}
	var names []string
	for _, a := range attacks[K, S]() {
		if names = append(names, a.name); a.name == s.attack {
			return &run[K, S]{settings: s, scheme: scheme, attack: a, last: make([]uint64, s.nodes),
				signed: map[uint64]model.NodeSet{}, first: map[uint64]beacon.Beacon{}}, nil
		}
	}
	return nil, fmt.Errorf("attack = %q, want %s", s.attack, strings.Join(names, ", "))
}

// Nodes implements play.Simulation, as all that follows.
func (r *run[K, S]) Nodes() int { return r.nodes }

// Group is the parameters, and who is corrupt.
func (r *run[K, S]) Group() string {
	text := fmt.Sprintf("n=%d t=%d, %s", r.nodes, r.threshold, r.scheme.Name)
	if r.corrupt > 0 {
		text += fmt.Sprintf("; %v corrupt: they %s", r.corrupted(), r.attack.says)
	}
	return text
}

// corrupted are the corrupt nodes.
func (r *run[K, S]) corrupted() model.NodeSet {
	return model.All(r.nodes).Minus(model.All(r.nodes - r.corrupt))
}

// Safe wants fewer than t corrupt nodes, and t that are neither corrupt nor crash.
func (r *run[K, S]) Safe(crashes int) error {
	switch left := r.nodes - r.corrupt - crashes; {
	case r.corrupt >= r.threshold:
		return fmt.Errorf("beacon: corrupt nodes = %d, want less than t = %d: they would make outputs alone",
			r.corrupt, r.threshold)
	case left < r.threshold:
		return fmt.Errorf("beacon: honest nodes that do not crash = %d, want t = %d: no round would end",
			left, r.threshold)
	}
	return nil
}

// Start deals the key and starts a run.
func (r *run[K, S]) Start(f *play.Flags, _ play.Tracing) (play.World, error) {
	g, err := dealt(r.scheme, r.nodes, r.threshold, f.Seed)
	if err != nil {
		return nil, err
	}
	m, err := beacon.New(g.scheme, g.key, g.shares, g.genesis, uint64(r.rounds))
	if err != nil {
		return nil, err
	}
	g.corrupt = r.corrupted()
	r.group = g
	return play.NewWorld(f, sim.Config[beacon.State[S]]{
		Nodes: r.nodes, Machine: tampering[K, S]{m, g, r.attack},
		Faults: sim.Faults{Retransmit: true}, Observe: r.observe,
	})
}

// observe judges what an honest node does.
func (r *run[K, S]) observe(o sim.Observation[beacon.State[S]]) {
	if r.corrupted().Has(o.Node) {
		return
	}
	for _, effect := range o.Effects {
		switch e := effect.(type) {
		case model.Broadcast:
			if p, ok := e.Message.(beacon.Partial[S]); ok {
				r.signed[p.Round] = r.signed[p.Round].With(o.Node)
			}
		case model.Output:
			if rule, wrong := r.judge(o.Node, e.Value.(beacon.Beacon)); wrong != nil {
				r.complain(o.Move, o.Node, rule, wrong)
			}
		}
	}
	last := o.After.Last
	if told := r.first[last.Round]; last.Round != r.last[o.Node] ||
		last.Round > 0 && !bytes.Equal(last.Signature, told.Signature) {
		r.complain(o.Move, o.Node, "BEACON-P1", fmt.Errorf("node %d shows the beacon of round %d as its last one, and put "+
			"out that of round %d", o.Node, last.Round, r.last[o.Node]))
	}
	if blamed := o.After.Blamed.Minus(r.corrupted()); !blamed.Empty() {
		r.complain(o.Move, o.Node, "BEACON-4", fmt.Errorf("node %d blames the honest nodes %v", o.Node, blamed))
	}
}

// complain keeps the first breach.
func (r *run[K, S]) complain(move uint64, node model.NodeID, rule string, wrong error) {
	if r.breach == nil {
		r.breach = &play.Breach{Rule: rule, Section: "ICP §III.1.5.5", Node: node, Move: move,
			Message: fmt.Sprintf("beacon: %s: %v", rule, wrong)}
	}
}

// judge takes in an output of an honest node. The error is what is wrong with it, by the rule.
func (r *run[K, S]) judge(node model.NodeID, b beacon.Beacon) (rule string, wrong error) {
	r.outputs++
	before := r.last[node]
	if r.last[node] = b.Round; b.Round >= uint64(r.rounds) {
		r.done = r.done.With(node)
	}
	first, known := r.first[b.Round]
	if !known {
		r.first[b.Round] = b
	}
	switch need := max(1, r.threshold-r.corrupt); {
	case b.Round <= before:
		return "BEACON-P1", fmt.Errorf("node %d puts out round %d after round %d", node, b.Round, before)
	case known && !bytes.Equal(first.Signature, b.Signature):
		return "BEACON-P1", fmt.Errorf("node %d puts out another signature of round %d than was put out before",
			node, b.Round)
	case r.signed[b.Round].Len() < need:
		return "BEACON-P2", fmt.Errorf("node %d puts out round %d when %v have signed, want %d honest nodes",
			node, b.Round, r.signed[b.Round], need)
	case known:
		return "", nil
	}
	if err := r.chain().Verify(b); err != nil {
		return "BEACON-P3", fmt.Errorf("node %d puts out what does not verify: %w", node, err)
	}
	if earlier, known := r.first[b.Round-1]; r.scheme.Chained && known && !bytes.Equal(b.Previous, earlier.Signature) {
		return "BEACON-P3", fmt.Errorf("node %d puts out round %d, which does not cover the output of round %d",
			node, b.Round, b.Round-1)
	}
	return "", nil
}

// chain is what verifies outputs.
func (r *run[K, S]) chain() beacon.Chain[K, S] {
	key := r.scheme.Suite.Keys.Encode(r.group.key.Group())
	return beacon.Chain[K, S]{Scheme: r.scheme, Key: key, Genesis: r.group.genesis.Signature}
}

// Over tells whether all live honest nodes have put out the last round, or something is wrong.
func (r *run[K, S]) Over(live model.NodeSet) bool {
	return r.breach != nil || r.done.Includes(live.Minus(r.corrupted()))
}

// Report judges a run as a whole: a beacon that stops although t honest nodes live breaks BEACON-P5.
func (r *run[K, S]) Report(w play.World, end error) (play.Report, error) {
	honest := w.Live().Minus(r.corrupted())
	if errors.Is(end, sim.ErrStuck) && honest.Len() >= r.threshold {
		behind := honest.Minus(r.done)
		last, _ := behind.LastNotIn(model.NodeSet{})
		r.complain(w.Moves(), last, "BEACON-P5", fmt.Errorf(
			"%v stop before round %d, want an end of every round: %d honest nodes live", behind, r.rounds, honest.Len()))
	}
	reached := uint64(r.rounds)
	for i := range honest.Members() {
		reached = min(reached, r.last[i])
	}
	report := play.Report{Table: r.table(), Reached: fmt.Sprintf("all live honest nodes put out round %d", reached)}
	switch {
	case r.breach != nil:
		report.Breaches = []play.Breach{*r.breach}
	case end != nil:
		report.Open = end.Error()
	case honest.Empty():
		report.Open = "no honest node is left to judge"
	}
	report.Members = []play.Member{{Name: "moves", Value: w.Moves()}, {Name: "reached", Value: reached},
		{Name: "outputs", Value: r.outputs}, {Name: "randomness", Value: r.randomness()},
		{Name: "crashed", Value: r.nodes - w.Live().Len()}}
	return report, nil
}

// shownRounds is the number of rounds of which the summary shows a line each.
const shownRounds = 20

// table has a line for each of the first rounds.
func (r *run[K, S]) table() string {
	rows := [][]string{{"round", "signed by", "randomness"}}
	for round := uint64(1); round <= min(shownRounds, uint64(r.rounds)); round++ {
		if first, known := r.first[round]; known {
			rows = append(rows, []string{fmt.Sprint(round), r.signed[round].String(), fmt.Sprintf("%x", first.Randomness())})
		}
	}
	text := play.Columns(rows)
	if r.rounds > shownRounds {
		text += "…\n"
	}
	return text + "\n"
}

// randomness is that of the rounds, in hexadecimal digits, in their order, as far as they are shown.
func (r *run[K, S]) randomness() []string {
	all := []string{}
	for round := uint64(1); round <= min(shownRounds, uint64(r.rounds)); round++ {
		if first, known := r.first[round]; known {
			all = append(all, fmt.Sprintf("%x", first.Randomness()))
		}
	}
	return all
}
