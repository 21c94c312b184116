package judge

import "testing"

// Each guarantee is kept by some histories and broken by others, and they are told apart. Of each client the operations
// are in the order of the history; what is real time says nothing.
func TestGuaranteesAreToldApart(t *testing.T) {
	for _, c := range []struct {
		name, short               string
		sequential, own, monotone bool
	}{
		{"nothing", "1read 1:", true, true, true},
		{"a stale read of another's write", "1write=5 1: 2read 2:", true, true, true},
		{"a stale read of one's own write", "1write=5 1: 1read 1:", false, false, true},
		{"back in time", "1write=5 1: 2read 2:5 2read 2:", false, true, false},
		{"two clients see two orders", "1write=5 1: 2write=6 2: 3read 3:5 3read 3:6 4read 4:6 4read 4:5", false, true, false},
		{"own writes in order", "1write=5 1: 1write=6 1: 1read 1:6", true, true, true},
		{"an older one of one's own", "1write=5 1: 1write=6 1: 1read 1:5", false, false, true},
		{"another's writes out of order", "1write=5 1: 1write=6 1: 2read 2:6 2read 2:5", false, true, false},
		{"what nobody wrote", "1write=5 1: 2read 2:6", false, false, false},
		{"a compare-and-set in no order", "1write=5 1: 2cas=[6,7] 2:true", false, false, false},
		{"an open write is read", "1write=5 1? 2read 2:5", true, true, true},
		{"an open write is not read", "1write=5 1? 2read 2:", true, true, true},
		{"a failed write is read", "1write=5 1! 2read 2:5", false, false, false},
		{"a read before one's write sees it", "1read 1:5 1write=5 1:", false, true, true},
		{"keys together", "1write@x=1 1: 1read@y 1: 2write@y=1 2: 2read@x 2:", false, false, true},
	} {
		h := parse(t, c.short)
		o, err := Find("register", h)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range []struct {
			Guarantee
			want bool
		}{{Sequential, c.sequential}, {ReadYourWrites, c.own}, {MonotonicReads, c.monotone}} {
			if got := Keeps(o, h, g.Guarantee); got != g.want {
				t.Errorf("%s: %s: %v, want %v", c.name, g.Name, got, g.want)
			}
		}
	}
}
