package vector

import (
	"cmp"
	"slices"
)

// A Candidate is a vector with what it is good for: the planted faults that it kills.
type Candidate struct {
	Vector
	Kills []string
}

// Cover picks few candidates that are good for all that any of them is good for: that kill every fault that one kills,
// and have every topic of every operation. Greedily, the one that adds most first; then those are dropped whose all the
// others add already. The picked are in the order of the candidates.
func Cover(all []Candidate) []Candidate {
	var picked []int
	have := map[string]int{} // how many of the picked are good for it
	for {
		best, most := -1, 0
		for k, c := range all {
			added := 0
			for _, what := range c.goodFor() {
				if have[what] == 0 {
					added++
				}
			}
			if added > most || added == most && added > 0 && c.size() < all[best].size() {
				best, most = k, added
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, best)
		for _, what := range all[best].goodFor() {
			have[what]++
		}
	}
	picked = slices.DeleteFunc(picked, func(k int) bool {
		needed := slices.ContainsFunc(all[k].goodFor(), func(what string) bool { return have[what] == 1 })
		if !needed {
			for _, what := range all[k].goodFor() {
				have[what]--
			}
		}
		return !needed
	})
	slices.SortFunc(picked, cmp.Compare[int])
	kept := make([]Candidate, len(picked))
	for i, k := range picked {
		kept[i] = all[k]
	}
	return kept
}

// goodFor is what a candidate is good for: faults by their IDs, and its topic.
func (c Candidate) goodFor() []string {
	return append(slices.Clone(c.Kills), "topic "+opOf(c.ID)+" "+c.Topic)
}

// opOf is the family and operation in an ID.
func opOf(id string) string {
	slash := len(id) - 1
	for slash > 0 && id[slash] != '/' {
		slash--
	}
	return id[:slash]
}

func (c Candidate) size() int { return len(c.Input) + len(c.Want) }
