package explore

// recent remembers some of the states that a worker has come to lately. Most of those that it comes to
// again it finds here, without a look into memory: two actions of different nodes lead to the same state in
// either order, and the two states between are expanded one soon after the other.
type recent struct {
	words   int
	states  []uint64 // at the place that the top bits of its hash name
	present [1 << recentBits]bool
}

const recentBits = 12 // of 16 bytes each these states fit the nearest caches

func newRecent(words int) *recent {
	return &recent{words: words, states: make([]uint64, words<<recentBits)}
}

// repeats reports whether a state is remembered, and remembers it in place of another one.
func (r *recent) repeats(state []uint64, hash uint64) bool {
	place := hash >> (64 - recentBits)
	there := r.states[int(place)*r.words:][:r.words]
	if r.present[place] && same(there, state) {
		return true
	}
	r.present[place] = true
	assign(there, state)
	return false
}
