package tlc

import (
	"math/rand/v2"
	"testing"

	"quesera/model"
	"quesera/model/causal"
)

// A rawMap finds each message by its node in groups of any size, lists each once, and is a value: what
// is added to it is not in a copy made before.
func TestARawMapIsAValueThatFindsMessagesByNode(t *testing.T) {
	for _, n := range []int{1, 21, 64, 65, model.MaxNodes} {
		var r, half rawMap
		for k, i := range rand.New(rand.NewPCG(1, uint64(n))).Perm(n) {
			if k == n/2 {
				half = r
			}
			r.add(&Raw{Header: causal.Header{Node: model.NodeID(i)}})
		}
		for i := range model.NodeID(n) {
			if m, ok := r.get(i); !ok || m.Node != i {
				t.Fatalf("n=%d: message of node %d = %v, %v", n, i, m, ok)
			}
			if _, ok := half.get(i); ok != half.nodes.Has(i) {
				t.Fatalf("n=%d: the copy has a message of node %d = %v, want %v", n, i, ok, half.nodes.Has(i))
			}
		}
		listed := model.NodeSet{}
		for m := range r.all() {
			listed = listed.With(m.Node)
		}
		copied := 0
		for range half.all() {
			copied++
		}
		if !listed.Equal(model.All(n)) || copied != n/2 {
			t.Errorf("n=%d: %d nodes listed, %d in the copy, want all and %d", n, listed.Len(), copied, n/2)
		}
		if _, ok := r.get(model.MaxNodes); ok {
			t.Errorf("n=%d: there is a message of a node that there cannot be", n)
		}
	}
}
