package explore

import "slices"

// fewStates are sorted by comparing them.
const fewStates = 24

// sortStates sorts packed states of so many words, which lie one after the other, in place. It goes by their octets
// from the first on (American flag sort), so that it needs no memory beside them.
func sortStates(states []uint64, words int) { sortFrom(states, words, 0) }

// sortFrom sorts states that agree in the octets before the one with this number.
func sortFrom(states []uint64, words, octet int) {
	for ; octet < 8*words; octet++ {
		n := len(states) / words
		if n <= fewStates {
			sortFew(states, words)
			return
		}
		word, shift := octet/8, 56-8*(octet%8)
		var count, next [256]int
		for i := word; i < len(states); i += words {
			count[states[i]>>shift&255]++
		}
		if count[states[word]>>shift&255] == n {
			continue // all agree in this one too
		}
		at := 0
		for b := range count {
			next[b] = at
			at += count[b]
		}
		gather(states, words, word, shift, next, count)
		at = 0
		for b := range count {
			if count[b] > 1 {
				sortFrom(states[at*words:(at+count[b])*words], words, octet+1)
			}
			at += count[b]
		}
		return
	}
}

// gather moves each state to those with the same octet. next is where the states of each octet begin.
func gather(states []uint64, words, word, shift int, next, count [256]int) {
	end := 0
	for b := range count {
		end += count[b]
		for next[b] < end {
			to := int(states[next[b]*words+word] >> shift & 255)
			if to == b {
				next[b]++
				continue
			}
			from, into := next[b]*words, next[to]*words
			for k := range words {
				states[from+k], states[into+k] = states[into+k], states[from+k]
			}
			next[to]++
		}
	}
}

// sortFew sorts by insertion.
func sortFew(states []uint64, words int) {
	for i := words; i < len(states); i += words {
		for j := i; j > 0 && slices.Compare(states[j:j+words], states[j-words:j]) < 0; j -= words {
			for k := range words {
				states[j+k], states[j+k-words] = states[j+k-words], states[j+k]
			}
		}
	}
}

// distinct drops states that are there more than once from sorted ones.
func distinct(states []uint64, words int) []uint64 {
	kept := 0
	for i := 0; i < len(states); i += words {
		if kept > 0 && slices.Equal(states[kept-words:kept], states[i:i+words]) {
			continue
		}
		copy(states[kept:kept+words], states[i:i+words])
		kept += words
	}
	return states[:kept]
}
