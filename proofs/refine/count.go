package refine

import "iter"

// Vectors are all vectors of n numbers below q, the first number counting fastest. They are in the same memory.
func Vectors(q uint8, n int) iter.Seq[[]uint8] {
	return func(yield func([]uint8) bool) {
		v := make([]uint8, n)
		for {
			if !yield(v) {
				return
			}
			k := 0
			for ; k < n && v[k] == q-1; k++ {
				v[k] = 0
			}
			if k == n {
				return
			}
			v[k]++
		}
	}
}

// Subsets are all sets of k of the numbers 0..n-1, each in ascending order and all in lexicographic order. They are
// in the same memory.
func Subsets(n, k int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		chosen := make([]int, 0, k)
		var choose func(from int) bool
		choose = func(from int) bool {
			if len(chosen) == k {
				return yield(chosen)
			}
			for i := from; i <= n-(k-len(chosen)); i++ {
				chosen = append(chosen, i)
				if !choose(i + 1) {
					return false
				}
				chosen = chosen[:len(chosen)-1]
			}
			return true
		}
		choose(0)
	}
}
