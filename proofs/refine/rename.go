package refine

import "quesera/spec"

// A Renaming is a permutation of three nodes: node i becomes to[i].
type Renaming [3]spec.NodeID

// Renamings are all of them. They are written out, and whoever uses them applies them field by field, so that they
// have nothing in common with what spec/explore derives from the types.
var Renamings = []Renaming{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}

// Set renames the members of a set.
func (to Renaming) Set(s spec.NodeSet) (out spec.NodeSet) {
	for i, j := range to {
		if s.Has(spec.NodeID(i)) {
			out = out.With(j)
		}
	}
	return out
}

// Least is the renaming of s that comes first, by the bytes in which renamed writes each.
func Least[S any](s *S, renamed func(*S, Renaming) (S, []byte)) S {
	var least S
	var bytes []byte
	for _, to := range Renamings {
		if r, b := renamed(s, to); bytes == nil || string(b) < string(bytes) {
			least, bytes = r, b
		}
	}
	return least
}
