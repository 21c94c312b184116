package translate

import "testing"

// The opposite of a comparison is true exactly where it is false.
func TestOppositeComparisonsAreOpposite(t *testing.T) {
	means := map[string]func(a, b int) bool{
		"<": func(a, b int) bool { return a < b }, "<=": func(a, b int) bool { return a <= b },
		">": func(a, b int) bool { return a > b }, ">=": func(a, b int) bool { return a >= b },
		"==": func(a, b int) bool { return a == b }, "!=": func(a, b int) bool { return a != b },
	}
	for op, is := range means {
		for a := range 3 {
			for b := range 3 {
				if other := means[opposite[op]]; other == nil || other(a, b) == is(a, b) {
					t.Errorf("the opposite of %d %s %d is %d %s %d", a, op, b, a, opposite[op], b)
				}
			}
		}
	}
}
