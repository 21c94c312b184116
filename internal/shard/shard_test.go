package shard

import "testing"

// Each seed is for one of all processes, and for any where there is only one.
func TestEachSeedIsForOneProcess(t *testing.T) {
	for seed := range uint64(9) {
		for value, want := range map[string]bool{"1/3": seed%3 == 0, "2/3": seed%3 == 1, "3/3": seed%3 == 2, "1/1": true,
			"": true, "2": true, "1/0": true, "of three": true} {
			t.Setenv(Variable, value)
			if Mine(seed) != want {
				t.Errorf("%q, seed %d: %v, want %v", value, seed, Mine(seed), want)
			}
		}
	}
}
