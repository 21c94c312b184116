package explore

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"quesera/spec"
)

// zoo has a number of every kind that renaming moves or changes.
type zoo struct {
	Plain   uint8              `max:"1"`
	Of      [6]uint8           `len:"Nodes" max:"1"`
	Pair    [6][6]uint8        `len:"Nodes,Nodes" max:"1"`
	Set     [6]spec.NodeSet    `len:"Nodes"`
	Names   [6]spec.NodeID     `len:"Nodes"`
	Phase   [2]spec.NodeSet    `len:"2"` // whose entries are not a node's
	History [2][6]spec.NodeSet `len:"2,Nodes"`
	Cube    [6][6]spec.NodeSet `len:"Nodes,Nodes"`
}

type zooConfig struct{ Nodes uint8 }

// A state and all its renamings come to one packed state, and this is one of theirs. So two states come to the same
// exactly if one is the other renamed. This holds of both ways to choose it. Method: random states with few different
// entries, so that many nodes are alike, and states in which all nodes look alike one by one but are not (rings),
// against all n! renamings made field by field.
func TestCanonicalLabellingsAreThoseOfOrbits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 5; n++ {
		l := zooLayout(t, n)
		for range 120 / (n*n - n + 2) { // of most nodes there are most renamings
			heldToAllRenamings(t, l, randomZoo(rng, n))
		}
	}
	six := zooLayout(t, 6)
	rings := [][6]spec.NodeID{{1, 2, 3, 4, 5, 0}, {1, 2, 0, 4, 5, 3}, {1, 0, 3, 2, 5, 4}, {1, 2, 3, 0, 5, 4}}
	for _, ring := range rings {
		var named, mutual zoo
		named.Names = ring
		for i, j := range ring {
			mutual.Set[i] = mutual.Set[i].With(j)
			mutual.Set[j] = mutual.Set[j].With(spec.NodeID(i))
		}
		heldToAllRenamings(t, six, named)
		heldToAllRenamings(t, six, mutual)
	}
}

func zooLayout(t *testing.T, n int) *layout {
	t.Helper()
	l, err := newLayout[zoo](zooConfig{uint8(n)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// randomZoo has mostly zero entries.
func randomZoo(rng *rand.Rand, n int) zoo {
	var z zoo
	some := rng.IntN(5)
	flag := func() uint8 { return uint8(rng.IntN(some+2) / (some + 1)) }
	set := func() spec.NodeSet { return spec.NodeSet(rng.IntN(1<<n)) * spec.NodeSet(flag()) }
	z.Plain = flag()
	z.Phase = [2]spec.NodeSet{set(), set()}
	for i := range n {
		z.History[0][i], z.History[1][i] = set()*spec.NodeSet(flag()), set()*spec.NodeSet(flag())
		z.Of[i], z.Set[i], z.Names[i] = flag(), set(), spec.NodeID(rng.IntN(n)*int(flag()))
		for j := range n {
			z.Pair[i][j] = flag()
			z.Cube[i][j] = set() * spec.NodeSet(flag())
		}
	}
	return z
}

func heldToAllRenamings(t *testing.T, l *layout, z zoo) {
	t.Helper()
	all := permutations(l.nodes)
	for name, sym := range map[string]symmetry{"labelling": newLabelling(l), "all renamings": newRenamings(l)} {
		if l.nodes > 4 && name != "labelling" {
			continue // too many renamings of too many
		}
		chosen := func(z zoo) []uint64 {
			packed := packedZoo(t, l, z)
			sym.renamer().rename(unsafe.Pointer(&z), packed)
			return packed
		}
		want, among := chosen(z), false
		for _, to := range all {
			r := renamedZoo(z, to)
			among = among || slices.Equal(packedZoo(t, l, r), want)
			if got := chosen(r); !slices.Equal(got, want) {
				t.Fatalf("%s of %d nodes: %+v comes to %x, renamed by %v to %x", name, l.nodes, z, want, to, got)
			}
		}
		if !among {
			t.Fatalf("%s of %d nodes: %+v comes to %x, which is none of its renamings", name, l.nodes, z, want)
		}
	}
}

// renamedZoo renames field by field.
func renamedZoo(z zoo, to []uint8) zoo {
	set := func(old spec.NodeSet) (renamed spec.NodeSet) {
		for i, j := range to {
			if old.Has(spec.NodeID(i)) {
				renamed = renamed.With(spec.NodeID(j))
			}
		}
		return renamed
	}
	r := zoo{Plain: z.Plain, Phase: [2]spec.NodeSet{set(z.Phase[0]), set(z.Phase[1])}}
	for i, j := range to {
		r.History[0][j], r.History[1][j] = set(z.History[0][i]), set(z.History[1][i])
		r.Of[j], r.Set[j], r.Names[j] = z.Of[i], set(z.Set[i]), spec.NodeID(to[z.Names[i]])
		for k, m := range to {
			r.Pair[j][m], r.Cube[j][m] = z.Pair[i][k], set(z.Cube[i][k])
		}
	}
	return r
}

func packedZoo(t *testing.T, l *layout, z zoo) []uint64 {
	t.Helper()
	var old, next padded[zoo]
	next.of = z
	packed := make([]uint64, l.words)
	changes := l.changes(nil, unsafe.Pointer(&old), unsafe.Pointer(&next))
	if !l.mover.repack(changes, unsafe.Pointer(&old), unsafe.Pointer(&next), packed) {
		t.Fatal(l.misfit(unsafe.Pointer(&next)))
	}
	return packed
}

// Nodes that are twins are told apart by one choice each, not by all orders: a state of sixteen nodes that are
// all alike has some 20 trillion renamings and proposes one order.
func TestTwinsAreTriedOnce(t *testing.T) {
	l, err := newLayout[election](electionConfig{maxNodes})
	if err != nil {
		t.Fatal(err)
	}
	lab := newLabelling(l).renamer().(*labeller)
	state := election{Known: true, Leader: 4, Marked: spec.Only(2).With(4).With(7)}
	packed := make([]uint64, l.words)
	if lab.rename(unsafe.Pointer(&state), packed); lab.orders != 1 {
		t.Errorf("%d orders tried, want 1", lab.orders)
	}
}

// Each thing that a state says of its nodes tells them apart at once, so that no more than one order is tried.
func TestWhatAStateSaysTellsNodesApart(t *testing.T) {
	type sets = [6]spec.NodeSet
	for name, change := range map[string]func(z *zoo){
		"a number each": func(z *zoo) { z.Of = [6]uint8{0, 1, 1, 1, 1, 1} },
		"a number for each pair": func(z *zoo) {
			z.Pair[0][1], z.Pair[1][2], z.Pair[2][3], z.Pair[3][4], z.Pair[4][5] = 1, 1, 1, 1, 1
		},
		"who is first in a pair": func(z *zoo) {
			z.Pair[0] = [6]uint8{0, 1, 1, 1, 1, 1}
			z.Pair[1][2], z.Pair[2][3], z.Pair[3][4] = 1, 1, 1
		},
		"whom sets have":           func(z *zoo) { z.Set = sets{0, 1, 3, 7, 15, 31} },
		"whether it is its own":    func(z *zoo) { z.Set = sets{1, 4, 2, 0, 0, 0} },
		"whom names name":          func(z *zoo) { z.Names = [6]spec.NodeID{0, 0, 1, 2, 3, 4} },
		"who names itself":         func(z *zoo) { z.Names = [6]spec.NodeID{2, 0, 2, 2, 2, 2} },
		"a set of no node":         func(z *zoo) { z.Phase = [2]spec.NodeSet{7, 1} },
		"which of two sets":        func(z *zoo) { z.Phase = [2]spec.NodeSet{1, 2} },
		"sets of pairs":            func(z *zoo) { z.Cube[0][1], z.Cube[1][2], z.Cube[2][3] = 8, 16, 32 },
		"what was said of it once": func(z *zoo) { z.History[0][1], z.History[1][2] = 8, 8 },
	} {
		l := zooLayout(t, 6)
		var z zoo
		change(&z)
		lab := newLabelling(l).renamer().(*labeller)
		if lab.rename(unsafe.Pointer(&z), packedZoo(t, l, z)); lab.orders != 1 {
			t.Errorf("%s: %d orders were tried", name, lab.orders)
		}
	}
}
